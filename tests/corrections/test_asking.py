"""What was said to a command can be answered like the proposal: a doubt, and that something could not be made."""

import pytest

from bot import pipeline
from bot.domain import State
from bot.errors import Rejected
from tests.corrections.agora import MODERATOR, Square, Written
from tests.corrections.docket import ask_for, state


def whisper(here: Square, to: int, text: str, author: str = MODERATOR) -> Written:
    """A moderator answers a post; what they ask for is done, and said."""
    made = here.forum.write(here.topic, author, text, answers=to, whisper=True)
    passes(here)
    return made


def passes(here: Square) -> None:
    """The bot listens, and does what is to be done."""
    here.clock.sleep(60)
    pipeline.listen(here.bot)
    pipeline.settle(here.bot)


def last(here: Square) -> int:
    """The number of the bot's last whisper."""
    return [one for one in here.forum.said(here.topic) if one.whisper][-1].number


def asked(here: Square) -> int:
    """The number of the whisper that shows a correction of a number."""
    passes(here)
    return last(here)


def test_a_doubt_is_answered_where_it_is_read(here: Square) -> None:
    one = ask_for(here, "메모 4개", "메모 5개", author=None)
    whisper(here, asked(here), "@paperboy 반영")
    assert state(here, one) is State.PROPOSED
    whisper(here, last(here), "@paperboy 그대로 반영")
    assert state(here, one) is State.APPLIED
    assert "메모 5개" in here.raw()


def test_ones_own_words_are_applied_by_the_second_word_and_not_the_readers(here: Square) -> None:
    one = ask_for(here, "메모 4개", "메모 네 개", author=None)
    whisper(here, asked(here), "@paperboy 반영: 메모 7개")
    whisper(here, last(here), "@paperboy 그대로 반영")
    assert (state(here, one), "repair: " in why_approved(here, one.number)) == (State.APPLIED, True)
    assert "메모 7개" in here.raw()
    assert "네 개" not in here.raw()


def test_words_that_were_edited_after_they_were_doubted_are_not_applied(here: Square) -> None:
    one = ask_for(here, "메모 4개", "메모 네 개", author=None)
    command = whisper(here, asked(here), "@paperboy 반영: 메모 7개")
    here.forum.rewrite(command.post_id, "@paperboy 반영: 메모 9개")
    whisper(here, last(here), "@paperboy 그대로 반영")
    assert state(here, one) is State.PROPOSED
    assert here.forum.edits == []


def test_what_could_not_be_made_is_tried_again_at_a_word(here: Square) -> None:
    one = ask_for(here, author=None)
    number = asked(here)
    here.forum.refuses["edit"] = Rejected("locked")
    whisper(here, number, "@paperboy 반영")
    passes(here)
    assert state(here, one) is State.LOOK
    here.forum.refuses.clear()
    whisper(here, last(here), "@paperboy 반영")
    assert state(here, one) is State.APPLIED


@pytest.mark.parametrize("author", ["reader", "lee"])
def test_who_may_answer_is_asked_anew(here: Square, author: str) -> None:
    one = ask_for(here, "메모 4개", "메모 5개", author=None)
    whisper(here, asked(here), "@paperboy 반영")
    whisper(here, last(here), "@paperboy 그대로 반영", author)
    assert state(here, one) is (State.APPLIED if author == "lee" else State.PROPOSED)


def why_approved(here: Square, number: int) -> str:
    """What was on record when it was approved."""
    steps = here.bot.store.corrections.steps(number)
    return next(one.why for one in steps if one.state is State.APPROVED)
