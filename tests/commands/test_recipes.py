"""Every recipe of docs/editions.md is taken by the program as it stands there."""

import pytest

from bot.sandbox.forum import seed
from tests.commands.street import Street
from tools.recipes import recipes

SECRET = "a-secret-of-the-webhook-of-ours"
ALONE = ("korean", "blog", "daily", "place", "folder", "letter")
"""The editions that need no other one."""


def follow(street: Street, *names: str) -> None:
    """Puts recipes in the place of the street's own edition; of all of them where none is named."""
    found = recipes(street.addresses)
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


def test_a_recipe_that_rots_is_noticed(forum: Street) -> None:
    follow(forum, "korean")
    forum.change("folded_abstracts", "fold_abstracts")
    ran = forum.run("doctor")
    assert (ran.code, "unknown key" in ran.err) == (78, True)
