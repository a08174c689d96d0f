"""What texts would take, before any is asked for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain import Call, Estimate, Missing, Spent, Usage, Wanted
from bot.errors import Unavailable
from bot.llm import Asked, Model, Prices, estimate
from bot.llm import intro as opening
from bot.llm import translate as entries
from bot.store import Database
from tests.databases import lent
from tests.llm.fakes import Messages, entry, issue, locale, paper

NOW = datetime(2026, 7, 1, tzinfo=UTC)
PRICES = Prices(
    input=1.0, output=5.0, cache_write=1.25, cache_read=0.1, as_of=date(2026, 7, 1), source="https://prices.example"
)


@pytest.fixture
def store() -> Iterator[Database]:
    with lent(lambda: NOW) as made:
        yield made


def wanted(*places: int, papers: int = 3, **changes: Any) -> Wanted:
    pieces = [(entry(place), paper(place, title=f"Lamp {place}", **changes)) for place in range(1, papers + 1)]
    return Wanted(issue=issue(), pieces=pieces, places=frozenset(places), locale=locale())


def asked(count: Callable[..., int] | None = None, **changes: Any) -> Asked:
    return Asked(**{"model": "m", "prices": PRICES, "count": count, **changes})


def words(*, key: str, system: str, user: str, schema: Mapping[str, Any]) -> int:
    """A server's count: 1,000 for the instructions, and a token for each word."""
    assert key
    assert system
    assert schema
    return 1_000 + len(user.split())


def own(told: Wanted, place: int) -> int:
    """The words of an entry's question, or of the intro's."""
    found = dict((one.position, (one, its)) for one, its in told.pieces)
    if place:
        return len(entries.question_of(*found[place], told.locale).user.split())
    return len(opening.question_of(told.issue, told.pieces, told.locale).user.split())


def made(db: Database, told: Wanted, writer: Asked | None = None, **changes: Any) -> Estimate:
    given = {"second": None, "calls": db.calls, "now": NOW, "closely": True}
    return estimate(told, writer or asked(words), **{**given, **changes})


def test_every_question_is_counted_as_it_would_be_put(store: Database) -> None:
    told = wanted(0, 1, 3)
    got = made(store, told)
    (write, mend) = got.parts
    assert write.asked == 3_000 + own(told, 0) + own(told, 1) + own(told, 3)
    assert write.answered == pytest.approx(0.87 * (own(told, 1) + own(told, 3)) + 0.11 * own(told, 0), abs=1)
    assert (mend.asked, mend.answered) == (round(write.asked * 0.2), round(write.answered * 0.2))
    assert (got.texts, got.remembered, got.why, got.learned, got.abstracts) == (3, 0, "", False, 0)


def test_the_prefix_is_written_once_and_read_by_every_entry(store: Database) -> None:
    told = wanted(1, 2, 3)
    write = made(store, told).parts[0]
    rest = sum(own(told, place) for place in (1, 2, 3))
    assert write.uncached == pytest.approx((3_000 + rest + 5 * write.answered) / 1e6)
    assert write.dollars == pytest.approx((1_250 + 300 + rest + 5 * write.answered) / 1e6)


def test_one_text_alone_is_not_worth_a_cache(store: Database) -> None:
    for told in (wanted(1), wanted(0)):
        write = made(store, told).parts[0]
        assert write.dollars == write.uncached


def test_a_prefix_that_was_never_kept_is_not_reckoned_as_kept(store: Database) -> None:
    told = wanted(1, 2, 3)
    question = entries.question_of(*told.pieces[0], told.locale)
    call = a_call(question.prompt, Usage(input=1_010, output=20))
    store.calls.add(call)
    write = made(store, told).parts[0]
    assert write.dollars == write.uncached
    store.calls.add(replace(call, usage=Usage(input=10, cache_read=1_000, output=20)))
    write = made(store, told).parts[0]
    assert write.dollars
    assert write.uncached
    assert write.dollars < write.uncached


def a_call(prompt: str, usage: Usage, **changes: Any) -> Call:
    facts = {"task": "translate", "key": "x/1@ko", "model": "m", "cost_usd": None, "milliseconds": 1}
    return Call(prompt=prompt, usage=usage, stop_reason="end_turn", **{**facts, **changes})


def test_answers_are_as_long_as_the_last_were_for_their_questions(store: Database) -> None:
    told = wanted(1, 2)
    question = entries.question_of(*told.pieces[0], told.locale)
    for usage in (Usage(input=50, cache_write=1_000, output=80), Usage(input=50, cache_read=1_000, output=120)):
        store.calls.add(a_call(question.prompt, usage))
    store.calls.add(a_call("another", Usage(input=5_000, output=90_000)))
    got = made(store, told)
    assert got.parts[0].answered == 2 * (own(told, 1) + own(told, 2))
    assert got.learned
    mending = replace(question, task="repair")
    store.calls.add(a_call(mending.prompt, Usage(input=1, output=50)))
    assert made(store, told).parts[1].answered == round(got.parts[0].answered * 0.25)


def test_what_another_model_answered_to_the_same_question_says_nothing_of_this_one(store: Database) -> None:
    told = wanted(1, 2)
    question = entries.question_of(*told.pieces[0], told.locale)
    before = made(store, told)
    store.calls.add(a_call(question.prompt, Usage(input=50, cache_write=1_000, output=9_000), model="stronger"))
    assert made(store, told) == before
    store.calls.add(a_call(question.prompt, Usage(input=50, cache_write=1_000, output=100), model="m-20260601"))
    got = made(store, told)
    assert (got.learned, got.parts[0].answered) == (True, 2 * (own(told, 1) + own(told, 2)))


def test_what_is_in_memory_costs_nothing(store: Database) -> None:
    told = wanted(1, 2)
    question = entries.question_of(*told.pieces[0], told.locale)
    store.calls.add(a_call(question.prompt, Usage(output=1)), memory=question.memory, answer="{}")
    got = made(store, told)
    assert (got.texts, got.remembered) == (1, 1)
    assert got.parts[0].asked == 1_000 + own(told, 2)


def test_the_judge_reads_source_and_translation_at_its_own_prices(store: Database) -> None:
    told = wanted(1, 2)
    judge = asked(words, model="judge", prices=replace(PRICES, input=10.0))
    got = made(store, told, second=judge)
    write, _mend, read = got.parts
    assert (read.task, read.model) == ("judge", "judge")
    # The fences of a translation are four words.
    assert read.asked == 2_000 + own(told, 1) + own(told, 2) + 2 * 4 + write.answered
    assert got.dollars == pytest.approx(sum(one.dollars or 0 for one in got.parts))


def test_without_prices_there_are_tokens_and_no_dollars(store: Database) -> None:
    got = made(store, wanted(1, 2), asked(words, prices=None))
    assert got.parts[0].asked > 2_000
    assert (got.dollars, got.uncached) == (None, None)


def test_where_the_server_does_not_count_it_is_by_characters_and_asked_once(store: Database) -> None:
    tries = []

    def refuses(**_question: Any) -> int:
        tries.append(1)
        raise Unavailable("no such address")

    told = wanted(1, 2)
    got = made(store, told, asked(refuses))
    assert (len(tries), got.why) == (1, "no such address")
    questions = [entries.question_of(*piece, told.locale) for piece in told.pieces[:2]]
    letters = sum(len(f"{one.system}{one.schema}{one.user}".encode()) for one in questions)
    assert got.parts[0].asked == pytest.approx(letters / 3, abs=2)


def test_abstracts_that_are_not_known_yet_are_as_long_as_usual(store: Database) -> None:
    known, told = wanted(0, 1, 2), wanted(0, 1, 2, abstract="", missing=Missing.NOT_YET)
    got = made(store, told)
    assert got.abstracts == 2, "of three papers two are to be written"
    assert got.parts[0].asked == 3_000 + sum(own(told, place) for place in (0, 1, 2)) + 2 * 1_400 // 3
    assert made(store, known).abstracts == 0


def test_without_a_close_look_nobody_is_asked_and_nothing_is_looked_up(store: Database) -> None:
    told = wanted(1, 2)
    question = entries.question_of(*told.pieces[0], told.locale)
    got = made(store, told, asked(), closely=False)
    assert (got.texts, got.remembered, got.why) == (2, 0, "nobody was asked")
    assert got.parts[0].asked > 2 * 300, "terms that may occur"
    store.calls.add(a_call(question.prompt, Usage(input=700, output=1)), memory=question.memory, answer="{}")
    got = made(store, told, asked(), closely=False)
    assert (got.texts, got.remembered, got.parts[0].asked) == (2, 0, 1_400)


def test_where_nobody_counts_calls_are_as_long_as_the_last(store: Database) -> None:
    told = wanted(1, 2)
    question = entries.question_of(*told.pieces[0], told.locale)
    store.calls.add(a_call(question.prompt, Usage(input=100, cache_read=900, output=500)))
    store.calls.add(a_call(question.prompt, Usage(cache_write=900), task="warm"))
    write = made(store, told, asked(why="no key")).parts[0]
    assert (write.asked, write.answered) == (2_000, 1_000)
    assert write.dollars
    assert write.uncached
    assert write.dollars < write.uncached


# ── the server's counting ──────────────────────────────────────────────────────────────────────────────────


def test_a_question_is_counted_whole_and_nothing_is_generated(model: Model, server: Messages) -> None:
    server.says({"input_tokens": 321})
    count, second = model.counters
    assert count(key="x", system="Be brief.", user="Hello", schema={"type": "object"}) == 321
    assert second is None
    (sent,) = server.asked
    assert sent["system"] == [{"type": "text", "text": "Be brief."}]
    assert sent["messages"] == [{"role": "user", "content": "Hello"}]
    assert sent["output_config"] == {"format": {"type": "json_schema", "schema": {"type": "object"}}}
    assert "max_tokens" not in sent


@pytest.mark.parametrize(("status", "said"), [(404, "counts no tokens"), (405, "counts no tokens"), (501, "not here")])
def test_a_server_that_does_not_count_says_so(
    model: Model, server: Messages, store: Database, status: int, said: str
) -> None:
    server.fails(status, "not here")
    got = made(store, wanted(1, 2), asked(model.counters[0]))
    assert said in got.why
    assert len(server.asked) == 1


def test_a_count_that_is_none_is_not_believed(model: Model, server: Messages, store: Database) -> None:
    server.says({"tokens": "many"})
    got = made(store, wanted(1, 2), asked(model.counters[0]))
    assert "input_tokens: Field required" in got.why


def test_rows_of_a_ledger_name_what_they_share() -> None:
    one = Spent(name="translate", calls=1, unpriced=0, usage=Usage(input=1) + Usage(input=2, thinking=3), dollars=0.0)
    assert one.usage == Usage(input=3, thinking=3)
