"""Every recipe of docs/editions.md is taken by the program as it stands there."""

import json
import re

import pytest
from pytest_httpserver import HTTPServer

from bot.llm.lacks import NO_KEY, Lack
from bot.sandbox.forum import seed
from tests.commands.street import CALLS, ISSUE, PROJECT, Street
from tests.llm.locals import ALL, LocalServer
from tests.publishers.receiver import SECRET, receiving
from tools.recipes import PAGE, own_model, recipes

WEEKLY = ("korean", "japanese", "nihongo", "geeknews", "qiita", "blog", "place", "folder")
ALONE = ("korean", "blog", "daily", "place", "folder", "letter")
"""The editions that need no other one."""


def follow(street: Street, *names: str, **hook: str) -> None:
    """Puts recipes in the place of the street's own edition; all of them where none is named."""
    found = recipes(street.addresses, **hook)
    head, _, _ = street.config.read_text(encoding="utf-8").partition("[editions.forum]")
    taken = [found[name] for name in names or found]
    street.config.write_text("\n".join([head, *taken]), encoding="utf-8")


@pytest.fixture
def forum(street: Street, monkeypatch: pytest.MonkeyPatch) -> Street:
    """Keys where the page says they are put, and a forum with content localizations."""
    monkeypatch.setenv("DISCOURSE_API_KEY", seed.GLOBAL_KEY)
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    street.hands.configure(content_localization_enabled=True, content_localization_supported_locales="ko|ja")
    return street


def test_doctor_finds_nothing_to_change_in_all_of_them_together(forum: Street) -> None:
    follow(forum)
    ran = forum.run("doctor")
    assert (ran.code, ran.err) == (0, ""), ran.out
    for name in ("korean", "japanese", "nihongo", "geeknews", "qiita", "blog", "daily", "place", "letter"):
        assert f"\n✓ {name}: " in ran.out


@pytest.mark.parametrize("name", ALONE)
def test_doctor_finds_nothing_to_change_in_one_alone(forum: Street, name: str) -> None:
    follow(forum, name)
    ran = forum.run("doctor")
    assert (ran.code, ran.err) == (0, ""), ran.out


def test_doctor_finds_a_model_of_ones_own_well_whatever_it_lacks(street: Street, httpserver: HTTPServer) -> None:
    server = LocalServer(httpserver, ALL)
    head, _, rest = street.config.read_text(encoding="utf-8").partition("[llm]")
    _, edition, rest = rest.partition("[editions.forum]")
    street.config.write_text(f"{head}{own_model(server.url)}\n{edition}{rest}", encoding="utf-8")

    ran = street.run("doctor")

    assert (ran.code, ran.err) == (0, "")
    assert f"✓ model qwen3-32b: its server {Lack.COUNTING}" in ran.out.splitlines()
    assert server.keys == [f"Bearer {NO_KEY}"]
    assert server.asked == []


def test_a_recipe_that_rots_is_noticed(forum: Street) -> None:
    follow(forum, "korean")
    forum.change("folded_abstracts", "fold_abstracts")
    ran = forum.run("doctor")
    assert (ran.code, "unknown key" in ran.err) == (78, True)


def test_what_the_page_leads_to_is_there() -> None:
    page = PAGE.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-")
        for line in re.findall("^##+ (.*)", page, re.MULTILINE)
    }
    assert [anchor for anchor in re.findall(r"\]\(#([\w-]+)\)", page) if anchor not in headings] == []
    files = re.findall(r"\]\(([\w./-]+\.md)", page) + re.findall(r'src="([^"]+)"', page)
    assert [file for file in files if not (PAGE.parent / file).is_file()] == []
    assert all((PAGE.parent / file).stat().st_size < 250_000 for file in files)


def test_what_config_toml_has_behind_comment_signs_is_taken_too(street: Street) -> None:
    text = (PROJECT / "config.toml").read_text(encoding="utf-8")
    whole = re.sub(r"^# (?=\[[\w.-]+\]|\w+ = )", "", text, flags=re.MULTILINE)
    assert "\n[editions.my-forum.corrections]" in whole
    street.config.write_text(f'prompts = "{PROJECT / "prompts"}"\n{whole}', encoding="utf-8")
    ran = street.run("status")
    assert (ran.code, ran.err) == (0, "")
    assert street.asked("newsletter") == []


@pytest.mark.long
def test_the_weekly_goes_to_all_places_and_is_bought_once_a_language(forum: Street) -> None:
    with receiving() as place:
        follow(forum, *WEEKLY, hook=place.url)
        for _ in range(2):
            ran = forum.run("tick")
            assert ran.code == 0, ran.err
            forum.wind(hours=7)
    told = json.loads(forum.run("status", "--json").out)["digests"]
    assert {one["key"]: one["state"] for one in told} == {f"{ISSUE}/{name}": "out" for name in WEEKLY}
    assert len(forum.asked("model")) == CALLS + 12, "the instructions, ten papers and the intro in Japanese"
    assert [topic.tags for topic in forum.topics] == [("paper-weekly", "에이전트", "llm"), ("paper-weekly",)]
    assert [call.json["event"] for call in place.calls] == ["publish"]
