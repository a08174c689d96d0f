"""What is looked for around a digest, when, and what becomes of it where the forum does not tell."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bot import waiting
from bot.config import load_locale
from bot.domain import Related, Surroundings, Topic, Translation
from bot.errors import Misconfigured, PaperboyError, Rejected, Unavailable
from bot.pipeline import post_now, tick
from bot.ports import Tags
from bot.render import Layout
from tests import samples
from tests.fakes import World, week, world

KEY = "dair/2026-11-15"
DIGEST = f"{KEY}/forum"
KNOWN = Tags(
    names=frozenset({"LLM", "long-context", "papers", "nlp", "a-very-long-tag-indeed", "gpt-45"}), most=5, longest=20
)


def found(title: str, number: int = 7, *, own: bool = False) -> Topic:
    return Topic(title=title, url=f"https://forum.example/t/{number}", own=own)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """A world whose papers have these topics, by position, and these titles."""

    def made(
        *,
        topics: dict[int, tuple[str, ...]] | None = None,
        titles: dict[int, str] | None = None,
        korean: dict[int, str] | None = None,
        **edition: object,
    ) -> World:
        here = world(tmp_path, stack.enter_context, **edition)
        locales = {"ko": load_locale(Path(__file__).parents[1] / "prompts", "ko")}
        here.bot = replace(here.bot, renderer=Layout(), locales=locales)
        split = week(3)
        for number, title in (titles or {}).items():
            here.library.records[samples.record(number).arxiv_id] = samples.record(number, title=title)
        here.offer(
            replace(split, entries=tuple(replace(one, name="The Lamps of the Long Night") for one in split.entries))
        )
        write = here.translator.translate

        def translate(entry, paper, locale) -> Translation:  # type: ignore[no-untyped-def]
            text = write(entry, paper, locale)
            title = (korean or {}).get(entry.position, text.title)
            return replace(text, title=title, topics=(topics or {}).get(entry.position, ()))

        here.translator.translate = translate  # type: ignore[method-assign]
        return here

    with ExitStack() as stack:
        yield made


def around(here: World) -> Surroundings:
    (work,) = waiting.named(here.bot, DIGEST)
    return waiting.digest_of(here.bot, work).surroundings


def raw(here: World) -> str:
    return here.publisher.stands[f"{DIGEST}#1"].raw


# ── when it is asked ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_that_wants_none_of_it_asks_nothing_and_keeps_nothing(make: Callable[..., World]) -> None:
    here = make(topics={1: ("nlp",)})
    tick(here.bot)
    assert here.heard.of("published") == [DIGEST]
    assert here.publisher.asked == []
    assert here.bot.store.places.of(DIGEST) is None


def test_it_is_asked_once_and_a_later_edit_shows_the_same(make: Callable[..., World]) -> None:
    here = make(titles={1: "Lampion: Light"}, related=Related(), topic_tags={})
    here.publisher.tagged, here.publisher.topics = KNOWN, [found("Lampion 읽기")]
    tick(here.bot)
    asked, kept = list(here.publisher.asked), around(here)
    here.publisher.topics = [found("Lampion 다시 읽기", 8)]
    tick(here.bot)
    assert here.publisher.asked == asked
    assert around(here) == kept
    assert "[Lampion 읽기](https://forum.example/t/7)" in raw(here)


def test_a_digest_that_is_drawn_anew_looks_again(make: Callable[..., World]) -> None:
    here = make(titles={1: "Lampion: Light"}, related=Related())
    here.publisher.before = Rejected("no")
    here.publisher.topics = [found("Lampion 읽기")]
    tick(here.bot)
    here.publisher.topics = [found("Lampion 다시 읽기", 8)]
    here.release(DIGEST)
    post_now(here.bot, DIGEST)
    assert "https://forum.example/t/8" in raw(here)
    assert "https://forum.example/t/7" not in raw(here)


@pytest.mark.parametrize("error", [Unavailable("busy"), Misconfigured("no scope"), Rejected("no")])
def test_what_the_forum_does_not_tell_holds_nothing_up_and_is_said(
    make: Callable[..., World], error: PaperboyError
) -> None:
    here = make(topics={1: ("nlp",)}, related=Related(), topic_tags={})
    here.publisher.tagged = here.publisher.topics = error
    tick(here.bot)
    assert here.heard.of("published") == [DIGEST]
    assert around(here) == Surroundings()
    assert len(here.publisher.asked) == 2
    said = [one.message for one in here.bot.store.findings.under(DIGEST)]
    assert [str(error) in one for one in said] == [True, True]


def test_a_search_that_fails_in_the_middle_leaves_what_was_found(make: Callable[..., World]) -> None:
    here = make(titles={1: "Lampion: Light", 2: "Torcher: Fire"}, related=Related())
    search = here.publisher.search
    here.publisher.topics = [found("Lampion 읽기")]

    def failing(words: str) -> object:
        if "torcher" in words:
            raise Unavailable("busy")
        return search(words)

    here.publisher.search = failing  # type: ignore[method-assign,assignment]
    tick(here.bot)
    assert list(around(here).related) == [1]
    assert here.publisher.asked == ["lampion"]


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("topics", "table", "tags"),
    [
        ({1: ("Long context",)}, {}, ("long-context",)),
        ({1: ("GPT-4.5",)}, {}, ("gpt-45",)),
        ({1: ("large language models",)}, {"Large Language Models": "llm"}, ("LLM",)),
        ({1: ("large  language models",)}, {"large language models": "LLM"}, ("LLM",)),
        ({1: ("nlp",)}, {"nlp": "llm"}, ("LLM",)),
        ({1: ("nlp",)}, {"nlp": ""}, ()),
        ({1: ("robots", "no such thing")}, {"robots": "robotics"}, ()),
        ({1: ("a very long tag indeed",)}, {}, ()),
        ({1: ("nlp",), 2: ("long context",), 3: ("long context",)}, {}, ("long-context", "nlp")),
        ({1: ("nlp", "NLP"), 2: ("long context", "llm"), 3: ("llm",)}, {}, ("LLM", "nlp", "long-context")),
        ({1: ("papers", "nlp")}, {}, ("nlp",)),
        ({}, {}, ()),
    ],
)
def test_topics_become_tags_of_the_forum_by_table_and_by_name_those_of_most_papers_first(
    make: Callable[..., World], topics: dict[int, tuple[str, ...]], table: dict[str, str], tags: tuple[str, ...]
) -> None:
    here = make(topics=topics, topic_tags=table, tags=("papers",))
    here.publisher.tagged = KNOWN
    tick(here.bot)
    assert here.publisher.stands[f"{DIGEST}#1"].tags == ("papers", *tags)


def test_there_are_no_more_tags_than_the_forum_allows_the_fixed_ones_counted(make: Callable[..., World]) -> None:
    here = make(topics={1: ("nlp", "llm", "long context")}, topic_tags={}, tags=("papers", "weekly"))
    here.publisher.tagged = replace(KNOWN, most=3)
    tick(here.bot)
    assert here.publisher.stands[f"{DIGEST}#1"].tags == ("papers", "weekly", "nlp")


def test_where_fixed_tags_fill_all_the_room_none_is_added_and_none_taken(make: Callable[..., World]) -> None:
    here = make(topics={1: ("nlp",)}, topic_tags={}, tags=("papers", "weekly"))
    here.publisher.tagged = replace(KNOWN, most=1)
    tick(here.bot)
    assert here.publisher.stands[f"{DIGEST}#1"].tags == ("papers", "weekly")


def test_a_place_without_a_list_of_tags_has_those_of_the_table(make: Callable[..., World]) -> None:
    here = make(topics={1: ("nlp", "robots")}, topic_tags={"robots": "로봇"})
    tick(here.bot)
    assert here.publisher.stands[f"{DIGEST}#1"].tags == ("ai-papers-weekly", "로봇")


# ── related topics ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Lampion: Light for All", "lampion"),
        ("LAMPION 2: Light for All", "lampion"),
        ("Graph Lampions: Light for All", "lampions graph"),
        ("Small Language Models: A Survey", None),
        ("Language Models", None),
        ("Lamps Help Everybody Who Reads At Night", "everybody lamps"),
        ("What Lamps Tell Everybody About Darkness: Light", "everybody darkness"),
    ],
)
def test_a_name_is_sought_where_a_paper_has_one_else_the_longest_words_of_its_title(
    make: Callable[..., World], title: str, asked: str | None
) -> None:
    here = make(titles={1: title}, related=Related())
    tick(here.bot)
    assert here.publisher.asked == [*([asked] if asked else []), "lantern", "lantern"]


@pytest.mark.parametrize(
    ("title", "like"),
    [
        ("Lampion 논문 같이 읽어요", True),
        ("lampion를 써 보신 분?", True),
        ("ＬＡＭＰＩＯＮ 전각으로 쓴 제목", True),
        ("Lam-pion 하이픈", True),
        ("QLampion 이야기", False),
        ("등불 이야기", False),
    ],
)
def test_a_topic_is_like_a_paper_where_its_title_has_the_papers_name(
    make: Callable[..., World], title: str, *, like: bool
) -> None:
    here = make(titles={1: "Lampion: Light for All"}, related=Related())
    here.publisher.search = lambda words: [found(title)] if words == "lampion" else []  # type: ignore[method-assign]
    tick(here.bot)
    assert (1 in around(here).related) is like


def test_without_a_name_a_topic_must_have_enough_of_the_titles_words(make: Callable[..., World]) -> None:
    title = "How Lanterns Read Extraordinary Notes While Nobody Watches Them"
    here = make(titles={1: title}, related=Related(threshold=0.4))
    here.publisher.topics = [found("extraordinary lanterns read notes", 8), found("extraordinary lanterns, 또", 9)]
    tick(here.bot)
    assert "extraordinary lanterns" in here.publisher.asked
    assert [one.url[-1] for one in around(here).related[1]] == ["8"]


def test_a_topic_is_found_by_the_words_of_the_translation_with_what_hangs_on_them(make: Callable[..., World]) -> None:
    here = make(titles={1: "Towards Exploring What We Need"}, korean={1: "밤에 보는 등불 읽기"}, related=Related())
    here.publisher.topics = [
        found("밤에 보는 등불을 소개합니다", 8),
        found("밤에 보는 하늘", 9),
        found("밤에 보는", 10),
    ]
    tick(here.bot)
    assert here.publisher.asked[0] == "밤에 보는"
    assert [one.url[-1] for one in around(here).related[1]] == ["8", "9", "0"]


def test_the_best_come_first_never_the_bots_own_and_no_more_than_wanted(make: Callable[..., World]) -> None:
    here = make(titles={1: "Graph Lampion Garden: Light"}, related=Related(most=2, threshold=0.6))
    here.publisher.search = lambda words: [  # type: ignore[method-assign]
        found("graph lampion", 1),
        found("lampion", 2),
        found("graph lampion garden", 3),
        found("graph lampion garden", 4, own=True),
        found("garden lampion", 5),
    ]
    tick(here.bot)
    assert [one.url[-1] for one in around(here).related[1]] == ["3", "1"]


def test_no_word_can_be_an_operator_of_the_search(make: Callable[..., World]) -> None:
    title = 'in:bookmarks @admin #staff "quoted words" status:closed order:latest - -lamp'
    here = make(titles={1: title}, related=Related())
    tick(here.bot)
    assert len(here.publisher.asked) == 3
    assert not set("".join(here.publisher.asked)) & set(':@#"')
    assert all(len(word) > 1 and word[0].isalnum() for asked in here.publisher.asked for word in asked.split())
