"""`make faults`: the list of calls, the tricks, the page; and that a trial tells a good end from a bad one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.sandbox.faults import Asked
from bot.sandbox.forum import seed
from tools.faults.acts import nothing
from tools.faults.calls import CALLS, Call, ordinals
from tools.faults.cells import Cell, Result, cells, sample
from tools.faults.life import Clean, WeekTrial, clean
from tools.faults.loop import CleanLoop, LoopTrial, clean_loop
from tools.faults.page import PAGE, page, stale
from tools.faults.rows import TROUBLES
from tools.faults.run import AGAIN, summary, tried_again
from tools.faults.stage import PARTS, Mend, Stage, a_stage
from tools.faults.trial import End
from tools.faults.troubles import Strike, Trouble, Word, answered, ordered


def asked(server: str, method: str, path: str, status: int = 200) -> Asked:
    return Asked(at="", server=server, method=method, path=path, query="", headers={}, status=status)


def named(name: str) -> Call:
    return next(call for call in CALLS if call.name == name)


def test_a_request_that_no_call_names_is_an_error() -> None:
    with pytest.raises(LookupError, match="no call of this list is forum DELETE /t/5 after newsletter GET /feed"):
        ordinals([asked("newsletter", "GET", "/feed"), asked("forum", "DELETE", "/t/5")])


def test_a_call_that_nobody_makes_is_an_error() -> None:
    with pytest.raises(LookupError, match="nobody makes the call 'the feed again'"):
        ordinals([asked("newsletter", "GET", "/feed")])


def test_a_call_is_known_by_what_stands_around_it() -> None:
    lines = [
        asked("forum", "POST", "/posts"),
        asked("forum", "GET", "/t/7.json"),
        asked("forum", "GET", "/t/7.json"),
        asked("forum", "POST", "/posts"),
    ]
    fitting = [[call.name for call in CALLS if not call.loop and call.fits(lines, at)] for at in range(1, 4)]
    assert fitting == [["reading back"], ["is the reply there"], ["a reply"]]


def test_a_call_of_the_week_is_none_of_the_loops_own_and_no_error_there() -> None:
    with pytest.raises(LookupError, match="nobody makes the call 'a comment'"):
        ordinals([asked("newsletter", "GET", "/feed"), asked("forum", "GET", "/latest.json")], loop=True)
    with pytest.raises(LookupError, match="no call of this list is forum DELETE /t/5"):
        ordinals([asked("newsletter", "GET", "/feed"), asked("forum", "DELETE", "/t/5")], loop=True)


def test_a_week_and_a_loop_may_not_end_in_the_same_words() -> None:
    held = {cell.call.loop: cell for cell in cells() if Word.HELD in (cell.trouble.always or ()) and cell.standing}
    assert a_result(held[True], Word.AGAIN).wrong == ""
    assert a_result(held[False], Word.AGAIN).wrong.startswith("ended as asks again, and may end as ")


def test_every_cell_has_a_name_of_its_own() -> None:
    names = [(cell.name, cell.standing) for cell in cells()]
    assert len(set(names)) == len(names)


def test_the_sample_has_one_trial_of_each_row() -> None:
    assert [cell.row for cell in sample()] == list(range(len(TROUBLES)))
    assert set(sample()) <= set(cells())


def a_result(cell: Cell, word: str, said: str = "", wrong: str = "") -> Result:
    return Result(cell=cell, end=End(word=word, said=said, wrong=wrong))


def test_the_page_has_every_row_and_column_and_a_dash_where_nothing_can_happen() -> None:
    once, standing = list(cells())[:2]
    text = page([a_result(once, Word.RECOVERED), a_result(standing, Word.WAITS)], "cells=2 wrong=0")
    assert stale(text) == ""
    assert f"| {once.trouble.name} | recovered / waits | – |" in text
    assert "This run: cells=2 wrong=0." in text


def test_the_page_repeats_what_the_bot_said_where_a_person_must_act() -> None:
    cell = next(iter(cells()))
    said = "! held        dair/1/forum  http://127.0.0.1:41301/t/5 is gone; restore it"
    text = page([a_result(cell, Word.HELD, said)], "")
    assert "(held): dair/1/forum  http://sandbox/t/5 is gone; restore it\n" in text


def test_a_page_without_a_row_or_with_another_column_is_stale() -> None:
    text = page([], "")
    assert stale(text.replace("| 503, read-only |", "| 503 |")) == "its rows are not those that are tried"
    assert "the columns of 'arXiv'" in stale(text.replace("papers not known yet", "other papers"))


def test_a_page_of_a_run_in_which_something_ended_wrong_is_not_kept() -> None:
    assert stale(page([], "cells=2 wrong=20")) == "it is of a run in which something ended wrong"


def test_the_page_of_the_project_is_that_of_the_rows_and_columns() -> None:
    assert stale(PAGE.read_text(encoding="utf-8")) == ""


def test_a_word_that_the_row_does_not_allow_is_wrong() -> None:
    cell = next(cell for cell in cells() if not cell.call.spare and Word.HELD not in (cell.trouble.once or ()))
    result = a_result(cell, Word.HELD)
    assert result.wrong.startswith("ended as held, and may end as ")
    assert summary([result]) == "faults=1 cells=1 recovered=0 waited=0 held=1 stopped=0 decided=0 wrong=1"


def test_few_cells_that_end_wrong_are_tried_once_more_and_counted() -> None:
    right, wrong = a_result(next(cells()), Word.RECOVERED), a_result(next(cells()), "stuck")
    assert tried_again([right, wrong], lambda few: [a_result(one, Word.RECOVERED) for one in few]) == ([right] * 2, 1)
    assert tried_again([wrong], lambda few: [a_result(one, "stuck") for one in few]) == ([wrong], 1)


def test_many_cells_that_end_wrong_or_none_are_not_tried_again() -> None:
    right, wrong = a_result(next(cells()), Word.RECOVERED), a_result(next(cells()), "stuck")
    for results in ([right], [wrong] * (AGAIN + 1)):
        assert tried_again(results, lambda _few: [right]) == (results, 0)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with a_stage() as stage:
        yield stage


@pytest.fixture(scope="module")
def week(stage: Stage) -> Clean:
    return clean(stage)


def tried(stage: Stage, week: Clean, trouble: Trouble, call: str, *, standing: bool) -> End:
    return WeekTrial(stage, week, trouble, named(call), standing=standing, most=6).run()


@pytest.mark.xdist_group("faults")
@pytest.mark.long
def test_the_week_without_faults_has_three_parts_and_every_call(week: Clean) -> None:
    assert len(week.texts) == len(week.posted) == len(week.bare) == PARTS
    assert week.texts != week.posted
    assert len(week.bare[0]) < len(week.texts[0])
    assert len({week.texts, week.bare, week.english, week.neither, week.posted}) == 5
    assert set(week.ordinals) == {call.name for call in CALLS if not call.loop}


@pytest.mark.xdist_group("faults")
@pytest.mark.long
def test_an_outage_is_waited_out_and_said(stage: Stage, week: Clean) -> None:
    down = Trouble(name="down", server="forum", strike=answered(500, "{}"))
    end = tried(stage, week, down, "the topic", standing=True)
    assert (end.word, end.wrong) == (Word.WAITS, "")
    assert "HTTP 500" in end.said


@pytest.mark.xdist_group("faults")
@pytest.mark.long
def test_a_second_topic_is_seen(stage: Stage, week: Clean) -> None:
    def twice(stage: Stage, call: Call, first: int, standing: bool) -> Mend:
        raw = stage.street.bodies(stage.street.topics[0])[0]
        wish = {"title": "또 하나의 같은 주 이야기 (the same week)", "category_id": seed.NEWS_ID}
        stage.street.hands.post_as(seed.BOT, f"다시 씁니다.\n\n{raw}", **wish)
        return nothing

    trouble = Trouble(name="twice", server="forum", strike=twice, after_posting=True)
    end = tried(stage, week, trouble, "the edit", standing=True)
    assert (end.word, end.wrong.split(";")[0]) == ("stuck", "it did not end as it should")


@pytest.mark.xdist_group("faults")
@pytest.mark.long
def test_a_text_that_is_not_that_of_the_clean_week_is_seen(stage: Stage, week: Clean) -> None:
    other = replace(week, texts=(*week.texts[:-1], week.texts[-1] + "!"), bare=(), english=(), neither=())
    calm = Trouble(name="calm", server="forum", strike=lambda *_: nothing)
    assert tried(stage, other, calm, "the edit", standing=False).word == "stuck"


@pytest.mark.xdist_group("faults")
@pytest.mark.long
def test_an_answer_paid_for_again_is_seen(stage: Stage, week: Clean) -> None:
    calm = Trouble(name="calm", server="forum", strike=lambda *_: nothing)
    end = tried(stage, replace(week, paid=week.paid - 1), calm, "the edit", standing=False)
    assert end.wrong == "answers of the model were paid for again"


@pytest.fixture(scope="module")
def loop(stage: Stage) -> CleanLoop:
    return clean_loop(stage)


def corrected(stage: Stage, loop: CleanLoop, trouble: Trouble, call: str, *, standing: bool) -> End:
    return LoopTrial(stage, loop, trouble, named(call), standing=standing, most=6).run()


@pytest.mark.xdist_group("faults")
@pytest.mark.long
def test_the_loop_without_faults_changes_the_text_in_two_passes_by_every_call(loop: CleanLoop) -> None:
    assert "내부를 알 수 없는 바이트 3개의 묶음" in "".join(loop.texts)
    assert (loop.ticks, loop.paid) == (2, 1)
    assert set(loop.ordinals) == {call.name for call in CALLS if call.loop}


@pytest.mark.xdist_group("faults")
@pytest.mark.long
def test_a_correction_whose_answer_is_lost_is_one_edit(stage: Stage, loop: CleanLoop) -> None:
    lost = Trouble(name="lost", server="forum", strike=ordered(kind="cut_after"))
    for standing, word in ((False, Word.LATER), (True, Word.WAITS)):
        end = corrected(stage, loop, lost, "the correction", standing=standing)
        assert (end.word, end.wrong) == (word, "")


@pytest.mark.xdist_group("faults")
@pytest.mark.long
def test_a_moderator_who_is_none_any_more_is_refused_and_decides_once_more_later(stage: Stage, loop: CleanLoop) -> None:
    (trouble,) = (one for one in TROUBLES if one.name == "the role is lost meanwhile")
    end = corrected(stage, loop, trouble, "the role", standing=True)
    assert (end.word, end.wrong) == (Word.AGAIN, "")


@pytest.mark.xdist_group("faults")
@pytest.mark.long
def test_a_comment_that_is_gone_when_it_was_decided_changes_nothing(stage: Stage, loop: CleanLoop) -> None:
    (trouble,) = (one for one in TROUBLES if one.name == "the comment is deleted meanwhile")
    end = corrected(stage, loop, trouble, "the role", standing=True)
    assert (end.word, end.wrong) == (Word.DROPPED, "")


def said_again(stage: Stage, call: Call, first: int, standing: bool) -> Mend:
    """The proposal stands there a second time."""
    state = stage.street.hands.state
    proposal = next(post for post in state.posts.values() if "#ask-" in post.raw)
    stage.street.hands.configure(unique_posts_mins=0)
    stage.street.hands.post_as(seed.BOT, proposal.raw, topic_id=proposal.topic_id)
    return nothing


def edited_again(stage: Stage, call: Call, first: int, standing: bool) -> Mend:
    """The account edits the second part, and takes it back."""
    state = stage.street.hands.state
    part = state.stream(stage.topic)[1]
    for raw in (f"{part.raw}!", part.raw):
        stage.street.wind(minutes=10)
        stage.street.hands.edit_as(seed.BOT, part.id, raw)
    return nothing


@pytest.mark.xdist_group("faults")
@pytest.mark.long
@pytest.mark.parametrize(
    ("strike", "wrong"), [(said_again, "something was said twice"), (edited_again, "a post was edited twice")]
)
def test_what_is_done_twice_is_seen(stage: Stage, loop: CleanLoop, strike: Strike, wrong: str) -> None:
    trouble = Trouble(name="twice", server="forum", strike=strike, after_posting=True)
    assert wrong in corrected(stage, loop, trouble, "the correction", standing=False).wrong


@pytest.mark.xdist_group("faults")
@pytest.mark.long
def test_a_comment_read_twice_is_seen(stage: Stage, loop: CleanLoop) -> None:
    calm = Trouble(name="calm", server="forum", strike=lambda *_: nothing)
    end = corrected(stage, replace(loop, paid=0), calm, "the correction", standing=False)
    assert end.wrong == "answers of the model were paid for again"
