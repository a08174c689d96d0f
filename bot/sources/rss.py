"""Another newsletter, by a rule in config.toml: which posts are issues, and where in a post its entries stand.

An issue is one post, of the day it was published. The text stays as printed; where the rule finds less than it
promises the issue is held, never guessed at.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from itertools import takewhile
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.copies import told_apart
from bot.domain import UNDATED, Entry, FeedItem, Issue, Skipped, Split
from bot.errors import Misconfigured, Rejected
from bot.markup import Block, Kind, blocks, one_line, sections
from bot.sources._rows import distinct, first_arxiv_id, links_of, row
from bot.sources._text import CUT_OFF, NUMBER, after_dash, is_cut_off, name_of, summary_of
from bot.trees import is_selector


def _selector(value: str) -> str:
    if not is_selector(value):
        raise ValueError("this is no CSS selector; give one such as 'h3', 'ol > li' or 'p:has(> strong)'")
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"this is no regular expression ({error}); give one such as '^Weekly'") from error
    return value


_Selector = Annotated[str, AfterValidator(_selector)]


class Settings(BaseModel):
    """`[sources.NAME.rss]`: the rule for one newsletter."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    issues: Annotated[str, AfterValidator(_pattern)] = Field(
        "", description="A regular expression that the titles of issues have a match for; left out, every post is one."
    )
    item: _Selector = Field(description="CSS selector of what each entry is or, with `until`, begins with.")
    until: _Selector | None = Field(
        None,
        description="CSS selector of what ends an entry that goes on after its element: another entry always does. Left"
        " out, an entry is its element; one whose element is a heading goes on to the next rule, or heading of the same"
        " level or above.",
    )
    name: _Selector | None = Field(
        None,
        description="CSS selector of an entry's name; left out, its heading, the bold text it begins with, or what"
        " stands before a dash.",
    )
    links: _Selector | None = Field(None, description="CSS selector of an entry's links; left out, all of them.")
    count: int | None = Field(
        None, ge=1, le=100, description="So many entries each issue has; one with more or fewer is held. Left out, any."
    )


def connect(settings: Settings, *, name: str, feed: str | None) -> "Rss":
    """The newsletter under the name that config.toml gives it. Raises: Misconfigured (it does not say where it is)."""
    if feed is None:
        raise Misconfigured(f"[sources.{name}]: a source of the kind rss needs its `feed`, the address of the feed")
    return Rss(name=name, feed_url=feed, rule=settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rss:
    """Implements `ports.Source`."""

    name: str
    feed_url: str
    rule: Settings
    expect: timedelta = timedelta(days=9)

    def gather(self, items: Sequence[FeedItem], known: Mapping[str, str]) -> Sequence[FeedItem]:
        """All of them: each post of the feed is one issue, or none."""
        return items

    def split(self, item: FeedItem) -> Split | Skipped:
        """What a post is: an issue with the entries that the rule finds in it, or by its title another kind of post."""
        if not re.search(self.rule.issues, item.title):
            return Skipped(title=item.title, why=f"Its title has no match for the rule's `issues`: {self.rule.issues}")
        day = item.published.astimezone(UTC).date()
        key = f"{self.name}/{day}"
        entries, doubts = self._read(key, item.html)
        if item.published == UNDATED:
            doubts.append("The feed says no day for it, which its title would tell: drop it, or take its page.")
        issue = Issue(
            key=key,
            source=self.name,
            slug=_slug(item, day),
            guid=item.guid,
            title=item.title,
            url=item.url,
            published=item.published,
            start=day,
            end=day,
            body=item.html,
            why=" ".join(doubts),
        )
        return Split(issue=issue, entries=entries, cut=CUT_OFF in doubts)

    def _read(self, key: str, html: str) -> tuple[tuple[Entry, ...], list[str]]:
        """The entries in order, and what keeps the issue from being complete."""
        rule = self.rule
        try:
            cut = is_cut_off(blocks(html))
            found = sections(html, rule.item, until=rule.until or "", links=rule.links or "", strong=rule.name or "")
        except Rejected as refused:
            return (), [str(refused)]
        # What was found within a widget has no blocks.
        bodies = [body for body in found if body]
        read = [_entry(key, position, body, by_name=bool(rule.name)) for position, body in enumerate(bodies, 1)]
        entries = tuple(entry for entry, _ in read)
        numbers = [number for _, number in read]
        return entries, ([CUT_OFF] if cut else []) + self._doubts(entries, numbers)

    def _doubts(self, entries: Sequence[Entry], numbers: Sequence[int | None]) -> list[str]:
        """Why a moderator must look at the entries, one sentence a reason."""
        if not entries:
            return [f"The rule's `item` ({self.rule.item}) finds nothing in the post; look at the post and the rule."]
        wanted, out_of_order = self.rule.count, None not in numbers and [*numbers] != [*range(1, len(numbers) + 1)]
        nameless = [str(each.position) for each in entries if not each.name]
        empty = [str(each.position) for each in entries if not each.summary and not each.links]
        reasons = {
            f"{len(entries)} entries were found where the rule's `count` is {wanted}": wanted
            not in (None, len(entries)),
            f"The entries are numbered {', '.join(map(str, numbers))}": out_of_order,
            f"Entries whose name cannot be told from their text: {', '.join(nameless)}": bool(nameless),
            f"Entries without text and links: {', '.join(empty)}": bool(empty),
        }
        return [f"{reason}; see the post." for reason, holds in reasons.items() if holds]


def _slug(item: FeedItem, day: date) -> str:
    """The last part of the post's path, all of a date that ends it, and the query that tells a script's posts apart;
    without one, its own id.
    """
    try:
        parts = urlsplit(item.url)
    except ValueError:
        parts = urlsplit("")
    last, query = _last(parts.path), told_apart(parts.path, parts.query)
    if last and not query:
        return last
    return re.sub(r"[^A-Za-z0-9]+", "-", f"{last}?{query}" if last else item.guid).strip("-") or str(day)


def _last(path: str) -> str:
    """The last part of a path; `2026-10-15` of one that ends with `/2026/10/15`, whose day alone names no post."""
    names = [one for one in path.split("/") if one]
    figures = list(takewhile(str.isdecimal, reversed(names)))
    return "-".join(reversed(figures)) if figures else "".join(names[-1:])


def _entry(key: str, position: int, body: Sequence[Block], *, by_name: bool) -> tuple[Entry, int | None]:
    """The entry whose blocks these are, and the number it is printed with; `by_name`, the name is what is bold."""
    number = NUMBER.match(body[0].text)
    whole = [body[0].after(number.end()) if number else body[0], *body[1:]]
    name, text = _named(whole) if by_name else _headed(whole)
    number = number or NUMBER.match(name)
    name = name.removeprefix(number[0]) if number else name
    links = distinct(link for block in whole for link in links_of(block).links)
    entry = Entry(
        issue=key,
        position=position,
        name=one_line(name),
        summary=summary_of([_without_row(block) for block in text]),
        links=links,
        arxiv_id=first_arxiv_id(links),
    )
    return entry, int(number[1]) if number else None


def _headed(body: Sequence[Block]) -> tuple[str, Sequence[Block]]:
    """The name by what usually is one, and the text; the name is empty where nothing is."""
    first, *others = body
    if first.kind is Kind.HEADING:
        return first.text, others
    name, rest = name_of(first)
    # Bold that is a link and nothing else is no row of links where the name should stand.
    return (name, [rest, *others]) if name else _named(body)


def _named(body: Sequence[Block]) -> tuple[str, Sequence[Block]]:
    """The first text that counts as bold, and the others; it stays where other text stands before it."""
    at = next((at for at, block in enumerate(body) if block.strong), None)
    if at is None:
        return "", body
    bold = body[at].strong[0]
    name, before = body[at].text[bold.start : bold.end], body[at].text[: bold.start]
    rest = body[at] if before.strip() else after_dash(body[at].after(bold.end))
    return name.rstrip(" -–—:"), [*body[:at], rest, *body[at + 1 :]]


def _without_row(block: Block) -> Block:
    """The block without the row of links that ends it."""
    found = row(block)
    return replace(block, text=found.text, links=(), strong=()) if found else block
