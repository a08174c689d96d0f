"""`python -m bot.sandbox`: starts the servers, says where they are in one line of JSON, and ends with its parent."""

import argparse
import asyncio
import json
import os
import signal
import threading
from pathlib import Path

from bot.clock import SystemClock, WoundClock
from bot.sandbox.pace import AT_ONCE, load_figures
from bot.sandbox.serve import Street, serve
from bot.sandbox.week import DEMO
from bot.sandbox.world import World


def main() -> None:
    """Runs until SIGTERM, SIGINT or the end of standard input."""
    asked = _arguments()
    feed = asked.feed.read_bytes() if asked.feed else None
    clock = WoundClock(asked.clock) if asked.clock else SystemClock()
    figures = load_figures(asked.pace) if asked.pace else AT_ONCE
    street = Street(World(clock, week=asked.week, feed=feed, figures=figures))
    line = json.dumps({**street.addresses(), "clock": str(asked.clock) if asked.clock else None})
    asyncio.run(_run(street, line))


async def _run(street: Street, line: str) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    def watch() -> None:
        while os.read(0, 1024):
            pass
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, daemon=True).start()
    await serve(street, ready=lambda: print(line, flush=True), stop=stop)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument(
        "--clock", type=_file, help="the clock file it shares with the bot; without, the machine's clock"
    )
    parser.add_argument("--pace", type=_file, help="a model server with these figures; without, it answers at once")
    parser.add_argument("--feed", type=_file, help="an RSS document to serve in place of the week's")
    parser.add_argument("--week", type=_week, default=DEMO, help="`demo`, or a week file with its recordings beside it")
    return parser.parse_args()


def _week(name: str) -> Path:
    return DEMO if name == "demo" else _file(name)


def _file(name: str) -> Path:
    if not Path(name).is_file():
        raise argparse.ArgumentTypeError(f"{name} is not a file")
    return Path(name).resolve()


if __name__ == "__main__":
    main()
