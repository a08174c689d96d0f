from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks.numbers import read
from tests.checks.numbers.conftest import findings


def values(text: str, code: str) -> list[tuple[int | Fraction, str]]:
    return [(number.value, number.unit) for number in read(text, code)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,234.5", "1234.5", ""),
        ("105K", "105000", ""),
        ("2.3 million", "2300000", ""),
        ("7bn", "7000000000", ""),
        ("1.2T", "1200000000000", ""),
        ("two hundred and fifty", "250", ""),
        ("sixty-four thousand", "64000", ""),
        ("half a dozen", "6", ""),
        ("two and a half years", "2.5", "year"),
        ("two-thirds", "2/3", "share"),
        ("one-twentieth", "1/20", "share"),
        ("1/40", "1/40", "share"),
        ("twenty-first", "21", "ordinal"),
        ("42nd", "42", "ordinal"),
        ("thirty-second", "30", "second"),
        ("thrice", "3", "times"),
        ("12-fold", "12", "times"),
        ("a factor of 6", "6", "times"),
        ("64x", "64", "times"),
        ("7 percent", "7", "percent"),
        ("7 pp", "7", "point"),
        ("4 orders of magnitude", "4", "order"),
        ("an order of magnitude", "1", "order"),
        ("hundreds of millions", "100000000", "some"),
        ("several thousand", "1000", "some"),
        ("(-0.5)", "-0.5", ""),
        ("10^{-6}", "1/1000000", ""),
        ("10⁻⁶", "1/1000000", ""),
        ("3×10^4", "30000", ""),
        ("2e-3", "0.002", ""),
        ("$1.5M", "1500000", "dollar"),
        ("16 GB", "16", "gigabyte"),
        ("8-bit", "8", "bit"),
        ("50 µs", "50", "microsecond"),
        ("the 1990s", "1990", ""),
        ("4D", "4", ""),
        ("in August", "8", "calendar"),
        ("top-5", "5", ""),
        ("8xH100", "8", "times"),
        ("half an hour", "0.5", "hour"),
        ("half-century", "50", "year"),
        ("a year and a half", "1.5", "year"),
        ("two decades", "20", "year"),
        ("3 centuries", "300", "year"),
        ("June", "6", "calendar"),
        ("20m", "20", ""),
        ("twenties", "20", ""),
        ("quadruped", "4", ""),
        ("halve", "1/2", "share"),
        ("a factor of about 6", "6", "times"),
        ("–0.5", "-0.5", ""),
        ("some 30 million", "30000000", ""),
        ("FORTY", "40", ""),
        ("fourfold", "4", "times"),
    ],
)
def test_english_numbers_have_a_value_and_a_unit(text: str, value: str, unit: str) -> None:
    assert values(text, "en") == [(Fraction(value), unit)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("10만 5천 개", "105000", ""),
        ("10만5000건", "105000", ""),
        ("1조 2,000억", "1200000000000", ""),
        ("2천5백만", "25000000", ""),
        ("１２％", "12", "percent"),
        ("1.8% 포인트", "1.8", "point"),
        ("3분의 2", "2/3", "share"),
        ("삼분의 일", "1/3", "share"),
        ("스물한 개", "21", ""),
        ("일곱 배", "7", "times"),
        ("세 자릿수", "3", "order"),
        ("십오만 명", "150000", ""),
        ("7할", "70", "percent"),
        ("11분 만에", "11", "minute"),
        ("2분기", "2", ""),
        ("2조각", "2", ""),
        ("3월", "3", "calendar"),
        ("3개월", "3", "month"),
        ("10의 마이너스 6제곱", "1/1000000", ""),
        ("마이너스 3", "-3", ""),
        ("수십만", "100000", "some"),
        ("절반", "1/2", "share"),
        ("32배치", "32", ""),
        ("20m", "20", ""),
        ("사흘", "3", "day"),
        ("일주일", "7", "day"),
        ("반세기", "50", "year"),
        ("1년 반", "1.5", "year"),
        ("100만분의 1", "1/1000000", "share"),
        ("은−0.5", "-0.5", ""),
        ("열 줄", "10", ""),
        ("만 명", "10000", ""),
    ],
)
def test_korean_numbers_have_a_value_and_a_unit(text: str, value: str, unit: str) -> None:
    assert values(text, "ko") == [(Fraction(value), unit)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("10万5千", "105000", ""),
        ("1億2500万", "125000000", ""),
        ("二十五万個", "250000", ""),
        ("みっつ", "3", ""),
        ("第三", "3", ""),
        ("三分の二", "2/3", "share"),
        ("10分の1", "1/10", "share"),
        ("5分割", "5", ""),
        ("5分間", "5", "minute"),
        ("3割", "30", "percent"),
        ("2桁", "2", "order"),
        ("1.8ポイント", "1.8", "point"),
        ("99パーセンタイル", "99", ""),
        ("99パーセント", "99", "percent"),
        ("6か月", "6", "month"),
        ("10の-6乗", "1/1000000", ""),
        ("マイナス3", "-3", ""),
        ("数千万", "10000000", "some"),
        ("半減", "1/2", "share"),
        ("倍増", "2", "times"),
        ("2年半", "2.5", "year"),
        ("1年半分", "1.5", "year"),
        ("半年", "6", "month"),
        ("100万分の1", "1/1000000", "share"),
        ("は−0.5", "-0.5", ""),
        ("44.1kHz", "44.1", ""),
    ],
)
def test_japanese_numbers_have_a_value_and_a_unit(text: str, value: str, unit: str) -> None:
    assert values(text, "ja") == [(Fraction(value), unit)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GPT-9, Foo-2-70B, Zip2.0, `x = 5`, $n = 4$, \\(n^7\\), \\[5\\], https://a.b/3, arXiv:2401.01234, #v3", "en"),
        ("3GPP and " + "7" * 50, "en"),
        ("we may march on", "en"),
        (
            "다음 세대, 만일, 만회, 천장, 세종, 백번, 데이터셋, 이 모델은, 세계, 네트워크, 한국, 열린, 조사",
            "ko",
        ),
        ("一般に十分、統一的な二値分類、第百科", "ja"),
    ],
)
def test_what_is_no_value_is_left_out(text: str, code: str) -> None:
    assert [number for number in read(text, code) if number.sure] == []


def test_two_figures_beside_each_other_are_two_numbers() -> None:
    assert [value for value, _ in values("10만 8비트, 500만 50억", "ko")] == [100_000, 8, 5_000_000, 5 * 10**9]


def test_a_price_is_no_formula() -> None:
    assert values("from $5 to $10", "en") == [(Fraction(5), "dollar"), (Fraction(10), "dollar")]


def test_only_is_no_scale() -> None:
    (number,) = read("0.07만 늘었습니다", "ko")
    assert (Fraction("0.07"), "") in number.readings


def test_a_scale_of_letters_may_be_a_power_of_two() -> None:
    assert [number.readings[1][0] for code in ("en", "ko") for number in read("64K", code)] == [65_536, 65_536]


def test_a_range_shares_the_unit_and_the_scale_of_its_end() -> None:
    first, last = read("3 to 5 million", "en")
    assert (Fraction(3_000_000), "") in first.readings
    assert last.readings == ((Fraction(5_000_000), ""),)
    assert (Fraction(3), "percent") in read("3, 4 and 5%", "en")[0].readings
    assert (Fraction(30_000), "") in read("3~5만", "ko")[0].readings


@pytest.mark.parametrize(
    ("text", "code", "value", "unit"),
    [
        ("0.4 Mt", "en", "400000", ""),
        ("5 kilometres", "en", "5000", ""),
        ("3메가와트", "ko", "3000000", ""),
        ("3キロメートル", "ja", "3000", ""),
        ("20 mm", "en", "0.02", ""),
        ("300m parameters", "en", "300000000", ""),
        ("1.5t tokens", "en", "1500000000000", ""),
        ("the 90s", "en", "1990", ""),
        ("3 p.m.", "en", "15", ""),
        ("12 pm", "en", "24", ""),
        ("24/7", "en", "365", ""),
        ("50-50", "en", "1/2", "share"),
        ("decile", "en", "10", "percent"),
        ("quartile", "en", "25", "percent"),
        ("two-digit", "en", "2", "order"),
        ("double-digit", "en", "2", "order"),
        ("the third", "en", "1/3", "share"),
        ("a quarter of an hour", "en", "1/4", "hour"),
        ("2 h 14 min", "en", "134/60", "hour"),
        ("0.9 M weights", "en", "900000", ""),
        ("64 k words", "en", "64000", ""),
        ("1분 30초", "ko", "1.5", "minute"),
        ("하루 반", "ko", "1.5", "day"),
        ("2年半", "ja", "2", "year"),
        ("10여 곳", "ko", "12", ""),
        ("は−0.5", "ja", "0.5", ""),
        ("–0.5", "ko", "0.5", ""),
    ],
)
def test_a_number_may_be_read_in_another_way_too(text: str, code: str, value: str, unit: str) -> None:
    assert (Fraction(value), unit) in [reading for number in read(text, code) for reading in number.readings]


def test_the_end_of_a_span_of_years_is_a_year() -> None:
    assert [(Fraction(2024), "") in number.readings for number in read("2023–24", "en")] == [False, True]
    assert [(Fraction(1924), "") in number.readings for number in read("23–24 and 1923-24", "en")] == [
        False,
        False,
        False,
        True,
    ]


def test_two_times_that_do_not_grow_smaller_are_two() -> None:
    assert [len(number.readings) for number in read("30초 1분", "ko")] == [1, 1]
    assert [len(number.readings) for number in read("1분 뒤 30초", "ko")] == [1, 1]


@pytest.mark.parametrize(
    "text",
    [
        "6 June 2024",
        "June 2024",
        "a quarter of it",
        "by a quarter",
        "by half",
        "half of it",
        "halved",
        "more than a third",
    ],
)
def test_what_a_translation_must_have_is_sure(text: str) -> None:
    assert read(text, "en")[0].sure


@pytest.mark.parametrize("text", ["a quarter ended", "the quarter of it", "early half"])
def test_part_of_a_year_or_of_a_match_is_not_sure(text: str) -> None:
    assert not read(text, "en")[-1].sure


def test_a_figure_of_four_digits_after_a_space_belongs_to_the_ten_thousands() -> None:
    assert [value for value, _ in values("3만 1000건", "ko")] == [31_000]
    assert [value for value, _ in values("3만 999건", "ko")] == [30_000, 999]


def test_only_a_sign_that_could_be_a_dash_may_be_none() -> None:
    assert [len(number.readings) for number in read("-0.5", "en") + read("은 -0.5", "ko")] == [1, 1]
    assert values("3-5", "en") == [(3, ""), (5, "")]


def test_spans_stand_where_they_say() -> None:
    text = "약 10만 5천 개의 표본과 −3.5% 변화"
    assert [(number.span, text[number.start : number.end]) for number in read(text, "ko")] == [
        ("10만 5천", "10만 5천"),
        ("−3.5%", "−3.5%"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("one", "en"),
        ("two", "en"),
        ("first", "en"),
        ("third-party", "en"),
        ("Third, we", "en"),
        ("(3) three", "en"),
        ("half-precision", "en"),
        ("half precision", "en"),
        ("the first half of it", "en"),
        ("24/7", "en"),
        ("every other", "en"),
        ("0 errors", "en"),
        ("100%", "en"),
        ("June", "en"),
        ("six-digit", "en"),
        ("decile", "en"),
        ("the last quarter", "en"),
        ("billion-scale", "en"),
        ("두 가지", "ko"),
        ("세 가지", "ko"),
        ("제3자", "ko"),
        ("오류 0건", "ko"),
        ("100%", "ko"),
        ("십여 곳", "ko"),
        ("상반기", "ko"),
        ("이틀", "ko"),
        ("2개", "ko"),
        ("(3)", "ko"),
        ("100k-context-window", "ko"),
        ("3つの", "ja"),
        ("1時間", "ja"),
        ("前半", "ja"),
        ("十数", "ja"),
    ],
)
def test_what_idiom_adds_or_drops_is_not_sure(text: str, code: str) -> None:
    assert not read(text, code)[0].sure


def _english(value: int) -> list[str]:
    forms = [f"{value:,}", str(value)]
    for letter, word, scale in (("K", "thousand", 10**3), ("M", "million", 10**6), ("B", "billion", 10**9)):
        if value % (scale // 100) == 0 and scale <= value < 1000 * scale:
            figure = f"{Decimal(value) / scale:f}"
            forms += [f"{figure}{letter}", f"{figure} {word}"]
    return forms


def _eastern(value: int, scales: tuple[tuple[str, int], ...], thousand: str, space: str) -> list[str]:
    forms, rest, parts = [f"{value:,}"], value, []
    for word, scale in scales:
        if rest >= scale:
            parts.append(f"{rest // scale}{word}")
            rest %= scale
    if rest:
        parts.append(f"{rest // 1000}{thousand}" if rest % 1000 == 0 else str(rest))
    if rest == 0 or rest >= 1000 or not space:
        forms.append(space.join(parts))
    return forms


KOREAN = (("조", 10**12), ("억", 10**8), ("만", 10**4))
JAPANESE = (("兆", 10**12), ("億", 10**8), ("万", 10**4))
ROUND = st.integers(3, 99_999).flatmap(lambda digits: st.integers(0, 7).map(lambda zeroes: digits * 10**zeroes))


@given(ROUND, st.data())
@settings(max_examples=150, deadline=None)
def test_every_way_to_write_a_value_is_the_same_value(value: int, data: st.DataObject) -> None:
    english = data.draw(st.sampled_from(_english(value)))
    korean = data.draw(st.sampled_from(_eastern(value, KOREAN, "천", " ")))
    japanese = data.draw(st.sampled_from(_eastern(value, JAPANESE, "千", "")))
    assert values(english, "en")[0][0] == values(korean, "ko")[0][0] == values(japanese, "ja")[0][0] == value
    assert findings("ko", f"It has {english} rows.", f"행이 {korean} 개입니다.") == []
    assert findings("ja", f"It has {english} rows.", f"行は{japanese}個です。") == []


@given(ROUND, st.data())
@settings(max_examples=150, deadline=None)
def test_one_other_digit_is_always_found(value: int, data: st.DataObject) -> None:
    digits = str(value)
    place = data.draw(st.integers(0, len(digits) - 1))
    other = int(
        digits[:place]
        + data.draw(st.sampled_from([d for d in "123456789" if d != digits[place]]))
        + digits[place + 1 :]
    )
    english = data.draw(st.sampled_from(_english(value)))
    korean = data.draw(st.sampled_from(_eastern(other, KOREAN, "천", " ")))
    japanese = data.draw(st.sampled_from(_eastern(other, JAPANESE, "千", "")))
    assert findings("ko", f"It has {english} rows.", f"행이 {korean} 개입니다.")
    assert findings("ja", f"It has {english} rows.", f"行は{japanese}個です。")
