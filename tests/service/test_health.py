"""When the watchdog is no longer fed."""

import pytest

from bot.service.health import LATE_S, UNIT_S, trouble


@pytest.mark.parametrize(
    ("oldest_unit", "due_poll", "alarm", "why"),
    [
        (0.0, 0.0, 0.0, ""),
        (UNIT_S, 0.0, 0.0, ""),
        (UNIT_S + 1, 0.0, 0.0, "it hangs"),
        (UNIT_S + 1, LATE_S + 1, LATE_S + 1, "it hangs"),
        (0.0, LATE_S, 0.0, ""),
        (0.0, LATE_S + 1, 0.0, "does not begin"),
        # A long pass that moves on is well: the next poll has to wait for it.
        (100.0, LATE_S + 1, 0.0, ""),
        (0.0, 0.0, LATE_S, ""),
        (100.0, 0.0, LATE_S + 1, "the alarm is"),
    ],
)
def test_it_is_well_unless_a_unit_hangs_or_a_poll_does_not_begin(
    oldest_unit: float, due_poll: float, alarm: float, why: str
) -> None:
    said = trouble(oldest_unit=oldest_unit, due_poll=due_poll, alarm=alarm)
    assert why in said
    assert bool(said) == bool(why)
