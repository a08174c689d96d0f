"""The model and those beside it are built from the configuration; no key goes where it does not belong."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copy
from threading import Event
from typing import Any

import pytest

from bot import wiring, writer
from bot.clock import SystemClock
from bot.config import load
from bot.errors import Misconfigured
from bot.llm import Model, ModelSettings, Shared
from bot.llm.lacks import NO_KEY
from bot.ports import Bot, Check
from bot.pulse import Pulse
from bot.store import Database
from tests.fakes import Heard, OneByOne

CONFIG = """\
contact = "paperboy@forum.example"
[llm]
model = "first"
headers = {{ x-api-key = "{{api_key}}" }}
[llm.models.second]
effort = "low"
{judge}
[editions.north]
locale = "ko"
publisher = "folder"
[editions.north.folder]
path = "out"
"""
KEY, OWN = "first-key-0123456789", "second-key-0123456789"

Build = Callable[..., tuple[ModelSettings, ModelSettings | None]]
BESIDE = pytest.mark.parametrize("table", ["judge", "stronger"])


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """What the model and the one beside it would be made of, with these lines for the latter."""
    made: list[tuple[ModelSettings, ModelSettings | None]] = []

    class Kept(Model):
        def __init__(self, settings: ModelSettings, shared: Shared, **beside: Any) -> None:
            super().__init__(settings, shared)
            made.append((settings, beside.get("judge") or beside.get("stronger")))

        def check(self) -> list[Check]:  # nothing is asked
            return []

    monkeypatch.setattr(writer, "Model", Kept)
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)

    def build(judge: str, tried: str = "") -> tuple[ModelSettings, ModelSettings | None]:
        def check(bot: Bot) -> None:
            (bot.translator.using(tried) if tried else bot.translator).check()

        with_bot(tmp_path, judge, check)
        return made[-1]

    return build


def with_bot(folder: Path, judge: str, use: Callable[[Bot], object]) -> object:
    """What `use` makes of a bot of that configuration."""
    (folder / "prompts").mkdir(exist_ok=True)
    for name in ("translate", "intro", "repair", "judge", "correction"):
        (folder / "prompts" / f"{name}.md").write_text("Do it in $language.", encoding="utf-8")
    (folder / "prompts" / "ko").mkdir(exist_ok=True)
    copy(Path(__file__).parents[1] / "prompts" / "ko" / "locale.toml", folder / "prompts" / "ko")
    file = folder / "config.toml"
    file.write_text(CONFIG.format(judge=judge), encoding="utf-8")
    clock = SystemClock()
    with (
        Database.open(folder / "paperboy.db", now=clock.now) as store,
        wiring.connected(load(file), store, clock, OneByOne(), Heard(), Pulse()) as bot,
    ):
        return use(bot)


def test_without_another_model_there_is_none(built: Build) -> None:
    first, other = built("")

    assert (first.model, first.headers, other) == ("first", {"x-api-key": KEY}, None)


@BESIDE
def test_a_model_at_the_same_address_has_the_same_key_and_its_own_settings(built: Build, table: str) -> None:
    first, other = built(f"[llm.{table}]\nmodel = 'second'")

    assert other
    assert (other.model, other.effort, first.effort) == ("second", "low", None)
    assert (other.base_url, other.api_key, other.headers) == (first.base_url, KEY, {"x-api-key": KEY})


@BESIDE
def test_a_model_at_another_address_gets_its_own_key_and_none_of_the_first_ones_headers(
    built: Build, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    monkeypatch.setenv(f"{table.upper()}_API_KEY", OWN)

    _writer, other = built(f"[llm.{table}]\nmodel = 'second'\nbase_url = 'https://models.example'")

    assert other
    assert (other.base_url, other.api_key, other.headers) == ("https://models.example", OWN, {})


@pytest.mark.parametrize(("table", "whose"), [("judge", "the second model"), ("stronger", "the stronger model")])
def test_a_model_at_another_address_without_a_key_is_refused(built: Build, table: str, whose: str) -> None:
    with pytest.raises(Misconfigured, match=f"{table}-api-key: {whose} needs this secret"):
        built(f"[llm.{table}]\nmodel = 'second'\nbase_url = 'https://models.example'")


def test_a_server_on_this_machine_needs_no_key_and_any_other_does(
    built: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    _writer, judge = built("[llm.judge]\nmodel = 'second'\nbase_url = 'http://127.0.0.1:8080'")
    assert judge
    assert judge.api_key == NO_KEY

    monkeypatch.setenv("JUDGE_API_KEY", OWN)
    _writer, judge = built("[llm.judge]\nmodel = 'second'\nbase_url = 'http://127.0.0.1:8080'")
    assert judge
    assert judge.api_key == OWN

    monkeypatch.delenv("JUDGE_API_KEY")
    with pytest.raises(Misconfigured, match="needs this secret"):
        built("[llm.judge]\nmodel = 'second'\nbase_url = 'http://10.0.0.2:8080'")


@BESIDE
def test_its_key_may_be_a_file_beside_the_configuration(built: Build, tmp_path: Path, table: str) -> None:
    (tmp_path / "key").write_text(f"{OWN}\n", encoding="utf-8")

    _writer, other = built(f"[llm.{table}]\nmodel = 'second'\napi_key_file = 'key'")

    assert other
    assert other.api_key == OWN


def test_who_judges_and_that_nobody_is_stronger_is_known_without_a_key(tmp_path: Path) -> None:
    assert with_bot(tmp_path, "[llm.judge]\nmodel = 'second'", lambda bot: bot.translator.judged_by) == "second"
    assert with_bot(tmp_path, "", lambda bot: (bot.translator.judged_by, bot.translator.stronger)) == ("", None)


def test_two_threads_that_want_the_model_first_get_the_same_one(built: Build, tmp_path: Path) -> None:
    built("")
    made: list[Model] = []

    class Slow(Model):
        def __init__(self, settings: ModelSettings, shared: Shared, **more: Any) -> None:
            super().__init__(settings, shared, **more)
            Event().wait(0.05)
            made.append(self)

        def check(self) -> list[Check]:  # nothing is asked
            return []

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor() as pool:
        patch.setattr(writer, "Model", Slow)
        with_bot(tmp_path, "", lambda bot: [one.result() for one in [pool.submit(bot.translator.check) for _ in "ab"]])
    assert len(made) == 1


def test_a_model_without_prices_is_said_to_have_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: Build
) -> None:
    prices = "prices = {as_of = 2026-11-21, source = 's', input = 1, output = 1, cache_write = 1, cache_read = 1}"
    checks = with_bot(tmp_path, f"{prices}\n[llm.judge]\nmodel = 'second'", lambda bot: bot.translator.check())
    assert [check.what for check in checks] == [f"model first: {writer.UNPRICED}"]  # type: ignore[attr-defined]  # checks


# ── on trial ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_model_on_trial_has_its_own_settings_at_the_first_ones_address(built: Build) -> None:
    tried, other = built("", "second")

    assert (tried.model, tried.effort, tried.api_key, other) == ("second", "low", KEY, None)
    assert (tried.base_url, tried.headers) == ("https://api.anthropic.com", {"x-api-key": KEY})


@BESIDE
def test_a_model_that_has_an_address_is_tried_there_with_its_own_key(
    built: Build, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    monkeypatch.setenv(f"{table.upper()}_API_KEY", OWN)

    tried, _other = built(f"[llm.{table}]\nmodel = 'second'\nbase_url = 'https://models.example'", "second")

    assert (tried.base_url, tried.api_key, tried.headers) == ("https://models.example", OWN, {})


def test_a_judge_reads_what_a_model_on_trial_writes_and_nobody_stronger_stands_behind_it(built: Build) -> None:
    tried, other = built("[llm.judge]\nmodel = 'second'\n[llm.stronger]\nmodel = 'third'", "fourth")

    assert other
    assert (tried.model, other.model) == ("fourth", "second")


# ── archives ──────────────────────────────────────────────────────────────────────────────────────────────

OLD = "[sources.old]\nkind = 'dair_archive'\n[sources.old.dair_archive]\n{}\n"


def test_an_archive_stands_beside_its_newsletter(tmp_path: Path) -> None:
    found = with_bot(tmp_path, OLD.format("newsletter = 'dair'"), lambda bot: (list(bot.sources), list(bot.archives)))
    assert found == (["dair"], ["dair"])


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (
            OLD.format("newsletter = 'dare'"),
            r"config\.toml:10: sources\.old\.dair_archive\.newsletter: there is no source 'dare'; did you mean 'dair'",
        ),
        (OLD.format("years = 'file:///etc/passwd'"), r"config\.toml:10: sources\.old\.dair_archive\.years: "),
        (OLD.format("year = 2026"), r"config\.toml:10: sources\.old\.dair_archive\.year: unknown key"),
        (
            OLD.format("") + OLD.format("").replace("old", "older"),
            r"sources\.older.*: dair has an archive already; take one of the two out",
        ),
        (
            OLD.format("") + "[editions.south]\nlocale = 'ko'\npublisher = 'folder'\nsource = 'old'\n"
            "[editions.south.folder]\npath = 'out'",
            r"config\.toml:7: sources\.old: an archive of dair; an edition reads the newsletter itself",
        ),
    ],
)
def test_an_archive_of_nothing_a_second_one_and_an_edition_of_one_are_refused(
    tmp_path: Path, tables: str, said: str
) -> None:
    with pytest.raises(Misconfigured, match=said):
        with_bot(tmp_path, tables, lambda bot: bot)
