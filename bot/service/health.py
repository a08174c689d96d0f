"""Whether the service is well. Where it is not, the watchdog is no longer fed, and systemd starts it anew."""

UNIT_S = 30 * 60
"""No unit takes longer, unless it hangs: it makes a handful of calls, each of at most 120 s and tried four times."""

LATE_S = 10 * 60
"""A poll that is due so long, while no unit is at work, will never begin."""


def trouble(*, oldest_unit: float, due_poll: float, alarm: float) -> str:
    """Why it is not well, empty while it is.

    All in seconds, 0 for none: how long the oldest unit has been at work, how long a poll has been due, and how late
    the alarm is.
    """
    if oldest_unit > UNIT_S:
        return f"at work for more than {UNIT_S // 60} minutes: it hangs"
    if due_poll > LATE_S and not oldest_unit:
        return f"a poll has been due for more than {LATE_S // 60} minutes and does not begin"
    return f"the alarm is more than {LATE_S // 60} minutes late" if alarm > LATE_S else ""
