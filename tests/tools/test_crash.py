"""The killing of the bot: its points, its verdicts, its victims, and one run of it all."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.posting import with_marker
from tools.crash.lane import Lane, NotReached, lane
from tools.crash.points import (
    EDITIONS,
    LOOP,
    STORE,
    Kill,
    Point,
    Story,
    all_kills,
    read_point,
    sampled,
    spread,
    with_second,
)
from tools.crash.verdict import Standing, judged

PATHS = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=20).map("/".__add__)
SIDES = st.sampled_from(["before", "after"])
CALLS = st.builds(
    Kill,
    when=SIDES,
    server=st.sampled_from(["newsletter", "arxiv", "model", "forum"]),
    what=st.builds("{} {}".format, st.sampled_from(["GET", "POST", "PUT"]), PATHS),
    nth=st.integers(1, 99),
)
COMMITS = st.builds(Kill, when=SIDES, server=st.just(STORE), what=st.just("commit"), nth=st.integers(1, 99))
POINTS = st.builds(
    Point,
    story=st.builds(Story, name=st.integers(1, 8).map(str) | st.sampled_from(sorted([*LOOP, *EDITIONS]))),
    kills=st.lists(CALLS | COMMITS, min_size=1, max_size=2).map(tuple),
)

WEEK = tuple(
    Standing(
        topic=103,
        number=number,
        title="This week",
        external_id="pb-demo-2026-11-15",
        raw=with_marker(f"dair/2026-11-15/demo#{number}", f"Part {number}"),
    )
    for number in (1, 2, 3)
)


@given(POINTS)
def test_a_point_is_read_back_from_the_words_that_repeat_it(point: Point) -> None:
    assert read_point(str(point)) == point


@pytest.mark.parametrize(
    "words",
    ["", "4", "4 before", "4 during store commit 1", "before store commit 1", "4 after forum 1", "eats after forum 1"],
)
def test_words_that_name_no_point_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_point(words)


def test_every_call_and_every_commit_is_killed_before_and_after() -> None:
    log = [
        {"server": "newsletter", "method": "GET", "path": "/feed"},
        {"server": "forum", "method": "POST", "path": "/posts"},
        {"server": "forum", "method": "POST", "path": "/posts"},
    ]
    assert [str(kill) for kill in all_kills(log, 2)] == [
        "before newsletter GET /feed 1",
        "after newsletter GET /feed 1",
        "before forum POST /posts 1",
        "after forum POST /posts 1",
        "before forum POST /posts 2",
        "after forum POST /posts 2",
        "before store commit 1",
        "after store commit 1",
        "before store commit 2",
        "after store commit 2",
    ]


def _all_points() -> list[Point]:
    log = [{"server": "model", "method": "POST", "path": "/v1/messages"}] * 40
    log += [{"server": "arxiv", "method": "GET", "path": "/api/query"}]
    stories = [Story(name=name) for name in ("4", "1", *LOOP)]
    return [Point(story=story, kills=(kill,)) for story in stories for kill in all_kills(log, 30)]


def test_a_sample_has_some_of_every_kind_and_is_the_same_for_the_same_seed() -> None:
    points = _all_points()
    chosen = spread(points, 30, random.Random(7))
    kinds = Counter((one.story, one.kills[0].server, one.kills[0].when) for one in chosen)
    assert len(set(chosen)) == 30
    assert len(kinds) == 24
    assert chosen == spread(points, 30, random.Random(7)) != spread(points, 30, random.Random(8))


def test_of_the_loop_half_as_many_points_are_sampled_as_of_the_week() -> None:
    chosen = sampled(_all_points(), 30, random.Random(7))
    assert Counter(one.story.is_loop for one in chosen) == {False: 30, True: 15}
    assert {one.story.name for one in chosen} == {"4", "1", *LOOP}


def test_what_is_sampled_of_the_editions_leaves_the_other_samples_as_they_were() -> None:
    kill = next(all_kills([], 1))
    added = [Point(story=Story(name=name), kills=(kill,)) for name in EDITIONS]
    chosen = sampled(_all_points(), 30, random.Random(7))
    assert sampled([*_all_points(), *added], 30, random.Random(7))[: len(chosen)] == chosen


def test_a_sample_larger_than_all_is_all() -> None:
    points = _all_points()
    assert set(spread(points, 10_000, random.Random(1))) == set(points)
    assert len(spread(points, 10_000, random.Random(1))) == len(points)


def test_a_second_kill_follows_the_first_which_stays() -> None:
    first = _all_points()[0]
    second = with_second(first, [one.kills[0] for one in _all_points()], random.Random(3))
    assert second.kills[:1] == first.kills
    assert len(second.kills) == 2


def _wrong(*stands: Standing, repaid: int = 0, in_flight: int = 0) -> tuple[int, int, int, str]:
    outcome = judged(stands, WEEK, kills=1, repaid=repaid, in_flight=in_flight)
    return outcome.topics, outcome.duplicates, outcome.lost, "; ".join(outcome.wrong)


def test_what_stands_as_it_should_is_well() -> None:
    assert _wrong(*WEEK) == (1, 0, 0, "")


def test_a_reply_that_stands_twice_is_doubled() -> None:
    topics, duplicates, lost, wrong = _wrong(*WEEK, replace(WEEK[1], number=4))
    assert (topics, duplicates, lost) == (1, 1, 0)
    assert "1 posts are doubled" in wrong


def test_a_topic_that_stands_twice_is_doubled() -> None:
    topics, duplicates, lost, wrong = _wrong(*WEEK, replace(WEEK[0], topic=104, external_id=""))
    assert (topics, duplicates, lost) == (2, 1, 0)
    assert "2 topics stand there" in wrong


def test_a_missing_part_and_a_part_with_other_bytes_are_lost() -> None:
    assert _wrong(WEEK[0], WEEK[2])[2] == 1
    assert _wrong(WEEK[0], WEEK[1], replace(WEEK[2], raw=WEEK[2].raw + " "))[2] == 1
    assert "1 posts are missing or read otherwise" in _wrong(WEEK[0], WEEK[1])[3]


def test_a_topic_without_its_external_id_is_lost() -> None:
    assert _wrong(*(replace(post, external_id="") for post in WEEK))[2] == 3


def test_an_empty_forum_has_lost_all() -> None:
    topics, duplicates, lost, wrong = _wrong()
    assert (topics, duplicates, lost) == (0, 0, 3)
    assert "0 topics stand there" in wrong


def test_parts_in_another_order_are_wrong_though_none_is_lost() -> None:
    assert _wrong(WEEK[0], WEEK[2], WEEK[1])[:3] == (1, 0, 0)
    assert "in order" in _wrong(WEEK[0], WEEK[2], WEEK[1])[3]


def test_only_what_was_in_flight_may_be_paid_for_again() -> None:
    assert _wrong(*WEEK, repaid=2, in_flight=2)[3] == ""
    assert "2 answers were paid for again, and only 1 were in flight" in _wrong(*WEEK, repaid=2, in_flight=1)[3]


LOOP_ENDS = (
    replace(WEEK[0], version=2),
    *WEEK[1:],
    replace(WEEK[0], number=4, raw="A comment", author="dokja", likes=1),
    replace(WEEK[0], number=5, raw=with_marker("dair/2026-11-15/demo#thanks-1-508", "Thank you")),
    replace(WEEK[0], topic=104, number=1, external_id="pb-desk-demo", raw="Here you are asked"),
    replace(WEEK[0], topic=104, number=2, raw=with_marker("dair/2026-11-15/demo#ask-1-893d32ce", "May it be so?")),
    replace(WEEK[0], topic=104, number=4, raw=with_marker("dair/2026-11-15/demo#told-1-511", "It was done")),
)


def _wrong_loop(*stands: Standing) -> str:
    return "; ".join(judged(stands, LOOP_ENDS, kills=1, repaid=0, in_flight=0).wrong)


def test_what_is_said_in_the_loop_is_counted_by_what_it_was_sent_as() -> None:
    outcome = judged(LOOP_ENDS, LOOP_ENDS, kills=1, repaid=0, in_flight=0)
    assert outcome.wrong == ()
    assert (outcome.topics, outcome.parts, outcome.edits) == (1, 3, 1)
    assert (outcome.asked, outcome.answered, outcome.thanks) == (1, 1, 1)


def test_a_second_edit_and_a_missing_one_are_wrong_though_the_text_is_right() -> None:
    for version in (1, 3):
        assert "edited more often" in _wrong_loop(replace(LOOP_ENDS[0], version=version), *LOOP_ENDS[1:])


def test_a_like_that_is_missing_is_wrong() -> None:
    unliked = [replace(post, likes=0) for post in LOOP_ENDS]
    assert _wrong_loop(*unliked) == "other posts are liked than should be"


def test_thanks_that_stand_twice_are_doubled() -> None:
    assert "1 posts are doubled" in _wrong_loop(*LOOP_ENDS, replace(LOOP_ENDS[4], number=6))


def test_what_somebody_quotes_of_the_bot_is_none_of_its_posts() -> None:
    quoted = replace(LOOP_ENDS[4], number=6, author="dokja")
    assert judged((*LOOP_ENDS, quoted), LOOP_ENDS, kills=1, repaid=0, in_flight=0).thanks == 1


@pytest.fixture(scope="module")
def one() -> Iterator[Lane]:
    with lane() as made:
        yield made


@pytest.mark.xdist_group("crash")
@pytest.mark.long
def test_killed_twice_it_posts_once_and_pays_again_only_for_the_answer_it_never_read(one: Lane) -> None:
    outcome = one.run(read_point("1 after model POST /v1/messages 2 then after forum POST /posts 1"))
    assert outcome.wrong == ()
    assert (outcome.kills, outcome.topics, outcome.parts) == (2, 1, 3)
    assert (outcome.repaid, outcome.in_flight) == (1, 1)


@pytest.mark.xdist_group("crash")
@pytest.mark.long
def test_a_point_that_no_process_comes_to_is_said_not_to_be_reached(one: Lane) -> None:
    with pytest.raises(NotReached, match="1 before forum DELETE /nothing 1"):
        one.run(read_point("1 before forum DELETE /nothing 1"))


@pytest.mark.xdist_group("crash")
@pytest.mark.long
def test_killed_between_edit_and_thanks_and_once_more_it_edits_once_and_thanks_once(one: Lane) -> None:
    outcome = one.run(read_point("obeys after forum PUT /posts/505 1 then before forum POST /posts 1"))
    assert outcome.wrong == ()
    assert (outcome.kills, outcome.topics, outcome.parts) == (2, 1, 3)
    assert (outcome.asked, outcome.answered, outcome.edits, outcome.thanks) == (1, 1, 1, 1)
