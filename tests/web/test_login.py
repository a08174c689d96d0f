"""Coming in: by the forum or by a link of the machine; each once, in its own browser, in its own time."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from bot.web import links
from bot.web.app import app
from bot.web.serving import listen, served
from tests.corrections.agora import MODERATOR
from tests.web.rooms import FORM, FORUM, Rooms, token_of


def is_in(client: httpx.Client) -> bool:
    return client.get("/").status_code == 200


def test_a_moderator_comes_in_by_the_forum(here: Rooms) -> None:
    client = here.moderator()
    page = client.get("/")
    assert (page.status_code, f"{MODERATOR} 님으로 로그인함" in page.text, FORUM in page.text) == (200, True, True)


@pytest.mark.parametrize(
    ("told", "let_in"),
    [
        ({"moderator": "false"}, False),
        ({"moderator": "false", "admin": "true"}, True),
        ({"moderator": "false", "groups": "trust_level_4"}, False),
        ({"moderator": "false", "groups": "trust_level_4,moderators"}, True),
        ({"moderator": "True"}, False),
        ({"failed": "true"}, False),
        ({"username": ""}, False),
    ],
)
def test_only_staff_and_the_deciding_group_come_in(here: Rooms, told: dict[str, str], let_in: bool) -> None:
    client = here.client()
    username = told.pop("username", MODERATOR)
    answer = client.get(here.answer(client, username, **told))
    assert (answer.status_code == 303, is_in(client)) == (let_in, let_in)


def test_an_answer_that_the_forum_did_not_sign_lets_nobody_in(here: Rooms) -> None:
    client = here.client()
    assert client.get(here.answer(client, MODERATOR, secret="another secret")).status_code == 403
    assert not is_in(client)


def test_an_answer_is_good_once(here: Rooms) -> None:
    client = here.client()
    answer = here.answer(client, MODERATOR)
    cookies = dict(client.cookies)
    assert client.get(answer).status_code == 303
    other = here.client()
    other.cookies.update(cookies)
    assert other.get(answer).status_code == 403
    assert not is_in(other)


def test_an_answer_is_good_in_the_browser_that_asked_alone(here: Rooms) -> None:
    mine, theirs = here.client(), here.client()
    stolen = here.answer(mine, MODERATOR)
    here.answer(theirs, MODERATOR)
    assert theirs.get(stolen).status_code == 403
    assert here.client().get(stolen).status_code == 403
    assert not is_in(theirs)


def test_a_login_has_ten_minutes(here: Rooms) -> None:
    client = here.client()
    answer = here.answer(client, MODERATOR)
    here.square.clock.wind(timedelta(minutes=10))
    assert client.get(answer).status_code == 403


def test_a_session_ends_after_half_a_day_and_when_its_owner_leaves(here: Rooms) -> None:
    client, copied = here.moderator(), here.client()
    copied.cookies.update(client.cookies)
    assert here.post(client, "/logout", token=token_of(client, "/")).headers["location"] == "/login"
    assert (is_in(client), is_in(copied)) == (False, False)
    again = here.moderator()
    here.square.clock.wind(timedelta(hours=12))
    assert not is_in(again)


def test_a_cookie_that_was_brought_along_is_not_the_one_that_counts_afterwards(here: Rooms) -> None:
    client = here.client()
    client.cookies.set("paperboy", "chosen by somebody else")
    client.get(here.answer(client, MODERATOR))
    assert is_in(client)
    other = here.client()
    other.cookies.set("paperboy", "chosen by somebody else")
    assert not is_in(other)


def test_a_second_login_ends_the_first(here: Rooms) -> None:
    client, copied = here.moderator(), here.client()
    copied.cookies.update(client.cookies)
    client.get(here.answer(client, MODERATOR))
    assert (is_in(client), is_in(copied)) == (True, False)


def test_the_page_that_was_asked_for_is_opened_after_the_login(here: Rooms) -> None:
    client = here.client()
    asked = client.get("/corrections?all=yes")
    assert asked.headers["location"] == "/login?then=%2Fcorrections%3Fall%3Dyes"
    assert '/login/at/forum.example?then=/corrections%3Fall%3Dyes"' in client.get(asked.headers["location"]).text


ELSEWHERE = ("//afar.example/", "https://afar.example/", "/\\afar.example", "/a\r\nb: c", "javascript:1")


@pytest.mark.parametrize("then", ELSEWHERE)
def test_nobody_is_led_elsewhere_after_the_login(here: Rooms, then: str) -> None:
    client = here.client()
    begun = client.get(f"/login/at/{FORUM}", params={"then": then})
    assert begun.status_code == 303
    (login, _until) = next(reversed(here.house.memory.logins._things.values()))
    assert login.then == "/"


def test_cookies_are_for_this_host_alone_and_no_script_sees_them(here: Rooms) -> None:
    begun = here.client().get(f"/login/at/{FORUM}").headers["set-cookie"]
    assert ("HttpOnly" in begun, "SameSite=lax" in begun, "Path=/" in begun) == (True, True, True)
    assert "Secure" not in begun


def test_by_https_a_cookie_is_secure_and_bears_the_hosts_prefix(here: Rooms) -> None:
    with listen("127.0.0.1", 0, "a test") as sock:
        house = replace(here.house, origins={"papers.example": "https://papers.example"})
        with served(app(house), sock):
            port = sock.getsockname()[1]
            begun = httpx.get(f"http://127.0.0.1:{port}/login/at/{FORUM}", headers={"Host": "papers.example"})
    cookie = begun.headers["set-cookie"]
    assert cookie.startswith("__Host-paperboy-login=")
    assert ("Secure" in cookie, "HttpOnly" in cookie, "Domain" in cookie) == (True, True, False)


def test_a_link_of_the_machine_lets_the_operator_in_once(here: Rooms) -> None:
    client, word = here.client(), links.issue(here.folder, here.square.clock.now())
    for _ in range(2):
        assert "jiwon" in client.get(f"/login/link/{word}").text
    assert not is_in(client)
    assert client.post(f"/login/link/{word}", headers=FORM).status_code == 303
    assert is_in(client)
    again = here.client()
    assert again.post(f"/login/link/{word}", headers=FORM).status_code == 403
    assert not is_in(again)


def test_a_link_has_ten_minutes_and_is_thrown_away_by_the_next(here: Rooms) -> None:
    word = links.issue(here.folder, here.square.clock.now())
    here.square.clock.wind(timedelta(minutes=10))
    links.issue(here.folder, here.square.clock.now())
    assert len(list(here.folder.iterdir())) == 1
    word = links.issue(here.folder, here.square.clock.now())
    here.square.clock.wind(timedelta(minutes=10))
    assert here.client().post(f"/login/link/{word}", headers=FORM).status_code == 403


def test_the_folder_of_links_gives_no_link_away_and_is_private(here: Rooms) -> None:
    word = links.issue(here.folder, here.square.clock.now())
    (file,) = here.folder.iterdir()
    assert word not in file.name + file.read_text()
    assert (file.stat().st_mode & 0o777, here.folder.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("word", ["x" * 43, "..%2f..%2fpaperboy.db", "%00", "."])
def test_a_link_that_nobody_made_lets_nobody_in(here: Rooms, word: str) -> None:
    assert here.client().post(f"/login/link/{word}", headers=FORM).status_code in (400, 403, 404)


def test_there_is_no_such_login_unless_it_is_allowed_and_opened_at_the_machine(here: Rooms) -> None:
    word = links.issue(here.folder, here.square.clock.now())
    closed = replace(here.house, links=None, origins={"a.example": "http://a.example"})
    afar = replace(here.house, origins={"a.example": "https://a.example"})
    for house in (closed, afar):
        with listen("127.0.0.1", 0, "a test") as sock, served(app(house), sock):
            base = f"http://127.0.0.1:{sock.getsockname()[1]}"
            answer = httpx.post(f"{base}/login/link/{word}", headers={**FORM, "Host": "a.example"})
        assert answer.status_code == 404
    assert here.client().post(f"/login/link/{word}", headers=FORM).status_code == 303


def test_whoever_tries_too_often_is_told_to_wait_and_others_are_not(here: Rooms) -> None:
    client = here.client()
    tries = [client.post("/login/link/wrong", headers=FORM).status_code for _ in range(21)]
    assert (tries[:20], tries[20]) == ([403] * 20, 429)
    assert {client.get(page).status_code for page in (f"/login/at/{FORUM}", "/login/return")} == {429}
    here.square.clock.wind(timedelta(minutes=1))
    assert client.get(f"/login/at/{FORUM}").status_code == 303


def test_behind_a_proxy_each_reader_has_tries_of_their_own(here: Rooms) -> None:
    house = replace(here.house, behind=True)
    house.memory.tries._of.clear()
    with listen("127.0.0.1", 0, "a test") as sock:
        host = f"127.0.0.1:{sock.getsockname()[1]}"
        house = replace(house, origins={host: f"http://{host}"})
        with served(app(house), sock):
            mine, theirs = {**FORM, "X-Forwarded-For": "8.8.8.8, 10.0.0.1"}, {**FORM, "X-Forwarded-For": "10.0.0.2"}
            for _ in range(21):
                last = httpx.post(f"http://{host}/login/link/wrong", headers=mine)
            assert last.status_code == 429
            told_apart = [("X-Forwarded-For", "10.0.0.3"), ("X-Forwarded-For", "10.0.0.1"), *FORM.items()]
            assert httpx.post(f"http://{host}/login/link/wrong", headers=told_apart).status_code == 429
            assert httpx.post(f"http://{host}/login/link/wrong", headers=theirs).status_code == 403


def test_a_forum_that_no_edition_goes_to_is_never_asked(here: Rooms) -> None:
    assert here.client().get("/login/at/afar.example").status_code == 404


def test_the_language_is_the_browsers_until_another_is_chosen(here: Rooms) -> None:
    assert "ログイン" in here.client(**{"Accept-Language": "ja-JP,ja;q=0.9,en;q=0.8"}).get("/login").text
    client = here.operator()
    here.post(client, "/language", token=token_of(client, "/"), language="en", back="/log")
    assert 'lang="en"' in client.get("/").text
    answer = here.post(client, "/language", token=token_of(client, "/"), language="xx", back="//afar.example/")
    assert ('lang="en"' in client.get("/").text, answer.headers["location"]) == (True, "/")
