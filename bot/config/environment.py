"""What the environment tells: how the service manager wants to hear of this process, and who gave a command."""

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.domain import BOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    """How the service manager wants to hear of this process.

    `socket` is where it listens, a path or `@` and an abstract name; None where nobody does. `watchdog` is the longest
    silence it accepts, None for any.
    Source: https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html and sd_watchdog_enabled.html
    """

    socket: str | None = None
    watchdog: timedelta | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str] | None = None) -> "Manager":
        """As the environment has it (left out, the process's own). What is meant for another process is nothing."""
        told = os.environ if environment is None else environment  # noqa: TID251 - this is the one place
        socket, micros = told.get("NOTIFY_SOCKET"), told.get("WATCHDOG_USEC", "")
        ours = told.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        watched = ours and micros.isascii() and micros.isdecimal() and int(micros) > 0
        return cls(socket=socket or None, watchdog=timedelta(microseconds=int(micros)) if watched else None)


def person(environment: Mapping[str, str] | None = None) -> str:
    """The name of whoever gave a command, also through sudo: for the record of who decided what.

    The service's own account stands for no person: without sudo's word it is `operator`.
    """
    told = os.environ if environment is None else environment  # noqa: TID251 - this is the one place
    name = told.get("SUDO_USER") or getpass.getuser()
    return "operator" if name == BOT else name
