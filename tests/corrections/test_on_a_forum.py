"""The whole loop on the sandbox's forum, through the command line: a comment, a decision, the changed post, thanks."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain import State
from bot.sandbox.forum import seed
from bot.sandbox.forum.state import WHISPER
from bot.sandbox.week import DEMO
from tests.commands.street import DIGEST, ISSUE, Street, a_street

pytestmark = pytest.mark.long

CORRECTIONS = '[editions.forum.corrections]\nchannel = "{}"\ngroup = "newsdesk"\n\n[editions.forum.discourse]'


@pytest.fixture(params=["whisper", "group"])
def street(request: Any, tmp_path: Path) -> Iterator[Street]:
    """A street whose week is out, and whose edition listens."""
    with a_street(tmp_path) as made:
        made.change("[editions.forum.discourse]", CORRECTIONS.format(request.param))
        made.hands.configure(whispers_allowed_groups=("newsdesk",))
        assert made.run("tick").code == 0
        yield made


def comment(street: Street) -> Any:
    """A reader says what the demo offers to say first."""
    text = tomllib.loads((DEMO.parent / "comments.ko.toml").read_text(encoding="utf-8"))["comments"][0]["text"].strip()
    return street.hands.post_as(seed.READER, text, topic_id=street.topics[0].id)


def proposals(street: Street) -> list[Any]:
    """The posts in which moderators are asked."""
    return [post for post in street.hands.state.posts.values() if f"{DIGEST}#ask-" in post.raw]


def said_to(street: Street, post: Any) -> list[str]:
    """What the bot said to a reader, in order, by the names of it."""
    mine = (one for one in street.hands.state.posts.values() if one.topic_id == post.topic_id)
    own = (one for one in mine if one.reply_to == post.number)
    return [found[1] for one in own if (found := re.search(rf"{DIGEST}#([a-z]+)-", one.raw))]


def test_a_comment_becomes_a_changed_post_a_credit_and_one_thank_you(street: Street) -> None:
    post = comment(street)
    street.wind(minutes=20)
    street.run("tick")
    (asked,) = proposals(street)
    whisper = asked.type == WHISPER
    assert whisper is (asked.topic_id == street.topics[0].id)
    street.wind(minutes=5)
    street.hands.post_as(
        seed.MODERATOR,
        "@paperboy 반영",
        topic_id=asked.topic_id,
        reply_to=asked.number,
        whisper=whisper,
    )
    for _ in range(3):
        street.wind(minutes=20)
        street.run("tick")
    parts = [raw for raw in street.bodies(street.topics[0]) if any(f"{DIGEST}#{n} " in raw for n in (1, 2))]
    assert "내부를 알 수 없는 바이트 3개의 묶음" in parts[0]
    assert "속을 알 수 없는 바이트" not in parts[0]
    assert f"잘못된 부분을 알려 주신 분: {seed.READER} 님" in parts[-1]
    # A granular key may press no heart: the reader was told on the first day that the comment was read.
    assert said_to(street, post) == ["ack"]
    street.wind(days=1)
    street.run("tick")
    assert said_to(street, post) == ["ack", "thanks"]
    with street.store() as store:
        made = store.translations.latest(ISSUE, "ko")[f"{ISSUE}/3"]
        assert (made.version, made.locked, made.by) == (2, True, seed.MODERATOR)
        assert [one.state for one in store.corrections.all()] == [State.APPLIED]


def test_a_poll_where_nothing_happened_costs_two_requests_to_the_forum_and_none_to_the_model(street: Street) -> None:
    street.wind(minutes=20)
    street.run("tick")
    forum, model = len(street.asked("forum")), len(street.asked("model"))
    street.wind(minutes=20)
    street.run("tick")
    asked = [line.path for line in street.asked("forum")[forum:]]
    assert [path.partition("?")[0].partition(".json")[0] for path in asked] == [
        "/latest",
        f"/t/{street.topics[0].id}",
    ]
    assert len(street.asked("model")) == model
