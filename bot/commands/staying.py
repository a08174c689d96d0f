"""The demo once its topic is out: `paperboy run` at work on it, and time that passes.

The sandbox's clock stands still by itself; here a second of it goes by with every real one.
"""

import json
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from queue import Queue
from typing import IO, Any
from urllib.parse import urlsplit

import httpx

from bot.clock import Stopwatch, WoundClock
from bot.commands.console import printable
from bot.errors import Unavailable

Heard = Callable[[Mapping[str, Any]], None]
"""Takes an event of the service: `event`, `key`, and its facts by name."""

PACE_S = 0.2
"""How often the clock is moved on."""

_SENTENCES = {
    "proposed": "a comment asks for a change: number {number}, {state}",
    "ruled": "a person decided number {number}: {verb}; it is {came}",
    "corrected": "number {number} is {state}",
    "followed": "number {number} follows its text, which was changed",
    "learnt": "learnt: {key}",
    "forgotten": "forgotten: {key}",
    "edited": "the topic was edited: {url}",
    "ended": "{why}",
}
"""What a person at the terminal reads of an event."""

_SAID = {
    "ask": "moderators are asked: {url}",
    "told": "the moderator is answered: {url}",
    "thanks": "the reader is thanked: {url}",
}
"""What was said beside the digest, by the name in its key."""

_TROUBLE = ("waits", "held", "misconfigured", "bug", "stuck", "finding", "unread")


@contextmanager
def at_work(config: Path, forum: str, heard: Heard) -> Iterator["subprocess.Popen[str]"]:
    """`paperboy run` on the demo's configuration, for as long as the block runs; it works and serves when that begins.

    The forum is set up as its administrator would: it tells of new posts by its webhook, and says who is logged in to
    the moderators' pages. `heard` is called from another thread. Raises: Unavailable (it did not start).
    """
    folder = config.parent / "credentials"
    _set_up(config, forum, folder)
    clock, ended = WoundClock(config.parent / "clock"), threading.Event()
    begun: Queue[bool] = Queue()

    def follow(lines: IO[str]) -> None:
        for line in lines:
            event = _event(line)
            if event.get("event") == "started":
                begun.put(True)
            elif not ended.is_set():
                heard(event)
        begun.put(False)

    own = f"CREDENTIALS_DIRECTORY={folder}"
    words = ["/usr/bin/env", own, sys.executable, "-m", "bot", "--config", str(config), "run", "--json"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        threads = [
            threading.Thread(target=follow, args=[process.stderr]),
            threading.Thread(target=_carry, args=[clock, ended]),
        ]
        for thread in threads:
            thread.start()
        try:
            if not begun.get():
                raise Unavailable("the service did not start; what it said stands above")
            yield process
        finally:
            ended.set()
            process.terminate()
            for thread in threads:
                thread.join()


def sentence(event: Mapping[str, Any]) -> str:
    """An event in plain words; empty for what a person at the demo need not read."""
    name, key = event.get("event", ""), str(event.get("key", ""))
    form = _SENTENCES.get(name, "")
    if name == "said":
        form = _SAID.get(key.rpartition("#")[2].partition("-")[0], "said: {url}")
    if name in _TROUBLE:
        form = "{event}: {key}: {why}"
    return printable(form.format_map(_Facts(event)))


class _Facts(dict[str, Any]):
    """What an event does not tell is left out."""

    def __missing__(self, name: str) -> str:
        return ""


def _event(line: str) -> Mapping[str, Any]:
    """A line of the log; one that is none says why the service did not even begin."""
    try:
        event: Mapping[str, Any] = json.loads(line)
    except ValueError:
        return {"event": "ended", "key": "run", "why": line.rstrip()}
    return event


def _set_up(config: Path, forum: str, folder: Path) -> None:
    """Makes the secrets that bot and forum share, and tells both."""
    from bot.config import load  # noqa: PLC0415 - `--help` stays quick

    shared = {name: secrets.token_hex(32) for name in ("discourse-connect-secret", "discourse-webhook-secret")}
    folder.mkdir(mode=0o700)
    for name, secret in shared.items():
        (folder / name).write_text(secret, encoding="ascii")
    web = load(config).values.web
    settings = {
        "enable_discourse_connect_provider": True,
        "discourse_connect_provider_secrets": [[urlsplit(forum).hostname, shared["discourse-connect-secret"]]],
        "webhook_url": f"http://127.0.0.1:{web.hook_port}/hook" if web else "",
        "webhook_secret": shared["discourse-webhook-secret"],
    }
    httpx.post(f"{forum}/_sandbox/forum", json=settings).raise_for_status()


def _carry(clock: WoundClock, ended: threading.Event) -> None:
    """Carries real time onto a clock that stands still."""
    watch, carried = Stopwatch(), 0.0
    while not ended.wait(PACE_S):
        passed = watch.seconds
        clock.wind(timedelta(seconds=passed - carried))
        carried = passed
