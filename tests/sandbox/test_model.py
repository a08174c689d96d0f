"""The model's server, met through the real SDK with its retries off."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import anthropic
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import WoundClock
from bot.llm import correction
from bot.sandbox.catalogue import MODELS
from bot.sandbox.model import KEY, Service
from bot.sandbox.recordings import Recording, fenced, load_recordings
from bot.sandbox.tokens import count, first
from tests.sandbox.serving import served
from tests.sandbox.weeks import PUBLISHED, fence

HAIKU, SONNET, OPUS, OLD = "claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5", "claude-haiku-4-5"
SOURCE = "Quiet gates wait."
ANSWER = {"title": "조용한 게이트", "summary": "기다립니다."}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "summary": {"type": "string"}},
    "required": ["title", "summary"],
    "additionalProperties": False,
}
ASKED: dict[str, Any] = {
    "model": HAIKU,
    "max_tokens": 1000,
    "messages": [{"role": "user", "content": fence(SOURCE)}],
    "output_config": {"format": {"type": "json_schema", "schema": SCHEMA}},
}


def recorded(source: str = SOURCE, **changed: Any) -> Recording:
    return Recording(
        **{
            "task": "translate",
            "locale": "ko",
            "sha256": sha256(source.encode()).hexdigest(),
            "answer": ANSWER,
            **changed,
        }
    )


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", PUBLISHED)


@pytest.fixture
def service(clock: WoundClock) -> Service:
    return Service(clock, [recorded()])


@pytest.fixture
def base(service: Service) -> Iterator[str]:
    with served(service.app()) as base:
        yield base


@pytest.fixture
def client(base: str) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(api_key=KEY, base_url=base, max_retries=0) as client:
        yield client


@pytest.fixture
def post(base: str) -> Iterator[Callable[[dict[str, Any]], httpx.Response]]:
    headers = {"authorization": f"Bearer {KEY}", "anthropic-version": "2026-10-21"}
    with httpx.Client(base_url=base, headers=headers) as plain:
        yield lambda body: plain.post("/v1/messages", json=body)


def test_an_answer_begins_with_thinking_and_carries_the_recording_as_text(client: anthropic.Anthropic) -> None:
    message = client.messages.create(**ASKED)
    assert [block.type for block in message.content] == ["thinking", "text"]
    assert json.loads(message.content[1].text) == ANSWER
    assert (message.stop_reason, message.role, message.model) == ("end_turn", "assistant", HAIKU)
    assert message._request_id.startswith("req_sandbox_")


def test_thinking_switched_off_leaves_the_text_alone_and_costs_less(client: anthropic.Anthropic) -> None:
    thought = client.messages.create(**ASKED).usage
    quiet = client.messages.create(**ASKED, thinking={"type": "disabled"})
    assert [block.type for block in quiet.content] == ["text"]
    assert quiet.usage.output_tokens == count(quiet.content[0].text)
    assert quiet.usage.output_tokens_details.thinking_tokens == 0
    assert thought.output_tokens == quiet.usage.output_tokens + thought.output_tokens_details.thinking_tokens
    assert thought.output_tokens_details.thinking_tokens > 0


def test_of_a_comment_that_was_not_recorded_nobody_can_tell_what_it_asks(client: anthropic.Anthropic) -> None:
    content = fence("Anything at all.", task="correction")
    schema = {"format": {"type": "json_schema", "schema": correction.SCHEMA}}

    said = client.messages.create(
        **{**ASKED, "messages": [{"role": "user", "content": content}], "output_config": schema}
    )

    assert json.loads(said.content[-1].text) == {"verdict": "unclear", "corrections": []}


def test_a_model_answers_as_was_recorded_of_it_and_else_as_any_would(
    service: Service, client: anthropic.Anthropic
) -> None:
    service.add([recorded(model=SONNET, answer={**ANSWER, "title": "고요한 문"})])
    said = [client.messages.create(**{**ASKED, "model": one}).content[-1] for one in (HAIKU, SONNET)]
    assert [json.loads(one.text)["title"] for one in said if one.type == "text"] == [ANSWER["title"], "고요한 문"]


def test_what_was_not_recorded_is_refused_in_plain_words(client: anthropic.Anthropic) -> None:
    with pytest.raises(anthropic.BadRequestError, match="no recording for task intro, locale ja, round 2") as caught:
        client.messages.create(
            **{**ASKED, "messages": [{"role": "user", "content": fence("x", task="intro", locale="ja", round_=2)}]}
        )
    assert sha256(b"x").hexdigest() in str(caught.value)
    assert caught.value.type == "invalid_request_error"


@pytest.mark.parametrize(
    "text",
    [
        "no fence at all",
        fence(SOURCE).replace("Quiet", "Loud"),
        fence(SOURCE) + fence(SOURCE),
        fence(SOURCE).replace("</source", "</sauce"),
    ],
)
def test_text_without_one_right_fence_is_refused(client: anthropic.Anthropic, text: str) -> None:
    with pytest.raises(anthropic.BadRequestError, match="no fenced source text"):
        client.messages.create(**{**ASKED, "messages": [{"role": "user", "content": text}]})


@given(st.text())
def test_a_fence_gives_back_the_hash_of_any_text(text: str) -> None:
    assert fenced(f"before\n{fence(text)}\nafter") == ("translate", "ko", 1, sha256(text.encode()).hexdigest())


def test_a_changed_prompt_breaks_no_recording(client: anthropic.Anthropic) -> None:
    asked = {**ASKED, "messages": [{"role": "user", "content": f"Terms: gate\n\n{fence(SOURCE)}\nGo on."}]}
    assert json.loads(client.messages.create(**asked, system="Anything").content[-1].text) == ANSWER


@pytest.mark.parametrize("key", ["", "another-key"])
def test_a_wrong_key_is_a_401(base: str, key: str) -> None:
    with (
        anthropic.Anthropic(api_key=key or "none", base_url=base, max_retries=0) as client,
        pytest.raises(anthropic.AuthenticationError) as caught,
    ):
        client.messages.create(**ASKED)
    assert caught.value.type == "authentication_error"


def test_the_key_goes_in_the_bearer_header_only(base: str) -> None:
    headers = {"x-api-key": KEY, "anthropic-version": "2026-10-21"}
    assert httpx.post(f"{base}/v1/messages", json=ASKED, headers=headers).status_code == 401


@pytest.mark.parametrize("version", [{}, {"anthropic-version": "2020-01-01"}])
def test_the_version_header_is_required_and_known(base: str, version: dict[str, str]) -> None:
    answer = httpx.post(f"{base}/v1/messages", json=ASKED, headers={"authorization": f"Bearer {KEY}", **version})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("anthropic-version:")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"max_tokens": None}, "max_tokens: Input should be a valid integer"),
        ({"max_tokens": "10"}, "max_tokens: Input should be a valid integer"),
        ({"max_tokens": -1}, "max_tokens: Input should be greater than or equal to 0"),
        ({"max_tokens": 0}, "max_tokens: 0, which only fills the prompt cache, cannot be combined"),
        ({"max_tokens": 128_001}, "max_tokens: 128001 > 128000"),
        ({"messages": []}, "messages: List should have at least 1 item"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "messages.0.role: Input should be"),
        ({"messages": [{"role": "user", "content": ""}]}, "messages.0.content: must not be empty"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, 'first message must use the "user" role'),
        ({"temperature": 0}, "temperature: sampling parameters are not supported"),
        ({"top_p": 0.9}, "top_p: sampling parameters are not supported"),
        ({"top_k": 5}, "top_k: sampling parameters are not supported"),
        ({"tool_choice": {"type": "any"}}, "tool_choice: forced tool choice is not supported"),
        ({"tools": [{"name": "x"}]}, "tools: the sandbox does not speak this"),
        ({"stream": True}, "stream: the sandbox does not speak this"),
        ({"output_config": {"effort": "extreme"}}, "output_config.effort: Input should be"),
        ({"system": [{"type": "text", "text": ""}]}, "system"),
        ({"system": [{"type": "text", "text": "\n "}]}, "system: text content blocks must contain non-whitespace text"),
        ({"messages": [{"role": "user", "content": " "}]}, "messages: text content blocks must contain non-whitespace"),
    ],
)
def test_requests_are_checked_field_by_field(post: Any, changed: dict[str, Any], message: str) -> None:
    answer = post({**ASKED, **changed})
    assert answer.status_code == 400
    body = answer.json()
    assert body["type"] == "error"
    assert body["error"]["type"] == "invalid_request_error"
    assert message in body["error"]["message"]
    assert body["request_id"] == answer.headers["request-id"]


def test_what_is_not_json_is_refused(base: str) -> None:
    headers = {"authorization": f"Bearer {KEY}", "anthropic-version": "2026-10-21"}
    answer = httpx.post(f"{base}/v1/messages", content=b"{not json", headers=headers)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


def test_prefill_is_refused_by_the_models_of_today(post: Any) -> None:
    answer = post({**ASKED, "messages": [*ASKED["messages"], {"role": "assistant", "content": "{"}]})
    assert "prefilling" in answer.json()["error"]["message"]


def test_an_unknown_model_is_a_404(client: anthropic.Anthropic) -> None:
    with pytest.raises(anthropic.NotFoundError, match="model: claude-none"):
        client.messages.create(**{**ASKED, "model": "claude-none"})


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("kind", ["adaptive", "between_tools", "disabled", "enabled"])
def test_thinking_settings_are_those_the_model_takes(post: Any, model: str, kind: str) -> None:
    thinking = {"type": kind, "budget_tokens": 1024} if kind == "enabled" else {"type": kind}
    answer = post({**ASKED, "max_tokens": 2000, "model": model, "thinking": thinking})
    taken = {HAIKU: {"adaptive", "disabled"}, SONNET: {"adaptive", "between_tools"}, OPUS: {"adaptive"}}
    assert answer.status_code == (200 if kind in taken.get(model, {"enabled", "disabled"}) else 400)


@pytest.mark.parametrize(("effort", "status"), [("high", 200), ("xhigh", 400), ("max", 400)])
def test_haiku_switches_thinking_off_up_to_high_effort(post: Any, effort: str, status: int) -> None:
    config = {**ASKED["output_config"], "effort": effort}
    assert post({**ASKED, "output_config": config, "thinking": {"type": "disabled"}}).status_code == status


@pytest.mark.parametrize(("model", "thinks"), [(HAIKU, True), (SONNET, True), (OPUS, True), (OLD, False)])
def test_thinking_is_on_by_default_where_the_model_has_it_so(post: Any, model: str, thinks: bool) -> None:
    kinds = [block["type"] for block in post({**ASKED, "model": model}).json()["content"]]
    assert kinds == (["thinking", "text"] if thinks else ["text"])


def test_the_older_model_takes_sampling_and_no_effort(post: Any) -> None:
    assert post({**ASKED, "model": OLD, "temperature": 0}).status_code == 200
    assert post({**ASKED, "model": OLD, "output_config": {"effort": "low"}}).status_code == 400


def test_a_thinking_budget_lies_below_max_tokens(post: Any) -> None:
    thinking = {"type": "enabled", "budget_tokens": 1024}
    assert post({**ASKED, "model": OLD, "max_tokens": 1024, "thinking": thinking}).status_code == 400
    thinking["budget_tokens"] = 1023
    assert post({**ASKED, "model": OLD, "max_tokens": 2048, "thinking": thinking}).status_code == 400


@pytest.mark.parametrize(
    "schema",
    [
        {**SCHEMA, "additionalProperties": True},
        {name: value for name, value in SCHEMA.items() if name != "additionalProperties"},
        {**SCHEMA, "properties": {"title": {"type": "string", "minLength": 1}}},
        {**SCHEMA, "properties": {"title": {"type": "array", "items": {"type": "string"}, "maxItems": 5}}},
        {**SCHEMA, "properties": {"title": {"type": "array", "minItems": 2}}},
        {**SCHEMA, "properties": {"title": {"anyOf": [{"type": "integer", "maximum": 3}]}}},
        {**SCHEMA, "$defs": {"inner": {"type": "object"}}},
        {**SCHEMA, "properties": {"title": {"type": "string", "format": "colour"}}},
    ],
)
def test_a_schema_with_more_than_the_service_enforces_is_refused(post: Any, schema: dict[str, Any]) -> None:
    answer = post({**ASKED, "output_config": {"format": {"type": "json_schema", "schema": schema}}})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("output_config.format.schema")


def test_an_answer_longer_than_max_tokens_is_cut_there(client: anthropic.Anthropic) -> None:
    message = client.messages.create(**{**ASKED, "max_tokens": 12})
    assert message.stop_reason == "max_tokens"
    assert message.usage.output_tokens <= 12
    with pytest.raises(json.JSONDecodeError):
        json.loads(message.content[-1].text)


def test_thinking_counts_towards_max_tokens(service: Service, client: anthropic.Anthropic) -> None:
    service.add([recorded(answer=None, text="x" * 300)])
    asked = {**ASKED, "max_tokens": 110}
    assert client.messages.create(**asked, thinking={"type": "disabled"}).stop_reason == "end_turn"
    assert client.messages.create(**asked).stop_reason == "max_tokens"


def test_a_refusal_has_no_content_and_says_so(service: Service, client: anthropic.Anthropic) -> None:
    service.add([recorded(answer=None, stop_reason="refusal")])
    message = client.messages.create(**ASKED)
    assert (message.stop_reason, message.content) == ("refusal", [])
    assert message.stop_details.type == "refusal"


def cached(system: str, ttl: str = "5m") -> dict[str, Any]:
    mark = {"type": "ephemeral", "ttl": ttl}
    return {**ASKED, "system": [{"type": "text", "text": system, "cache_control": mark}]}


def test_a_prefix_is_written_once_and_read_within_five_minutes(client: anthropic.Anthropic, clock: WoundClock) -> None:
    one, two = (client.messages.create(**cached("Be faithful. " * 200)).usage for _ in range(2))
    assert one.cache_creation_input_tokens == two.cache_read_input_tokens > 512
    assert one.cache_creation.ephemeral_5m_input_tokens == one.cache_creation_input_tokens
    assert (one.cache_read_input_tokens, two.cache_creation_input_tokens) == (0, 0)
    assert one.input_tokens == two.input_tokens
    clock.wind(timedelta(minutes=4))
    assert client.messages.create(**cached("Be faithful. " * 200)).usage.cache_read_input_tokens > 0
    clock.wind(timedelta(minutes=4))
    assert client.messages.create(**cached("Be faithful. " * 200)).usage.cache_read_input_tokens > 0
    clock.wind(timedelta(minutes=5))
    assert client.messages.create(**cached("Be faithful. " * 200)).usage.cache_read_input_tokens == 0


def test_an_hour_long_entry_is_billed_apart_and_lives_longer(client: anthropic.Anthropic, clock: WoundClock) -> None:
    usage = client.messages.create(**cached("Be faithful. " * 200, "1h")).usage
    assert usage.cache_creation.ephemeral_1h_input_tokens == usage.cache_creation_input_tokens > 0
    clock.wind(timedelta(minutes=59))
    assert client.messages.create(**cached("Be faithful. " * 200, "1h")).usage.cache_read_input_tokens > 0


def test_what_is_kept_for_an_hour_stands_before_what_is_kept_for_minutes(post: Any) -> None:
    def asked(*lives: str) -> httpx.Response:
        marks = [{"type": "ephemeral", "ttl": life} for life in lives]
        return post({**ASKED, "system": [{"type": "text", "text": "Be faithful.", "cache_control": m} for m in marks]})

    assert asked("1h", "5m").status_code == 200
    refused = asked("5m", "1h")
    assert refused.status_code == 400
    assert "must not come after" in refused.json()["error"]["message"]


@pytest.mark.parametrize(("model", "repeats"), [(HAIKU, 100), (SONNET, 200), (OLD, 800)])
def test_a_prefix_below_the_models_smallest_is_silently_not_kept(post: Any, model: str, repeats: int) -> None:
    for _ in range(2):
        usage = post({**cached("Be faithful. " * repeats), "model": model}).json()["usage"]
        assert (usage["cache_creation_input_tokens"], usage["cache_read_input_tokens"]) == (0, 0)


UNASKED: dict[str, Any] = {"messages": [{"role": "user", "content": "Nothing is asked yet."}]}


def test_a_request_for_no_answer_fills_the_cache(client: anthropic.Anthropic) -> None:
    plain = {**cached("Be faithful. " * 200), "output_config": {}, **UNASKED, "max_tokens": 0}
    message = client.messages.create(**plain)
    assert (message.content, message.stop_reason) == ([], "max_tokens")
    assert (message.usage.output_tokens, message.usage.cache_creation_input_tokens) == (0, count("Be faithful. " * 200))
    assert client.messages.create(**plain).usage.cache_read_input_tokens == message.usage.cache_creation_input_tokens


def test_one_token_fills_it_for_questions_in_a_schema(client: anthropic.Anthropic) -> None:
    one = client.messages.create(**{**cached("Be faithful. " * 200), **UNASKED, "max_tokens": 1})
    assert (one.stop_reason, one.usage.output_tokens, one.content[-1].text) == ("max_tokens", 1, '{"t')
    asked = client.messages.create(**cached("Be faithful. " * 200)).usage
    assert asked.cache_read_input_tokens == one.usage.cache_creation_input_tokens > 512


@pytest.mark.parametrize("changed", [{"max_tokens": 2}, {"max_tokens": 1, "output_config": {}}])
def test_more_than_the_first_token_is_not_made_up(post: Any, changed: dict[str, Any]) -> None:
    assert "no fenced source text" in post({**ASKED, **UNASKED, **changed}).text


def test_a_read_looks_back_past_new_blocks_and_keeps_what_it_found_alive(
    client: anthropic.Anthropic, clock: WoundClock
) -> None:
    mark = {"type": "ephemeral"}
    first_block = {"type": "text", "text": "Be faithful. " * 200}
    written = client.messages.create(**ASKED, system=[{**first_block, "cache_control": mark}]).usage
    for term in ("gate", "pause"):
        clock.wind(timedelta(minutes=4))
        longer = [first_block, {"type": "text", "text": f"Term: {term}.", "cache_control": mark}]
        usage = client.messages.create(**ASKED, system=longer).usage
        assert usage.cache_read_input_tokens == written.cache_creation_input_tokens
        assert usage.cache_creation_input_tokens == count(f"Term: {term}.")


def test_any_changed_byte_before_the_mark_misses(client: anthropic.Anthropic) -> None:
    client.messages.create(**cached("Be faithful. " * 200))
    assert client.messages.create(**cached("Be faithful! " + "Be faithful. " * 199)).usage.cache_read_input_tokens == 0
    plain = {**cached("Be faithful. " * 200), "output_config": {}}
    assert client.messages.create(**plain).usage.cache_read_input_tokens == 0


def test_five_marks_are_one_too_many(post: Any) -> None:
    mark = {"type": "ephemeral"}
    blocks = [{"type": "text", "text": f"Part {place}.", "cache_control": mark} for place in range(5)]
    assert post({**ASKED, "system": blocks}).status_code == 400
    assert post({**ASKED, "system": blocks[:4]}).status_code == 200
    assert post({**ASKED, "system": blocks[:4], "cache_control": mark}).status_code == 400


def test_counting_agrees_with_what_an_answer_bills(client: anthropic.Anthropic) -> None:
    usage = client.messages.create(**ASKED).usage
    asked = {name: value for name, value in ASKED.items() if name != "max_tokens"}
    assert client.messages.count_tokens(**asked).input_tokens == usage.input_tokens


def test_counting_needs_no_recording_and_takes_no_max_tokens(base: str, client: anthropic.Anthropic) -> None:
    message = {"role": "user", "content": "가나다"}
    assert client.messages.count_tokens(model=HAIKU, messages=[message]).input_tokens == 3
    headers = {"authorization": f"Bearer {KEY}", "anthropic-version": "2026-10-21"}
    body = {"model": HAIKU, "messages": [message], "max_tokens": 3}
    assert httpx.post(f"{base}/v1/messages/count_tokens", json=body, headers=headers).status_code == 400


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(min_value=0, max_value=50))
def test_the_first_tokens_of_a_text_are_its_beginning_and_no_more(text: str, tokens: int) -> None:
    beginning = first(text, tokens)
    assert text.startswith(beginning)
    assert count(beginning) <= tokens
    assert first(text, count(text)) == text


def test_models_are_listed_with_what_they_take(client: anthropic.Anthropic) -> None:
    listed = {model.id: model for model in client.models.list(limit=2)}
    assert list(listed) == list(MODELS)
    assert listed[HAIKU].lifecycle == "active"
    assert listed[HAIKU].capabilities.thinking.types.disabled.supported
    assert not listed[SONNET].capabilities.thinking.types.disabled.supported
    assert client.models.retrieve(SONNET).max_tokens == 128_000
    with pytest.raises(anthropic.NotFoundError):
        client.models.retrieve("claude-none")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/complete", 404), ("GET", "/v1/messages", 405)])
def test_other_paths_and_methods_fail_in_the_apis_own_words(base: str, method: str, path: str, status: int) -> None:
    answer = httpx.request(method, f"{base}{path}")
    assert (answer.status_code, answer.json()["type"]) == (status, "error")


def test_recordings_are_read_from_a_file_a_locale(tmp_path: Path) -> None:
    line = recorded().model_dump_json(exclude_defaults=True)
    (tmp_path / "answers.ko.jsonl").write_text(f"{line}\n", encoding="utf-8")
    (tmp_path / "answers.ja.jsonl").write_text(f"{recorded(locale='ja').model_dump_json()}\n", encoding="utf-8")
    assert [recording.locale for recording in load_recordings(tmp_path)] == ["ja", "ko"]
    assert json.loads(list(load_recordings(tmp_path))[1].said) == ANSWER
