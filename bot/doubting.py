"""A finding is kept once, and said when it is kept."""

from collections.abc import Iterable

from bot.domain import Finding
from bot.ports import Bot


def doubt(bot: Bot, findings: Iterable[Finding]) -> list[Finding]:
    """Keeps and says those that are not on record; returns them."""
    fresh = [one for one in findings if one not in bot.store.findings.under(one.key)]
    if fresh:
        bot.store.findings.add(fresh)
    for one in fresh:
        bot.report("finding", one.key, why=one.message)
    return fresh
