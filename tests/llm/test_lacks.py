"""A server that speaks the Messages API in part still writes the papers, and what it lacks is said."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from bot.clock import WoundClock
from bot.errors import Misconfigured, Rejected
from bot.llm import Model, ModelSettings, Prices, Shared
from bot.llm.lacks import Lack, Lacks, imitates, is_here
from tests.llm.fakes import GOOD, KEY, Ledger, Messages, entry, locale, paper
from tests.llm.locals import ALL, LocalServer

PRICES = Prices(input=1, output=5, cache_write=1.25, cache_read=0.1, as_of=date(2026, 11, 21), source="a page")
FREE = Prices(input=0, output=0, cache_write=0, cache_read=0, as_of=date(2026, 11, 21), source="my own")


@dataclass
class Bench:
    """A server that lacks something, a model connected to it, and what was heard."""

    server: LocalServer
    model: Model
    ledger: Ledger
    heard: list[str] = field(default_factory=list)

    def warm(self) -> None:
        """Has the server keep the instructions, as before a digest."""
        self.model.warm("dair/2026-06-28", locale(), 10)

    def translate(self, position: int = 3) -> str:
        """Has the paper at a position translated, which no other has the name of."""
        return self.model.translate(entry(position, name=f"LampBit {position}"), paper(position), locale()).title


@pytest.fixture
def lacking(httpserver: HTTPServer, ledger: Ledger, clock: WoundClock) -> Iterator[Callable[..., Bench]]:
    made: list[Model] = []

    def lacks(*what: str, **changes: Any) -> Bench:
        server, heard = LocalServer(httpserver, what), list[str]()
        asked = {"thinking": {"type": "disabled"}, "effort": "low", "timeout_s": 5.0, **changes}
        settings = ModelSettings(model="local-model", api_key=KEY, base_url=server.url, **asked)
        shared = replace(Shared.of(ledger, clock), report=lambda _event, _key, **facts: heard.append(str(facts["why"])))
        made.append(Model(settings, shared))
        return Bench(server, made[-1], ledger, heard)

    yield lacks
    for model in made:
        model.close()


@pytest.mark.parametrize("what", ALL)
def test_what_one_lack_leaves_is_enough_for_a_translation(lacking: Callable[..., Bench], what: str) -> None:
    bench = lacking(what)

    assert bench.translate() == GOOD["title"]
    assert bench.translate(4) == GOOD["title"]


def test_what_all_lacks_at_once_leave_is_enough_for_a_translation(lacking: Callable[..., Bench]) -> None:
    bench = lacking(*ALL)
    bench.warm()

    assert (bench.translate(), bench.translate(4)) == (GOOD["title"], GOOD["title"])
    assert set(bench.server.asked[-1]) == {"model", "messages", "max_tokens", "system"}
    assert set(bench.server.asked[-1]["system"][0]) == {"type", "text"}
    said = [Lack.SCHEMA, Lack.EFFORT, Lack.THINKING, Lack.CACHE, Lack.USAGE, Lack.ENDING]
    assert sorted(bench.heard) == sorted(f"its server {lack}" for lack in said)


@pytest.mark.parametrize("pair", list(combinations(("thinking", "output_config", "cache_control", "detail"), 2)))
def test_a_field_that_is_refused_is_left_out_from_then_on(lacking: Callable[..., Bench], pair: tuple[str, str]) -> None:
    bench = lacking(*pair)
    bench.translate()
    requests = len(bench.server.keys)
    bench.translate(4)

    assert len(bench.server.keys) == requests + 1
    for name in {"thinking", "output_config"} & set(pair):
        assert name not in bench.server.asked[-1]
    assert len(bench.heard) == len(set(bench.heard))


def test_the_instructions_stay_the_same_bytes_and_the_shape_is_asked_for_last(lacking: Callable[..., Bench]) -> None:
    bench = lacking("output_config")
    bench.translate()
    (sent,) = bench.server.asked

    assert sent["system"][0]["text"] == locale().prompts["translate"]
    before, asked, schema = sent["messages"][0]["content"].rpartition("and with nothing before or after it:\n")
    assert "</source sha256=" in before
    assert asked
    assert set(json.loads(schema)["properties"]) == set(GOOD)


def test_a_shape_that_is_passed_over_is_asked_for_in_words_from_then_on(lacking: Callable[..., Bench]) -> None:
    bench = lacking("schema")
    bench.translate()
    bench.translate(4)

    assert ["JSON object of this schema" in words for words in bench.server.words] == [False, True, True]
    assert len(bench.ledger.rows) == 3  # each was paid for, also the one that could not be used


def test_what_is_remembered_is_the_object_alone_and_read_again_for_nothing(lacking: Callable[..., Bench]) -> None:
    bench = lacking("schema", "thought")
    bench.translate()
    bench.translate()

    assert len(bench.server.asked) == 2
    ((answer, _by),) = bench.ledger.answers.values()
    assert json.loads(answer) == GOOD


@pytest.mark.parametrize(("prices", "dollars"), [(PRICES, None), (FREE, 0.0), (None, None)])
def test_what_was_not_measured_has_no_price(
    lacking: Callable[..., Bench], prices: Prices | None, dollars: float | None
) -> None:
    bench = lacking("usage", prices=prices)
    bench.translate()

    assert [call.cost_usd for call in bench.ledger.rows] == [dollars]


def test_many_texts_at_once_say_each_lack_once(lacking: Callable[..., Bench]) -> None:
    bench = lacking("thinking", "output_config", "cache_control", "counters")
    bench.warm()
    with ThreadPoolExecutor(8) as pool:
        titles = list(pool.map(bench.translate, range(1, 9)))

    assert titles == [GOOD["title"]] * 8
    assert len(bench.heard) == len(set(bench.heard)) == 5


REFUSED_VALUES = [
    "thinking.type: `disabled` is not supported by local-model; use one of ['between_tools']",
    '"thinking.type.disabled" is not supported for this model',
    "adaptive thinking is not supported on this model",
    "Unsupported parameter: thinking.type",
    "output_config.effort: Input should be 'low', 'medium' or 'high'",
    "output_config.effort: local-model does not support the effort parameter",
    "max_tokens: 900000 > 64000",
]


@pytest.mark.parametrize("said", REFUSED_VALUES)
def test_a_value_that_is_not_taken_is_the_operators_to_change(
    connect: Callable[..., Model], server: Messages, said: str
) -> None:
    server.fails(400, said)
    with pytest.raises(Misconfigured, match="does not take these settings"):
        connect(thinking={"type": "disabled"}, effort="low").translate(entry(), paper(), locale())

    assert len(server.asked) == 1


def test_a_text_that_is_refused_is_not_taken_for_a_lack(connect: Callable[..., Model], server: Messages) -> None:
    server.fails(400, "messages.0.content: LampBit says thinking: extra inputs are not permitted")
    with pytest.raises((Rejected, Misconfigured)):
        connect(thinking={"type": "disabled"}).translate(entry(), paper(), locale())

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "lack"),
    [
        ({"error": {"message": "thinking: Extra inputs are not permitted"}}, Lack.THINKING),
        ({"error": {"message": "Unsupported parameter: 'thinking'"}}, Lack.THINKING),
        ({"error": {"message": "`thinking` is not supported by this model"}}, Lack.THINKING),
        ({"error": 'unknown field "output_config"'}, Lack.SCHEMA),
        ({"message": "output_config.format: Extra inputs are not permitted"}, Lack.SCHEMA),
        ({"error": {"message": "system.0.cache_control: Extra inputs are not permitted"}}, Lack.CACHE),
        ({"detail": [{"loc": ["body", "system", 0, "cache_control"], "msg": "extra_forbidden"}]}, Lack.CACHE),
    ],
)
def test_a_field_that_is_not_known_is_understood_in_many_words(answer: object, lack: Lack) -> None:
    lacks = Lacks("http://127.0.0.1:8080", lambda _lack: None)
    sent = {
        "system": [{"type": "text", "text": "…", "cache_control": {"type": "ephemeral"}}],
        "thinking": {"type": "disabled"},
        "output_config": {"format": {"type": "json_schema", "schema": {}}},
    }

    assert lacks.refused(400, answer, sent)
    assert lacks.known() == [lack]
    assert not lacks.refused(400, answer, lacks.fitted(sent | {"messages": [{"role": "user", "content": "text"}]}))


def test_nothing_is_ever_lacking_at_the_vendors_own_server() -> None:
    own = Lacks("https://api.anthropic.com", lambda _lack: pytest.fail("said"))
    own.note(*Lack)

    assert own.known() == []
    assert not own.refused(400, {"error": {"message": "thinking: Extra inputs are not permitted"}}, {"thinking": {}})
    assert own.bare('```json\n{"a": 1}\n```') == '```json\n{"a": 1}\n```'


def test_whose_server_it_is_is_known_by_its_name() -> None:
    assert not imitates("https://api.anthropic.com")
    assert imitates("https://api.anthropic.com.example.org")
    assert imitates("https://notanthropic.com")
    assert [
        is_here(url) for url in ("http://127.0.0.1:8080", "http://localhost", "http://[::1]:80", "http://10.0.0.2")
    ] == [
        True,
        True,
        True,
        False,
    ]


OBJECT = '{"a": "}{ `</think>`"}'


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "```json\n{}\n```",
        "```\n{}\n```\n",
        "Sure, here it is:\n\n{}\n\nI hope it helps.",
        "<think>what {{is}} this</think>{}",
        "\n<think>\nso\n</think>\n```json\n{}\n```",
        "no first mark\n</think>\n{}",
    ],
)
def test_one_object_is_read_out_of_what_stands_around_it(around: str) -> None:
    lacks = Lacks("http://127.0.0.1:1", lambda _lack: None)

    assert lacks.bare(around.format(OBJECT)) == OBJECT


NOT_ONE = [
    "",
    "no object",
    '{"a": 1',
    '{"a": 1} {"a": 2}',
    'so {"a": 1} or\n```json\n{"a": 2}\n```',
    "[" * 50_000,
    '{"a":' * 50_000,
    "<think>never ended",
    '<think>perhaps {"a": 1} or',
]


@pytest.mark.parametrize("text", NOT_ONE, ids=range(len(NOT_ONE)))
def test_where_there_is_not_one_object_nothing_is_guessed(text: str) -> None:
    lacks = Lacks("http://127.0.0.1:1", lambda _lack: None)

    assert lacks.bare(text) == text


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=3))
def test_an_object_by_itself_comes_back_byte_for_byte(thing: dict[str, str]) -> None:
    lacks = Lacks("http://127.0.0.1:1", lambda _lack: None)
    text = json.dumps(thing, ensure_ascii=False)

    assert lacks.bare(text) == text
    assert lacks.known() == []
