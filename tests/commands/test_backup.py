"""`paperboy backup` and `restore`."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from bot.clock import WoundClock
from bot.store import Database
from bot.store.lock import exclusively
from tests.commands.street import CONFIG, MONDAY_NOON, PROJECT, Ran, paperboy

NOWHERE = dict.fromkeys(("feed", "arxiv", "model", "forum"), "http://127.0.0.1:9")
COPY = "paperboy-20261116T030500Z.db"


class Machine:
    """A configuration and its state, with one edition that began; no service is near."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "config.toml"
        self.config.write_text(CONFIG.format(prompts=PROJECT / "prompts", **NOWHERE), encoding="utf-8")
        self.clock = WoundClock.create(folder / "clock", MONDAY_NOON)
        self.state = folder / "state"
        self.database = self.state / "paperboy.db"
        self.begin("first")

    def begin(self, edition: str) -> None:
        with self.opened() as db:
            db.editions.begin(edition, MONDAY_NOON)

    def begun(self, *editions: str) -> list[bool]:
        with self.opened() as db:
            return [db.editions.since(one) is not None for one in editions]

    def opened(self) -> Database:
        return Database.open(self.database, now=self.clock.now)

    def run(self, *words: str | Path) -> Ran:
        return paperboy("--config", self.config, *words)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_copy_is_made_in_the_state_folder_and_put_back(machine: Machine) -> None:
    copy = machine.state / "backups" / COPY
    ran = machine.run("backup")
    assert (ran.code, ran.out) == (0, f"{copy}  {copy.stat().st_size:,} bytes, checked\n")
    machine.begin("second")
    ran = machine.run("restore", copy, "--yes")
    aside = machine.state / "paperboy.db.before-restore-20261116T030500Z"
    assert (ran.code, ran.out) == (0, f"{machine.database}  is restored; what stood there is {aside}\n")
    assert aside.is_file()
    assert machine.begun("first", "second") == [True, False]


def test_copies_go_where_they_are_told_and_only_some_stay(machine: Machine, tmp_path: Path) -> None:
    folder = tmp_path / "far away"
    for _ in range(3):
        ran = machine.run("backup", "--to", folder, "--keep", "2", "--json")
        machine.clock.sleep(1)
    newest = folder / "paperboy-20261116T030502Z.db"
    assert json.loads(ran.out) == {"backup": str(newest), "bytes": newest.stat().st_size}
    assert len(list(folder.glob("*.db"))) == 2


def test_a_copy_is_made_beside_a_worker_but_not_put_back(machine: Machine) -> None:
    with exclusively(machine.state / "paperboy.lock"):
        assert machine.run("backup").code == 0
        ran = machine.run("restore", machine.state / "backups" / COPY, "--yes")
    assert ran.code == 75
    assert "another paperboy works here" in ran.told


def test_where_nobody_can_be_asked_nothing_is_replaced_without_yes(machine: Machine) -> None:
    machine.run("backup")
    copy = machine.state / "backups" / COPY
    machine.begin("second")
    words = [sys.executable, "-m", "bot", "--config", str(machine.config), "restore", str(copy)]
    ran = subprocess.run(words, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert f"will be replaced by {copy}: say --yes to agree" in ran.stderr
    assert machine.begun("second") == [True]


@pytest.mark.parametrize(("said", "code", "second"), [("y", 0, False), ("n", 130, True)])
def test_on_a_terminal_a_person_is_asked(machine: Machine, said: str, code: int, second: bool) -> None:
    machine.run("backup")
    copy = machine.state / "backups" / COPY
    machine.begin("second")
    person, terminal = pty.openpty()
    words = [sys.executable, "-m", "bot", "--config", str(machine.config), "restore", str(copy)]
    os.write(person, f"{said}\n".encode())
    ran = subprocess.run(words, cwd=PROJECT, stdin=terminal, capture_output=True, text=True, check=False)
    os.close(person)
    os.close(terminal)
    assert (ran.returncode, ran.stderr) == (code, "")
    assert f"{machine.database} ({machine.database.stat().st_size:,} bytes) will be replaced by {copy}" in ran.stdout
    assert machine.begun("second") == [second]


@pytest.mark.parametrize("words", [["backup"], ["restore", "copy.db", "--yes"]])
def test_postgresql_has_tools_of_its_own(machine: Machine, words: list[str]) -> None:
    text = machine.config.read_text(encoding="utf-8")
    machine.config.write_text(f'database = "postgresql://paperboy@localhost/papers"\n{text}', encoding="utf-8")
    ran = machine.run(*words)
    assert ran.code == 78
    assert ran.told.endswith("copy it with pg_dump and put it back with pg_restore")


def test_a_database_that_is_not_there_and_a_copy_that_is_none_are_named(machine: Machine, tmp_path: Path) -> None:
    ran = machine.run("restore", tmp_path / "clock", "--yes")
    assert ran.code == 78
    assert ran.told.startswith(f"paperboy: {tmp_path}/clock: is not an SQLite database")
    machine.database.unlink()
    ran = machine.run("backup")
    assert ran.code == 78
    assert f"{machine.database}: there is no such database" in ran.told
