"""What a digest's forum has around it: tags that its papers lead to, and topics of others about them.

Rule: nothing here holds a digest up. What the forum does not tell is left out, and said. What was found is kept, so
that the digest is laid out the same ever after.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bot import waiting
from bot.domain import Digest, Finding, Piece, Related, Severity, Surroundings, Topic
from bot.doubting import doubt
from bot.errors import Misconfigured, PaperboyError, Rejected, Unavailable
from bot.holding import Work
from bot.ports import Bot, Publisher, Tags

_ASKED = 2
"""So many words are asked for, the longest: a search wants every word, and a title may lack some."""

_LONGEST_NAME = 4
"""Words before a title's colon, or of the newsletter's own name, that are a name and not a sentence."""

_LATIN = re.compile(r"[a-z0-9][a-z0-9.+-]*[a-z0-9+]")
_WORD = re.compile(rf"{_LATIN.pattern}|[가-힣]{{2,}}|[ァ-ヶー]{{2,}}|[\u4e00-\u9fff]{{2,}}")
# fmt: off
_COMMON = frozenset({
    "a", "agent", "agents", "ai", "all", "an", "and", "approach", "are", "as", "at", "attention", "benchmark",
    "better", "beyond", "by", "can", "case", "code", "data", "dataset", "deep", "diffusion", "do", "does",
    "efficient", "evaluating", "exploring", "fast", "for", "framework", "from", "generation", "how", "improving",
    "in", "into", "is", "it", "its", "language", "large", "learning", "llm", "llms", "make", "memory", "method",
    "ml", "model", "models", "multimodal", "need", "network", "networks", "neural", "new", "of", "on", "open",
    "or", "paper", "prompting", "reasoning", "report", "scaling", "survey", "system", "systems", "technical",
    "the", "their", "this", "to", "toward", "towards", "training", "transformer", "transformers", "understanding",
    "using", "via", "vision", "we", "what", "when", "with", "without", "you", "your",
})
# fmt: on
"""Words that every second title has."""

_CALLED = {"tags": "the tags of its papers' topics", "related": "related topics of the forum"}

_SEPARATOR = re.compile(r"[:：]\s*")
_UNTAGGABLE = re.compile(r"[^\w-]")


def dress(bot: Bot, work: Work) -> None:
    """Looks around where a digest is about to go, and keeps what it finds; asks nothing where nothing is wanted."""
    if work.edition.topic_tags is None and work.edition.related is None:
        return
    digest = waiting.digest_of(bot, work)
    bot.store.places.keep(work.key, Surroundings(tags=_tags(bot, digest), related=_related(bot, digest)))


def _tags(bot: Bot, digest: Digest) -> tuple[str, ...]:
    """The tags that the papers' topics lead to, those of most papers first, beside those every digest has."""
    table, fixed = digest.edition.topic_tags, [tag.casefold() for tag in digest.edition.tags]
    if table is None:
        return ()
    try:
        known = bot.publishers[digest.edition.name].tags()
    except (Unavailable, Rejected, Misconfigured) as error:
        _say(bot, digest, "tags", error)
        return ()
    papers = Counter(tag for piece in digest.pieces for tag in _tags_of(piece, table, known))
    found = [tag for tag, _count in papers.most_common() if tag.casefold() not in fixed]
    return tuple(found if known is None else found[: max(known.most - len(fixed), 0)])


def _tags_of(piece: Piece, table: Mapping[str, str], known: Tags | None) -> Iterable[str]:
    """One paper's tags, each once, as the forum spells them."""
    named = {phrase.casefold(): tag for phrase, tag in table.items()}
    there = {} if known is None else {tag.casefold(): tag for tag in known.names if len(tag) <= known.longest}
    found = dict[str, None]()
    for topic in piece.translation.topics if piece.translation else ():
        phrase = " ".join(topic.casefold().split())
        wanted = named.get(phrase, "" if known is None else _UNTAGGABLE.sub("", phrase.replace(" ", "-")))
        tag = wanted if known is None else there.get(wanted.casefold(), "")
        found.update({tag: None} if tag else {})
    return found


def _related(bot: Bot, digest: Digest) -> Mapping[int, tuple[Topic, ...]]:
    """Topics about each paper by its position; after a search that failed no other is tried."""
    related, found = digest.edition.related, dict[int, tuple[Topic, ...]]()
    if related is None:
        return found
    try:
        for piece in digest.pieces:
            topics = _about(bot.publishers[digest.edition.name], related, piece)
            found |= {piece.entry.position: topics} if topics else {}
    except (Unavailable, Rejected, Misconfigured) as error:
        _say(bot, digest, "related", error)
    return found


def _about(publisher: Publisher, related: Related, piece: Piece) -> tuple[Topic, ...]:
    """The topics of others that are most like a paper; of equal ones those that the forum put first."""
    scores = dict[Topic, float]()
    for words in _sought(piece):
        for topic in publisher.search(" ".join(sorted(words, key=len, reverse=True)[:_ASKED])):
            score = sum(_has(topic.title, word) for word in words) / len(words)
            if not topic.own and score >= related.threshold:
                scores[topic] = max(score, scores.get(topic, 0.0))
    return tuple(sorted(scores, key=lambda topic: -scores[topic])[: related.most])


def _sought(piece: Piece) -> Iterator[tuple[str, ...]]:
    """The words that tell of a paper: its name's where it has one, else its title's, in each language.

    One word tells of a paper only where it is all its name but for a number.
    """
    title = piece.paper.title
    before = _SEPARATOR.split(title)[0]
    for name in (before if before != title else "", piece.entry.name):
        words, of = _telling(name), len([one for one in name.split() if not one.isdecimal()])
        if words and of <= _LONGEST_NAME and (len(words) >= _ASKED or of == 1):
            yield words
            return
    titles = dict.fromkeys(_telling(one) for one in (title, piece.translation.title if piece.translation else ""))
    yield from (words for words in titles if len(words) >= _ASKED)


def _telling(title: str) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(_WORD.findall(_plain(title))) if word not in _COMMON)


def _has(title: str, word: str) -> bool:
    """Whether a title has a word: a Latin one whole, whatever its hyphens; another with whatever follows it."""
    plain = _plain(title)
    if not word.isascii():
        return word in plain
    return word.replace("-", "") in {one.replace("-", "") for one in _LATIN.findall(plain)}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _say(bot: Bot, digest: Digest, what: str, error: PaperboyError) -> None:
    message = f"it goes out without {_CALLED[what]}: {error}"
    doubt(bot, [Finding(key=digest.key, code=f"structure.{what}", severity=Severity.WARN, message=message)])
