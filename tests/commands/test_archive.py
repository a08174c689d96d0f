"""The archive's pages at the command line: the weeks of a page, from a file and from its address."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.street import Ran, Street

OLD = ("--source", "dair_archive")


def weeks(ran: Ran) -> list[dict[str, Any]]:
    assert (ran.code, ran.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(ran.out)["issues"]
    return found


def test_the_archives_week_is_the_one_of_the_feed(street: Street) -> None:
    newsletter = street.addresses["newsletter"]
    (old,) = weeks(street.run("split", f"{newsletter}/years/2026.md", *OLD))
    (fed,) = weeks(street.run("split", f"{newsletter}/feed"))
    assert old["entries"] == fed["entries"]
    assert len(fed["entries"]) == 10
    same = ("key", "start", "end", "complete", "why")
    assert {name: old[name] for name in same} == {name: fed[name] for name in same}
    assert old["url"] == f"{newsletter}/years/2026.md#top-ai-papers-of-the-week-november-8---15---2026"


def test_a_saved_page_needs_no_configuration(street: Street, tmp_path: Path) -> None:
    file = tmp_path / "2026.md"
    file.write_text("\ufeff## Top AI Papers of the Week (May 4 - May 10)\n1) **Lantern** - Shines.\n", encoding="utf-8")
    street.config.unlink()
    (week,) = weeks(street.run("split", file, *OLD))
    assert (week["key"], week["complete"], week["entries"][0]["name"]) == ("dair/2026-05-10", False, "Lantern")


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        (None, 78, "cannot be read: No such file"),
        (b"\xff\xfe", 78, "this is not UTF-8 text"),
        (b"<!DOCTYPE html><html><h1>Sign in</h1>", 0, ""),
        (b"", 0, ""),
    ],
)
def test_a_page_that_is_none_is_told_in_one_line(
    street: Street, tmp_path: Path, body: bytes | None, code: int, said: str
) -> None:
    file = tmp_path / "2026.md"
    if body is not None:
        file.write_bytes(body)
    ran = street.run("split", file, *OLD)
    assert ran.code == code
    assert said in ran.err
    assert len(ran.err.splitlines()) == bool(said)
    if not said:
        assert json.loads(ran.out) == {"issues": [], "skipped": []}


def test_a_page_that_is_not_there_is_told_in_one_line(street: Street) -> None:
    ran = street.run("split", f"{street.addresses['newsletter']}/years/2031.md", *OLD)
    assert (ran.code, len(ran.err.splitlines())) == (4, 1)
    assert "there is no such page (HTTP 404)" in ran.err
