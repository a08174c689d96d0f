"""A machine's sign of life: when it is due, and the text that carries it where people may read it."""

import re
from datetime import UTC, datetime

from bot.domain import Beat
from bot.errors import Misconfigured
from bot.looking import EVERY

_HOST = r"[\w.-]{1,100}"
_LINE = re.compile(rf"^<!-- paperboy host ({_HOST}) (\S{{1,40}}) -->[ \t\r]*$", re.MULTILINE)


def require_plain(host: str) -> None:
    """Raises: Misconfigured (a machine's name that could not be read back)."""
    if not re.fullmatch(_HOST, host):
        raise Misconfigured(
            f"{host[:100]!r}: a machine's name may have letters, digits, '.', '_' and '-'; give it another"
        )


def is_due(stood: Beat | None, mine: Beat) -> bool:
    """Whether a new sign must be left: there is none, another machine's, or an old one."""
    return stood is None or stood.host != mine.host or abs(mine.at - stood.at) >= EVERY


def beat_of(host: str, at: str) -> Beat | None:
    """A sign of life from text that anybody may have written; None where it is none."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    if moment.tzinfo is None or not re.fullmatch(_HOST, host):
        return None
    return Beat(host=host, at=moment.astimezone(UTC))


def written(beat: Beat) -> str:
    """The text of the message in which a forum keeps a sign of life."""
    at = beat.at.astimezone(UTC)
    return (
        f"The newsletter bot posts from the machine `{beat.host}`, last seen {at:%Y-%m-%d %H:%M} UTC."
        " It looks here to notice when a second machine posts for the same account; please leave this message to it."
        f"\n\n<!-- paperboy host {beat.host} {at.isoformat(timespec='seconds')} -->"
    )


def read(raw: str) -> Beat | None:
    """The sign of life in such a text, the last where there are several; None where there is none."""
    found = _LINE.findall(raw)
    return beat_of(*found[-1]) if found else None
