"""Today, the glossary, the log."""

from pathlib import Path

from bot.corrections.reading import DELETED
from bot.domain import Call, Hold, Learned, State, Stop, Usage
from tests.corrections.agora import Agora
from tests.web.rooms import DIGEST, ISSUE, Rooms, rooms, token_of


def test_today_shows_what_waits_what_is_held_what_is_out_and_what_it_cost(here: Rooms) -> None:
    here.propose()
    store, now = here.house.bot.store, here.square.clock.now()
    store.holds.put(Hold(key="forum", reason="a holiday", who="kim", since=now, kind=Stop.PAUSED))
    for key in (f"{ISSUE}/1@ko", f"{ISSUE}/2@ko"):
        call = Call(
            task="translate",
            key=key,
            model="m",
            prompt="p",
            usage=Usage(input=1),
            cost_usd=0.0125,
            milliseconds=1,
            stop_reason="end_turn",
        )
        store.calls.add(call)
    page = here.moderator().get("/").text
    assert '확인할 수정 제안 <span class="count">1</span>' in page
    assert ("a holiday" in page, "일시 중지" in page) == (True, True)
    assert f'href="/digests/{DIGEST}"' in page
    assert f'href="https://forum.example/t/{here.square.topic}"' in page
    assert "0.0250" in page
    assert "이번 달 예산 20.00달러 가운데 0.03달러를 썼습니다." in page


def test_a_pause_ends_from_the_first_page(here: Rooms) -> None:
    here.square.here.stop("forum", Stop.PAUSED)
    client = here.moderator()
    assert "<button>다시 시작<" in client.get("/").text
    assert here.post(client, "/release", token=token_of(client, "/"), key="forum").status_code == 303
    assert here.house.bot.store.holds.all() == []


def _learnt(here: Rooms) -> None:
    now = here.square.clock.now()
    term = Learned(locale="ko", source="note", accepted=("쪽지",), who="kim", seconded="lee", at=now)
    here.house.bot.store.terms.learn(term)


def test_the_glossary_says_which_terms_people_decided_and_takes_them_back(here: Rooms) -> None:
    _learnt(here)
    client = here.moderator()
    page = client.get("/glossary?find=NOTE").text
    assert ("쪽지" in page, "운영진이 정함" in page, "kim" in page, "동의: lee" in page) == (True,) * 4
    assert here.post(client, "/glossary", locale="ko", source="note").status_code == 400
    answer = here.post(client, "/glossary", do="forget", locale="ko", source="note", sense="")
    assert answer.status_code == 303
    assert here.house.bot.store.terms.all("ko") == []
    assert "쪽지" not in client.get("/glossary?find=note").text


def test_the_older_texts_that_disagree_with_a_term_are_listed_and_corrected_on_demand(here: Rooms) -> None:
    now = here.square.clock.now()
    here.house.bot.store.terms.learn(Learned(locale="ko", source="notes", accepted=("쪽지",), who="kim", at=now))
    client = here.moderator()
    assert f"<li>{ISSUE}/1</li>" in client.get("/glossary?locale=ko&term=notes").text
    assert here.house.bot.store.corrections.all() == []
    answer = here.post(client, "/glossary", do="older", locale="ko", source="notes")
    page = client.get(answer.headers["location"]).text
    assert ("처리했습니다." in page, "수정 제안 1" in page) == (True, True)
    proposed = here.house.bot.store.corrections.all()
    assert {f"{one.digest} {one.by}" for one in proposed} == {f"{DIGEST} paperboy"}


def test_a_term_is_taken_back_by_nobody_who_may_not(here: Rooms) -> None:
    _learnt(here)
    client = here.moderator()
    token = token_of(client, "/")
    here.square.forum.join("kim", moderator=False)
    here.post(client, "/glossary", token=token, do="forget", locale="ko", source="note")
    assert here.post(client, "/glossary", token=token, do="forget", locale="ja", source="note").status_code == 404
    assert len(here.house.bot.store.terms.all("ko")) == 1
    assert client.get("/glossary?locale=ja").status_code == 404


def test_why_the_bot_ended_a_correction_is_said_in_the_pages_language(here: Rooms) -> None:
    here.propose()
    here.house.bot.store.corrections.step(1, tuple(State), State.STALE, "paperboy", here.square.clock.now(), DELETED)
    client = here.moderator()
    for page in ("/corrections/1", "/log"):
        text = client.get(page).text
        assert ("댓글이 삭제되었습니다." in text, DELETED in text) == (True, False), page


def test_the_log_tells_who_decided_what_the_latest_first(here: Rooms) -> None:
    one, client = here.propose(), here.moderator()
    here.square.here.stop(f"{ISSUE}/2", reason="let me look")
    here.square.here.release(f"{ISSUE}/2")
    here.square.clock.sleep(60)
    here.post(client, "/corrections/1", verb="apply", shown=one.shown)
    page = client.get("/log").text
    assert page.index("반영됨") < page.index("승인됨") < page.index("보류 해제함") < page.index("let me look")


def test_another_forums_week_is_not_shown_beside_ones_own(tmp_path: Path) -> None:
    with rooms(tmp_path, beside={"afar": "ja"}) as here:
        here.house.bot.publishers["afar"] = Agora(now=here.square.clock.now, name="afar.example")  # type: ignore[index]  # a dict
        here.square.here.stop(f"{ISSUE}/afar", reason="theirs")
        here.square.here.stop(DIGEST, reason="ours")
        client = here.moderator()
        for page in ("/", "/log"):
            text = client.get(page).text
            assert ("ours" in text, "theirs" in text, "afar" in text) == (True, False, False), page
        assert [client.get(page).status_code for page in (f"/digests/{ISSUE}/afar", "/glossary?locale=ja")] == [404] * 2
        assert "theirs" in here.operator().get("/log").text


def test_every_page_is_there_in_every_language(here: Rooms) -> None:
    here.propose()
    _learnt(here)
    client = here.moderator()
    for code in ("ja", "en", "ko"):
        here.post(client, "/language", token=token_of(client, "/"), language=code)
        for page in ("/", "/corrections", "/corrections/1", f"/digests/{DIGEST}", "/glossary", "/log", "/login", "/x"):
            assert f'<html lang="{code}">' in client.get(page).text or page == "/x"
