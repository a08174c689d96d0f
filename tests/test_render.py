"""The promises of the layout, on weeks of our own wording."""

import json
import re
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.config import load_locale
from bot.cook import cook
from bot.domain import (
    MARKER_RESERVE,
    Digest,
    Edition,
    Entry,
    Finding,
    Issue,
    Link,
    Locale,
    Missing,
    Paper,
    Piece,
    Receipt,
    Severity,
    Sibling,
    SourceText,
    Term,
    Translation,
    Verdict,
    Window,
)
from bot.errors import Misconfigured, Rejected
from bot.render import Layout, appendix, structured
from bot.siblings import campaigned

TABLE = tomllib.loads((Path(__file__).parents[1] / "prompts/ko/locale.toml").read_text(encoding="utf-8"))
WORDS = {**TABLE["words"], **TABLE["kinds"]["dair"]}
KOREAN = Locale(code="ko", language="Korean", words=WORDS, prompts={})
JAPANESE = load_locale(Path(__file__).parents[1] / "prompts", "ja")
LAYOUT = Layout()

BULLETED_EN = (
    "Lanterns see in the dark. They are small.\n● Cheap light: each lamp costs $3.\n● Why it matters: night ends."
)
BULLETED_KO = "등불은 어둠을 봅니다. 작습니다.\n● 값싼 빛: 등 하나에 3달러입니다.\n● 왜 중요한가: 밤이 끝납니다."


def issue(**changes: object) -> Issue:
    made = Issue(
        key="dair/2026-06-28",
        source="dair",
        slug="week",
        guid="week",
        title="🥇Top AI Papers of the Week",
        url="https://newsletter.example/p/week",
        published=datetime(2026, 6, 28, 15, tzinfo=UTC),
        start=date(2026, 6, 21),
        end=date(2026, 6, 28),
        body="",
    )
    return replace(made, **changes)


def edition(shown: str = "folded", **changes: object) -> Edition:
    made = Edition(
        name="readers",
        source="dair",
        locale="ko",
        template="discourse.md.j2",
        publisher="folder",
        tags=("weekly-papers",),
        source_text=SourceText(summary=shown, abstract=shown),
    )
    return replace(made, **changes)


def piece(number: int = 1, *, en: str = BULLETED_EN, ko: str = BULLETED_KO, abstract: str = "We light lamps.") -> Piece:
    entry = Entry(
        issue="dair/2026-06-28",
        position=number,
        name="Lanterns",
        summary=en,
        links=(Link(label="Paper", url="https://arxiv.org/abs/2606.00001"),),
        arxiv_id="2606.00001",
    )
    paper = Paper(
        entry=entry.key,
        title=f"Lanterns {number}: Seeing at Night",
        arxiv_id="2606.00001",
        abstract=abstract,
        missing=None if abstract else Missing.NOT_ON_ARXIV,
    )
    made = Translation(
        entry=entry.key,
        locale="ko",
        title=f"등불 {number}: 밤에 보기",
        summary=ko,
        abstract="우리는 등을 켭니다." if abstract else "",
        by="model-a",
        prompt="p",
    )
    return Piece(entry=entry, paper=paper, translation=made)


def intro() -> Translation:
    return Translation(
        entry="dair/2026-06-28/0",
        locale="ko",
        title="밤이 밝아진 한 주입니다.",
        summary="등불 논문이 많았습니다.\n\n값도 내렸습니다.",
        by="model-a",
        prompt="p",
    )


def digest(*pieces: Piece, **changes: object) -> Digest:
    made = Digest(issue=issue(), edition=edition(), intro=intro(), pieces=pieces or (piece(),))
    return replace(made, **changes)


def whole(one: Digest) -> str:
    return LAYOUT.draft(one, KOREAN, None).parts[0]


def linked(*links: tuple[str, str], arxiv_id: str | None = None) -> Piece:
    made = piece()
    entry = replace(made.entry, links=tuple(Link(label=label, url=url) for label, url in links), arxiv_id=arxiv_id)
    return replace(made, entry=entry, paper=replace(made.paper, arxiv_id=arxiv_id))


def addresses(one: Piece, field: str) -> list[str]:
    text = LAYOUT.field(digest(one), KOREAN, one, field)
    return [line for line in text.splitlines() if line.startswith("http")]


# ── title ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("🥇Top AI Papers of the Week", "AI"),
        ("🥇 Top AI Papers of the Week: Lanterns, Kites, and ML on Boats", "AI"),
        ("Top ML Papers of the Week", "ML"),
        ("Top ML Papers of the Week (May 29-June 4)", "ML"),
    ],
)
def test_the_title_takes_its_field_from_the_issues_own_title(title: str, field: str) -> None:
    one = digest(issue=issue(title=title))
    wanted = f"[2026/06/21 ~ 06/28] 이번 주의 주요 {field} 논문 (Top {field} Papers of the Week)"
    assert LAYOUT.draft(one, KOREAN, None).title == wanted


def test_a_range_that_crosses_new_year_names_both_years() -> None:
    one = digest(issue=issue(start=date(2024, 12, 30), end=date(2025, 1, 5)))
    assert LAYOUT.draft(one, KOREAN, None).title.startswith("[2024/12/30 ~ 2025/01/05] ")


@pytest.mark.parametrize(
    ("locale", "title", "wanted"),
    [
        ("ko", "cs.CL", "[2026-06-28] 오늘의 자연어처리"),
        ("ko", "cs.CL, cs.AI", "[2026-06-28] 오늘의 자연어처리, 인공지능"),
        ("ko", "hep-th, cs.LG", "[2026-06-28] 오늘의 hep-th, 머신러닝"),
        ("ko", "cs.AI", "[2026-06-28] 오늘의 인공지능"),
        ("ja", "cs.CL, cs.AI", "[2026-06-28] 今日の自然言語処理、人工知能"),
    ],
)
def test_a_days_listing_is_called_by_its_day_and_what_its_categories_are_called(
    locale: str, title: str, wanted: str
) -> None:
    west = Window(zone="America/Los_Angeles")
    midnight = datetime(2026, 6, 28, 4, tzinfo=UTC)
    one = digest(
        issue=issue(title=title, start=date(2026, 6, 28), published=midnight),
        edition=edition(source_kind="arxiv_listing", window=west),
    )
    spoken = load_locale(Path(__file__).parents[1] / "prompts", locale)
    assert LAYOUT.draft(one, spoken, None).title == wanted


def test_an_issue_of_another_field_is_rejected_by_name_unless_the_edition_has_its_own_title() -> None:
    one = digest(issue=issue(title="Lamp News"))
    with pytest.raises(Rejected, match=r"dair/2026-06-28: 'Lamp News' .*`title`"):
        LAYOUT.draft(one, KOREAN, None)
    own = replace(one, edition=edition(labels={"title": "{title} {end}"}))
    assert LAYOUT.draft(own, KOREAN, None).title == "Lamp News 06/28"


def test_a_title_that_discourse_would_down_case_is_refused() -> None:
    one = digest(edition=edition(labels={"title": "[{start}] 이번 주 {field} 논문"}))
    with pytest.raises(Misconfigured, match=r"readers: .*no lower-case letter"):
        LAYOUT.draft(one, KOREAN, None)


# ── what stands atop ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_post_begins_with_note_label_and_invitation() -> None:
    lines = whole(digest(edition=edition(note="연습 중입니다."))).splitlines()
    assert lines[0] == "- 연습 중입니다."
    assert "DAIR.AI" in lines[1]
    assert "(model-a)" in lines[1]
    assert lines[2] == f"- {WORDS['invitation']}"


def test_the_label_names_every_model_once_and_no_person() -> None:
    by_b = replace(piece(2), translation=replace(piece(2).translation, by="model-b"))
    by_hand = replace(piece(3), translation=replace(piece(3).translation, by="a moderator", prompt="", locked=True))
    assert "생성형 AI(model-a, model-b)가" in whole(digest(piece(1), by_b, by_hand))


def test_a_label_without_a_model_has_no_empty_brackets() -> None:
    by_hand = replace(piece(), translation=replace(piece().translation, by="a moderator", prompt=""))
    assert "생성형 AI가 번역해" in whole(digest(by_hand, intro=None))


def test_an_editions_labels_replace_the_locales_words() -> None:
    text = whole(digest(edition=edition(labels={"disclaimer": "기계 {model} 번역", "summary": "요약"})))
    assert text.startswith("- 기계 model-a 번역\n")
    assert "### 요약\n" in text
    assert "### 논문 소개" not in text


def test_the_weeks_sentence_is_the_excerpt_and_the_intro_follows_it() -> None:
    sentence = '<span class="excerpt">밤이 밝아진 한 주입니다.</span>'
    assert f"## 소개\n\n{sentence}\n\n등불 논문이 많았습니다.\n\n값도 내렸습니다.\n\n" in whole(digest())


def test_a_dropped_intro_leaves_no_heading() -> None:
    text = whole(digest(intro=None))
    assert "## 소개" not in text
    assert "excerpt" not in text
    assert "## 이번 주 논문 목록\n\n1. 등불 1: 밤에 보기\n" in text


def test_a_missing_word_names_locale_and_key() -> None:
    words = {key: text for key, text in WORDS.items() if key != "further"}
    one = linked(("Tweet", "https://x.com/a/status/1"))
    with pytest.raises(Misconfigured, match="the locale ko has no word 'further'"):
        LAYOUT.draft(digest(one), replace(KOREAN, words=words), None)


def test_an_unknown_template_names_those_there_are() -> None:
    with pytest.raises(
        Misconfigured, match=r"edition readers: there is no template 'poster'; there are: .*discourse\.md"
    ):
        LAYOUT.require(edition(template="poster"), KOREAN)


# ── an entry ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_headings_are_numbered_and_bilingual_and_a_name_stands_once() -> None:
    named = replace(piece(2), paper=replace(piece(2).paper, title="Kite"))
    named = replace(named, translation=replace(named.translation, title="Kite"))
    text = whole(digest(piece(1), named))
    assert "\n## 1. 등불 1: 밤에 보기 / Lanterns 1: Seeing at Night\n" in text
    assert "\n## 2. Kite\n" in text
    assert "\n2. Kite\n" in text


def test_bullets_stand_in_korean_and_then_once_in_english_in_one_fold() -> None:
    text = LAYOUT.field(digest(), KOREAN, piece(), "summary")
    assert text == (
        "### 논문 소개\n\n등불은 어둠을 봅니다. 작습니다.\n\n"
        "- <strong>값싼 빛:</strong> 등 하나에 3달러입니다.\n"
        "- <strong>왜 중요한가:</strong> 밤이 끝납니다.\n\n"
        '[details="영어 원문 보기"]\n\n'
        "Lanterns see in the dark. They are small.\n\n"
        "- <strong>Cheap light:</strong> each lamp costs \\$3.\n"
        "- <strong>Why it matters:</strong> night ends.\n\n"
        "[/details]"
    )


def test_bullets_quoted_stand_in_one_quote() -> None:
    one = digest(edition=edition("quote"))
    page = LexborHTMLParser(cook(LAYOUT.field(one, KOREAN, piece(), "summary")))
    assert len(page.css("blockquote")) == 1
    assert len(page.css("blockquote li")) == 2
    assert len(page.css("body > ul > li")) == 2


def test_english_that_is_not_wanted_is_not_there() -> None:
    text = whole(digest(edition=edition("none")))
    assert "Lanterns see" not in text
    assert "We light" not in text
    assert "[details" not in text


def test_summary_and_abstract_choose_their_english_each() -> None:
    text = whole(digest(edition=edition(source_text=SourceText(summary="none", abstract="quote"))))
    assert "Lanterns see" not in text
    assert "\n> We light lamps.\n" in text


def test_a_week_without_bullets_has_items_with_the_english_quoted_below() -> None:
    one = piece(en="lights lamps; cheaply.", ko="등을 켭니다; 싸게.")
    text = whole(digest(one, edition=edition("quote")))
    assert "### 논문 소개\n\n- 등을 켭니다; 싸게.\n  > lights lamps; cheaply.\n\n" in text
    assert "### 논문 초록(Abstract)\n\n- 우리는 등을 켭니다.\n  > We light lamps.\n\n" in text
    item = LexborHTMLParser(cook(text)).css_first("li blockquote")
    assert item.text().strip() == "lights lamps; cheaply."


@pytest.mark.parametrize(
    ("line", "bold"),
    [
        ("● 라벨: 내용", ["라벨:"]),
        ("● ラベル：内容", ["ラベル："]),
        ("● Speed: it is 3: fast", ["Speed:"]),
        (f"● {'가' * 60}: 내용", ["가" * 60 + ":"]),
        (f"● {'가' * 61}: 내용", []),
        ("● 비율은 3:1 입니다", []),
        ("● 그림 $a: b$ 를 봅니다", []),
        ("● \\textbf{a: b} 입니다", ["a: b"]),
        ("● 라벨:", []),
        ("라벨: 내용", []),
    ],
    ids=range(10),
)
def test_a_label_is_the_short_text_before_the_first_colon_of_a_bullet(line: str, bold: list[str]) -> None:
    one = piece(ko=f"앞\n{line}")
    page = LexborHTMLParser(cook(LAYOUT.field(digest(one, edition=edition("none")), KOREAN, one, "summary")))
    assert [node.text() for node in page.css("strong")] == bold


def test_sections_that_would_be_empty_have_no_heading() -> None:
    bare = linked(("Tweet", ""))
    bare = replace(
        bare,
        entry=replace(bare.entry, summary=""),
        paper=replace(bare.paper, abstract="", missing=Missing.NOT_ON_ARXIV),
        translation=replace(bare.translation, summary="", abstract=""),
    )
    entry = whole(digest(bare)).partition("\n## 1.")[2].partition("\n## 원문")[0]
    assert "###" not in entry


def test_an_entry_without_a_translation_stands_in_english_with_its_notice() -> None:
    one = replace(piece(), translation=None)
    text = whole(digest(one, edition=edition("none")))
    assert "\n## 1. Lanterns 1: Seeing at Night\n" in text
    assert (
        f"### 논문 소개\n\n> {WORDS['source_only']}\n\nLanterns see in the dark. They are small.\n\n- <strong>" in text
    )
    assert "### 논문 초록(Abstract)\n\nWe light lamps.\n" in text
    assert text.count(WORDS["source_only"]) == 1


def without_summary(one: Piece) -> Piece:
    """A paper of which the source says nothing itself."""
    assert one.translation
    return replace(one, entry=replace(one.entry, summary=""), translation=replace(one.translation, summary=""))


def test_a_paper_of_which_nothing_is_said_has_its_abstract_alone() -> None:
    text = whole(digest(without_summary(piece())))
    assert "### 논문 소개" not in text
    assert "### 논문 초록(Abstract)\n\n- 우리는 등을 켭니다." in text
    assert WORDS["source_only"] not in text


def test_without_a_translation_the_notice_stands_above_the_one_text_there_is() -> None:
    text = whole(digest(replace(without_summary(piece()), translation=None)))
    assert "### 논문 소개" not in text
    assert f"### 논문 초록(Abstract)\n\n> {WORDS['source_only']}\n\n- We light lamps.\n" in text
    assert text.count(WORDS["source_only"]) == 1


def test_an_abstract_whose_translation_failed_stands_in_english_with_its_notice() -> None:
    one = piece()
    assert one.translation
    one = replace(one, translation=replace(one.translation, abstract=""))
    text = whole(digest(one))
    assert f"### 논문 초록(Abstract)\n\n> {WORDS['source_only']}\n\nWe light lamps.\n" in text
    assert text.count(WORDS["source_only"]) == 1


@pytest.mark.parametrize(("missing", "word"), [(Missing.NOT_YET, "not_yet"), (Missing.WITHDRAWN, "withdrawn")])
def test_an_abstract_that_is_missing_says_why(missing: Missing, word: str) -> None:
    one = piece(abstract="")
    one = replace(one, paper=replace(one.paper, missing=missing))
    assert LAYOUT.field(digest(one), KOREAN, one, "abstract") == f"### 논문 초록(Abstract)\n\n> {WORDS[word]}"


def test_a_fields_text_stands_once_in_its_entry() -> None:
    pieces = (piece(1), replace(piece(2), translation=None), piece(3, abstract=""))
    one = digest(*pieces)
    text = whole(one)
    for each in pieces:
        heading = LAYOUT.field(one, KOREAN, each, "title")
        entry = text.partition(heading)[2].partition("\n## ")[0]
        for name in ("summary", "abstract", "links", "further"):
            field = LAYOUT.field(one, KOREAN, each, name)
            assert not field or entry.count(field) == 1


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("http://www.arxiv.org/pdf/2606.00001v2.pdf?utm_source=x", "https://arxiv.org/abs/2606.00001"),
        ("https://arxiv.org/abs/cs/0601001v1", "https://arxiv.org/abs/cs/0601001"),
        ("https://lamps.example/p?utm_source=a&id=7&utm_medium=b#top", "https://lamps.example/p?id=7#top"),
        ("https://lamps.example/p?ecid=1&_hsenc=2&_hsmi=3", "https://lamps.example/p"),
        ("https://lamps.example/p?s=20", "https://lamps.example/p?s=20"),
        ("https://lamps.example/a%20b", "https://lamps.example/a%20b"),
    ],
)
def test_an_address_is_shown_without_what_only_tracks(printed: str, shown: str) -> None:
    assert addresses(linked(("Paper", printed)), "links") == [shown]


@pytest.mark.parametrize("host", ["twitter.com", "www.twitter.com", "mobile.twitter.com", "x.com"])
def test_tweets_stand_on_x_without_their_query(host: str) -> None:
    one = linked(("Tweet", f"https://{host}/lamp/status/7?s=20&t=abc"))
    assert addresses(one, "further") == ["https://x.com/lamp/status/7"]
    assert addresses(one, "links") == []


def test_further_reading_is_code_then_tweet_then_the_rest() -> None:
    one = linked(
        ("Blog", "https://lamps.example/blog"),
        ("Tweet", "https://x.com/lamp/status/7"),
        ("Models", "https://github.com/lamps/models"),
        ("Paper", "https://arxiv.org/abs/2606.00001"),
        ("Code", "https://lamps.example/code"),
        arxiv_id="2606.00001",
    )
    assert addresses(one, "links") == ["https://arxiv.org/abs/2606.00001"]
    assert addresses(one, "further") == [
        "https://github.com/lamps/models",
        "https://lamps.example/code",
        "https://x.com/lamp/status/7",
        "https://lamps.example/blog",
    ]


@pytest.mark.parametrize(
    ("links", "paper"),
    [
        ([("Tweet", "https://arxiv.org/abs/2606.00009")], "https://arxiv.org/abs/2606.00009"),
        ([("Blog", "https://a.example"), ("System Card", "https://b.example/c.pdf")], "https://b.example/c.pdf"),
        ([("Paper", "https://github.com/lamps/lamp/report.pdf")], "https://github.com/lamps/lamp/report.pdf"),
        ([("Code", "https://github.com/lamps"), ("Project", "https://lamps.example")], "https://lamps.example"),
        ([("Paper 1", "https://a.example/1"), ("Tweet", "https://x.com/a/status/1")], "https://a.example/1"),
    ],
)
def test_the_papers_address_is_found_by_host_and_label(links: list[tuple[str, str]], paper: str) -> None:
    assert addresses(linked(*links), "links") == [paper]


def test_an_address_stands_once_and_a_dangerous_one_not_at_all() -> None:
    one = linked(
        ("Paper", "https://arxiv.org/abs/2606.00001v1"),
        ("Paper", "https://arxiv.org/pdf/2606.00001"),
        ("Blog", "javascript:alert(1)"),
        ("Blog", "http://[broken"),
        arxiv_id="2606.00001",
    )
    assert addresses(one, "links") == ["https://arxiv.org/abs/2606.00001"]
    assert "javascript" not in whole(digest(one))
    assert "broken" not in whole(digest(one))


def test_a_previous_topic_that_no_reader_can_open_is_not_named() -> None:
    text = whole(digest(previous_url="file:///srv/out/dair/2026-06-21/north/index.html"))
    assert WORDS["previous"] not in text
    assert "지난주" not in text


def test_the_post_ends_with_the_newsletter_its_owners_and_last_week() -> None:
    text = whole(digest(previous_url="https://forum.example/t/7"))
    assert text.endswith(
        "## 원문\n\nhttps://newsletter.example/p/week\n\n"
        f"- {WORDS['source_note']}\n- 지난주 글: https://forum.example/t/7\n"
    )


def test_the_readers_who_helped_are_named_last_in_the_words_of_the_language() -> None:
    plain = whole(digest())
    text = whole(digest(credits=("kim", "a_b_", "@here", "x.com", "<b>")))
    assert text == f"{plain}\n잘못된 부분을 알려 주신 분: kim 님, a_b\\_ 님, here 님, x\\.com 님, &lt;b> 님\n"
    japanese = LAYOUT.fields(digest(credits=("A", "B")), JAPANESE)[0, "credits"]
    assert japanese == "誤りをご指摘くださった方：Aさん、Bさん"


def test_where_nobody_helped_there_is_no_such_line() -> None:
    assert whole(digest(credits=())) == whole(digest())
    assert (0, "credits") not in LAYOUT.fields(digest(), KOREAN)


def test_the_list_of_contents_has_each_line_as_the_field_of_its_entry() -> None:
    one = digest(piece(1), replace(piece(2), translation=None))
    lines = [LAYOUT.field(one, KOREAN, each, "listed") for each in one.pieces]
    assert lines == ["1. 등불 1: 밤에 보기", "2. Lanterns 2: Seeing at Night"]
    assert f"## {WORDS['contents']}\n\n" + "\n".join(lines) + "\n\n## 1. " in whole(one)


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def many(lengths: list[int]) -> Digest:
    return digest(*(piece(number, ko="가 " * (length // 2)) for number, length in enumerate(lengths, 1)))


def headings(part: str) -> list[int]:
    return [int(number) for number in re.findall(r"(?m)^## (\d+)\. ", part)]


def test_a_digest_without_a_limit_is_one_part() -> None:
    assert len(LAYOUT.draft(many([9_000] * 10), KOREAN, None).parts) == 1


def test_later_parts_begin_with_label_and_number_and_all_but_the_last_say_that_more_comes() -> None:
    parts = LAYOUT.draft(many([3_000] * 10), KOREAN, 16_000).parts
    assert len(parts) == 3
    for number, part in enumerate(parts, 1):
        assert part.startswith("- 이 글은 DAIR.AI")
        assert (f"앞 글에서 이어집니다 ({number}/3)" in part) == (number > 1)
        assert part.endswith("다음 댓글에 이어집니다.\n") == (number < 3)
        assert ("## 소개" in part) == ("## 이번 주 논문 목록" in part) == (number == 1)
        assert ("## 원문" in part) == (number == 3)


def test_a_part_that_just_fits_is_not_cut_and_one_character_less_is() -> None:
    one = many([500, 500])
    length = len(whole(one))
    assert len(LAYOUT.draft(one, KOREAN, length + MARKER_RESERVE).parts) == 1
    assert len(LAYOUT.draft(one, KOREAN, length + MARKER_RESERVE - 1).parts) == 2


def test_parts_are_of_even_length() -> None:
    lengths = [len(part) for part in LAYOUT.draft(many([2_000] * 10), KOREAN, 20_000).parts]
    assert len(lengths) == 2
    assert max(lengths) < 1.3 * min(lengths)


def test_a_digest_that_a_person_let_go_says_so() -> None:
    text = whole(digest(reviewed=True))
    assert "검토한 글입니다" in text
    assert "자동으로 올린" not in text
    assert "검토한 글입니다" not in whole(digest())


def test_an_editions_own_disclaimer_stands_whoever_let_the_digest_go() -> None:
    own = replace(edition(), labels={"disclaimer": "우리가 옮겼습니다."})
    assert "우리가 옮겼습니다." in whole(digest(edition=own, reviewed=True))


def test_one_entry_longer_than_a_post_is_rejected_by_name() -> None:
    with pytest.raises(Rejected, match=r"dair/2026-06-28/2: \d+ characters alone, and a post may have"):
        LAYOUT.draft(many([100, 9_000, 100]), KOREAN, 8_000)


@settings(deadline=None)
@given(st.lists(st.integers(0, 4_000), min_size=1, max_size=10), st.integers(6_000, 40_000))
def test_parts_hold_every_entry_once_in_order_within_any_limit(lengths: list[int], limit: int) -> None:
    one = many(lengths)
    parts = LAYOUT.draft(one, KOREAN, limit).parts
    assert max(map(len, parts)) <= limit - MARKER_RESERVE
    assert [number for part in parts for number in headings(part)] == list(range(1, len(lengths) + 1))
    framed = sum(map(len, parts)) - len(whole(one))
    assert len(parts) == 1 or framed <= 250 * len(parts)


# ── hostile text ─────────────────────────────────────────────────────────────────────────────────────────────────────

TEXTS = st.text(st.sampled_from("가나 a.b:c-1)#*_`~$<>[]()/@\\{}|!=+&;\"'\n●"), max_size=60)


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS, st.sampled_from(["quote", "folded", "none"]))
def test_no_text_breaks_out_of_its_place(title: str, text: str, english: str, shown: str) -> None:
    one = piece(1, en=english, ko=text, abstract=english)
    one = replace(one, translation=replace(one.translation, title=title, abstract=text))
    markdown = whole(digest(one, piece(2), edition=edition(shown, note=title)))
    page = LexborHTMLParser(cook(markdown))
    assert len(page.css("body > h2")) == len(page.css("h2")) == 5
    assert not page.css("script, img, h1, h4, h5, table, pre, hr, .mention, [class^=hashtag]")
    assert {node.text(strip=True) for node in page.css("h3")} <= {
        WORDS[key] for key in ("summary", "abstract", "link", "further")
    }
    assert headings(markdown) == [1, 2]


def test_markdowns_bold_in_a_text_is_bold_beside_korean_and_powers_are_not() -> None:
    one = piece(ko="**85%**의 밤에 **등불(Lamp)**은 x**2 + y**2 입니다.")
    page = LexborHTMLParser(cook(LAYOUT.field(digest(one, edition=edition("none")), KOREAN, one, "summary")))
    assert [node.text() for node in page.css("strong")] == ["85%", "등불(Lamp)"]
    assert "x**2 + y**2" in page.text()


# ── fields and notices ───────────────────────────────────────────────────────────────────────────────────────────────


def test_every_field_has_its_place_and_its_name_and_is_what_field_says() -> None:
    pieces = (piece(1), replace(piece(2), translation=None), piece(3, abstract=""))
    fields = LAYOUT.fields(digest(*pieces), KOREAN)
    assert list(fields)[:5] == [(0, "intro"), (1, "title"), (1, "summary"), (1, "abstract"), (1, "links")]
    assert (3, "abstract") not in fields
    assert (1, "further") not in fields
    for each in pieces:
        for name in ("title", "summary", "abstract", "links", "further"):
            text = LAYOUT.field(digest(*pieces), KOREAN, each, name)
            assert fields.get((each.entry.position, name), "") == text


def test_a_dropped_intro_is_no_field() -> None:
    assert (0, "intro") not in LAYOUT.fields(digest(intro=None), KOREAN)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 4_000), min_size=1, max_size=6), st.integers(6_000, 30_000))
def test_the_fields_stand_in_the_draft_in_their_order(lengths: list[int], limit: int) -> None:
    one = many(lengths)
    text, at = "\n\n".join(LAYOUT.draft(one, KOREAN, limit).parts), 0
    for field in LAYOUT.fields(one, KOREAN).values():
        at = text.index(field, at) + len(field)


def test_a_part_that_was_taken_down_keeps_its_label_and_says_why_and_where_the_issue_is() -> None:
    lines = LAYOUT.notice(digest(edition=edition(note="연습 중입니다.")), KOREAN, None).split("\n\n")
    assert lines[0].startswith("- 연습 중입니다.\n- 이 글은 DAIR.AI")
    assert lines[1:] == [WORDS["taken_down"], "https://newsletter.example/p/week"]


def test_an_entry_that_was_taken_down_keeps_its_number_its_own_name_and_its_paper() -> None:
    assert LAYOUT.notice(digest(), KOREAN, piece()) == (
        "## 1. Lanterns 1: Seeing at Night\n\n"
        f"> {WORDS['taken_down']}\n\n"
        "### 논문 링크\n\nhttps://arxiv.org/abs/2606.00001"
    )


def test_an_entry_without_a_paper_that_was_taken_down_leads_to_the_newsletter() -> None:
    one = linked(("Tweet", "https://x.com/lamp/status/7"))
    assert LAYOUT.notice(digest(one), KOREAN, one).endswith(
        f"> {WORDS['taken_down']}\n\nhttps://newsletter.example/p/week"
    )


# ── a person's edit, read back ───────────────────────────────────────────────────────────────────────────────────────

SHOWN = st.sampled_from(["quote", "folded", "none"])
ENGLISH = st.sampled_from([BULLETED_EN, "lights lamps; cheaply."])
WORDS_OF_A_TEXT = r"""
등불은 어둠을 GPT-4는 $x_1$ $\alpha$ 10% a_b _c_ [k] (l) <pause> {m} x^2 \emph{기울임} \texttt{a_b--c} 끝.
@name #1 https://lamps.example/a_b?c=d 50:50 a|b ~3 C:\dir & &lt; “말” **강조**는 **값(ABC)**
"""
WORD = st.sampled_from(WORDS_OF_A_TEXT.split())
PLAIN = st.lists(WORD, min_size=1, max_size=6).map(lambda words: " ".join(["글", *words]))
BULLETED = st.one_of(PLAIN, PLAIN.map("● 라벨: {}".format), PLAIN.map("● {}".format))
SUMMARIES = st.lists(BULLETED, min_size=1, max_size=4).map("\n".join)


def worded(title: str, summary: str, abstract: str, shown: str, english: str) -> Digest:
    one = piece(en=english)
    made = replace(one.translation, title=title, summary=summary, abstract=abstract)
    week = replace(intro(), title=abstract, summary=title)
    return digest(replace(one, translation=made), intro=week, edition=edition(shown))


def standing(one: Digest, place: tuple[int, str]) -> Translation:
    made = one.pieces[0].translation if place[0] else one.intro
    assert made is not None
    return made


def back(one: Digest, place: tuple[int, str], text: str) -> Translation | None:
    return LAYOUT.read_back(one, KOREAN, place, text)


def edited(old: str, new: str, *, place: tuple[int, str] = (1, "summary"), shown: str = "folded") -> Translation | None:
    """What is read where somebody put `new` in the place of `old`."""
    one = digest(edition=edition(shown))
    text = LAYOUT.fields(one, KOREAN)[place]
    assert old in text
    return back(one, place, text.replace(old, new, 1))


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS, SHOWN, ENGLISH)
def test_what_nobody_changed_reads_as_it_was_written(title: str, text: str, other: str, shown: str, en: str) -> None:
    one = worded(title, text, other, shown, en)
    for place, field in LAYOUT.fields(one, KOREAN).items():
        assert back(one, place, field + "\n") == standing(one, place)


@settings(max_examples=40, deadline=None)
@given(PLAIN, SUMMARIES, PLAIN, SHOWN, ENGLISH)
def test_a_text_written_anew_by_hand_is_read_as_it_was_meant(
    title: str, text: str, other: str, shown: str, en: str
) -> None:
    if en != BULLETED_EN:
        text = text.replace("● ", "")
    meant, stood = worded(title, text, other, shown, en), worded("다른 제목", "다른 글", "다른 초록", shown, en)
    for place, field in LAYOUT.fields(meant, KOREAN).items():
        if place[1] in ("links", "further"):
            continue
        read = back(stood, place, field)
        wanted = {
            "intro": {"title": other, "summary": title},
            "title": {"title": title},
            "summary": {"summary": text},
            "abstract": {"abstract": other},
        }[place[1]]
        assert read == replace(standing(stood, place), **wanted)


@settings(max_examples=40, deadline=None)
@given(SUMMARIES, TEXTS, st.integers(0, 400), st.integers(0, 12), SHOWN)
def test_whatever_is_done_to_a_text_nothing_is_read_that_would_look_otherwise(
    text: str, put: str, at: int, cut: int, shown: str
) -> None:
    one = worded("제목", text, "초록", shown, BULLETED_EN)
    for place, field in LAYOUT.fields(one, KOREAN).items():
        changed = field[:at] + put + field[at + cut :]
        read = back(one, place, changed)
        if read is not None:
            again = replace(one, intro=read) if not place[0] else None
            again = again or replace(one, pieces=(replace(one.pieces[0], translation=read),))
            assert cook(LAYOUT.fields(again, KOREAN)[place]) == cook(changed)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("작습니다.", "**아주** 작습니다.", "등불은 어둠을 봅니다. **아주** 작습니다."),
        ("작습니다.", "<strong>아주(very)</strong>작습니다.", "등불은 어둠을 봅니다. **아주(very)**작습니다."),
        ("작습니다.", "*아주* 작습니다.", "등불은 어둠을 봅니다. \\emph{아주} 작습니다."),
        ("작습니다.", "`a_b` 만큼 작습니다.", "등불은 어둠을 봅니다. \\texttt{a_b} 만큼 작습니다."),
        ("작습니다.", "$x_1$ 만큼 작습니다.", "등불은 어둠을 봅니다. $x_1$ 만큼 작습니다."),
        ("작습니다.", "\\$5 보다, \\[1\\] 보다 작습니다.", "등불은 어둠을 봅니다. $5 보다, [1] 보다 작습니다."),
        ("작습니다.", "1 &lt; 2, &lt;b>.", "등불은 어둠을 봅니다. 1 < 2, <b>."),
        ("작습니다.", "C:\\alpha 입니다.", "등불은 어둠을 봅니다. C:\\textbackslash{}alpha 입니다."),
        ("작습니다.", "<strong>아주</strong>A", "등불은 어둠을 봅니다. \\textbf{아주}A"),
        (" 작습니다.", "\n\n작습니다.", "등불은 어둠을 봅니다.\n작습니다."),
    ],
)
def test_the_markdown_people_write_is_kept_as_plain_text(old: str, new: str, line: str) -> None:
    read = edited(old, new)
    assert read is not None
    assert read.summary == BULLETED_KO.replace("등불은 어둠을 봅니다. 작습니다.", line)


def test_lines_that_did_not_change_keep_the_tex_they_were_written_in() -> None:
    one = worded("제목", "\\textbf{굵은} 줄입니다.\n두 번째 줄입니다.", "초록", "folded", BULLETED_EN)
    field = LAYOUT.fields(one, KOREAN)[(1, "summary")]
    read = back(one, (1, "summary"), field.replace("두 번째", "둘째"))
    assert read is not None
    assert read.summary == "\\textbf{굵은} 줄입니다.\n둘째 줄입니다."


def test_bullets_may_be_added_and_taken_away_and_a_label_reworded() -> None:
    more = edited("- <strong>왜 중요한가:</strong>", "* 새 줄입니다.\n* <strong>의미:</strong>")
    assert more is None  # a list of its own: other marks begin one
    more = edited("- <strong>왜 중요한가:</strong>", "- 새 줄입니다.\n- **의미:**")
    assert more is not None
    assert more.summary.splitlines()[1:] == [
        "● 값싼 빛: 등 하나에 3달러입니다.",
        "● 새 줄입니다.",
        "● 의미: 밤이 끝납니다.",
    ]
    less = edited("- <strong>값싼 빛:</strong> 등 하나에 3달러입니다.\n", "")
    assert less is not None
    assert less.summary == "등불은 어둠을 봅니다. 작습니다.\n● 왜 중요한가: 밤이 끝납니다."


def test_a_title_is_read_without_its_number_and_the_papers_own_name() -> None:
    read = edited("밤에 보기", "밤 / 보기", place=(1, "title"))
    assert read is not None
    assert read.title == "등불 1: 밤 / 보기"
    bare = edited("등불 1: 밤에 보기 / ", "", place=(1, "title"))
    assert bare is not None
    assert bare.title == "Lanterns 1: Seeing at Night"


def test_the_intro_is_read_with_its_sentence_and_without_it() -> None:
    read = edited("한 주입니다.", "주간입니다.", place=(0, "intro"))
    assert read == replace(intro(), title="밤이 밝아진 주간입니다.")
    bare = edited('<span class="excerpt">밤이 밝아진 한 주입니다.</span>\n\n', "", place=(0, "intro"))
    assert bare == replace(intro(), title="")


def test_the_line_at_the_end_of_a_part_belongs_to_no_field() -> None:
    one = digest()
    text = LAYOUT.fields(one, KOREAN)[(1, "abstract")] + f"\n\n{WORDS['part_end']}\n"
    assert back(one, (1, "abstract"), text) == standing(one, (1, "abstract"))


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ((1, "summary"), "see in the dark", "see in the night"),
        ((1, "summary"), "[/details]", "[/details]\n\n덧붙인 글입니다."),
        ((1, "summary"), "영어 원문 보기", "원문"),
        ((1, "summary"), "논문 소개", "소개"),
        ((1, "summary"), "작습니다.", "작습니다. ![등](https://lamps.example/a.png)"),
        ((1, "summary"), "작습니다.", "[작습니다](https://lamps.example/)."),
        ((1, "summary"), "작습니다.", "작습니다. @moderator"),
        ((1, "summary"), "작습니다.", "작습니다.\n\n> 인용입니다."),
        ((1, "summary"), "작습니다.", "작습니다.<sup>1</sup>"),
        ((1, "abstract"), "We light lamps.", "We light a lamp."),
        ((1, "title"), "Seeing at Night", "Seeing by Night"),
        ((1, "title"), "## 1.", "## 2."),
        ((1, "title"), "## 1.", "### 1."),
        ((1, "links"), "2606.00001", "2606.00002"),
        ((0, "intro"), "## 소개", "## 들어가며"),
    ],
    ids=range(15),
)
def test_what_the_layout_would_not_print_is_not_read(place: tuple[int, str], old: str, new: str) -> None:
    assert edited(old, new, place=place) is None


def test_english_that_stands_alone_and_a_field_that_is_not_there_are_not_read() -> None:
    one = digest(replace(piece(), translation=None), intro=None)
    assert back(one, (1, "summary"), LAYOUT.fields(one, KOREAN)[(1, "summary")]) is None
    assert back(one, (0, "intro"), "## 소개\n\n글") is None
    assert back(one, (7, "summary"), "### 논문 소개\n\n글") is None


def test_the_quoted_english_of_an_item_must_stay_as_it_is() -> None:
    one = digest(piece(en="lights lamps; cheaply.", ko="등을 켭니다; 싸게."), edition=edition("quote"))
    text = LAYOUT.fields(one, KOREAN)[(1, "summary")]
    read = back(one, (1, "summary"), text.replace("싸게", "값싸게"))
    assert read is not None
    assert read.summary == "등을 켭니다; 값싸게."
    assert back(one, (1, "summary"), text.replace("cheaply", "for little")) is None


# ── receipts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def doubt(code: str = "number.changed", severity: Severity = Severity.REPAIR, local: str = "") -> Finding:
    return Finding(key="k", code=code, severity=severity, message=f"{code} is *wrong*.", local=local)


def receipt(*found: Finding, left: tuple[Finding, ...] = (), verdict: Verdict = Verdict.CLEAN) -> Receipt:
    return Receipt(key="dair/2026-06-28/1@ko.1", verdict=verdict, found=found, left=left)


COUNTING = "A lamp costs $3 and 5 watts, see https://lamps.example/price now.\n● Two lamps: 40 hours of night light."


def test_a_receipt_is_shown_only_where_the_edition_wants_it() -> None:
    checked = (receipt(),)
    assert WORDS["receipt_title"] not in whole(digest(receipts=checked))
    assert WORDS["receipt_title"] not in whole(digest(edition=edition(receipt=True)))
    assert WORDS["receipt_title"] in whole(digest(edition=edition(receipt=True), receipts=checked))


def test_a_receipt_stands_folded_at_the_end_and_is_no_guarantee() -> None:
    lamps = Locale(
        code="ko", language="Korean", words=WORDS, prompts={}, glossary=(Term(source="lamp", accepted=("등",)),)
    )
    mended, left = doubt(), doubt("link.missing", Severity.WARN)
    one = digest(piece(en=COUNTING), edition=edition(receipt=True), receipts=(receipt(mended, left, left=(left,)),))
    end = LAYOUT.draft(one, lamps, None).parts[-1].partition('\n[details="자동 검사 기록"]\n')[2]
    said = re.match(r"\n수치 (\d+)/(\d+), 링크 0/1, 용어 (\d+)/(\d+), 자동 수정 1건\. ", end)
    assert said
    assert said[1] == said[2] != "0"
    assert said[3] == said[4] != "0"
    assert end.endswith(". 번역의 정확성을 보증하지 않습니다.\n\n[/details]\n")


def test_what_stands_in_english_is_not_counted() -> None:
    shown = digest(piece(en=COUNTING), edition=edition(receipt=True), receipts=(receipt(),))
    english = digest(
        replace(piece(en=COUNTING), translation=None), edition=edition(receipt=True), receipts=(receipt(),)
    )
    assert "링크 1/1" in whole(shown)
    assert "수치 0/0, 링크 0/0" in whole(english)


def test_what_is_left_in_an_intro_is_taken_from_no_count() -> None:
    left = doubt("link.missing", Severity.WARN)
    intro = replace(receipt(left, left=(left,)), key="dair/2026-06-28/0@ko.1")
    shown = digest(piece(en=COUNTING), edition=edition(receipt=True), receipts=(receipt(), intro))
    assert "링크 1/1" in whole(shown)


def test_moderators_see_text_by_text_what_was_mended_and_what_is_left() -> None:
    failed = receipt(
        doubt(local="값이 다릅니다."),
        left=(doubt("term.missing", Severity.BLOCK), doubt("name.odd", Severity.WARN, local="이름을 확인해 주세요.")),
        verdict=Verdict.FAILED,
    )
    keys = [f"dair/2026-06-28/{number}" for number in range(4)]
    told = dict(zip(keys, (receipt(verdict=Verdict.FAILED), failed, receipt(verdict=Verdict.REPAIRED)), strict=False))
    made = appendix(digest(piece(1), piece(2), piece(3)), KOREAN, told)
    assert made == (
        "## 자동 검사 기록\n\n"
        "- 소개: 보류\n"
        "- 1\\. Lanterns 1: Seeing at Night: 원문만 게시\n"
        "  - <strong>자동 수정</strong> 값이 다릅니다.\n"
        "  - <strong>게시 불가</strong> term.missing is \\*wrong\\*.\n"
        "  - <strong>확인 권장</strong> 이름을 확인해 주세요.\n"
        "- 2\\. Lanterns 2: Seeing at Night: 자동 수정"
    )
    assert appendix(digest(), KOREAN, {}) == ""


def test_a_text_that_fails_is_held_where_the_edition_wants_it_and_passes_where_a_person_lets_it_out() -> None:
    failed = receipt(verdict=Verdict.FAILED)
    key = "dair/2026-06-28/1"
    assert "보류" in appendix(digest(edition=edition(on_failure="hold")), KOREAN, {key: failed})
    assert "통과" in appendix(digest(), KOREAN, {key: replace(failed, waived="Mina")})


# ── as data ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def told(one: Digest) -> Any:
    return json.loads(structured(one, KOREAN))


def test_as_data_every_text_stands_beside_its_english_untouched() -> None:
    entry = told(digest(piece(en="a <b> & $x$", ko="가 <b> & $x$")))["entries"][0]
    assert entry["title"] == {"translation": "등불 1: 밤에 보기", "source": "Lanterns 1: Seeing at Night"}
    assert entry["summary"] == {"translation": "가 <b> & $x$", "source": "a <b> & $x$"}
    assert entry["abstract"] == {"translation": "우리는 등을 켭니다.", "source": "We light lamps."}
    assert (entry["name"], entry["arxiv_id"], entry["key"]) == ("Lanterns", "2606.00001", "dair/2026-06-28/1")
    assert entry["paper_urls"] == ["https://arxiv.org/abs/2606.00001"]


def test_as_data_an_edition_without_english_has_none_but_where_it_is_all_there_is() -> None:
    first, second = piece(1), replace(piece(2), translation=None)
    shown, alone = told(digest(first, second, edition=edition("none")))["entries"]
    assert (shown["summary"]["source"], shown["abstract"]["source"]) == (None, None)
    assert alone["title"] == {"translation": None, "source": "Lanterns 2: Seeing at Night"}
    assert alone["abstract"] == {"translation": None, "source": "We light lamps."}
    assert (alone["verdict"], alone["topics"]) == ("source-only", [])


def test_as_data_what_is_not_there_is_null() -> None:
    made = told(digest(without_summary(piece(abstract="")), intro=None))
    (entry,) = made["entries"]
    assert (made["intro"], made["previous_url"], made["siblings"]) == (None, None, [])
    assert (entry["summary"], entry["abstract"], entry["missing"]) == (None, None, "not on arXiv")


@pytest.mark.parametrize(
    ("receipt", "verdict"),
    [
        ({"verdict": Verdict.CLEAN}, "clean"),
        ({"verdict": Verdict.REPAIRED}, "repaired"),
        ({"verdict": Verdict.FAILED, "waived": "mod"}, "waived"),
        (None, None),
    ],
)
def test_as_data_each_text_says_what_the_checks_said_of_it(receipt: dict[str, Any] | None, verdict: str | None) -> None:
    one = piece()
    assert one.translation
    receipts = (Receipt(key=one.translation.key, **receipt),) if receipt else ()
    assert told(digest(one, receipts=receipts))["entries"][0]["verdict"] == verdict


def test_as_data_the_issue_has_its_days_and_the_words_that_say_who_wrote_what() -> None:
    siblings = (Sibling(locale="ja", native="日本語", url="https://forum.example/t/9"),)
    made = told(digest(previous_url="https://forum.example/t/1", siblings=siblings))
    issue_ = made["issue"]
    assert (issue_["start"], issue_["end"], issue_["published"]) == (
        "2026-06-21",
        "2026-06-28",
        "2026-06-28T15:00:00+00:00",
    )
    assert made["disclaimer"].startswith("이 글은 DAIR.AI의 주간 뉴스레터를 생성형 AI(model-a)가")
    assert made["source_note"] == WORDS["source_note"]
    assert made["siblings"] == [{"locale": "ja", "url": "https://forum.example/t/9"}]


# ── other editions ───────────────────────────────────────────────────────────────────────────────────────────────────

JA = Sibling(locale="ja", native="日本語", url="https://forum.example/t/9")
FR = Sibling(locale="fr", native="fran[ç]ais", url="https://forum.example/t/10?utm_source=a&b=c")


def test_the_topics_in_other_languages_stand_on_one_line_of_the_closing() -> None:
    made = digest(piece(), siblings=(JA, FR), credits=("dokja",))
    (part,) = LAYOUT.draft(made, KOREAN, None).parts
    line = LAYOUT.fields(made, KOREAN)[0, "siblings"]
    assert part.rstrip().split("\n\n")[-2:] == [line, LAYOUT.fields(made, KOREAN)[0, "credits"]]
    html = LexborHTMLParser(cook(line))
    assert [(one.text(), one.attributes["href"]) for one in html.css("a")] == [(JA.native, JA.url), (FR.native, FR.url)]
    assert html.css_first("p").text() == "다른 언어로 읽기: 日本語 · fran[ç]ais"


def test_without_other_languages_nothing_is_said_of_them() -> None:
    assert (0, "siblings") not in LAYOUT.fields(digest(piece()), KOREAN)
    assert WORDS["siblings"] not in LAYOUT.draft(digest(piece()), KOREAN, None).parts[0]


@pytest.mark.parametrize(
    ("url", "campaign", "made"),
    [
        ("https://f.example/t/9", "", "https://f.example/t/9"),
        ("https://f.example/t/9", "geek", "https://f.example/t/9?utm_source=geek"),
        ("https://f.example/t/9?a=b#c", "geek news&x", "https://f.example/t/9?a=b&utm_source=geek%20news%26x#c"),
        ("file:///srv/out/index.html", "geek", "file:///srv/out/index.html"),
        ("", "geek", ""),
    ],
)
def test_a_campaign_is_where_a_reader_comes_from(url: str, campaign: str, made: str) -> None:
    assert campaigned(url, campaign) == made


CUTS = {
    (): [[1, 2, 3]],
    (3,): [[1, 2], [3]],
    (1, 3): [[], [1, 2], [3]],
    (2, 4): [[1], [2, 3], []],
    (2, 9): [[1], [2, 3], []],
}


@pytest.mark.parametrize("firsts", CUTS)
def test_what_is_shown_in_another_digests_posts_is_cut_as_that_one_is(firsts: tuple[int, ...]) -> None:
    made = digest(*(piece(number) for number in (1, 2, 3)))
    parts = LAYOUT.draft(made, KOREAN, 1, firsts).parts
    assert [[int(one) for one in re.findall(r"(?m)^## (\d)\. ", part)] for part in parts] == CUTS[firsts]
    assert "## 이번 주 논문 목록" in parts[0] or WORDS["contents"] in parts[0]
    assert WORDS["source_note"][:10] in parts[-1]
    assert [WORDS["part_end"] in part for part in parts] == [True] * len(firsts) + [False]
