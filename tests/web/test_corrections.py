"""Deciding corrections on their pages: what is shown, what is done, and what is not."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import Correction, Field, Span, State
from tests.corrections.agora import MODERATOR, READER
from tests.web.rooms import DIGEST, ISSUE, SAID, Rooms, rooms, token_of

HOSTILE = "<img src=x onerror=alert(1)>{{ 7 * 7 }}</textarea><script>alert(2)</script>"


def state(here: Rooms, number: int = 1) -> State:
    found = here.house.bot.store.corrections.get(number)
    assert found
    return found.state


def notice(text: str) -> str:
    """What the page says came of it."""
    found = re.search(r'class="notice[^>]*>(.*?)</p>', text, re.DOTALL)
    return found[1].strip() if found else ""


def test_the_page_shows_the_change_the_comment_and_where_it_stands(here: Rooms) -> None:
    here.propose()
    page = here.moderator().get("/corrections/1").text
    assert re.search(
        r"<del><span[^>]*>수정 전: </span>보관합니다</del><ins><span[^>]*>수정 후: </span>간직합니다</ins>", page
    )
    assert f'href="https://forum.example/t/{here.square.topic}/2"' in page
    assert "간직합니다’가 낫겠습니다." in page
    assert READER in page


def test_a_moderator_approves_and_the_post_says_it(here: Rooms) -> None:
    one, client = here.propose(), here.moderator()
    answer = here.post(client, "/corrections/1", verb="apply", shown=one.shown)
    assert answer.status_code == 303
    assert notice(client.get(answer.headers["location"]).text) == "승인했습니다. 곧 글에 반영됩니다."
    assert "간직합니다" in here.square.raw()
    assert state(here) is State.APPLIED
    steps = here.house.bot.store.corrections.steps(1)
    assert [one.who for one in steps if one.state is State.APPROVED] == [MODERATOR]


def test_what_is_offered_is_what_may_be_done_now(here: Rooms) -> None:
    one, client = here.propose(), here.moderator()
    page = client.get("/corrections/1").text
    assert ('value="apply"' in page, 'value="undo"' in page) == (True, False)
    here.post(client, "/corrections/1", verb="apply", shown=one.shown)
    page = client.get("/corrections/1").text
    assert ('value="apply"' in page, 'value="undo"' in page) == (False, True)
    here.post(client, "/corrections/1", verb="undo")
    assert ("간직합니다" in here.square.raw(), state(here)) == (False, State.UNDONE)
    assert 'value="undo"' not in client.get("/corrections/1").text


def test_whoever_lost_the_role_meanwhile_decides_nothing(here: Rooms) -> None:
    one, client = here.propose(), here.moderator()
    token = token_of(client, "/corrections/1")
    here.square.forum.join(MODERATOR, moderator=False)
    answer = here.post(client, "/corrections/1", token=token, verb="apply", shown=one.shown)
    assert (answer.status_code, state(here)) == (409, State.PROPOSED)
    assert notice(answer.text).startswith("처리하지 않았습니다.")
    assert "간직합니다" not in here.square.raw()


def test_what_changed_since_it_was_shown_is_shown_again_and_not_done(here: Rooms) -> None:
    one, client = here.propose(), here.moderator()
    shown = one.shown
    fresh = Span(start=one.spans[0].start, old="보관합니다", new="모읍니다")
    here.house.bot.store.corrections.rebase(1, one.about, one.before, [fresh])
    answer = here.post(client, "/corrections/1", verb="apply", shown=shown)
    assert (answer.status_code, state(here)) == (409, State.PROPOSED)
    assert notice(answer.text).startswith("그사이 내용이 바뀌어")
    assert "모읍니다" in answer.text


def test_an_own_wording_that_is_doubted_waits_for_a_second_yes_and_is_kept_in_the_form(here: Rooms) -> None:
    one, client = here.propose(), here.moderator()
    typed = "5개만 남깁니다"
    asked = {"verb": "apply own wording", "shown": one.shown, "text": typed}
    answer = here.post(client, "/corrections/1", **asked)
    assert (answer.status_code, state(here)) == (409, State.PROPOSED)
    assert (notice(answer.text).startswith("확인할 점이 있어"), "‘5’" in answer.text, typed in answer.text) == (
        True,
    ) * 3
    assert 'name="anyway"' in answer.text
    assert here.post(client, "/corrections/1", **asked, anyway="yes").status_code == 303
    assert typed in here.square.raw()


def test_a_change_that_the_checks_doubt_is_offered_with_what_they_say(here: Rooms) -> None:
    here.propose(new="5개만 보관합니다")
    page = here.moderator().get("/corrections/1").text
    assert ('value="apply anyway"' in page, 'value="apply"' in page, "새로 생기는 문제" in page) == (True, False, True)


@pytest.mark.parametrize(
    ("verb", "text", "came"),
    [
        ("hold", "", State.HELD),
        ("close", "", State.REJECTED),
        ("reject", "원문의 뜻과 다릅니다.", State.REJECTED),
    ],
)
def test_not_now_and_not_at_all(here: Rooms, verb: str, text: str, came: State) -> None:
    one, client = here.propose(), here.moderator()
    assert here.post(client, "/corrections/1", verb=verb, shown=one.shown, text=text).status_code == 303
    assert state(here) is came
    assert here.house.bot.store.corrections.steps(1)[-1].why == text
    assert "간직합니다" not in here.square.raw()


def test_a_second_decision_changes_nothing(here: Rooms) -> None:
    one, client = here.propose(), here.moderator()
    token = token_of(client, "/corrections/1")
    for status in (303, 409):
        answer = here.post(client, "/corrections/1", token=token, verb="apply", shown=one.shown)
        assert answer.status_code == status
    assert notice(answer.text) == "이미 처리된 수정 제안입니다."
    assert len(here.square.forum.edits) == 1


def test_no_other_verb_is_taken(here: Rooms) -> None:
    one, client = here.propose(), here.moderator()
    for verb in ("", "status", "help", "drop", "승인"):
        assert here.post(client, "/corrections/1", verb=verb, shown=one.shown).status_code == 400, verb
    assert state(here) is State.PROPOSED


def test_the_operator_decides_at_the_machine_and_is_recorded_as_such(here: Rooms) -> None:
    one = here.propose()
    assert here.post(here.operator(), "/corrections/1", verb="apply", shown=one.shown).status_code == 303
    assert (state(here), here.square.forum.requests["member"]) == (State.APPLIED, 0)
    assert "jiwon" in [step.who for step in here.house.bot.store.corrections.steps(1)]


def test_no_forum_lets_its_users_be_the_operator(here: Rooms) -> None:
    one, client = here.propose(), here.moderator("jiwon")
    answer = here.post(client, "/corrections/1", verb="apply", shown=one.shown, operator="yes")
    assert (answer.status_code, state(here)) == (409, State.PROPOSED)


def test_another_forums_moderators_see_and_decide_nothing_here(here: Rooms) -> None:
    one, client = here.propose(), here.moderator()
    token = token_of(client, "/corrections/1")
    here.square.here.stop(DIGEST)
    here.square.forum.name = "another.example"
    assert client.post("/release", data={"token": token, "key": DIGEST}).status_code == 404
    for page in ("/corrections/1", f"/digests/{DIGEST}"):
        assert client.get(page).status_code == 404
        assert client.post(page, data={"token": token, "verb": "apply", "shown": one.shown}).status_code == 404
    for page in ("/", "/corrections?all=yes", "/log"):
        assert ISSUE not in client.get(page).text
    assert state(here) is State.PROPOSED


def test_what_people_wrote_is_text_wherever_it_is_shown(here: Rooms) -> None:
    one = here.propose(new=HOSTILE)
    comment = here.square.comment(HOSTILE, author="<b>me</b>")
    stored = here.square.forum.as_comment(comment)
    here.house.bot.store.comments.add(stored, DIGEST)
    here.house.bot.store.corrections.propose(replace(one, reason=HOSTILE), stored.key, here.square.clock.now())
    client = here.moderator("<i>mod</i>")
    for page in ("/", "/corrections", "/corrections/1", "/log"):
        text = client.get(page).text
        for tag in ("<img", "<script", "<b>me", "<i>mod", "</textarea><script"):
            assert tag not in text, page


def test_where_nothing_is_known_to_change_a_person_is_told_to_look(here: Rooms) -> None:
    made = here.square.text(2)
    wanted = Correction(
        digest=DIGEST,
        about=made.key,
        field=Field.SUMMARY,
        before=made.summary,
        reason="unclear: #2",
        by="recorded-model",
        state=State.LOOK,
    )
    one = here.house.bot.store.corrections.propose(wanted, "", here.square.clock.now())
    client = here.moderator()
    page = client.get("/corrections/1").text
    assert ("직접 편집하거나" in page, 'value="apply"' in page) == (True, False)
    for where in ("/", "/corrections", "/corrections/1"):
        text = client.get(where).text
        assert ("댓글 #2: 무엇을 어떻게" in text, "unclear" in text) == (True, False), where
    here.post(client, "/corrections/1", verb="close", shown=one.shown)
    assert state(here) is State.REJECTED


def test_a_list_shows_the_words_that_change_and_little_around_them(here: Rooms) -> None:
    here.propose("메모 4개를 보관합니다", "메모 4개를 간직합니다", 2)
    page = here.moderator().get("/corrections").text
    assert re.search(r"메모 4개를 <del><span[^>]*>수정 전: </span>보관합니다</del><ins>", page)
    assert '<p class="short" lang="ko">' in page


def test_what_waits_is_listed_and_the_rest_on_demand(here: Rooms) -> None:
    one, client = here.propose(), here.moderator()
    assert "수정 제안 1" in client.get("/corrections").text
    here.post(client, "/corrections/1", verb="apply", shown=one.shown)
    assert "수정 제안 1" not in client.get("/corrections").text
    assert "수정 제안 1" in client.get("/corrections?all=yes").text


def test_where_no_worker_answers_the_page_says_so_and_looks_again(tmp_path: Path) -> None:
    with rooms(tmp_path, works=False) as here:
        one, client = here.propose(), here.moderator()
        answer = here.post(client, "/corrections/1", verb="apply", shown=one.shown)
        page = client.get(answer.headers["location"]).text
        assert notice(page).startswith("접수했습니다.")
        assert 'http-equiv="refresh"' in page
        (wish,) = here.house.bot.store.wishes.open()
        assert dict(wish.facts) == {"number": "1", "verb": "apply", "shown": one.shown, "text": ""}
        assert (wish.what, wish.key, wish.who) == ("rule", DIGEST, MODERATOR)


def test_what_came_of_a_wish_is_shown_to_whoever_made_it(here: Rooms) -> None:
    one, client = here.propose(), here.moderator()
    here.post(client, "/corrections/1", verb="hold", shown=one.shown)
    other = here.moderator()
    for number in ("1", "2", "999999999"):
        page = other.get("/", params={"wish": number}).text
        assert (notice(page), "http-equiv" in page) == ("", False), number


def test_a_term_shows_the_older_texts_that_disagree(here: Rooms) -> None:
    wanted = Correction(
        digest=DIGEST,
        about="ko/notes",
        field=Field.TERM,
        before="",
        spans=(Span(start=0, old="", new="쪽지"),),
        by="recorded-model",
    )
    here.house.bot.store.corrections.propose(wanted, "", here.square.clock.now())
    client = here.moderator()
    page = client.get("/corrections/1").text
    assert ("다르게 옮긴 이전 글" in page, f"{ISSUE}/1" in page, "자동 검사" in page) == (True, True, False)
    for shown in (page, client.get("/corrections").text):
        assert re.search(r'<b lang="en">notes</b> <ins><span[^>]*>수정 후: </span>쪽지</ins>', shown)


def test_a_comment_is_quoted_whole(here: Rooms) -> None:
    here.propose()
    assert SAID.partition("‘")[0] in here.moderator().get("/corrections/1").text
