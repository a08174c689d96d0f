"""The search and the list of tags give away no more than Discourse's."""

from typing import Any

import pytest

from bot.sandbox.forum.seed import FREE_ID, MODERATOR, NEWS_ID, OTHER_READER
from bot.sandbox.forum.state import TagGroup
from tests.sandbox.ground import Ground

RAW = "함께 읽고 이야기하면 좋겠습니다. 댓글로 알려 주세요."


def search(ground: Ground, query: str, client: Any = None) -> list[str]:
    answer = (client or ground.client()).get("/search.json", params={"q": query}).json()
    return [one["title"] for one in answer.get("topics", [])]


def write(ground: Ground, title: str, **wish: Any) -> int:
    return ground.hands.post_as(OTHER_READER, RAW + title, title=title, category_id=FREE_ID, **wish).topic_id


@pytest.mark.parametrize(
    ("query", "is_found"),
    [("QLoRA", True), ("qlo", True), ("lora", False), ("양자", True), ("자화", False), ("qlora 양자화를", True)],
)
def test_a_word_is_found_by_its_beginning_and_not_by_a_piece(ground: Ground, query: str, *, is_found: bool) -> None:
    write(ground, "QLoRA 양자화를 해 보신 분?")
    assert bool(search(ground, query)) is is_found


def test_a_topic_is_found_once_by_its_first_post_that_fits(ground: Ground) -> None:
    number = write(ground, "등불 논문을 여럿이 같이 읽어요")
    for _ in range(2):
        ground.hands.post_as(MODERATOR, f"등불 이야기를 조금 더 적습니다 {_}.", topic_id=number)
    posts = ground.client().get("/search.json", params={"q": "등불"}).json()["posts"]
    assert [(one["topic_id"], one["post_number"]) for one in posts] == [(number, 1)]


@pytest.mark.parametrize("status", ["closed", "archived"])
def test_the_search_knows_closed_and_archived_topics(ground: Ground, status: str) -> None:
    number = write(ground, "등불 논문을 여럿이 같이 읽어요")
    ground.hands.set_status(number, status, enabled=True, by=MODERATOR)
    assert search(ground, "등불 status:open") == []
    assert len(search(ground, f"등불 status:{status}")) == len(search(ground, "등불")) == 1


def test_an_unlisted_topic_is_found_by_nobody(ground: Ground) -> None:
    number = write(ground, "등불 논문을 여럿이 같이 읽어요")
    ground.hands.set_status(number, "visible", enabled=False, by=MODERATOR)
    assert search(ground, "등불", ground.everything(MODERATOR)) == []


def test_only_what_everybody_reads_is_public(ground: Ground) -> None:
    write(ground, "등불 논문을 여럿이 같이 읽어요")
    assert len(search(ground, "등불 status:public")) == 1
    ground.hands.state.categories[FREE_ID].see = ("trust_level_1",)
    assert search(ground, "등불 status:public") == []
    assert len(search(ground, "등불")) == 1


def test_a_hidden_post_is_not_found(ground: Ground) -> None:
    number = write(ground, "등불 논문을 여럿이 같이 읽어요")
    ground.hands.hide_post(ground.hands.state.first_post(number).id)
    assert search(ground, "등불") == []


def test_what_is_found_does_not_tell_who_wrote_in_it(ground: Ground) -> None:
    write(ground, "등불 논문을 여럿이 같이 읽어요")
    [topic] = ground.client().get("/search.json", params={"q": "등불"}).json()["topics"]
    assert not {"posters", "last_poster_username"} & set(topic)
    assert {"visible", "closed", "archived", "category_id", "tags"} <= set(topic)


def test_tags_that_no_topic_has_are_listed_to_administrators_alone(ground: Ground) -> None:
    def names(client: Any) -> set[str]:
        return {one["name"] for one in client.get("/tags.json").json()["tags"]}

    assert names(ground.client()) == names(ground.everything(MODERATOR)) == {"논문"}
    assert {"llm", "논문"} <= names(ground.everything("haneul"))
    assert "large-language-model" not in names(ground.everything("haneul"))
    assert ground.client(None).get("/tag/llm.json").status_code == 200
    assert ground.client(None).get("/tag/no-such-tag.json").status_code == 404


def test_tags_of_a_category_stand_at_it(ground: Ground) -> None:
    ground.hands.state.tag_groups.append(TagGroup(name="소식", tags=("llm",), categories=(NEWS_ID,)))
    extras = ground.client().get("/tags.json").json()["extras"]
    assert [(one["id"], [tag["name"] for tag in one["tags"]]) for one in extras["categories"]] == [(NEWS_ID, ["llm"])]


def test_a_forum_without_the_maths_plugin_cooks_dollars_as_they_are(ground: Ground) -> None:
    ground.hands.configure(discourse_math_enabled=False)
    number = ground.hands.post_as(
        OTHER_READER, RAW + " $x_1$", title="값을 하나 적어 보는 글입니다", category_id=FREE_ID
    ).topic_id
    first = ground.hands.state.first_post(number)
    assert "$x_1$" in first.cooked
    ground.hands.edit_as(OTHER_READER, first.id, RAW + " $x_2$")
    assert "$x_2$" in first.cooked
    ground.hands.configure(discourse_math_enabled=True)
    ground.hands.edit_as(OTHER_READER, first.id, RAW + " $x_3$")
    assert '<span class="math">x_3</span>' in first.cooked
