"""config.toml as a whole: which plug-in reads a source, whose tables are whose, and which edition comes after which."""

from pathlib import Path

import pytest

from bot.config import Config, load
from bot.errors import Misconfigured

HEAD = "contact = 'mailto:a@b.example'\n[llm]\nmodel = 'm'\n"
EDITION = "[editions.{name}]\nlocale = 'ko'\npublisher = 'folder'\n{more}\n[editions.{name}.folder]\npath = 'out'\n"


def configured(folder: Path, *tables: str) -> Config:
    file = folder / "config.toml"
    file.write_text(HEAD + "\n".join(tables), encoding="utf-8")
    return load(file)


def test_a_source_of_another_name_says_which_plug_in_reads_it(tmp_path: Path) -> None:
    config = configured(
        tmp_path,
        "[sources.papers]\nkind = 'dair'\n[sources.papers.dair]\nanything = 1",
        EDITION.format(name="north", more="source = 'papers'"),
    )
    assert (config.kind_of("papers"), config.kind_of("dair")) == ("dair", "dair")
    assert config.source_table("papers").values == {"anything": 1}
    assert config.editions[0].source_kind == "dair"


def test_a_plug_in_that_is_none_has_the_line_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"config\.toml:5: sources\.papers\.kind: there is no source 'dare'"):
        configured(tmp_path, "[sources.papers]\nkind = 'dare'", EDITION.format(name="north", more=""))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("south", "editions.north.after: there is no other edition 'south' of dair; there are: none"),
        ("north", "editions.north.after: north waits for north; take one `after` out"),
    ],
)
def test_an_edition_comes_after_another_one_of_its_source(tmp_path: Path, after: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        configured(tmp_path, EDITION.format(name="north", more=f"after = '{after}'"))


def test_a_grace_after_no_topic_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"editions\.north\.grace: it is counted from the topic of `after`"):
        configured(tmp_path, EDITION.format(name="north", more="grace = '6h'"))


def test_editions_that_wait_for_each_other_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="east waits for west waits for east"):
        configured(
            tmp_path,
            EDITION.format(name="east", more="after = 'west'"),
            EDITION.format(name="west", more="after = 'east'"),
        )


# ── one that is shown in another's topics ────────────────────────────────────────────────────────────────────────────

SHOWN = (
    "[editions.south]\nlocale = 'ja'\npublisher = 'localization'\n{more}\n[editions.south.localization]\nof = '{of}'\n"
)


def test_what_is_shown_in_another_editions_topics_comes_after_it_and_both_know(tmp_path: Path) -> None:
    shown = SHOWN.format(more="", of="north")
    north, south = configured(tmp_path, EDITION.format(name="north", more=""), shown).editions
    assert (north.localized, north.localizes, north.after) == (True, "", "")
    assert (south.localized, south.localizes, south.after) == (False, "north", "north")
    assert south.review == "none"


@pytest.mark.parametrize(
    ("more", "of", "said"),
    [
        ("", "nowhere", "there is no other edition 'nowhere' of dair; there are: north"),
        ("after = 'north'", "north", "what is shown in the topics of north comes after those; take `after` out"),
        ("", "south", "south waits for south; take one `after` out"),
    ],
)
def test_it_is_shown_in_those_of_another_edition_there_is(tmp_path: Path, more: str, of: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=f"editions.south.localization.of: {said}"):
        configured(tmp_path, EDITION.format(name="north", more=""), SHOWN.format(more=more, of=of))


def test_it_is_written_in_another_language(tmp_path: Path) -> None:
    shown = SHOWN.format(more="", of="north").replace("'ja'", "'ko'")
    with pytest.raises(Misconfigured, match="north is written in ko too; name one of another `locale`"):
        configured(tmp_path, EDITION.format(name="north", more=""), shown)


@pytest.mark.parametrize(("url", "username"), [("https://forum.example", "paperboy"), ("https://other.example", "bot")])
def test_it_is_shown_by_the_account_that_posts_the_other(tmp_path: Path, url: str, username: str) -> None:
    forum = "[editions.north]\nlocale = 'ko'\npublisher = 'discourse'\n[editions.north.discourse]\ncategory = 'news'\n"
    forum += f"url = '{url}'\nusername = '{username}'"
    shown = SHOWN.format(more="", of="north") + "url = 'https://forum.example/'\nusername = 'Bot'\n"
    with pytest.raises(Misconfigured, match=r"localization\.of: north is not posted there by that account; give both"):
        configured(tmp_path, forum, shown)
    same = forum.replace(f"'{username}'", "'bot'").replace(f"url = '{url}'", "url = 'https://forum.example'")
    assert configured(tmp_path, same, shown).editions[0].localized


def test_it_is_shown_in_topics_and_not_in_what_is_shown(tmp_path: Path) -> None:
    more = SHOWN.format(more="", of="south").replace("editions.south", "editions.east")
    with pytest.raises(Misconfigured, match="south has no topics of its own; name 'north'"):
        configured(tmp_path, EDITION.format(name="north", more=""), SHOWN.format(more="", of="north"), more)


def test_where_it_is_shown_must_be_a_name(tmp_path: Path) -> None:
    config = configured(
        tmp_path, EDITION.format(name="north", more=""), SHOWN.format(more="", of="north").replace("'north'", "1")
    )
    assert config.editions[1].localizes == ""


# ── a budget and the prices it takes to keep to it ───────────────────────────────────────────────────────────────────

PRICES = (
    "[llm.models.{0}.prices]\nas_of = 2026-11-21\nsource = 's'\ninput = 0\noutput = 0\ncache_write = 0\ncache_read = 0"
)
BUDGET = "[budget]\nmonth = 3"
NORTH = EDITION.format(name="north", more="")
JUDGE = "[llm.judge]\nmodel = 'second'"


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (
            [BUDGET],
            r"config\.toml:3: llm\.model: m has no prices.* \[llm\.models\.\"m\"\.prices\] \(0 for a server of your",
        ),
        ([BUDGET, "[llm.models.m]\neffort = 'low'"], r"config\.toml:3: llm\.model: m has no prices"),
        ([PRICES.format("m"), BUDGET, JUDGE], r"config\.toml:14: llm\.judge\.model: second has no prices"),
    ],
    ids=["first", "settings alone", "judge"],
)
def test_a_budget_that_nobody_could_keep_to_is_refused(tmp_path: Path, tables: list[str], said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        configured(tmp_path, *tables, NORTH)


def test_a_server_of_ones_own_costs_nothing_and_has_its_budget(tmp_path: Path) -> None:
    assert configured(tmp_path, PRICES.format("m"), BUDGET, NORTH).values.budget.month == 3
    assert configured(tmp_path, JUDGE, NORTH).values.budget.month == 20
