"""Tells systemd how the service is: ready, busy with what, alive, stopping. Nobody listening is no trouble.

The protocol is datagrams of `NAME=value` lines on a Unix socket.
Source: https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
"""

import contextlib
import socket

from bot.clock import Stopwatch
from bot.config import Manager

_PATIENCE_S = 0.2
"""systemd empties its queue at once. Who does not must not hold up the service."""


class Systemd:
    """The service manager's ear. The watchdog is fed once in half the time it accepts."""

    def __init__(self, manager: Manager) -> None:
        self._address = manager.socket
        self._period = manager.watchdog.total_seconds() / 2 if manager.watchdog else None
        self._fed: Stopwatch | None = None
        self._status = ""

    @property
    def pace(self) -> float | None:
        """How many seconds apart `alive` must be called so that the watchdog is fed in time; None for any."""
        return self._period / 2 if self._period else None

    def ready(self) -> None:
        """The service works from now on."""
        self._tell("READY=1")

    def stopping(self) -> None:
        """It begins to end."""
        self._tell("STOPPING=1")

    def status(self, line: str) -> None:
        """What `systemctl status` shows; the same line is not sent twice in a row."""
        if line != self._status and self._tell(f"STATUS={line}"):
            self._status = line

    def alive(self) -> None:
        """Feeds the watchdog when it is time to."""
        if self._period and (self._fed is None or self._fed.seconds >= self._period) and self._tell("WATCHDOG=1"):
            self._fed = Stopwatch()

    def _tell(self, message: str) -> bool:
        """Whether it could be said."""
        if not self._address:
            return False
        # A first byte of zero is how the kernel writes the `@` of an abstract name.
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        # A manager that went away, or has no room, is told again the next time; the work goes on.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
            ear.settimeout(_PATIENCE_S)
            ear.connect(address)
            ear.sendall(message.encode())
            return True
        return False
