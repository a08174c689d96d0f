"""Signs of life as text: what is written is read back, and nothing else is taken for one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Beat
from bot.errors import Misconfigured
from bot.publishers import _beat

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
MINE = Beat(host="lamp-1a2b", at=NOON)


@given(
    host=st.from_regex(r"[\w.-]{1,100}", fullmatch=True),
    at=st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.timezones()),  # noqa: DTZ001 - hypothesis adds the zone
)
def test_what_is_written_is_read_back(host: str, at: datetime) -> None:
    at = at.replace(microsecond=0)
    _beat.require_plain(host)
    assert _beat.read(_beat.written(Beat(host=host, at=at))) == Beat(host=host, at=at.astimezone(UTC))


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_a_sign_of_life_or_none(host: str, at: str) -> None:
    found = _beat.read(f"<!-- paperboy host {host} {at} -->")
    assert found is None or found.at.tzinfo is UTC
    _beat.beat_of(host, at)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "<!-- paperboy host lamp -->",
        "<!-- paperboy host lamp noon -->",
        "<!-- paperboy host lamp 2026-11-16T12:00:00 -->",
        "<!-- paperboy host <b>lamp</b> 2026-11-16T12:00:00+00:00 -->",
        "> <!-- paperboy host lamp 2026-11-16T12:00:00+00:00 -->",
        "<!-- paperboy host " + "l" * 101 + " 2026-11-16T12:00:00+00:00 -->",
    ],
)
def test_anything_else_is_none(raw: str) -> None:
    assert _beat.read(raw) is None


@pytest.mark.parametrize("host", ["", "a b", "a\nb", "<a>", "l" * 101, "a/b"])
def test_a_name_that_could_not_be_read_back_is_the_operators_to_change(host: str) -> None:
    with pytest.raises(Misconfigured, match="a machine's name may have letters"):
        _beat.require_plain(host)


@pytest.mark.parametrize(
    ("stood", "due"),
    [
        (None, True),
        (MINE, False),
        (Beat(host="lamp-1a2b", at=NOON - _beat.EVERY + timedelta(seconds=1)), False),
        (Beat(host="lamp-1a2b", at=NOON - _beat.EVERY), True),
        (Beat(host="lamp-1a2b", at=NOON + timedelta(hours=1)), False),
        (Beat(host="lamp-1a2b", at=NOON + timedelta(days=300)), True),
        (Beat(host="kite-3c4d", at=NOON), True),
    ],
)
def test_a_sign_of_life_is_due_where_there_is_none_of_ours_or_an_old_one(stood: Beat | None, due: bool) -> None:
    assert _beat.is_due(stood, MINE) is due
