"""What people write under the bot's topics, who they are, and what is told to some of them, over a real socket."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import posting
from bot.domain import Audience, Comment, Intent, Member, Post
from bot.errors import Misconfigured, OutcomeUnknown, Rejected, Unavailable
from bot.ports import Forum, Thread
from bot.publishers import discourse
from bot.sandbox.faults import Cut, Status
from bot.sandbox.forum.seed import (
    ADMIN,
    BOT,
    BOT_KEY,
    BOT_SCOPES,
    GLOBAL_KEY,
    MODERATOR,
    NEWSDESK,
    OTHER_READER,
    READER,
)
from bot.sandbox.forum.state import MODERATOR_ACTION, PRIVATE_MESSAGE
from tests.publishers.town import MONDAY, Town, intents, refused, reply_to

COMMENT = "3번 논문의 둘째 문장이 조금 어색합니다."
DESK = {
    "group": NEWSDESK,
    "title": "등불 논문의 수정 제안",
    "raw": "여기에 제안을 올립니다.",
    "external_id": "pb-desk-f",
}
LIKES = {"server": "forum", "path": "/post_actions"}
WHISPERERS = ("staff", NEWSDESK)


@pytest.fixture
def whispering(settled: Callable[..., Town]) -> Town:
    """A forum on which the bot's account may whisper."""
    return settled(whispers_allowed_groups=WHISPERERS)


def digest(town: Town) -> Post:
    return town.publisher().create(intents()[0])


def comment(town: Town, topic: Post, who: str = READER, raw: str = COMMENT, **wish: Any) -> int:
    """A reply by somebody; its id."""
    return town.hands.post_as(who, raw, topic_id=topic.topic_id, **wish).id


def thread(town: Town, topic: Post, posts: Sequence[Post] = ()) -> Thread:
    found = town.publisher().forum.thread(topic.topic_id, posts)
    assert found is not None
    return found


def only(town: Town, topic: Post) -> Comment:
    [found] = thread(town, topic).comments
    return found


# ── listing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_thirty_topics_are_listed_by_one_request_as_they_stand(town: Town) -> None:
    first = digest(town)
    town.clock.wind(timedelta(minutes=3))
    comment(town, first)
    forum: Forum = town.publisher().forum
    town.desk.requests.clear()
    seen = forum.listed([first.topic_id, *range(9_000, 9_029)])
    assert len(town.desk.requests) == 1
    assert list(seen) == [first.topic_id]
    one = seen[first.topic_id]
    assert (one.highest, one.posts, one.last_posted, one.read) == (2, 2, MONDAY + timedelta(minutes=3), None)


def test_nothing_to_list_asks_nothing(town: Town) -> None:
    assert town.publisher().forum.listed([]) == {}
    assert not town.desk.requests


def test_topics_that_no_list_shows_are_absent(town: Town) -> None:
    topic = digest(town)
    town.hands.set_status(topic.topic_id, "visible", enabled=False, by=MODERATOR)
    assert town.publisher().forum.listed([topic.topic_id]) == {}


def test_what_was_not_asked_for_is_not_listed(town: Town) -> None:
    listed = '{"topic_list":{"topics":[{"id":101,"title":"x"},{"id":102,"title":"y"}]}}'
    town.trouble(Status(kind="status", server="forum", path="/latest", status=200, body=listed))
    assert list(town.publisher().forum.listed([102])) == [102]


def test_an_edit_moves_no_topic_and_a_deletion_does(town: Town) -> None:
    topic = digest(town)
    post_id = comment(town, topic)
    forum = town.publisher().forum
    before = forum.listed([topic.topic_id])[topic.topic_id]
    town.hands.edit_as(READER, post_id, COMMENT + " 고쳐 적습니다.", "보탬")
    assert not forum.listed([topic.topic_id])[topic.topic_id].moved(before)
    town.hands.delete_post(post_id, by=MODERATOR)
    assert forum.listed([topic.topic_id])[topic.topic_id].moved(before)


# ── threads ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_comment_is_read_as_it_stands(town: Town) -> None:
    topic = digest(town)
    post_id = comment(town, topic, reply_to=1)
    assert only(town, topic) == Comment(
        forum=town.base.removeprefix("http://"),
        topic_id=topic.topic_id,
        post_id=post_id,
        version=1,
        number=2,
        author_id=4,
        author=READER,
        at=MONDAY,
        text=COMMENT,
        answers=1,
        trust=1,
    )


def test_an_edited_comment_has_a_later_version_and_a_wiki_says_so(town: Town) -> None:
    topic = digest(town)
    post_id = comment(town, topic)
    town.hands.edit_as(READER, post_id, COMMENT + " 고쳐 적습니다.", "보탬")
    town.hands.state.posts[post_id].wiki = True
    found = only(town, topic)
    assert (found.version, found.wiki, found.text) == (2, True, COMMENT + " 고쳐 적습니다.")


def test_parts_that_stand_come_back_under_their_keys(town: Town) -> None:
    topic = digest(town)
    second = town.publisher().create(reply_to(topic))
    comment(town, topic)
    gone = replace(second, post_id=99_999)
    town.hands.edit_as(MODERATOR, topic.post_id, topic.raw.replace("조금", "많이"))
    found = thread(town, topic, [topic, second, gone])
    assert [post.key for post in found.standing] == [topic.key, second.key]
    assert "많이" in found.standing[0].raw
    assert [post.number for post in found.standing] == [1, 2]
    assert len(found.comments) == 1


def hide(town: Town, post_id: int) -> None:
    town.hands.state.posts[post_id].hidden_at = town.clock.now()


def by_the_system(town: Town, post_id: int) -> None:
    town.hands.state.posts[post_id].user_id = -1


def by_the_bot(town: Town, post_id: int) -> None:
    town.hands.state.posts[post_id].user_id = 3


UNHEARD: dict[str, Callable[[Town, int], None]] = {
    "hidden": hide,
    "deleted by a moderator": lambda town, post_id: town.hands.delete_post(post_id, by=MODERATOR),
    "deleted by its author": lambda town, post_id: town.hands.delete_post(post_id, by=READER),
    "written by the system": by_the_system,
    "the bot's own": by_the_bot,
}


@pytest.mark.parametrize("why", UNHEARD)
def test_what_is_nobodys_word_is_no_comment_neither_at_first_nor_afresh(town: Town, why: str) -> None:
    topic = digest(town)
    post_id = comment(town, topic)
    before = only(town, topic)
    UNHEARD[why](town, post_id)
    assert thread(town, topic).comments == []
    assert town.publisher().forum.afresh(before) is None


def test_the_note_of_a_closing_is_no_comment_and_the_topic_says_that_it_is_closed(town: Town) -> None:
    topic = digest(town)
    assert not thread(town, topic).closed
    town.hands.set_status(topic.topic_id, "closed", enabled=True, by=MODERATOR)
    assert thread(town, topic).closed
    assert thread(town, topic).comments == []
    town.hands.set_status(topic.topic_id, "closed", enabled=False, by=MODERATOR)
    town.hands.set_status(topic.topic_id, "archived", enabled=True, by=MODERATOR)
    assert thread(town, topic).closed
    town.hands.state.stream(topic.topic_id)[-1].action_code = None
    assert thread(town, topic).comments == []


def test_a_moderators_official_word_is_a_comment_and_the_note_of_a_split_is_none(town: Town) -> None:
    topic = digest(town)
    stored = town.hands.state.posts[comment(town, topic, MODERATOR)]
    stored.type = MODERATOR_ACTION
    assert only(town, topic).author == MODERATOR
    stored.action_code = "split_topic"
    assert thread(town, topic).comments == []


def test_whispers_are_comments_to_an_account_that_may_whisper(whispering: Town) -> None:
    topic = digest(whispering)
    comment(whispering, topic, MODERATOR, whisper=True)
    assert only(whispering, topic).whisper


def test_whispers_do_not_exist_for_other_accounts(town: Town) -> None:
    topic = digest(town)
    comment(town, topic, MODERATOR, whisper=True)
    assert thread(town, topic).comments == []


def test_a_topic_that_is_gone_has_no_thread(town: Town) -> None:
    topic = digest(town)
    town.hands.delete_topic(topic.topic_id, by=MODERATOR)
    assert town.publisher().forum.thread(topic.topic_id, [topic]) is None


def talk(town: Town, topic_id: int, count: int) -> None:
    for number in range(count):
        who = (READER, OTHER_READER, MODERATOR)[number % 3]
        town.hands.post_as(who, f"{number}번째로 남기는 댓글입니다, 잘 읽었습니다.", topic_id=topic_id)


def test_a_long_topic_is_read_whole_by_one_request_for_fifty_posts_more(town: Town) -> None:
    topic = digest(town)
    talk(town, topic.topic_id, 130)
    town.desk.requests.clear()
    found = thread(town, topic)
    assert [one.number for one in found.comments] == list(range(2, 132))
    assert len(town.desk.requests) == 4


def test_an_account_that_is_gone_leaves_its_posts_readable(town: Town) -> None:
    topic = digest(town)
    post = '{"id":7,"post_number":2,"username":null,"user_id":null,"created_at":"2026-11-16T03:00:00.000Z"}'
    body = f'{{"id":{topic.topic_id},"title":"t","post_stream":{{"posts":[{post}],"stream":[7]}}}}'
    town.trouble(Status(kind="status", server="forum", path="/t/", status=200, body=body))
    assert thread(town, topic).comments == []


# ── one comment again ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_comment_is_read_again_by_one_request_with_the_scope_for_topics(town: Town) -> None:
    topic = digest(town)
    post_id = comment(town, topic)
    before = only(town, topic)
    town.hands.edit_as(READER, post_id, COMMENT + " 고쳐 적습니다.", "보탬")
    town.scope_key("topics:read")
    town.desk.requests.clear()
    fresh = town.publisher().forum.afresh(before)
    assert fresh is not None
    assert (fresh.version, fresh.key) == (2, f"{before.forum}/p/{post_id}.2")
    assert len(town.desk.requests) == 1


def test_a_comment_of_a_topic_that_is_gone_does_not_stand(town: Town) -> None:
    topic = digest(town)
    comment(town, topic)
    before = only(town, topic)
    town.hands.delete_topic(topic.topic_id, by=MODERATOR)
    assert town.publisher().forum.afresh(before) is None


# ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_role_and_groups_are_those_of_this_moment(town: Town) -> None:
    forum = town.publisher().forum
    found = forum.member(MODERATOR)
    assert found is not None
    assert (found.user_id, found.username, found.admin, found.moderator, found.staff) == (
        2,
        MODERATOR,
        False,
        True,
        True,
    )
    assert NEWSDESK in found.groups
    moderator = town.hands.state.users[2]
    moderator.moderator, moderator.groups = False, frozenset()
    found = forum.member(MODERATOR)
    assert found is not None
    assert not found.staff
    assert NEWSDESK not in found.groups


def test_an_administrator_is_staff_a_reader_is_not_and_nobody_is_nobody(town: Town) -> None:
    forum = town.publisher().forum
    admin, reader = forum.member(ADMIN), forum.member(READER)
    assert admin is not None
    assert admin.staff
    assert reader is not None
    assert not reader.staff
    assert forum.member("없는사람") is None
    assert forum.member("../../t/104") is None


def test_a_hidden_profile_tells_neither_role_nor_groups(town: Town) -> None:
    shown = '{"user":{"id":2,"username":"narae","name":"나래","profile_hidden":true,"title":null}}'
    town.trouble(Status(kind="status", server="forum", path="/u/", status=200, body=shown))
    assert town.publisher().forum.member(MODERATOR) == Member(user_id=2, username=MODERATOR, hidden=True)


def test_somebody_suspended_is_said_to_be(town: Town) -> None:
    forum, user = town.publisher().forum, town.hands.state.user(MODERATOR)
    found = forum.member(MODERATOR)
    assert found is not None
    assert not found.suspended
    assert user is not None
    user.suspended = True
    found = forum.member(MODERATOR)
    assert found is not None
    assert (found.moderator, found.suspended) == (True, True)


def test_who_somebody_is_takes_a_scope_which_is_named(town: Town) -> None:
    town.scope_key(*(scope for scope in BOT_SCOPES if scope != "users:show"))
    assert "the scope users:show" in refused(Misconfigured, lambda: town.publisher().forum.member(MODERATOR))


def test_no_answer_about_somebody_is_no_role(town: Town) -> None:
    town.trouble(Status(kind="status", server="forum", path="/u/", nth=None, answer="bad gateway"))
    refused(Unavailable, lambda: town.publisher().forum.member(MODERATOR))


# ── the heart ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_without_scopes_likes_a_comment_once_however_often_it_is_asked(town: Town) -> None:
    topic = digest(town)
    post_id = comment(town, topic)
    found = only(town, topic)
    forum = town.publisher(key=GLOBAL_KEY).forum
    assert forum.like(found)
    assert forum.like(found)
    assert list(town.hands.state.posts[post_id].likes) == [3]


def test_a_like_whose_answer_was_lost_is_one(town: Town) -> None:
    topic = digest(town)
    post_id = comment(town, topic)
    found = only(town, topic)
    town.trouble(Cut(kind="cut_after", method="POST", **LIKES))
    refused(OutcomeUnknown, lambda: town.publisher(key=GLOBAL_KEY).forum.like(found))
    assert town.publisher(key=GLOBAL_KEY).forum.like(found)
    assert len(town.hands.state.posts[post_id].likes) == 1


def test_a_granular_key_likes_nothing_and_is_not_tried_again(town: Town) -> None:
    topic = digest(town)
    comment(town, topic)
    found, publisher = only(town, topic), town.publisher()
    assert not publisher.forum.like(found)
    assert not publisher.forum.like(found)
    assert town.asked("POST").count("/post_actions") == 1


def test_a_post_that_takes_no_likes_does_not_end_the_others(town: Town) -> None:
    topic = digest(town)
    comment(town, topic)
    comment(town, topic, OTHER_READER, COMMENT + " 저도 그렇게 읽었습니다.")
    own, other = thread(town, topic).comments
    by_the_bot(town, own.post_id)
    forum = town.publisher(key=GLOBAL_KEY).forum
    assert not forum.like(own)
    assert forum.like(other)


def test_a_deleted_comment_is_not_liked(town: Town) -> None:
    topic = digest(town)
    post_id = comment(town, topic)
    found = only(town, topic)
    town.hands.delete_post(post_id, by=MODERATOR)
    assert not town.publisher(key=GLOBAL_KEY).forum.like(found)


def test_the_limit_of_a_days_likes_is_named(settled: Callable[..., Town]) -> None:
    town = settled(max_likes_per_day=0)
    topic = digest(town)
    comment(town, topic)
    found = only(town, topic)
    assert "max_likes_per_day" in refused(Unavailable, lambda: town.publisher(key=GLOBAL_KEY).forum.like(found))


# ── the desk ────────────────────────────────────────────────────────────────────────────────────────────────────────


def desk(town: Town, **other: str) -> int:
    return town.publisher().forum.desk(**{**DESK, **other})


def test_the_desk_is_one_message_to_the_group_found_again_by_whoever_asks(town: Town) -> None:
    first = desk(town)
    town.clock.wind(timedelta(minutes=5))
    assert desk(town) == first
    topic = town.hands.state.topics[first]
    assert (topic.archetype, topic.groups, topic.external_id) == (PRIVATE_MESSAGE, frozenset({NEWSDESK}), "pb-desk-f")
    assert len(town.asked("POST")) == 1


def test_a_desk_whose_answer_was_lost_is_found(town: Town) -> None:
    town.trouble(Cut(kind="cut_after", server="forum", method="POST", path="/posts"))
    refused(OutcomeUnknown, lambda: desk(town))
    desk(town)
    assert len(town.asked("POST")) == 1


def test_a_group_that_takes_no_messages_is_the_operators_matter(town: Town) -> None:
    assert "takes" not in (said := refused(Misconfigured, lambda: desk(town, group="strangers")))
    assert "strangers" in said
    assert "personal_message_enabled_groups" in said


def test_a_deleted_desk_is_not_begun_again(town: Town) -> None:
    topic_id = desk(town)
    town.hands.delete_topic(topic_id, by=ADMIN)
    town.clock.wind(timedelta(minutes=5))
    assert "was deleted; restore it" in refused(Rejected, lambda: desk(town))


def test_decisions_are_read_at_the_desk_the_last_fifty_of_a_long_one_by_two_requests(town: Town) -> None:
    topic_id = desk(town)
    publisher = town.publisher()
    asked = publisher.create(ask(topic_id, Audience.GROUP, to=NEWSDESK))
    town.hands.post_as(MODERATOR, "@paperboy 반영해 주세요, 고맙습니다.", topic_id=topic_id, reply_to=asked.number)
    found = publisher.forum.thread(topic_id, [asked])
    assert found is not None
    assert [post.key for post in found.standing] == [asked.key]
    assert [(one.author, one.answers) for one in found.comments] == [(MODERATOR, asked.number)]
    for _ in range(90):
        town.hands.post_as(MODERATOR, "@paperboy 상태를 알려 주세요", topic_id=topic_id)
    town.desk.requests.clear()
    found = publisher.forum.thread(topic_id, [asked])
    assert found is not None
    assert found.comments[-1].number == 93
    assert len(town.desk.requests) == 2


# ── what is not for everybody ───────────────────────────────────────────────────────────────────────────────────────


def ask(topic_id: int | None, audience: Audience, **other: Any) -> Intent:
    """A proposal as it would be shown."""
    key = "dair/2026-11-15/forum#ask-17-5d410a2b"
    raw = posting.with_marker(key, "수정 제안 17 · 지금: 등불 · 제안: 횃불 · 검사: 통과.")
    return Intent(key=key, raw=raw, topic_id=topic_id, audience=audience, **other)


def test_a_whisper_answers_a_comment_and_is_found_by_its_marker(whispering: Town) -> None:
    topic = digest(whispering)
    comment(whispering, topic)
    intent = ask(topic.topic_id, Audience.WHISPER, answers=2)
    publisher = whispering.publisher()
    made = publisher.create(intent)
    stored = whispering.hands.state.posts[made.post_id]
    assert (stored.type, stored.reply_to, stored.raw) == (4, 2, intent.raw)
    assert publisher.find(intent) == made
    assert made.number == 3
    assert whispering.publisher().parts("dair/2026-11-15/forum", "pb-forum-2026-11-15") == (topic,)


def test_a_whisper_is_never_said_aloud_where_the_account_may_not_whisper(town: Town) -> None:
    topic = digest(town)
    said = refused(Misconfigured, lambda: town.publisher().create(ask(topic.topic_id, Audience.WHISPER)))
    assert "whispers_allowed_groups" in said
    assert len(town.hands.state.stream(topic.topic_id)) == 1


def test_a_public_reply_names_the_comment_that_it_answers(town: Town) -> None:
    topic = digest(town)
    comment(town, topic)
    made = town.publisher().create(ask(topic.topic_id, Audience.EVERYBODY, answers=2))
    stored = town.hands.state.posts[made.post_id]
    assert (stored.type, stored.reply_to) == (1, 2)


def test_what_is_for_a_group_is_not_said_in_a_topic(town: Town) -> None:
    topic = digest(town)
    said = refused(Rejected, lambda: town.publisher().create(ask(topic.topic_id, Audience.GROUP, to=NEWSDESK)))
    assert "is no message any more" in said
    assert len(town.hands.state.stream(topic.topic_id)) == 1


def test_a_desk_that_a_moderator_made_public_hears_nothing_more(town: Town) -> None:
    topic_id = desk(town)
    town.hands.state.topics[topic_id].archetype = "regular"
    refused(Rejected, lambda: town.publisher().create(ask(topic_id, Audience.GROUP, to=NEWSDESK)))
    assert len(town.hands.state.stream(topic_id)) == 1


@pytest.mark.parametrize("audience", [Audience.WHISPER, Audience.GROUP])
def test_what_is_not_for_everybody_never_opens_a_topic(town: Town, audience: Audience) -> None:
    refused(Rejected, lambda: town.publisher().create(ask(None, audience, title="모두에게 보일 뻔한 제목입니다")))
    assert not town.asked("POST")


def test_nothing_is_asked_and_no_key_read_before_a_reader_is_looked_for(town: Town) -> None:
    publisher: discourse.Discourse = town.publisher(key="")
    assert publisher.forum.name == town.base.removeprefix("http://")
    assert publisher.forum.username == BOT
    assert BOT_KEY not in repr(publisher.forum)
    assert not town.desk.requests
