"""For which of the digests that are shown in one topic a comment was written: of several languages, by its script."""

import re
from collections.abc import Sequence

from bot.corrections.asking import asks
from bot.domain import Comment, language_of
from bot.holding import Work
from bot.ports import Bot

_SCRIPTS = {"ja": re.compile("[\u3041-\u30ff]"), "ko": re.compile("[\uac00-\ud7a3]")}
"""What a text in a language can hardly do without, and one in another hardly has; of other languages nothing is known.
"""


def addressed(bot: Bot, work: Work, comments: Sequence[Comment]) -> Sequence[Comment]:
    """Those that are for this digest. Where others are shown in its topic, each comment is for one of them.

    What answers a question about a correction is for the digest of that; of any other the script decides, and where it
    says nothing, the digest that opened the topic has it.
    """
    sharing = _sharing(bot, work)
    if len(sharing) == 1:
        return comments
    shown = asks(bot, [one.key for one in sharing])
    asked = {place: ask.digest for place, ask in shown.items()}
    return [
        one
        for one in comments
        if (asked.get((one.topic_id, one.answers or 0)) or _written_for(sharing, one.text)) == work.key
    ]


def _sharing(bot: Bot, work: Work) -> list[Work]:
    """The digests in a topic, the one that opened it first."""
    opened = work.edition.localizes or work.edition.name
    mine = [one for one in bot.editions if opened in (one.name, one.localizes)]
    mine.sort(key=lambda one: one.name != opened)
    works = [Work(issue=work.issue, edition=one) for one in mine]
    return [one for one in works if one.key == work.key or bot.store.posts.of(one.key)]


def _written_for(sharing: Sequence[Work], text: str) -> str:
    """The digest in whose language a text is: what quotes another language is still written in its own."""
    counts = {one.key: len(_script(one).findall(text)) for one in sharing if _language(one) in _SCRIPTS}
    best = max(counts, key=lambda key: counts[key], default="")
    return best if counts.get(best) else sharing[0].key


def _language(work: Work) -> str:
    return language_of(work.edition.locale)


def _script(work: Work) -> re.Pattern[str]:
    return _SCRIPTS[_language(work)]
