"""What goes out, goes out once; and an edit changes the one field it is about."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import posting
from bot.domain import MARKER_RESERVE, Digest, Draft, Intent, Post, Severity, fingerprint
from bot.errors import OutcomeUnknown, Queued, Rejected, Unavailable
from bot.posting import Change
from tests import samples
from tests.fakes import EDITION, FakePublisher, World, week, world

KEY = "dair/2026-11-15/forum"
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,30}", fullmatch=True)
DAYS = st.dates().map(str)
ORDINALS = st.one_of(st.just(""), st.integers(2, 99).map(lambda number: f"-{number}"))


# ── external ids and markers ─────────────────────────────────────────────────────────────────────────────────────────


@given(name=NAMES, day=DAYS, ordinal=ORDINALS)
def test_every_edition_has_an_external_id_that_discourse_takes(name: str, day: str, ordinal: str) -> None:
    made = posting.external_id(name, samples.issue(key=f"dair/{day}{ordinal}"))
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,50}", made)
    assert made == f"pb-{name}-{day}{ordinal}"


@pytest.mark.parametrize("key", ["dair/2026/11", "dair/2026 11", "dair/2026.11", "dair/십일월", f"dair/{'1' * 42}"])
def test_a_key_that_discourse_would_refuse_is_refused_first(key: str) -> None:
    with pytest.raises(Rejected, match=f"^{key}/forum: the external id 'pb-forum-"):
        posting.external_id("forum", samples.issue(key=key))


BODIES = st.text(max_size=80)


@given(body=BODIES, stripped=st.sampled_from(["", "\n", " \n\n", "\r\n"]))
def test_a_part_is_known_again_whatever_stands_in_it_and_after_it(body: str, stripped: str) -> None:
    marked = posting.with_marker(f"{KEY}#1", body)
    assert posting.marked_key(marked + stripped) == f"{KEY}#1"
    assert posting.marked_key(marked.rstrip()) == f"{KEY}#1"
    assert marked.startswith(body.rstrip())


@given(body=BODIES, old=st.sampled_from([f"{KEY}#1", "dair/2025-01-05/other#2"]))
def test_a_marker_in_the_text_is_not_the_parts_own(body: str, old: str) -> None:
    marked = posting.with_marker(f"{KEY}#3", posting.with_marker(old, body))
    assert posting.marked_key(marked) == f"{KEY}#3"


def test_a_part_is_known_again_when_somebody_wrote_below_its_marker() -> None:
    assert posting.marked_key(posting.with_marker(f"{KEY}#2", "text") + "\n\nmoved here by a moderator") == f"{KEY}#2"


def test_a_marker_has_the_hash_of_the_text_above_it() -> None:
    marked = posting.with_marker(f"{KEY}#1", "text \n\n")
    assert marked == f"text\n\n<!-- paperboy {KEY}#1 {fingerprint('text')} -->"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "text",
        f"text\n<!-- paperboy {KEY}#1 {'0' * 63} -->",
        f"text <!-- paperboy {KEY}#1 {'0' * 64} -->",
        f"text\n> <!-- paperboy {KEY}#1 {'0' * 64} -->",
    ],
)
def test_what_is_not_quite_a_marker_is_none(raw: str) -> None:
    assert posting.marked_key(raw) is None


@given(name=NAMES, day=DAYS, ordinal=ORDINALS, part=st.integers(1, 99), body=BODIES)
def test_a_marker_needs_no_more_room_than_the_layout_leaves(
    name: str, day: str, ordinal: str, part: int, body: str
) -> None:
    marked = posting.with_marker(f"dair/{day}{ordinal}/{name}#{part}", body)
    assert len(marked) - len(body.rstrip()) <= MARKER_RESERVE


# ── what will be sent ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_part_is_a_topic_and_the_others_are_replies() -> None:
    digest = Digest(issue=samples.issue(), edition=EDITION, intro=None, pieces=())
    first, second, third = posting.intents_for(
        digest, Draft(title="A week", parts=("one", "two", "three"), tags=("t",))
    )
    assert (first.key, first.title, first.tags, first.external_id) == (
        f"{KEY}#1",
        "A week",
        ("t",),
        "pb-forum-2026-11-15",
    )
    assert [one.key for one in (second, third)] == [f"{KEY}#2", f"{KEY}#3"]
    assert {(one.title, one.tags, one.external_id) for one in (second, third)} == {("", (), None)}
    assert posting.marked_key(third.raw) == third.key


# ── posting ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        made = world(tmp_path, stack.enter_context)
        made.bot.store.issues.add(week(3))
        yield made


@pytest.fixture
def intend(here: World) -> Callable[..., list[Intent]]:
    """Writes the parts of a digest down, as the pipeline does before it sends any."""

    def write(*parts: str, tags: tuple[str, ...] = ()) -> list[Intent]:
        digest = Digest(issue=samples.issue(), edition=EDITION, intro=None, pieces=())
        intents = posting.intents_for(digest, Draft(title="A week", parts=parts, tags=tags))
        return list(here.bot.store.posts.intend(intents))

    return write


def post(here: World, intents: list[Intent]) -> list[Post]:
    return list(posting.post(here.bot, here.publisher, intents))


def test_every_part_is_sent_once_in_order_as_replies_to_the_first(
    here: World, intend: Callable[..., list[Intent]]
) -> None:
    intents = intend("one", "two", "three")
    posts = post(here, intents)
    assert [one.raw for one in posts] == [one.raw for one in intents]
    assert {one.topic_id for one in posts} == {101}
    assert post(here, intents) == posts
    assert here.publisher.created == [one.key for one in intents]
    assert here.bot.store.posts.of(KEY) == posts


def test_after_a_stop_it_goes_on_with_the_part_that_is_missing(
    here: World, intend: Callable[..., list[Intent]]
) -> None:
    intents = intend("one", "two", "three")
    post(here, intents[:1])
    here.publisher.before = Unavailable("busy")
    with pytest.raises(Unavailable, match="busy"):
        post(here, intents)
    assert [one.topic_id for one in post(here, intents)] == [101, 101, 101]
    assert here.publisher.created == [one.key for one in intents]


def test_what_an_empty_database_finds_on_the_forum_is_adopted(here: World, intend: Callable[..., list[Intent]]) -> None:
    intents = intend("one", "two")
    for intent in intents:
        here.publisher.create(replace(intent, topic_id=7 if intent.part > 1 else None))
    here.publisher.created.clear()
    posts = post(here, intents)
    assert here.publisher.created == []
    assert here.heard.of("adopted") == [one.key for one in intents]
    assert here.bot.store.posts.of(KEY) == posts


def test_a_lost_answer_is_looked_for_at_once(here: World, intend: Callable[..., list[Intent]]) -> None:
    here.publisher.after = OutcomeUnknown("cut")
    assert [one.key for one in post(here, intend("one"))] == here.publisher.created


def test_a_lost_answer_to_what_never_arrived_stays_unknown(here: World, intend: Callable[..., list[Intent]]) -> None:
    here.publisher.before = OutcomeUnknown("cut")
    with pytest.raises(OutcomeUnknown, match="cut"):
        post(here, intend("one"))
    assert here.bot.store.posts.of(KEY) == []


class ForgetfulForum(FakePublisher):
    """Drops every tag but the first, and writes that in capitals."""

    def create(self, intent: Intent) -> Post:
        return replace(super().create(intent), tags=tuple(tag.upper() for tag in intent.tags[:1]))


def test_tags_that_a_forum_dropped_are_a_finding_and_their_case_is_none(
    here: World, intend: Callable[..., list[Intent]]
) -> None:
    posting.post(here.bot, ForgetfulForum(), intend("one", "two", tags=("Weekly", "papers", "ai")))
    (finding,) = here.bot.store.findings.under("dair/2026-11-15")
    assert (finding.key, finding.code, finding.severity) == (f"{KEY}#1", "structure.tags", Severity.WARN)
    assert "dropped the tags ai, papers;" in finding.message


def test_tags_that_are_all_there_are_no_finding(here: World, intend: Callable[..., list[Intent]]) -> None:
    post(here, intend("one", tags=("weekly",)))
    assert here.bot.store.findings.under("dair/2026-11-15") == []


# ── edits ────────────────────────────────────────────────────────────────────────────────────────────────────────────

PART_1 = """Opening: no abstract yet.

## 1. Lantern

### Abstract
no abstract yet.

## 2. Lantern 2

### Abstract
no abstract yet.
"""
PART_2 = """Continued.

## 3. Third

### Abstract
no abstract yet.

## Source
no abstract yet.
"""
SECOND = Change(heading="## 2. Lantern 2", stands="no abstract yet.", wanted="Two lanterns.", reason="abstract added")
FIRST = replace(SECOND, heading="## 1. Lantern", wanted="One lantern.")
THIRD = replace(SECOND, heading="## 3. Third", wanted="Three lanterns.")


@dataclass
class CountingForum(FakePublisher):
    """Remembers what it was asked to read."""

    reads: list[str] = field(default_factory=list)

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        self.reads += [post.key for post in posts]
        return super().read(posts)


class SilentForum(FakePublisher):
    """Stores an edit, and its answer is lost."""

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        super().edit(post, raw, reason)
        raise OutcomeUnknown("cut")


class LockedForum(FakePublisher):
    """Lets nobody edit the first part."""

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        if post.key.endswith("#1"):
            raise Rejected(f"{post.key}: it is locked")
        return super().edit(post, raw, reason)


@pytest.fixture
def posts(here: World, intend: Callable[..., list[Intent]]) -> list[Post]:
    return post(here, intend(PART_1, PART_2))


def body(here: World, number: int) -> str:
    """What stands on the forum, without the marker."""
    return here.publisher.stands[f"{KEY}#{number}"].raw.partition("<!--")[0].rstrip() + "\n"


def change_by_hand(here: World, number: int, old: str, new: str) -> None:
    standing = here.publisher.stands[f"{KEY}#{number}"]
    assert old in standing.raw
    here.publisher.stands[standing.key] = replace(standing, raw=standing.raw.replace(old, new))


def edit(here: World, posts: list[Post], *changes: Change) -> None:
    posting.edit(here.bot, here.publisher, posts, changes)


def read_anew(here: World) -> list[Post]:
    """The digest's posts as they stand now, kept as reading back keeps them."""
    standing = list(here.publisher.read(here.bot.store.posts.of(KEY)))
    for one in standing:
        here.bot.store.posts.add(one, here.clock.now())
    return standing


def doubts(here: World) -> list[tuple[str, Severity, str]]:
    """Key, severity and words of what could not be edited."""
    found = here.bot.store.findings.under("dair/2026-11-15")
    return [(one.key, one.severity, one.message) for one in found if one.code == "structure.edit"]


def test_an_edit_changes_the_field_in_its_own_section_and_nothing_else(here: World, posts: list[Post]) -> None:
    edit(here, posts, SECOND)
    assert body(here, 1) == PART_1[::-1].replace(SECOND.stands[::-1], SECOND.wanted[::-1], 1)[::-1]
    assert body(here, 2) == PART_2
    assert here.publisher.edits == [(f"{KEY}#1", "abstract added")]


def test_an_edit_finds_the_part_and_stops_at_the_next_heading(here: World, posts: list[Post]) -> None:
    edit(here, posts, THIRD)
    assert (body(here, 1), body(here, 2)) == (PART_1, PART_2.replace(THIRD.stands, THIRD.wanted, 1))


def test_an_edit_leaves_a_marker_that_fits_the_new_text(here: World, posts: list[Post]) -> None:
    edit(here, posts, SECOND)
    raw = here.publisher.stands[f"{KEY}#1"].raw
    assert raw == posting.with_marker(f"{KEY}#1", body(here, 1))
    assert raw.count("<!-- paperboy") == 1


def test_every_edit_is_written_down(here: World, posts: list[Post]) -> None:
    edit(here, posts, SECOND, THIRD)
    edits = here.bot.store.posts.edits(KEY)
    assert [one.key for one in edits] == [f"{KEY}#1.edit-1", f"{KEY}#2.edit-2"]
    assert [one.raw for one in edits] == [one.raw for one in here.bot.store.posts.of(KEY)]
    assert [one.topic_id for one in edits] == [101, 101]


def test_an_edit_that_stands_already_is_not_made_again(here: World, posts: list[Post]) -> None:
    change_by_hand(
        here, 2, "## 3. Third\n\n### Abstract\nno abstract yet.", "## 3. Third\n\n### Abstract\nThree lanterns."
    )
    edit(here, read_anew(here), THIRD)
    assert (here.publisher.edits, here.bot.store.posts.edits(KEY)) == ([], [])


@pytest.mark.parametrize("wanted", ["no abstract yet. Or is there?", "Well, no abstract yet."])
def test_new_text_that_contains_the_old_is_put_in_once(here: World, posts: list[Post], wanted: str) -> None:
    change = replace(THIRD, wanted=wanted)
    edit(here, posts, change)
    edit(here, posts, change)
    assert body(here, 2) == PART_2.replace(change.stands, wanted, 1)
    assert len(here.publisher.edits) == 1
    assert not posting.applies(here.publisher.stands[f"{KEY}#2"].raw, change)


def test_an_edit_is_written_down_before_it_is_sent(here: World, posts: list[Post]) -> None:
    publisher = SilentForum(stands=here.publisher.stands)
    with pytest.raises(OutcomeUnknown, match="cut"):
        posting.edit(here.bot, publisher, posts, [SECOND])
    (written,) = here.bot.store.posts.edits(KEY)
    assert written.raw == publisher.stands[f"{KEY}#1"].raw
    assert here.bot.store.posts.of(KEY) == posts


def test_all_changes_of_a_part_are_one_read_and_one_edit(here: World, posts: list[Post]) -> None:
    publisher = CountingForum(stands=here.publisher.stands)
    posting.edit(here.bot, publisher, posts, [THIRD, SECOND, FIRST])
    assert body(here, 1) == PART_1.replace("\nno abstract yet.", "\nOne lantern.", 1).replace(
        "\nno abstract yet.", "\nTwo lanterns."
    )
    assert publisher.reads == [f"{KEY}#1", f"{KEY}#2"]
    assert publisher.edits == [(f"{KEY}#1", "abstract added"), (f"{KEY}#2", "abstract added")]


def test_changes_that_stand_already_ask_nothing_of_the_forum(here: World, posts: list[Post]) -> None:
    edit(here, posts, FIRST, SECOND, THIRD)
    publisher = CountingForum(stands=here.publisher.stands)
    posting.edit(here.bot, publisher, list(here.bot.store.posts.of(KEY)), [FIRST, SECOND, THIRD])
    assert (publisher.reads, publisher.edits) == ([], [])


def test_a_field_changed_by_hand_stays_and_the_others_are_filled_in(here: World, posts: list[Post]) -> None:
    change_by_hand(
        here, 1, "## 2. Lantern 2\n\n### Abstract\nno abstract", "## 2. Lantern 2\n\n### Abstract\nsee it, no"
    )
    edit(here, read_anew(here), FIRST, SECOND, THIRD)
    assert "### Abstract\nOne lantern.\n\n## 2. Lantern 2\n\n### Abstract\nsee it, no yet." in body(here, 1)
    assert "Three lanterns." in body(here, 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("no abstract yet.\n\n## Source", "see the paper.\n\n## Source"),
        ("\n## Source", "no abstract yet.\n\n## Source"),
        ("## 3. Third", "## 3. Fourth"),
        ("## 3. Third", "### 3. Third"),
        ("## 3. Third", "## 3. Third!"),
        ("## 3. Third", "> ## 3. Third"),
    ],
)
def test_what_was_changed_by_hand_is_left_alone_and_asks_nothing_of_the_forum(
    here: World, posts: list[Post], old: str, new: str
) -> None:
    change_by_hand(here, 2, old, new)
    publisher = CountingForum(stands=here.publisher.stands)
    posting.edit(here.bot, publisher, read_anew(here), [THIRD])
    assert (publisher.reads, publisher.edits, here.bot.store.posts.edits(KEY)) == ([], [], [])
    assert new in publisher.stands[f"{KEY}#2"].raw


def test_a_post_that_somebody_changed_since_it_was_read_is_not_touched(here: World, posts: list[Post]) -> None:
    change_by_hand(here, 2, "Continued.", "Continued by a person.")
    edit(here, posts, SECOND, THIRD)
    assert here.publisher.edits == [(f"{KEY}#1", "abstract added")]
    assert body(here, 2) == PART_2.replace("Continued.", "Continued by a person.")
    assert here.bot.store.posts.of(KEY)[1] == posts[1], "what is kept still differs, so that the change is read back"


class QuickForum(FakePublisher):
    """Somebody changes a post between its being read and being edited."""

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        found = super().read(posts)
        for one in found:
            self.stands[one.key] = replace(one, raw=f"A person was here.\n{one.raw}")
        return found


def test_somebody_who_is_quicker_than_an_edit_is_not_written_over(here: World, posts: list[Post]) -> None:
    publisher = QuickForum(stands=here.publisher.stands)
    with pytest.raises(Unavailable, match="somebody else"):
        posting.edit(here.bot, publisher, posts, [THIRD])
    assert publisher.stands[f"{KEY}#2"].raw == f"A person was here.\n{posts[1].raw}"


def test_an_edit_sends_a_text_and_neither_title_nor_tags(here: World, posts: list[Post]) -> None:
    first = here.publisher.stands[f"{KEY}#1"]
    here.publisher.stands[first.key] = replace(first, title="A better title", tags=("theirs",))
    edit(here, posts, SECOND)
    (sent,) = here.bot.store.posts.edits(KEY)
    assert (sent.title, sent.tags, sent.external_id) == ("", (), None)
    stands = here.publisher.stands[first.key]
    assert (stands.title, stands.tags) == ("A better title", ("theirs",))


def test_what_a_part_has_no_room_for_is_a_finding_and_the_rest_is_filled_in(here: World, posts: list[Post]) -> None:
    here.publisher.longest = len(PART_1.rstrip()) + MARKER_RESERVE
    edit(here, posts, replace(FIRST, wanted="far longer than the notice was"), replace(SECOND, wanted="short"))
    assert body(here, 1) == PART_1[::-1].replace(SECOND.stands[::-1], "trohs", 1)[::-1]
    ((key, _severity, said),) = doubts(here)
    assert key == f"{KEY}#1"
    assert said.startswith("'## 1. Lantern' has no room for its new text")


def test_a_part_that_cannot_be_edited_stops_no_other(here: World, posts: list[Post]) -> None:
    publisher = LockedForum(stands=here.publisher.stands)
    with pytest.raises(Rejected, match="locked"):
        posting.edit(here.bot, publisher, posts, [SECOND, THIRD])
    assert (body(here, 1), publisher.edits) == (PART_1, [(f"{KEY}#2", "abstract added")])


def test_what_a_moderator_changed_elsewhere_stays(here: World, posts: list[Post]) -> None:
    change_by_hand(here, 2, "Continued.", "Continued by a person.")
    edit(here, read_anew(here), THIRD)
    assert body(here, 2).startswith("Continued by a person.\n\n## 3. Third\n\n### Abstract\nThree lanterns.")


def test_a_heading_that_begins_like_another_is_not_the_other() -> None:
    raw = "## 1. Lantern 2\nno abstract yet.\n\n## 1. Lantern\nThere is one.\n"
    assert not posting.applies(raw, replace(SECOND, heading="## 1. Lantern"))
    assert posting.applies(raw, replace(SECOND, heading="## 1. Lantern 2"))


def test_a_change_applies_while_the_old_text_stands_under_its_heading() -> None:
    assert [posting.applies(raw, THIRD) for raw in (PART_1, PART_2)] == [False, True]
    assert not posting.applies(PART_2.replace("no abstract yet.", "Three lanterns."), THIRD)


@pytest.mark.parametrize(
    ("stands", "wanted"),
    [
        ("One line.\nTwo lines.", "One line."),
        ("One line.\nTwo lines.", "Two lines."),
        ("status/22", "status/2"),
        ("It reads.", "reads."),
    ],
)
def test_a_text_that_only_becomes_shorter_is_made_shorter_once(
    here: World, intend: Callable[..., list[Intent]], stands: str, wanted: str
) -> None:
    change = replace(THIRD, stands=stands, wanted=wanted)
    standing = post(here, intend(f"## 3. Third\n\n{stands}\n\n## Source\nend\n"))
    assert not posting.done(standing[0].raw, change)
    edit(here, standing, change)
    edit(here, list(here.bot.store.posts.of(KEY)), change)
    assert body(here, 1) == f"## 3. Third\n\n{wanted}\n\n## Source\nend\n"
    assert posting.done(here.publisher.stands[f"{KEY}#1"].raw, change)
    assert len(here.publisher.edits) == 1


def test_a_line_that_only_begins_or_ends_like_the_old_text_is_another() -> None:
    assert not posting.applies("## 3. Third\nno abstract yet. Or is there?\n", THIRD)
    assert not posting.applies("## 3. Third\nWell, no abstract yet.\n", THIRD)
    assert posting.applies("## 3. Third\nno abstract yet.  \n", THIRD)


def test_without_a_heading_a_line_is_found_wherever_it_stands_and_only_once(here: World, posts: list[Post]) -> None:
    title = Change(heading="", stands="## 3. Third", wanted="## 3. 셋째", reason="")
    edit(here, posts, title)
    assert body(here, 2) == PART_2.replace("## 3. Third", "## 3. 셋째")
    assert not posting.applies("## 3. Third\n\n## 3. Third\n", title)


def test_a_line_that_was_not_there_comes_last_in_its_own_part_and_goes_again(here: World, posts: list[Post]) -> None:
    named = Change(heading="", stands="", wanted="Thanks to A", reason="", part=f"{KEY}#2")
    edit(here, posts, named, THIRD)
    assert body(here, 1) == PART_1
    assert body(here, 2) == PART_2.replace(THIRD.stands, THIRD.wanted, 1).rstrip() + "\n\nThanks to A\n"
    assert posting.marked_key(here.publisher.stands[f"{KEY}#2"].raw) == f"{KEY}#2"
    edit(here, list(here.bot.store.posts.of(KEY)), replace(named, stands="Thanks to A", wanted=""))
    assert body(here, 2) == PART_2.replace(THIRD.stands, THIRD.wanted, 1)
    assert [reason for _key, reason in here.publisher.edits] == ["abstract added", ""]


def test_what_there_was_no_room_for_is_returned(here: World, posts: list[Post]) -> None:
    here.publisher.longest = len(PART_1.rstrip()) + MARKER_RESERVE
    long = replace(FIRST, wanted="far longer than the notice was")
    assert posting.edit(here.bot, here.publisher, posts, [long, replace(SECOND, wanted="short")]) == [long]


def test_an_edit_of_its_own_whose_answer_was_lost_keeps_no_other_from_being_made(
    here: World, posts: list[Post]
) -> None:
    with pytest.raises(OutcomeUnknown, match="cut"):
        posting.edit(here.bot, SilentForum(stands=here.publisher.stands), posts, [SECOND])
    edit(here, posts, FIRST, SECOND)
    assert len(here.publisher.edits) == 1
    assert "One lantern." in body(here, 1)
    assert "Two lanterns." in body(here, 1)


def test_a_heading_is_known_by_its_number_whatever_follows_that(posts: list[Post]) -> None:
    assert posting.heading_of(posts, "## 3. 셋째 / Third") == "## 3. Third"
    assert posting.heading_of(posts, "## 7. Seventh") == "## 7. Seventh"


def test_an_edit_whose_answer_was_lost_is_not_made_twice(here: World, posts: list[Post]) -> None:
    here.publisher.edit(
        here.publisher.stands[f"{KEY}#2"], PART_2.replace(THIRD.stands, THIRD.wanted, 1), "before the kill"
    )
    edit(here, posts, THIRD)
    assert len(here.publisher.edits) == 1


# ── the forum's moderators ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_the_forum_queued_is_looked_for_and_never_created_again(
    here: World, intend: Callable[..., list[Intent]]
) -> None:
    intents = intend("one", "two")
    here.publisher.before = Queued("kept for approval")
    with pytest.raises(Queued, match="kept for approval"):
        post(here, intents)
    asked_at = here.clock.now()
    here.clock.wind(timedelta(hours=5))
    for _ in range(3):
        marked = list(here.bot.store.posts.parts(KEY))
        with pytest.raises(Queued, match=f"^{KEY}#1: .*approve it there; only where it was rejected"):
            post(here, marked)
    assert (here.publisher.created, [one.queued for one in marked]) == ([], [asked_at, None])
    here.publisher.create(intents[0])
    assert [one.key for one in post(here, marked)] == here.publisher.created == [one.key for one in intents]


def test_what_moderators_refused_is_sent_again_with_the_same_bytes_when_a_person_says_so(
    here: World, intend: Callable[..., list[Intent]]
) -> None:
    intents = intend("one")
    here.publisher.before = Queued("kept for approval")
    with pytest.raises(Queued):
        post(here, intents)
    assert here.bot.store.posts.unqueue(KEY)
    post(here, list(here.bot.store.posts.parts(KEY)))
    assert here.publisher.created == [f"{KEY}#1"]
    assert here.publisher.stands[f"{KEY}#1"].raw == intents[0].raw


def test_a_reply_that_is_queued_keeps_its_topic_waiting_for_it_alone(
    here: World, intend: Callable[..., list[Intent]]
) -> None:
    intents = intend("one", "two", "three")
    post(here, intents[:1])
    here.publisher.before = Queued("kept for approval")
    for _ in range(2):
        with pytest.raises(Queued):
            post(here, list(here.bot.store.posts.parts(KEY)))
    assert here.publisher.created == [f"{KEY}#1"]
    assert [bool(one.queued) for one in here.bot.store.posts.parts(KEY)] == [False, True, False]


# ── taking down ──────────────────────────────────────────────────────────────────────────────────────────────────────

GONE = "This digest was withdrawn."
SECTION = "## 2. Lantern 2\nThis entry was withdrawn."
ENDING = "Continued below."


def take_down(here: World, publisher: FakePublisher | None = None) -> None:
    posting.take_down(here.bot, publisher or here.publisher, here.bot.store.posts.of(KEY), GONE)


def take_down_entry(here: World, notice: str = SECTION, publisher: FakePublisher | None = None) -> None:
    posts = here.bot.store.posts.of(KEY)
    posting.take_down_entry(here.bot, publisher or here.publisher, posts, notice, ENDING)


def test_a_digest_that_is_taken_down_shows_the_notice_in_every_part(here: World, posts: list[Post]) -> None:
    take_down(here)
    for number in (1, 2):
        raw = here.publisher.stands[f"{KEY}#{number}"].raw
        assert raw == posting.with_marker(f"{KEY}#{number}", GONE)
        assert posting.shows(here.bot.store.posts.of(KEY)[number - 1], GONE)
    assert [one.key for one in here.bot.store.posts.edits(KEY)] == [f"{KEY}#1.edit-1", f"{KEY}#2.edit-2"]


def test_taking_down_twice_asks_nothing_of_the_forum(here: World, posts: list[Post]) -> None:
    take_down(here)
    publisher = CountingForum(stands=here.publisher.stands)
    take_down(here, publisher)
    assert (publisher.reads, publisher.edits) == ([], [])


def test_a_notice_whose_answer_was_lost_is_not_put_twice(here: World, posts: list[Post]) -> None:
    publisher = SilentForum(stands=here.publisher.stands)
    for _ in posts:
        with pytest.raises(OutcomeUnknown, match="cut"):
            take_down(here, publisher)
    take_down(here, publisher)
    assert [key for key, _reason in publisher.edits] == [f"{KEY}#1", f"{KEY}#2"]
    assert all(posting.shows(one, GONE) for one in here.bot.store.posts.of(KEY))


def test_a_digest_is_taken_down_whatever_people_made_of_it(here: World, posts: list[Post]) -> None:
    first = here.publisher.stands[f"{KEY}#1"]
    here.publisher.stands[first.key] = replace(first, raw="All of it by hand.", title="Theirs", tags=("theirs",))
    take_down(here)
    stands = here.publisher.stands[first.key]
    assert (posting.shows(stands, GONE), stands.title, stands.tags) == (True, "Theirs", ("theirs",))


def test_a_part_that_somebody_deleted_stops_no_other_and_is_taken_down_when_it_is_restored(
    here: World, posts: list[Post]
) -> None:
    deleted = here.publisher.stands.pop(f"{KEY}#1")
    take_down(here)
    assert [key for key, _reason in here.publisher.edits] == [f"{KEY}#2"]
    here.publisher.stands[deleted.key] = deleted
    take_down(here)
    assert [key for key, _reason in here.publisher.edits] == [f"{KEY}#2", f"{KEY}#1"]


def test_an_entry_that_is_taken_down_loses_its_section_and_nothing_else(here: World, posts: list[Post]) -> None:
    take_down_entry(here)
    above = PART_1.partition("## 2.")[0]
    assert body(here, 1) == f"{above}{SECTION}\n"
    assert here.publisher.stands[f"{KEY}#1"].raw == posting.with_marker(f"{KEY}#1", f"{above}{SECTION}")
    assert body(here, 2) == PART_2
    assert here.publisher.edits == [(f"{KEY}#1", "")]


def test_an_entry_in_the_middle_is_taken_down_without_its_neighbours(here: World, posts: list[Post]) -> None:
    take_down_entry(here, "## 1. Lantern\nThis entry was withdrawn.")
    assert body(here, 1) == (
        "Opening: no abstract yet.\n\n## 1. Lantern\nThis entry was withdrawn.\n\n" + PART_1[PART_1.index("## 2.") :]
    )


def test_an_entry_whose_heading_was_changed_by_hand_is_found_by_its_number(here: World, posts: list[Post]) -> None:
    change_by_hand(here, 1, "## 2. Lantern 2\n", "## 2. 둘째 등불\n")
    take_down_entry(here)
    assert body(here, 1) == f"{PART_1.partition('## 2.')[0]}{SECTION}\n"


def test_a_number_that_begins_with_the_entrys_is_another_entry(
    here: World, intend: Callable[..., list[Intent]]
) -> None:
    post(here, intend("## 11. Eleventh\ntext\n\n## 1. First\ntext\n"))
    take_down_entry(here, "## 1. First\ngone")
    assert body(here, 1) == "## 11. Eleventh\ntext\n\n## 1. First\ngone\n"


@pytest.mark.parametrize("last", ["## 2. Lantern 2\nIts text.\n", "## 2. Lantern 2\n"])
def test_the_last_line_of_a_part_stays_below_what_was_taken_down(
    here: World, intend: Callable[..., list[Intent]], last: str
) -> None:
    post(here, intend(f"## 1. Lantern\nIts text.\n\n{last}\n{ENDING}", PART_2))
    take_down_entry(here)
    raw = here.publisher.stands[f"{KEY}#1"].raw
    assert raw == posting.with_marker(f"{KEY}#1", f"## 1. Lantern\nIts text.\n\n{SECTION}\n\n{ENDING}")


def test_taking_an_entry_down_twice_asks_nothing_of_the_forum(here: World, posts: list[Post]) -> None:
    take_down_entry(here)
    publisher = CountingForum(stands=here.publisher.stands)
    take_down_entry(here, publisher=publisher)
    assert (publisher.reads, publisher.edits) == ([], [])


def test_an_entrys_notice_whose_answer_was_lost_is_not_put_twice(here: World, posts: list[Post]) -> None:
    publisher = SilentForum(stands=here.publisher.stands)
    with pytest.raises(OutcomeUnknown, match="cut"):
        take_down_entry(here, publisher=publisher)
    take_down_entry(here, publisher=publisher)
    assert publisher.edits == [(f"{KEY}#1", "")]
    assert SECTION in here.bot.store.posts.of(KEY)[0].raw, "what stands there is known now"


def test_an_entry_that_stands_nowhere_is_for_a_person_to_take_out(here: World, posts: list[Post]) -> None:
    with pytest.raises(Rejected) as refused:
        take_down_entry(here, "## 7. Seventh\ngone")
    assert str(refused.value) == (
        f"{KEY}#1: no section '## 7. Seventh' stands there; take it out by hand: {posts[0].url}"
    )
    assert here.publisher.edits == []
