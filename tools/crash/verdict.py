"""What a forum should look like after a run, and what is wrong where it does not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.posting import marked_key
from bot.sandbox.forum.seed import BOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A post of a topic that the bot opened, as it stands in the forum; `title` and `external_id` are its topic's.

    `version` is 1 for a text that was never edited, `likes` how many pressed the heart below it.
    """

    topic: int
    number: int
    title: str
    external_id: str
    raw: str
    author: str = BOT
    version: int = 1
    likes: int = 0

    @property
    def name(self) -> str:
        """What it was sent as: `2` for a part of a digest, `ask-1-5d41…` for what is said beside it; empty for others.

        Of what people wrote, nothing is the bot's own, whatever they quote.
        """
        key = marked_key(self.raw) if self.author == BOT else None
        return (key or "").rpartition("#")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one run, in figures and in words; `wrong` is empty when all is well.

    `kills` is how many processes died; `topics` are those of digests; `edits` is how often the post was edited that was
    edited most; `asked`, `answered` and `thanks` are what was said to moderators of a comment, to their command, and to
    the reader; `repaid` is how often a question was paid for again, and `in_flight` how many answers had been paid for,
    and were in no ledger, when the last process died.
    """

    kills: int
    topics: int
    parts: int
    asked: int
    answered: int
    edits: int
    thanks: int
    duplicates: int
    lost: int
    repaid: int
    in_flight: int
    wrong: tuple[str, ...] = ()


def judged(
    stands: Sequence[Standing],
    wanted: Sequence[Standing],
    *,
    kills: int,
    repaid: int,
    in_flight: int,
    also_wrong: Sequence[str] = (),
) -> Outcome:
    """Compares what stands after a run with what stands after one that nobody disturbed: texts to the byte, how often
    each was edited, and what was liked.
    """
    digests, topics = (len({one.topic for one in some if one.name.isdecimal()}) for some in (stands, wanted))
    names = Counter((marked_key(post.raw) if post.name else None) or post.raw for post in stands)
    duplicates = names.total() - len(names)
    lost = (Counter(map(_words, wanted)) - Counter(map(_words, stands))).total()
    wrong = list(also_wrong)
    if digests != topics:
        wrong.append(f"{digests} topics stand there, not {topics}")
    if duplicates:
        wrong.append(f"{duplicates} posts are doubled")
    if lost:
        wrong.append(f"{lost} posts are missing or read otherwise")
    elif list(map(_words, stands)) != list(map(_words, wanted)):
        wrong.append("the posts do not stand as they should, each once and in order")
    elif [post.version for post in stands] != [post.version for post in wanted]:
        wrong.append("posts were edited more often than they should be, or less")
    elif [post.likes for post in stands] != [post.likes for post in wanted]:
        wrong.append("other posts are liked than should be")
    if repaid > in_flight:
        wrong.append(f"{repaid} answers were paid for again, and only {in_flight} were in flight")
    kinds = Counter("part" if post.name.isdecimal() else post.name.partition("-")[0] for post in stands)
    return Outcome(
        kills=kills,
        topics=digests,
        parts=kinds["part"],
        asked=kinds["ask"],
        answered=kinds["told"],
        edits=max((post.version - 1 for post in stands), default=0),
        thanks=kinds["thanks"],
        duplicates=duplicates,
        lost=lost,
        repaid=repaid,
        in_flight=in_flight,
        wrong=tuple(wrong),
    )


def _words(post: Standing) -> tuple[str, str, str, str]:
    return post.external_id, post.title, post.author, post.raw
