"""One-time links for the operator at the machine: a file in the state folder is the right to come in, once.

The file's name is the fingerprint of what stands in the link, so that whoever reads the folder cannot use it.
"""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain import fingerprint
from bot.store.private import open_private
from bot.web.memory import LOGIN


def issue(folder: Path, now: datetime) -> str:
    """Makes a link's word; links that nobody used in time are thrown away. Raises: Misconfigured, Unavailable."""
    for old in folder.glob("*") if folder.is_dir() else ():
        if _is_over(old, now):
            old.unlink(missing_ok=True)
    word = secrets.token_urlsafe(32)
    with open(open_private(folder / fingerprint(word)), "w", encoding="ascii") as file:
        file.write((now + LOGIN).isoformat())
    return word


def spend(folder: Path, word: str, now: datetime) -> bool:
    """Whether a link's word is good; it is not from then on. Of two at once one finds the file gone."""
    file = folder / fingerprint(word)
    try:
        over = _is_over(file, now)
        file.unlink()
    except FileNotFoundError:
        return False
    return not over


def _is_over(file: Path, now: datetime) -> bool:
    try:
        until = datetime.fromisoformat(file.read_text(encoding="ascii"))
    except ValueError:
        return True
    return not now < until <= now + LOGIN + timedelta(seconds=1)
