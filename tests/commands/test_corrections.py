"""`paperboy corrections`: what readers report is listed, shown and decided at the machine, beside a worker or not."""

import json

import pytest

from bot.domain import Correction, Field, Span, State
from bot.store.lock import exclusively
from tests.commands.street import DIGEST, ISSUE, Street
from tests.commands.test_errand import Asking, answer, wish_left

pytestmark = pytest.mark.long

OLD, NEW = "소형 언어 모델이", "작은 언어 모델이"
GRAVE = "2,400개", "3,400개"


@pytest.fixture
def heard(street: Street) -> Street:
    """A street whose edition listens to its readers; the week is out."""
    street.change("[editions.forum.discourse]", "[editions.forum.corrections]\n\n[editions.forum.discourse]")
    assert street.run("tick").code == 0
    return street


def proposed(street: Street, old: str = OLD, new: str = NEW, **changes: object) -> Correction:
    """A correction of the second paper's abstract that waits."""
    with street.store() as store:
        made = store.translations.latest(ISSUE, "ko")[f"{ISSUE}/2"]
        facts = {
            "digest": DIGEST,
            "about": made.key,
            "field": Field.ABSTRACT,
            "before": made.abstract,
            "spans": (Span(start=made.abstract.index(old), old=old, new=new),),
            "by": "recorded-model",
            **changes,
        }
        return store.corrections.propose(Correction(**facts), "", street.clock.now())  # type: ignore[arg-type]


def state(street: Street, number: int) -> State:
    with street.store() as store:
        found = store.corrections.get(number)
    assert found
    return found.state


def text(street: Street) -> str:
    """The digest as it stands on the forum."""
    return "\n".join(street.bodies(street.topics[0]))


def test_what_waits_is_listed_and_nothing_is_said_of_nothing(heard: Street) -> None:
    assert heard.run("corrections", "list").out == "nothing waits\n"
    one = proposed(heard)
    said = heard.run("corrections", "list").out
    assert said == f"   1  proposed     abstract {one.about}  {OLD} → {NEW}\n"
    heard.run("corrections", "close", "1")
    assert heard.run("corrections", "list").out == "nothing waits\n"
    (told,) = json.loads(heard.run("corrections", "list", "--all", "--json").out)
    assert (told["number"], told["state"], told["mark"]) == (1, "rejected", one.shown[:8])


def test_a_correction_is_shown_with_the_words_it_changes_and_what_the_gate_says(heard: Street) -> None:
    one = proposed(heard, *GRAVE, reason="숫자가 다릅니다.")
    said = heard.run("corrections", "show", "1").out
    assert f"mark {one.shown[:8]}" in said
    assert "[-2,400-]{+3,400+}개로" in said
    assert "why: 숫자가 다릅니다." in said
    assert "! repair: " in said
    told = json.loads(heard.run("corrections", "show", "1", "--json").out)
    assert [one["severity"] for one in told["findings"]["new"]]
    assert told["findings"]["before"] == []
    assert [step["state"] for step in told["steps"]] == ["proposed"]


def test_what_is_approved_stands_in_the_topic_and_undo_brings_the_old_words_back(heard: Street) -> None:
    proposed(heard)
    ran = heard.run("corrections", "approve", "1")
    assert (ran.code, ran.out) == (0, "1  is applied\n")
    assert NEW in text(heard)
    assert OLD not in text(heard)
    assert heard.run("corrections", "undo", "1").out == "1  is undone\n"
    assert OLD in text(heard)
    assert NEW not in text(heard)


def test_the_operators_own_words_are_applied_and_doubted_alike(heard: Street) -> None:
    proposed(heard)
    ran = heard.run("corrections", "approve", "1", "--wording", "조그만 모델이")
    assert ran.code == 4
    assert "! repair: " in ran.err
    assert heard.run("corrections", "approve", "1", "--wording", "한 소형 언어 모델이").out == "1  is applied\n"
    assert "한 소형 언어 모델이" in text(heard)


def test_what_the_gate_doubts_needs_a_second_yes(heard: Street) -> None:
    proposed(heard, *GRAVE)
    ran = heard.run("corrections", "approve", "1")
    assert ran.code == 4
    assert "! repair: " in ran.err
    assert "`--anyway` applies it all the same" in ran.err
    assert GRAVE[1] not in text(heard)
    assert heard.run("corrections", "approve", "1", "--anyway").out == "1  is applied\n"
    assert GRAVE[1] in text(heard)


@pytest.mark.parametrize(
    ("words", "came"),
    [
        (["reject", "1", "--reason", "원문대로입니다"], State.REJECTED),
        (["reject", "1"], State.REJECTED),
        (["close", "1"], State.REJECTED),
        (["hold", "1"], State.HELD),
    ],
)
def test_what_is_not_approved_changes_nothing(heard: Street, words: list[str], came: State) -> None:
    proposed(heard)
    before = text(heard)
    assert heard.run("corrections", *words).out == f"1  is {came}\n"
    assert state(heard, 1) is came
    assert text(heard).startswith(before)


def test_what_is_another_by_now_than_was_seen_is_not_approved(heard: Street) -> None:
    one = proposed(heard)
    ran = heard.run("corrections", "approve", "1", "--seen", "00000000")
    assert ran.code == 4
    assert "is not what it was; look at it again: `paperboy corrections show 1`" in ran.told
    assert state(heard, 1) is State.PROPOSED
    assert heard.run("corrections", "approve", "1", "--seen", one.shown[:8]).code == 0


def test_what_was_decided_before_is_said_to_be_so(heard: Street) -> None:
    proposed(heard)
    heard.run("corrections", "approve", "1")
    ran = heard.run("corrections", "reject", "1")
    assert (ran.code, state(heard, 1)) == (4, State.APPLIED)
    assert "it was decided before; it is applied" in ran.err


@pytest.mark.parametrize("words", [["show", "7"], ["approve", "7"], ["undo", "7"]])
def test_a_number_that_is_not_there_is_named(heard: Street, words: list[str]) -> None:
    ran = heard.run("corrections", *words)
    assert ran.code == 2
    assert "7: there is no such correction" in ran.told


def test_beside_a_worker_the_decision_is_left_to_it(heard: Street) -> None:
    one = proposed(heard)
    with exclusively(heard.folder / "state" / "paperboy.lock"):
        asking = Asking(heard, "corrections", "reject", "1", "--reason", "원문대로입니다")
        wish = wish_left(heard)
        with heard.store() as store:
            store.corrections.step(1, (State.PROPOSED,), State.REJECTED, wish.who, heard.clock.now())
        answer(heard, wish, {"event": "answered", "key": "1", "came": "rejected", "why": "처리했습니다"})
        ran = asking.ends()
    assert (wish.what, wish.key) == ("rule", DIGEST)
    assert wish.facts == {
        "number": "1",
        "verb": "reject",
        "shown": one.shown,
        "text": "원문대로입니다",
        "operator": "yes",
    }
    assert (ran.code, ran.out) == (0, "1  is rejected\n")


def test_what_a_reader_wrote_commands_no_terminal(heard: Street) -> None:
    proposed(heard, new="\x1b[31m빨간\x07 모델이", reason="\x1b]0;제목\x07")
    for words in (["list"], ["show", "1"]):
        assert "\x1b" not in heard.run("corrections", *words).out


def test_a_term_is_shown_with_how_many_older_texts_have_it_otherwise(heard: Street) -> None:
    facts = {"digest": f"{ISSUE[:-2]}01/forum", "field": Field.TERM, "before": ""}
    spans = (Span(start=0, old="", new="작은 모형"),)
    proposed(heard, about="ko/small language model", spans=spans, **facts)
    told = json.loads(heard.run("corrections", "show", "1", "--json").out)
    assert told["older"]
    assert f"{len(told['older'])} older texts have it otherwise" in heard.run("corrections", "show", "1").out
    proposed(heard, about="ko/lantern", field=Field.TERM, before="", spans=spans)
    assert json.loads(heard.run("corrections", "show", "2", "--json").out)["older"] == []
    heard.run("corrections", "close", "2")
    assert json.loads(heard.run("corrections", "show", "2", "--json").out)["older"] is None


def test_a_number_that_no_correction_can_have_is_a_wrong_call(heard: Street) -> None:
    for number in ("0", "99999999999999999999"):
        ran = heard.run("corrections", "show", number)
        assert (ran.code, "is not in the range" in ran.err) == (2, True)
