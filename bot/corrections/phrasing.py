"""What is said of a correction, in the words of its edition.

What people and models wrote calls nobody, links nowhere, and stands between marks that it cannot close: struck out what
was, underlined what shall be.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot import cook, waiting
from bot.corrections import learning
from bot.corrections.judging import new_findings
from bot.corrections.showing import PARTS
from bot.domain import BOT, Comment, Correction, Edition, Field, Finding, Post, Severity, Span
from bot.holding import Work
from bot.ports import Bot

_SEVERITIES = {Severity.BLOCK: "severity_block", Severity.REPAIR: "severity_repair", Severity.WARN: "severity_warn"}
"""The gravest first."""

_ADDRESS = re.compile(r"^@\{user\}[^,、]*[,、]\s*")
_LOOK = re.compile(r"(?P<why>[a-z]+): #(?P<n>\d+) ?(?P<reason>.*)", re.DOTALL)
"""How the reason of a correction begins that a comment asks for and nobody could make out."""


def said(bot: Bot, edition: Edition, word: str, /, **facts: object) -> str:
    """A text that people see, with its facts in their places; they are Markdown already."""
    return _filled(bot, edition, waiting.word_of(bot, edition, word), facts)


def said_to(bot: Bot, edition: Edition, word: str, comment: Comment, /, **facts: object) -> str:
    """The same, addressed to the author of a comment; whoever wants not to be named is not called either."""
    text = waiting.word_of(bot, edition, word)
    if not waiting.is_named(bot, comment):
        text = _ADDRESS.sub("", text)
    return _filled(bot, edition, text, {"user": cook.escape(comment.author), **facts})


def plain(text: str) -> str:
    """Somebody's words on one line, as they read."""
    return cook.escape(cook.one_line(text), live_urls=False)


def link(url: str) -> str:
    """An address of the forum's own, never a box."""
    return f"<{url}>"


def proposal(bot: Bot, work: Work, correction: Correction) -> str:
    """A correction as moderators are asked about it: the change, why, and where it was asked for."""
    edition, urls = work.edition, " ".join(map(link, _places(bot, correction)))
    if not correction.spans:
        what, text = look(bot, edition, correction)
        why = beside(bot, edition, what, plain(text))
        return said(bot, edition, "ask_look", n=correction.number, why=why, url=urls)
    is_term = correction.field is Field.TERM
    spans = [_listed(bot, edition, one) for one in correction.spans] if is_term else correction.spans
    facts: dict[str, object] = {"n": correction.number, **change(bot, edition, spans)}
    if is_term:
        source = plain(correction.about.partition("/")[2])
        asked = said(bot, edition, "ask_term", source=source, older=len(learning.older(bot, correction)), **facts)
    else:
        asked = said(bot, edition, "ask", verdict=verdict(bot, work, correction), **facts)
    reason = f"> {plain(correction.reason)}" if correction.reason else ""
    return "\n\n".join(filter(None, (asked, reason, urls)))


def change(bot: Bot, edition: Edition, spans: Iterable[Span]) -> Mapping[str, str]:
    """What was and what shall be, as the facts `old` and `new`. Several are numbered, and what is the same in several
    places stands once, with their number.
    """
    pairs = Counter((one.old, one.new) for one in spans)
    nothing = waiting.word_of(bot, edition, "nothing")
    shown: dict[str, list[str]] = {"old": [], "new": []}
    for number, ((old, new), times) in enumerate(pairs.items(), 1):
        place = f"({number}) " if len(pairs) > 1 else ""
        often = f" ×{times}" if times > 1 else ""
        shown["old"].append(f"{place}<del>{plain(old)}</del>{often}" if old else f"{place}{nothing}")
        shown["new"].append(f"{place}<ins>{plain(new)}</ins>" if new else f"{place}{nothing}")
    return {name: " ".join(several) for name, several in shown.items()}


def verdict(bot: Bot, work: Work, correction: Correction) -> str:
    """What the gate has against the new text that it has not against the old one: how grave it is, and what."""
    if correction.field not in PARTS:
        return waiting.word_of(bot, work.edition, "verdict_none")
    found = new_findings(bot, work, correction)
    for severity, word in _SEVERITIES.items():
        if any(one.severity is severity for one in found):
            return beside(bot, work.edition, waiting.word_of(bot, work.edition, word), findings(found))
    return waiting.word_of(bot, work.edition, "verdict_clean")


def look(bot: Bot, edition: Edition, correction: Correction) -> tuple[str, str]:
    """Why a person must look, in the words of the edition, and what somebody wrote beside it: plain text, both."""
    found = _LOOK.fullmatch(correction.reason)
    if found is None or f"look_{found['why']}" not in bot.locales[edition.locale].words:
        return waiting.word_of(bot, edition, "look_elsewhere" if correction.cause else "look_term"), correction.reason
    why = waiting.word_of(bot, edition, f"look_{found['why']}")
    return said(bot, edition, "look_comment", n=found["n"], why=why), found["reason"]


def beside(bot: Bot, edition: Edition, what: str, text: str) -> str:
    """Something with what is to be said beside it, where there is that."""
    return said(bot, edition, "beside", what=what, text=text) if text else what


def findings(found: Iterable[Finding]) -> str:
    """What was found, in the locale's words where it has some."""
    return " · ".join(dict.fromkeys(plain((one.local or one.message).rstrip(".。")) for one in found))


def comment_url(post: Post, comment: Comment) -> str:
    """The address of a comment in the topic that a post opened."""
    return f"{post.url}/{comment.number}"


def _filled(bot: Bot, edition: Edition, text: str, facts: Mapping[str, object]) -> str:
    forum = bot.publishers[edition.name].forum
    given = {"bot": forum.username if forum else BOT, **facts}
    return re.sub(r"\{(\w+)\}", lambda found: str(given.get(found[1], found[0])), text)


def _places(bot: Bot, correction: Correction) -> list[str]:
    """The addresses of the comments that ask for it, else of the digest."""
    topic = bot.store.posts.of(correction.digest)[0]
    comments = bot.store.corrections.comments(correction.number)
    return [comment_url(topic, one) for one in comments if one.topic_id == topic.topic_id] or [topic.url]


def _listed(bot: Bot, edition: Edition, span: Span) -> Span:
    """The renderings of a term as people list them."""
    gap = waiting.word_of(bot, edition, "names_gap")
    return replace(span, old=span.old.replace("|", gap), new=span.new.replace("|", gap))
