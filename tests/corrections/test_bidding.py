"""What a page asks for beside rulings: who may, and what becomes of it."""

from dataclasses import replace
from itertools import product

import pytest

from bot.corrections.bidding import bid, editions_of
from bot.domain import Field, State, Wish
from bot.errors import Misconfigured, Unavailable
from tests.corrections.agora import DIGEST, ISSUE, MODERATOR, READER, Agora, Square
from tests.fakes import FakePublisher


def wish(here: Square, what: str, key: str = DIGEST, who: str = MODERATOR, **facts: str) -> str:
    """Asks for it; what is said came of it."""
    here.here.heard.events.clear()
    bid(here.bot, Wish(number=1, what=what, key=key, who=who, at=here.clock.now(), facts=facts))
    return next(str(facts["came"]) for event, _key, facts in here.here.heard.events if event == "bid")


def reword(here: Square, text: str, position: int = 2, **facts: str) -> str:
    made = here.text(position)
    asked = {"about": made.key, "field": "abstract", "text": text}
    return wish(here, "reword", **{**asked, **facts})


def test_whoever_is_no_moderator_gets_nothing(here: Square) -> None:
    here.forum.join("paperboy", moderator=True)
    everything = product((READER, "nobody", "paperboy", "PAPERBOY"), ("hold", "release", "forget", "older", "reword"))
    for who, what in everything:
        assert wish(here, what, who=who) == "refused", (who, what)
    assert (here.bot.store.holds.all(), here.bot.store.corrections.all()) == ([], [])


def test_the_deciding_group_may_as_well(here: Square) -> None:
    assert wish(here, "hold", who="lee") == "done"


def test_the_operator_is_not_asked_of_the_forum(here: Square) -> None:
    here.forum.refuses["member"] = Unavailable("the forum is down")
    assert wish(here, "hold", who="jiwon", operator="yes") == "done"
    with pytest.raises(Unavailable):
        wish(here, "release")
    assert len(here.bot.store.holds.all()) == 1


def test_whoever_says_otherwise_is_not_the_operator(here: Square) -> None:
    assert wish(here, "hold", who="dokja", operator="no") == "refused"


def test_what_is_not_held_is_not_released(here: Square) -> None:
    assert wish(here, "release") == "changed"
    assert (wish(here, "hold"), wish(here, "release"), wish(here, "release")) == ("done", "done", "changed")


def test_a_term_that_is_not_there_is_not_taken_back(here: Square) -> None:
    assert wish(here, "forget", "ko/rollout") == "changed"


def test_older_posts_are_corrected_for_no_term_that_is_not_there(here: Square) -> None:
    assert wish(here, "older", "ko/nowhere to be found") == "changed"
    assert wish(here, "older", "ko/notes", who=READER) == "refused"
    assert here.bot.store.corrections.all() == []


def test_nothing_else_may_be_asked_for(here: Square) -> None:
    with pytest.raises(Misconfigured):
        wish(here, "withdraw")


def test_a_key_is_about_the_editions_it_stands_in(make: object) -> None:
    here: Square = make(beside={"japan": "ja"})  # type: ignore[operator]  # a factory
    both = ["forum", "japan"]
    about = {
        DIGEST: ["forum"],
        ISSUE: both,
        f"{ISSUE}/2": both,
        f"{ISSUE}/2@ja": ["japan"],
        f"{ISSUE}/2@ko.1": ["forum"],
        "japan": ["japan"],
        "ko/rollout": ["forum"],
        "dair/x": [],
        "": [],
    }
    assert {key: [one.name for one in editions_of(here.bot, key)] for key in about} == about


def test_a_wording_that_nobody_could_read_is_refused(here: Square) -> None:
    made = here.text(2)
    for text in ("", "  \n", made.abstract, f"{made.abstract} <!-- x -->", f"{made.abstract}\u200b", "가" * 5_000):
        assert reword(here, text) == "refused", text[:20]
    assert here.bot.store.corrections.all() == []


def test_a_doubted_wording_leaves_nothing_behind(here: Square) -> None:
    doubted = here.text(2).abstract.replace("4개", "5개")
    assert reword(here, doubted) == "doubted"
    assert here.bot.store.corrections.all() == []
    assert reword(here, doubted, anyway="yes") == "approved"
    (one,) = here.bot.store.corrections.all()
    assert (one.state, one.after, one.by) == (State.APPROVED, doubted, MODERATOR)


def test_only_what_differs_is_changed(here: Square) -> None:
    before = here.text(2).abstract
    assert reword(here, before.replace("보관합니다", "간직합니다")) == "approved"
    (one,) = here.bot.store.corrections.all()
    assert [(span.old, span.new) for span in one.spans] == [("보관", "간직")]
    assert (one.before, one.digest, one.field) == (before, DIGEST, Field.ABSTRACT)


def test_an_edition_without_a_forum_asks_nobody(here: Square) -> None:
    here.here.add_edition(FakePublisher(), name="shelf")
    here.here.stop(ISSUE)
    assert wish(here, "release", ISSUE) == "done"
    assert wish(here, "hold", f"{ISSUE}/shelf") == "refused"


def test_what_two_forums_share_takes_somebody_who_may_on_both(make: object) -> None:
    here: Square = make(beside={"japan": "ja"})  # type: ignore[operator]  # a factory
    other = Agora(now=here.clock.now, name="other.example")
    here.here.bot = replace(here.bot, publishers={**here.bot.publishers, "japan": other})
    assert wish(here, "hold", ISSUE) == "refused"
    assert wish(here, "hold", DIGEST) == "done"
    other.join(MODERATOR, moderator=True)
    assert wish(here, "hold", ISSUE) == "done"


@pytest.mark.parametrize("new", ["모모델을", "델을", "모델을을", "을델모", "모델을 모델을"])
def test_the_place_that_differs_makes_the_new_text_of_the_old(here: Square, new: str) -> None:
    wanted = here.text(2).abstract.replace("모델을", new)
    assert reword(here, wanted, anyway="yes") == "approved"
    (one,) = here.bot.store.corrections.all()
    (span,) = one.spans
    assert (one.after, one.before[span.start :].startswith(span.old)) == (wanted, True)
