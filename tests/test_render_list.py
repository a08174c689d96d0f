"""The list layout: what a place shows that knows Markdown and nothing of Discourse's."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.config import load_locale
from bot.domain import INTRO, Digest, Edition, Missing, Piece, SourceText, Translation
from bot.posting import Change, applies, done
from bot.render import Layout
from bot.render.markdown import Markdown
from bot.render.plain import plain
from bot.siblings import campaigned
from tests import test_render as weeks

PROMPTS = Path(__file__).parents[1] / "prompts"
LOCALES = {code: load_locale(PROMPTS, code) for code in ("ko", "ja")}
LAYOUT = Layout()
SHOWN = ("quote", "folded", "none")
TOPIC = "https://forum.example/t/104"
NOTE = "연습 중입니다."
PLAIN = MarkdownIt("commonmark")


def digest(*pieces: Piece, code: str = "ko", shown: str = "quote", note: str = "", **changes: object) -> Digest:
    edition = Edition(
        name="readers",
        source="dair",
        locale=code,
        template="list.md.j2",
        publisher="paste",
        source_text=SourceText(summary=shown, abstract=shown),
        note=note,
        campaign="geeknews",
    )
    return weeks.digest(*pieces, **{"edition": edition, "topic_url": f"{TOPIC}?utm_source=geeknews", **changes})


def whole(one: Digest) -> str:
    (part,) = LAYOUT.draft(one, LOCALES[one.edition.locale], None).parts
    return part


def itemless(number: int = 1) -> Piece:
    """A paper of the weeks whose summaries are one sentence."""
    return weeks.piece(number, en="introduces GPT-4o with LoRA and RAG; it is cheap.", ko="GPT-4o를 소개합니다.")


def stray(text: str) -> list[str]:
    """What a place without Discourse's rules would show wrongly."""
    inside, wrong = list[str](), list[str]()
    for token in PLAIN.parse(text):
        if token.nesting:
            inside = [*inside, token.tag] if token.nesting > 0 else inside[:-1]
        if token.type == "blockquote_open" and "li" in inside:
            wrong.append("a quote in a list")
        if token.type in ("html_block", "code_block", "fence"):
            wrong.append(f"{token.type}: {token.content}")
        wrong += [f"{one.type}: {one.content}" for one in token.children or () if one.type == "html_inline"]
        wrong += [one.content for one in _texts(token) if re.match(r">|#|\[/?details|<!--", one.content)]
    return wrong


def headings(text: str) -> list[str]:
    tokens = PLAIN.parse(text)
    return [f"{one.tag} {_shown(tokens[at + 1])}" for at, one in enumerate(tokens) if one.type == "heading_open"]


def _texts(token: Token) -> Iterator[Token]:
    return (one for one in token.children or () if one.type == "text")


def _shown(token: Token) -> str:
    return "".join(one.content for one in token.children or ())


def links(text: str) -> list[str]:
    """The addresses, each alone in its paragraph, or between angle brackets."""
    found = []
    for token in PLAIN.parse(text):
        if token.type == "inline":
            found += re.findall(r"^https?://\S+$", token.content)
            found += [str(one.attrs["href"]) for one in token.children or () if one.type == "link_open"]
    return found


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ko", ["개요", "논문 소개", "논문 초록(Abstract)", "논문 링크", "더 읽어보기", "원문", "포럼 글"]),
        ("ja", ["概要", "論文紹介", "論文要旨（Abstract）", "論文リンク", "関連リンク", "原文", "フォーラムの記事"]),
    ],
)
def test_the_headings_stand_in_the_order_of_the_published_posts(code: str, words: list[str]) -> None:
    tweeted = replace(weeks.linked(("Tweet", "https://twitter.com/a/status/1?s=20"), arxiv_id="2606.00001"))
    intro, summary, abstract, link, further, source, topic = words
    assert headings(whole(digest(tweeted, code=code))) == [
        f"h2 {intro}",
        "h2 1. 등불 1: 밤에 보기 / Lanterns 1: Seeing at Night",
        f"h3 {summary}",
        f"h3 {abstract}",
        f"h3 {link}",
        f"h3 {further}",
        f"h2 {source}",
        f"h3 {topic}",
    ]


@pytest.mark.parametrize("shown", SHOWN)
@pytest.mark.parametrize("code", ["ko", "ja"])
@pytest.mark.parametrize("made", [weeks.piece, itemless], ids=["bulleted", "itemless"])
def test_nothing_of_discourses_own_and_no_sign_is_left_in_the_text(shown: str, code: str, made: object) -> None:
    edition_note = digest(made(1), made(2), code=code, shown=shown, note=NOTE)
    assert stray(whole(edition_note)) == []
    assert "<" not in whole(edition_note)


@pytest.mark.parametrize("made", [weeks.piece, itemless], ids=["bulleted", "itemless"])
def test_every_english_text_is_a_quote_of_its_own_below_the_list(made: object) -> None:
    tokens = PLAIN.parse(whole(digest(made(1), made(2))))
    depth, quotes = 0, 0
    for token in tokens:
        depth += token.nesting if token.type.startswith(("list_item", "bullet_list")) else 0
        if token.type == "blockquote_open":
            quotes += 1
            assert depth == 0
    assert quotes == 4


def test_the_english_is_as_the_source_has_it_and_never_in_the_line_of_the_translation() -> None:
    text = whole(digest(itemless()))
    assert "- GPT-4o를 소개합니다.\n\n> introduces GPT-4o with LoRA and RAG; it is cheap.\n\n" in text


def test_english_that_would_be_folded_is_quoted_and_none_is_none() -> None:
    assert whole(digest(shown="folded")) == whole(digest(shown="quote"))
    assert "Lanterns see" not in whole(digest(shown="none"))
    assert ">" not in whole(digest(shown="none"))


def test_labels_of_bullets_are_bold_in_any_place() -> None:
    tokens = PLAIN.parse(whole(digest()))
    bold = [
        one.children[at + 1].content
        for one in tokens
        for at, child in enumerate(one.children or ())
        if child.type == "strong_open"
    ]
    assert bold == ["값싼 빛:", "왜 중요한가:", "Cheap light:", "Why it matters:"]


def test_the_overview_begins_with_the_label_and_stands_without_an_intro() -> None:
    lead = LOCALES["ko"].kinds["dair"]["list_lead"]
    intro = "- 밤이 밝아진 한 주입니다.\n- 등불 논문이 많았습니다.\n- 값도 내렸습니다.\n"
    assert whole(digest(note=NOTE)).startswith(f"## 개요\n\n- {NOTE}\n- {lead}\n{intro}\n## 1. ")
    assert whole(digest(intro=None)).startswith(f"## 개요\n\n- {lead}\n\n## 1. ")


def test_every_part_says_that_a_model_translated_it() -> None:
    parts = LAYOUT.draft(digest(weeks.piece(1), weeks.piece(2)), LOCALES["ko"], 900).parts
    assert len(parts) > 1
    assert all(LOCALES["ko"].kinds["dair"]["list_lead"] in part for part in parts)
    assert [stray(part) for part in parts] == [[]] * len(parts)


def test_a_text_without_a_limit_is_one_part_however_long() -> None:
    pieces = [weeks.piece(number, ko="긴 글입니다. " * 4_000) for number in range(1, 11)]
    assert len(whole(digest(*pieces))) > 250_000


def test_links_are_whole_and_stand_alone_without_what_tracks_readers() -> None:
    one = weeks.linked(
        ("Paper", "https://arxiv.org/pdf/2606.00001v2"),
        ("Tweet", "https://twitter.com/a_b/status/1?s=20"),
        ("Code", "https://github.com/a/b_c?utm_source=x#read-me"),
        arxiv_id="2606.00001",
    )
    assert links(whole(digest(one))) == [
        "https://arxiv.org/abs/2606.00001",
        "https://github.com/a/b_c#read-me",
        "https://x.com/a_b/status/1",
        "https://newsletter.example/p/week",
        f"{TOPIC}?utm_source=geeknews",
    ]


def test_an_address_within_the_text_is_a_link_and_takes_no_particle_along() -> None:
    one = weeks.piece(ko="코드는 https://lamps.example/code에서 볼 수 있습니다.")
    assert "https://lamps.example/code" in links(whole(digest(one)))


def test_the_link_of_the_draft_is_the_forums_topic_with_its_campaign_else_the_newsletters() -> None:
    locale = LOCALES["ko"]
    assert LAYOUT.draft(digest(), locale, None).link == f"{TOPIC}?utm_source=geeknews"
    assert LAYOUT.draft(digest(topic_url=""), locale, None).link == "https://newsletter.example/p/week"
    assert "### 포럼 글" not in whole(digest(topic_url=""))


@pytest.mark.parametrize(
    ("url", "campaign", "wanted"),
    [
        ("https://a.example/t/1", "geek news", "https://a.example/t/1?utm_source=geek%20news"),
        ("https://a.example/t/1?x=1#p", "note", "https://a.example/t/1?x=1&utm_source=note#p"),
        ("https://a.example/t/1?utm_source=old&x=1", "note", "https://a.example/t/1?x=1&utm_source=note"),
        ("https://a.example/t/1", "", "https://a.example/t/1"),
        ("", "note", ""),
    ],
)
def test_a_campaign_is_named_once_in_an_address(url: str, campaign: str, wanted: str) -> None:
    assert campaigned(url, campaign) == wanted
    assert campaigned(wanted, campaign) == wanted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"정확도가 $1\%$ 올랐습니다", r"정확도가 $1\%$ 올랐습니다"),
        (r"값은 $x_i * y_i * z$ 입니다", r"값은 $x_i * y_i * z$ 입니다"),
        ("값은 $3와 $4입니다", "값은 $3와 $4입니다"),
        ("pass @1 과 #1, :tada: 를 봅니다", "pass @\u200b1 과 #1, :\u200btada: 를 봅니다"),
        ("#태그 하나", "#태그 하나"),
        ("> 인용이 아님", "> 인용이 아님"),
        ("1. 목록이 아님", "1. 목록이 아님"),
        (r"\textbf{1.} 목록이 아님", "\u200b1. 목록이 아님"),
        (r"\emph{기운} 글과 \texttt{a_b}", "기운 글과 a_b"),
        ("**굵은** 글", "굵은 글"),
        ("a < b 이고 <pause> 입니다", "a < b 이고 <pause> 입니다"),
        (r"\_밑줄\_과 snake_case_name", "_밑줄_과 snake_case_name"),
        ("<!-- 말 --> [링크](https://x.example)", "<!-- 말 --> [링크](https://x.example)"),
        ("[details=말]", "[details=말]"),
        ("AT&amp;T와 &lt;b>", "AT&amp;T와 &lt;b>"),
        ("(tm) 표시 A & B", "(tm) 표시 A & B"),
    ],
    ids=range(16),
)
def test_a_text_shows_as_it_was_meant(text: str, shown: str) -> None:
    one = weeks.piece(en="A lamp.", ko=text, abstract="")
    field = LAYOUT.field(digest(one, shown="none"), LOCALES["ko"], one, "summary")
    inline = [token for token in PLAIN.parse(field) if token.type == "inline"][1]
    assert "".join(child.content for child in inline.children or ()) == shown
    assert not [child for child in inline.children or () if child.type == "html_inline"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_becomes_html_or_breaks_out_of_its_place(text: str) -> None:
    one = weeks.piece(en=f"A {text}", ko=f"가 {text}", abstract=f"We {text}")
    tokens = PLAIN.parse(whole(digest(one, itemless(2))))
    assert not [one for one in tokens if one.type in ("html_block", "fence", "code_block", "table_open", "hr")]
    assert not [child for one in tokens for child in one.children or () if child.type == "html_inline"]
    assert len([one for one in tokens if one.tag == "h2" and one.nesting > 0]) == 4
    assert [one.level for one in tokens if one.type == "blockquote_open"] == [0] * 4


def test_a_sign_is_escaped_as_people_do_it() -> None:
    one = weeks.piece(ko="<pause> 토큰과 x<y 그리고 <https://lamps.example/?a&lt;b>", abstract="")
    text = LAYOUT.field(digest(one, shown="none"), LOCALES["ko"], one, "summary")
    assert "\\<pause> 토큰과 x\\<y 그리고" in text
    assert "<https://lamps.example/?a&lt;b>" in text


def test_plain_leaves_markdown_as_it_is() -> None:
    text = Markdown("- **라벨:** 글\n\n> quote\n\n<https://a.example/>")
    assert plain(text) == text


# ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("shown", SHOWN)
@pytest.mark.parametrize("made", [weeks.piece, itemless], ids=["bulleted", "itemless"])
def test_every_field_stands_in_the_draft_once(shown: str, made: object) -> None:
    one = digest(made(1), made(2), shown=shown, note=NOTE, credits=("가", "나"))
    text = whole(one)
    fields = LAYOUT.fields(one, LOCALES["ko"])
    names = {"title", "summary", "abstract", "links"}
    assert {name for number, name in fields if number == 1} == names
    assert {(INTRO, "intro"), (INTRO, "credits")} < set(fields)
    for place, field in fields.items():
        assert field in text, place
    assert "잘못된 부분을 알려 주신 분: 가 님, 나 님" in text


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ((1, "summary"), "어둠을 봅니다", "밤을 봅니다"),
        ((1, "summary"), "등 하나에", "등불 하나에"),
        ((1, "abstract"), "등을 켭니다", "등불을 켭니다"),
        ((1, "title"), "밤에 보기", "어둠에서 보기"),
        ((INTRO, "intro"), "밝아진", "환해진"),
        ((INTRO, "intro"), "값도 내렸습니다", "가격도 내렸습니다"),
    ],
)
def test_a_field_that_a_hand_changed_is_read_back(place: tuple[int, str], old: str, new: str) -> None:
    one = digest(weeks.piece(), note=NOTE)
    field = LAYOUT.fields(one, LOCALES["ko"])[place]
    made = LAYOUT.read_back(one, LOCALES["ko"], place, field.replace(old, new))
    stands = one.intro if place[0] == INTRO else one.pieces[0].translation
    assert made == reworded(stands, old, new) != stands
    pieces = (replace(one.pieces[0], translation=made),)
    again = replace(one, intro=made) if place[0] == INTRO else replace(one, pieces=pieces)
    assert LAYOUT.fields(again, LOCALES["ko"])[place] == field.replace(old, new)


def test_what_the_layout_says_before_the_intro_is_nobodys_wording() -> None:
    one = digest(note=NOTE)
    field = LAYOUT.fields(one, LOCALES["ko"])[INTRO, "intro"]
    assert LAYOUT.read_back(one, LOCALES["ko"], (INTRO, "intro"), field.replace("생성형 AI", "사람")) is None


def test_a_field_is_replaced_where_it_stands_and_nothing_else_changes() -> None:
    one = digest(weeks.piece(1), weeks.piece(2), credits=("가",))
    text = whole(one)
    made = reworded(one.pieces[1].translation, "어둠을", "밤을")
    other = replace(one, pieces=(one.pieces[0], replace(one.pieces[1], translation=made)))
    fields, wanted = (LAYOUT.fields(each, LOCALES["ko"]) for each in (one, other))
    heading = fields[2, "title"]
    change = Change(heading=heading, stands=fields[2, "summary"], wanted=wanted[2, "summary"], reason="")
    assert applies(text, change)
    assert done(whole(other), change)


def test_an_abstract_that_came_late_takes_the_place_of_its_notice() -> None:
    late = weeks.piece()
    missing = replace(late.paper, abstract="", missing=Missing.NOT_YET)
    early = replace(late, paper=missing, translation=replace(late.translation, abstract=""))
    fields = [LAYOUT.field(digest(one), LOCALES["ko"], one, "abstract") for one in (early, late)]
    assert "> arXiv에서 초록을 아직 가져오지 못했습니다." in fields[0]
    title = LAYOUT.field(digest(late), LOCALES["ko"], late, "title")
    assert applies(whole(digest(early)), Change(heading=title, stands=fields[0], wanted=fields[1], reason=""))
    assert stray(whole(digest(early))) == []


def test_an_entry_without_a_translation_says_so_above_its_english() -> None:
    one = replace(weeks.piece(), translation=None)
    summary = LAYOUT.field(digest(one), LOCALES["ko"], one, "summary")
    assert "> 이 부분은 번역이 자동 검사를 통과하지 못해" in summary
    assert "\n\nLanterns see in the dark." in summary
    assert stray(whole(digest(one))) == []


def test_an_entry_taken_down_keeps_its_heading_and_link() -> None:
    notice = LAYOUT.notice(digest(), LOCALES["ko"], weeks.piece())
    assert headings(notice) == ["h2 1. Lanterns 1: Seeing at Night", "h3 논문 링크"]
    assert stray(notice) == []
    assert stray(LAYOUT.notice(digest(), LOCALES["ko"], None)) == []


def test_an_edition_can_do_without_a_word_of_discourses() -> None:
    words = tomllib.loads((PROMPTS / "ko/locale.toml").read_text(encoding="utf-8"))["words"]
    for name in ("invitation", "contents", "folded", "previous"):
        words.pop(name)
    LAYOUT.require(digest().edition, replace(LOCALES["ko"], words=words))


def reworded(stands: Translation | None, old: str, new: str) -> Translation:
    assert stands
    texts = {name: getattr(stands, name).replace(old, new) for name in ("title", "summary", "abstract")}
    return replace(stands, **texts)
