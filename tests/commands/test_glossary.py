"""`paperboy glossary`: terms are listed, added, taken back, and carried to Weblate and home again."""

import csv
import io
import json
from pathlib import Path

import pytest

from bot.commands.terms_csv import LONGEST, read, written
from bot.domain import Term
from bot.errors import Misconfigured
from tests.commands.street import Street

pytestmark = pytest.mark.long

HEADER = "source,target,context,translator_comments,developer_comments\n"


def listed(street: Street, source: str) -> list[tuple[list[str], str]]:
    """What stands for a term, and where it comes from."""
    terms = json.loads(street.run("glossary", "list", "--json").out)
    return [(one["accepted"], one["origin"]) for one in terms if one["source"] == source]


def test_a_term_is_added_listed_with_who_decided_it_and_taken_back(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "narae")
    monkeypatch.setenv("LOGNAME", "root")
    ran = street.run("glossary", "add", "lantern rollout", "랜턴 전개", "랜턴 펼치기", "--never", "랜턴 롤아웃")
    assert (ran.code, ran.out) == (0, "lantern rollout  is 랜턴 전개 | 랜턴 펼치기 in ko from now on\n")
    said = street.run("glossary", "list").out
    assert (
        "lantern rollout  랜턴 전개 | 랜턴 펼치기  never: 랜턴 롤아웃  [learned: narae, 2026-11-16]"
        in said.splitlines()
    )
    assert street.run("glossary", "forget", "lantern rollout").code == 0
    assert listed(street, "lantern rollout") == []
    ran = street.run("glossary", "forget", "lantern rollout")
    assert ran.code == 2
    assert "nobody decided such a term in ko" in ran.told


def test_a_term_that_is_there_is_changed_by_two_people_only(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "narae")
    monkeypatch.delenv("SUDO_USER", raising=False)
    ((accepted, origin),) = listed(street, "language model")
    assert origin == "file"
    for alone in ([], ["--second", "Narae"], ["--second", " "]):
        ran = street.run("glossary", "add", "language model", "말 모형", *alone)
        assert ran.code == 4
        assert "language model: there already; a second person must agree" in ran.told
    assert listed(street, "language model") == [(accepted, "file")]
    assert street.run("glossary", "add", "language model", "말 모형", "--second", "haneul").code == 0
    assert listed(street, "language model") == [(["말 모형"], "learned: narae and haneul, 2026-11-16")]
    assert street.run("glossary", "forget", "language model").code == 0
    assert listed(street, "language model") == [(accepted, "file")]


def test_a_term_is_the_same_however_it_is_spelt(street: Street) -> None:
    street.run("glossary", "add", "Lantern rollout", "랜턴 전개", "--second", "haneul")
    ((_forms, origin),) = listed(street, "Lantern rollout")
    assert "haneul" not in origin  # whom nobody needed
    assert street.run("glossary", "add", "lantern Rollout", "등불").code == 4
    assert street.run("glossary", "add", "lantern Rollout", "등불", "--second", "haneul").code == 0
    assert [one for one, _origin in listed(street, "Lantern rollout")] == [["등불"]]
    assert listed(street, "lantern Rollout") == []
    assert street.run("glossary", "forget", "LANTERN ROLLOUT").code == 0
    assert listed(street, "Lantern rollout") == []


def test_a_term_that_has_senses_only_is_there_already(street: Street) -> None:
    street.run("glossary", "add", "lantern", "등불", "--sense", "a lamp")
    ran = street.run("glossary", "add", "lantern", "랜턴")
    assert (ran.code, "lantern: there already" in ran.told) == (4, True)


def test_a_file_that_cannot_be_written_is_said(street: Street) -> None:
    ran = street.run("glossary", "export", "--output", street.folder / "nowhere" / "ko.csv")
    assert (ran.code, "ko.csv: cannot be written: No such file or directory" in ran.told) == (78, True)


def test_what_was_exported_is_imported_as_it_was(street: Street) -> None:
    street.run("glossary", "add", "lantern", "등불", "랜턴", "--never", "호롱", "--sense", "a lamp")
    file = street.folder / "ko.csv"
    assert street.run("glossary", "export", "--output", file).code == 0
    assert street.run("glossary", "export").out.splitlines() == file.read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    (row,) = [one for one in rows if one["source"] == "lantern"]
    assert (row["target"], row["context"]) == ("등불", "a lamp")
    assert row["translator_comments"] == "also: 랜턴 || never: 호롱"
    assert street.run("glossary", "import", file).out == f"0 added or changed, {len(rows)} as they were\n"
    street.run("glossary", "forget", "lantern", "--sense", "a lamp")
    assert street.run("glossary", "import", file).out.startswith("1 added or changed, ")
    assert [accepted for accepted, _origin in listed(street, "lantern")] == [["등불", "랜턴"]]


def test_a_file_from_weblate_adds_what_is_new_and_changes_nothing_alone(street: Street) -> None:
    file = street.folder / "weblate.csv"
    rows = '"location","source","target","id","fuzzy","context"\n"","siltstone","미사암","","False",""\n'
    file.write_text(f'{rows}"","not yet","","","False",""\n', encoding="utf-8")
    assert street.run("glossary", "import", file).out == "1 added or changed, 0 as they were\n"
    file.write_text(f'{rows}"","language model","말 모형","","False",""\n"","shale","이암","",""', encoding="utf-8")
    assert street.run("glossary", "import", file).code == 4
    assert (listed(street, "shale"), len(listed(street, "siltstone"))) == ([], 1)


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "|x", "%x", "＝1", "'=1", "''-x", "'plain", "C++"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula_and_each_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    words = f"{text.replace('|', '¦')} x"
    term = Term(source=words, accepted=(words, "x"), sense=words)
    file = tmp_path / "terms.csv"
    file.write_text(written([(term, text)]), encoding="utf-8", newline="")
    for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8"))):
        assert not any(cell.startswith(("=", "+", "-", "@", "|", "%", "\t", "\r", "＝")) for cell in row)
    assert read(file) == [term]


def test_a_formula_is_written_and_read_as_weblate_does_it(tmp_path: Path) -> None:
    """`'` on both sides and `|` as `\\|`: https://github.com/WeblateOrg/weblate, weblate/formats/exporters.py."""
    rows = list(csv.reader(io.StringIO(written([(Term(source="=x", accepted=("-값",)), "|a")]))))
    assert rows[1] == ["'=x'", "'-값'", "", "", "'\\|a'"]
    file = tmp_path / "terms.csv"
    file.write_text("source,target,context\n'=x','-값','%b'\n", encoding="utf-8")
    assert read(file) == [Term(source="=x", accepted=("-값",), sense="%b")]


def test_no_cell_has_a_line_break(street: Street) -> None:
    lines = street.run("glossary", "export").out.splitlines()
    assert len(lines) == len(list(csv.reader(lines)))


def test_what_needs_editing_in_weblate_is_no_term_yet(tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_text('source,target,fuzzy\nlantern,등불,False\nshale,이암,True\n"marl","이회암",""\n', encoding="utf-8")
    assert [one.source for one in read(file)] == ["lantern", "marl"]


def test_what_lost_its_comments_on_the_way_leaves_the_other_renderings(street: Street) -> None:
    street.run("glossary", "export", "--output", street.folder / "ko.csv")
    rows = list(csv.DictReader(io.StringIO((street.folder / "ko.csv").read_text(encoding="utf-8"))))
    file = street.folder / "bare.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        bare = csv.DictWriter(out, ("source", "target", "context"), extrasaction="ignore")
        bare.writeheader()
        bare.writerows(rows)
    assert street.run("glossary", "import", file).out == f"0 added or changed, {len(rows)} as they were\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("term,translation\na,b\n", ":1: a header with `source` and `target` is needed"),
        (f"{HEADER},등불,,,\n", ":2: '' cannot be a term"),
        (f'{HEADER}lantern,"등\n불",,,\n', "cannot be a term"),
        (f"{HEADER}lantern,등\u200b불,,,\n", "cannot be a term"),
        (f"{HEADER}lantern,{'불' * (LONGEST + 1)},,,\n", "cannot be a term"),
        (f"{HEADER}lantern,등불|랜턴,,,\n", "cannot be a term"),
        (f'{HEADER}lantern,"등불,,,\n', "cannot be read"),
        (f'{HEADER}lantern,등불,"a\nb",,\n', "cannot be a term"),
        (f"{HEADER}램프,등불,,,\n", "'램프' cannot be a term: it is looked for in English"),
        (f"{HEADER}lantern,등불,,,\nLantern,랜턴,,,\n", ":3: 'Lantern' stands there twice; keep one row"),
    ],
)
def test_a_file_that_holds_no_terms_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "terms.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as caught:
        read(file)
    assert said in str(caught.value).replace(str(file), "")


def test_a_locale_that_no_edition_uses_is_named(street: Street) -> None:
    ran = street.run("glossary", "list", "--locale", "fr")
    assert ran.code == 2
    assert "fr: no edition uses this locale; there are: ko" in ran.told


def test_older_posts_are_listed_then_proposed_ten_at_a_time(street: Street) -> None:
    street.run("tick")
    street.run("glossary", "add", "model", "모형", "--second", "haneul", "--never", "모델")
    only = street.run("glossary", "apply", "model", "--list").out.splitlines()
    assert only[-1].endswith("older texts have it otherwise, 0 are proposed now")
    assert len(only) > 1
    said = street.run("glossary", "apply", "model").out.splitlines()
    assert len(said) > 1
    waits = json.loads(street.run("corrections", "list", "--json").out)
    assert [one["number"] for one in waits] == [int(line.split()[0]) for line in said[:-1]]
    assert {one["by"] for one in waits} == {"paperboy"}
    told = json.loads(street.run("glossary", "apply", "model", "--list", "--json").out)
    assert (len(told["older"]), told["proposed"]) == (len(only) - 1, [])


def test_a_term_that_nobody_has_is_not_applied(street: Street) -> None:
    assert street.run("glossary", "apply", "gravelsong").code == 2
