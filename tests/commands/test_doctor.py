"""`paperboy doctor`: each trouble with its remedy, and all the rest looked at."""

import json
from collections.abc import Callable

import pytest

from bot.sandbox.forum import seed
from tests.commands.street import Street


def test_when_all_is_well_every_line_says_so(street: Street) -> None:
    ran = street.run("doctor")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert all(line.startswith("✓ ") for line in lines)
    for part in ("contact", "feed dair: ", "arXiv", "model claude-haiku-5-5", "max_tokens", "thinking", "forum: "):
        assert any(line.startswith(f"✓ {part}") for line in lines), part


def test_it_writes_nothing_and_spends_nothing(street: Street) -> None:
    stood = sorted(street.hands.state.posts)
    street.run("doctor")
    assert sorted(street.hands.state.posts) == stood
    assert {line.status for line in street.asked("forum") if line.method != "GET"} <= {400}
    assert "/v1/messages" not in [line.path for line in street.asked("model")]
    with street.store() as store:
        assert store.issues.all() == []
        assert store.feeds.last_change("dair") is None


def test_as_json_it_is_a_list_of_checks(street: Street) -> None:
    ran = street.run("doctor", "--json")
    checks = json.loads(ran.out)
    assert (ran.code, len(checks)) == (0, len(street.run("doctor").out.splitlines()))
    assert all(set(check) == {"what", "well", "remedy"} for check in checks)
    assert all(check["well"] is True and check["remedy"] == "" for check in checks)


def example_contact(street: Street) -> None:
    street.change("mailto:somebody@paperboy.test", "mailto:you@example.org")


def login_page(street: Street) -> None:
    street.world.newsletter.shown = "login"


def silent_arxiv(street: Street) -> None:
    street.order(server="arxiv", nth=None, kind="status", answer="server error")


def wrong_model_key(street: Street) -> None:
    street.give("model-key", "wrong-model-key")


def no_model_key(street: Street) -> None:
    street.change('api_key_file = "model-key"\n', "")


def impossible_thinking(street: Street) -> None:
    street.change('"disabled"', '"sometimes"')


def staff_account(street: Street) -> None:
    street.give("forum-key", seed.GLOBAL_KEY)
    street.change('username = "paperboy"', f'username = "{seed.MODERATOR}"')


def a_persons_account(street: Street) -> None:
    bot = street.hands.state.user(seed.BOT)
    assert bot
    bot.time_read = 2 * 60 * 60


def missing_tag(street: Street) -> None:
    street.change('"paper-weekly"', '"paper-weekly", "no-such-tag"')


def missing_category(street: Street) -> None:
    street.change('"news"', '"nowhere"')


def wrong_forum_key(street: Street) -> None:
    street.give("forum-key", "9e" * 32)


def no_forum_key(street: Street) -> None:
    street.change('api_key_file = "forum-key"\n', "")


def missing_scope(street: Street) -> None:
    street.give("forum-key", seed.NARROW_KEY)


def no_login_secret(street: Street) -> None:
    pages(street)


def no_webhook_secret(street: Street) -> None:
    pages(street, "local_login = true\nhook_port = 8472")


def pages_for_strangers(street: Street) -> None:
    pages(street, 'host = "0.0.0.0"')


def pages_for_nobody(street: Street) -> None:
    street.publish_to_folder()
    pages(street)


def readers_of_a_folder(street: Street) -> None:
    street.publish_to_folder()
    with street.config.open("a", encoding="utf-8") as file:
        file.write("[editions.forum.corrections]\n")


def pages(street: Street, more: str = "") -> None:
    """Asks for the moderators' pages."""
    with street.config.open("a", encoding="utf-8") as file:
        file.write(f"[web]\n{more}\n")


@pytest.mark.parametrize(
    ("trouble", "what", "remedy"),
    [
        (example_contact, "contact", "put your own address or page there"),
        (login_page, "feed dair", "a login or error page?); open the address in a browser"),
        (silent_arxiv, "arXiv", "again later"),
        (wrong_model_key, "model", "the key is refused: check the secret"),
        (no_model_key, "model", "it wants a key, and none was given: give the secret 'anthropic-api-key'"),
        (impossible_thinking, "thinking", "check [llm] and [llm.models]"),
        (staff_account, "forum: account", "is staff; give the bot an ordinary account"),
        (a_persons_account, "forum: account", "is a person's (somebody reads the forum with it); give the bot an"),
        (missing_tag, "forum: tags", "no tag no-such-tag"),
        (missing_category, "forum: category", "no category 'nowhere'"),
        (wrong_forum_key, "forum: ", "check the API key"),
        (no_forum_key, "forum: ", "in the environment as DISCOURSE_API_KEY"),
        (missing_scope, "forum: ", "scope"),
        (no_login_secret, "pages: login by 127.0.0.1:", "or in the environment as DISCOURSE_CONNECT_SECRET; the forum"),
        (no_webhook_secret, "pages: webhook on port 8472", "or in the environment as DISCOURSE_WEBHOOK_SECRET"),
        (pages_for_strangers, "pages", "give the `url` at which the pages are opened"),
    ],
)
def test_a_trouble_is_told_with_its_remedy_and_the_rest_is_well(
    street: Street, trouble: Callable[[Street], None], what: str, remedy: str
) -> None:
    trouble(street)
    ran = street.run("doctor", "--json")
    checks = json.loads(ran.out)
    assert (ran.code, ran.err) == (78, "")
    bad = [check for check in checks if not check["well"]]
    assert bad != []
    assert all(check["what"].startswith(what) for check in bad)
    assert remedy in bad[0]["remedy"]
    assert len([check for check in checks if check["well"]]) >= 6
    for part in ("contact", "feed dair", "arXiv", "forum: address"):
        assert any(check["what"].startswith(part) for check in checks), part


@pytest.mark.parametrize(
    ("trouble", "what", "remedy"),
    [
        (pages_for_nobody, "pages: http://127.0.0.1:8471", "no edition goes to a forum; set local_login = true"),
        (readers_of_a_folder, "forum: corrections", "it goes to no forum"),
    ],
)
def test_a_folder_has_neither_readers_nor_moderators(
    street: Street, trouble: Callable[[Street], None], what: str, remedy: str
) -> None:
    trouble(street)
    ran = street.run("doctor", "--json")
    (bad,) = [check for check in json.loads(ran.out) if not check["well"]]
    assert (ran.code, bad["what"], remedy in bad["remedy"]) == (78, what, True)


def test_what_the_pages_need_is_looked_at_too(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCOURSE_CONNECT_SECRET", "shared-with-the-forum")
    monkeypatch.setenv("DISCOURSE_WEBHOOK_SECRET", "shared-with-its-webhook")
    pages(street, "hook_port = 8472")
    ran = street.run("doctor")
    assert ran.code == 0
    assert [line.rpartition(":")[0] for line in ran.out.splitlines() if line.startswith("✓ pages: login")]
    assert "✓ pages: webhook on port 8472" in ran.out.splitlines()
    assert "shared-with" not in ran.out


def test_for_people_the_remedy_stands_below_the_cross(street: Street) -> None:
    example_contact(street)
    lines = street.run("doctor").out.splitlines()
    assert lines[0] == "✗ contact mailto:you@example.org"
    assert lines[1].startswith("  put your own address")
    assert all(line.startswith("✓ ") for line in lines[2:])


def test_a_folder_edition_is_looked_at_too(street: Street) -> None:
    street.publish_to_folder()
    ran = street.run("doctor")
    assert ran.code == 0
    assert f"✓ forum: folder {street.folder / 'out'}" in ran.out
    assert street.asked("forum") == []
