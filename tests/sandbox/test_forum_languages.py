"""Posts and titles in other languages, as strict as Discourse has them."""

from typing import Any

import httpx
import pytest

from bot.sandbox.forum import ForumSettings
from bot.sandbox.forum.seed import BOT, MODERATOR, READER
from tests.sandbox.ground import RAW, TITLE, Ground

POST, TOPIC = "/post_localizations/create_or_update.json", "/topic_localizations/create_or_update.json"


@pytest.fixture
def bot(ground: Ground) -> httpx.Client:
    ground.hands.configure(content_localization_enabled=True)
    return ground.everything()


def written(ground: Ground, **params: Any) -> dict[str, Any]:
    """A topic of the bot's in Korean, and the same in Japanese."""
    created = ground.topic(locale="ko", **params)
    bot = ground.everything()
    assert bot.post(POST, json={**of(created), "raw": "今週の論文です。"}).status_code == 201
    assert bot.post(TOPIC, json={**titled(created), "title": "今週の注目AI論文"}).status_code == 201
    return created


def of(created: dict[str, Any]) -> dict[str, Any]:
    return {"post_id": created["id"], "locale": "ja"}


def titled(created: dict[str, Any]) -> dict[str, Any]:
    return {"topic_id": created["topic_id"], "locale": "ja"}


def rows(client: httpx.Client, post_id: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/post_localizations/{post_id}.json").json()["post_localizations"]
    return found


def test_localizations_are_made_changed_and_forgotten(ground: Ground, bot: httpx.Client) -> None:
    created = ground.topic()
    text = {**of(created), "raw": "今週の論文"}
    for status in (201, 200):
        answer = bot.post(POST, json=text)
        assert (answer.status_code, answer.json()) == (status, {"success": "OK"})
    assert [(row["locale"], row["raw"]) for row in rows(bot, created["id"])] == [("ja", "今週の論文")]
    gone = bot.delete("/post_localizations/destroy.json", params=of(created))
    assert (gone.status_code, gone.content) == (204, b"")
    assert "content-type" not in gone.headers
    assert bot.delete("/post_localizations/destroy.json", params=of(created)).status_code == 404
    title = {**titled(created), "title": "今週の注目AI論文"}
    assert bot.post(TOPIC, json=title).status_code == 201
    assert bot.delete("/topic_localizations/destroy.json", params=titled(created)).status_code == 204
    assert bot.delete("/topic_localizations/destroy.json", params=titled(created)).status_code == 404


def test_a_first_posts_come_with_the_title_in_the_same_language(ground: Ground, bot: httpx.Client) -> None:
    created = written(ground)
    (row,) = rows(bot, created["id"])
    assert row["topic_localization"]["title"] == "今週の注目AI論文"
    assert (row["post_id"], row["post_version"]) == (created["id"], 1)


def test_the_version_is_that_of_the_post_when_the_text_was_last_changed(ground: Ground, bot: httpx.Client) -> None:
    created = written(ground)
    ground.hands.edit_as(MODERATOR, created["id"], RAW + " 고쳤습니다.")
    bot.post(POST, json={**of(created), "raw": "今週の論文です。"})
    assert rows(bot, created["id"])[0]["post_version"] == 1, "the same text is not even looked at"
    bot.post(POST, json={**of(created), "raw": "今週の論文です。\n"})
    assert rows(bot, created["id"])[0]["post_version"] == 2


@pytest.mark.parametrize("missing", ["post_id", "locale", "raw"])
def test_a_missing_parameter_is_missed_before_anything_else(ground: Ground, missing: str) -> None:
    given = {"post_id": "1", "locale": "ja", "raw": "本文", missing: ""}
    assert ground.everything().post(POST, json=given).status_code == 400


def test_a_locale_has_twenty_characters_at_most(ground: Ground, bot: httpx.Client) -> None:
    created = ground.topic()
    for length, status in ((20, 201), (21, 422)):
        answer = bot.post(POST, json={"post_id": created["id"], "locale": "j" * length, "raw": "本文です"})
        assert answer.status_code == status


ALLOWED: dict[str, tuple[dict[str, Any], str, int]] = {
    "off": ({"content_localization_enabled": False}, BOT, 403),
    "its author": ({}, BOT, 201),
    "its author, where authors may not": ({"content_localization_allow_author_localization": False}, BOT, 403),
    "a moderator": ({}, MODERATOR, 201),
    "a moderator, where they are no such group": ({"content_localization_allowed_groups": ("admins",)}, MODERATOR, 403),
    "a reader": ({}, READER, 403),
    "a reader of an allowed group": ({"content_localization_allowed_groups": ("trust_level_0",)}, READER, 201),
}


@pytest.mark.parametrize("who", ALLOWED)
def test_who_may_localise(ground: Ground, bot: httpx.Client, who: str) -> None:
    settings, username, status = ALLOWED[who]
    created = ground.topic()
    ground.hands.configure(**settings)
    client = ground.everything(username)
    assert client.post(POST, json={**of(created), "raw": "本文です"}).status_code == status
    assert client.post(TOPIC, json={**titled(created), "title": "題名です"}).status_code == status
    assert client.get(f"/post_localizations/{created['id']}.json").status_code == (200 if status == 201 else 403)


def test_what_is_not_there_is_not_found_by_whoever_asks(ground: Ground) -> None:
    assert ground.everything().get("/post_localizations/999999.json").status_code == 404
    assert ground.client().get("/post_localizations/999999.json").status_code == 403, "no scope opens it"
    assert ground.client(None).get("/post_localizations/999999.json").status_code == 403


# ── who sees what ────────────────────────────────────────────────────────────────────────────────────────────────────


def seen(ground: Ground, created: dict[str, Any], locale: str) -> tuple[str, str, str]:
    """The title, the first post and its raw, as a reader of that language gets them."""
    reader = ground.hands.state.user(READER)
    assert reader
    reader.locale = locale
    topic = ground.everything(READER).get(f"/t/{created['topic_id']}.json?include_raw=1").json()
    first = topic["post_stream"]["posts"][0]
    return topic["title"], first["cooked"], first["raw"]


def test_each_reader_sees_their_language_and_everybody_the_same_raw(ground: Ground, bot: httpx.Client) -> None:
    created = written(ground)
    assert seen(ground, created, "ja") == ("今週の注目AI論文", "<p>今週の論文です。</p>", RAW)
    assert seen(ground, created, "ja_JP")[0] == "今週の注目AI論文"
    for locale in ("ko", "en"):
        assert seen(ground, created, locale)[0] == TITLE


def test_a_post_whose_language_nobody_said_is_shown_as_it_is(ground: Ground, bot: httpx.Client) -> None:
    created = ground.topic()
    bot.post(POST, json={**of(created), "raw": "今週の論文です。"})
    bot.post(TOPIC, json={**titled(created), "title": "今週の注目AI論文"})
    assert seen(ground, created, "ja")[0] == TITLE


def test_a_text_for_an_older_version_is_still_shown(ground: Ground, bot: httpx.Client) -> None:
    created = written(ground)
    ground.hands.edit_as(MODERATOR, created["id"], RAW + " 고쳤습니다.")
    assert seen(ground, created, "ja")[1] == "<p>今週の論文です。</p>"


def test_turned_off_nothing_is_shown_in_another_language(ground: Ground, bot: httpx.Client) -> None:
    created = written(ground)
    ground.hands.configure(content_localization_enabled=False)
    assert seen(ground, created, "ja")[0] == TITLE


def test_the_language_switcher_is_in_the_address(ground: Ground, bot: httpx.Client) -> None:
    created = written(ground)
    pages = {tl: ground.client(None).get(f"/t/{created['topic_id']}{tl}").text for tl in ("", "?tl=ja", "?tl=ko")}
    assert ["今週の注目AI論文" in page for page in pages.values()] == [False, True, False]
    assert ["今週の論文です。" in page for page in pages.values()] == [False, True, False]


def test_so_many_languages_may_be_supported() -> None:
    ForumSettings(content_localization_supported_locales="ko|ja", content_localization_max_locales=2)
    with pytest.raises(ValueError, match="at most 2"):
        ForumSettings(content_localization_supported_locales="ko|ja|en", content_localization_max_locales=2)
