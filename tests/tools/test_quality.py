"""`make quality`: where a defect is, which finding counts for it, and that the page is not stale."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.checks import SAYS, Pair
from bot.domain import Finding, Severity
from tools.quality import __main__ as program
from tools.quality import data, mutation, page
from tools.quality.aims import aims, run
from tools.quality.cost import costs
from tools.quality.data import Range, occurrences, sentences
from tools.quality.mutation import Score, prepare, score_of
from tools.quality.report import lines
from tools.quality.score import by_source_alone, scored

SOURCE = "The first model reads 40 pages. It is called Oakleaf. It needs 3 hours."
KO = "첫 모델은 40쪽을 읽습니다. 이름은 Oakleaf입니다. 3시간이 걸립니다."
JA = "最初のモデルは40ページを読みます。名前はOakleafです。3時間かかります。"

Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes the three files: one clean pair, and what it is given."""
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    monkeypatch.setattr(program, "FOLDER", tmp_path)

    def written(planted: Any = (), published: Any = ()) -> None:
        clean = [{"id": "c1", "source": SOURCE, "ko": KO, "ja": JA}]
        for name, rows in (("clean", clean), ("planted", planted), ("published", published)):
            text = "".join(json.dumps(row) + "\n" for row in rows)
            (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")

    return written


@pytest.fixture
def find(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes one family of rules that finds just this, in every pair whose texts have the spans."""

    def finding(source: str = "", target: str = "", severity: Severity = Severity.REPAIR) -> None:
        def check(pair: Pair) -> Iterator[Finding]:
            if source in pair.source and target in pair.target:
                yield pair.doubt({"odd.one": "Odd."}, "odd.one", severity, source=source, target=target)

        monkeypatch.setattr("bot.checks.FAMILIES", (SimpleNamespace(check=check, __name__="bot.checks.odd"),))

    return finding


def planted(kind: str, target: str, locale: str = "ko", source: str = SOURCE) -> dict[str, str]:
    return {
        "id": "p1",
        "base": "c1",
        "locale": locale,
        "source": source,
        "target": target,
        "type": kind,
        "note": "hard: x",
    }


def published(source_span: str = "", target_span: str = "", **more: str) -> dict[str, Any]:
    defect = {"type": "number", "severity": "major", "note": "n"} | more
    return {
        "id": "w",
        "kind": "summary",
        "locale": "ko",
        "source": SOURCE,
        "target": KO,
        "defects": [defect | {"source_span": source_span, "target_span": target_span}],
    }


def caught(cases: Iterator[data.Case]) -> bool:
    (one,) = scored(cases)
    return bool(one.caught(one.case.defects[0]))


def test_a_planted_defect_is_where_the_target_differs(write: Write) -> None:
    write([planted("number", KO.replace("40쪽", "47쪽"))])
    (case,) = data.planted()
    (place,) = case.defects[0].place.target
    assert case.target[place.start : place.end] == "7"


def test_of_what_was_cut_out_the_place_is_a_point_and_the_english_sentence(write: Write) -> None:
    write([planted("omission", KO.replace(" 이름은 Oakleaf입니다.", ""))])
    (case,) = data.planted()
    place = case.defects[0].place
    assert [one.start == one.end for one in place.target] == [True]
    assert [SOURCE[one.start : one.end] for one in place.source] == ["It is called Oakleaf. "]


def test_where_the_sentences_differ_in_number_the_same_part_of_the_length_counts(write: Write) -> None:
    joined = SOURCE.replace("pages. It", "pages and it")
    write([planted("omission", JA.replace("3時間かかります。", ""), "ja", source=joined)])
    (case,) = data.planted()
    assert joined[case.defects[0].place.source[-1].start :] == "It needs 3 hours."


def test_a_wrong_text_is_the_whole_record(write: Write, find: Callable[..., None]) -> None:
    write([planted("wrong_text", "딴 글입니다.")])
    find(source="It is")
    assert caught(data.planted())


@pytest.mark.parametrize(
    ("source", "target", "severity", "counts"),
    [
        ("", "47쪽", Severity.REPAIR, True),
        ("", "47쪽", Severity.BLOCK, True),
        ("", "47쪽", Severity.WARN, False),
        ("", "Oakleaf", Severity.REPAIR, False),
        ("", "첫 모델은 47쪽을 읽습니다.", Severity.REPAIR, True),
        ("", "첫 모델은 47쪽을 읽습니다. 이름은", Severity.REPAIR, False),
        ("40 pages", "", Severity.REPAIR, True),
        ("3 hours", "", Severity.REPAIR, False),
        ("", "", Severity.REPAIR, False),
        ("40", "첫 모델은 47쪽을 읽습니다. 이름은", Severity.REPAIR, True),
    ],
)
def test_a_finding_counts_above_warn_where_a_short_span_overlaps(
    write: Write, find: Callable[..., None], source: str, target: str, severity: Severity, counts: bool
) -> None:
    write([planted("number", KO.replace("40쪽", "47쪽"))])
    find(source, target, severity)
    assert caught(data.planted()) == counts


@pytest.mark.parametrize(("target", "counts"), [("47", False), ("4쪽", True), ("모델은 4", True), ("읽습니다", False)])
def test_what_was_cut_out_is_met_by_a_span_that_touches_the_cut(
    write: Write, find: Callable[..., None], target: str, counts: bool
) -> None:
    write([planted("number", KO.replace("40쪽", "4쪽"))])
    find(target=target)
    assert caught(data.planted()) == counts


@pytest.mark.parametrize(
    ("spans", "found", "counts"),
    [
        (("40 pages", "40쪽"), ("", "40"), True),
        (("40 pages", "40쪽"), ("pages", ""), True),
        (("40 pages", "40쪽"), ("hours", "시간"), False),
        (("40 pages", ""), ("", "40"), False),
        (("", ""), ("", "시간"), True),
    ],
)
def test_a_label_is_met_on_either_side_and_one_without_a_span_anywhere(
    write: Write, find: Callable[..., None], spans: tuple[str, str], found: tuple[str, str], counts: bool
) -> None:
    write(published=[published(*spans)])
    find(*found)
    assert caught(data.published()) == counts


def test_a_span_that_does_not_stand_in_its_text_is_an_error(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(pair: Pair) -> Iterator[Finding]:
        yield pair.doubt({"odd.one": ""}, "odd.one", Severity.REPAIR, target="nowhere")

    write(published=[published("40", "40")])
    monkeypatch.setattr("bot.checks.FAMILIES", (SimpleNamespace(check=check, __name__="bot.checks.odd"),))
    with pytest.raises(ValueError, match=r"odd\.one: the span 'nowhere' does not stand in its text"):
        caught(data.published())


def test_only_a_source_span_is_told_apart(write: Write, find: Callable[..., None]) -> None:
    write([planted("number", KO.replace("40쪽", "47쪽"))])
    for source, target, alone in (("40", "", True), ("40", "47", False)):
        find(source, target)
        (one,) = scored(data.planted())
        assert by_source_alone(one.findings, one.case, one.case.defects[0]) == alone


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three?", 3),
        ("It rose by 1.5 points, e.g. from 3.", 1),
        ("둘입니다. 셋입니다.", 2),
        ("一つです。二つです。", 2),
        ("彼は「はい。」と言いました。", 1),
        ("첫 줄\n둘째 줄", 2),
        ("", 1),
    ],
)
def test_sentences_are_counted_in_three_languages(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_every_occurrence_of_a_span_is_a_place() -> None:
    assert occurrences("a", "banana") == (Range(1, 2), Range(3, 4), Range(5, 6))
    assert occurrences("", "banana") == ()


def test_the_aims_say_what_was_missed_and_what_was_flagged(write: Write, find: Callable[..., None]) -> None:
    write(
        [planted("number", KO.replace("40쪽", "47쪽"))], [published("40 pages", "40쪽"), published() | {"defects": []}]
    )
    find(target="47")
    assert [(one.measured, one.holds) for one in aims(run())] == [
        ("0 of 1 missed", True),
        ("0 of 0 missed", True),
        ("0 of 0 missed", True),
        ("1 of 1 missed", False),
        ("0 findings above a warning and 0 warnings in 2 pairs", True),
        ("0 findings above a warning and 0 warnings in 1 pairs", True),
    ]
    find(target="Oakleaf")
    assert [one.holds for one in aims(run())] == [False, True, True, False, False, False]
    find(target="Oakleaf", severity=Severity.WARN)
    assert [one.holds for one in aims(run())] == [False, True, True, False, True, True]


def test_each_missed_defect_and_each_false_alarm_is_told(write: Write, find: Callable[..., None]) -> None:
    write([planted("number", KO.replace("40쪽", "47쪽"))])
    find(target="시간")
    told = list(lines(run(), missed=True))
    assert "    missed p1: hard: x" in told
    assert "    c1/ko: odd.one repair '' / '시간'" in told
    assert "    p1: odd.one repair '' / '시간'" in told


def test_one_family_and_one_locale_can_be_asked_for(write: Write, find: Callable[..., None]) -> None:
    write()
    find(target="Oakleaf")
    assert [len(one.findings) for one in run("odd").clean] == [1, 1]
    assert [len(one.findings) for one in run("number").clean] == [0, 0]
    assert [one.case.locale for one in run(locale="ja").clean] == ["ja"]


def test_the_page_keeps_what_the_last_mutation_run_said(write: Write, find: Callable[..., None]) -> None:
    write([planted("number", KO.replace("40쪽", "47쪽"))])
    find(target="47")
    first = page.page(run(), costs(), page.mutation_of(""))
    assert "| number | 1 of 1 | – | – | – |" in first
    assert re.search(r"^\| odd \| \d+\.\d\d \| [\d,]+× \|$", first, re.MULTILINE)
    assert "Not measured yet" in first
    said = Score(killed=3, tried=4, every=9).said()
    second = page.with_mutation(first, said)
    assert page.mutation_of(second) == said
    assert page.page(run(), costs(), page.mutation_of(second)).count(said) == 1
    assert page.with_mutation(second, page.mutation_of(first)) == first


def test_a_page_that_lacks_a_finding_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "quality.md"
    monkeypatch.setattr(program, "PAGE", file)
    monkeypatch.setattr("sys.argv", ["quality", "--check"])
    assert program.main() == 1
    assert capsys.readouterr().err == (
        "docs/quality.md is stale: its findings are not those of bot/checks: run `make quality`\n"
    )
    file.write_text("# Anything\n\n" + page.codes(), encoding="utf-8")
    assert program.main() == 0
    file.write_text("# Anything\n\n" + page.codes().replace("## What", "## This"), encoding="utf-8")
    assert program.main() == 1


def test_every_code_stands_in_the_table() -> None:
    rows = [line.split("|")[1].strip() for line in page.codes().splitlines() if line.startswith("| `")]
    assert rows == [f"`{code}`" for code in SAYS]


def test_without_the_data_it_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "FOLDER", tmp_path / "none")
    monkeypatch.setattr("sys.argv", ["quality"])
    assert program.main() == 78
    assert capsys.readouterr().err.startswith(f"there is no folder {tmp_path}/none: set PAPERBOY_SHARED")


def test_mutants_are_made_in_a_copy_and_tried_with_the_tests_of_their_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, copy = tmp_path / "project", tmp_path / "copy"
    for name in ("bot/checks/numbers.py", "tests/checks/test_numbers.py", "tests/test_feed.py", "prompts/intro.md"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("")
    copy.mkdir()
    monkeypatch.setattr(mutation, "ROOT", project)
    prepare(copy)
    settings = (copy / "pyproject.toml").read_text(encoding="utf-8")
    assert 'pytest_add_cli_args_test_selection = ["tests/checks/test_numbers.py"]' in settings
    assert (copy / "bot/checks/numbers.py").exists()


def test_a_mutant_that_no_test_runs_through_is_not_noticed(tmp_path: Path) -> None:
    notes = tmp_path / "mutants" / "bot" / "checks" / "numbers.py.meta"
    notes.parent.mkdir(parents=True)
    codes = {"a": 1, "b": 0, "c": 33, "d": None, "e": 36, "f": 2}
    notes.write_text(json.dumps({"exit_code_by_key": codes}), encoding="utf-8")
    assert score_of(tmp_path) == Score(killed=2, tried=4, every=6)
    assert "Of 4 of them, drawn by lot, were tried; the tests noticed 2: **50 %**" in score_of(tmp_path).said()


def test_every_label_of_the_data_has_a_place(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "FOLDER", shared / "quality")
    assert len(list(data.clean())) == 40
    for case in (*data.planted(), *data.published()):
        for defect in case.defects:
            assert defect.place.whole or defect.place.source or defect.place.target, case.id


def test_the_aims_hold_on_the_labelled_pairs(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "FOLDER", shared / "quality")
    assert [one.data for one in aims(run()) if not one.holds] == []
