"""DAIR.AI's "Top AI Papers of the Week": which posts of the feed are issues, and the ten papers in each.

Two eras, which may mix in one body: numbered bold paragraphs (`1). Name - summary (paper | tweet)`, until January 2025)
and numbered headings with lead, bullets and a row of links. The text stays as printed; what does not fit is a reason to
hold the issue, never a guess.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from enum import IntEnum
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from bot.domain import Entry, FeedItem, Issue, Link, Skipped, Split
from bot.errors import Rejected
from bot.markup import Block, Kind, blocks, one_line
from bot.sources._days import USUAL_DAYS, days_in
from bot.sources._papers import NUMBERS, PAPERS, doubts
from bot.sources._rows import distinct, first_arxiv_id, is_row, row
from bot.sources._text import CUT_OFF, NUMBER, is_cut_off, name_of, summary_of

FEED_URL = "https://nlp.elvissaravia.com/feed"


class Settings(BaseModel):
    """`[sources.NAME.dair]`: nothing is to be set."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def connect(settings: Settings, *, name: str, feed: str | None) -> "Dair":
    """The newsletter under the name that config.toml gives it; `feed` is where its feed is, None for its own place."""
    return Dair(name=name, feed_url=feed or FEED_URL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dair:
    """Implements `ports.Source`. It is weekly."""

    name: str
    feed_url: str
    expect: timedelta = timedelta(days=9)

    def gather(self, items: Sequence[FeedItem], known: Mapping[str, str]) -> Sequence[FeedItem]:
        """All of them: each post of the feed is one issue, or none."""
        return items

    def split(self, item: FeedItem) -> Split | Skipped:
        """What a post of the feed is: an issue with the papers that can be read in it, or another kind of post.

        A post goes by its title or its slug; where the two disagree it is an issue that is held.
        """
        return split(self.name, item)


def split(source: str, item: FeedItem) -> Split | Skipped:
    """The post as an issue of the source of that name, or as another kind of post."""
    slug = _slug(item.url)
    named, addressed = bool(_TITLE.match(unicodedata.normalize("NFKC", item.title))), bool(_SLUG.fullmatch(slug))
    if not named and not addressed:
        return Skipped(title=item.title, why="Its title does not begin with “Top AI Papers of the Week” (or ML).")
    start, end, doubt = _week(item.subtitle, item.published.astimezone(UTC).date())
    doubts = [_DISAGREE.format(slug=slug)] if named != addressed else []
    doubts += [doubt] if doubt else []
    key = f"{source}/{item.published.astimezone(UTC).date()}"
    entries, unread = _entries(key, item.html)
    issue = Issue(
        key=key,
        source=source,
        slug=slug or f"{start}..{end}",
        guid=item.guid,
        title=item.title,
        url=item.url,
        published=item.published,
        start=start,
        end=end,
        body=item.html,
        why=" ".join(doubts + unread),
    )
    return Split(issue=issue, entries=entries, cut=CUT_OFF in unread)


_TITLE = re.compile(r"\W*top\s+(?:ml|ai)\s+papers\s+of\s+the\s+week\b", re.IGNORECASE)
_SLUG = re.compile(r"top-(?:ml|ai)-papers-of-the-week(?:-[0-9a-z]+)?")
_DISAGREE = (
    "Only one of title and address says “Top AI Papers of the Week” (the address ends in “{slug}”): "
    "see whether the post is an issue."
)


def _slug(url: str) -> str:
    """What follows `/p/` in a post's path; empty where nothing does."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    found = re.search(r"/p/([^/]+)/?$", path)
    return found[1] if found else ""


# ── the week ──────────────────────────────────────────────────────────────────────────────────────────────

_LONGEST_SLIP = timedelta(days=2)


def _week(subtitle: str, published: date) -> tuple[date, date, str]:
    """The first and the last day of the week, and why they are in doubt.

    The subtitle has no year: the last day is the one nearest to the publication. Without dates in the subtitle the
    week ends with the publication.
    """
    fallback = published - timedelta(days=6), published
    days = days_in(subtitle)
    if not days:
        return *fallback, ""
    ends = [days.end(published.year + step) for step in (-1, 0, 1)]
    end = min((day for day in ends if day), key=lambda day: abs(day - published), default=None)
    start = days.start(end) if end else None
    if not start or not end:
        return (
            *fallback,
            f"The subtitle names days that do not exist ({days.printed}): look; then release or drop it.",
        )
    if abs(end - published) > _LONGEST_SLIP:
        return (
            start,
            end,
            f"The subtitle says {days.printed}, but the post is of {published}: look; then release or drop it.",
        )
    if (end - start).days + 1 not in USUAL_DAYS:
        return (
            start,
            end,
            f"The subtitle says {days.printed}, which is not a week: look; then release or drop it.",
        )
    return start, end, ""


# ── the papers ────────────────────────────────────────────────────────────────────────────────────────────


def _entries(key: str, html: str) -> tuple[tuple[Entry, ...], list[str]]:
    """The papers that can be read, in order, and what keeps the issue from being complete."""
    try:
        body = blocks(html)
    except Rejected as refused:
        return (), [str(refused)]
    body, cut = _without_tail(body)
    chosen, extra = _choose(_marks(body))
    ends = sorted([mark.at for mark in (*chosen, *extra)] + [len(body)])
    read = [_entry(key, mark, body[mark.at : next(end for end in ends if end > mark.at)]) for mark in chosen]
    entries = tuple(entry for entry, _ in read)
    # What follows the last paper's links are closing words.
    loose = [entry.position for entry, left in read if left and entry.position < PAPERS]
    return entries, ([CUT_OFF] if cut else []) + doubts(entries, [mark.number for mark in extra], loose, "post")


def _without_tail(body: tuple[Block, ...]) -> tuple[tuple[Block, ...], bool]:
    """The body without the “Read more” that stands where a paid post is cut, and whether it is cut."""
    cut = is_cut_off(body)
    return (body[:-1] if cut else body), cut


class _Rank(IntEnum):
    """How much a numbered block looks like the beginning of a paper, least first."""

    LINE = 0
    """Plain, in the middle of a text."""
    PLAIN = 1
    """Plain, after a finished paper."""
    BOLD = 2
    """Bold, in the middle of a text."""
    ITEM = 3
    """Bold, after a finished paper; or a heading of another level than the issue's."""
    HEADING = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """A block that may begin a paper; `skip` characters of it are the number."""

    at: int
    number: int
    skip: int
    rank: _Rank


def _marks(body: Sequence[Block]) -> list[_Mark]:
    """Blocks that begin with a number, without those that stand out less than their fellows: lists within a text."""
    numbered = [
        (at, block, found)
        for at, block in enumerate(body)
        if block.kind in (Kind.HEADING, Kind.PARAGRAPH) and (found := NUMBER.match(block.text))
    ]
    level = next((block.level for _, block, _ in numbered if block.level), 0)
    marks = [
        _Mark(at=at, number=int(found[1]), skip=found.end(), rank=_rank(body, at, found.end(), level))
        for at, block, found in numbered
    ]
    top = max((mark.rank for mark in marks), default=_Rank.LINE)
    return [mark for mark in marks if mark.rank >= top - 1]


def _rank(body: Sequence[Block], at: int, skip: int, level: int) -> _Rank:
    block = body[at]
    if block.kind is Kind.HEADING:
        return _Rank.HEADING if block.level == level else _Rank.ITEM
    before = body[at - 1] if at else None
    finished = before is None or before.kind in (Kind.RULE, Kind.HEADING) or row(before) is not None
    if any(bold.start <= skip < bold.end for bold in block.strong):
        return _Rank.ITEM if finished else _Rank.BOLD
    return _Rank.PLAIN if finished else _Rank.LINE


def _choose(marks: Sequence[_Mark]) -> tuple[list[_Mark], list[_Mark]]:
    """The marks that begin papers 1 to 10, in order, and those that stand out as much but have no place."""
    chosen: list[_Mark] = []
    for number in NUMBERS:
        later = [mark for mark in marks if not chosen or mark.at > chosen[-1].at]
        passed: dict[int, int] = {}
        for mark in later:
            if number < mark.number <= PAPERS:
                passed.setdefault(mark.rank, mark.at)
        fits = [
            mark
            for mark in later
            if mark.number == number and not any(r >= mark.rank and at < mark.at for r, at in passed.items())
        ]
        if fits:
            chosen.append(max(fits, key=lambda mark: (mark.rank, -mark.at)))
    return chosen, [mark for mark in marks if mark not in chosen and _stands_out(mark, chosen)]


def _stands_out(mark: _Mark, chosen: Sequence[_Mark]) -> bool:
    """Whether a mark without a place may begin a paper too: one number twice, or an eleventh."""
    before = [each.rank for each in chosen if each.at < mark.at]
    return bool(before) and mark.rank >= _Rank.ITEM and (mark.rank >= before[-1] or mark.number > PAPERS)


def _entry(key: str, mark: _Mark, body: Sequence[Block]) -> tuple[Entry, bool]:
    """The paper whose blocks these are, its number and name in the first, and whether text is left after its links."""
    first = body[0].after(mark.skip)
    if first.kind is Kind.HEADING:
        name, own = first.text, _own(body[1:])
    else:
        name, rest = name_of(first)
        own = _own([rest, *body[1:]])
    text, links, left = _cut(own)
    entry = Entry(
        issue=key,
        position=mark.number,
        name=one_line(name),
        summary=summary_of(text),
        links=links,
        arxiv_id=first_arxiv_id(links),
    )
    return entry, bool(left)


def _own(body: Sequence[Block]) -> list[Block]:
    """The blocks up to the rule or heading that ends a paper; what follows it belongs to nobody."""
    own: list[Block] = []
    linked = False
    for at, block in enumerate(body):
        if block.kind in (Kind.RULE, Kind.HEADING):
            links_follow = at + 1 < len(body) and is_row(body[at + 1])
            if linked or (block.kind is Kind.RULE and not links_follow):
                break
        if block.text:
            own.append(block)
            linked = linked or row(block) is not None
    return own


def _cut(own: Sequence[Block]) -> tuple[Sequence[Block], tuple[Link, ...], Sequence[Block]]:
    """A paper's text, its links, and what is left: cut at the last row of links; rows that follow each other are one.

    Text is left where some stands on either side of the links; where all of it follows them, it is the paper's.
    """
    last = next((at for at in reversed(range(len(own))) if row(own[at])), None)
    if last is None:
        return own, (), ()
    first = last
    while first > 0 and is_row(own[first]) and is_row(own[first - 1]):
        first -= 1
    rows = [found for block in own[first : last + 1] if (found := row(block))]
    links = distinct(link for found in rows for link in found.links)
    before = [*own[:first], replace(own[first], text=rows[0].text, links=(), strong=())]
    after = own[last + 1 :]
    return (before, links, after) if any(block.text for block in before) else (after, links, ())
