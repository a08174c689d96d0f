import pytest

from bot.domain import Severity
from bot.store import Database

from .samples import a_call, a_finding

KEYS = [
    "dair/2026-06-28",
    "dair/2026-06-28/1",
    "dair/2026-06-28/1@ko.1",
    "dair/2026-06-28/1@ko.12",
    "dair/2026-06-28/10",
    "dair/2026-06-28-2/1",
    "dair/2026-06-28/pytorch-kr#1",
    "dair/2026-06-28/pytorch-kr#1.edit-2",
    "DAIR/2026-06-28/1",
    "dair/%",
    "dair/_",
]


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("dair/2026-06-28", [0, 1, 2, 3, 4, 6, 7]),
        ("dair/2026-06-28/1", [1, 2, 3]),
        ("dair/2026-06-28/1@ko", [2, 3]),
        ("dair/2026-06-28/1@ko.1", [2]),
        ("dair/2026-06-28/pytorch-kr", [6, 7]),
        ("dair/2026-06-28/pytorch-kr#1", [6, 7]),
        ("dair", [0, 1, 2, 3, 4, 5, 6, 7, 9, 10]),
        ("dair/2026-06-2", []),
        ("dair/%", [9]),
        ("dair/_", [10]),
        ("%", []),
        ("_air", []),
        ("", []),
    ],
)
def test_a_prefix_finds_its_key_and_those_below(db: Database, prefix: str, found: list[int]) -> None:
    db.findings.add(a_finding(key) for key in KEYS)
    for key in KEYS:
        db.calls.add(a_call(key))
    assert [one.key for one in db.findings.under(prefix)] == [KEYS[index] for index in found]
    assert [one.key for one in db.calls.under(prefix)] == [KEYS[index] for index in found]


def test_a_finding_comes_back_whole(db: Database) -> None:
    finding = a_finding(
        "x", severity=Severity.BLOCK, target_span="사십이", message="없음 " * 3000, local="값이 없습니다."
    )
    db.findings.add([finding])
    assert db.findings.under("x") == [finding]


def test_the_same_doubt_is_on_record_once(db: Database) -> None:
    first = a_finding("x")
    others = [a_finding("x", code="url.lost"), a_finding("x", message="43 is missing"), a_finding("y")]
    db.findings.add([first, first])
    db.findings.add([first, *others])
    assert db.findings.under("x") == [first, *others[:2]]
