"""Cron lines: what is taken is what the scheduler takes, and the rest is refused with what to write instead."""

from collections.abc import Callable

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st

from bot.config.schedule import cron_line

NUMBERS = st.integers(0, 70).map(str)
WORDS = st.sampled_from(["mon", "wed", "sun", "jan", "jun", "dec", "noon", "last", ""])
PARTS = st.one_of(
    st.just("*"),
    NUMBERS,
    WORDS,
    st.builds("{}-{}".format, st.one_of(NUMBERS, WORDS), st.one_of(NUMBERS, WORDS)),
    st.builds("{}/{}".format, st.one_of(st.just("*"), NUMBERS), NUMBERS),
    st.builds("{}-{}/{}".format, NUMBERS, NUMBERS, NUMBERS),
)
FIELDS = st.lists(PARTS, min_size=1, max_size=3).map(",".join)


@pytest.mark.parametrize(
    "line",
    [
        "*/20 * * * *",
        "0,30 6-22 * * *",
        "5/10 0 1 jan-mar *",
        "0 7 * * mon",
        "0 7-12/5 */30 */11 mon-fri,sun",
        "59 23 31 12 sun",
    ],
)
def test_a_line_of_a_crontab_is_taken_as_it_stands(line: str) -> None:
    assert cron_line(line) == line


def test_capitals_and_spaces_do_not_matter() -> None:
    assert cron_line("  0  7 *  JAN Mon-Fri ") == "0 7 * jan mon-fri"


@pytest.mark.parametrize("weekday", ["1", "0", "7", "1-5", "mon,3", "*/2"])
def test_a_number_for_a_weekday_is_refused_because_it_means_different_days(weekday: str) -> None:
    with pytest.raises(ValueError, match=r"^the fifth field is the weekday; write mon\.\.sun: numbers mean other days"):
        cron_line(f"0 7 * * {weekday}")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "give five fields: minute, hour,"),
        ("*/20 * * *", "give five fields: minute, hour,"),
        ("0 */20 * * * *", "give five fields: minute, hour,"),
        ("@hourly", "give five fields: minute, hour,"),
        ("61 * * * *", "'61' is no minute; give '*', '*/5', a number from 0 to 59"),
        ("*/0 * * * *", "'*/0' is no minute"),
        ("*/60 * * * *", "'*/60' is no minute"),
        ("7/53 * * * *", "'7/53' is no minute"),
        ("59/1 * * * *", "'59/1' is no minute"),
        ("1,,2 * * * *", "'1,,2' is no minute"),
        ("-5 * * * *", "'-5' is no minute"),
        ("٣ * * * *", "'٣' is no minute"),
        ("0 24 * * *", "'24' is no hour; give '*', '*/5', a number from 0 to 23"),
        ("0 12-7 * * *", "'12-7' is no hour"),
        ("0 7 0 * *", "'0' is no day of the month; give '*', '*/5', a number from 1 to 31"),
        ("0 7 mon * *", "'mon' is no day of the month"),
        ("0 7 * 13 *", "'13' is no month"),
        ("0 7 * dec-jan *", "'dec-jan' is no month"),
        ("0 7 * * sat-mon", "'sat-mon' is no weekday; give '*', one of mon, tue, wed, thu, fri, sat, sun, a range"),
        ("0 7 * * monday", "'monday' is no weekday"),
        ("0 7 * * mon-tue-wed", "'mon-tue-wed' is no weekday"),
        ("0 7 * * ?", r"'\?' is no weekday"),
    ],
)
def test_nonsense_is_refused_with_what_to_write(line: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said.replace('*', '[*]')}"):
        cron_line(line)


@given(minute=FIELDS, hour=FIELDS, day=FIELDS, month=FIELDS, weekday=FIELDS)
def test_the_scheduler_takes_whatever_is_taken(minute: str, hour: str, day: str, month: str, weekday: str) -> None:
    for line in (
        f"{minute} * * * *",
        f"* {hour} * * *",
        f"* * {day} * *",
        f"* * * {month} *",
        f"* * * * {weekday}",
    ):
        try:
            taken = cron_line(line)
        except ValueError:
            continue
        assert CronTrigger.from_crontab(taken, "UTC")


@given(number=st.integers(0, 99), field=st.integers(0, 3))
def test_a_plain_number_is_taken_exactly_where_the_scheduler_takes_it(number: int, field: int) -> None:
    fields = ["*"] * 5
    fields[field] = str(number)
    line = " ".join(fields)
    assert _accepts(lambda: CronTrigger.from_crontab(line, "UTC")) == _accepts(lambda: cron_line(line))


def _accepts(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except ValueError:
        return False
    return True
