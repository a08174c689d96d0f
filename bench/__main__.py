"""`python -m bench`: every figure, one JSON line each; exits with 1 when one does not hold."""

import json
import sys
from dataclasses import asdict

from bench import digest, idle, reading, starting


def main() -> int:
    """Measures and prints as it goes."""
    held = True
    for measure in (starting.help_over_click, reading.splitting_over_feedparser, digest.figures, idle.figures):
        for figure in measure():
            print(json.dumps(asdict(figure) | {"holds": figure.holds}), flush=True)
            held = held and figure.holds
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
