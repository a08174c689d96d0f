"""One topic in two languages on the sandbox's forum: Korean posts, and the Japanese that is shown in their place."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot import pipeline, waiting
from bot.config import Secrets
from bot.domain import Audience, Correcting, Edition, Field, Proposal, Reading, Rewording, Stop
from bot.publishers import discourse, localization
from bot.render import Layout
from bot.sandbox.faults import Cut
from bot.sandbox.forum.seed import BOT, BOT_KEY, GLOBAL_KEY, MODERATOR, READER
from bot.sandbox.forum.state import Localization, Topic
from bot.sandbox.forum.state import Post as Stored
from tests.fakes import EDITION, World, week, world
from tests.publishers.town import Town
from tests.tongues import LOCALES, Translator

KEY = "dair/2026-11-15"
KOREAN, JAPANESE = f"{KEY}/forum", f"{KEY}/nihongo"
ON = {"content_localization_enabled": True, "content_localization_supported_locales": "ko|ja"}
LINE = "Lantern 1はメモを読みます。"


@dataclass
class Square:
    """A town whose forum has two editions in one topic."""

    town: Town
    world: World

    @property
    def topics(self) -> list[Topic]:
        return [topic for topic in self.town.topics() if not topic.is_message]

    @property
    def topic(self) -> Topic:
        (topic,) = self.topics
        return topic

    @property
    def stream(self) -> list[Stored]:
        return list(self.town.hands.state.stream(self.topic.id))

    def japanese(self, part: int = 1) -> Localization:
        return self.stream[part - 1].localizations["ja"]

    def tick(self, times: int = 1, **later: float) -> None:
        for _ in range(times):
            pipeline.tick(self.world.bot)
            self.town.clock.wind(timedelta(**(later or {"minutes": 20})))

    def edition(self, name: str) -> Edition:
        return next(one for one in self.world.bot.editions if one.name == name)


@pytest.fixture
def square(settled: Callable[..., Town], tmp_path: Path) -> Iterator[Square]:
    with ExitStack() as stack:
        yield build(settled(**ON), tmp_path, stack)


def build(town: Town, folder: Path, stack: ExitStack, *, entries: int = 2, longest: int = 32_000) -> Square:
    here = world(folder, stack.enter_context)
    here.clock = town.clock
    korean = replace(EDITION, localized=True, tags=("논문",))
    japanese = replace(EDITION, name="nihongo", locale="ja", localizes="forum", after="forum", tags=())
    settings = {"url": town.base, "username": BOT, "requests_per_minute": 55}
    given = {
        "root": Path(),
        "secrets": Secrets({"DISCOURSE_API_KEY": GLOBAL_KEY}),
        "clock": town.clock,
        "locale": LOCALES["ko"],
    }
    posts = discourse.Settings(**settings, category="news", max_post_length=longest)  # type: ignore[arg-type]
    shown = localization.Settings(**settings, of="forum")  # type: ignore[arg-type]
    here.bot = replace(
        here.bot,
        clock=town.clock,
        renderer=Layout(),
        locales=LOCALES,
        translator=Translator(),
        editions=(korean, japanese),
        publishers={
            "forum": discourse.connect(posts, edition=korean, budgets=town.budgets, **given),  # type: ignore[arg-type]
            "nihongo": localization.connect(shown, edition=japanese, budgets=town.budgets, **given),  # type: ignore[arg-type]
        },
    )
    here.offer(week(entries))
    return Square(town=town, world=here)


# ── one topic, two languages ─────────────────────────────────────────────────────────────────────────────────────────


def test_one_topic_is_read_in_two_languages(square: Square) -> None:
    square.tick(2)
    (first,) = square.stream
    assert (first.locale, list(first.localizations)) == ("ko", ["ja"])
    assert LINE in square.japanese().text
    assert "Lantern 1 모델은 메모를 읽습니다." in first.raw
    assert square.topic.localizations["ja"].text.startswith("[2026/11/08〜11/15] 今週の注目AI論文")
    posts = square.world.bot.store.posts.of(JAPANESE)
    assert [(post.topic_id, post.post_id, post.url) for post in posts] == [
        (square.topic.id, first.id, f"{square.town.base}/t/{square.topic.id}")
    ]
    assert "다른 언어로 읽기" not in first.raw
    assert "他の言語で読む" not in square.japanese().text
    assert square.world.bot.store.findings.under(KEY) == []


def test_readers_of_each_language_see_their_own(square: Square) -> None:
    square.tick(2)
    address = f"/t/{square.topic.id}"
    translated = page(square, f"{address}?tl=ja")
    assert LINE in translated
    assert "今週の注目AI論文" in translated
    assert "Lantern 1 모델은 메모를 읽습니다." in page(square, address)


def page(square: Square, path: str) -> str:
    """What a browser shows."""
    return httpx.get(f"{square.town.base}{path}", verify=False).text


def test_a_japanese_account_of_the_bots_own_changes_nothing(square: Square) -> None:
    square.town.hands.state.user(BOT).locale = "ja"  # type: ignore[union-attr]
    square.tick(4)
    assert square.world.bot.store.findings.under(KEY) == []
    assert square.stream[0].version == 1


@pytest.mark.long
def test_parts_are_cut_where_the_originals_are(settled: Callable[..., Town], tmp_path: Path) -> None:
    with ExitStack() as stack:
        square = build(settled(**ON, max_post_length=2600), tmp_path, stack, entries=10)
        square.tick(2)
        parts = square.stream
        assert len(parts) > 2
        for part in parts:
            assert numbers(part.raw) == numbers(part.localizations["ja"].text)
        assert len(square.world.bot.store.posts.of(JAPANESE)) == len(parts)


def numbers(raw: str) -> list[str]:
    return [line.split(".")[0] for line in raw.split("\n") if line.startswith("## ") and line[3].isdigit()]


@pytest.mark.long
@pytest.mark.parametrize("path", ["/post_localizations", "/topic_localizations"])
@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_whatever_is_lost_each_text_is_kept_once(square: Square, kind: str, path: str) -> None:
    square.town.trouble(Cut(kind=kind, server="forum", method="POST", path=path, nth=1))  # type: ignore[arg-type]
    square.tick(6)
    assert list(square.stream[0].localizations) == ["ja"]
    assert "今週の注目AI論文" in square.topic.localizations["ja"].text
    assert waiting.finished(square.world.bot, waiting.works(square.world.bot, square.edition("nihongo"))[-1])


@pytest.mark.long
def test_an_empty_database_finds_them_again_and_writes_nothing(square: Square, tmp_path: Path) -> None:
    square.tick(2)
    before = (square.japanese().text, square.japanese().version)
    (tmp_path / "again").mkdir()
    with ExitStack() as stack:
        again = world(tmp_path / "again", stack.enter_context)
        again.offer(week(2))
        square.world.bot = replace(square.world.bot, store=again.bot.store, feed=again.feed, sources=again.bot.sources)
        square.town.desk.requests.clear()
        square.tick(3)
    assert [one for one in square.town.asked("POST") if "locali" in one or one == "/posts"] == []
    assert (square.japanese().text, square.japanese().version) == before


def test_what_somebody_else_wrote_in_the_language_is_left_to_them(square: Square) -> None:
    square.world.stop("nihongo", Stop.PAUSED)
    square.tick(2)
    square.stream[0].localizations["ja"] = theirs = Localization(
        id=1, locale="ja", text="人が書いた訳文です。", version=1, user_id=1
    )
    square.world.release("nihongo")
    square.tick(2)
    (hold,) = square.world.bot.store.holds.all()
    assert "somebody else's words" in hold.reason
    assert square.stream[0].localizations["ja"] is theirs


def test_it_waits_for_the_original_without_a_limit(square: Square) -> None:
    square.world.stop(KOREAN)
    square.tick(3, days=2)
    wait = waiting.wait_of(square.world.bot, waiting.works(square.world.bot, square.edition("nihongo"))[-1])
    assert wait is not None
    assert (wait.what, wait.until) == (f"the topic of edition forum ({KOREAN}: a person looks at it)", None)
    pipeline.post_now(square.world.bot, JAPANESE)
    assert "is not there yet" in square.world.heard.why(JAPANESE)
    assert square.topics == []


# ── kept up ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_after_the_original_is_edited_its_text_counts_as_up_to_date(square: Square) -> None:
    square.tick(2)
    first, text = square.stream[0], square.japanese().text
    reworded = first.raw.replace("Lantern 1 모델은 메모를", "Lantern 1 모델은 긴 메모를")
    square.town.hands.edit_as(MODERATOR, first.id, reworded)
    assert (first.version, square.japanese().version) == (2, 1)
    square.tick(4)
    assert (first.version, square.japanese().version) == (2, 2)
    assert square.japanese().text.rstrip() == text.rstrip()
    square.town.desk.requests.clear()
    square.tick(4)
    assert square.town.asked("POST") == []
    assert square.world.bot.store.findings.under(KEY) == []


def test_a_hand_edit_of_the_japanese_is_learnt_and_the_korean_left_alone(square: Square) -> None:
    square.tick(2)
    row = square.japanese()
    row.text = row.text.replace(LINE, "Lantern 1はメモをじっくり読みます。")
    square.tick(4)
    latest = square.world.bot.store.translations.latest(KEY, "ja")[f"{KEY}/1"]
    assert (latest.locked, "じっくり" in latest.summary) == (True, True)
    assert square.stream[0].version == 1
    assert not square.world.bot.store.translations.latest(KEY, "ko")[f"{KEY}/1"].locked


def test_what_is_withdrawn_is_deleted_and_the_original_shown(square: Square) -> None:
    square.tick(2)
    square.world.stop(JAPANESE, Stop.WITHDRAWN)
    square.tick(3)
    assert (square.stream[0].localizations, square.topic.localizations) == ({}, {})
    assert "Lantern 1 모델은 메모를 읽습니다." in square.stream[0].raw
    assert square.world.heard.of("withdrawn") == [JAPANESE]


def test_a_withdrawn_issue_is_taken_down_in_both(square: Square) -> None:
    square.tick(2)
    square.world.stop(KEY, Stop.WITHDRAWN)
    square.tick(3)
    assert square.stream[0].localizations == {}
    assert "Lantern" not in square.stream[0].raw


def test_a_withdrawn_entry_is_taken_out_of_both(square: Square) -> None:
    square.tick(2)
    square.world.stop(f"{KEY}/1", Stop.WITHDRAWN)
    square.tick(3)
    assert LINE not in square.japanese().text
    assert "Lantern 2はメモを読みます。" in square.japanese().text
    assert "Lantern 1 모델은" not in square.stream[0].raw


# ── corrections ──────────────────────────────────────────────────────────────────────────────────────────────────────

SAID = {
    KOREAN: ("1번 요약의 ‘읽습니다’는 ‘살핍니다’가 낫습니다.", "읽습니다", "살핍니다"),
    JAPANESE: ("1番の要約の「読みます」は「読み込みます」の方が自然です。", "を読みます", "を読み込みます"),
}


@pytest.mark.long
@pytest.mark.parametrize("digest", SAID)
@pytest.mark.parametrize("channel", [Audience.WHISPER, Audience.GROUP])
def test_a_correction_in_each_language_lands_in_its_own_text(square: Square, digest: str, channel: Audience) -> None:
    listen(square, channel)
    square.tick(2)
    before = {KOREAN: square.stream[0].raw, JAPANESE: square.japanese().text}
    hands, (text, _, new) = square.town.hands, SAID[digest]
    comment = hands.post_as(READER, text, topic_id=square.topic.id)
    square.tick()
    (asked,) = (one for one in hands.state.posts.values() if "#ask-" in one.raw)
    assert f"{digest}#ask-" in asked.raw
    yes = "@paperboy 반영" if digest == KOREAN else "@paperboy 反映"
    whisper = {"whisper": True} if channel is Audience.WHISPER else {}
    hands.post_as(MODERATOR, yes, topic_id=asked.topic_id, reply_to=asked.number, **whisper)
    square.tick(4)
    after = {KOREAN: square.stream[0].raw, JAPANESE: square.japanese().text}
    assert {KOREAN: f"Lantern 1 모델은 메모를 {new}.", JAPANESE: f"Lantern 1はメモ{new}。"}[digest] in after[digest]
    assert READER in after[digest].split("\n\n")[-2], "and names the reader"
    (other,) = {KOREAN, JAPANESE} - {digest}
    assert after[other].rstrip() == before[other].rstrip()
    square.tick(4, days=1)
    thanks = [one for one in square.stream if one.reply_to == comment.number and "#thanks-" in one.raw]
    assert [f"{digest}#thanks-" in one.raw for one in thanks] == [True]
    assert square.world.bot.store.findings.under(KEY) == []
    assert [one.digest for one in square.world.bot.store.corrections.all()] == [digest]


def listen(square: Square, channel: Audience) -> None:
    """Both editions listen to their readers; a model reads what they say."""
    square.town.hands.configure(whispers_allowed_groups=("newsdesk",), min_post_length=5)
    correcting = Correcting(channel=channel, group="newsdesk")
    editions = [replace(one, correcting=correcting) for one in square.world.bot.editions]
    readings: dict[str, Reading | Exception] = {
        text: Reading(
            proposals=(Proposal(position=1, field=Field.SUMMARY, changes=(Rewording(quote=old, replacement=new),)),),
            by="recorded-model",
        )
        for text, old, new in SAID.values()
    }
    square.world.bot = replace(square.world.bot, editions=editions, translator=Translator(readings=readings))


# ── a forum that has them off ────────────────────────────────────────────────────────────────────────────────────────

OFF = {
    "off": {},
    "not for authors": {**ON, "content_localization_allow_author_localization": False},
}


@pytest.mark.parametrize("settings", OFF.values(), ids=OFF)
def test_a_forum_that_does_not_take_them_is_told_by_its_settings(
    settled: Callable[..., Town], tmp_path: Path, settings: dict[str, object]
) -> None:
    with ExitStack() as stack:
        square = build(settled(**settings), tmp_path, stack)
        square.tick(2)
        assert "content_localization_enabled" in square.world.heard.why(JAPANESE)
        assert "content_localization_allowed_groups" in square.world.heard.why(JAPANESE)
        assert square.world.heard.of("misconfigured") != []
        assert len(square.topics) == 1
        square.town.hands.configure(**{**ON, "content_localization_allow_author_localization": True})
        square.tick(2)
        assert LINE in square.japanese().text


def looked(square: Square) -> dict[str, tuple[bool, str]]:
    checks = square.world.bot.publishers["nihongo"].check()
    return {one.what.split(": ")[1]: (one.well, one.remedy or one.what) for one in checks}


def test_doctor_says_that_all_is_well(square: Square) -> None:
    found = looked(square)
    assert {name: well for name, (well, _text) in found.items()} == dict.fromkeys(found, True)
    assert found["localization"][1] == "nihongo: localization: on, for readers of ja"
    assert square.town.asked("POST") == []


@pytest.mark.parametrize(
    ("settings", "well", "said"),
    [
        ({"content_localization_enabled": False}, False, "content localizations are off"),
        ({"content_localization_supported_locales": "ko"}, True, "ja is not among"),
        ({"content_localization_allow_author_localization": False}, True, "content_localization_allowed_groups"),
    ],
)
def test_doctor_names_the_setting(square: Square, settings: dict[str, object], well: bool, said: str) -> None:
    square.town.hands.configure(**settings)
    found = looked(square)["localization"]
    assert found[0] is well
    assert said in found[1]


def test_doctor_says_that_a_key_with_scopes_opens_none(square: Square) -> None:
    shown = localization.Settings(url=square.town.base, username=BOT, of="forum")
    place = localization.connect(
        shown,
        edition=square.edition("nihongo"),
        locale=LOCALES["ja"],
        root=Path(),
        secrets=Secrets({"DISCOURSE_API_KEY": BOT_KEY}),
        clock=square.town.clock,
        budgets=square.town.budgets,
    )
    key = next(one for one in place.check() if one.what == "nihongo: key")
    assert not key.well
    assert "a key without scopes" in key.remedy
