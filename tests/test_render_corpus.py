"""Ninety-one real weeks laid out and cooked: nothing is swallowed, nothing is left raw, the form of each era holds."""

import functools
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from os import getenv
from pathlib import Path
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.config import load_locale
from bot.cook import cook
from bot.domain import (
    BULLET,
    MARKER_RESERVE,
    Digest,
    Edition,
    Entry,
    Issue,
    Link,
    Missing,
    Paper,
    Piece,
    SourceText,
    Translation,
)
from bot.render import Layout

SHARED = Path(getenv("PAPERBOY_SHARED", Path(__file__).parents[2] / "shared"))
CORPUS = SHARED / "corpus"
pytestmark = [
    pytest.mark.skipif(not (CORPUS / "weeks.jsonl").exists(), reason=f"no corpus in {SHARED}"),
    pytest.mark.long,
    pytest.mark.xdist_group("render corpus"),  # what is laid out once is cached in one worker
]

LIMIT = 32_000
LAYOUT = Layout()
KOREAN = load_locale(Path(__file__).parents[1] / "prompts", "ko")
WORDS = {**KOREAN.words, **KOREAN.kinds["dair"]}


def rows(name: str) -> list[dict]:
    file = CORPUS / name
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


@functools.cache
def abstracts() -> dict[tuple[str, int], str]:
    return {(row["week_start"], row["n"]): row["abstract"] for row in rows("abstracts.jsonl")}


def korean(text: str) -> str:
    """The text with a Korean word on either end of each line: its form without its meaning."""
    lines = []
    for line in text.splitlines():
        mark = BULLET if line.startswith(BULLET) else ""
        rest = line.removeprefix(BULLET).strip()
        lines.append(f"{mark}옮긴 {rest}입니다" if rest else "")
    return "\n".join(lines)


def piece(issue: str, start: str, row: dict) -> Piece:
    entry = Entry(
        issue=issue,
        position=row["n"],
        name=row["name"],
        summary=row["summary"],
        links=tuple(Link(label=one["label"], url=one["url"]) for one in row["links"] if one["url"]),
        arxiv_id=row["arxiv_id"],
    )
    abstract = abstracts().get((start, row["n"]), "")
    paper = Paper(
        entry=entry.key,
        title=row["name"],
        arxiv_id=row["arxiv_id"],
        abstract=abstract,
        missing=None if abstract else Missing.NOT_ON_ARXIV,
    )
    made = Translation(
        entry=entry.key,
        locale="ko",
        title=f"제목 {row['n']}",
        summary=korean(row["summary"]),
        abstract=korean(abstract),
        by="a-model",
        prompt="p",
    )
    return Piece(entry=entry, paper=paper, translation=made)


def digest(week: dict, shown: str) -> Digest:
    start, end = date.fromisoformat(week["start"]), date.fromisoformat(week["end"])
    issue = Issue(
        key=f"dair/{end}",
        source="dair",
        slug=f"week-{start}",
        guid=f"week-{start}",
        title=week["week_title"],
        url="https://newsletter.example/p/week?utm_source=mail",
        published=datetime.combine(end, time(15), UTC),
        start=start,
        end=end,
        body="",
    )
    edition = Edition(
        name="readers",
        source="dair",
        locale="ko",
        template="discourse.md.j2",
        publisher="folder",
        source_text=SourceText(summary=shown, abstract=shown),
    )
    intro = Translation(
        entry=f"{issue.key}/0",
        locale="ko",
        title="이번 주의 한 문장.",
        summary="첫 문단.\n\n둘째 문단.",
        by="a-model",
        prompt="p",
    )
    pieces = tuple(piece(issue.key, week["start"], row) for row in week["papers"])
    return Digest(issue=issue, edition=edition, intro=intro, pieces=pieces)


@functools.cache
def digests(shown: str) -> list[Digest]:
    return [digest(week, shown) for week in rows("weeks.jsonl")]


@functools.cache
def laid_out(shown: str) -> list[tuple[Digest, tuple[str, ...], LexborHTMLParser]]:
    """Each week's digest, its parts, and all of them as one cooked page."""
    out = []
    for one in digests(shown):
        parts = LAYOUT.draft(one, KOREAN, LIMIT).parts
        out.append((one, parts, LexborHTMLParser("".join(map(cook, parts)))))
    return out


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def shown_words(markdown: str) -> list[str]:
    return words(LexborHTMLParser(cook(markdown)).text(separator=""))


def fields(
    name: str, ko: Callable[[Piece], str], en: Callable[[Piece], str]
) -> Iterator[tuple[Digest, Piece, str, str, str]]:
    for one in digests("folded"):
        for each in one.pieces:
            yield one, each, LAYOUT.field(one, KOREAN, each, name), ko(each), en(each)


def all_fields() -> Iterator[tuple[str, Piece, str, str, str]]:
    for _, each, field, ko, en in fields("summary", lambda p: p.translation.summary, lambda p: p.entry.summary):
        yield "summary", each, field, ko, en
    for _, each, field, ko, en in fields("abstract", lambda p: p.translation.abstract, lambda p: p.paper.abstract):
        yield "abstract", each, field, ko, en


def test_every_word_of_every_text_is_shown_in_order_and_nothing_else() -> None:
    seen = 0
    for name, each, field, ko, en in all_fields():
        if re.search(r"\\[a-zA-Z]", en):
            plain = {token.rstrip(".,;:") for token in en.split() if re.fullmatch(r"[A-Za-z]{4,}[.,;:]?", token)}
            assert plain <= set(shown_words(field)), each.entry.key
        else:
            wanted = words(f"{WORDS[name]} {ko} {WORDS['folded']} {en}") if en else []
            assert shown_words(field) == wanted, each.entry.key
        seen += bool(en)
    assert seen > 1000


def test_every_formula_is_a_formula_beside_korean_as_beside_english() -> None:
    formulas = 0
    for _, each, field, _, _ in all_fields():
        page = LexborHTMLParser(cook(field))
        folded = [one.text() for one in page.css("details .math")]
        everywhere = [one.text() for one in page.css(".math")]
        assert everywhere == folded + folded, each.entry.key
        assert all(one.count("{") == one.count("}") for one in folded), each.entry.key
        formulas += len(folded)
    assert formulas >= 6


def test_no_asterisks_or_tags_are_left_to_read() -> None:
    for one, _, page in laid_out("folded"):
        text = page.text(separator="")
        assert "**" not in text, one.key
        assert not re.search(r"</?(?:strong|em|span|details|summary|p)\b|\[/?details", text), one.key


def expected(link: Link) -> str:
    found = re.search(r"arxiv\.org/\w+/(\d{4}\.\d{5})", link.url)
    if found:
        return f"https://arxiv.org/abs/{found.group(1)}"
    if re.match(r"https?://(twitter|x)\.com/", link.url):
        return "https://x.com/" + link.url.split("?")[0].split("/", 3)[3]
    return unquote(re.sub(r"\?(?:utm_|ecid).*", "", link.url))


def test_every_link_is_live_and_free_of_tracking() -> None:
    for one, _, page in laid_out("folded"):
        hrefs = {unquote(anchor.attributes["href"]) for anchor in page.css("a[href]")}
        for each in one.pieces:
            assert {expected(link) for link in each.entry.links} <= hrefs, each.entry.key
        assert not [href for href in hrefs if re.search(r"utm_|_hsenc|_hsmi|ecid=|twitter\.com|[?&]s=20", href)]
        assert "https://newsletter.example/p/week" in hrefs


def test_every_address_of_a_paper_stands_under_its_own_heading() -> None:
    for one in digests("none"):
        for each in one.pieces:
            both = LAYOUT.field(one, KOREAN, each, "links") + "\n" + LAYOUT.field(one, KOREAN, each, "further")
            addresses = [line for line in both.splitlines() if line.startswith("http")]
            assert len(addresses) == len(set(addresses)), each.entry.key
            papers = [line for line in LAYOUT.field(one, KOREAN, each, "links").splitlines() if line.startswith("http")]
            assert not [line for line in papers if line.startswith("https://x.com")], each.entry.key
            assert papers or not [link for link in each.entry.links if "/status/" not in link.url], each.entry.key


@pytest.mark.parametrize("shown", ["quote", "folded", "none"])
def test_every_part_is_within_the_limit_and_says_what_it_is(shown: str) -> None:
    for one, parts, _ in laid_out(shown):
        assert all(len(part) <= LIMIT - MARKER_RESERVE for part in parts), one.key
        label = WORDS["disclaimer"].replace("{model}", "a-model")
        assert all(label in LexborHTMLParser(cook(part)).css_first("li").text() for part in parts), one.key
        assert all(part.rstrip().endswith(WORDS["part_end"]) for part in parts[:-1]), one.key
        headings = [int(number) for part in parts for number in re.findall(r"(?m)^## (\d+)\. ", part)]
        assert headings == list(range(1, 11)), one.key


def test_weeks_are_cut_in_no_more_parts_than_their_length_asks_for() -> None:
    for one, parts, _ in laid_out("quote"):
        whole = LAYOUT.draft(one, KOREAN, None).parts[0]
        assert len(parts) <= -(-len(whole) // (LIMIT - 1_500)), one.key


def test_titles_name_the_range_and_the_field_of_their_time() -> None:
    for one in digests("none"):
        year = f"{one.issue.end:%Y/}" if one.issue.end.year != one.issue.start.year else ""
        field = "AI" if "AI Papers" in one.issue.title else "ML"
        wanted = (
            f"[{one.issue.start:%Y/%m/%d} ~ {year}{one.issue.end:%m/%d}]"
            f" 이번 주의 주요 {field} 논문 (Top {field} Papers of the Week)"
        )
        assert LAYOUT.draft(one, KOREAN, None).title == wanted
    assert [one for one in digests("none") if one.issue.end.year != one.issue.start.year]


ENTRY_OF_2023 = re.compile(
    r"## \d+\. 제목 \d+ / [^\n]+\n\n"
    r"(?:### 논문 소개\n\n- 옮긴 [^\n]+\n  > [^\n]+\n\n)?"
    r"(?:### 논문 초록\(Abstract\)\n\n(?:- 옮긴 [^\n]+\n)+(?:  > [^\n]+\n|  >\n)+\n)?"
    r"(?:### 논문 링크\n\n(?:https?://\S+\n)+\n)?"
    r"(?:### 더 읽어보기\n\n(?:https?://\S+\n)+\n)?"
)
WEEK_OF_2023 = re.compile(
    r"- 이 글은 [^\n]+\n- 어색하거나 [^\n]+\n\n"
    r"## 소개\n\n<span class=\"excerpt\">[^\n]+</span>\n\n첫 문단\.\n\n둘째 문단\.\n\n"
    r"## 이번 주 논문 목록\n\n(?:\d+\. 제목 \d+\n){10}\n"
    rf"(?:{ENTRY_OF_2023.pattern}){{10}}"
    r"## 원문\n\nhttps://\S+\n\n- [^\n]+\n"
)


def test_weeks_of_2023_keep_the_form_they_were_published_in() -> None:
    weeks = [one for one in digests("quote") if one.issue.end.year == 2023]
    for one in weeks:
        whole = LAYOUT.draft(one, KOREAN, None).parts[0]
        assert WEEK_OF_2023.fullmatch(whole), one.key
    assert len(weeks) > 20


def test_weeks_of_2026_have_a_lead_labelled_bullets_and_the_english_in_one_fold() -> None:
    weeks = [one for one in digests("folded") if one.issue.start.year == 2026]
    bulleted = [(one, each) for one in weeks for each in one.pieces if BULLET in each.entry.summary]
    for one, each in bulleted:
        page = LexborHTMLParser(cook(LAYOUT.field(one, KOREAN, each, "summary")))
        lines = [line for line in each.entry.summary.splitlines() if line.startswith(BULLET)]
        assert len(page.css("body > ul > li")) == len(page.css("details > ul > li")) == len(lines), each.entry.key
        assert len(page.css("details")) == 1
        labelled = [line for line in lines if ": " in line[:60]]
        assert len(page.css("details li > strong:first-child")) >= len(labelled), each.entry.key
    assert len(bulleted) > 50
