"""What people change by hand in posts that are out: learnt where it is one text, else said and left alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot import waiting
from bot.config import load_locale
from bot.domain import Finding, Intent, Post, Shape, Split, Translation
from bot.holding import Work
from bot.pipeline import tick
from bot.ports import Bot
from bot.posting import with_marker
from bot.readback import read_back
from bot.render import Layout
from bot.sandbox.forum import seed
from tests.commands.street import DIGEST, ISSUE, a_street
from tests.fakes import EDITION, FakePublisher, World, week, world

KEY = "dair/2026-11-15"
PART = f"{KEY}/forum#1"
LEAD = "Lantern 2 모델은 메모를 읽습니다."
LATER = replace(EDITION, name="later", review="required")


class PowerCut(BaseException):
    """The machine goes down."""


@dataclass
class Failing:
    """The store of a machine that goes down where something of that noun would be kept."""

    whole: Any
    noun: str

    def __getattr__(self, noun: str) -> Any:
        real = getattr(self.whole, noun)
        return FailingRows(real) if noun == self.noun else real


@dataclass
class FailingRows:
    """Answers questions, and keeps nothing."""

    whole: Any

    def add(self, *_: Any) -> None:
        raise PowerCut

    def __getattr__(self, question: str) -> Any:
        return getattr(self.whole, question)


@dataclass
class Place:
    """A world whose week is out, laid out as it is on a real forum."""

    here: World
    folder: Path
    forums: dict[str, FakePublisher] = field(default_factory=dict)

    def read(self, edition: str = "forum", *, bot: Bot | None = None) -> None:
        kept = self.here.bot.store.posts.of(f"{KEY}/{edition}")
        read_back(bot or self.here.bot, self.work(edition), self.forums[edition].read(kept))

    def work(self, edition: str = "forum") -> Work:
        (made,) = waiting.named(self.here.bot, f"{KEY}/{edition}")
        return made

    def change(self, old: str, new: str, *, part: str = PART, times: int = -1) -> Post:
        """What a moderator does in the forum's editor."""
        forum = self.forums[part.partition("#")[0].rpartition("/")[2]]
        post = forum.stands[part]
        assert old in post.raw
        forum.stands[part] = replace(post, raw=post.raw.replace(old, new, times))
        return forum.stands[part]

    def raw(self, part: str = PART) -> str:
        return self.forums["forum"].stands[part].raw

    def text(self, position: int) -> Translation:
        return self.here.bot.store.translations.latest(KEY, "ko")[f"{KEY}/{position}"]

    def findings(self) -> list[Finding]:
        return [one for one in self.here.bot.store.findings.under(KEY) if one.code.startswith("structure.")]

    def files(self) -> dict[str, bytes]:
        """The database as it is on the disk."""
        return {file.name: file.read_bytes() for file in self.folder.glob("paperboy.db*") if file.suffix != ".db-shm"}


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Place]]:
    def made(
        *, longest: int | None = None, split: Split | None = None, shape: Shape | None = None, **others: Any
    ) -> Place:
        here = world(tmp_path, stack.enter_context)
        forums = {name: FakePublisher(longest=longest) for name in ("forum", *others)}
        editions = (
            replace(EDITION, shape=shape or EDITION.shape),
            *(replace(one, name=name) for name, one in others.items()),
        )
        locales = {"ko": load_locale(Path(__file__).parents[1] / "prompts", "ko")}
        changed = {"renderer": Layout(), "locales": locales, "editions": editions, "publishers": forums}
        here.bot = replace(here.bot, **changed)
        here.offer(split or week(3))
        tick(here.bot)
        return Place(here=here, folder=tmp_path, forums=forums)

    with ExitStack() as stack:
        yield made


# ── what is learnt ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reworded_text_is_the_next_version_locked_and_by_its_editor(make: Callable[..., Place]) -> None:
    place = make()
    before = place.text(2)
    place.forums["forum"].last_editor = "kim"
    place.change(LEAD, "Lantern 2 모델은 **긴** 메모를 읽습니다.")
    place.read()
    wanted = before.summary.replace("메모를", "**긴** 메모를")
    assert place.text(2) == replace(before, version=2, summary=wanted, locked=True, by="kim", prompt="")
    assert place.here.heard.of("learnt") == [f"{KEY}/2@ko.2"]
    assert place.findings() == []


def test_where_the_forum_does_not_tell_who_it_was_it_was_a_moderator(make: Callable[..., Place]) -> None:
    place = make()
    place.change("메모 4개를 보관합니다.", "메모 네 개를 보관합니다.", times=1)
    place.read()
    assert (place.text(1).by, place.text(1).abstract) == (
        "moderator",
        "Lantern 1 모델을 제안합니다. 메모 네 개를 보관합니다.",
    )


def test_the_week_in_one_sentence_is_learnt_as_well(make: Callable[..., Place]) -> None:
    place = make()
    place.change(">한 문장<", ">새 문장<")
    place.read()
    assert (place.text(0).title, place.text(0).locked) == ("새 문장", True)
    assert place.text(0).summary == "첫째입니다.\n\n둘째입니다."


def test_it_is_learnt_once_and_after_that_nothing_is_written(make: Callable[..., Place]) -> None:
    place = make()
    place.change(LEAD, "새 글입니다.")
    place.read()
    forum, files = place.forums["forum"], place.files()
    place.read()
    place.read()
    assert (place.files(), forum.edits) == (files, [])
    assert place.here.heard.of("learnt") == [f"{KEY}/2@ko.2"]


def test_a_second_edit_of_a_text_follows_the_first(make: Callable[..., Place]) -> None:
    place = make()
    place.change(LEAD, "**새** 문장입니다.")  # marked as people mark it, which is not how it would be laid out
    place.read()
    place.change("문장입니다.", "문장이었습니다.")
    place.read()
    assert (place.text(2).version, place.text(2).summary.splitlines()[0]) == (3, "**새** 문장이었습니다.")
    assert place.findings() == []


@pytest.mark.parametrize("listed", [True, False])
def test_a_title_is_learnt_from_its_heading_and_may_be_changed_in_the_list_too(
    make: Callable[..., Place], listed: bool
) -> None:
    place = make()
    if listed:
        place.change("2: 긴 메모 읽기", "2: 긴 쪽지 읽기")
    else:
        place.change("## 2. Lantern 2: 긴 메모", "## 2. Lantern 2: 긴 쪽지")
    place.read()
    assert place.text(2).title == "Lantern 2: 긴 쪽지 읽기"
    assert place.findings() == []


def test_a_title_whose_heading_stands_in_a_later_part_is_learnt_once(make: Callable[..., Place]) -> None:
    place = make(longest=1400)
    parts = [key for key, post in place.forums["forum"].stands.items() if "3: 긴 메모 읽기" in post.raw]
    assert parts == [PART, f"{KEY}/forum#3"]
    for part in parts:
        place.change("3: 긴 메모 읽기", "3: 긴 쪽지 읽기", part=part)
    place.read()
    assert (place.text(3).version, place.text(3).title) == (2, "Lantern 3: 긴 쪽지 읽기")
    assert place.findings() == []


def test_a_text_at_the_end_of_a_part_is_learnt_without_the_line_below_it(make: Callable[..., Place]) -> None:
    place = make(longest=1400)
    place.change("1 모델을 제안합니다.", "1 모델을 내놓습니다.")
    place.change("2 모델을 제안합니다.", "2 모델을 내놓습니다.", part=f"{KEY}/forum#2")
    place.read()
    for number in (1, 2):
        assert place.text(number).abstract == f"Lantern {number} 모델을 내놓습니다. 메모 4개를 보관합니다."


def test_a_text_above_a_rule_is_learnt_without_the_rule(make: Callable[..., Place]) -> None:
    week_ = week(3)
    bare = replace(week_, entries=tuple(replace(one, links=(), arxiv_id=None) for one in week_.entries))
    here = make(split=bare, shape=Shape(rules=True))
    assert here.raw().count("\n---\n") == 2
    here.change(LEAD, "Lantern 2 모델은 메모를 오래 읽습니다.")
    here.read()
    assert "오래 읽습니다" in here.text(2).summary
    assert "---" not in here.text(2).summary


def test_one_text_in_each_of_two_parts_is_two_versions(make: Callable[..., Place]) -> None:
    place = make(longest=1400)
    place.change(LEAD, "새 글입니다.", part=f"{KEY}/forum#2")
    place.change("3 모델은", "3 기계는", part=f"{KEY}/forum#3")
    place.read()
    assert (place.text(2).version, place.text(3).version, place.text(1).version) == (2, 2, 1)


def test_a_post_without_its_marker_is_still_read(make: Callable[..., Place]) -> None:
    place = make()
    body = place.raw().partition("\n<!-- paperboy")[0]
    place.change(place.raw(), body.replace(LEAD, "새 글입니다."))
    place.read()
    assert place.text(2).version == 2


def test_lines_that_end_as_a_browser_ends_them_are_no_change(make: Callable[..., Place]) -> None:
    place = make()
    place.change("\n", "\r\n")
    place.read()
    assert place.text(2).version == 1
    assert place.findings() == []


# ── what is nothing ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_unchanged_post_writes_nothing(make: Callable[..., Place]) -> None:
    place = make()
    files = place.files()
    place.read()
    assert place.files() == files


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n<!-- paperboy", "\n\n\n<!-- paperboy"),
        ("paperboy dair", "paperboy-dair"),
        ("<strong>방법:</strong>", "**방법:**"),
        ("\n\n### 논문 소개", "  \n\n\n### 논문 소개"),
    ],
    ids=["blank lines at the end", "the marker", "the same in Markdown", "blank lines between"],
)
def test_what_no_reader_sees_is_no_change(make: Callable[..., Place], old: str, new: str) -> None:
    place = make()
    if old == "paperboy dair":
        place.change(place.raw(), place.raw().partition("\n\n<!-- paperboy")[0])
    else:
        place.change(old, new, times=1)
    place.read()
    assert place.findings() == []
    assert [place.text(number).version for number in (0, 1, 2, 3)] == [1, 1, 1, 1]
    assert place.here.bot.store.posts.of(f"{KEY}/forum")[0].raw == place.raw()


def test_a_title_and_tags_set_by_people_are_kept_as_they_are(make: Callable[..., Place]) -> None:
    place = make()
    forum = place.forums["forum"]
    forum.stands[PART] = replace(forum.stands[PART], title="다른 제목", tags=("ai", "papers"))
    place.read()
    (kept,) = place.here.bot.store.posts.of(f"{KEY}/forum")
    assert (kept.title, kept.tags) == ("다른 제목", ("ai", "papers"))
    assert (place.findings(), forum.edits) == ([], [])


def test_an_edit_of_the_bots_own_whose_answer_was_lost_is_no_ones_hand(make: Callable[..., Place]) -> None:
    place = make()
    raw = with_marker(PART, place.raw().partition("\n\n<!--")[0].replace(LEAD, "새 글입니다."))
    place.here.bot.store.posts.intend([Intent(key=f"{PART}.edit-1", raw=raw, topic_id=101)])
    place.change(place.raw(), raw)
    place.read()
    assert place.text(2).version == 1
    assert place.findings() == []
    assert place.here.bot.store.posts.of(f"{KEY}/forum")[0].raw == raw


# ── what is said and left alone ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (LEAD, f"{LEAD}[^1]\n\n[그림](https://lamps.example/)", "entry 2: summary"),
        ("2 모델은 메모를", "2 기계는 쪽지를\n\n### 덧붙임\n\n글", "entry 2: summary"),
        ("Lantern 2 reads notes.", "Lantern 2 reads long notes.", "entry 2: summary"),
        ("https://arxiv.org/abs/2611.90002", "https://arxiv.org/abs/2611.90003", "entry 2: links"),
        ("https://x.com/example/status/2", "https://x.com/example/status/3", "entry 2: further"),
        ("## 이번 주 논문 목록", "## 논문 목록", "what stands around the entries"),
        ("\n2. Lantern 2: 긴", "\n2. Lantern 2: 짧은", "entry 2: title"),
        ("Lantern 2: Reading Long Notes", "Lantern 2: Reading", "entry 2: title"),
        ("2 모델", "2 기계", "entry 2: summary, entry 2: abstract"),
        ("\n## 원문", "\n## 3. 또 하나\n\n글\n\n## 원문", "entry 3: title"),
    ],
    ids=range(10),
)
def test_an_edit_that_is_not_one_text_is_said_once_and_left_alone(
    make: Callable[..., Place], old: str, new: str, where: str
) -> None:
    place = make()
    place.change(old, new)
    place.read()
    (said,) = place.findings()
    assert (said.key, said.code, said.severity) == (PART, "structure.hand", "warn")
    assert said.message == (
        f"https://forum.example/t/101/1 was edited by hand ({where}) and is left alone;"
        " other editions do not get this wording"
    )
    files = place.files()
    place.read()
    assert place.files() == files
    assert [place.text(number).version for number in (0, 1, 2, 3)] == [1, 1, 1, 1]
    assert place.forums["forum"].edits == []


def test_entries_that_changed_places_are_said(make: Callable[..., Place]) -> None:
    place = make()
    body = place.raw()
    second, third = body.index("\n## 2. "), body.index("\n## 3. ")
    end = body.index("\n## 원문")
    place.change(body, body[:second] + body[third:end] + body[second:third] + body[end:])
    place.read()
    assert [one.code for one in place.findings()] == ["structure.hand"]


def test_a_text_that_was_changed_in_two_editions_is_overwritten_in_neither(make: Callable[..., Place]) -> None:
    place = make(other=EDITION)
    place.change("메모 4개 보관.", "메모 네 개 보관.", part=PART, times=1)
    place.read()
    place.change("1 모델은", "1 기계는", part=f"{KEY}/other#1")
    place.read("other")
    assert (place.text(1).version, "메모 네 개" in place.text(1).summary) == (2, True)
    assert [(one.key, one.code) for one in place.findings()] == [
        (f"{KEY}/other", "structure.sibling"),
        (f"{KEY}/other#1", "structure.hand"),
    ]


def test_a_post_that_is_gone_is_said_once_and_not_posted_again(make: Callable[..., Place]) -> None:
    place = make(longest=1400)
    del place.forums["forum"].stands[f"{KEY}/forum#2"]
    place.read()
    (said,) = place.findings()
    assert (said.key, said.code) == (f"{KEY}/forum#2", "structure.gone")
    assert said.message.startswith("https://forum.example/t/101/2 is gone")
    files = place.files()
    place.read()
    assert place.files() == files
    tick(place.here.bot)
    assert place.forums["forum"].created == [f"{KEY}/forum#{number}" for number in (1, 2, 3)]
    assert place.findings() == [said]


# ── the other editions ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_that_comes_later_has_the_persons_wording(make: Callable[..., Place]) -> None:
    place = make(later=LATER)
    place.change(LEAD, "사람이 쓴 글입니다.")
    place.read()
    digest = waiting.digest_of(place.here.bot, place.work("later"))
    draft = place.here.bot.renderer.draft(digest, place.here.bot.locales["ko"], None)
    assert "사람이 쓴 글입니다." in draft.parts[0]
    assert LEAD not in draft.parts[0]
    assert place.findings() == []


def test_an_edition_that_is_out_is_named_with_what_changed_where(make: Callable[..., Place]) -> None:
    place = make(other=EDITION, later=LATER)
    place.change(">한 문장<", ">새 문장<")
    place.read()
    place.change(LEAD, "사람이 쓴 글입니다.")
    place.read()
    there = f"same change there? {place.forums['other'].stands[f'{KEY}/other#1'].url}"
    assert [(one.key, one.message) for one in place.findings()] == [
        (
            f"{KEY}/other",
            f"the wording of the intro was changed by hand in forum ({KEY}/0@ko.2): {there}",
        ),
        (
            f"{KEY}/other",
            f"the wording of entry 2 was changed by hand in forum ({KEY}/2@ko.2): {there}",
        ),
    ]
    assert place.forums["other"].edits == []


def test_the_same_change_made_there_too_is_nothing_new(make: Callable[..., Place]) -> None:
    place = make(other=EDITION)
    place.change(LEAD, "사람이 쓴 글입니다.")
    place.read()
    place.change(LEAD, "사람이 쓴 글입니다.", part=f"{KEY}/other#1")
    place.read("other")
    assert place.text(2).version == 2
    assert [one.key for one in place.findings()] == [f"{KEY}/other"]


# ── when the machine goes down ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("noun", ["findings", "translations", "posts"])
def test_a_power_cut_loses_no_version_and_makes_no_second(make: Callable[..., Place], noun: str) -> None:
    place = make(other=EDITION)
    place.change(LEAD, "새 글입니다.")
    bot = place.here.bot
    with pytest.raises(PowerCut):
        place.read(bot=replace(bot, store=Failing(bot.store, noun)))
    place.read()
    assert (place.text(2).version, place.text(2).summary.splitlines()[0]) == (2, "새 글입니다.")
    assert [one.code for one in place.findings()] == ["structure.sibling"]
    assert bot.store.posts.of(f"{KEY}/forum")[0].raw == place.raw()


# ── on a forum ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_moderators_edit_on_the_forum_is_learnt_by_the_next_tick_and_never_set_back(tmp_path: Path) -> None:
    with a_street(tmp_path) as street:
        street.run("tick")
        topic = street.topics[0]
        first = street.hands.state.first_post(topic.id)
        with street.store() as store:
            old = store.translations.latest(ISSUE, "ko")[f"{ISSUE}/1"]
        line = next(line for line in first.raw.split("\n### 논문 소개\n\n")[1].splitlines() if line)
        new = first.raw.replace(line, "사람이 고친 **첫** 줄과 $x_1$ 입니다.", 1)
        street.wind(hours=1)
        street.hands.edit_as(seed.MODERATOR, first.id, new)
        street.hands.retitle_as(seed.MODERATOR, topic.id, "운영진이 고친 제목 (Top AI Papers)")
        ran = street.run("tick")
        with street.store() as store:
            made = store.translations.latest(ISSUE, "ko")[f"{ISSUE}/1"]
            assert [one.code for one in store.findings.under(DIGEST)] == []
            assert store.posts.of(DIGEST)[0].title == "운영진이 고친 제목 (Top AI Papers)"
        assert (made.version, made.locked, made.by) == (2, True, seed.MODERATOR)
        assert made.summary == "\n".join(["사람이 고친 **첫** 줄과 $x_1$ 입니다.", *old.summary.splitlines()[1:]])
        assert (ran.code, street.bodies(topic)[0]) == (0, new)
        assert street.asked("forum", "PUT") == []
