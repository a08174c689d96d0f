"""Runs the whole sandbox in a thread of the test's own process, on a clock the test winds."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

from bot.sandbox.serve import Street, serve
from bot.sandbox.world import World


@contextlib.contextmanager
def running(world: World) -> Iterator[dict[str, str]]:
    """Yields where the servers are, as `python -m bot.sandbox` prints it."""
    street = Street(world)
    loop, stop, up = asyncio.new_event_loop(), asyncio.Event(), threading.Event()

    def run() -> None:
        with contextlib.closing(loop):
            loop.run_until_complete(serve(street, ready=up.set, stop=stop))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        if not up.wait(10):
            raise TimeoutError("the sandbox did not start within 10 s")
        yield street.addresses()
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
