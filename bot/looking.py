"""What is looked for where a digest goes before anything is paid for: posts of our own, a person's, another bot."""

from collections.abc import Sequence
from datetime import timedelta

from bot import posting, timing, waiting
from bot.domain import BOT, Beat, Edition, Post, Topic
from bot.errors import Misconfigured, Rejected, Unavailable
from bot.guard import hold
from bot.holding import Work
from bot.ports import Bot

TAKEN = "somebody posted this week already"

EVERY = timedelta(hours=6)
"""How often a machine that is alone says so again. Each time is one of the edits that a Discourse allows in a day, 30
for an account on trust level 1 (https://github.com/discourse/discourse/blob/main/config/site_settings.yml)."""

ALIVE = 2 * EVERY + timedelta(hours=1)
"""A machine that left a sign of life this lately is taken to be running: one may have been missed."""


def adopt_or_yield(bot: Bot, work: Work) -> None:
    """Keeps what stands there of a digest as posted. Raises: Rejected (a person posted that week), Unavailable.

    A person who released the digest wants it beside the other one.
    """
    publisher = bot.publishers[work.edition.name]
    standing = publisher.parts(work.key, posting.external_id(work.edition.name, work.issue))
    if standing:
        if _is_cut_off(bot, work, standing):
            what = (
                f"{standing[-1].url} promises another part, which does not stand there, and what it said is not known"
            )
            hold(bot, work.key, f"{what} any more; add it there by hand, then `paperboy release {work.key}`")
        bot.store.posts.adopt(standing, bot.clock.now())
        bot.report("adopted", work.key, url=standing[0].url)
    elif not _is_wanted_beside(bot, work):
        require_nobody(work, publisher.newest())


def yield_to(bot: Bot, work: Work, topics: Sequence[Topic]) -> None:
    """As the look, where the topics are known. Raises: Rejected (one of them is a person's for that week)."""
    if not _is_wanted_beside(bot, work):
        require_nobody(work, topics)


def require_nobody(work: Work, topics: Sequence[Topic]) -> None:
    """Raises: Rejected (one of the topics is a person's for that week)."""
    for topic in topics:
        if not topic.own and timing.same_week(topic.title, work.issue):
            raise Rejected(
                f"{work.key}: {TAKEN}: {topic.url}; `paperboy drop {work.key}` leaves it"
                f" to them, `paperboy release {work.key}` posts beside it"
            )


def _is_wanted_beside(bot: Bot, work: Work) -> bool:
    """Whether a person released the digest from the hold that says so, and not from another one."""
    mine = [one for one in bot.store.holds.decisions(work.key) if one.key == work.key]
    told = [at for at, one in enumerate(mine) if one.who == BOT and one.reason.startswith(TAKEN)]
    return bool(told) and any(one.what == "released" for one in mine[told[0] :])


def _is_cut_off(bot: Bot, work: Work, standing: Sequence[Post]) -> bool:
    """Whether the last part that stands ends as one that another follows, of which nothing is written down."""
    ends_early = f"\n{waiting.word_of(bot, work.edition, 'part_end')}\n" in standing[-1].raw
    return ends_early and len(bot.store.posts.parts(work.key)) <= len(standing)


def leave_sign(bot: Bot, edition: Edition) -> None:
    """Leaves a sign of life, and says when another machine left one lately.

    A forum that keeps no such sign is no reason to stop: the same text still cannot be posted twice.
    """
    now = bot.clock.now()
    try:
        found = bot.publishers[edition.name].beat(Beat(host=bot.host, at=now))
    except Unavailable:
        return  # the next question to the same place says so, where it matters
    except (Rejected, Misconfigured) as error:
        bot.report("unsigned", edition.name, why=str(error))
        return
    if found and found.host != bot.host and now - found.at < ALIVE:
        why = f"another paperboy, on {found.host}, works on this forum too (seen {found.at:%Y-%m-%d %H:%M} UTC)"
        bot.report("twin", edition.name, why=f"{why}; stop one of the two")
