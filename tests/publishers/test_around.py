"""What a forum has beside the bot's own posts: its tags, and topics found by their titles."""

from collections.abc import Callable

import pytest

from bot.domain import Related, Shape, Topic
from bot.errors import Misconfigured, PaperboyError, Unavailable
from bot.sandbox.faults import Replace, Status
from bot.sandbox.forum.seed import BOT, BOT_SCOPES, FREE_ID, MODERATOR, NEWS_ID, OTHER_READER, READER, STAFF_ID
from bot.sandbox.forum.state import TagGroup
from tests.publishers.town import Town, intents, refused

MEMBERS_ONLY = '{"errors":["You need to be logged in to do that."],"error_type":"not_logged_in"}'
RAW = "함께 읽고 이야기하면 좋겠습니다. 댓글로 알려 주세요."


def write(town: Town, title: str, *, by: str = OTHER_READER, category: int = FREE_ID, **wish: object) -> int:
    return town.hands.post_as(by, RAW + title, title=title, category_id=category, **wish).topic_id


def lacking(town: Town, scope: str) -> Town:
    town.scope_key(*(one for one in BOT_SCOPES if one != scope))
    return town


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_tags_are_those_that_topics_have_and_how_many_fit(town: Town) -> None:
    write(town, "강화학습 논문을 같이 읽어요", tags=("강화학습",))
    told = town.publisher(topic_tags={}).tags()
    assert (told.names, told.most, told.longest) == (frozenset({"논문", "강화학습"}), 5, 20)


def test_the_forums_own_numbers_count(settled: Callable[..., Town]) -> None:
    told = settled(max_tags_per_topic=3, max_tag_length=12).publisher(topic_tags={}).tags()
    assert (told.most, told.longest) == (3, 12)


def test_a_tag_that_the_table_names_is_there_although_no_topic_has_it_yet(town: Town) -> None:
    told = town.publisher(topic_tags={"language models": "LLM", "robots": "no-such-tag", "vision": ""}).tags()
    assert told.names == {"논문", "llm"}


@pytest.mark.parametrize("version", ["2025", "2026"])
def test_another_name_of_a_tag_is_there_as_well(settled: Callable[..., Town], version: str) -> None:
    town = settled(version=version)
    publisher = town.publisher(topic_tags={"language models": "large-language-model", "robots": "no-such-tag"})
    assert publisher.tags().names == {"논문", "large-language-model"}


@pytest.mark.parametrize("open_to_all", [True, False])
def test_on_a_forum_for_members_only_a_named_tag_is_believed(town: Town, *, open_to_all: bool) -> None:
    if not open_to_all:
        for path in ("/tag/", "/site/settings"):
            refusal = {"kind": "status", "server": "forum", "path": path, "status": 403}
            town.trouble(*(Status(body=MEMBERS_ONLY, nth=nth, **refusal) for nth in range(1, 9)))
    assert ("no-such-tag" in town.publisher(topic_tags={"robots": "no-such-tag"}).tags().names) is not open_to_all


def test_a_tag_of_another_category_is_not_among_them(town: Town) -> None:
    town.hands.state.tag_groups += [
        TagGroup(name="자유", tags=("llm", "nlp"), categories=(FREE_ID,)),
        TagGroup(name="소식", tags=("nlp", "멀티모달"), categories=(NEWS_ID,)),
    ]
    assert town.publisher(topic_tags={}).tags().names == {"논문", "nlp", "멀티모달"}


def test_tags_need_no_scope_on_an_open_forum(town: Town) -> None:
    told = lacking(town, "tags:list").publisher(topic_tags={"language models": "llm", "robots": "no-such-tag"}).tags()
    assert told.names == {"논문", "llm"}


def test_a_digest_with_a_tag_that_was_found_has_it(town: Town) -> None:
    tags = ("논문", *town.publisher(topic_tags={"language models": "llm"}).tags().names - {"논문"})
    assert town.publisher().create(intents(tags=tags)[0]).tags == tags


# ── search ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_topics_are_found_by_all_the_words_of_their_titles(town: Town) -> None:
    number = write(town, "LoRA를 써 보신 분 계신가요?", by=READER)
    write(town, "다른 이야기를 조금 적어 봅니다")
    [found] = town.publisher().search("lora 써")
    assert found == Topic(title="LoRA를 써 보신 분 계신가요?", url=f"{town.base}/t/{number}")
    assert town.publisher().search("lora 이야기") == ()
    assert town.publisher().search("bora") == ()


def test_a_reply_that_has_the_words_is_no_topic(town: Town) -> None:
    number = write(town, "다른 이야기를 조금 적어 봅니다")
    town.hands.post_as(READER, "LoRA 이야기도 해 주시면 좋겠습니다.", topic_id=number)
    assert town.publisher().search("lora") == ()


@pytest.mark.parametrize("status", ["closed", "archived", "visible"])
def test_a_topic_that_is_closed_archived_or_unlisted_is_not_found(town: Town, status: str) -> None:
    number = write(town, "LoRA를 써 보신 분 계신가요?")
    assert len(town.publisher().search("lora")) == 1
    town.hands.set_status(number, status, enabled=status != "visible", by=MODERATOR)
    assert town.publisher().search("lora") == ()


def test_a_topic_that_only_some_may_read_is_not_found_although_the_account_may(town: Town) -> None:
    town.hands.state.categories[STAFF_ID].see = ("staff", "newsdesk")
    number = write(town, "LoRA에 관한 운영진 회의록", by=MODERATOR, category=STAFF_ID)
    assert town.publisher()._topics.topic("", number).id == number
    assert town.publisher().search("lora") == ()


def test_the_bots_own_topics_are_told_apart(town: Town) -> None:
    write(town, "LoRA를 써 보신 분 계신가요?")
    write(town, "LoRA를 소개하는 이번 주의 논문", by=BOT)
    assert {one.title: one.own for one in town.publisher().search("lora")} == {
        "LoRA를 써 보신 분 계신가요?": False,
        "LoRA를 소개하는 이번 주의 논문": True,
    }


def test_a_search_costs_one_request(town: Town) -> None:
    publisher = town.publisher()
    publisher.search("lora")
    before = len(town.asked("GET"))
    publisher.search("lora")
    assert len(town.asked("GET")) == before + 1


SEARCH = {"server": "forum", "path": "/search"}


def test_a_search_that_comes_too_often_waits_and_goes_on(town: Town) -> None:
    write(town, "LoRA를 써 보신 분 계신가요?")
    town.trouble(Status(kind="status", answer="forum search limit", nth=1, **SEARCH))
    before = town.clock.now()
    assert len(town.publisher().search("lora")) == 1
    assert (town.clock.now() - before).total_seconds() == pytest.approx(10, abs=2)


def test_more_searches_than_a_minute_allows_keep_to_the_forums_pace(town: Town) -> None:
    publisher = town.publisher(requests_per_minute=30)
    before = town.clock.now()
    for _ in range(40):
        publisher.search("lora")
    assert (town.clock.now() - before).total_seconds() >= 60


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        (
            Replace(kind="body", body='{"posts":[],"grouped_search_result":{"error":"too busy"}}', **SEARCH),
            Unavailable,
            "its search is overloaded (too busy)",
        ),
        (Status(kind="status", answer="forum search limit", **SEARCH), Unavailable, "too many requests"),
        (Status(kind="status", answer="server error", **SEARCH), Unavailable, "HTTP 500"),
        (Replace(kind="body", body="<html>", content_type="text/html", **SEARCH), Unavailable, "not JSON"),
        (Replace(kind="body", body="[]", **SEARCH), Unavailable, "no FoundPage"),
    ],
)
def test_a_search_that_fails_is_an_error_that_says_so(
    town: Town, fault: Status | Replace, kind: type[PaperboyError], said: str
) -> None:
    town.trouble(*(fault.model_copy(update={"nth": nth}) for nth in range(1, 5)))
    assert said in refused(kind, lambda: town.publisher().search("lora"))


def test_a_missing_scope_of_the_search_is_named(town: Town) -> None:
    assert "search:show" in refused(Misconfigured, lambda: lacking(town, "search:show").publisher().search("lora"))


def test_nothing_found_is_no_error(town: Town) -> None:
    assert town.publisher().search("lora") == ()


# ── the look of doctor ───────────────────────────────────────────────────────────────────────────────────────────────


def told(town: Town, **edition: object) -> dict[str, str]:
    checks = town.publisher(**edition).check()  # type: ignore[arg-type]  # by name
    return {check.what.split(": ")[1]: check.remedy or "well" for check in checks}


def test_doctor_knows_a_tag_that_no_topic_has_yet_from_one_that_is_not_there(town: Town) -> None:
    assert told(town, tags=("paper-weekly",))["tags"] == "well"
    assert "no-such-tag" in told(town, tags=("paper-weekly", "no-such-tag"))["tags"]
    assert told(lacking(town, "tags:list"), tags=("paper-weekly",))["tags"] == "well"


def test_doctor_looks_at_the_tags_of_the_table_as_well(town: Town) -> None:
    said = told(town, topic_tags={"robots": "no-such-tag", "vision": "", "language models": "llm"})["tags"]
    assert "no tag no-such-tag;" in said


@pytest.mark.parametrize("maths", [True, False])
@pytest.mark.parametrize("plugin", [True, False])
def test_doctor_says_where_formulas_would_not_be_drawn(
    settled: Callable[..., Town], *, plugin: bool, maths: bool
) -> None:
    said = told(settled(discourse_math_enabled=plugin), shape=Shape(maths=maths))["formulas"]
    assert ("maths = false" in said) is (maths and not plugin)


def test_doctor_tries_the_search_only_where_it_is_used(town: Town) -> None:
    assert "search" not in told(town)
    assert told(town, related=Related())["search"] == "well"
    assert "search:show" in told(lacking(town, "search:show"), related=Related())["search"]
