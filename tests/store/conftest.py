"""A fresh database for every test: on SQLite always, on PostgreSQL where `initdb` is found."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from bot.store import Database
from bot.store.engine import Transactions, connect
from tests.databases import fresh

from .samples import NOON


class Cluster:
    """A PostgreSQL server of this test run alone, on a Unix socket."""

    def __init__(self, folder: Path, tools: Path) -> None:
        self.folder = folder
        self._tools = tools
        self._numbers = count(1)
        self._run("initdb", "-U", "paperboy", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        self._run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", settings, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")

    def url(self, database: str, *, user: str = "paperboy") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def create(self, options: str = "") -> str:
        """The URL of a new, empty database."""
        name = f"papers_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} {options}")
        return self.url(name)

    def create_schema(self) -> str:
        """The URL of a new, empty schema; quicker to make, and to throw away, than a database."""
        name = f"letters_{next(self._numbers)}"
        self.execute(f"CREATE SCHEMA {name}")
        return f"{self.url('postgres')}&options=-csearch_path%3D{name}"

    def execute(self, statement: str, *, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, tool: str, *arguments: str) -> None:
        command = [self._tools / tool, "-D", self.folder / "data", *arguments]
        # The server keeps what it inherits open, so its output must not be a pipe of ours.
        subprocess.run(command, cwd=self.folder, user=_server_user(), stdout=subprocess.DEVNULL, check=True)


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root; None to stay who we are."""
    if os.geteuid() != 0:
        return None
    return next(one.pw_name for one in pwd.getpwall() if one.pw_name in {"postgres", "nobody"})


def _tools() -> Path | None:
    installed = [Path(found).resolve()] if (found := shutil.which("initdb")) else []
    installed += sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[0].parent if installed else None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    tools = _tools()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (no initdb)")
    # A socket's path has at most 107 bytes, so pytest's own folders are too deep.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if user := _server_user():
        shutil.chown(folder, user)
    server = Cluster(folder, tools)
    yield server
    server.stop()
    shutil.rmtree(folder)


_POSTGRES = pytest.param(
    "postgres", marks=[pytest.mark.long, pytest.mark.postgres, pytest.mark.xdist_group("postgres")]
)


@pytest.fixture(params=["sqlite", _POSTGRES])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that nothing was written to yet."""
    if request.param == "sqlite":
        return str(tmp_path / "papers.db")
    server: Cluster = request.getfixturevalue("cluster")
    return server.create_schema()


@pytest.fixture
def db(where: str) -> Iterator[Database]:
    """Its clock stands at noon."""
    opened = Database.open(where, now=lambda: NOON) if "://" in where else fresh(Path(where), lambda: NOON)
    with opened:
        yield opened


@pytest.fixture
def transactions(db: Database, where: str) -> Iterator[Transactions]:
    """The same database by another door, one that soon loses patience."""
    other = connect(where, patience_s=0.05)
    yield other
    other.close()
