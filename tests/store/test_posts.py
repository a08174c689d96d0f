from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain import Audience, Intent, Progress
from bot.store import Database

from .samples import NOON, a_post, an_intent

DAY = timedelta(days=1)
LATER = NOON + DAY
DIGEST = "dair/2026-06-28/pytorch-kr"
PARTS = [
    an_intent(f"{DIGEST}#1", external_id="pb-pytorch-kr-2026-06-28", raw="line\r\n  끝 \n"),
    *(an_intent(f"{DIGEST}#{number}", topic_id=2**40) for number in range(2, 12)),
]


def test_parts_come_back_in_order_as_they_were_written_down(db: Database) -> None:
    assert not db.posts.parts(DIGEST)
    assert db.posts.intend(PARTS) == PARTS
    assert db.posts.parts(DIGEST) == PARTS


def test_what_is_intended_stays_intended(db: Database) -> None:
    db.posts.intend(PARTS[:2])
    assert db.posts.intend([an_intent(f"{DIGEST}#1", raw="other words")]) == PARTS[:2]
    assert db.posts.intend(PARTS[:3]) == PARTS[:2]
    assert db.posts.parts(DIGEST) == PARTS[:2]


def test_two_digests_do_not_mix(db: Database) -> None:
    other = [an_intent(f"{DIGEST}-2#1")]
    db.posts.intend(PARTS[:2])
    assert db.posts.intend(other) == other
    assert db.posts.parts(f"{DIGEST}-2") == other


def test_edits_stand_beside_the_parts_oldest_first(db: Database) -> None:
    db.posts.intend(PARTS[:2])
    edits = [an_intent(f"{DIGEST}#2.edit-1"), an_intent(f"{DIGEST}#1.edit-2"), an_intent(f"{DIGEST}#1.edit-10")]
    for edit in edits:
        assert db.posts.intend([edit]) == [edit]
    assert db.posts.intend([an_intent(f"{DIGEST}#1.edit-2", raw="other words")]) == [edits[1]]
    assert db.posts.edits(DIGEST) == edits
    assert db.posts.parts(DIGEST) == PARTS[:2]


def test_a_message_is_an_intent_of_its_own(db: Database) -> None:
    db.posts.intend(PARTS[:1])
    thanks = [an_intent(f"{DIGEST}#thanks-17")]
    assert db.posts.intend(thanks) == thanks
    assert db.posts.parts(DIGEST) == PARTS[:1]


def test_what_is_said_beside_a_digest_is_neither_a_part_nor_an_edit(db: Database) -> None:
    db.posts.intend([*PARTS[:1], an_intent(f"{DIGEST}#1.edit-1")])
    said = [
        an_intent(f"{DIGEST}#ask-17-5d41abcd", audience=Audience.WHISPER, topic_id=7, answers=2),
        an_intent(f"{DIGEST}#thanks-17-502", topic_id=7, answers=3),
        an_intent(f"{DIGEST}#week-2026-27", audience=Audience.GROUP, to="moderators"),
    ]
    for one in said:
        assert db.posts.intend([one]) == [one]
    assert db.posts.intend([an_intent(f"{DIGEST}#thanks-17-502", raw="other words")]) == [said[1]]
    assert db.posts.said(DIGEST) == said
    assert db.posts.parts(DIGEST) == PARTS[:1]
    assert db.posts.edits(DIGEST) == [an_intent(f"{DIGEST}#1.edit-1")]
    assert not db.posts.said(f"{DIGEST}-2")


def test_what_stands_is_found_by_its_key_and_only_parts_are_of_the_digest(db: Database) -> None:
    thanks = a_post(f"{DIGEST}#thanks-17-502", post_id=71)
    db.posts.intend([*PARTS[:1], an_intent(thanks.key)])
    assert db.posts.get(thanks.key) is None
    db.posts.add(thanks, NOON)
    assert db.posts.get(thanks.key) == thanks
    assert db.posts.of(DIGEST) == []
    post = a_post(PARTS[0].key)
    db.posts.add(post, NOON)
    assert db.posts.of(DIGEST) == [post]
    assert (db.posts.stand_in(post.topic_id), db.posts.stand_in(post.topic_id + 1)) == (True, False)
    assert db.posts.last_topic("pytorch-kr") == NOON


def test_what_is_still_to_be_said_is_of_every_digest_and_when_everybody_was_told_last_is_known(db: Database) -> None:
    whisper = an_intent(f"{DIGEST}#ask-17-5d41abcd", audience=Audience.WHISPER, topic_id=7)
    thanks = an_intent(f"{DIGEST}#thanks-17-502", topic_id=7)
    elsewhere = an_intent(f"{DIGEST}-2#thanks-17-502", topic_id=8)
    for one in (*PARTS[:1], an_intent(f"{DIGEST}#1.edit-1"), whisper, thanks, elsewhere):
        db.posts.intend([one])
    assert db.posts.unsaid() == [whisper, thanks, elsewhere]
    for one in (PARTS[0], whisper):
        db.posts.add(a_post(one.key, post_id=70), LATER)
    assert (db.posts.unsaid(), db.posts.last_reply(DIGEST)) == ([thanks, elsewhere], None)
    db.posts.add(a_post(thanks.key, post_id=71), NOON)
    assert (db.posts.unsaid(), db.posts.last_reply(DIGEST)) == ([elsewhere], NOON)


def test_what_was_said_and_is_found_standing_is_a_reply_in_its_topic(db: Database) -> None:
    thanks = a_post(f"{DIGEST}#thanks-17-502", raw="고맙습니다.")
    db.posts.adopt([thanks], NOON)
    assert db.posts.said(DIGEST) == [Intent(key=thanks.key, raw="고맙습니다.", topic_id=7)]
    assert (db.posts.get(thanks.key), db.posts.of(DIGEST)) == (thanks, [])


def test_nothing_intended_is_nothing_written(db: Database) -> None:
    assert not db.posts.intend([])


def test_posts_come_in_the_order_of_their_parts(db: Database) -> None:
    db.posts.intend(PARTS)
    posts = [a_post(part.key, post_id=2**40 + number) for number, part in enumerate(PARTS)]
    for post in reversed(posts):
        db.posts.add(post, NOON)
    assert db.posts.of(DIGEST) == posts
    assert not db.posts.of("dair/2026-06-28/other")


def test_a_post_added_again_replaces_the_first(db: Database) -> None:
    db.posts.intend(PARTS[:2])
    db.posts.add(a_post(PARTS[0].key), NOON)
    db.posts.add(a_post(PARTS[1].key), NOON)
    db.posts.add(a_post(PARTS[0].key, raw="edited"), NOON)
    assert db.posts.of(DIGEST) == [a_post(PARTS[0].key, raw="edited"), a_post(PARTS[1].key)]


def test_a_post_nobody_intended_is_a_bug(db: Database) -> None:
    with pytest.raises(IntegrityError):
        db.posts.add(a_post(f"{DIGEST}#1"), NOON)


def test_forgotten_parts_can_be_intended_anew(db: Database) -> None:
    db.posts.intend([*PARTS[:2], an_intent(f"{DIGEST}-2#1"), an_intent(f"{DIGEST}#thanks-17")])
    db.posts.forget(DIGEST)
    assert not db.posts.parts(DIGEST)
    assert db.posts.parts(f"{DIGEST}-2") == [an_intent(f"{DIGEST}-2#1")]
    assert db.posts.said(DIGEST) == [an_intent(f"{DIGEST}#thanks-17")]
    anew = [an_intent(f"{DIGEST}#1", raw="other words")]
    assert db.posts.intend(anew) == anew


def test_where_one_part_stands_none_is_forgotten(db: Database) -> None:
    db.posts.intend(PARTS[:3])
    db.posts.add(a_post(PARTS[0].key), NOON)
    db.posts.forget(DIGEST)
    assert db.posts.parts(DIGEST) == PARTS[:3]


def test_where_one_part_waits_for_the_forums_moderators_none_is_forgotten(db: Database) -> None:
    db.posts.intend(PARTS[:2])
    db.posts.queue(PARTS[1].key, NOON)
    db.posts.forget(DIGEST)
    assert db.posts.parts(DIGEST) == [PARTS[0], replace(PARTS[1], queued=NOON)]


def test_a_queued_part_keeps_its_first_time(db: Database) -> None:
    db.posts.intend(PARTS[:1])
    db.posts.queue(PARTS[0].key, NOON)
    db.posts.queue(PARTS[0].key, LATER)
    assert [part.queued for part in db.posts.parts(DIGEST)] == [NOON]


def test_posts_found_standing_are_kept_with_intents_made_of_them(db: Database) -> None:
    topic, reply = a_post(f"{DIGEST}#1", raw="first"), a_post(f"{DIGEST}#2", raw="second", title="Week 26")
    db.posts.adopt([topic, reply], NOON)
    assert db.posts.of(DIGEST) == [topic, reply]
    assert db.posts.parts(DIGEST) == [
        Intent(key=topic.key, raw="first", title="Week 26", tags=("ai",)),
        Intent(key=reply.key, raw="second", topic_id=7),
    ]


def test_what_was_meant_and_what_is_known_to_stand_is_not_changed_by_what_is_found(db: Database) -> None:
    db.posts.intend(PARTS[:2])
    db.posts.add(a_post(PARTS[0].key), NOON)
    db.posts.adopt([a_post(part.key, raw="by hand") for part in PARTS[:3]], LATER)
    assert db.posts.parts(DIGEST)[:2] == PARTS[:2]
    assert [post.raw for post in db.posts.of(DIGEST)] == ["text", "by hand", "by hand"]
    assert db.posts.last_topic("pytorch-kr") == NOON


def test_what_is_to_be_said_can_be_worded_anew_until_it_stands_or_is_queued(db: Database) -> None:
    sent, queued, waits = (an_intent(f"{DIGEST}#thanks-{n}-50{n}") for n in (1, 2, 3))
    db.posts.intend([sent, queued, waits, PARTS[0]])
    db.posts.add(a_post(sent.key), NOON)
    db.posts.queue(queued.key, NOON)
    for one in (sent, queued, PARTS[0]):
        assert db.posts.reword(replace(one, raw="anew")).raw == one.raw
    assert db.posts.reword(replace(waits, raw="anew")) == replace(waits, raw="anew")
    assert db.posts.said(DIGEST)[2].raw == "anew"


def test_an_issue_is_begun_with_the_first_part_of_any_edition(db: Database) -> None:
    db.posts.intend([an_intent("dair/2026-06-28-2/pytorch-kr#1"), an_intent("dair/2026-06-28/pytorch-kr#thanks-1")])
    assert not db.posts.begun("dair/2026-06-28")
    db.posts.intend(PARTS[:1])
    assert db.posts.begun("dair/2026-06-28")
    assert not db.posts.begun("dair/2026-06")


def test_the_newest_topic_of_an_edition_is_the_last_that_was_kept(db: Database) -> None:
    assert db.posts.last_topic("pytorch-kr") is None
    keys = {
        "dair/2026-06-21/pytorch-kr#1": NOON,
        "dair/2026-06-28/pytorch-kr#1": LATER,
        "dair/2026-06-14/pytorch-kr#1": NOON,
        "dair/2026-06-28/pytorch-kr#2": LATER + DAY,
        "dair/2026-06-28/x-pytorch-kr#1": LATER + DAY,
        "dair/2026-06-28/pytorch-kr#11": LATER + DAY,
    }
    db.posts.intend([an_intent(key) for key in keys])
    for key, at in keys.items():
        db.posts.add(a_post(key), at)
    assert db.posts.last_topic("pytorch-kr") == LATER


def test_a_topic_kept_again_keeps_its_time(db: Database) -> None:
    db.posts.intend(PARTS[:1])
    db.posts.add(a_post(PARTS[0].key), NOON)
    db.posts.add(a_post(PARTS[0].key, raw="edited"), LATER)
    assert db.posts.last_topic("pytorch-kr") == NOON


def test_the_topics_of_a_day_are_those_of_its_editions_and_no_further_parts(db: Database) -> None:
    keys = {"a/1/forum#1": NOON, "a/2/forum#1": LATER, "a/2/forum#2": LATER + DAY, "a/2/ja#1": LATER, "a/2/x#1": LATER}
    db.posts.intend([an_intent(key) for key in keys])
    for key, at in keys.items():
        db.posts.add(a_post(key), at)
    assert db.posts.topics_since(["forum", "ja"], NOON - DAY) == [NOON, LATER, LATER]
    assert db.posts.topics_since(["forum", "ja"], NOON) == [LATER, LATER]


def test_what_stands_under_another_day_is_not_the_newest_topic(db: Database) -> None:
    new, old = an_intent("dair/2026-06-28/forum#1"), an_intent("dair/2023-01-08/forum#1", created_at=NOON - 900 * DAY)
    for one, at in ((new, NOON), (old, LATER)):
        db.posts.intend([one])
        db.posts.add(a_post(one.key), at)
    assert db.posts.last_topic("forum") == NOON


def test_a_digests_topic_was_opened_when_its_first_part_was_kept(db: Database) -> None:
    db.posts.intend(PARTS)
    assert db.posts.opened(DIGEST) is None
    db.posts.add(a_post(PARTS[1].key, post_id=71), NOON)
    assert db.posts.opened(DIGEST) is None
    db.posts.add(a_post(PARTS[0].key), LATER)
    assert db.posts.opened(DIGEST) == LATER


def test_an_edit_that_is_known_to_have_stood_is_no_part_of_its_digest(db: Database) -> None:
    db.posts.intend(PARTS[:1])
    edit = an_intent(f"{PARTS[0].key}.edit-1")
    db.posts.intend([edit])
    db.posts.add(a_post(PARTS[0].key), NOON)
    db.posts.add(a_post(edit.key), LATER)
    assert [post.key for post in db.posts.of(DIGEST)] == [PARTS[0].key]
    assert db.posts.get(edit.key) is not None
    assert (db.posts.opened(DIGEST), db.posts.last_topic("pytorch-kr"), db.posts.unsaid()) == (NOON, NOON, [])


def test_how_far_a_digest_is(db: Database) -> None:
    assert db.posts.progress(DIGEST) == Progress(parts=0, standing=0)
    db.posts.intend([*PARTS[:3], an_intent(f"{DIGEST}-2#1"), an_intent(f"{DIGEST}#thanks-17")])
    assert db.posts.progress(DIGEST) == Progress(parts=3, standing=0)
    for part, at in ((PARTS[0], NOON), (PARTS[2], LATER)):
        db.posts.queue(part.key, at)
    db.posts.add(a_post(PARTS[0].key), NOON)
    assert db.posts.progress(DIGEST) == Progress(parts=3, standing=1, queued=LATER)


def test_which_digests_were_drawn_and_where_they_stand(db: Database) -> None:
    assert (db.posts.drawn(), db.posts.topics()) == (frozenset(), {})
    db.posts.intend([*PARTS[:2], an_intent(f"{DIGEST}-2#1"), an_intent(f"{DIGEST}-3#thanks-17")])
    db.posts.add(a_post(PARTS[1].key, topic_id=8), NOON)
    db.posts.add(a_post(PARTS[0].key, topic_id=9), NOON)
    db.posts.add(a_post(f"{DIGEST}-3#thanks-17", topic_id=10), NOON)
    assert db.posts.drawn() == {DIGEST, f"{DIGEST}-2"}
    assert db.posts.topics() == {DIGEST: 9}
