"""Values of config.toml that have a form of their own, and what is said of one that has not."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from bot.config.schedule import cron_line

_DURATION = re.compile(r"(\d+)\s*(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
TITLE_FACTS = ("start", "end", "date", "title", "field")
"""What a title's pattern may have in braces."""
_CLOCK_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def _duration(value: object) -> timedelta:
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise ValueError("give a time span such as '90m', '3h' or '10d'")
    try:
        return timedelta(seconds=int(found.group(1)) * _SECONDS[found.group(2)])
    except OverflowError as error:
        raise ValueError("this time span is too long; give one such as '90m', '3h' or '10d'") from error


def _clock_time(value: object) -> str:
    if isinstance(value, str) and _CLOCK_TIME.fullmatch(value):
        return value
    raise ValueError("give a time of day such as '09:00'")


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        # OSError: 'America', a folder, where the zones come from PyPI's tzdata.
        raise ValueError("no such time zone; give one such as 'Asia/Seoul'") from error


def _start(value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and (value in ("next", "latest") or _is_date(value)):
        return value
    raise ValueError("give 'next', 'latest' or a date such as '2026-06-28'")


def _is_date(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _review(value: str) -> str:
    if value in ("none", "required"):
        return value
    found = re.fullmatch(r"until (\S+)", value)
    if not found:
        raise ValueError("give 'none', 'required' or 'until 12:00'")
    return f"until {_clock_time(found.group(1))}"


def _http_url(value: str) -> str:
    if not re.fullmatch(r"https?://[^/\s]+(?:/\S*)?", value):
        raise ValueError("give an address that begins with https:// (or http:// on this machine)")
    return value


def _contact(value: str) -> str:
    # It becomes part of a header, which carries no other characters.
    if not re.fullmatch(r"[ -~]*[!-~][ -~]*", value):
        raise ValueError("give one line in plain ASCII, such as 'mailto:you@forum.example' or the address of a page")
    return value


def _label(value: str) -> str:
    # Letters, numbers, punctuation and symbols; what is left are spaces and characters nobody sees.
    if not any(unicodedata.category(char)[0] in "LNPS" for char in value):
        raise ValueError("a label may not be blank; leave it out for the locale's own word")
    return value


def unfilled(text: str, filled: Collection[str]) -> str:
    """What to say of places in braces that nothing fills: readers would see them; empty where there are none."""
    strange = [f"{{{name}}}" for name in re.findall(r"\{(\w+)\}", text) if name not in filled]
    if not strange:
        return ""
    known = ", ".join(f"{{{name}}}" for name in filled)
    return f"nothing fills {', '.join(dict.fromkeys(strange))}; what is filled here: {known}"


def _title(value: str) -> str:
    if said := unfilled(value, TITLE_FACTS):
        raise ValueError(said)
    return value


def later(closes: str | None, info: ValidationInfo) -> str | None:
    if closes is not None and closes == info.data.get("opens"):
        raise ValueError("a window cannot close when it opens; leave `closes` out for the rest of the day")
    return closes


def _database_url(value: str) -> str:
    if not re.match(r"postgresql(\+psycopg)?://", value):
        raise ValueError("give an address that begins with postgresql://, or leave it out for SQLite")
    if re.match(r"[^/]*//[^/@]*:[^/@]*@", value) or "password=" in value:
        raise ValueError(
            "take the password out: secrets never stand in config.toml; libpq reads PGPASSFILE or PGPASSWORD"
        )
    return value


def _an_hour_at_least(told: timedelta) -> timedelta:
    if told < timedelta(hours=1):
        raise ValueError("this must be 1h or more")
    return told


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Interval = Annotated[Duration, AfterValidator(_an_hour_at_least)]
ClockTime = Annotated[str, BeforeValidator(_clock_time)]
Zone = Annotated[str, AfterValidator(_zone)]
Start = Annotated[str, BeforeValidator(_start)]
Review = Annotated[str, AfterValidator(_review)]
DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
Schedule = Annotated[str, AfterValidator(cron_line)]
Contact = Annotated[str, AfterValidator(_contact)]
Label = Annotated[str, AfterValidator(_label)]
TitlePattern = Annotated[Label, AfterValidator(_title)]
English = Literal["quote", "folded", "none"]
