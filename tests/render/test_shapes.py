"""The shapes a digest can have: rules, folds, boxes, formulas; whatever the shape, each field is found and edited."""

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.config import load_locale
from bot.cook import cook
from bot.domain import BULLET, Digest, Edition, Missing, Piece, Shape, SourceText, Surroundings, Topic
from bot.posting import Change, applies, done
from bot.render import Layout
from tests import samples

KOREAN = load_locale(Path(__file__).parents[2] / "prompts", "ko")
LAYOUT = Layout()
SHAPES = [
    Shape(boxes=boxes, rules=rules, folded=folded, maths=maths)
    for boxes, rules, folded, maths in product((True, False), repeat=4)
]
ENGLISH = ("quote", "folded", "none")


def piece(number: int = 1, *, bulleted: bool = True, **texts: str) -> Piece:
    entry, made = samples.entry(number), samples.translation(number)
    if not bulleted:
        entry = replace(entry, summary=entry.summary.replace(BULLET, ""))
        made = replace(made, summary=made.summary.replace(BULLET, ""))
    return Piece(entry=entry, paper=samples.paper(number), translation=replace(made, **texts))


def digest(*pieces: Piece, shape: Shape = Shape(), english: SourceText = SourceText(), **changes: object) -> Digest:  # noqa: B008 - frozen
    edition = Edition(
        name="readers",
        source="dair",
        locale="ko",
        template="discourse.md.j2",
        publisher="folder",
        source_text=english,
        shape=shape,
    )
    made = Digest(issue=samples.issue(), edition=edition, intro=None, pieces=pieces or (piece(), piece(2)))
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def body(made: Digest) -> str:
    (part,) = LAYOUT.draft(made, KOREAN, None).parts
    return part


def tree(made: Digest) -> LexborHTMLParser:
    return LexborHTMLParser(cook(body(made)))


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rule_stands_between_papers_and_nowhere_else() -> None:
    made = body(digest(piece(), piece(2), piece(3), shape=Shape(rules=True)))
    assert len(re.findall(r"\n\n---\n\n## [23]\. ", made)) == made.count("\n---\n") == 2
    assert tree(digest(piece(), piece(2), shape=Shape(rules=True))).css("h2")[-1].text() == "원문"
    assert "---" not in body(digest(piece(), piece(2))).replace("<!---", "")


def test_a_rule_is_no_heading_whatever_stands_above_it() -> None:
    made = digest(piece(abstract="끝 문장"), piece(2), shape=Shape(rules=True))
    assert len(tree(made).css("hr")) == 1
    assert len(tree(made).css("h2")) == 4


def test_the_rule_stays_where_an_entry_was_taken_down() -> None:
    made = digest(piece(), piece(2), shape=Shape(rules=True))
    assert LAYOUT.notice(made, KOREAN, made.pieces[0]).endswith("\n\n---")
    assert "---" not in LAYOUT.notice(made, KOREAN, made.pieces[1])
    assert "---" not in LAYOUT.notice(replace(made, pieces=()), KOREAN, made.pieces[1])


# ── folded abstracts ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("bulleted", [True, False])
@pytest.mark.parametrize("shown", ["quote", "folded"])
def test_a_folded_abstract_has_translation_and_english_in_one_fold_below_its_heading(
    shown: str, *, bulleted: bool
) -> None:
    made = digest(
        piece(bulleted=bulleted), shape=Shape(folded=True), english=SourceText(summary="none", abstract=shown)
    )
    (fold,) = tree(made).css("details")
    assert fold.css_first("summary").text().strip() == "초록 보기"
    assert "Lantern 1 모델을 제안합니다." in fold.text()
    assert "We present Lantern 1." in fold.css_first("blockquote").text()
    assert fold.prev.prev.text() == "논문 초록(Abstract)"
    assert fold.css("details details") == []


def test_a_folded_abstract_without_english_has_its_translation_alone() -> None:
    made = digest(piece(), shape=Shape(folded=True), english=SourceText(summary="none", abstract="none"))
    assert "We present" not in body(made)
    assert len(tree(made).css("details")) == 1


def test_a_notice_stands_before_the_fold_and_alone_where_there_is_nothing_to_fold() -> None:
    shape = Shape(folded=True)
    untranslated = replace(piece(), translation=None)
    late = replace(piece(), paper=samples.paper(abstract="", missing=Missing.NOT_YET))
    late = replace(late, translation=samples.translation(abstract=""))
    abstract = LAYOUT.field(digest(late, shape=shape), KOREAN, late, "abstract")
    assert abstract.endswith(f"> {KOREAN.words['not_yet']}")
    failed = replace(piece(), translation=samples.translation(abstract=""))
    abstract = LAYOUT.field(digest(failed, shape=shape), KOREAN, failed, "abstract")
    assert abstract.index(KOREAN.words["source_only"]) < abstract.index("[details=") < abstract.index("We present")
    assert "We present" in LAYOUT.field(digest(untranslated, shape=shape), KOREAN, untranslated, "abstract")


# ── boxes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_boxes_every_address_is_a_link_and_none_a_box() -> None:
    made = digest(shape=Shape(boxes=False), previous_url="https://forum.example/t/7")
    with_boxes = tree(replace(made, edition=replace(made.edition, shape=Shape())))
    links = [node.attributes["href"] for node in tree(made).css("a")]
    assert tree(made).css("a.onebox") == []
    assert len(with_boxes.css("a.onebox")) == 5
    assert links == [node.attributes["href"] for node in with_boxes.css("a")]
    assert "<https://forum.example/t/7>" in body(made)


def test_without_boxes_a_notice_leads_to_the_newsletter_as_well() -> None:
    made = digest(shape=Shape(boxes=False))
    assert "onebox" not in cook(LAYOUT.notice(made, KOREAN, None))


# ── formulas ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_maths_formulas_are_text_in_titles_bullets_labels_and_english() -> None:
    tex = r"$\{a\}^{-3}$"
    entry = samples.entry(1, summary=f"Lead {tex}.\n{BULLET}Cost $O(n^2)$: cheap {tex}.")
    texts = {
        "title": f"등불 {tex}",
        "summary": f"소개 {tex}.\n{BULLET}비용 $O(n^2)$: 저렴 {tex}.",
        "abstract": f"초록 {tex}.",
    }
    one = Piece(
        entry=entry,
        paper=samples.paper(1, title=f"Lantern {tex}", abstract=f"We {tex}."),
        translation=samples.translation(1, **texts),
    )
    made = cook(body(digest(one, shape=Shape(maths=False))), maths=False)
    text = LexborHTMLParser(made).body.text()
    assert "$" not in text
    assert text.count("{a}⁻³") == 9
    assert "비용 O(n²): 저렴 {a}⁻³." in text
    assert 'class="math"' in cook(body(digest(one)))


# ── topics of the forum itself ───────────────────────────────────────────────────────────────────────────────────────

HOSTILE = "@all [등불](https://x.example) <b>한</b> #1\n## 2. `code`"


def test_related_topics_stand_after_the_tweet_as_links_by_title() -> None:
    found = (
        Topic(title="등불 읽기 모임", url="https://forum.example/t/7"),
        Topic(title=HOSTILE, url="https://forum.example/t/8"),
    )
    made = digest(surroundings=Surroundings(related={1: found}))
    further = LAYOUT.field(made, KOREAN, made.pieces[0], "further")
    assert (
        further.index("x.com")
        < further.index("이 포럼의 관련 글")
        < further.index("[등불 읽기 모임](https://forum.example/t/7)")
    )
    cooked = LexborHTMLParser(cook(further))
    assert [node.attributes["href"] for node in cooked.css("li > a")] == [one.url for one in found]
    assert cooked.css("li")[1].text() == " ".join(HOSTILE.split())
    assert cooked.css(".mention, .onebox li, li h2, li b") == []
    assert "관련 글" not in LAYOUT.field(made, KOREAN, made.pieces[1], "further")


def test_related_topics_stand_below_their_heading_where_there_is_no_other_further_reading() -> None:
    one = replace(piece(), entry=samples.entry(1, links=()))
    made = digest(one, surroundings=Surroundings(related={1: (Topic(title="등불", url="https://forum.example/t/7"),)}))
    assert LAYOUT.field(made, KOREAN, one, "further").startswith("### 더 읽어보기\n\n이 포럼의 관련 글\n\n- [등불]")


def test_the_tags_of_the_papers_follow_the_fixed_ones() -> None:
    made = digest(surroundings=Surroundings(tags=("llm",)))
    made = replace(made, edition=replace(made.edition, tags=("paper-weekly",)))
    assert LAYOUT.draft(made, KOREAN, None).tags == ("paper-weekly", "llm")


# ── every shape ──────────────────────────────────────────────────────────────────────────────────────────────────────

NEW = {"summary": f"새로 쓴 소개입니다, $x^2$.\n{BULLET}방법: 메모 4개 보관.", "abstract": "새로 쓴 초록입니다, $x_1$."}


@given(
    st.sampled_from(SHAPES),
    st.sampled_from(ENGLISH),
    st.sampled_from(ENGLISH),
    st.booleans(),
    st.sampled_from(sorted(NEW)),
    st.sampled_from([0, 1, 2]),
)
def test_in_every_shape_an_edit_of_a_field_replaces_exactly_that_field(
    shape: Shape, summary: str, abstract: str, bulleted: bool, name: str, which: int
) -> None:
    around = Surroundings(related={2: (Topic(title="등불", url="https://forum.example/t/7"),)})
    pieces = [piece(number, bulleted=bulleted) for number in (1, 2, 3)]
    before = digest(*pieces, shape=shape, english=SourceText(summary=summary, abstract=abstract), surroundings=around)
    wanted = NEW[name] if bulleted else NEW[name].replace(BULLET, "")
    pieces[which] = replace(pieces[which], translation=replace(pieces[which].translation, **{name: wanted}))
    after = replace(before, pieces=tuple(pieces))
    change = Change(
        heading=LAYOUT.field(before, KOREAN, before.pieces[which], "title"),
        stands=LAYOUT.field(before, KOREAN, before.pieces[which], name),
        wanted=LAYOUT.field(after, KOREAN, after.pieces[which], name),
        reason="",
    )
    assert applies(body(before), change)
    assert done(body(after), change)
    assert body(before).replace(change.stands, change.wanted) == body(after)


@given(st.sampled_from(SHAPES), st.sampled_from(ENGLISH), st.booleans())
def test_in_every_shape_each_field_stands_once_in_its_entry(shape: Shape, shown: str, bulleted: bool) -> None:
    made = digest(
        *(piece(number, bulleted=bulleted) for number in (1, 2)),
        shape=shape,
        english=SourceText(summary=shown, abstract=shown),
    )
    sections = re.split(r"(?m)^(?=## \d)", body(made))
    for (number, name), text in LAYOUT.fields(made, KOREAN).items():
        assert [text in section for section in sections].count(True) == 1, (number, name)
        assert text in sections[number]


@given(st.sampled_from(SHAPES), st.sampled_from(ENGLISH), st.booleans(), st.sampled_from(sorted(NEW)))
def test_in_every_shape_a_text_written_anew_by_hand_is_read_back(
    shape: Shape, shown: str, bulleted: bool, name: str
) -> None:
    made = digest(piece(bulleted=bulleted), shape=shape, english=SourceText(summary=shown, abstract=shown))
    stands = made.pieces[0].translation
    assert stands is not None
    old = LAYOUT.field(made, KOREAN, made.pieces[0], name)
    new = old.replace("메모 4개", "메모 넷")
    assert new != old
    assert LAYOUT.read_back(made, KOREAN, (1, name), old) == stands
    meant = replace(stands, **{name: getattr(stands, name).replace("메모 4개", "메모 넷")})
    assert LAYOUT.read_back(made, KOREAN, (1, name), new) == meant
