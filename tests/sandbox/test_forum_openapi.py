"""The forum's answers against Discourse's own description of its API, but for what `openapi_extras` lists."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from bot.sandbox.forum.seed import GLOBAL_KEY, READER
from tests.openapi_extras import ENDPOINTS_NOT_DESCRIBED, FIELDS_NOT_DESCRIBED, TYPES_OTHERWISE
from tests.sandbox.ground import RAW, Ground

READS = (
    ("/t/{id}.json", "/t/{topic}.json?include_raw=1"),
    ("/t/{id}.json", "/t/{topic}.json"),
    ("/t/{id}/posts.json", "/t/{topic}/posts.json"),
    ("/posts.json", "/posts.json"),
    ("/posts/{id}.json", "/posts/{post}.json"),
    ("/posts/{id}/replies.json", "/posts/{post}/replies.json"),
    ("/latest.json", "/latest.json"),
    ("/c/{slug}/{id}.json", "/c/news/14.json"),
    ("/c/{id}/show.json", "/c/14/show.json"),
    ("/categories.json", "/categories.json"),
    ("/tags.json", "/tags.json"),
    ("/tag/{name}.json", "/tag/llm.json"),
    ("/search.json", "/search.json?q=논문"),
    ("/u/{username}.json", "/u/paperboy.json"),
    ("/site.json", "/site.json"),
)


@pytest.fixture(scope="session")
def description(shared: Path) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((shared / "discourse" / "openapi.json").read_text("utf-8"))
    return described


def check(description: dict[str, Any], method: str, path: str, answer: Any) -> None:
    """Fails with every difference that is not on the list."""
    schema = description["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]
    found = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:150]}"
        for error in Draft202012Validator(schema).iter_errors(answer)
        if not is_listed(error)
    ]
    assert not found, "\n".join(found)


def is_listed(error: ValidationError) -> bool:
    known = set(FIELDS_NOT_DESCRIBED) | set(TYPES_OTHERWISE)
    match error.validator:
        case "additionalProperties":
            return set(error.instance) - set(error.schema["properties"]) <= set(FIELDS_NOT_DESCRIBED)
        case "required":
            missing = [name for name in error.validator_value if name not in error.instance]
            return set(missing) <= set(TYPES_OTHERWISE)
        case _:
            field = next((part for part in reversed(error.absolute_path) if isinstance(part, str)), "")
            return field in known and field in TYPES_OTHERWISE


@pytest.mark.parametrize(("path", "address"), READS)
def test_reads_are_as_described(ground: Ground, description: dict[str, Any], path: str, address: str) -> None:
    created = ground.topic(external_id="pb-demo", **{"tags[]": "llm"})
    ground.hands.post_as(READER, RAW + " 댓글", topic_id=created["topic_id"], reply_to=1)
    ground.hands.like_as(READER, created["id"])
    answer = ground.client(GLOBAL_KEY).get(address.format(topic=created["topic_id"], post=created["id"]))
    assert answer.status_code == 200
    check(description, "get", path, answer.json())


def test_writes_are_as_described(ground: Ground, description: dict[str, Any]) -> None:
    created = ground.topic()
    check(description, "post", "/posts.json", created)
    bot = ground.client(GLOBAL_KEY)
    edited = bot.put(f"/posts/{created['id']}.json", json={"post": {"raw": RAW + " 고침", "edit_reason": "이유"}})
    check(description, "put", "/posts/{id}.json", edited.json())
    retitled = bot.put(f"/t/-/{created['topic_id']}.json", json={"topic": {"title": "새로 지은 제목입니다, 두 번째"}})
    check(description, "put", "/t/-/{id}.json", retitled.json())
    liked = bot.post("/post_actions.json", json={"id": 503, "post_action_type_id": 2})
    check(description, "post", "/post_actions.json", liked.json())
    closed = ground.everything("narae").put("/t/102/status.json", json={"status": "closed", "enabled": "true"})
    check(description, "put", "/t/{id}/status.json", closed.json())


def test_what_is_listed_as_lacking_is_lacking(description: dict[str, Any]) -> None:
    for endpoint in ENDPOINTS_NOT_DESCRIBED:
        method, path = endpoint.split()
        assert method.lower() not in description["paths"].get(path, {}), endpoint


def test_a_missing_field_is_found(ground: Ground, description: dict[str, Any]) -> None:
    created = ground.topic()
    del created["cooked"]
    with pytest.raises(AssertionError, match="cooked"):
        check(description, "post", "/posts.json", created)
