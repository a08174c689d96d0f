"""Moderators are told what waits, once each, where nobody else reads it; nothing in it acts."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cook import cook
from bot.corrections.applying import CHANGED, NO_ROOM
from bot.corrections.telling import ask_key, tell
from bot.domain import BOT, Audience, Correcting, Correction, Field, Hold, Intent, Span, Split, State, Stop, Verb
from bot.errors import OverBudget, Rejected, Unavailable
from bot.posting import with_marker
from tests import samples
from tests.corrections.agora import DIGEST, ISSUE, MODERATOR, WHISPERS, Square, Written
from tests.corrections.docket import applied, ask_for, now, rule
from tests.fakes import earlier

Make = Callable[..., Square]
TO_GROUP = Correcting(channel=Audience.GROUP)


def told(here: Square) -> list[Written]:
    """What the moderators were told in the topic."""
    return [post for post in here.forum.said(here.topic) if post.whisper]


def in_group(here: Square) -> list[Written]:
    """What they were told in the message to the group, which begins with what it is for."""
    return [post for talk in here.forum.talks.values() if talk.message for post in talk.posts][1:]


def line(post: Written) -> str:
    """What it says first, without its marker."""
    return post.raw.partition("\n")[0]


# ── a proposal ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_proposal_is_whispered_with_its_number_both_wordings_and_the_verdict(here: Square) -> None:
    one = ask_for(here, "메모를 읽습니다", "긴 메모를 읽습니다", reason="길이가 빠졌습니다.")
    tell(here.bot)
    (post,) = told(here)
    assert line(post) == (
        f"수정 제안 {one.number} · 지금: <del>메모를 읽습니다</del> · 제안: <ins>긴 메모를 읽습니다</ins> · 검사: 통과."
        " 이 글에 “@paperboy 반영” 또는 “@paperboy 거절 이유”로 답해 주세요."
    )
    assert "\n> 길이가 빠졌습니다.\n" in post.raw
    assert f"<https://forum.example/t/{here.topic}/2>" in post.raw
    assert here.bot.store.posts.get(ask_key(one)) is not None


def test_the_group_has_one_message_for_all_proposals_of_an_edition(make: Make) -> None:
    here = make(correcting=TO_GROUP)
    for new in ("쪽지", "노트"):
        ask_for(here, "메모", new)
    tell(here.bot)
    tell(here.bot)
    (desk,) = [talk for talk in here.forum.talks.values() if talk.message]
    assert (desk.title, desk.external_id) == ("번역 수정 제안 (forum)", "pb-desk-forum")
    assert [line(post)[:7] for post in desk.posts[1:]] == ["수정 제안 1", "수정 제안 2"]
    assert told(here) == []


def test_the_messages_of_two_editions_do_not_begin_alike(make: Make) -> None:
    here = make(correcting=TO_GROUP, beside={"second": "ko"})
    for digest in (DIGEST, f"{ISSUE}/second"):
        ask_for(here, digest=digest)
    tell(here.bot)
    desks = [talk for talk in here.forum.talks.values() if talk.message]
    # A Discourse refuses what its author wrote a moment ago (unique_posts_mins).
    assert len({desk.posts[0].raw for desk in desks}) == len(desks) == 2


@pytest.mark.parametrize("correcting", [TO_GROUP, WHISPERS], ids=["group", "whisper"])
def test_what_was_said_is_not_said_again_and_costs_nothing(make: Make, correcting: Correcting) -> None:
    here = make(correcting=correcting)
    ask_for(here)
    tell(here.bot)
    here.forum.requests.clear()
    tell(here.bot)
    assert not here.forum.requests
    assert len([*told(here), *in_group(here)]) == 1


def test_a_proposal_that_says_something_else_by_now_is_shown_anew_and_its_old_form_never_is(here: Square) -> None:
    one = ask_for(here, "메모", "쪽지")
    here.forum.refuses["create"] = Unavailable("away")
    tell(here.bot)
    made = here.text(2)
    text = made.summary.replace("합니다", "하지요")
    kept = here.bot.store.translations.add(replace(made, summary=text, version=2, locked=True, by=MODERATOR))
    spans = [replace(span, start=text.index("메모")) for span in one.spans]
    assert here.bot.store.corrections.rebase(one.number, kept.key, text, spans)
    here.forum.refuses.clear()
    here.clock.wind(timedelta(hours=1))
    tell(here.bot)
    assert [post.raw.count(ask_key(now(here, one))) for post in told(here)] == [1]


def test_a_proposal_that_was_decided_before_it_could_be_shown_is_not_shown(here: Square) -> None:
    one = ask_for(here)
    here.forum.refuses["create"] = Unavailable("away")
    tell(here.bot)
    here.forum.refuses.clear()
    rule(here, one, Verb.CLOSE)
    here.clock.wind(timedelta(hours=1))
    tell(here.bot)
    assert told(here) == []


@pytest.mark.parametrize("kind", [Stop.WITHDRAWN, Stop.PAUSED])
def test_of_what_was_withdrawn_or_is_paused_nothing_is_said(here: Square, kind: Stop) -> None:
    ask_for(here)
    here.here.stop(DIGEST if kind is Stop.WITHDRAWN else "forum", kind)
    tell(here.bot)
    assert told(here) == []


def test_several_changes_are_numbered_and_the_same_in_several_places_is_counted(here: Square) -> None:
    text = here.text(2).summary
    spans = [Span(start=found.start(), old="메모", new="쪽지") for found in re.finditer("메모", text)]
    spans.append(Span(start=text.index("저렴"), old="저렴합니다", new=""))
    ask_for(here, "메모", "쪽지", spans=tuple(spans))
    tell(here.bot)
    said = "지금: (1) <del>메모</del> ×2 (2) <del>저렴합니다</del> · 제안: (1) <ins>쪽지</ins> (2) (없음) · 검사:"
    assert said in line(told(here)[0])


def test_the_gates_doubts_about_the_new_wording_are_shown_with_their_weight(here: Square) -> None:
    ask_for(here, "4개", "5개", field=Field.ABSTRACT)
    tell(here.bot)
    assert re.search(r"검사: 고쳐야 함 \(원문의 값은 ‘4’인데 번역문의 값은 ‘5’입니다", line(told(here)[0]))


def test_what_no_rule_looks_at_is_not_said_to_have_passed(here: Square) -> None:
    ask_for(here, "We present", "We introduce", field=Field.ENGLISH)
    tell(here.bot)
    assert "검사: 검사 대상 아님" in line(told(here)[0])


HOSTILE = [
    "</ins> · 검사: 통과. @admin https://evil.example/x",
    "**굵게** [링크](https://evil.example) ![그림](https://evil.example/a.png)",
    "<img src=https://evil.example/a.png onerror=alert(1)>",
    '@moderators @here #tag :smile: [quote="kim"]반영[/quote]',
    "<!-- paperboy dair/2026-11-15/forum#1 " + "0" * 64 + " -->",
    "{bot} {url} {verdict}",
    "[details=x]\n# 제목\n> 인용\n```\n@paperboy 반영",
    "evil.example www.evil.example mailto:a@evil.example",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_somebody_wrote_acts_in_what_moderators_are_told(here: Square, text: str) -> None:
    one = ask_for(here, "메모를 읽습니다", text, reason=text)
    ask_for(here, reason=f"found: #7 {text}", spans=(), state=State.LOOK)
    tell(here.bot)
    for post in told(here):
        html = cook(post.raw)
        assert set(re.findall(r"<([a-z]+)", html)) <= {"p", "del", "ins", "a", "span", "blockquote"}
        assert set(re.findall(r'href="([^"]*)"', html)) <= {f"https://forum.example/t/{here.topic}/{n}" for n in (2, 3)}
        assert set(re.findall(r'<span class="mention">([^<]*)</span>', html)) == {"@paperboy"}
    assert told(here)[0].raw.count("<!-- paperboy ") == 1
    assert here.bot.store.corrections.get(one.number) == one


@pytest.mark.parametrize(
    ("reason", "cause", "shown"),
    [
        ("found: #7 그런 말이 없습니다", None, "댓글 #7: 인용한 말이 지금 본문에 없습니다 (그런 말이 없습니다)"),
        ("unclear: #7", None, "댓글 #7: 무엇을 어떻게 고칠지 분명하지 않습니다"),
        ("other: link → link", 1, "다른 언어의 글에서 같은 원문을 고쳤습니다 (other: link → link)"),
        ("notes: 쪽지", None, "새로 정한 용어와 다릅니다 (notes: 쪽지)"),
    ],
)
def test_what_nobody_could_make_out_is_told_with_the_reason_and_the_place(
    here: Square, reason: str, cause: int | None, shown: str
) -> None:
    one = ask_for(here, reason=reason, cause=cause, spans=(), state=State.LOOK)
    tell(here.bot)
    url = f"<https://forum.example/t/{here.topic}/2>"
    rest = "본문을 직접 편집하거나, 이 글에 “@paperboy 닫기”로 답해 주세요."
    assert line(told(here)[0]) == f"확인 요청 {one.number} · {shown} · {url} {rest}"


def test_a_term_is_told_with_how_many_texts_of_other_weeks_have_it_otherwise(here: Square) -> None:
    now = here.clock.now()
    older = here.bot.store.issues.add(earlier(1, count=3))
    key = f"{older.issue.key}/forum#1"
    for entry in older.entries:
        here.bot.store.papers.put([samples.paper(entry.position, entry=entry.key)])
        here.bot.store.translations.add(samples.translation(entry.position, entry=entry.key))
    talk = here.forum.open("지난주")
    stored = here.forum.add(talk, here.forum.username, with_marker(key, "글"))
    here.bot.store.posts.adopt([here.forum.as_post(key, stored)], now)
    about = Correction(
        digest=DIGEST,
        about="ko/notes",
        field=Field.TERM,
        before="메모|노트",
        spans=(Span(start=0, old="메모|노트", new="쪽지|쪽글"),),
        by="recorded-model",
    )
    here.bot.store.corrections.propose(about, "", now)
    tell(here.bot)
    said = line(told(here)[0])
    assert said.startswith("용어 제안 1 · 원어: notes · 지금: <del>메모, 노트</del> · 제안: <ins>쪽지, 쪽글</ins>")
    assert "다르게 옮긴 이전 글 3건" in said


# ── what else is said ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("why", "shown"),
    [
        (CHANGED, "그사이 본문이 바뀌어 자동으로 고치지 못했습니다."),
        (NO_ROOM, "글을 고치지 못했습니다: 새 문장을 넣으면 글자 수 제한을 넘습니다."),
        ("the post is *locked*.", r"글을 고치지 못했습니다: the post is \*locked\*. 직접"),
    ],
)
def test_what_was_approved_and_could_not_be_made_is_told_each_time(here: Square, why: str, shown: str) -> None:
    one = ask_for(here)
    tell(here.bot)
    for count in (1, 2):
        rule(here, one)
        assert here.bot.store.corrections.step(one.number, (State.APPROVED,), State.LOOK, BOT, here.clock.now(), why)
        tell(here.bot)
        tell(here.bot)
        assert [line(post).startswith(shown) for post in told(here)] == [False, *[True] * count]


def test_an_answer_to_a_command_is_sent_where_the_command_was_given(here: Square) -> None:
    key = f"{DIGEST}#told-1-502"
    intent = Intent(
        key=key, raw=with_marker(key, "처리했습니다"), topic_id=here.topic, audience=Audience.WHISPER, answers=2
    )
    here.bot.store.posts.intend([intent])
    tell(here.bot)
    (post,) = told(here)
    assert (line(post), post.answers) == ("처리했습니다", 2)


def test_once_a_week_the_group_is_reminded_of_what_has_waited(make: Make) -> None:
    here = make(correcting=Correcting(channel=Audience.WHISPER, group="moderators"))
    one = ask_for(here, "메모", "쪽지")
    tell(here.bot)
    assert in_group(here) == []
    here.clock.wind(timedelta(days=7))
    tell(here.bot)
    tell(here.bot)
    (post,) = in_group(here)
    assert line(post) == "이번 주에 확인할 것이 1건 있습니다."
    url = here.bot.store.posts.get(ask_key(one))
    assert url
    assert f"- 수정 제안 1: 대기 <{url.url}>" in post.raw
    here.clock.wind(timedelta(days=7))
    tell(here.bot)
    assert len(in_group(here)) == 2


def test_nobody_is_reminded_of_nothing(make: Make) -> None:
    here = make(correcting=TO_GROUP)
    one = ask_for(here)
    tell(here.bot)
    rule(here, one, Verb.CLOSE)
    here.clock.wind(timedelta(days=7))
    tell(here.bot)
    assert [line(post)[:5] for post in in_group(here)] == ["수정 제안"]


def test_a_reminder_that_could_not_be_sent_is_not_sent_once_nothing_waits(make: Make) -> None:
    here = make(correcting=TO_GROUP)
    one = ask_for(here)
    tell(here.bot)
    here.clock.wind(timedelta(days=7))
    here.forum.refuses["create"] = Unavailable("away")
    tell(here.bot)
    rule(here, one, Verb.CLOSE)
    here.forum.refuses.clear()
    here.clock.wind(timedelta(hours=1))
    tell(here.bot)
    assert [line(post)[:5] for post in in_group(here)] == ["수정 제안"]


def test_a_wording_by_hand_that_must_not_stand_is_told_at_once_and_once(here: Square) -> None:
    made = here.text(2)
    broken = replace(made, summary="I cannot help with that.", version=2, locked=True, by=MODERATOR)
    here.bot.store.translations.add(broken)
    tell(here.bot)
    tell(here.bot)
    said = [line(post) for post in told(here)]
    assert said
    assert all(one.startswith("올린 글에서 꼭 확인해야 할 문제를 찾았습니다: ") for one in said)
    assert len(set(said)) == len(said)


def test_what_was_worded_by_hand_in_an_old_week_is_told_nobody(here: Square) -> None:
    here.bot.store.translations.add(replace(here.text(2), summary="I cannot help with that.", version=2, locked=True))
    here.clock.wind(timedelta(days=15))
    tell(here.bot)
    assert told(here) == []


def test_what_a_moderator_approved_over_the_rules_is_not_told_again(here: Square) -> None:
    one = ask_for(here, here.text(2).summary, "Lantern 2 reads notes and keeps them, and it is cheap for all of us.")
    applied(here, one, Verb.ANYWAY)
    tell(here.bot)
    assert not [post for post in told(here) if "꼭 확인해야 할" in post.raw]


# ── once, whatever happens ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("correcting", [TO_GROUP, WHISPERS], ids=["group", "whisper"])
def test_a_lost_answer_makes_no_second_message(make: Make, correcting: Correcting) -> None:
    here = make(correcting=correcting)
    ask_for(here)
    here.forum.loses["create"] = 1
    here.forum.loses["desk"] = 1
    for _ in range(3):
        tell(here.bot)
        here.clock.wind(timedelta(minutes=30))
    assert len([*told(here), *in_group(here)]) == 1
    assert len([talk for talk in here.forum.talks.values() if talk.message]) == (correcting is TO_GROUP)


def test_what_the_forum_refuses_is_held_alone_and_the_digest_goes_on(here: Square) -> None:
    one, other = ask_for(here, "메모", "쪽지"), ask_for(here, "읽습니다", "봅니다")
    here.forum.talks[here.topic].closed = True
    tell(here.bot)
    held = {hold.key for hold in here.bot.store.holds.all()}
    assert held == {ask_key(one), ask_key(other)}
    here.forum.talks[here.topic].closed = False
    here.here.release(ask_key(one))
    tell(here.bot)
    assert [ask_key(one) in post.raw for post in told(here)] == [True]


def test_a_message_that_was_deleted_holds_the_proposal_and_says_so(make: Make) -> None:
    here = make(correcting=TO_GROUP)
    one = ask_for(here)
    here.forum.refuses["desk"] = Rejected("the message to moderators was deleted; restore it there")
    tell(here.bot)
    (hold,) = here.bot.store.holds.all()
    assert (hold.key, hold.reason) == (ask_key(one), "the message to moderators was deleted; restore it there")


# ── what a budget stops ──────────────────────────────────────────────────────────────────────────────────────────────

DEAR = f"{OverBudget.DIGEST}: of 5.00 US dollars 5.00 are spent"
SPENT = f"{OverBudget.MONTH}: of 20.00 US dollars 20.00 are spent"
NEXT = "dair/2026-11-22"


def come(here: Square) -> str:
    """The next week's issue comes; returns the key of its digest."""
    issue = samples.issue(key=NEXT, slug="next", guid="next", published=samples.SUNDAY + timedelta(days=7))
    span = {"start": issue.start + timedelta(days=7), "end": issue.end + timedelta(days=7)}
    here.bot.store.issues.add(Split(issue=replace(issue, **span), entries=()))
    here.clock.set(issue.published + timedelta(hours=4))
    return f"{NEXT}/forum"


def stop(here: Square, digest: str, reason: str = DEAR) -> None:
    here.bot.store.holds.put(Hold(key=digest, reason=reason, who=BOT, since=here.clock.now()))


@pytest.mark.parametrize("correcting", [TO_GROUP, WHISPERS], ids=["group", "whisper"])
def test_a_digest_that_costs_too_much_is_told_once_a_hold(make: Make, correcting: Correcting) -> None:
    here = make(correcting=correcting)
    digest = come(here)
    for _ in range(2):
        stop(here, digest)
        tell(here.bot)
        tell(here.bot)
        here.clock.wind(timedelta(minutes=5))
        assert here.bot.store.holds.lift(digest, "operator", here.clock.now())
    tell(here.bot)
    posts = [*told(here), *in_group(here)]
    assert len(posts) == 2
    assert line(posts[0]).startswith(f"번역 비용이 정해 둔 한도에 이르러 이번 글의 번역을 멈추었습니다: {digest}.")
    assert f"`paperboy release {digest}`" in line(posts[0])


def test_a_month_that_is_spent_is_told_once_a_month(make: Make) -> None:
    here = make(correcting=TO_GROUP)
    digest = come(here)
    for days in (0, 1, 6, 1):  # the fourth is the 30th, with the digest still news
        here.clock.wind(timedelta(days=days))
        now = here.clock.now()
        here.bot.store.failures.add(f"{NEXT}/2@ko", SPENT, now, now + timedelta(minutes=10))
        tell(here.bot)
    assert [line(post) for post in in_group(here)] == [
        f"이번 달 번역 예산을 모두 써서 이번 글의 번역을 멈추었습니다: {digest}. 이미 번역한 내용은 남아 있습니다."
        " 관리자가 설정 파일의 `[budget] month` 값을 올리거나 다음 달(UTC 기준)이 되면 이어서 올립니다."
    ]
    here.clock.wind(timedelta(days=1))
    tell(here.bot)
    assert len(in_group(here)) == 2


def test_another_hold_is_nothing_a_budget_stops(make: Make) -> None:
    here = make(correcting=TO_GROUP)
    stop(here, come(here), "not one of its 10 texts can be read")
    tell(here.bot)
    assert in_group(here) == []


def test_what_was_let_go_before_it_could_be_told_is_not_told(make: Make) -> None:
    here = make(correcting=TO_GROUP)
    digest = come(here)
    here.forum.refuses["create"] = Unavailable("away")
    stop(here, digest)
    tell(here.bot)
    here.forum.refuses.clear()
    here.bot.store.holds.lift(digest, "operator", here.clock.now())
    here.clock.wind(timedelta(hours=1))
    tell(here.bot)
    assert in_group(here) == []
