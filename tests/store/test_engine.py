import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Barrier

import pytest

from bot.domain import Finding
from bot.errors import Misconfigured, Unavailable
from bot.store import Database
from bot.store.engine import Transactions, connect

from .conftest import Cluster
from .samples import NOON, a_call, a_finding, a_hold, a_split, a_translation

NOBODY = 65534


def opened(where: str | Path) -> Database:
    return Database.open(where, now=lambda: NOON)


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write everywhere, so for a moment we are not root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that everybody may look into; pytest's own are private."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_file_and_folder_are_private_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "state" / "papers.db"
    before = os.umask(0)
    try:
        with opened(path) as db:
            db.issues.add(a_split())
            modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"papers.db": 0o600, "papers.db-wal": 0o600, "papers.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_every_connection_is_durable_and_checks_references(tmp_path: Path) -> None:
    with opened(tmp_path / "papers.db"):
        door = connect(tmp_path / "papers.db")
        with door.reading() as first, door.reading() as second:
            for connection in (first, second):
                told = [connection.exec_driver_sql(f"PRAGMA {one}").scalar() for one in PRAGMAS]
                assert told == ["wal", 2, 1, 30_000]
        door.close()


PRAGMAS = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")


def test_a_relative_path_and_an_odd_name_are_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    opened("논문 ?mode=ro#%41.db").close()
    assert (tmp_path / "논문 ?mode=ro#%41.db").stat().st_size > 0


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://root@localhost/papers", r"^mysql: no such database here; write postgresql://"),
        ("sqlite:///papers.db", r"^sqlite: no such database here; .* or a path$"),
        ("postgres ql://secret@", r"^the database URL cannot be read"),
    ],
)
def test_an_address_of_another_kind_is_refused(url: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        opened(url)


def test_a_missing_driver_is_named(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from bot.errors import Misconfigured\n"
        "from bot.store.engine import connect\n"
        "try: connect('postgresql://papers')\n"
        "except Misconfigured as error: print(error)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "PostgreSQL needs a driver: pip install 'paperboy-bot[postgres]'\n"


def test_a_path_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match=r"file/papers.db: cannot be opened for writing \(.*\); give another path"):
        opened(tmp_path / "file" / "papers.db")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"cannot be opened for writing \(is a directory\)"):
        opened(tmp_path)


def test_an_unwritable_folder_is_refused(shared_folder: Path) -> None:
    shared_folder.chmod(0o555)
    with without_privileges(), pytest.raises(Misconfigured, match=r"\(permission denied\)"):
        opened(shared_folder / "papers.db")
    assert not list(shared_folder.iterdir())


def test_a_folder_where_only_the_file_may_be_written_is_refused(shared_folder: Path) -> None:
    path = shared_folder / "papers.db"
    opened(path).close()
    path.chmod(0o666)
    shared_folder.chmod(0o555)
    with without_privileges(), pytest.raises(Misconfigured, match=r"give this user the right to write file and folder"):
        opened(path)


@pytest.mark.parametrize("content", [b"<!DOCTYPE html>" * 100, b"\xff" * 8192])
def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "papers.db"
    path.write_bytes(content)
    with pytest.raises(Misconfigured, match=r"papers.db: is not an SQLite database; restore it"):
        opened(path)
    assert path.read_bytes() == content


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    with opened(path) as db:
        for number in range(30):
            db.issues.add(a_split(f"week-{number}"))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xaa" * (len(whole) - 4096))
    with pytest.raises(Misconfigured, match=r"papers.db: is damaged; restore it"), opened(path) as db:
        db.issues.all()


def test_a_locked_database_is_tried_again_later(db: Database, transactions: Transactions, where: str) -> None:
    db.holds.put(a_hold("x"))
    with (
        connect_writing(where),
        pytest.raises(Unavailable, match=r"another program keeps it locked; it is tried again later"),
        transactions.writing(),
    ):
        pass
    assert db.holds.lift("x", "Mina", NOON)


def test_a_writer_does_not_stop_readers(db: Database, transactions: Transactions, where: str) -> None:
    with connect_writing(where), transactions.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM issues").scalar() == 0


@contextmanager
def connect_writing(where: str) -> Iterator[None]:
    door = connect(where)
    with door.writing():
        yield
    door.close()


def test_a_full_disk_keeps_the_database_whole(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    with opened(path) as db:
        db.issues.add(a_split())
    door = connect(path)
    with door.reading() as connection:
        # Of the whole connection, which the pool hands out again.
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(Unavailable, match=r"papers.db: the disk is full; make room"):
        Database(door, lambda: NOON).holds.put(a_hold("x", reason="y" * 900_000))
    door.close()
    with opened(path) as db:
        assert db.issues.add(a_split()) == a_split()


def test_a_file_that_may_not_grow_is_named(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    opened(path).close()
    code = (
        "import resource, signal, sys\n"
        "from datetime import UTC, datetime\n"
        "from bot.errors import Unavailable\n"
        "from bot.store import Database\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "db = Database.open(sys.argv[1], now=lambda: datetime(2026, 6, 28, tzinfo=UTC))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: db.editions.begin('y' * 1_000_000, datetime(2026, 6, 28, tzinfo=UTC))\n"
        "except Unavailable as error: print(error)\n"
    )
    told = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert told.stdout.startswith(f"{path}: the disk ")
    with opened(path) as db:
        assert db.editions.since("y" * 1_000_000) is None


def test_a_bug_is_not_dressed_up(db: Database, transactions: Transactions) -> None:
    with pytest.raises(Exception, match="nowhere") as raised, transactions.reading() as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")
    assert not isinstance(raised.value, Unavailable | Misconfigured)


def test_eight_threads_open_a_new_database_at_once(where: str) -> None:
    start = Barrier(8)

    def visit(number: int) -> None:
        start.wait()
        with opened(where) as db:
            db.editions.begin(f"edition-{number}", NOON)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(visit, range(8)))
    with opened(where) as db:
        assert [db.editions.since(f"edition-{number}") for number in range(8)] == [NOON] * 8


def test_eight_writers_lose_no_row(db: Database) -> None:
    entry = db.issues.add(a_split()).entries[0].key

    def write(number: int) -> list[int]:
        versions = []
        for turn in range(10):
            db.issues.add(a_split(f"week-{number}-{turn}", papers=1))
            db.issues.add(a_split("everybodys", papers=1))
            db.calls.add(a_call(f"thread/{number}"), memory=f"turn-{turn}", answer=str(number))
            versions.append(db.translations.add(a_translation(entry)).version)
        return versions

    with ThreadPoolExecutor(8) as pool:
        versions = [version for part in pool.map(write, range(8)) for version in part]
    assert sorted(versions) == list(range(1, 81))
    assert len({issue.key for issue in db.issues.all()}) == 82
    assert [len(db.calls.under(f"thread/{number}")) for number in range(8)] == [10] * 8


POSTGRES = [pytest.mark.long, pytest.mark.postgres, pytest.mark.xdist_group("postgres")]


class TestPostgres:
    pytestmark = POSTGRES

    def test_a_lost_connection_loses_the_transaction_only(self, cluster: Cluster) -> None:
        url = cluster.create()
        name = url.partition("@/")[2].partition("?")[0]

        def cut() -> Iterator[Finding]:
            yield a_finding("x")
            cluster.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
            yield a_finding("y")

        with opened(url) as db:
            with pytest.raises(Unavailable, match=r"tried again later|stopped the query or itself"):
                db.findings.add(cut())
            assert not db.findings.under("x")
            db.findings.add([a_finding("x")])
            assert db.findings.under("x")

    def test_a_server_that_is_away_is_tried_again_later(self, tmp_path: Path) -> None:
        with pytest.raises(Unavailable, match=r"the connection was lost; it is tried again later") as raised:
            opened(f"postgresql://paperboy:s3cret@/papers?host={tmp_path}")
        assert "s3cret" not in str(raised.value)
        assert "\n" not in str(raised.value)

    def test_a_database_or_user_that_is_not_there_is_named(self, cluster: Cluster) -> None:
        for url in (cluster.url("nowhere"), cluster.url("postgres", user="nobody_here")):
            with pytest.raises(Misconfigured, match=r"does not exist"):
                opened(url)

    def test_a_user_without_rights_is_told_what_to_grant(self, cluster: Cluster) -> None:
        url = cluster.create()
        cluster.execute("CREATE ROLE reader LOGIN")
        with pytest.raises(Misconfigured, match=r"grant the rights on the database's schema"):
            opened(url.replace("paperboy@", "reader@"))

    def test_an_address_with_its_driver_is_the_same_address(self, cluster: Cluster) -> None:
        opened(cluster.create().replace("postgresql:", "postgresql+psycopg:")).close()


def test_a_clock_in_another_zone_is_kept_in_utc(tmp_path: Path) -> None:
    seoul = datetime.fromisoformat("2026-06-28T21:00:00+09:00")
    with Database.open(tmp_path / "papers.db", now=lambda: seoul) as db:
        db.issues.add(a_split(why="a paywall"))
        assert db.holds.all()[0].since.isoformat() == "2026-06-28T12:00:00+00:00"
    raw = sqlite3.connect(tmp_path / "papers.db")
    assert raw.execute("SELECT since FROM holds").fetchall() == [("2026-06-28 12:00:00.000000",)]
    raw.close()
