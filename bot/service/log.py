"""The service's log: a line an event on stderr. It shows no secret, obeys no control character, and does not nag."""

import contextlib
import logging
import sys
from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any, TextIO

import structlog

from bot.config import masked
from bot.ports import Clock

_WARNINGS = {"lacks", "unfit", "waits", "held", "silent", "finding", "unsigned", "library"}
_ERRORS = {"misconfigured", "bug", "twin", "stuck"}
_SAME_AGAIN = timedelta(hours=1)
"""How long the same trouble of the same item is not told again."""

_Line = MutableMapping[str, Any]


class Log:
    """Implements `ports.Reporter`: `level=info event=posted key=… …`, or with `as_json` the same as JSON.

    The time is in it where nobody else adds one: on a terminal, and in JSON. Safe from any thread.
    """

    def __init__(self, clock: Clock, *, as_json: bool = False, stream: TextIO = sys.stderr) -> None:
        self._clock = clock
        self._told: dict[tuple[str, str, str], datetime] = {}
        timed = as_json or stream.isatty()
        logfmt = structlog.processors.LogfmtRenderer(key_order=["time", "level", "event", "key"], drop_missing=True)
        self._logger: Any = structlog.wrap_logger(
            structlog.PrintLogger(stream),
            processors=[
                structlog.processors.add_log_level,
                *([self._timed] if timed else []),
                _fit,
                structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else logfmt,
            ],
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        )

    def __call__(self, event: str, key: str, **facts: object) -> None:
        """Writes one event."""
        level = _level(event)
        if level > logging.INFO and self._just_told(event, key, str(facts.get("why", ""))):
            return
        # A log that cannot be written must not stop the work it tells of.
        with contextlib.suppress(OSError):
            self._logger.log(level, event, key=key, **facts)

    def _just_told(self, event: str, key: str, why: str) -> bool:
        now = self._clock.now()
        # A time that is still to come was written before the clock was set back: it no longer counts. The copy is
        # because other threads write here.
        self._told = {what: at for what, at in list(self._told.items()) if at <= now < at + _SAME_AGAIN}
        told = (event, key, why) in self._told
        self._told.setdefault((event, key, why), now)
        return told

    def _timed(self, _logger: object, _method: str, line: _Line) -> _Line:
        return {"time": self._clock.now().isoformat(timespec="seconds"), **line}


class Libraries(logging.Handler):
    """Brings what libraries warn of into the same log, so that it is masked and a line like all others."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record."""
        self._log("library", record.name, why=self.format(record))


def _level(event: str) -> int:
    if event in _ERRORS:
        return logging.ERROR
    return logging.WARNING if event in _WARNINGS else logging.INFO


def _fit(_logger: object, _method: str, line: _Line) -> _Line:
    """Facts as text that shows no secret and commands a terminal to do nothing; those that say nothing left out."""
    return {name: _plain(value) for name, value in line.items() if value not in ("", None)}


def _plain(value: object) -> object:
    if isinstance(value, int | float):
        return value
    return "".join(one if one.isprintable() or one == "\n" else " " for one in masked(str(value)))
