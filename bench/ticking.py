"""One tick of a program that is up: python -m bench.ticking CONFIG says as JSON when it began and ended."""

import json
import sys
import time
from pathlib import Path

import anthropic  # noqa: F401 - what a service that is up has loaded

from bot import pipeline
from bot.commands.desk import silent, working


def main() -> None:
    """Imports and the empty database come before."""
    config = Path(sys.argv[1])
    with working(config, silent):
        pass
    with working(config, silent) as bot:
        began = time.monotonic()
        pipeline.tick(bot)
        print(json.dumps({"began": began, "ended": time.monotonic()}))


if __name__ == "__main__":
    main()
