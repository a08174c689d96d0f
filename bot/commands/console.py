"""What a person at a terminal sees of the work as it goes: lines on stderr, a bar on a terminal."""

import sys
import threading
from collections import Counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

TROUBLE = {"bug": 1, "misconfigured": 78, "held": 4, "silent": 4, "twin": 4, "waits": 75}
"""Events that a command's exit code tells of, the gravest first."""

PLAIN = {"title", "url"}
"""Facts that need no name beside them."""

_SIGNS = {
    "posted": "↑",
    "published": "✓",
    "translated": "·",
    "waits": "…",
    "held": "!",
    "misconfigured": "!",
    "silent": "!",
    "finding": "!",
    "unfit": "!",
    "twin": "!",
    "bug": "!",
}


def printable(text: str) -> str:
    """One line without secrets that commands a terminal to do nothing, whatever a service put into it."""
    from bot.config.secrets import masked  # noqa: PLC0415 - 200 ms, and `--help` prints nothing of others

    return "".join(one if one.isprintable() else " " for one in masked(text))


def counted(number: int, things: str) -> str:
    """So many things, given in the plural: `1 entry`, `2 entries`."""
    one = f"{things[:-3]}y" if things.endswith("ies") else things.removesuffix("s")
    return f"{number:,} {one if number == 1 else things}"


def _fact(name: str, value: object) -> str:
    if name in PLAIN:
        return str(value)
    return counted(value, name) if isinstance(value, int) else f"{value} {name}"


class Console:
    """Implements `ports.Reporter`; counts what it hears. Safe from any thread."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._told: set[str] = set()
        self._lock = threading.Lock()
        self._bar: tuple[Progress, TaskID] | None = None

    def __call__(self, event: str, key: str, **facts: object) -> None:
        """Shows one event."""
        with self._lock:
            self.counts[event] += 1
            if event == "translating":
                self._start(facts["texts"])
            elif event == "translated" and self._bar:
                self._advance()
            else:
                self._line(event, key, facts)

    @property
    def exit_code(self) -> int:
        """That of the gravest trouble heard of; 0 where there was none."""
        return next((code for event, code in TROUBLE.items() if self.counts[event]), 0)

    def close(self) -> None:
        """Takes the bar off the screen."""
        if self._bar:
            self._bar[0].stop()
            self._bar = None

    def _start(self, texts: object) -> None:
        self.close()
        if not sys.stderr.isatty():
            self._say(f"· translating {counted(int(str(texts)), 'texts')}")
            return
        from rich.console import Console as Screen  # noqa: PLC0415 - 50 ms, and only where there is a screen
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

        progress = Progress(
            TextColumn("· translating"),
            BarColumn(),
            MofNCompleteColumn(),
            console=Screen(stderr=True, emoji=False),
            transient=True,
        )
        progress.start()
        self._bar = (progress, progress.add_task("translating", total=int(str(texts))))

    def _advance(self) -> None:
        if self._bar:
            progress, task = self._bar
            progress.advance(task)
            if progress.finished:
                self.close()

    def _line(self, event: str, key: str, facts: dict[str, object]) -> None:
        why, trace = str(facts.pop("why", "")), str(facts.pop("trace", ""))
        # A missing key is told once, not for each of eleven texts; what is held, once for each.
        told_as = f"{key}: {why}" if event == "held" else why
        if why and event in TROUBLE and told_as in self._told:
            return
        self._told.add(told_as)
        why = why.removeprefix(f"{key}: ")
        told = [_fact(name, value) for name, value in facts.items() if value not in ("", None)]
        detail = " · ".join([*told, why] if why else told)
        self._say(f"{_SIGNS.get(event, '·')} {event:<11} {key}" + (f"  {detail}" if detail else ""))
        for line in trace.splitlines():
            self._say(line)

    def _say(self, text: str) -> None:
        line = printable(text)
        if self._bar:
            self._bar[0].console.print(line, highlight=False, markup=False, soft_wrap=True)
        else:
            click.echo(line, err=True)
