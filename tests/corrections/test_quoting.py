"""Quoted words are found where they stand, however a reader writes them, and nowhere else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.corrections.quoting import LONGEST, LOOSE, Place, bare, narrowed, places, span
from bot.domain import Span

TEXT = "● 장부로서의 메모리: “더 큰 저장소”로 대응하며, 저장소가 커집니다.\nGPT-4는 12.5%를 냅니다."


def found(quote: str, text: str = TEXT) -> list[str]:
    return [text[one.start : one.end] for one in places(text, quote)]


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("메모리", "메모리"),
        ("장부로서의메모리", "장부로서의 메모리"),
        ("**장부로서의 메모리:** ", "장부로서의 메모리:"),
        ("「더 큰 저장소」로", "더 큰 저장소”로"),
        ('"더 큰 저장소"로 대응하며', "더 큰 저장소”로 대응하며"),
        ("ＧＰＴ－４는", "GPT-4는"),
        (unicodedata.normalize("NFD", "대응하며"), "대응하며"),
        ("커집니다. GPT-4는", "커집니다.\nGPT-4는"),
    ],
)
def test_a_reader_s_own_spaces_quotes_emphasis_and_widths_are_overlooked(quote: str, stands: str) -> None:
    assert found(quote) == [stands]


@pytest.mark.parametrize("quote", ["", " ", "“” **", "메모라", "gpt-4는", "5%", "2.5%", "12", "T-4", "GP", "장붖"])
def test_what_does_not_stand_there_is_not_found(quote: str) -> None:
    assert found(quote) == []


def test_half_a_syllable_is_not_found_in_a_whole_one() -> None:
    assert found(unicodedata.normalize("NFD", "가"), "각각") == []


def test_every_place_is_found_and_none_twice() -> None:
    assert found("저장소") == ["저장소", "저장소"]
    assert [one.start for one in places("다다다", "다다")] == [0]


def test_words_that_stand_letter_for_letter_are_preferred() -> None:
    assert found("할수 있다", "할 수 있다, 할수 있다") == ["할수 있다"]


def replaced(quote: str, new: str, text: str = TEXT) -> str:
    (place,) = places(text, quote)
    one = span(text, place, quote, new)
    assert one
    return text[: one.start] + one.new + text[one.start + len(one.old) :]


@pytest.mark.parametrize(
    ("quote", "new", "reads"),
    [
        ('"더큰 저장소"', '"더 넓은 저장소"', "메모리: “더 넓은 저장소”로 대응"),
        ("**메모 리**", "**기억**", "장부로서의 기억: “더"),
        ("‘대응 하며’", "‘맞서며’", "저장소”로 맞서며, 저장소가"),
        ("커집니다", '"커집니다"', '저장소가 "커집니다".'),
    ],
)
def test_marks_that_are_the_reader_s_own_are_not_put_into_the_text(quote: str, new: str, reads: str) -> None:
    assert reads in replaced(quote, new)


MARKED = "“LampBit”은 필요한 쪽만 **골라** 읽고… １７점을 얻습니다. 「LampBitは」"


@pytest.mark.parametrize(
    ("quote", "new", "reads"),
    [
        ("LampBit은 필요한 쪽만", "LampBit은 필요한 페이지만", "“LampBit”은 필요한 페이지만"),
        ("LampBit은", "램프빗은", "“램프빗”은 필요한"),
        ("'LampBit'은 필요한", "'램프빗'은 필요한", "“램프빗”은 필요한"),
        ("'LampBit'은 필요한", "램프빗은 필요한", "램프빗은 필요한"),
        ("필요한쪽만골라", "필요한쪽만추려", "필요한 쪽만 **추려** 읽고"),
        ("필요한쪽만 골라", "필요한 부분만 골라", "필요한 부분만 **골라**"),
        ("골라 읽고...", "골라 보고...", "**골라** 보고… １７"),
        ("17점을 얻습니다", "17점을 냅니다", "… １７점을 냅니다."),
        ("ＬａｍｐＢｉｔは", "ＬａｍｐＢｙｔｅは", "「LampByteは"),
    ],
)
def test_what_a_quotation_overlooks_stays_as_it_stands(quote: str, new: str, reads: str) -> None:
    assert reads in replaced(quote, new, MARKED)


@pytest.mark.parametrize(("quote", "new"), [("LampBit은", "LampBit 모델은"), ("쪽만 골라 읽고", "쪽만 골라서 읽고")])
def test_where_a_mark_would_be_lost_nobody_knows_what_is_meant(quote: str, new: str) -> None:
    (place,) = places(MARKED, quote)

    assert span(MARKED, place, quote, new) is None


def test_a_long_quotation_must_be_letter_for_letter() -> None:
    text = "긴 글 " * LONGEST
    place = Place(start=0, end=len(text) - 1)

    assert span(text, place, text[:-1], "글") is not None
    assert span(text, place, text[:-1].replace(" ", "", 1), "글") is None


@pytest.mark.parametrize(
    ("words", "reads"), [("필요한", "”은 쪽만"), ("필요한 쪽만 ", "”은 **골라**"), ("얻습니다", "１７점을 .")]
)
def test_words_left_out_leave_no_second_space(words: str, reads: str) -> None:
    assert reads in replaced(words, "", MARKED)


def small(text: str, old: str, new: str) -> tuple[str, str]:
    one = narrowed(text, Span(start=text.index(old), old=old, new=new))
    return one.old, one.new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("대응하며", "맞서며"),
        ("로 대응하며,", "로 맞서며,"),
        ("저장소”로 대응하며, 저장소가", "저장소”로 맞서며, 저장소가"),
        (TEXT, TEXT.replace("대응하며", "맞서며")),
    ],
)
def test_one_change_is_one_however_much_is_quoted_around_it(old: str, new: str) -> None:
    assert small(TEXT, old, new) == small(TEXT, "대응하며", "맞서며")


def test_a_word_left_out_is_shown_with_its_neighbours() -> None:
    old, new = small(TEXT, "더 큰 ", "더 ")

    assert (old.replace("큰 ", ""), "큰" in new) == (new, False)


def test_words_that_stand_twice_are_shown_with_what_tells_them_apart() -> None:
    text = "저장소가 큽니다. 이 저장소가 작습니다."

    assert small(text, "이 저장소가", "이 창고가") == ("저장소가 작습니다.", "창고가 작습니다.")


@given(st.text(alphabet="가나다 ab1.\n", min_size=1), st.data())
def test_narrowing_never_changes_what_comes_out(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    old = text[start : data.draw(st.integers(start + 1, len(text)))]
    new = data.draw(st.text(alphabet="가나다 ab1."))

    one = narrowed(text, Span(start=start, old=old, new=new))

    assert text[one.start : one.start + len(one.old)] == one.old
    assert (
        text[: one.start] + one.new + text[one.start + len(one.old) :] == text[:start] + new + text[start + len(old) :]
    )


@given(st.text(), st.text())
def test_what_is_found_says_the_same_but_for_what_is_overlooked(text: str, quote: str) -> None:
    def plain(words: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFKD", words) if not c.isspace() and c not in LOOSE)

    for one in places(text, quote):
        assert plain(text[one.start : one.end]) == plain(quote)


@given(st.text())
def test_bare_words_have_nothing_loose_around_them(text: str) -> None:
    words = bare(text)

    assert words in text
    assert not words or not (words[0].isspace() or words[-1].isspace() or words[0] in LOOSE or words[-1] in LOOSE)
