"""What an intro says stands in one of its entries."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks import Kind, Pair, check, intro
from bot.domain import Finding, Locale, Severity

NAMES = ("Murkglow", "Tidepool-2", "SlowCount")
SOURCE = """\
1. Murkglow: Seeing at Dusk
Murkglow reads 128K tokens and is right in 61.5% of the cases.
● Why it matters: It surveys 300 papers and needs one ninth of the memory.

2. Tidepool-2
Tidepool-2 has 7 billion parameters and runs 3.5x faster.

3. Counting Slowly with SlowCount
SlowCount keeps five rules, half of them learned, on 8×H100."""
HEAD = "어두운 곳에서 읽는 모델이 나온 한 주입니다."
REST = "둘째 단락입니다."


def pair(text: str, *, code: str = "ko", source: str = SOURCE, names: tuple[str, ...] = NAMES) -> Pair:
    locale = Locale(code=code, language="Korean", words={}, prompts={})
    return Pair(key="k", kind=Kind.INTRO, source=source, target=text, locale=locale, names=names)


def said(text: str, code: str = "ko") -> list[tuple[str, str]]:
    """What is found in an intro with this paragraph: codes and places."""
    head, rest = (HEAD, REST) if code == "ko" else ("暗所で読むモデルの週です。", "二つ目の段落です。")
    return [(one.code, one.target_span) for one in intro.check(pair(f"{head}\n\n{text}\n\n{rest}", code=code))]


@pytest.mark.parametrize(
    "text",
    [
        "Murkglow는 12만 8천 토큰을 읽고 61.5%를 맞힙니다.",
        "메모리는 9분의 1이면 됩니다.",
        "Tidepool-2는 70억 매개변수를 갖고 3.5배 빠릅니다.",
        "SlowCount는 규칙 다섯 개 가운데 절반을 배웁니다. 8×H100에서 돌아갑니다.",
        "규칙의 50%를 배웁니다.",
        "논문 세 편을 두 갈래로 나눕니다. 논문 300편을 살핍니다.",
        "총 3편의 논문이 있습니다. 두 건의 연구는 빠릅니다.",
        "“Murkglow”와 ‘counting slowly’, “어두운 곳에서 보기”를 소개합니다.",
        "Murkglow는 61.5%를 맞히고 Tidepool-2는 3.5배 빠릅니다.",
        "이 모델은 3.5배 빠릅니다.",
    ],
)
def test_what_an_entry_says_is_let_pass(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("Murkglow는 12만 토큰을 읽습니다.", "intro.number", "12만"),
        ("정확도는 62.5%입니다.", "intro.number", "62.5%"),
        ("61.5개를 맞힙니다.", "intro.number", "61.5"),
        ("규칙은 일곱 개가 아니라 여섯 개입니다.", "intro.number", "여섯"),
        ("Tidepool-2는 61.5%를 맞힙니다.", "intro.elsewhere", "61.5%"),
        ("Murkglow는 700억이 아니라 70억 매개변수입니다.", "intro.elsewhere", "70억"),
        ("“Glowmurk”를 소개합니다.", "intro.title", "Glowmurk"),
        ("「Seeing at Dawn」을 소개합니다.", "intro.title", "Seeing at Dawn"),
        ("논문 네 편이 나왔습니다.", "intro.count", "논문 네 편"),
        ("총 두 편의 논문을 다룹니다.", "intro.count", "총 두 편의 논문"),
        ("논문 네 편 중 두 편이 빠릅니다.", "intro.count", "논문 네 편 중"),
    ],
)
def test_what_no_entry_says_is_found_where_it_stands(text: str, code: str, place: str) -> None:
    assert (code, place) in said(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Murkglowは12万8千トークンを読み、61.5%が正解です。", []),
        ("論文三本のうち二本は速いです。", []),
        ("正解は62.5%です。", [("intro.number", "62.5%")]),
        ("全4本の論文を紹介します。", [("intro.count", "全4本の論文")]),
        ("『Glowmurk』を紹介します。", [("intro.title", "Glowmurk")]),
    ],
)
def test_a_japanese_intro_is_read_in_the_same_way(text: str, found: list[tuple[str, str]]) -> None:
    assert said(text, "ja") == found


def test_whose_a_number_is_is_not_judged_where_the_names_are_not_the_entries() -> None:
    text = f"{HEAD}\n\nTidepool-2는 61.5%를 맞힙니다.\n\n{REST}"

    assert list(intro.check(pair(text, names=NAMES[:2]))) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{'가' * 139}다.\n\n하나.\n\n둘.", "intro.headline"),
        (f"{HEAD}\n\n하나뿐입니다.", "intro.paragraphs"),
        ("\n\n".join([HEAD, *["단락입니다."] * 5]), "intro.paragraphs"),
        (f"{HEAD}\n\n{'가나다라 ' * 200}\n\n{'마바사아 ' * 100}", "intro.long"),
    ],
)
def test_an_intro_keeps_its_form(text: str, code: str) -> None:
    (found,) = intro.check(pair(text))

    assert (found.code, found.severity, found.target_span) == (code, Severity.REPAIR, "")


@pytest.mark.parametrize("paragraphs", [2, 3, 4])
def test_the_longest_form_is_let_pass(paragraphs: int) -> None:
    head = "가" * (intro.HEADLINE - 1) + "."
    each = (intro.LONGEST - len(head)) // paragraphs - 2

    assert list(intro.check(pair("\n\n".join([head, *["나" * each] * paragraphs])))) == []


def test_other_texts_are_none_of_its_business() -> None:
    title = Pair(key="k", kind=Kind.TITLE, source="A", target="9,999", locale=pair("").locale)

    assert list(intro.check(title)) == []


def test_what_an_intro_leaves_out_is_no_finding_of_any_family() -> None:
    found = list(check(pair(f"{HEAD}\n\nMurkglow는 61.5%를 맞힙니다.\n\n{REST}")))

    assert [one for one in found if one.severity is not Severity.WARN] == []


def test_a_language_whose_numbers_cannot_be_read_is_only_measured() -> None:
    text = "Uma semana.\n\nSão 9999.\n\nFim."

    assert list(intro.check(pair(text, code="pt"))) == []


DIGITS = st.integers(4, 10**6)


@settings(max_examples=100, deadline=None)
@given(DIGITS, DIGITS)
def test_a_number_is_found_exactly_when_no_entry_has_it(here: int, there: int) -> None:
    source = f"1. A paper\nIt keeps {there:,} notes."
    text = f"{HEAD}\n\n메모 {here:,}개를 보관합니다.\n\n{REST}"

    found = [one.code for one in intro.check(pair(text, source=source, names=("A paper",)))]

    assert found == ([] if here == there else ["intro.number"])


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters()), st.text(st.characters()), st.sampled_from(["ko", "ja"]))
def test_any_text_is_read(source: str, text: str, code: str) -> None:
    for one in intro.check(pair(text, code=code, source=source)):
        assert isinstance(one, Finding)
        assert one.target_span in text


@pytest.mark.parametrize("piece", ["61.5% ", "“a” ", "논문 10편 ", "\n\n", "“", "1. a\n\n", "가"])
def test_a_hostile_intro_is_read_in_time(piece: str) -> None:
    source, text = piece * (60_000 // len(piece)), piece * (intro.READ // len(piece))
    began = time.process_time()

    list(intro.check(pair(text, source=source)))

    assert time.process_time() - began < 15
