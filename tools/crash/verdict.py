"""What a forum should look like after a run, and what is wrong where it does not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.posting import marked_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A post of the bot's own as it stands in the forum; `title` and `external_id` are its topic's."""

    topic: int
    number: int
    title: str
    external_id: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one run, in figures and in words; `wrong` is empty when all is well.

    `kills` is how many processes died; `repaid` how often a question was paid for again; `in_flight` how many answers
    had been paid for, and were in no ledger, when the last of them died.
    """

    kills: int
    topics: int
    parts: int
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
    """Compares what stands after a run with what stands after one that nobody disturbed, to the byte."""
    topics = len({post.topic for post in stands})
    names = Counter(marked_key(post.raw) or post.raw for post in stands)
    duplicates = names.total() - len(names)
    lost = (Counter(map(_words, wanted)) - Counter(map(_words, stands))).total()
    wrong = list(also_wrong)
    if topics != 1:
        wrong.append(f"{topics} topics stand there")
    if duplicates:
        wrong.append(f"{duplicates} posts are doubled")
    if lost:
        wrong.append(f"{lost} posts are missing or read otherwise")
    elif list(map(_words, stands)) != list(map(_words, wanted)):
        wrong.append("the posts do not stand as they should, each once and in order")
    if repaid > in_flight:
        wrong.append(f"{repaid} answers were paid for again, and only {in_flight} were in flight")
    return Outcome(
        kills=kills,
        topics=topics,
        parts=len(stands),
        duplicates=duplicates,
        lost=lost,
        repaid=repaid,
        in_flight=in_flight,
        wrong=tuple(wrong),
    )


def _words(post: Standing) -> tuple[str, str, str]:
    return post.external_id, post.title, post.raw
