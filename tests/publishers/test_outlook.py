"""The look of doctor at the account, and at what an edition needs that listens to its readers."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.domain import Audience, Correcting
from bot.sandbox.faults import Status
from bot.sandbox.forum.seed import ADMIN, BOT, BOT_KEY, BOT_SCOPES, GLOBAL_KEY, MODERATOR, NEWSDESK
from tests.publishers.town import Town, intents

WHISPERS = Correcting(channel=Audience.WHISPER)
GROUP = Correcting(channel=Audience.GROUP, group=NEWSDESK)
NOT_FOUND = '{"errors":["x"],"error_type":"not_found"}'
NO_ACCESS = '{"errors":["x"],"error_type":"invalid_access"}'
REFUSED = '{"action":"create_post","errors":["Body can\'t be blank"]}'


def looked(town: Town, correcting: Correcting | None, **settings: Any) -> tuple[dict[str, str], dict[str, str]]:
    """What is well, and what to do about the rest, by what was looked at."""
    before = (len(town.hands.state.topics), len(town.hands.state.posts), len(town.hands.state.queue))
    checks = town.publisher(correcting=correcting, **settings).check()
    assert (len(town.hands.state.topics), len(town.hands.state.posts), len(town.hands.state.queue)) == before
    assert all(BOT_KEY not in check.what + check.remedy for check in checks)
    told = [(check.what.split(": ", 2), check) for check in checks]
    return (
        {words[1]: words[2] for words, check in told if check.well},
        {words[1]: check.remedy for words, check in told if not check.well},
    )


def group_answers(town: Town, *answers: tuple[int, str]) -> None:
    """What the forum says of the group, first to the key, then to anybody."""
    for number, (status, body) in enumerate(answers, 1):
        town.trouble(Status(kind="status", server="forum", path="/groups/", nth=number, status=status, body=body))


def group(*, messageable: bool | None) -> str:
    word = {True: ',"messageable":true', False: ',"messageable":false', None: ""}[messageable]
    return f'{{"group":{{"id":41,"name":"{NEWSDESK}"{word}}},"extras":{{}}}}'


@pytest.mark.parametrize("name", [MODERATOR, ADMIN])
def test_a_staff_account_is_refused_with_what_to_do(town: Town, name: str) -> None:
    _, wrong = looked(town, None, key=GLOBAL_KEY, username=name)
    assert "give the bot an ordinary account of its own, which no person uses" in wrong["account"]


def test_an_account_that_everybody_sees_is_looked_at_without_the_scope(town: Town) -> None:
    town.publisher().create(intents()[0])
    town.scope_key(*(scope for scope in BOT_SCOPES if scope != "users:show"))
    well, _ = looked(town, None)
    assert well["account"] == f"{BOT}, trust level 2"


def test_a_new_account_that_nobody_sees_without_the_scope_is_said_to_be_unknown(town: Town) -> None:
    town.scope_key(*(scope for scope in BOT_SCOPES if scope != "users:show"))
    well, _ = looked(town, None)
    assert "could not be asked" in well["account"]


def test_an_edition_that_does_not_listen_is_asked_nothing_of_it(town: Town) -> None:
    well, wrong = looked(town, None)
    assert set(well) == {"address", "key", "account", "category", "tags", "formulas"}
    assert not wrong


def test_roles_need_a_scope_of_the_key(town: Town) -> None:
    assert "or in the group newsdesk" in looked(town, GROUP)[0]["roles"]
    town.scope_key(*(scope for scope in BOT_SCOPES if scope != "users:show"))
    assert "the scope users:show" in looked(town, GROUP)[1]["roles"]


def test_the_heart_needs_a_key_without_scopes(town: Town) -> None:
    assert "only a key without scopes does" in looked(town, GROUP)[0]["likes"]
    assert looked(town, GROUP, key=GLOBAL_KEY)[0]["likes"] == "a comment is acknowledged with a like"


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [(422, REFUSED, "told by whispers"), (400, NOT_FOUND, "this forum does not say whether the account may")],
)
def test_the_right_to_whisper_is_told_as_far_as_the_forum_tells(town: Town, status: int, body: str, told: str) -> None:
    town.trouble(Status(kind="status", server="forum", method="POST", path="/posts", nth=2, status=status, body=body))
    well, _ = looked(town, WHISPERS)
    assert well["moderators"].endswith(told)


def test_an_account_that_may_not_whisper_is_refused_with_the_setting(town: Town) -> None:
    town.trouble(Status(kind="status", server="forum", method="POST", path="/posts", nth=2, status=403, body=NO_ACCESS))
    _, wrong = looked(town, WHISPERS)
    assert "whispers_allowed_groups" in wrong["moderators"]


@pytest.mark.parametrize(
    ("correcting", "settings", "told"),
    [
        (WHISPERS, {}, "an answer must have 20 characters (min_post_length)"),
        (WHISPERS, {"min_post_length": 12}, "an answer may be as short as a command"),
        (GROUP, {}, "an answer may be as short as a command"),
        (GROUP, {"min_personal_message_post_length": 13}, "13 characters (min_personal_message_post_length)"),
    ],
)
def test_whether_a_command_is_long_enough_to_be_posted_is_told(
    settled: Callable[..., Town], correcting: Correcting, settings: dict[str, int], told: str
) -> None:
    well, _ = looked(settled(**settings), correcting)
    assert told in well["answers"]


def test_a_forum_that_hides_its_settings_does_not_say_how_long_an_answer_must_be(town: Town) -> None:
    town.trouble(Status(kind="status", server="forum", path="/site/settings", nth=None, status=403, body=NO_ACCESS))
    assert "this forum does not say" in looked(town, WHISPERS)[0]["answers"]


@pytest.mark.parametrize("status", [400, 422])
def test_the_right_to_post_shows_in_the_refusal_of_an_empty_text_of_old_and_new_forums(town: Town, status: int) -> None:
    town.trouble(Status(kind="status", server="forum", method="POST", path="/posts", status=status, body=REFUSED))
    assert "key" in looked(town, None)[0]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([(200, group(messageable=True))], "told by a message to newsdesk"),
        ([(403, NO_ACCESS), (200, group(messageable=None))], "only a key without scopes may ask"),
        ([(403, NO_ACCESS), (404, NOT_FOUND)], "which not everybody sees; whether paperboy may send it one"),
    ],
)
def test_a_group_is_looked_at_as_far_as_the_key_may(town: Town, answers: list[tuple[int, str]], told: str) -> None:
    group_answers(town, *answers)
    assert told in looked(town, GROUP)[0]["moderators"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((404, NOT_FOUND), "paperboy sees no group newsdesk"),
        ((200, group(messageable=False)), "the group newsdesk takes no messages from paperboy"),
    ],
)
def test_a_group_that_cannot_be_told_is_refused(town: Town, answer: tuple[int, str], told: str) -> None:
    group_answers(town, answer)
    assert told in looked(town, GROUP)[1]["moderators"]


def test_no_group_to_tell_is_refused(town: Town) -> None:
    assert "no group is named" in looked(town, Correcting(group=""))[1]["moderators"]


def test_a_forum_in_maintenance_is_told(settled: Callable[..., Town]) -> None:
    _, wrong = looked(settled(read_only=True), WHISPERS)
    assert {"key", "moderators"} <= set(wrong)
    assert all("maintenance" in wrong[what] for what in ("key", "moderators"))
