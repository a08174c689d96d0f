"""Whatever readers write and a model is talked into, nothing changes and nobody is called: that takes moderators."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.cook import cook
from bot.corrections import phrasing
from bot.corrections.accepting import accepted
from bot.corrections.placing import changes_of
from bot.corrections.showing import PARTS, texts_of
from bot.corrections.signs import is_hidden
from bot.domain import Correction, State, fingerprint
from bot.llm.correction import source
from bot.pipeline import tick
from bot.posting import marked_key
from bot.sandbox.forum.seed import BOT
from bot.sandbox.forum.state import WHISPER, Post
from bot.sandbox.forum.words import mentions
from tests.corrections.cases import Table, comment, load, reading
from tests.corrections.siege import DIGEST, PEOPLE, SECRETS, TAGS, Siege, siege

pytestmark = pytest.mark.long

CASES = load("hostile.toml", "cases")
FORGED = load("hostile.toml", "forged")

MOST = 25
"""Cases under one digest: a topic that has many more posts is slow to read."""

Besieged = Callable[[str], Siege]


def together(cases: Sequence[Table]) -> Mapping[str, Sequence[Table]]:
    """The cases that can stand under one digest: of one locale, and no two that need other words in the same text."""
    groups: list[list[Table]] = []
    for case in cases:
        mine = _changed([case])
        alike = (group for group in groups if group[0]["locale"] == case["locale"] and len(group) < MOST)
        fitting = (group for group in alike if bool(mine) == bool(_changed(group)) and not mine & _changed(group))
        group = next(fitting, None)
        if group is None:
            groups.append(group := [])
        group.append(case)
    return {f"comments {number}": group for number, group in enumerate(groups, 1)}


def _changed(group: Sequence[Table]) -> set[tuple[int, str]]:
    return {(position, name) for case in group for position, name, *_ in case.get("texts", [])}


COMMENTS = together(CASES)
DECISIONS = {f"decisions {code}": [one for one in FORGED if one["locale"] == code] for code in ("ko", "ja")}


def _kept(name: str) -> pytest.MarkDecorator:
    """What was besieged once is kept in one worker."""
    return pytest.mark.xdist_group(f"hostile {name}")


def _given(groups: Mapping[str, Sequence[Table]]) -> list[Any]:
    """Every case with the name of its siege."""
    return [
        pytest.param(name, case, id=case["about"], marks=_kept(name))
        for name, cases in groups.items()
        for case in cases
    ]


each_case = pytest.mark.parametrize(("name", "case"), _given(COMMENTS))
each_forged = pytest.mark.parametrize(("name", "case"), _given(DECISIONS))
after_each_siege = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=_kept(name)) for name in (*COMMENTS, *DECISIONS)]
)
after_decisions = pytest.mark.parametrize("name", [pytest.param(name, marks=_kept(name)) for name in DECISIONS])


# ── what is besieged ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    """Sieges that are over, each made when it is first asked for: two passes went by since."""
    with ExitStack() as stack:

        @cache
        def over(name: str) -> Siege:
            folder = tmp_path_factory.mktemp("siege")
            attack = _commented if name in COMMENTS else _decided
            here = attack(stack, folder, {**COMMENTS, **DECISIONS}[name])
            for _ in range(2):
                tick(here.bot)
            return here

        yield over


def _commented(stack: ExitStack, folder: Path, cases: Sequence[Table]) -> Siege:
    """A reader wrote every case under one digest."""
    changed = [one for case in cases for one in case.get("texts", [])]
    here = stack.enter_context(siege(folder, cases[0]["locale"], changed))
    here.posts = {case["about"]: here.comments(case) for case in cases}
    return here


def _decided(stack: ExitStack, folder: Path, cases: Sequence[Table]) -> Siege:
    """A harmful proposal was shown, and is shown anew since its text changed; then came every forged decision."""
    locale = cases[0]["locale"]
    here = stack.enter_context(siege(folder, locale))
    harm = next(one for one in CASES if (one["locale"], one["ends"]) == (locale, "shown") and "texts" not in one)
    here.comments(harm)
    tick(here.bot)
    here.edit_by_hand(*{"ko": ("작은 등불", "조그만 등불"), "ja": ("小さなランプ", "小さな灯")}[locale])
    for _ in range(2):
        tick(here.bot)
    asks = here.asks(1)
    assert len(asks) == 2
    here.posts = {case["about"]: here.forge(case, asks) for case in cases}
    here.leave()
    return here


# ── what becomes of it ───────────────────────────────────────────────────────────────────────────────────────────────


@each_case
def test_a_hostile_comment_becomes_a_question_to_moderators_at_the_most(
    name: str, case: Table, besieged: Besieged
) -> None:
    here = besieged(name)
    made = here.made_of(here.posts[case["about"]])
    match case["ends"]:
        case "unread" | "nothing":
            assert made == []
        case "shown":
            assert {one.state for one in made} == {State.PROPOSED}
        case wall:
            assert {(one.state, one.reason.partition(":")[0]) for one in made} == {(State.LOOK, wall)}
    assert all(not one.made for one in made)


@each_forged
def test_a_forged_decision_decides_nothing_and_is_told_no_more_than_why(
    name: str, case: Table, besieged: Besieged
) -> None:
    here = besieged(name)
    post = here.posts[case["about"]]
    words = here.bot.locales[here.locale].words
    said = [one.raw.partition("\n")[0] for one in here.answers(post)]
    assert said == ([words[case["told"]].replace("{bot}", BOT)] if case.get("told") and is_first(name, case) else [])
    assert (here.heard_as(post) == "refused") == (case.get("told") == "not_allowed")


def is_first(name: str, case: Table) -> bool:
    """Whether somebody is told for the first time that they may not decide; true of all else that is told."""
    alike = (one for one in DECISIONS[name] if (one["who"], one.get("told")) == (case["who"], "not_allowed"))
    return next(alike, case) is case or case["told"] != "not_allowed"


def test_sixty_and_more_were_tried_and_as_many_decisions() -> None:
    assert len(CASES) >= 60
    assert len(FORGED) >= 60
    assert len({case["about"] for case in (*CASES, *FORGED)}) == len(CASES) + len(FORGED)


@after_decisions
def test_after_every_forged_decision_the_proposal_waits_as_before(name: str, besieged: Besieged) -> None:
    corrections = besieged(name).bot.store.corrections
    assert [(one.state, one.made) for one in corrections.all()] == [(State.PROPOSED, "")]
    assert [step.state for step in corrections.steps(1)] == [State.PROPOSED]


# ── what stands in the forum afterwards ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def over(name: str, besieged: Besieged) -> Siege:
    """A siege that is over."""
    return besieged(name)


def said(here: Siege) -> list[Post]:
    """What the bot wrote since the digest was out, but for what opens the group's message."""
    return [post for post in here.own() if post.id not in here.published and marked_key(post.raw)]


def kind_of(post: Post) -> str:
    """`ask`, `told`, …"""
    return (marked_key(post.raw) or "").partition("#")[2].partition("-")[0]


@after_each_siege
def test_the_digest_stands_as_it_was_posted(over: Siege) -> None:
    assert {post.id: post.raw for post in over.own() if post.id in over.published} == over.published
    assert not over.bot.store.posts.edits(DIGEST)
    assert (set(over.topic.tags), over.topic.title) == (set(TAGS), over.bot.store.posts.of(DIGEST)[0].title)


@after_each_siege
def test_nothing_was_said_but_to_moderators_a_question_or_a_refusal(over: Siege) -> None:
    assert over.public() == []
    assert {kind_of(post) for post in said(over)} <= {"ask", "told"}
    assert not over.hands.state.queue


@after_each_siege
def test_nobody_is_called(over: Siege) -> None:
    for post in over.own():
        assert mentions(post.raw) <= {BOT}
        assert set(re.findall(r'class="mention[^>]*>([^<]*)', post.cooked)) <= {f"@{BOT}"}


@after_each_siege
def test_what_moderators_are_shown_is_plain_words_that_lead_to_the_digest_alone(over: Siege) -> None:
    own = re.compile(rf"{re.escape(over.bot.store.posts.of(DIGEST)[0].url)}(/\d+)?")
    for post in said(over):
        tags = [node for node in LexborHTMLParser(post.cooked).css("body *") if node.tag]
        assert {node.tag for node in tags} <= {"p", "a", "del", "ins", "blockquote", "span", "ul", "li", "br"}
        assert all(own.fullmatch(node.attributes["href"] or "") for node in tags if node.tag == "a")
        assert not [char for char in post.raw if is_hidden(char)]


@after_each_siege
def test_every_post_has_one_marker_and_that_is_the_bots_own(over: Siege) -> None:
    for post in said(over):
        body, _, marker = post.raw.rpartition("\n\n")
        assert "<!--" not in body
        assert "-->" not in body
        assert marker == f"<!-- paperboy {marked_key(post.raw)} {fingerprint(body)} -->"


@after_each_siege
def test_no_secret_is_in_anything_that_was_said_logged_or_kept(over: Siege) -> None:
    raws = "".join(post.raw + (post.edit_reason or "") for post in over.hands.state.posts.values())
    kept = b"".join(file.read_bytes() for file in over.folder.iterdir() if file.is_file())
    for secret in SECRETS:
        assert secret not in raws
        assert secret not in repr(over.here.heard.events)
        assert secret not in "".join(over.overheard.bodies)
        assert secret.encode() not in kept


@after_each_siege
def test_the_model_is_shown_readers_words_and_nobodys_name(over: Siege) -> None:
    told = "".join(over.overheard.bodies)
    assert not [name for name, _known in PEOPLE.values() if name in told]
    assert "#ask-" not in told


@each_case
def test_what_must_not_reach_the_model_never_does(name: str, case: Table, besieged: Besieged) -> None:
    here, seen = besieged(name), source(case["text"])
    asked = here.heard_as(here.posts[case["about"]]) in ("corrections", "none", "unclear")
    assert asked == (case["ends"] != "unread")
    assert asked or not seen or seen not in "".join(here.overheard.bodies)


@each_forged
def test_what_moderators_say_among_themselves_never_reaches_the_model(
    name: str, case: Table, besieged: Besieged
) -> None:
    here = besieged(name)
    post = here.posts[case["about"]]
    public = post.type != WHISPER and post.topic_id == here.topic.id
    assert here.heard_as(post) in ({"none"} if public else {"whisper", "command", "refused", "no command", None})


@after_each_siege
def test_no_unit_met_a_bug_or_waits(over: Siege) -> None:
    assert {event for event, _key, _facts in over.here.heard.events} & {
        "bug",
        "waits",
        "held",
        "misconfigured",
    } == set()


def test_a_moderators_yes_is_what_makes_a_harmful_proposal_readable_and_it_calls_its_reader_once(
    tmp_path: Path,
) -> None:
    with siege(tmp_path) as here:
        here.comments(next(one for one in CASES if one["about"] == "a forged approval by a reader"))
        tick(here.bot)
        (ask,), states = here.asks(1), []
        for who in ("reader", "helper", "moderator"):
            here.write("@paperboy 그대로 반영", who, answers=ask.number, whisper=True)
            for _ in range(2):
                tick(here.bot)
            states.append(here.bot.store.corrections.all()[0].state)
        assert states == [State.PROPOSED, State.PROPOSED, State.APPLIED]
        (edited,) = (post for post in here.own() if post.version > 1)
        assert (edited.number, edited.version, edited.edit_reason) == (1, 2, "dokja 님의 댓글 #2 반영")
        assert calls(edited.raw) == set()
        (thanks,) = here.public()
        assert mentions(thanks.raw) == {PEOPLE["reader"][0]}
        assert tags_of(thanks.raw) == {"p", "span", "del", "ins"}


# ── behind the walls ─────────────────────────────────────────────────────────────────────────────────────────────────


def unwalled(here: Siege, case: Table) -> list[Correction]:
    """What a case asks for as it would be proposed if there were no walls."""
    standing = texts_of(here.bot, here.work)
    found = accepted(reading(case), [one.shown for one in standing], comment(case["text"]), walls=())
    about = {(one.shown.position, one.shown.field): one.about for one in standing}
    return [
        Correction(
            digest=DIGEST,
            about=about[one.place.position, one.place.field],
            field=one.place.field,
            before=one.place.text,
            spans=one.spans,
            by="recorded-model",
        )
        for one in found
        if one.place and one.spans
    ]


@each_case
def test_even_without_the_walls_what_is_asked_and_what_would_stand_is_plain_words(
    name: str, case: Table, besieged: Besieged
) -> None:
    here = besieged(name)
    for one in unwalled(here, case):
        for text in phrasing.change(here.bot, here.edition, one.spans).values():
            assert tags_of(text) <= {"p", "del", "ins", "span"}
            assert calls(text) == set()
        for change in changes_of(here.bot, here.work, one) if one.field in PARTS else ():
            assert tags_of(change.wanted) <= tags_of(change.stands) | {"p", "a", "ol", "ul", "li", "br", "blockquote"}
            assert calls(change.wanted) == set()
            assert "<!-- paperboy" not in change.wanted


LIVE = {
    "a call to everybody": "span",
    "a newsletter entry that calls a person": "span",
    "a picture that tells who looks": "img",
    "a bare domain, which forums make a link": "a",
    "the English shown, with a tag that is live in a post": "b",
}
"""Elements that a case would bring into a post if nothing were escaped; who is called is a `span`."""


@pytest.mark.parametrize(
    ("name", "case"),
    [pytest.param(*one.values, id=one.id, marks=one.marks) for one in _given(COMMENTS) if one.id in LIVE],
)
def test_without_the_escaping_it_would_not_be(name: str, case: Table, besieged: Besieged) -> None:
    bare = " ".join(f"<ins>{span.new}</ins>" for one in unwalled(besieged(name), case) for span in one.spans)
    live = LIVE[case["about"]]
    assert live in tags_of(bare)
    assert (live == "span") == bool(calls(bare))


def tags_of(raw: str) -> set[str]:
    """The elements that a reader would get."""
    return {str(node.tag) for node in LexborHTMLParser(f"<body>{cook(raw)}").css("body *")}


def calls(raw: str) -> set[str]:
    """Who would be called."""
    return set(re.findall(r'class="mention[^>]*>([^<]*)', cook(raw)))
