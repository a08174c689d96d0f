"""The promises of the blog layout: HTML that any editor takes, source and translation apart, nothing of it alive."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot import posting, readback, waiting
from bot.checks.prose import unquoted
from bot.checks.register import endings, korean
from bot.config import load_locale
from bot.cook import cook, displayed
from bot.domain import (
    INTRO,
    Digest,
    Edition,
    Link,
    Locale,
    Missing,
    Piece,
    Post,
    Receipt,
    Shape,
    Sibling,
    Split,
    Surroundings,
    Topic,
    Translation,
    Verdict,
)
from bot.errors import Misconfigured
from bot.holding import Work
from bot.posting import Change
from bot.render import Layout, hypertext
from bot.render.templates import words_of
from tests.fakes import World, world
from tests.test_render import BULLETED_EN, BULLETED_KO, digest, edition, issue, piece

PROMPTS = Path(__file__).parents[1] / "prompts"
KOREAN, PLAIN, JAPANESE = (load_locale(PROMPTS, code) for code in ("ko", "ko-plain", "ja"))
LAYOUT = Layout()
BLOG = edition("quote", template="blog.html.j2")
HANGUL = re.compile("[가-힣]")


def weekly(*pieces: Piece, **changes: object) -> Digest:
    two = (piece(1), piece(2))
    return digest(*(pieces or two), **{"edition": BLOG, **changes})


def listed(number: int, *, name: str = "Reading Notes at Night", abstract: str = "We light lamps.") -> Piece:
    """A paper of a daily listing, which has nothing but its abstract."""
    made = piece(number, en="", ko="", abstract=abstract)
    assert made.translation
    return replace(
        made,
        entry=replace(made.entry, name=name, links=(Link(label="arXiv", url="https://arxiv.org/abs/2312.00001"),)),
        paper=replace(made.paper, title=name, arxiv_id="2312.00001", authors=("Ada Example", "Ben Sample")),
        translation=replace(made.translation, title="밤에 메모 읽기", abstract="우리는 등을 켠다."),
    )


def daily(*pieces: Piece) -> Digest:
    day = date(2023, 12, 6)
    one = issue(
        key="listing/2023-12-06",
        source="listing",
        title="cs.CL",
        url="https://arxiv.org/list/cs.CL/new",
        published=datetime(2023, 12, 6, 3, tzinfo=UTC),
        start=day,
        end=day,
    )
    labels = {"title": "[{date}] 오늘의 자연어처리"}
    of_day = replace(BLOG, source="listing", source_kind="arxiv_listing", locale="ko-plain", labels=labels)
    return Digest(issue=one, edition=of_day, intro=None, pieces=pieces or (listed(1), listed(2)))


def whole(one: Digest, locale: Locale = KOREAN) -> str:
    (part,) = LAYOUT.draft(one, locale, None).parts
    return part


def parsed(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def texts(html: str, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in parsed(html).css(selector)]


# ── structure ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_weekly_has_its_headings_in_order() -> None:
    paper = ["논문 소개", "논문 초록(Abstract)"]
    assert texts(whole(weekly()), "h2, h3") == [
        "소개",
        "이번 주 논문 목록",
        "1. 등불 1: 밤에 보기 / Lanterns 1: Seeing at Night",
        *paper,
        "2. 등불 2: 밤에 보기 / Lanterns 2: Seeing at Night",
        *paper,
    ]


def test_a_daily_shows_only_abstracts_under_the_title_of_its_day() -> None:
    draft = LAYOUT.draft(daily(), PLAIN, None)
    assert draft.title == "[2023-12-06] 오늘의 자연어처리"
    assert texts(draft.parts[0], "h2, h3") == [
        "오늘의 논문 목록",
        "1. 밤에 메모 읽기 / Reading Notes at Night",
        "논문 초록(Abstract)",
        "2. 밤에 메모 읽기 / Reading Notes at Night",
        "논문 초록(Abstract)",
    ]


def test_what_the_published_dailies_lacked_is_there() -> None:
    page = parsed(whole(daily(), PLAIN))
    top = page.css_first("div")
    assert top
    assert "생성형 AI(model-a)가 번역해 자동으로 올린 글이다" in top.text()
    assert [link.attributes["href"] for link in top.css("a")] == ["https://arxiv.org/list/cs.CL/new"]
    byline = next(node for node in page.css("p") if "저자:" in node.text())
    assert " ".join(byline.text().split()) == "저자: Ada Example, Ben Sample 논문 링크: arXiv:2312.00001"
    assert [link.attributes["href"] for link in byline.css("a")] == ["https://arxiv.org/abs/2312.00001"]


def test_no_label_is_translated_or_glued_to_its_text() -> None:
    html = whole(daily(), PLAIN)
    assert "추상화" not in html
    assert "Abstract:" not in html
    for node in leaves(html):
        assert not (HANGUL.search(node) and re.search("lamps|Notes|Ada", node)), node


def leaves(html: str) -> Iterator[str]:
    """The text of every element's own."""
    body = parsed(html).body
    for node in body.traverse(include_text=True) if body else ():
        if node.tag == "-text":
            yield node.text(deep=False)


def test_source_and_translation_each_say_their_language_and_stand_apart() -> None:
    page = parsed(whole(weekly()))
    quotations = page.css("blockquote")
    assert len(quotations) == 4
    for one in quotations:
        assert one.attributes["lang"] == "en"
        assert "border-left" in (one.attributes["style"] or "")
        label, *text = one.css("p, li")
        assert (label.text(), label.attributes["lang"]) == ("영어 원문", "ko")
        assert text
        assert not any(HANGUL.search(each.text()) for each in text)
    for one in page.css("div[lang=ko]"):
        assert HANGUL.search(one.text())
        assert "Lanterns see" not in one.text()


@pytest.mark.parametrize(("shown", "quotations", "folds"), [("quote", 4, 0), ("folded", 4, 4), ("none", 0, 0)])
def test_as_much_english_stands_there_as_the_edition_wants(shown: str, quotations: int, folds: int) -> None:
    html = whole(weekly(edition=edition(shown, template="blog.html.j2")))
    assert (len(parsed(html).css("blockquote")), len(parsed(html).css("details"))) == (quotations, folds)
    assert ("We light lamps." in html) is (quotations > 0)


def test_english_without_a_translation_stands_open_as_english() -> None:
    one = weekly(replace(piece(), translation=None), edition=edition("none", template="blog.html.j2"))
    html = whole(one)
    assert texts(html, "blockquote p:last-of-type") == ["Lanterns see in the dark. They are small.", "We light lamps."]
    assert texts(html, "h3 + p")[0].startswith("이 부분은 번역이 자동 검사를 통과하지 못해")
    assert texts(html, "li span[lang=en]") == ["Lanterns 1: Seeing at Night"]


def test_a_missing_abstract_says_why() -> None:
    made = piece(abstract="")
    withdrawn = replace(made, paper=replace(made.paper, missing=Missing.WITHDRAWN))
    assert texts(whole(weekly(withdrawn)), "h3 + p") == [KOREAN.words["withdrawn"]]


def test_many_authors_are_counted() -> None:
    made = piece()
    authors = tuple(f"Author {number}" for number in range(1, 13))
    html = whole(weekly(replace(made, paper=replace(made.paper, authors=authors))))
    assert "Author 10</span> 외 2명<br>" in html
    assert "Author 11" not in html


def test_last_weeks_page_the_forums_topic_receipt_and_credits_stand_at_the_end() -> None:
    made = weekly(
        edition=replace(BLOG, receipt=True),
        previous_url="https://blog.example/12",
        topic_url="https://forum.example/t/7",
        credits=("mina",),
        receipts=(Receipt(key="dair/2026-06-28/1@ko.1", verdict=Verdict.CLEAN),),
    )
    html = whole(made)
    tail = html[html.rindex("</blockquote>") :]
    hrefs = [link.attributes["href"] for link in parsed(tail).css("a")]
    assert hrefs == ["https://blog.example/12", "https://forum.example/t/7"]
    assert texts(tail, "summary") == ["자동 검사 기록"]
    assert tail.rstrip().endswith('<p lang="ko">잘못된 부분을 알려 주신 분: mina 님</p>')


def test_rules_stand_between_papers_where_the_edition_wants_them() -> None:
    html = whole(weekly(piece(1), piece(2), piece(3), edition=replace(BLOG, shape=Shape(rules=True))))
    assert [node.tag for node in parsed(html).css("h2, hr")] == ["h2", "h2", "h2", "hr", "h2", "hr", "h2"]
    assert "<hr>" not in whole(weekly())


def test_a_folded_abstract_is_one_fold_with_its_english_quoted_in_it() -> None:
    folded = edition("folded", template="blog.html.j2", shape=Shape(folded=True))
    page = parsed(LAYOUT.field(weekly(edition=folded), KOREAN, piece(), "abstract"))
    assert [fold.text(deep=True).split()[:2] for fold in page.css("details")] == [["초록", "보기"]]
    assert [one.parent.tag for one in page.css("blockquote") if one.parent] == ["details"]


def test_formulas_are_written_out_where_the_place_draws_none() -> None:
    made = piece(abstract="steps $n^2$ for $\\{a\\}$ and $\\alpha$")
    html = LAYOUT.field(weekly(made, edition=replace(BLOG, shape=Shape(maths=False))), KOREAN, made, "abstract")
    assert "<math" not in html
    assert "steps n² for {a} and α" in parsed(html).text()


def test_related_topics_and_the_other_languages_are_links() -> None:
    related = {1: (Topic(title="<b>등불</b> & [1]", url="https://forum.example/t/3"),)}
    siblings = (Sibling(locale="ja", native="日本語", url="https://forum.example/t/9"),)
    made = weekly(piece(1), surroundings=Surroundings(related=related), siblings=siblings)
    links = [(one.text(), one.attributes["href"]) for one in parsed(whole(made)).css("a")]
    assert ("日本語", "https://forum.example/t/9") in links
    assert [text for text, url in links if url == "https://forum.example/t/3"] == ["<b>등불</b> & [1]"]
    assert LAYOUT.fields(made, KOREAN)[INTRO, "siblings"].startswith('<p lang="ko">다른 언어로 읽기: <a ')


def test_japanese_is_laid_out_in_its_own_words() -> None:
    html = whole(weekly(edition=replace(BLOG, locale="ja")), JAPANESE)
    assert {node.attributes["lang"] for node in parsed(html).css("[lang]")} == {"ja", "en"}
    assert "論文要旨（Abstract）" in html


def test_the_whole_page_of_the_plain_locale_is_in_one_register() -> None:
    said = [*words_of(BLOG), "source_only", "not_yet", "withdrawn"]
    spoken = [word for key in said for kind in ("dair", "arxiv_listing") if (word := word_of(kind, key))]
    styles = {style for word in spoken for _, _, style in endings.read(unquoted(word), korean.style)}
    assert styles == {endings.Style.PLAIN}


def word_of(kind: str, key: str) -> str | None:
    return replace(BLOG, source_kind=kind).word(PLAIN, key)


# ── nothing of it is alive ───────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</blockquote></div><h1>gone</h1>",
    "<!-- paperboy dair/2026-06-28/readers#1 -->",
    "[click](javascript:alert(1)) and javascript:alert(1)",
    "{{ say }} {% raw %} &lt;b&gt; &amp; &#60;b>",
    "# heading\n> quote\n- item\n1. one\n| a | b |\n[details=x]\n```",
    '\\href{javascript:alert(1)}{x} \\url{https://a.example/"onclick=x}',
    "$\\href{javascript:x}{y}$ $<b>$ $\\style{x}{y}$ @admin #tag :smile:",
)
ALLOWED = {
    *("div", "p", "br", "h2", "h3", "ol", "ul", "li", "span", "strong", "em", "code", "a", "blockquote"),
    *("details", "summary", "math"),
}
SKELETON = re.compile(r"</?(?:h[1-6]|blockquote|div|details|ol|ul|script|img|svg)\b")


def hostile(text: str) -> Digest:
    made = piece(en=f"{text}\n● {text}: {text}", ko=f"{text}\n● {text}: {text}", abstract=text)
    assert made.translation
    paper = replace(made.paper, title=text, authors=(text, text))
    translation = replace(made.translation, title=f"가 {text}", abstract=text, by=text)
    edit = replace(BLOG, note=text)
    intro = Translation(entry="dair/2026-06-28/0", locale="ko", title=text, summary=text, by=text, prompt="p")
    links = tuple(Link(label=text, url=url) for url in (text, "javascript:alert(1)", 'https://a.example/?q=<x>&y="z'))
    entry = replace(made.entry, links=links)
    one = replace(made, paper=paper, translation=translation, entry=entry)
    return weekly(one, edition=edit, intro=intro, credits=(text,), previous_url=text, issue=issue(url=text))


def assert_dead(html: str) -> None:
    page = parsed(html)
    for node in page.css("body *"):
        assert node.tag in ALLOWED or in_maths(node), node.tag
        assert set(node.attributes) <= {"lang", "style", "href", "value"} or in_maths(node), node.html
        assert not node.attributes.get("style") or node.tag in {"div", "blockquote"}
    for link in page.css("a"):
        assert re.match("https?://", link.attributes.get("href") or ""), link.html


def in_maths(node: LexborNode) -> bool:
    above: LexborNode | None = node
    while above is not None:
        if above.tag == "math":
            return True
        above = above.parent
    return False


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_cannot_make_markup_scripts_or_strange_links(text: str) -> None:
    html = whole(hostile(text))
    assert_dead(without_rel(html))
    assert "<!--" not in html


def without_rel(html: str) -> str:
    """A link within a text is cooked, and cook gives it `rel`."""
    return re.sub(r' rel="[a-z ]+"', "", html)


def test_a_value_in_an_attribute_does_not_leave_it() -> None:
    template = hypertext.templates(maths=True).from_string('<p title="{{ text | attribute }}">{{ text }}</p>')
    (made,) = parsed(template.render(text='"> <b onclick=x> https://a.example/ &amp;')).css("p")
    assert made.attributes == {"title": '"> <b onclick=x> https://a.example/ &amp;'}
    assert made.text() == '"> <b onclick=x> https://a.example/ &amp;'


@settings(deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_no_text_whatever_changes_the_skeleton(text: str) -> None:
    made = replace(listed(1), translation=None)
    plain, other = (
        replace(made, paper=replace(made.paper, title=one or "x", abstract=one or "x", authors=(one,)))
        for one in ("words", f"w {text}")
    )
    skeletons = [SKELETON.findall(whole(daily(one), PLAIN)) for one in (plain, other)]
    assert skeletons[0] == skeletons[1]


@settings(deadline=None)
@given(st.text(st.sampled_from("ab .:<>&\"'*_`[]()#-+~|\\\n/@가나"), max_size=40))
def test_a_text_reads_as_it_does_on_a_forum(text: str) -> None:
    made = piece(abstract=f"w{text}")
    assert made.translation
    one = replace(made, translation=replace(made.translation, abstract=f"가{text}"))
    here, there = (
        replace(digest(one), edition=edition("none", template=name)) for name in ("blog.html.j2", "discourse.md.j2")
    )
    blog = LAYOUT.field(here, KOREAN, one, "abstract")
    forum = cook(LAYOUT.field(there, KOREAN, one, "abstract"))
    assert " ".join(parsed(blog).text().split()) == " ".join(parsed(forum).text().split())


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("steps $n^2$ here", "<msup><mi>n</mi><mn>2</mn></msup>"),
        ("$\\{a\\}$ set", "<mo"),
        ("$\\unknowable{x}$ here", "<code>\\unknowable{x}</code>"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("\\textbf{bold} and **bold**", "<strong>bold</strong> and <strong>bold</strong>"),
    ],
)
def test_every_formula_is_drawn_or_kept(text: str, html: str) -> None:
    made = piece(abstract=text)
    assert html in LAYOUT.field(weekly(made), KOREAN, made, "abstract")


# ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_field_stands_in_the_draft_once_as_whole_lines() -> None:
    made = weekly(credits=("mina",))
    html = whole(made)
    fields = LAYOUT.fields(made, KOREAN)
    assert {name for _, name in fields} == {"intro", "title", "links", "summary", "abstract", "credits"}
    for (number, name), text in fields.items():
        expected = 1 if name in {"intro", "title", "credits"} else 2  # two papers that say the same
        assert len(re.findall(rf"(?m)^{re.escape(text)}$", html)) == expected, (number, name)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield world(tmp_path, stack.enter_context)


def posted(here: World, made: Digest) -> Sequence[Post]:
    intents = posting.intents_for(made, LAYOUT.draft(made, KOREAN, None))
    return posting.post(here.bot, here.publisher, here.bot.store.posts.intend(intents))


@pytest.mark.parametrize("name", ["title", "summary", "abstract"])
def test_an_edit_replaces_one_field_of_one_paper(here: World, name: str) -> None:
    made = weekly()
    (post,), second = posted(here, made), made.pieces[1]
    assert second.translation
    other = replace(second, translation=replace(second.translation, **{name: "바뀐 말입니다."}))
    heading, stands, wanted = (
        LAYOUT.field(made, KOREAN, *one) for one in ((second, "title"), (second, name), (other, name))
    )
    change = Change(heading="" if name == "title" else heading, stands=stands, wanted=wanted, reason="")
    assert posting.edit(here.bot, here.publisher, [post], [change]) == []
    before, _, after = post.raw.partition(heading)
    expected = before + (heading + after).replace(stands, wanted, 1)
    assert without_marker(here.publisher.stands[post.key].raw) == without_marker(expected)


def without_marker(raw: str) -> str:
    return raw.rpartition("<!-- paperboy ")[0]


def test_an_entry_is_taken_down_up_to_the_next_one(here: World) -> None:
    made = weekly(piece(1), piece(2), piece(3), credits=("mina",))
    posts = posted(here, made)
    notice = LAYOUT.notice(made, KOREAN, made.pieces[1])
    assert posting.has_section(posts[0].raw, notice)
    posting.take_down_entry(here.bot, here.publisher, posts, notice, KOREAN.words["part_end"])
    (stands,) = here.publisher.stands.values()
    assert notice in stands.raw
    numbers = [text[:2] for text in texts(stands.raw, "h2")[2:]]
    assert numbers == ["1.", "2.", "3."]
    assert stands.raw.count("우리는 등을 켭니다.") == 2


def test_what_stands_is_read_back_and_what_a_person_wrote_is_not() -> None:
    made = weekly()
    place = (1, "abstract")
    text = LAYOUT.fields(made, KOREAN)[place]
    assert LAYOUT.read_back(made, KOREAN, place, f"{text}\n") == made.pieces[0].translation
    assert LAYOUT.read_back(made, KOREAN, place, text.replace("등을", "불을")) is None
    assert LAYOUT.read_back(made, KOREAN, (INTRO, "credits"), "<p>x</p>") is None


def test_parts_are_cut_between_entries_and_each_has_the_label() -> None:
    made = weekly(*(piece(number) for number in range(1, 5)))
    parts = LAYOUT.draft(made, KOREAN, 4000).parts
    assert len(parts) > 1
    for part in parts:
        assert len(part) + 160 <= 4000
        assert part.startswith('<div lang="ko"')
        assert part.count("<blockquote") == part.count("</blockquote>")
    assert [part.rstrip().endswith(KOREAN.words["part_end"]) for part in parts] == [True] * (len(parts) - 1) + [False]


def test_every_field_is_found_again_in_a_post_of_html(here: World) -> None:
    one = piece(1)
    issue_of = here.bot.store.issues.add(Split(issue=issue(), entries=(one.entry,))).issue
    here.bot.store.papers.put([one.paper])
    assert one.translation
    here.bot.store.translations.add(one.translation)
    here.bot = replace(here.bot, renderer=LAYOUT, locales={"ko": KOREAN}, editions=(BLOG,))
    work = Work(issue=issue_of, edition=BLOG)
    made = waiting.digest_of(here.bot, work)
    posted(here, made)
    found = readback.fields_of(here.bot, work)
    assert found == LAYOUT.fields(made, KOREAN)


# ── which template ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("blog.html", "there is no template 'blog.html'; there are: blog.html.j2, discourse.md.j2"),
        ("page.j2", "there is no template 'page.j2'; there are: blog.html.j2, discourse.md.j2"),
        ("blgo.html.j2", "there is no template 'blgo.html.j2'; there are: blog.html.j2, discourse.md.j2"),
    ],
)
def test_a_template_that_is_no_layout_is_refused(name: str, said: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        LAYOUT.require(edition(template=name), KOREAN)
    assert said in str(caught.value)


def test_a_template_that_lacks_a_piece_is_refused_before_anything_is_paid_for(tmp_path: Path) -> None:
    shutil.copytree(PROMPTS.parent / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "bot/templates/half.html.j2").write_text("{% macro opening() %}<p>x</p>{% endmacro %}")
    script = (
        "from bot.domain import Edition, Locale; from bot.render import Layout;"
        "edition = Edition(name='a', source='dair', locale='ko', template='half.html.j2', publisher='folder');"
        "Layout().require(edition, Locale(code='ko', language='Korean', words={}, prompts={}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env={}, capture_output=True, text=True, check=False
    )
    said = "edition a: the template 'half.html.j2' lacks the macros abstract, closing, continuing, credits, entry,"
    assert said in ran.stderr


@pytest.mark.parametrize("kind", ["dair", "arxiv_listing"])
@pytest.mark.parametrize("locale", [KOREAN, PLAIN, JAPANESE], ids=lambda one: one.code)
def test_every_locale_of_the_project_has_every_word_of_it(locale: Locale, kind: str) -> None:
    LAYOUT.require(replace(BLOG, source_kind=kind), locale)


def test_the_page_shows_a_part_without_what_no_layout_prints() -> None:
    html = displayed(whole(weekly()) + "<script>x</script><p onclick=x style='position: fixed'>y</p>", "html")
    assert_dead(without_rel(html))
    assert html.endswith('<p style="">y</p>')


def test_summaries_with_bullets_are_lists_in_both_languages() -> None:
    made = piece(en=BULLETED_EN, ko=BULLETED_KO)
    html = LAYOUT.field(weekly(made), KOREAN, made, "summary")
    labels = ["값싼 빛:", "왜 중요한가:", "영어 원문", "Cheap light:", "Why it matters:"]
    assert texts(html, "strong") == labels


def test_an_edition_that_prints_html_says_so() -> None:
    kept: Edition = BLOG
    assert (kept.form, edition().form) == ("html", "md")
