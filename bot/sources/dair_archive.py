"""DAIR.AI's repository of old weeks: a page of Markdown a year, a heading and a table a week, a row a paper.

The rows changed over the years: `N) **Name** - text`, `N) Name - text`, `N) Name␠␠text`, with bullets by `<br>● ` or
only by the sign; here and there a row says its links in its text. What does not fit is a reason to hold the week,
never a guess.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from pydantic import BaseModel, ConfigDict, Field

from bot.domain import UNDATED, Entry, Issue, Split
from bot.errors import Misconfigured
from bot.markup import Block, one_line
from bot.sources._days import USUAL_DAYS, Days, days_in
from bot.sources._markdown import line
from bot.sources._papers import NUMBERS, doubts, said
from bot.sources._rows import Row, distinct, first_arxiv_id, links_of, row
from bot.sources._text import NUMBER, bold_end, name_of, summary_of

YEARS = "https://raw.githubusercontent.com/dair-ai/AI-Papers-of-the-Week/main/years/{year}.md"
FIRST = 2023
"""The year of the first week there is."""

PRINTED = (
    "https://raw.githubusercontent.com/dair-ai/AI-Papers-of-the-Week/7903d8af0c6c3083fe773a8c8e1c3df8d99c2963/README.md"
)
"""The repository as it was in June 2025, when one page had all weeks, with the newsletter's own text."""

REWRITTEN = (2023, 2024)
"""The years whose pages have another text since: longer, and with other names."""

HOUR = time(15, tzinfo=UTC)
"""When a week counts as published, on its last day: the newsletter itself comes Sundays within minutes of it."""

_NO_DAY = UNDATED.date()
"""Stands for the days of a week whose heading does not tell them: before every day that is asked for."""


class Settings(BaseModel):
    """`[sources.NAME.dair_archive]`: the old weeks of a newsletter, for `paperboy backfill`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    newsletter: str = Field("dair", description="The source whose old issues these are, by its name.")
    years: str = Field(
        YEARS,
        pattern="^https?://",
        description="Address of a year's page, with `{year}` in the year's place; without it, of the one page that has"
        " all of them. Left out, 2023 and 2024 come from the page of June 2025: the newer ones have another text.",
    )


def connect(settings: Settings, *, name: str, feed: str | None) -> "DairArchive":
    """The archive. Raises: Misconfigured (it is given a feed)."""
    if feed:
        raise Misconfigured(f"sources.{name}.feed: an archive has none; `years` says where its pages are")
    return DairArchive(newsletter=settings.newsletter, years=settings.years)


@dataclass(frozen=True, slots=True, kw_only=True)
class DairArchive:
    """Implements `ports.Archive`."""

    newsletter: str
    years: str

    def pages(self, since: date, until: date) -> Sequence[str]:
        """The addresses of the years' pages; a week that crosses the new year may stand in either year's."""
        first = since.year - ((since.month, since.day) < (1, USUAL_DAYS.stop - 1))
        years = range(max(first, FIRST), until.year + 1)
        return list(dict.fromkeys(map(self._page, years)))

    def read(self, page: str, text: str) -> Sequence[Split]:
        """The weeks of a page, oldest first; one that stands there twice is held."""
        sections = list(_sections(text))
        calendar = _Calendar(page=_year_of(page), named=tuple(one.year for one in sections if one.year))
        splits = [_split(self.newsletter, page, section, calendar) for section in sections]
        often = Counter(split.issue.slug for split in splits)
        once = {split.issue.slug: split for split in reversed(splits)}
        found = [_held(split, _TWICE) if often[slug] > 1 else split for slug, split in once.items()]
        wanted = [split for split in found if page != PRINTED or split.issue.end.year in REWRITTEN]
        return sorted(wanted, key=lambda split: (split.issue.published, split.issue.slug))

    def _page(self, year: int) -> str:
        return PRINTED if self.years == YEARS and year in REWRITTEN else self.years.replace("{year}", str(year))


_TWICE = "The page has this week twice; of the two this is the first: see the page."


def _held(split: Split, doubt: str) -> Split:
    return replace(split, issue=replace(split.issue, why=f"{split.issue.why} {doubt}".strip()))


# ── the weeks of a page ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A week as it stands on its page. `heading` is the heading's text, `rest` what follows the title in it."""

    title: str
    heading: str
    rest: str
    markdown: str

    @property
    def days(self) -> Days | None:
        """The days its heading tells."""
        return days_in(self.rest)

    @property
    def year(self) -> int | None:
        """The year its heading tells, which is the last day's."""
        found = _YEAR.search(self.rest)
        return int(found[0]) if found else None


_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
_TITLE = re.compile(r"\W*(top\s+(?:ml|ai)\s+papers\s+of\s+the\s+week)\b(.*)", re.IGNORECASE)


def _sections(text: str) -> Iterator[_Section]:
    """The weeks in the order of the page; each ends with the next heading of any kind."""
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=False):
        printed = heading[1].rstrip(" \t#")
        found = _TITLE.match(printed)
        if found:
            markdown = text[heading.start() : end].strip()
            yield _Section(title=one_line(found[1]), heading=printed, rest=found[2], markdown=markdown)


def _split(newsletter: str, page: str, section: _Section, calendar: "_Calendar") -> Split:
    start, end, doubt = calendar.week(section)
    key = f"{newsletter}/{end}"
    entries, unread = _entries(key, section.markdown)
    anchor = _anchor(section.heading)
    url = f"{_shown(page)}#{anchor}"
    issue = Issue(
        key=key,
        source=newsletter,
        slug=anchor if end == _NO_DAY else f"{start}..{end}",
        guid=url,
        title=section.title,
        url=url,
        published=datetime.combine(end, HOUR),
        start=start,
        end=end,
        body=section.markdown,
        why=" ".join([doubt] * bool(doubt) + unread),
    )
    return Split(issue=issue, entries=entries)


_RAW = re.compile(r"https://raw\.githubusercontent\.com/([^/]+/[^/]+)/(.+)")


def _shown(page: str) -> str:
    """Where people read a page: GitHub shows the files whose bare text it serves elsewhere."""
    found = _RAW.fullmatch(page)
    return f"https://github.com/{found[1]}/blob/{found[2]}" if found else page


def _anchor(heading: str) -> str:
    """A heading's name in a page's address, as GitHub makes it.

    Source: https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
    """
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


# ── the days of a week ────────────────────────────────────────────────────────────────────────────────────


def _year_of(page: str) -> int | None:
    """The year a page is named after: `years/2026.md`."""
    found = _YEAR.search(page.rstrip("/").rpartition("/")[2])
    return int(found[0]) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calendar:
    """What a page tells of its years: the one it is named after, and those that its headings name."""

    page: int | None
    named: tuple[int, ...]

    def week(self, section: _Section) -> tuple[date, date, str]:
        """The first and the last day of a week, and why they are in doubt."""
        days, said_there = section.days, f"The heading says “{one_line(section.rest)}”"
        if days is None:
            return _NO_DAY, _NO_DAY, f"{said_there}, which tells no days: see the page."
        years = self._years(days, section.year)
        weeks = [(start, end) for year in years if (end := days.end(year)) and (start := days.start(end))]
        if not weeks:
            why = "and there are no such days" if years else "and neither it nor the page tells the year"
            return _NO_DAY, _NO_DAY, f"{said_there}, {why}: see the page."
        if len(weeks) > 1 or days.crosses:
            sundays = [week for week in weeks if week[1].isoweekday() == 7]  # noqa: PLR2004 - each week ends with one
            if len(sundays) != 1:
                return *weeks[0], f"{said_there}, and in no one year that fits does it end on a Sunday: see the page."
            weeks = sundays
        start, end = weeks[0]
        odd = (end - start).days + 1 not in USUAL_DAYS
        return start, end, f"{said_there}, which is not a week: see the page." if odd else ""

    def _years(self, days: Days, year: int | None) -> list[int]:
        """The years in which the last day may be: the heading's, the page's, or those the other headings speak of."""
        if year:
            return [year]
        if self.page:
            return [self.page, self.page + 1] if days.crosses else [self.page]
        # Headings have a year since 2024: before the first that has one comes the year before.
        return sorted({min(self.named) - 1, *self.named}) if self.named else []


# ── the papers of a week ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A paper's row: what follows its number, its cell of links, None where it has none; `columns` are its cells."""

    number: int
    text: Block
    links: Row | None
    columns: int


def _entries(key: str, markdown: str) -> tuple[tuple[Entry, ...], list[str]]:
    """The papers that can be read, by number, and what keeps the week from being whole."""
    rows, loose = _rows(markdown.splitlines()[1:])
    first = {one.number: one for one in reversed(rows)}
    separator = _separator(rows)
    entries = tuple(_entry(key, first[number], separator) for number in NUMBERS if number in first)
    often = Counter(one.number for one in rows)
    surplus = [number for number, times in often.items() if number not in NUMBERS or times > 1]
    placed = [number for number in often if number not in surplus]
    late = [number for at, number in enumerate(placed) if number < max(placed[:at], default=0)]
    return entries, [
        *doubts(entries, surplus, loose, "page"),
        *said(
            "page",
            {
                "Papers that stand out of their order": late,
                "Papers with more than two columns": [one.number for one in rows if one.columns > len(_COLUMNS)],
                "Papers with text among their links": [one.number for one in rows if one.links and one.links.text],
            },
        ),
    ]


_COLUMNS = ("paper", "links")


def _rows(lines: Sequence[str]) -> tuple[list[_Row], list[int]]:
    """The rows in the order of the page, and the numbers of those that lines follow which belong to none.

    Words that come after a blank line behind the last row are closing words.
    """
    rows: list[_Row] = []
    loose: list[int] = []
    apart: list[int] = []
    near = False
    for one in map(str.strip, lines):
        found = _row(one)
        if found:
            rows.append(found)
            loose, apart = loose + apart, []
        elif rows and _says_something(one):
            (loose if near else apart).append(rows[-1].number)
        near = bool(one) and (near or found is not None)
    return rows, list(dict.fromkeys(loose))


def _says_something(one: str) -> bool:
    """Whether a line is more than a rule, a picture or the head of a table."""
    first = _cells(one)[0].strip("* ").casefold()
    return bool(re.search(r"\w", one)) and not one.startswith("![") and first != _COLUMNS[0]


def _row(one: str) -> _Row | None:
    """The row that a line is; None where it begins with no number, or is no row by its length."""
    if len(one) > _LONGEST_ROW:
        return None
    *texts, last = _cells(one)
    text = line(_SLIP.sub(r"\1**", "|".join(texts) if texts else last))
    found = NUMBER.match(text.text)
    if not found:
        return None
    links = links_of(line(last)) if texts else None
    return _Row(number=int(found[1]), text=text.after(found.end()), links=links, columns=len(texts) + 1)


_LONGEST_ROW = 20_000
"""Characters; four times the longest there was. To read Markdown takes time with the square of its length."""

# `*8` is `**` with a finger off the shift key; one name of December 2023 has it.
_SLIP = re.compile(r"^(\d{1,2}\) ?)\*8(?=[^*]+\*\*)")
_CELLS = re.compile(r"(?<!\\)\|")


def _cells(one: str) -> list[str]:
    """The cells of a table's row; a line of another kind is one."""
    if not one.startswith("|"):
        return [one]
    return [cell.strip() for cell in _CELLS.split(one[1:].removesuffix("|"))]


# ── a paper ───────────────────────────────────────────────────────────────────────────────────────────────

_DASH, _SPACES = re.compile(r"(?<! ) +[-–—] +"), re.compile("(?<! )  +")


def _separator(rows: Sequence[_Row]) -> re.Pattern[str]:
    """What parts name and text in the plain rows of a week: in most of them it comes first."""
    first = [_SEPARATORS.search(one.text.text) for one in rows if not bold_end(one.text)]
    dashes = [bool(_DASH.fullmatch(found[0])) for found in first if found]
    return _DASH if sum(dashes) * 2 >= len(dashes) else _SPACES


_SEPARATORS = re.compile(f"{_DASH.pattern}|{_SPACES.pattern}")


def _entry(key: str, one: _Row, separator: re.Pattern[str]) -> Entry:
    """A paper; without a cell for them, its links are the row that ends its text."""
    name, text = name_of(one.text) if bold_end(one.text) else _parted(one.text, separator)
    if len(name) > _LONGEST or _SENTENCE.search(name):
        name, text = "", one.text
    found = one.links if one.links and one.links.links else row(text)
    links = distinct(found.links) if found else ()
    text = replace(text, text=found.text, links=(), strong=()) if found and found is not one.links else text
    return Entry(
        issue=key,
        position=one.number,
        name=one_line(name),
        summary=summary_of([text]),
        links=links,
        arxiv_id=first_arxiv_id(links),
    )


_LONGEST = 150
"""Characters of a name; the longest of 910 had 98."""

_SENTENCE = re.compile(r"(?<!\bvs)\. |[.:;]$|[\n●]")
"""What no name has: where one would have it, the name's end was not found."""


def _parted(text: Block, separator: re.Pattern[str]) -> tuple[str, Block]:
    found = separator.search(text.text)
    return (text.text[: found.start()], text.after(found.end())) if found else ("", text)
