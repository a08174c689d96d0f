"""Coming in and going out: by the forum, or by a link that was printed at the machine."""

import re
from hmac import compare_digest
from pathlib import Path
from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response

from bot.domain import fingerprint
from bot.web import connect, links
from bot.web.house import is_loopback
from bot.web.memory import Login, Session
from bot.web.visit import Refused, Visit, go
from bot.web.words import languages

SESSION = "paperboy"
_LOGIN = "paperboy-login"
_PAGE = re.compile(r"/(?:[A-Za-z0-9_-][\w./@?=&%+-]*)?", re.ASCII)
"""An address of these pages; `//elsewhere` is none."""


def page(visit: Visit) -> Response:
    """The ways to come in."""
    then = _own_page(visit.query.get("then", "/"))
    return visit.show("login.html.j2", forums=visit.house.forums, then=then, local=visit.house.links is not None)


def begin(visit: Visit) -> Response:
    """Sends the browser to a forum, which is asked who is there. The question is this browser's and nobody else's."""
    _count(visit)
    forum = visit.path["forum"]
    if forum not in visit.house.forums:
        raise Refused(404, "nothing_here")
    secret = visit.house.secret(forum)
    mine = visit.house.memory.logins.put(Login(forum=forum, then=_own_page(visit.query.get("then", "/"))))
    back = f"{visit.origin}/login/return"
    answer = RedirectResponse(connect.question(visit.house.forums[forum], secret, fingerprint(mine), back), 303)
    visit.give(answer, _LOGIN, mine)
    return answer


def end(visit: Visit) -> Response:
    """Takes the forum's answer, once."""
    _count(visit)
    mine = visit.cookies.get(visit.cookie(_LOGIN), "")
    login = visit.house.memory.logins.take(mine)
    if login is None:
        raise Refused(403, "login_over")
    secret = visit.house.secret(login.forum)
    told = connect.answer(visit.query.get("sso", ""), visit.query.get("sig", ""), secret)
    if told is None or not compare_digest(told.nonce.encode(), fingerprint(mine).encode()):
        raise Refused(403, "login_over")
    if not visit.house.lets_in(login.forum, staff=told.staff, groups=told.groups):
        raise Refused(403, "not_staff")
    answer = _let_in(visit, Session(who=told.username, forum=login.forum), login.then)
    visit.take_back(answer, _LOGIN)
    return answer


def link(visit: Visit) -> Response:
    """Asks whether to come in: opening a link alone, as programs do that show what is behind it, spends nothing."""
    _links(visit)
    return visit.show("link.html.j2", operator=visit.house.operator)


def spend(visit: Visit) -> Response:
    """Lets the operator in, once."""
    _count(visit)
    if not links.spend(_links(visit), visit.path["word"], visit.house.bot.clock.now()):
        raise Refused(403, "login_over")
    return _let_in(visit, Session(who=visit.house.operator, forum=""), "/")


def leave(visit: Visit) -> Response:
    """Ends the session."""
    visit.house.memory.sessions.take(visit.name)
    answer = go("/login")
    visit.take_back(answer, SESSION)
    return answer


def speak(visit: Visit) -> Response:
    """Goes on in another language."""
    if visit.form.get("language") in languages():
        visit.house.memory.speak(visit.name, visit.person, visit.form["language"])
    return go(_own_page(visit.form.get("back", "/")))


def _links(visit: Visit) -> Path:
    """Where the links are. Raises: Refused where there are none, or the pages were not opened at this machine."""
    if visit.house.links is None or not is_loopback(urlsplit(visit.origin).hostname or ""):
        raise Refused(404, "nothing_here")
    return visit.house.links


def _let_in(visit: Visit, session: Session, then: str) -> Response:
    # A new name whatever cookie was brought: one that somebody else put there is worth nothing.
    visit.house.memory.sessions.take(visit.name)
    answer = go(then)
    visit.give(answer, SESSION, visit.house.memory.sessions.put(session))
    return answer


def _count(visit: Visit) -> None:
    if visit.house.memory.tries.too_many(visit.address):
        raise Refused(429, "too_often")


def _own_page(address: str) -> str:
    return address if _PAGE.fullmatch(address) else "/"
