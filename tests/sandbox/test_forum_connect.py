"""Logging in to another site with an account of the forum."""

import base64
import hashlib
import hmac
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
import pytest

from bot.sandbox.forum.seed import MODERATOR, NEWSDESK, READER
from tests.sandbox.ground import Ground

SECRET = "between the two sites"
BACK = "https://desk.example/back"


@pytest.fixture(autouse=True)
def _provider(ground: Ground) -> None:
    secrets = (("desk.example", SECRET),)
    ground.hands.configure(enable_discourse_connect_provider=True, discourse_connect_provider_secrets=secrets)


def asked(back: str = BACK, secret: str = SECRET, nonce: str = "n-1") -> dict[str, str]:
    sso = base64.b64encode(urlencode({"nonce": nonce, "return_sso_url": back}).encode()).decode()
    return {"sso": sso, "sig": hmac.new(secret.encode(), sso.encode(), hashlib.sha256).hexdigest()}


def visitor(ground: Ground, reader: str) -> httpx.Client:
    client = ground.client(None)
    client.post("/here/reader", data={"as": reader, "back": "/"})
    return client


def told(answer: httpx.Response) -> dict[str, str]:
    """What the other site learns, its signature checked."""
    (sso,), (sig,) = (parse_qs(urlsplit(answer.headers["location"]).query)[name] for name in ("sso", "sig"))
    assert sig == hmac.new(SECRET.encode(), sso.encode(), hashlib.sha256).hexdigest()
    return dict(parse_qsl(base64.b64decode(sso).decode()))


def test_who_is_logged_in_is_told_with_role_and_groups(ground: Ground) -> None:
    answer = visitor(ground, MODERATOR).get("/session/sso_provider", params=asked())
    assert answer.headers["location"].startswith(f"{BACK}?")
    who = told(answer)
    assert (who["nonce"], who["username"], who["moderator"], who["admin"]) == ("n-1", MODERATOR, "true", "false")
    assert NEWSDESK in who["groups"].split(",")


def test_a_guest_says_who_it_is_first(ground: Ground) -> None:
    guest = visitor(ground, "-")
    login = guest.get("/session/sso_provider", params=asked())
    assert login.headers["location"] == "/login"
    chosen = guest.post("/here/reader", data={"as": READER, "back": "/"})
    assert told(guest.get(chosen.headers["location"]))["username"] == READER


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (asked(secret="another"), 422),
        (asked(back="https://elsewhere.example/back"), 400),
        (asked(back=""), 400),
        (asked(nonce=""), 422),
        ({"sso": "%%%", "sig": "00"}, 422),
        ({"sso": "한글", "sig": "00"}, 422),
        ({**asked(), "sig": "한글"}, 422),
    ],
)
def test_what_is_not_signed_for_its_own_site_is_refused(ground: Ground, query: dict[str, str], status: int) -> None:
    assert visitor(ground, MODERATOR).get("/session/sso_provider", params=query).status_code == status


def test_a_forum_that_provides_nothing_knows_no_such_page(ground: Ground) -> None:
    ground.hands.configure(enable_discourse_connect_provider=False)
    assert visitor(ground, MODERATOR).get("/session/sso_provider", params=asked()).status_code == 404
