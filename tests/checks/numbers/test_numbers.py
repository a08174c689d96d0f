import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks.numbers import SAYS
from bot.checks.pair import Kind
from bot.domain import Severity
from tests.checks.numbers.conftest import Look, findings

CODES = st.sampled_from(["ko", "ja"])


def test_a_changed_value_names_both_places(look: Look) -> None:
    assert look("ko", "Tuning takes six hours on 24 chips.", "튜닝에는 칩 24개로 16시간이 걸립니다.") == [
        ("number.changed", "six hours", "16시간")
    ]


def test_a_lost_value_is_missing_and_a_new_one_is_invented(look: Look) -> None:
    assert look("ja", "It needs 40 probes.", "プローブが必要です。") == [
        ("number.missing", "40", "プローブが必要です。")
    ]
    assert look("ja", "It needs probes.", "プローブが40本必要です。") == [("number.invented", "", "40")]


def test_another_unit_is_no_other_value(look: Look) -> None:
    assert look("ko", "It gains 2.5 percentage points.", "2.5% 상승합니다.") == [
        ("number.unit", "2.5 percentage points", "2.5%")
    ]
    assert look("ja", "It waits 30 seconds.", "30分待ちます。") == [("number.unit", "30 seconds", "30分")]


def test_an_inverted_share_names_the_two_numbers(look: Look) -> None:
    assert look("ko", "It won four of eleven games.", "4판 중 11판을 이겼습니다.") == [
        ("number.order", "four of eleven", "4판 중 11")
    ]
    assert look("ja", "It won four of eleven games.", "11試合中4試合に勝ちました。") == []


def test_all_of_them_cannot_be_inverted(look: Look) -> None:
    assert look("ko", "It won 8 of 8 games.", "8판 중 8판을 이겼습니다.") == []


def test_half_is_not_twice(look: Look) -> None:
    assert look("ko", "It takes half the memory.", "메모리를 두 배 씁니다.") == [("number.changed", "half", "두 배")]
    assert look("ja", "It is four times cheaper.", "費用は4分の1です。") == []


def test_of_two_new_numbers_the_nearer_one_was_changed(look: Look) -> None:
    source = "It reads 31 files. It then writes a long report about them, and it ends after that."
    target = "파일 71개를 읽습니다. 그런 다음 긴 보고서를 쓰고 46초 뒤에 끝납니다."
    assert look("ko", source, target) == [("number.changed", "31", "71"), ("number.invented", "", "46초")]


def test_a_swapped_range_names_the_two_numbers(look: Look) -> None:
    assert look("ja", "It rose from 12% to 31%.", "31%から12%に上がりました。") == [
        ("number.order", "12% to 31%", "31%から12%")
    ]


def test_a_turned_bound_is_found_with_its_words(look: Look) -> None:
    assert look("ko", "It holds no more than 9M weights.", "가중치가 900만 개 이상입니다.") == [
        ("number.bound", "no more than 9M", "900만 개 이상")
    ]
    assert look("ja", "It holds at least 9M weights.", "重みは最大900万個です。") == [
        ("number.bound", "at least 9M", "最大900万")
    ]


def test_a_bound_that_includes_the_number_may_not_exclude_it(look: Look) -> None:
    assert [code for code, _, _ in look("ko", "It takes up to 70 ms.", "70 ms 미만이 걸립니다.")] == ["number.bound"]
    assert [code for code, _, _ in look("ja", "It takes at least 70 ms.", "70 msを超えます。")] == ["number.bound"]


def test_more_than_a_round_number_may_include_it(look: Look) -> None:
    assert look("ko", "It sees more than 80 sites.", "80개 이상의 사이트를 봅니다.") == []
    assert look("ja", "It sees fewer than 80 sites.", "80以下のサイトを見ます。") == []


def test_a_denied_bound_is_the_opposite_bound(look: Look) -> None:
    assert look("ko", "It costs less than 80 dollars.", "80달러 이상 들지 않습니다.") == []
    assert look("ja", "It costs at most 80 dollars.", "80ドルを超えません。") == []
    assert look("ja", "It costs at least 80 dollars.", "80ドルを超えません。") != []


def test_two_bounds_on_one_number_say_nothing(look: Look) -> None:
    assert look("ja", "It reads up to 80 files.", "最大80以上のファイルを読みます。") == []


def test_one_right_bound_of_a_repeated_number_is_enough(look: Look) -> None:
    assert look("ko", "At least 80 of them.", "80개 이상, 즉 80개 이하가 아닙니다.") == []


def test_several_orders_of_magnitude_are_not_a_few_times(look: Look) -> None:
    source = "It is several orders of magnitude cheaper."
    assert look("ko", source, "몇 배 저렴합니다.") == [("number.changed", "several orders of magnitude", "몇 배")]
    assert look("ja", source, "数倍安価です。") == [("number.changed", "several orders of magnitude", "数倍")]
    assert look("ko", source, "수백 배 저렴합니다.") == look("ja", source, "数桁安価です。") == []


def test_vague_sizes_are_compared(look: Look) -> None:
    assert look("ko", "It has tens of thousands of rows.", "행이 수백만 개입니다.") == [
        ("number.changed", "tens of thousands", "수백만")
    ]
    assert look("ko", "It has thousands of rows.", "행이 수만 개입니다.") == []


def test_an_intro_may_leave_numbers_out_and_add_none(look: Look) -> None:
    source, kind = "It solves 31 puzzles in 14 minutes.", Kind.INTRO
    assert look("ko", source, "퍼즐 31개를 풉니다.", kind) == []
    assert look("ko", source, "퍼즐 32개를 풉니다.", kind) == [("number.invented", "", "32")]


def test_a_figure_of_a_name_or_formula_is_no_invention(look: Look) -> None:
    assert look("ko", "We train ZetaNet-90 with $k = 17$.", "ZetaNet을 90과 17로 학습합니다.") == []


def test_a_language_that_cannot_be_read_has_no_findings(look: Look) -> None:
    assert look("fr", "It has 12 parts.", "Treize.") == []


def test_every_finding_is_to_be_repaired_and_has_words() -> None:
    found = findings("ko", "It has 12 parts.", "부품이 13개입니다.")
    assert [finding.severity for finding in found] == [Severity.REPAIR]
    assert found[0].message == SAYS["number.changed"].replace("{source}", "12").replace("{target}", "13")


def test_findings_of_one_pair_are_counted() -> None:
    source = " ".join(str(number) for number in range(100, 180))
    assert len(findings("ja", source, "なし")) == 20


def test_full_width_figures_are_quoted_as_they_are_written(look: Look) -> None:
    assert look("ja", "It solves 10.5% of 31 puzzles.", "パズル３２個の１０．５％を解きます。") == [
        ("number.changed", "31", "３２")
    ]
    assert look("ko", "It has １２ parts.", "부품이 있습니다.") == [("number.missing", "１２", "부품이 있습니다.")]


@given(CODES, st.text(st.characters()), st.text(st.characters()))
@settings(max_examples=100, deadline=None)
def test_no_text_makes_it_fail(code: str, source: str, target: str) -> None:
    for finding in findings(code, source, target):
        assert finding.source_span in source
        assert finding.target_span in target


PIECES = st.lists(
    st.sampled_from(list("0123456789１２．％.,-%$×/만억천万億分の분의중 개two half third order of \udc80½")),
    max_size=60,
)


@given(CODES, PIECES.map("".join), PIECES.map("".join))
@settings(max_examples=100, deadline=None)
def test_no_mixture_of_figures_and_scales_makes_it_fail(code: str, source: str, target: str) -> None:
    for finding in findings(code, source, target):
        assert finding.source_span in source
        assert finding.target_span in target


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1 of ", "two ", "1,000,", "$1", "만", "1만 ", "千", "세 ", "1분의 ", "a1-", "a-"]
)
def test_long_runs_are_read_in_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    for code in ("ko", "ja"):
        assert len(findings(code, text, text)) <= 20


def test_many_lost_numbers_are_looked_for_in_a_long_text_in_time() -> None:
    began = time.process_time()
    assert len(findings("ko", "seven eight " * 300, "가나 " * 300_000)) == 20
    assert time.process_time() - began < 5


@pytest.mark.parametrize("code", ["ko", "ja"])
def test_excellent_translations_have_no_findings(shared: Path, look: Look, code: str) -> None:
    for line in (shared / "quality/clean.jsonl").read_text("utf-8").splitlines():
        pair = json.loads(line)
        assert look(code, pair["source"], pair[code]) == [], pair["id"]


def test_numbers_planted_in_translations_are_found(shared: Path) -> None:
    for line in (shared / "quality/planted.jsonl").read_text("utf-8").splitlines():
        pair = json.loads(line)
        if pair["type"] == "number":
            assert any(finding.target_span for finding in findings(pair["locale"], pair["source"], pair["target"]))
