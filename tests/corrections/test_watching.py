"""Where readers write is looked at with few requests, and nothing is missed that a list or a reading tells."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.corrections.watching import watch
from bot.domain import Audience, Correcting, Correction, State, Stop
from bot.errors import Misconfigured, Unavailable
from bot.pipeline import listen, tick
from bot.pipeline import settle as settle_all
from bot.posting import with_marker
from tests.corrections.agora import DIGEST, MODERATOR, WHISPERS, Square
from tests.corrections.docket import ask_for
from tests.databases import statements
from tests.fakes import week

Make = Callable[..., Square]
LEAD = "Lantern 2 모델은 메모를 읽습니다."


def crowd(here: Square, count: int) -> None:
    """So many digests are out, the youngest an hour old and each an hour older than the one before."""
    bot, now, posts = here.bot, here.clock.now(), []
    for number in range(1, count):
        split = week(1, slug=f"week-{number}", guid=f"week-{number}", published=now - timedelta(hours=number))
        key = f"{bot.store.issues.add(split).issue.key}/forum#1"
        talk = here.forum.open(f"Week {number}")
        stored = here.forum.add(talk, here.forum.username, with_marker(key, "글"))
        posts.append(here.forum.as_post(key, stored))
        listed = here.forum.listed([talk.topic_id])[talk.topic_id]
        bot.store.topics.keep(here.forum.name, replace(listed, read=now - timedelta(minutes=20)))
    bot.store.posts.adopt(posts, now)


def settle(here: Square) -> None:
    """The digest's topic was read."""
    watch(here.bot)
    here.forum.requests.clear()


def notes(here: Square) -> list[str]:
    """What is on record of the digest's comments."""
    return [one.text for one in here.bot.store.comments.under(DIGEST)]


def proposed(here: Square) -> Correction:
    """A correction that waits."""
    return ask_for(here, "메모를", "쪽지를", author=None)


# ── what it costs ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("topics", "requests"), [(1, 2), (30, 2), (31, 3), pytest.param(500, 18, marks=pytest.mark.long)]
)
def test_a_poll_where_nothing_moved_costs_the_lists_and_one_topic(make: Make, topics: int, requests: int) -> None:
    here = make()
    crowd(here, topics)
    settle(here)
    listen(here.bot)
    assert here.forum.requests.total() == requests
    assert here.forum.requests["thread"] == 1
    assert here.here.translator.heard == []


@pytest.mark.long
def test_a_topic_that_is_not_new_any_more_costs_a_poll_no_question_to_the_database(make: Make) -> None:
    asked = {}
    for topics in (400, 500):  # of the week and the one before are 336
        here = make()
        crowd(here, topics)
        settle(here)
        with statements(here.bot.store) as said:
            listen(here.bot)
            settle_all(here.bot)
        asked[topics] = len(said)
    assert asked[500] == asked[400]


def test_a_message_to_the_moderators_costs_one_request_more_while_something_in_it_is_news(make: Make) -> None:
    here = make(correcting=Correcting(channel=Audience.GROUP))
    crowd(here, 30)
    correction = proposed(here)
    here.ask(correction, audience=Audience.GROUP)
    settle(here)
    watch(here.bot)
    assert here.forum.requests.total() == 3
    here.bot.store.corrections.step(correction.number, [State.PROPOSED], State.REJECTED, MODERATOR, here.clock.now())
    here.clock.wind(timedelta(hours=2))
    here.forum.requests.clear()
    watch(here.bot, quick=True)
    assert here.forum.requests.total() == 0
    for days, requests in ((6, 3), (2, 2)):
        here.clock.wind(timedelta(days=days))
        here.forum.requests.clear()
        watch(here.bot)
        assert here.forum.requests.total() == requests


def test_a_quick_look_reads_only_where_something_waits_for_a_decision(make: Make) -> None:
    here = make()
    crowd(here, 30)
    settle(here)
    watch(here.bot, quick=True)
    assert here.forum.requests.total() == 0
    here.ask(proposed(here))
    watch(here.bot, quick=True)
    watch(here.bot, quick=True)
    assert here.forum.requests == {"create": 1, "listed": 2, "thread": 1}


def test_what_was_decided_is_listened_for_an_hour_longer(here: Square) -> None:
    settle(here)
    correction = proposed(here)
    here.ask(correction)
    here.bot.store.corrections.step(correction.number, [State.PROPOSED], State.HELD, MODERATOR, here.clock.now())
    here.bot.store.corrections.step(correction.number, [State.HELD], State.REJECTED, MODERATOR, here.clock.now())
    looked = []
    for minutes in (0, 50, 20):
        here.clock.wind(timedelta(minutes=minutes))
        here.forum.requests.clear()
        watch(here.bot, quick=True)
        looked.append(here.forum.requests["listed"])
    assert looked == [1, 1, 0]


def test_nothing_is_written_where_nothing_changed_but_when_it_was_read(here: Square) -> None:
    settle(here)
    before = here.bot.store.topics.seen("forum.example")
    watch(here.bot)
    after = here.bot.store.topics.seen("forum.example")
    assert {one: replace(seen, read=None) for one, seen in after.items()} == {
        one: replace(seen, read=None) for one, seen in before.items()
    }


# ── what is found ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_comment_is_on_record_after_the_next_look(here: Square) -> None:
    settle(here)
    here.comment("2번 요약이 어색합니다.")
    watch(here.bot)
    (kept,) = here.bot.store.comments.under(DIGEST)
    assert (kept.text, kept.author, kept.version, kept.key) == ("2번 요약이 어색합니다.", "reader", 1, kept.key)


def test_a_comment_written_just_after_a_topic_was_read_is_found_by_the_next_look(make: Make) -> None:
    here = make()
    crowd(here, 3)
    settle(here)
    here.comment("첫째")
    here.forum.meanwhile = lambda: here.comment("둘째")
    watch(here.bot)
    assert notes(here) == ["첫째"]
    watch(here.bot)
    assert notes(here) == ["첫째", "둘째"]


def test_the_bots_own_posts_and_ignored_accounts_are_not_listened_to(make: Make) -> None:
    here = make(correcting=replace(WHISPERS, ignore=("Discobot",)))
    here.ask(proposed(here))
    here.comment("번역을 고쳐 주세요.", author="discobot")
    here.comment("저는 기계입니다.", author="narrator").author_id = -2
    here.comment("안녕하세요.")
    watch(here.bot)
    assert notes(here) == ["안녕하세요."]


def test_an_edit_of_an_older_comment_is_found_when_its_topic_is_read(here: Square) -> None:
    post = here.comment("2번 요약")
    settle(here)
    here.forum.rewrite(post.post_id, "2번 초록")
    watch(here.bot)
    (kept,) = here.bot.store.comments.under(DIGEST)
    assert (kept.text, kept.version) == ("2번 초록", 2)


def test_an_edit_that_the_forum_does_not_count_is_found_all_the_same(here: Square) -> None:
    post = here.comment("2번 요약")
    settle(here)
    here.forum.amend(post.post_id, "2번 초록")
    for _ in range(2):
        watch(here.bot)
    (kept,) = here.bot.store.comments.under(DIGEST)
    assert (kept.text, kept.version) == ("2번 초록", 2)
    here.forum.rewrite(post.post_id, "3번 초록")
    post.author = "renamed"
    for _ in range(2):
        watch(here.bot)
    (kept,) = here.bot.store.comments.under(DIGEST)
    assert (kept.text, kept.version, kept.author) == ("3번 초록", 3, "renamed")


def test_a_comment_that_stands_again_is_on_record_again(here: Square) -> None:
    post = here.comment("2번 요약")
    settle(here)
    here.forum.delete(post.post_id)
    watch(here.bot)
    post.gone = False
    for _ in range(2):
        watch(here.bot)
    (kept,) = here.bot.store.comments.under(DIGEST)
    assert (kept.text, kept.version) == ("2번 요약", 3)


def test_of_named_topics_those_that_are_the_bots_are_read_and_nothing_is_listed(make: Make) -> None:
    here = make()
    crowd(here, 30)
    post = here.comment("2번 요약")
    settle(here)
    here.forum.rewrite(post.post_id, "2번 초록")
    watch(here.bot, topics=[here.topic, 4711])
    assert notes(here) == ["2번 초록"]
    assert here.forum.requests == {"thread": 1}


def test_a_named_message_to_the_moderators_is_read_alone(make: Make) -> None:
    here = make(correcting=Correcting(channel=Audience.GROUP))
    number = here.ask(proposed(here), audience=Audience.GROUP)
    desk = next(talk for talk in here.forum.talks.values() if talk.message).topic_id
    here.comment("@paperboy 반영", MODERATOR, answers=number, topic=desk)
    here.forum.requests.clear()
    watch(here.bot, topics=[desk])
    assert notes(here) == ["@paperboy 반영"]
    assert here.forum.requests == {"thread": 1}


def test_what_moderators_wrote_in_their_message_is_not_missed_in_the_topic(make: Make) -> None:
    here = make(correcting=Correcting(channel=Audience.GROUP))
    number = here.ask(proposed(here), audience=Audience.GROUP)
    desk = next(talk for talk in here.forum.talks.values() if talk.message).topic_id
    here.comment("@paperboy 반영", MODERATOR, answers=number, topic=desk)
    for _ in range(2):
        watch(here.bot)
    (kept,) = here.bot.store.comments.under(DIGEST)
    assert (kept.text, kept.version) == ("@paperboy 반영", 1)


def test_a_deleted_comment_has_a_last_version_without_a_text(here: Square) -> None:
    post = here.comment("2번 요약")
    settle(here)
    here.forum.delete(post.post_id)
    watch(here.bot)
    watch(here.bot)
    (kept,) = here.bot.store.comments.under(DIGEST)
    assert (kept.text, kept.version) == ("", 2)


def test_an_account_that_was_anonymised_is_not_named_any_more(here: Square) -> None:
    post = here.comment("2번 요약")
    settle(here)
    post.author = "anon1234"
    watch(here.bot)
    (kept,) = here.bot.store.comments.under(DIGEST)
    assert kept.author == "anon1234"
    assert here.bot.store.comments.chosen("forum.example", "unnamed") == {post.author_id}


@pytest.mark.parametrize("gone", [True, False])
def test_a_reader_whose_account_was_deleted_with_a_comment_that_is_credited_is_not_named(
    here: Square, gone: bool
) -> None:
    post = here.comment("2번 요약")
    settle(here)
    correction = proposed(here)
    here.bot.store.corrections.propose(correction, here.forum.as_comment(post).key, here.clock.now())
    here.bot.store.corrections.step(correction.number, [State.PROPOSED], State.APPLIED, MODERATOR, here.clock.now())
    here.forum.delete(post.post_id)
    if gone:
        del here.forum.members["reader"]
    watch(here.bot)
    watch(here.bot)
    assert here.bot.store.comments.chosen("forum.example", "unnamed") == ({post.author_id} if gone else set())
    assert here.forum.requests["member"] == 1


def test_an_answer_in_the_moderators_message_is_kept_with_the_digest_it_is_about(make: Make) -> None:
    here = make(correcting=Correcting(channel=Audience.GROUP))
    number = here.ask(proposed(here), audience=Audience.GROUP)
    desk = next(talk for talk in here.forum.talks.values() if talk.message).topic_id
    here.comment("@paperboy 반영", MODERATOR, answers=number, topic=desk)
    here.comment("점심 먹을까요?", MODERATOR, topic=desk)
    watch(here.bot)
    assert notes(here) == ["@paperboy 반영"]


def test_that_the_moderators_message_is_gone_is_said_once(make: Make) -> None:
    here = make(correcting=Correcting(channel=Audience.GROUP))
    here.ask(proposed(here), audience=Audience.GROUP)
    next(talk for talk in here.forum.talks.values() if talk.message).gone = True
    for _ in range(2):
        watch(here.bot)
    (found,) = here.bot.store.findings.under(DIGEST)
    assert "moderators decide is gone" in found.message
    assert here.here.heard.of("finding") == [DIGEST]


def test_a_hand_edit_is_learnt_and_its_topic_need_not_have_moved(here: Square) -> None:
    settle(here)
    here.edit_by_hand(LEAD, "Lantern 2 모델은 긴 메모를 읽습니다.")
    watch(here.bot)
    assert (here.text(2).version, here.text(2).locked, here.text(2).by) == (2, True, MODERATOR)
    assert here.here.heard.of("learnt") == [here.text(2).key]


def test_where_nobody_listens_to_readers_hand_edits_are_learnt_all_the_same(make: Make) -> None:
    here = make(correcting=None)
    here.edit_by_hand(LEAD, "Lantern 2 모델은 긴 메모를 읽습니다.")
    here.comment("2번 요약")
    tick(here.bot)
    assert here.text(2).version == 2
    assert notes(here) == []


def test_a_topic_that_was_deleted_is_said_once_and_its_comments_stay_on_record(here: Square) -> None:
    here.comment("2번 요약")
    settle(here)
    here.forum.talks[here.topic].gone = True
    watch(here.bot)
    watch(here.bot)
    assert here.here.heard.of("finding") == [f"{DIGEST}#1"]
    assert notes(here) == ["2번 요약"]


# ── when it looks ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_topic_has_its_turn_and_a_young_one_more_often(make: Make) -> None:
    here = make()
    crowd(here, 6)
    read: list[int] = []
    settle(here)
    for _ in range(40):
        here.clock.wind(timedelta(minutes=20))
        before = here.bot.store.topics.seen("forum.example")
        watch(here.bot)
        after = here.bot.store.topics.seen("forum.example")
        read += [one for one in after if before[one] != after[one]]
    assert len(read) == 40
    assert set(read) == set(here.forum.talks)


def test_of_two_topics_the_younger_is_read_more_often(make: Make) -> None:
    here = make()
    here.clock.wind(timedelta(days=60))
    crowd(here, 2)
    settle(here)
    read = 0
    for _ in range(10):
        here.clock.wind(timedelta(minutes=20))
        before = here.bot.store.topics.seen("forum.example")[here.topic]
        watch(here.bot)
        read += here.bot.store.topics.seen("forum.example")[here.topic] != before
    assert (read, here.forum.requests["thread"]) == (0, 10)


def test_of_old_topics_none_is_read_twice_a_week(here: Square) -> None:
    here.clock.wind(timedelta(days=91))
    settle(here)
    for _ in range(6):
        here.clock.wind(timedelta(days=1))
        watch(here.bot)
    assert here.forum.requests["thread"] == 0
    here.clock.wind(timedelta(days=1))
    watch(here.bot)
    assert here.forum.requests["thread"] == 1


def test_an_unlisted_topic_is_read_in_its_turn(here: Square) -> None:
    here.forum.talks[here.topic].unlisted = True
    settle(here)
    here.comment("2번 요약")
    watch(here.bot)
    assert notes(here) == ["2번 요약"]


def test_an_old_topic_is_looked_at_once_a_week(here: Square) -> None:
    settle(here)
    here.clock.wind(timedelta(days=91))
    watch(here.bot)
    here.forum.requests.clear()
    found = []
    for day in range(14):
        here.clock.wind(timedelta(days=1))
        if day == 7:
            here.comment("옛 글의 오류입니다.")
        watch(here.bot)
        found.append(len(notes(here)))
    assert here.forum.requests["listed"] <= 8
    assert found[-1] == 1


def test_an_old_topic_where_a_decision_is_waited_for_is_looked_at_every_time(here: Square) -> None:
    settle(here)
    proposed(here)
    here.clock.wind(timedelta(days=200))
    here.comment("옛 글의 오류입니다.")
    watch(here.bot, quick=True)
    assert notes(here) == ["옛 글의 오류입니다."]


def test_a_topic_in_which_people_write_stays_young(here: Square) -> None:
    here.clock.wind(timedelta(days=80))
    here.comment("아직 읽습니다.")
    watch(here.bot)
    here.clock.wind(timedelta(days=60))
    here.forum.requests.clear()
    watch(here.bot)
    assert here.forum.requests["listed"] == 1


@pytest.mark.parametrize("kind", [Stop.DROPPED, Stop.WITHDRAWN, Stop.PAUSED])
def test_of_what_was_given_up_or_is_paused_nothing_is_asked(here: Square, kind: Stop) -> None:
    here.here.stop("forum" if kind is Stop.PAUSED else DIGEST, kind)
    watch(here.bot)
    assert here.forum.requests.total() == 0


def test_two_editions_on_one_forum_are_one_list(make: Make) -> None:
    here = make(beside={"other": "ko"})
    settle(here)
    watch(here.bot)
    assert here.forum.requests == {"listed": 1, "thread": 1}


# ── trouble ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("error", [Unavailable("forum.example: 502"), Misconfigured("check the API key")])
@pytest.mark.parametrize("method", ["listed", "thread"])
def test_a_forum_that_does_not_answer_is_asked_again_later_and_nothing_is_lost(
    here: Square, method: str, error: Exception
) -> None:
    settle(here)
    here.comment("2번 요약")
    here.forum.refuses[method] = error
    watch(here.bot)
    if method == "thread":
        assert notes(here) == []
    assert not here.bot.store.holds.all()
    here.forum.refuses.clear()
    here.clock.wind(timedelta(hours=1))
    watch(here.bot)
    assert notes(here) == ["2번 요약"]


def test_a_forum_that_does_not_list_its_topics_is_asked_for_nothing_else(here: Square) -> None:
    settle(here)
    here.forum.refuses["listed"] = Unavailable("forum.example: 502")
    for _ in range(4):
        watch(here.bot)
    assert here.forum.requests == {"listed": 3}


def test_a_forum_that_is_away_for_a_week_holds_nothing(here: Square) -> None:
    settle(here)
    here.forum.refuses["listed"] = Unavailable("forum.example: 502")
    for _ in range(30):
        here.clock.wind(timedelta(hours=6))
        watch(here.bot)
    assert not here.bot.store.holds.all()


def test_once_asked_to_stop_nothing_is_asked(here: Square) -> None:
    settle(here)
    here.here.pulse.halt()
    watch(here.bot)
    assert here.forum.requests.total() == 0
