"""A digest's page: source and text side by side, findings in place, and what may be done with it."""

from dataclasses import replace

import pytest

from bot import pipeline
from bot.domain import INTRO, Finding, Hold, Receipt, Severity, State, Stop, Verdict
from bot.holding import Work
from tests.corrections.agora import MODERATOR
from tests.fakes import earlier
from tests.web.rooms import DIGEST, ISSUE, Rooms, token_of
from tests.web.test_corrections import notice

PAGE = f"/digests/{DIGEST}"
NEXT = "dair/2026-11-08"


@pytest.fixture
def waiting(here: Rooms) -> Rooms:
    """With a week from before the edition's start, that is written and not out."""
    bot = here.house.bot
    work = Work(issue=bot.store.issues.add(earlier(1)).issue, edition=bot.editions[0])
    pipeline.identify(bot, [work])
    pipeline.translate(bot, [work], drafts=True)
    assert not bot.store.posts.parts(work.key)
    return here


def test_source_and_text_stand_side_by_side_with_their_receipt(here: Rooms) -> None:
    page = here.moderator().get(PAGE).text
    assert ("We present Lantern 2. It keeps 4 notes." in page, "메모 4개를 보관합니다." in page) == (True, True)
    assert ("recorded-model" in page, "통과" in page, "올림" in page) == (True, True, True)


def test_findings_are_marked_where_they_are(here: Rooms) -> None:
    finding = Finding(
        key=here.square.text(2).key,
        code="number.wrong",
        severity=Severity.REPAIR,
        message="The numbers differ.",
        local="숫자가 다릅니다.",
        source_span="4",
        target_span="4",
    )
    here.house.bot.store.findings.add([finding])
    client = here.moderator()
    page = client.get(PAGE).text
    assert page.count('<mark class="repair">') >= 2
    assert ("숫자가 다릅니다." in page, "The numbers differ." in page) == (True, False)
    here.post(client, "/language", token=token_of(client, "/"), language="en")
    assert "The numbers differ." in client.get(PAGE).text


def test_the_page_shows_what_readers_see_cooked(here: Rooms) -> None:
    page = here.moderator().get(PAGE).text
    assert '<div class="cooked" lang="ko">' in page
    assert page.count("영어 원문 보기") == 6
    assert "<!-- paperboy" not in page


def test_a_field_of_what_is_out_is_reworded_and_the_post_edited(here: Rooms) -> None:
    client, made = here.moderator(), here.square.text(2)
    wanted = made.abstract.replace("보관합니다", "간직합니다")
    asked = {"do": "reword", "about": made.key, "field": "abstract", "text": wanted}
    answer = here.post(client, PAGE, **asked)
    assert answer.status_code == 303
    assert (wanted in here.square.raw(), here.square.text(2).abstract) == (True, wanted)
    assert (here.square.text(2).locked, here.square.text(2).by) == (True, MODERATOR)
    (one,) = here.house.bot.store.corrections.all()
    assert (one.state, [(span.old, span.new) for span in one.spans]) == (State.APPLIED, [("보관", "간직")])


def test_line_breaks_as_browsers_send_them_are_no_change(here: Rooms) -> None:
    client, made = here.moderator(), here.square.text(2)
    before = made.summary.replace("\n", "\r\n")
    asked = {"do": "reword", "about": made.key, "field": "summary", "text": f"{before}\r\n"}
    assert notice(here.post(client, PAGE, **asked).text).startswith("처리하지 않았습니다.")
    asked["text"] = before.replace("저렴합니다", "값이 쌉니다")
    assert here.post(client, PAGE, **asked).status_code == 303
    assert "값이 쌉니다" in here.square.raw()


def test_a_doubted_wording_is_kept_in_the_form_beside_what_was_found(here: Rooms) -> None:
    client, made = here.moderator(), here.square.text(2)
    wanted = made.abstract.replace("4개", "5개")
    asked = {"do": "reword", "about": made.key, "field": "abstract", "text": wanted}
    answer = here.post(client, PAGE, **asked)
    assert (answer.status_code, wanted in answer.text, "‘5’" in answer.text) == (409, True, True)
    assert here.house.bot.store.corrections.all() == []
    assert here.post(client, PAGE, **asked, anyway="yes").status_code == 303
    assert wanted in here.square.raw()


def test_two_who_edit_the_same_field_do_not_write_over_each_other(here: Rooms) -> None:
    first, second, made = here.moderator(), here.operator(), here.square.text(2)
    asked = {"do": "reword", "about": made.key, "field": "abstract"}
    here.post(first, PAGE, **asked, text=made.abstract.replace("보관합니다", "간직합니다"))
    answer = here.post(second, PAGE, **asked, text=made.abstract.replace("보관합니다", "둡니다"))
    assert (answer.status_code, notice(answer.text)[:4]) == (409, "그사이 ")
    assert "간직합니다" in here.square.raw()


def test_no_other_field_is_edited_here(here: Rooms) -> None:
    client, made = here.moderator(), here.square.text(2)
    for field in ("topics", "link", "english", "term", "", "raw"):
        asked = {"do": "reword", "about": made.key, "field": field, "text": "x"}
        assert here.post(client, PAGE, **asked).status_code == 400, field


def test_a_text_that_is_not_there_is_not_edited(here: Rooms) -> None:
    client = here.moderator()
    for about in ("", "x", f"{ISSUE}/9@ko.1", f"{ISSUE}/2@ko.7", "dair/1999-01-01/1@ko.1"):
        asked = {"do": "reword", "about": about, "field": "abstract", "text": "새 글"}
        assert here.post(client, PAGE, **asked).status_code == 409, about
    assert here.house.bot.store.corrections.all() == []


def test_a_text_that_is_not_out_yet_is_followed_by_the_persons(waiting: Rooms) -> None:
    store, page = waiting.house.bot.store, f"/digests/{NEXT}/forum"
    made = store.translations.latest(NEXT, "ko")[f"{NEXT}/{INTRO}"]
    asked = {"do": "reword", "about": made.key, "field": "intro", "text": "새 문단입니다."}
    client = waiting.moderator()
    assert "한 문장" in client.get(page).text
    assert waiting.post(client, page, **asked, anyway="yes").status_code == 303
    now = store.translations.latest(NEXT, "ko")[f"{NEXT}/{INTRO}"]
    assert (now.summary, now.version, now.locked, now.by) == ("새 문단입니다.", 2, True, MODERATOR)
    assert store.corrections.all() == []


def test_mending_a_text_that_failed_lets_its_hold_go(waiting: Rooms) -> None:
    store, entry = waiting.house.bot.store, f"{NEXT}/1"
    made = store.translations.latest(NEXT, "ko")[entry]
    failed = Receipt(key="", verdict=Verdict.FAILED)
    bad = store.translations.add(replace(made, summary="5개."), failed)
    hold = Hold(key=f"{entry}@ko", reason="a number", who="paperboy", since=waiting.square.clock.now())
    store.holds.put(hold)
    asked = {"do": "reword", "about": bad.key, "field": "summary", "text": made.summary}
    assert waiting.post(waiting.moderator(), f"/digests/{NEXT}/forum", **asked, anyway="yes").status_code == 303
    assert store.translations.latest(NEXT, "ko")[entry].summary == made.summary
    assert store.holds.all() == []


def test_a_digest_is_held_released_and_sent(waiting: Rooms) -> None:
    store, page = waiting.house.bot.store, f"/digests/{NEXT}/forum"
    client = waiting.moderator()
    assert waiting.post(client, page, do="hold", reason="용어를 확인합니다").status_code == 303
    (hold,) = store.holds.all()
    assert (hold.key, hold.who, hold.reason, hold.kind) == (f"{NEXT}/forum", MODERATOR, "용어를 확인합니다", Stop.HELD)
    assert notice(client.get(waiting.post(client, page, do="send").headers["location"]).text).startswith("처리할 수 없")
    assert waiting.post(client, page, do="release").status_code == 303
    assert store.holds.all() == []
    assert waiting.post(client, page, do="send").status_code == 303
    assert store.posts.of(f"{NEXT}/forum")


@pytest.mark.parametrize("do", ["hold", "release", "send"])
def test_whoever_lost_the_role_meanwhile_moves_nothing(waiting: Rooms, do: str) -> None:
    store, page = waiting.house.bot.store, f"/digests/{NEXT}/forum"
    client = waiting.moderator()
    if do == "release":
        waiting.square.here.stop(f"{NEXT}/forum")
    before = store.holds.all()
    token = token_of(client, page)
    waiting.square.forum.join(MODERATOR, moderator=False)
    answer = waiting.post(client, page, token=token, do=do)
    assert notice(client.get(answer.headers["location"]).text).startswith("처리하지 않았습니다.")
    assert (store.holds.all(), store.posts.of(f"{NEXT}/forum")) == (before, [])


def test_what_is_held_is_let_go_from_the_first_page(here: Rooms) -> None:
    here.square.here.stop(f"{ISSUE}/2")
    client = here.moderator()
    assert f"{ISSUE}/2" in client.get("/").text
    assert here.post(client, "/release", token=token_of(client, "/"), key=f"{ISSUE}/2").status_code == 303
    assert here.house.bot.store.holds.all() == []
    assert here.post(client, "/release", token=token_of(client, "/"), key=f"{ISSUE}/2").status_code == 404


def test_a_hold_without_a_reason_says_so_in_its_makers_language(waiting: Rooms) -> None:
    waiting.post(waiting.moderator(), f"/digests/{NEXT}/forum", do="hold", reason=" ")
    assert [one.reason for one in waiting.house.bot.store.holds.all()] == ["이유를 적지 않음"]


def test_nothing_else_is_done(here: Rooms) -> None:
    assert here.post(here.moderator(), PAGE, do="withdraw").status_code == 400


def test_a_week_that_is_not_written_yet_shows_its_source(here: Rooms) -> None:
    here.house.bot.store.issues.add(earlier(2))
    page = here.moderator().get("/digests/dair/2026-11-01/forum")
    assert (page.status_code, "번역 전" in page.text) == (200, True)


def test_an_entry_that_went_out_in_english_says_so(here: Rooms) -> None:
    made = here.square.text(1)
    left = (Finding(key="", code="number.lost", severity=Severity.BLOCK, message="42 is missing"),)
    wrong = replace(made, source="of another text", abstract="42")
    here.house.bot.store.translations.add(wrong, Receipt(key="", verdict=Verdict.FAILED, left=left))
    page = here.moderator().get(PAGE).text
    assert ("원문만 게시" in page, "42 is missing" in page) == (True, True)


def test_an_address_of_the_newsletters_that_is_none_is_no_link(here: Rooms) -> None:
    for number, url in ((2, "javascript:alert(1)"), (3, "https://letters.example/3")):
        split = earlier(number)
        here.house.bot.store.issues.add(replace(split, issue=replace(split.issue, url=url)))
    client = here.moderator()
    assert "javascript:" not in client.get("/digests/dair/2026-11-01/forum").text
    assert 'href="https://letters.example/3"' in client.get("/digests/dair/2026-10-25/forum").text
