"""A digest as it will be sent: drawn once, whole, from what is written and what its place has around it."""

from collections.abc import Sequence
from dataclasses import replace

from bot import posting, siblings, waiting
from bot.domain import Digest, Draft, Intent
from bot.dressing import dress
from bot.errors import Unavailable
from bot.holding import Work
from bot.ports import Bot
from bot.render import structured


def drawn(bot: Bot, work: Work, *, old: bool = False) -> Sequence[Intent]:
    """What will be sent of a digest: a topic, and a reply for each further part.

    What is `old` stands under the day its issue came out, and does not say that anybody reviewed it: many go out at one
    word.

    Raises: Unavailable, Rejected (it cannot be laid out), Misconfigured.
    """
    dress(bot, work)
    digest = waiting.digest_of(bot, work)
    digest = replace(digest, reviewed=digest.reviewed and not old)
    intents = _within(bot, work, digest) if work.edition.localizes else _apart(bot, work, digest)
    return posting.dated(intents, work.issue.published) if old else intents


def _apart(bot: Bot, work: Work, digest: Digest) -> Sequence[Intent]:
    """What stands in a topic of its own."""
    draft = bot.renderer.draft(digest, bot.locales[work.edition.locale], bot.publishers[work.edition.name].limit())
    return posting.intents_for(digest, _with_data(bot, work, digest, draft))


def _within(bot: Bot, work: Work, digest: Digest) -> Sequence[Intent]:
    """What is shown in another digest's posts is cut as that one is. Raises: Unavailable (it is not there yet)."""
    original, topic = siblings.before(bot, work), siblings.topic_of(bot, work)
    if original is None or topic is None:
        raise Unavailable(f"{work.key}: the topic of edition {work.edition.localizes} is not there yet")
    firsts = posting.firsts_of(bot, original.key)
    draft = bot.renderer.draft(digest, bot.locales[work.edition.locale], None, firsts)
    return posting.intents_for(digest, draft, topic.topic_id)


def _with_data(bot: Bot, work: Work, digest: Digest, draft: Draft) -> Draft:
    """The draft with the digest as JSON, where its place takes that."""
    if not bot.publishers[work.edition.name].structured:
        return draft
    return replace(draft, data=structured(digest, bot.locales[work.edition.locale]))
