"""What goes with every answer, and what is refused before a page is asked."""

import re
import socket
from itertools import product

import pytest

from bot.web.app import LARGEST
from tests.web.rooms import DIGEST, FORM, Rooms, token_of

PAGES = ("/", "/corrections", "/corrections/1", f"/digests/{DIGEST}", "/glossary", "/log")
FORMS = ("/corrections/1", f"/digests/{DIGEST}", "/glossary", "/release", "/language", "/logout")


def test_whoever_is_not_logged_in_sees_no_page(here: Rooms) -> None:
    here.propose()
    for page in PAGES:
        answer = here.client().get(page)
        assert (answer.status_code, answer.headers["location"].startswith("/login")) == (303, True), page
        assert DIGEST not in answer.text


def test_whoever_is_not_logged_in_sends_no_form(here: Rooms) -> None:
    one = here.propose()
    for page in FORMS:
        assert here.client().post(page, data={"token": "", "verb": "apply"}).status_code == 403, page
    assert here.house.bot.store.corrections.get(one.number) == one


@pytest.mark.parametrize("token", ["", "wrong", "토큰"])
def test_a_form_without_the_sessions_token_does_nothing(here: Rooms, token: str) -> None:
    one, client = here.propose(), here.operator()
    data = {"token": token, "verb": "apply", "shown": one.shown, "do": "hold", "locale": "ko", "source": "note"}
    for page in FORMS:
        assert client.post(page, data=data).status_code == 403, page
    assert client.get("/").status_code == 200
    assert here.house.bot.store.corrections.get(one.number) == one
    assert here.house.bot.store.holds.all() == []


def test_anothers_token_is_not_mine(here: Rooms) -> None:
    one, mine, theirs = here.propose(), here.operator(), here.moderator()
    data = {"token": token_of(theirs, "/"), "verb": "apply", "shown": one.shown}
    assert mine.post("/corrections/1", data=data).status_code == 403


@pytest.mark.parametrize("origin", ["https://afar.example", "null", "http://127.0.0.1:1"])
def test_a_form_of_another_page_is_refused(here: Rooms, origin: str) -> None:
    one, client = here.propose(), here.operator()
    data = {"token": token_of(client, "/"), "verb": "apply", "shown": one.shown}
    assert client.post("/corrections/1", data=data, headers={"Origin": origin}).status_code == 403
    assert client.post("/corrections/1", data=data, headers={"Origin": here.base}).status_code == 303


def test_under_any_other_name_nothing_is_served(here: Rooms) -> None:
    client = here.operator()
    for host in ("afar.example", "127.0.0.1", "localhost:80", "127.0.0.1.afar.example"):
        answer = client.get("/", headers={"Host": host})
        assert (answer.status_code, "Paperboy" in answer.text) == (421, False), host
    with socket.create_connection((client.base_url.host, client.base_url.port)) as sock:
        sock.sendall(b"GET /login HTTP/1.0\r\n\r\n")
        assert sock.recv(20).startswith(b"HTTP/1.1 421")


def test_an_answer_that_says_of_a_bug_has_the_headers_too(here: Rooms) -> None:
    here.house.memory.sessions = None  # type: ignore[assignment]  # any page stumbles
    answer = here.client().get("/login", headers={"Cookie": "paperboy=x"})
    assert (answer.status_code, answer.headers["cache-control"]) == (500, "no-store")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_every_answer_forbids_scripts_frames_and_keeping_it(here: Rooms) -> None:
    browsers = (here.client(), here.operator())
    for client, page in product(browsers, ("/", "/login", "/nothing", "/log")):
        headers = client.get(page).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert "server" not in headers


def test_the_style_may_be_kept_for_ever_under_its_own_name(here: Rooms) -> None:
    client = here.client()
    page = client.get("/login").text
    name = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = client.get(name)
    assert (answer.headers["content-type"], "immutable" in answer.headers["cache-control"]) == (
        "text/css; charset=utf-8",
        True,
    )
    assert client.get("/style-000000000000.css").status_code == 404


def test_no_page_has_a_script_or_a_style_in_it(here: Rooms) -> None:
    here.propose()
    client = here.operator()
    for page in PAGES:
        text = client.get(page).text
        assert "<script" not in text
        assert "<style" not in text
        assert ' style="' not in text
        assert not re.search(r"<[^>]* on[a-z]+=", text)


def test_what_is_too_large_or_no_form_is_refused(here: Rooms) -> None:
    client = here.operator()
    token = token_of(client, "/")
    assert client.post("/language", data={"token": token, "language": "x" * LARGEST}).status_code == 413
    assert client.post("/language", json={"token": token}).status_code == 415
    assert client.post("/language", content=b"token=\xff\xfe", headers=FORM).status_code in (400, 403)
    assert client.post("/language", content=b"a=1&" * 60, headers=FORM).status_code == 400


def test_a_character_that_no_database_keeps_is_refused(here: Rooms) -> None:
    client = here.operator()
    data = {"token": token_of(client, "/"), "do": "hold", "reason": "a\0b"}
    assert client.post(f"/digests/{DIGEST}", data=data).status_code == 400
    assert [client.get(page).status_code for page in ("/digests/%00", "/glossary?locale=%00")] == [400, 400]
    assert here.house.bot.store.holds.all() == []


def test_what_is_not_there_is_not_found(here: Rooms) -> None:
    client = here.operator()
    for page in (
        "/corrections/7",
        "/corrections/" + "9" * 5_000,
        "/corrections/٧",
        "/digests/dair/none",
        "/x",
        "/login/",
    ):
        answer = client.get(page)
        assert (answer.status_code, "없는 화면이거나" in answer.text) == (404, True), page


def test_nothing_else_may_be_asked_of_a_page(here: Rooms) -> None:
    client = here.operator()
    assert (client.put("/").status_code, client.post("/log", data={}).status_code) == (405, 405)
