"""What was approved is made readable by one edit that changes nothing else, whatever happens in between."""

import difflib
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot import posting, waiting
from bot.corrections.applying import apply_approved
from bot.corrections.following import follow
from bot.domain import Audience, Correcting, Field, Shape, SourceText, Stop, Verb
from bot.domain import State as S
from bot.errors import Rejected, Unavailable
from bot.readback import read_back
from tests.corrections.agora import DIGEST, ISSUE, READER, Square
from tests.corrections.docket import NEW, OLD, applied, ask_for, now, post_again, rule, state, version, why, work_of

CREDITS = "잘못된 부분을 알려 주신 분: "
UNNAMED = Correcting(channel=Audience.WHISPER, credits=False)


class PowerCut(BaseException):
    """The machine goes down."""


def changed(before: str, after: str) -> list[str]:
    """The lines that differ, the marker left out."""
    lines = difflib.ndiff(before.split("\n"), after.split("\n"))
    return [line for line in lines if line[0] in "+-" and "<!-- paperboy" not in line and line.strip() not in "+-"]


def edits(here: Square) -> list[str]:
    """The reasons of the edits, in order."""
    return [reason for _key, reason in here.forum.edits]


# ── what an edit changes ─────────────────────────────────────────────────────────────────────────────────────────────


TITLE = "2. Lantern 2: 긴 쪽지 읽기"
WHOLE_TITLE = f"## {TITLE} / Lantern 2: Reading Long Notes"


@pytest.mark.parametrize(
    ("field", "position", "old", "new", "lines"),
    [
        (Field.TITLE, 2, "긴 메모", "긴 쪽지", [TITLE, WHOLE_TITLE]),
        (Field.TITLE, 0, "한 문장", "이번 주", ['<span class="excerpt">이번 주</span>']),
        (Field.INTRO, 0, "둘째입니다.", "두 번째입니다.", ["두 번째입니다."]),
        (Field.SUMMARY, 2, OLD, NEW, [f"Lantern 2 모델은 {NEW}."]),
        (Field.SUMMARY, 2, "저렴합니다", "$x$ 만큼 *쌉니다*", [r"- <strong>의미:</strong> $x$ 만큼 \*쌉니다\*."]),
        (Field.ABSTRACT, 3, "제안합니다", "소개합니다", ["Lantern 3 모델을 소개합니다. 메모 4개를 보관합니다."]),
        (Field.LINK, 2, "status/2", "status/22", ["https://x.com/example/status/22"]),
        (Field.ENGLISH, 2, "We present", "We introduce", ["We introduce Lantern 2. It keeps 4 notes."]),
    ],
)
def test_an_edit_changes_the_lines_of_its_field_and_names_who_asked(
    here: Square, field: Field, position: int, old: str, new: str, lines: list[str]
) -> None:
    before = here.raw()
    one = ask_for(here, old, new, field=field, position=position)
    assert applied(here, one, Verb.ANYWAY).state is S.APPLIED
    added = [line[2:] for line in changed(before, here.raw()) if line[0] == "+"]
    assert added == [*lines, f"{CREDITS}reader 님"]
    assert edits(here) == [f"reader 님의 댓글 #{_number(here, one.number)} 반영"]
    assert posting.marked_key(here.raw()) == f"{DIGEST}#1"


def test_every_place_of_a_term_is_changed_at_once(here: Square) -> None:
    one = ask_for(here, "메모", "쪽지", field=Field.ABSTRACT)
    applied(here, one)
    assert "쪽지 4개를 보관합니다." in here.raw()
    assert len(here.forum.edits) == 1


@pytest.mark.parametrize(
    ("field", "position", "old"), [(Field.INTRO, 0, "\n\n둘째입니다."), (Field.SUMMARY, 2, "\n● 의미: 저렴합니다.")]
)
def test_a_text_whose_end_is_taken_away_is_shorter(here: Square, field: Field, position: int, old: str) -> None:
    before = here.raw()
    assert applied(here, ask_for(here, old, "", field=field, position=position), Verb.ANYWAY).state is S.APPLIED
    assert len([line for line in changed(before, here.raw()) if line[0] == "-"]) == 1


@pytest.mark.parametrize("shown", ["quote", "folded"])
@pytest.mark.parametrize("folded", [True, False])
def test_english_is_mended_wherever_it_stands(make: Callable[..., Square], shown: str, *, folded: bool) -> None:
    here = make()
    (edition,) = here.bot.editions
    english = SourceText(summary=shown, abstract=shown)
    here.here.bot = replace(here.bot, editions=(replace(edition, source_text=english, shape=Shape(folded=folded)),))
    draft = here.bot.renderer.draft(waiting.digest_of(here.bot, work_of(here)), here.bot.locales["ko"], None)
    post = here.bot.store.posts.of(DIGEST)[0]
    here.forum.post(post.post_id).raw = posting.with_marker(post.key, draft.parts[0])
    here.bot.store.posts.add(replace(post, raw=here.raw()), here.clock.now())
    before = here.raw()
    one = ask_for(here, "We present", "We introduce", field=Field.ENGLISH)
    assert applied(here, one).state is S.APPLIED
    sign = "> " if shown == "quote" or folded else ""
    mended = f"{sign}We introduce Lantern 2. It keeps 4 notes."
    assert [line[2:] for line in changed(before, here.raw()) if line[0] == "+"] == [mended, f"{CREDITS}reader 님"]
    applied(here, one, Verb.UNDO)
    assert changed(before, here.raw()) == []


@pytest.mark.parametrize("back", [True, False])
def test_an_address_that_is_no_box_is_mended_where_it_stands(make: Callable[..., Square], *, back: bool) -> None:
    here = make()
    (edition,) = here.bot.editions
    here.here.bot = replace(here.bot, editions=(replace(edition, shape=Shape(boxes=False)),))
    draft = here.bot.renderer.draft(waiting.digest_of(here.bot, work_of(here)), here.bot.locales["ko"], None)
    post = here.bot.store.posts.of(DIGEST)[0]
    here.forum.post(post.post_id).raw = posting.with_marker(post.key, draft.parts[0])
    here.bot.store.posts.add(replace(post, raw=here.raw()), here.clock.now())
    before, url = here.raw(), "https://x.com/example/status/2"
    one = ask_for(here, url, f"{url}2", field=Field.LINK)
    assert applied(here, one).state is S.APPLIED
    assert next(line for line in changed(before, here.raw()) if line[0] == "+") == f"+ <{url}2>"
    if back:
        applied(here, one, Verb.UNDO)
        assert changed(before, here.raw()) == []


def test_what_is_done_is_not_done_again(here: Square) -> None:
    applied(here, ask_for(here))
    here.forum.requests.clear()
    apply_approved(here.bot)
    assert len(here.forum.edits) == 1
    assert sum(here.forum.requests.values()) == 0


def test_a_whole_digest_in_parts_is_edited_where_the_text_stands(make: Callable[..., Square]) -> None:
    here = make(longest=1_500)
    parts = [post.key for post in here.bot.store.posts.of(DIGEST)]
    assert len(parts) > 1
    raws = {key: here.raw(key) for key in parts}
    applied(here, ask_for(here, "긴 메모", "긴 쪽지", field=Field.TITLE, position=3))
    touched = [key for key in parts if here.raw(key) != raws[key]]
    assert [key for key, _reason in here.forum.edits] == touched
    assert "3. Lantern 3: 긴 쪽지 읽기" in here.raw(parts[0])
    assert f"{CREDITS}reader 님" in here.raw(parts[-1])
    assert all(f"{CREDITS}" not in here.raw(key) for key in parts[:-1])


def test_where_the_text_cannot_be_changed_nobody_is_named_for_it(make: Callable[..., Square]) -> None:
    here = make(longest=1_500)
    posts = here.bot.store.posts.of(DIGEST)
    one = ask_for(here, position=1)
    holder = next(post for post in posts if "\n## 1. " in post.raw)
    assert holder != posts[-1]
    here.forum.post(holder.post_id).locked = True
    assert applied(here, one).state is S.LOOK
    assert here.forum.edits == []
    here.forum.post(holder.post_id).locked = False
    applied(here, now(here, one))
    assert [key for key, _reason in here.forum.edits] == [holder.key, posts[-1].key]


def test_while_somebody_else_changes_the_text_nobody_is_named_for_it(make: Callable[..., Square]) -> None:
    here = make(longest=1_500)
    one = ask_for(here, position=1)
    rule(here, one)
    holder = next(post.key for post in here.bot.store.posts.of(DIGEST) if "\n## 1. " in post.raw)
    here.edit_by_hand("Lantern 1 모델은 메모를", "Lantern 1은 쪽지를", part=holder)
    apply_approved(here.bot)
    assert here.forum.edits == []


def test_where_there_is_room_for_the_name_alone_nobody_is_named(make: Callable[..., Square]) -> None:
    here = make()
    here.forum.longest = len(here.raw()) + 100
    one = ask_for(here, new="아주 " * 60 + OLD)
    assert applied(here, one).state is S.LOOK
    assert here.forum.edits == []


def test_where_there_is_no_room_for_the_name_the_text_is_changed_all_the_same(make: Callable[..., Square]) -> None:
    here = make()
    here.forum.longest = len(here.raw().partition("<!--")[0]) + 160 + len(NEW) - len(OLD)
    assert applied(here, ask_for(here)).state is S.APPLIED
    assert NEW in here.raw()
    assert CREDITS not in here.raw()
    apply_approved(here.bot)
    assert len(here.forum.edits) == 1


def test_where_one_of_two_parts_cannot_be_changed_that_is_on_record(make: Callable[..., Square]) -> None:
    here = make(longest=1_500)
    first = here.bot.store.posts.of(DIGEST)[0]
    here.forum.post(first.post_id).locked = True
    one = applied(here, ask_for(here, "긴 메모", "긴 쪽지", field=Field.TITLE, position=3))
    assert (one.state, "it is locked" in why(here, one)) == (S.APPLIED, True)
    assert "긴 쪽지" not in here.raw(first.key)


def test_what_was_worded_upon_another_waits_for_it(here: Square) -> None:
    first = ask_for(here)
    here.forum.refuses["edit"] = Unavailable("down")
    applied(here, first)
    second = applied(here, ask_for(here, "저렴합니다", "쌉니다"))
    assert (state(here, first), second.state) == (S.APPROVED, S.APPROVED)
    here.forum.refuses.clear()
    here.clock.sleep(3_600)
    apply_approved(here.bot)
    assert (state(here, first), state(here, second)) == (S.APPLIED, S.APPLIED)
    assert NEW in here.raw()
    assert "쌉니다" in here.raw()


def test_it_does_not_wait_for_one_that_is_held(here: Square) -> None:
    first = ask_for(here)
    rule(here, first)
    second = ask_for(here, "저렴합니다", "쌉니다")
    rule(here, second)
    here.here.stop(f"{DIGEST}#correction-{first.number}")
    apply_approved(here.bot)
    assert (state(here, first), state(here, second)) == (S.APPROVED, S.LOOK)


def test_two_in_one_text_are_made_one_after_the_other(here: Square) -> None:
    rule(here, ask_for(here))
    rule(here, ask_for(here, "저렴합니다", "쌉니다"))
    apply_approved(here.bot)
    assert NEW in here.raw()
    assert "쌉니다" in here.raw()
    assert len(here.forum.edits) == 2


# ── credits and reasons ──────────────────────────────────────────────────────────────────────────────────────────────


def test_everybody_who_asked_is_named_once(here: Square) -> None:
    one = ask_for(here)
    ask_for(here, author="song")
    applied(here, one)
    applied(here, ask_for(here, "저렴합니다", "쌉니다"))
    assert here.raw().count(CREDITS) == 1
    assert f"{CREDITS}reader 님, song 님\n" in here.raw()


def test_the_line_may_begin_with_the_names(here: Square) -> None:
    (edition,) = here.bot.editions
    here.here.bot = replace(here.bot, editions=(replace(edition, labels={"credits": "{names}이 알려 주셨습니다."}),))
    applied(here, ask_for(here))
    here.forum.edits.clear()
    apply_approved(here.bot)
    assert here.forum.edits == []
    assert "\nreader 님이 알려 주셨습니다.\n" in here.raw()
    _unname(here, READER)
    apply_approved(here.bot)
    assert "알려 주셨습니다." not in here.raw()


def test_nobody_is_named_where_the_edition_names_nobody(make: Callable[..., Square]) -> None:
    here = make(correcting=UNNAMED)
    one = ask_for(here)
    applied(here, one)
    assert CREDITS not in here.raw()
    assert edits(here) == [f"댓글 #{_number(here, one.number)} 제보 반영"]


def test_a_reader_who_does_not_want_to_be_named_is_not(here: Square) -> None:
    one = ask_for(here)
    _unname(here, READER)
    applied(here, one)
    assert CREDITS not in here.raw()
    assert edits(here) == [f"댓글 #{_number(here, one.number)} 제보 반영"]


def test_a_name_vanishes_when_its_reader_wants_that_and_the_text_stays(here: Square) -> None:
    one = ask_for(here)
    ask_for(here, author="song")
    applied(here, one)
    _unname(here, READER)
    apply_approved(here.bot)
    assert f"{CREDITS}song 님\n" in here.raw()
    _unname(here, "song")
    apply_approved(here.bot)
    assert CREDITS not in here.raw()
    assert NEW in here.raw()
    apply_approved(here.bot)
    assert len(here.forum.edits) == 3


def test_where_the_line_cannot_be_mended_any_more_that_is_said_once(here: Square) -> None:
    applied(here, ask_for(here))
    _unname(here, READER)
    here.forum.refuses["edit"] = Rejected("posted too long ago")
    apply_approved(here.bot)
    apply_approved(here.bot)
    assert here.forum.requests["edit"] == 2
    (said,) = [one for one in here.bot.store.findings.under(DIGEST) if one.code == "structure.credits"]
    assert "the line that names readers could not be mended" in said.message


def test_no_name_calls_anybody(here: Square) -> None:
    applied(here, ask_for(here, author="_kim_.a"))
    assert r"\_kim\_.a 님" in here.raw()
    assert "@" not in here.raw().partition(CREDITS)[2]


def test_an_edit_that_no_comment_asked_for_is_said_to_be_the_moderators(here: Square) -> None:
    one = ask_for(here, author=None)
    applied(here, one)
    applied(here, one, Verb.UNDO)
    assert edits(here) == [f"운영진 수정 {one.number} 반영", f"운영진 수정 {one.number} 반영 취소"]
    assert CREDITS not in here.raw()


# ── what cannot be made ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_post_that_is_too_old_or_locked_needs_a_look_and_the_way_can_be_cleared(here: Square) -> None:
    one, before = ask_for(here), here.raw()
    here.forum.refuses["edit"] = Rejected("it was posted too long ago for trust level 1")
    assert applied(here, one).state is S.LOOK
    assert why(here, one) == "it was posted too long ago for trust level 1"
    assert here.raw() == before
    apply_approved(here.bot)
    assert here.forum.requests["edit"] == 1
    here.forum.refuses.clear()
    assert applied(here, now(here, one)).state is S.APPLIED
    assert NEW in here.raw()
    assert version(here) == 2


def test_what_could_not_be_made_can_be_approved_anew_once_the_text_is_as_it_was(here: Square) -> None:
    one = ask_for(here)
    here.forum.refuses["edit"] = Rejected("locked")
    applied(here, one)
    here.forum.refuses.clear()
    assert applied(here, ask_for(here, NEW, OLD, author=None)).state is S.APPLIED
    follow(here.bot, [work_of(here)])
    assert applied(here, now(here, one)).state is S.APPLIED
    assert (NEW in here.raw(), version(here)) == (True, 4)


def test_a_post_that_is_gone_needs_a_look(here: Square) -> None:
    one = ask_for(here)
    rule(here, one)
    here.forum.delete(here.bot.store.posts.of(DIGEST)[0].post_id)
    apply_approved(here.bot)
    assert state(here, one) is S.LOOK
    assert "is gone: a moderator deleted or moved it" in why(here, one)


@pytest.mark.parametrize("verb", [Verb.APPLY, Verb.UNDO])
def test_an_address_of_an_entry_that_was_withdrawn_is_left_as_it_is(here: Square, verb: Verb) -> None:
    one = ask_for(here, "status/2", "status/22", field=Field.LINK)
    if verb is Verb.UNDO:
        applied(here, one)
    rule(here, one, verb)
    here.here.stop(f"{ISSUE}/2", Stop.WITHDRAWN)
    apply_approved(here.bot)
    assert here.here.heard.of("bug") == []
    assert state(here, one) is (S.UNDONE if verb is Verb.UNDO else S.LOOK)
    assert ("status/22" in here.raw()) is (verb is Verb.UNDO)


def test_a_text_that_a_moderator_changed_in_the_post_meanwhile_is_left_alone(here: Square) -> None:
    one = ask_for(here)
    rule(here, one)
    here.edit_by_hand("Lantern 2 모델은 메모를", "Lantern 2는 쪽지를")
    apply_approved(here.bot)  # reads it first
    assert state(here, one) is S.APPROVED
    apply_approved(here.bot)
    assert state(here, one) is S.LOOK
    assert why(here, one) == "the post does not show the text any more that was to be changed"
    assert "Lantern 2는 쪽지를" in here.raw()
    assert here.forum.edits == []


def test_what_a_moderator_changed_elsewhere_meanwhile_stays(here: Square) -> None:
    one = ask_for(here)
    rule(here, one)
    here.edit_by_hand("Lantern 3 모델을 제안합니다", "Lantern 3을 제안합니다")
    apply_approved(here.bot)
    apply_approved(here.bot)
    assert state(here, one) is S.APPLIED
    assert "Lantern 3을 제안합니다" in here.raw()
    assert NEW in here.raw()
    assert here.text(3).locked


def test_a_text_for_which_there_is_no_room_needs_a_look(make: Callable[..., Square]) -> None:
    here = make()
    here.forum.longest = len(here.raw()) - 20
    one = ask_for(here, new="아주 " * 40 + OLD)
    assert applied(here, one).state is S.LOOK
    assert why(here, one) == "the post has no room for the new text"
    assert here.forum.edits == []


def test_a_forum_that_does_not_answer_is_asked_again_later(here: Square) -> None:
    one = ask_for(here)
    here.forum.refuses["edit"] = Unavailable("down")
    assert applied(here, one).state is S.APPROVED
    here.forum.refuses.clear()
    here.clock.sleep(3_600)
    apply_approved(here.bot)
    assert state(here, one) is S.APPLIED


def test_an_edition_that_is_paused_is_left_in_peace(here: Square) -> None:
    one = ask_for(here)
    rule(here, one)
    here.here.stop("forum", Stop.PAUSED)
    apply_approved(here.bot)
    assert (state(here, one), here.forum.edits) == (S.APPROVED, [])


# ── once, whatever dies ──────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edit_whose_answer_was_lost_is_not_made_again(here: Square) -> None:
    one = ask_for(here)
    here.forum.loses["edit"] = 1
    assert applied(here, one).state is S.APPROVED
    here.clock.sleep(3_600)
    apply_approved(here.bot)
    assert state(here, one) is S.APPLIED
    assert len(here.forum.edits) == 1


@pytest.mark.parametrize("read_first", [True, False])
def test_after_a_power_cut_between_the_edit_and_its_row_there_is_one_edit(
    here: Square, monkeypatch: pytest.MonkeyPatch, *, read_first: bool
) -> None:
    one = ask_for(here)
    rule(here, one)
    _cut_off(here, monkeypatch, type(here.bot.store.posts), "add")
    if read_first:
        read_back(here.bot, work_of(here), here.forum.read(here.bot.store.posts.of(DIGEST)))
    apply_approved(here.bot)
    assert state(here, one) is S.APPLIED
    assert len(here.forum.edits) == 1
    assert version(here) == 2


def test_after_a_power_cut_before_the_siblings_were_told_they_are_told_once(
    make: Callable[..., Square], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make(beside={"second": "ko"})
    one = ask_for(here)
    rule(here, one)
    _cut_off(here, monkeypatch, type(here.bot.store.corrections), "step")
    apply_approved(here.bot)
    assert len(here.forum.edits) == 1
    assert len(here.bot.store.corrections.all()) == 2


# ── undo ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "position", "old", "new"),
    [
        (Field.TITLE, 2, "긴 메모", "긴 쪽지"),
        (Field.SUMMARY, 2, OLD, NEW),
        (Field.INTRO, 0, "둘째입니다.", "두 번째입니다."),
        (Field.LINK, 2, "status/2", "status/22"),
        (Field.ENGLISH, 2, "We present", "We introduce"),
    ],
)
def test_undone_the_post_reads_as_before(here: Square, field: Field, position: int, old: str, new: str) -> None:
    before = here.raw()
    one = ask_for(here, old, new, field=field, position=position)
    applied(here, one, Verb.ANYWAY)
    assert applied(here, one, Verb.UNDO).state is S.UNDONE
    assert changed(before, here.raw()) == []
    assert edits(here)[1:] == [f"댓글 #{_number(here, one.number)} 반영 취소"]
    apply_approved(here.bot)
    assert len(here.forum.edits) == 2


def test_what_could_not_be_taken_back_for_a_week_is_left_as_it_is(here: Square) -> None:
    one = ask_for(here)
    applied(here, one)
    rule(here, one, Verb.UNDO)
    here.clock.sleep(9 * 86_400)
    apply_approved(here.bot)
    assert NEW in here.raw()


def test_what_was_undone_and_asked_for_again_stays(here: Square) -> None:
    one = ask_for(here)
    applied(here, one)
    applied(here, one, Verb.UNDO)
    here.clock.sleep(60)
    again = ask_for(here, author="song")
    applied(here, again)
    apply_approved(here.bot)
    assert (state(here, again), version(here)) == (S.APPLIED, 4)
    assert NEW in here.raw()
    assert len(here.forum.edits) == 3


def test_an_address_that_was_undone_and_asked_for_again_stays(here: Square) -> None:
    one = ask_for(here, "status/2", "status/22", field=Field.LINK)
    applied(here, one)
    applied(here, one, Verb.UNDO)
    here.clock.sleep(60)
    applied(here, ask_for(here, "status/2", "status/22", field=Field.LINK, author="song"))
    apply_approved(here.bot)
    assert "status/22" in here.raw()


# ── where it stands as well ──────────────────────────────────────────────────────────────────────────────────────────


def test_another_edition_of_the_locale_gets_a_proposal_of_its_own(make: Callable[..., Square]) -> None:
    here = make(beside={"second": "ko"})
    one = ask_for(here)
    applied(here, one)
    (other,) = [each for each in here.bot.store.corrections.all() if each.cause == one.number]
    assert (other.digest, other.state, other.spans) == (f"{ISSUE}/second", S.PROPOSED, one.spans)
    assert OLD in here.raw(f"{ISSUE}/second#1")
    assert applied(here, other).state is S.APPLIED
    assert NEW in here.raw(f"{ISSUE}/second#1")
    assert version(here) == 2
    assert len(here.bot.store.corrections.all()) == 2
    assert edits(here)[1:] == [f"운영진 수정 {other.number} 반영"]


def test_undone_in_one_edition_it_can_be_undone_in_the_other(make: Callable[..., Square]) -> None:
    here = make(beside={"second": "ko"})
    one = ask_for(here)
    applied(here, one)
    other = next(each for each in here.bot.store.corrections.all() if each.cause == one.number)
    applied(here, other)
    applied(here, one, Verb.UNDO)
    assert applied(here, other, Verb.UNDO).state is S.UNDONE
    assert edits(here)[-1] == f"운영진 수정 {other.number} 반영 취소"
    assert all(OLD in here.raw(f"{ISSUE}/{name}#1") for name in ("forum", "second"))
    assert version(here) == 3


def test_an_address_is_looked_at_in_every_locale(make: Callable[..., Square]) -> None:
    here = make(beside={"second": "ko", "nihongo": "ja"})
    post_again(here, "nihongo")
    one = ask_for(here, "status/2", "status/22", field=Field.LINK)
    applied(here, one)
    second, nihongo = sorted(here.bot.store.corrections.all()[1:], key=lambda each: each.digest, reverse=True)
    assert (second.digest, second.state) == (f"{ISSUE}/second", S.PROPOSED)
    assert (nihongo.digest, nihongo.state, nihongo.spans) == (f"{ISSUE}/nihongo", S.LOOK, ())
    assert nihongo.reason == "forum: status/2 → status/22"
    applied(here, second)
    assert "status/22" in here.raw(f"{ISSUE}/second#1")
    assert len(here.bot.store.corrections.all()) == 3


def test_the_wording_of_one_locale_is_nothing_to_another(make: Callable[..., Square]) -> None:
    here = make(beside={"nihongo": "ja"})
    post_again(here, "nihongo")
    applied(here, ask_for(here))
    assert len(here.bot.store.corrections.all()) == 1


def _number(here: Square, number: int) -> int:
    return here.bot.store.corrections.comments(number)[0].number


def _unname(here: Square, reader: str) -> None:
    user_id = here.forum.members[reader].user_id
    here.bot.store.comments.choose(here.forum.name, user_id, "unnamed", on=True, at=here.clock.now())


def _cut_off(here: Square, monkeypatch: pytest.MonkeyPatch, room: type, method: str) -> None:
    """The power goes where a room of the store was to be written to."""

    def die(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as cut:
        cut.setattr(room, method, die)
        with pytest.raises(PowerCut):
            apply_approved(here.bot)
