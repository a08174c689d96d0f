"""The application: which address is which page, who may see it, and what goes with every answer.

A page is a plain function that runs in a thread; only here is anything async.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hmac import compare_digest
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import Misconfigured, Rejected, Unavailable
from bot.web import corrections, digests, glossary, log, login, today
from bot.web.bodies import TooLarge, TooSlow, whole
from bot.web.house import House
from bot.web.visit import STYLE, STYLE_URL, Refused, Visit, go
from bot.web.words import Words, wanted

Page = Callable[[Visit], Response]

_ANOTHER_NAME = "These pages are not served under that name; it would have to be `url` of [web].\n"

LARGEST = 200_000
"""Bytes of a form: the longest abstract, many times over."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not `no-referrer`: a browser would then send a form with the origin `null`.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_OPEN: tuple[tuple[str, str, Page], ...] = (
    ("GET", "/login", login.page),
    ("GET", "/login/at/{forum}", login.begin),
    ("GET", "/login/return", login.end),
    ("GET", "/login/link/{word}", login.link),
    ("POST", "/login/link/{word}", login.spend),
)
"""The pages for whoever is not logged in: method, address, function."""

_OWN: tuple[tuple[str, str, Page], ...] = (
    ("GET", "/", today.page),
    ("GET", "/digests/{key:path}", digests.page),
    ("POST", "/digests/{key:path}", digests.act),
    ("GET", "/corrections", corrections.listed),
    ("GET", "/corrections/{number}", corrections.page),
    ("POST", "/corrections/{number}", corrections.act),
    ("GET", "/glossary", glossary.page),
    ("POST", "/glossary", glossary.act),
    ("GET", "/log", log.page),
    ("POST", "/release", digests.release),
    ("POST", "/language", login.speak),
    ("POST", "/logout", login.leave),
)
"""The pages for whoever is."""


def app(house: House) -> ASGIApp:
    """The pages of a house."""
    routes = [
        Route(path, _Door(house, page, own).answer, methods=[method])
        for own, table in ((False, _OPEN), (True, _OWN))
        for method, path, page in table
    ]
    style = Route(STYLE_URL, _style, methods=["GET"])
    nowhere = _Door(house, _nothing, own=False)
    pages = Starlette(routes=[*routes, style], exception_handlers={404: nowhere.say})
    # Such an answer would name the address that a proxy with TLS asks for, without TLS.
    pages.router.redirect_slashes = False
    return Guard(pages, house)


async def _style(_request: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})


def _nothing(visit: Visit) -> Response:
    return _refused(visit, Refused(404, "nothing_here"))


def _refused(visit: Visit, refused: Refused) -> Response:
    return visit.show("refused.html.j2", status=refused.status, address="/", why=visit.words.say(refused.word))


class Guard:
    """Refuses what was not sent to these pages, and puts its headers on every answer, one about a bug included."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app = app
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        hosts = [value for name, value in scope.get("headers", ()) if name == b"host"]
        known = len(hosts) == 1 and hosts[0].decode("latin-1").lower() in self._house.origins
        answer = self._app if known else PlainTextResponse(_ANOTHER_NAME, 421)
        await answer(scope, receive, headed)


@dataclass(frozen=True, slots=True)
class _Door:
    """One page: knows who comes in, and what to say where something goes wrong. `own` is for the logged in only."""

    house: House
    page: Page
    own: bool

    async def answer(self, request: Request) -> Response:
        """The page's answer, or that it is refused."""
        visit = self._visit(request, {})
        try:
            form = await _form(request) if request.method == "POST" else {}
            visit = self._visit(request, form)
            _must_be_text(visit)
            if request.method == "POST":
                self._must_be_meant(request, visit)
            if self.own and visit.session is None:
                return _to_login(request)
            return await run_in_threadpool(self.page, visit)
        except Refused as refused:
            return _refused(visit, refused)
        except TooSlow:
            return Response(status_code=408)
        except ClientDisconnect:
            return Response(status_code=400)
        except (Unavailable, Rejected, Misconfigured):
            return _refused(visit, Refused(503, "not_now"))

    async def say(self, request: Request, _error: Exception) -> Response:
        """The page's answer, whatever was sent."""
        return await run_in_threadpool(self.page, self._visit(request, {}))

    def _visit(self, request: Request, form: dict[str, str]) -> Visit:
        origin = self.house.origins[request.headers["host"].lower()]
        locale = self.house.bot.editions[0].locale
        visit = Visit(
            house=self.house,
            words=Words(wanted(request.headers.get("accept-language", ""), locale)),
            origin=origin,
            address=_address(request, behind=self.house.behind),
            page=request.url.path,
            path={name: str(value) for name, value in request.path_params.items()},
            query=dict(request.query_params),
            form=form,
            cookies=request.cookies,
        )
        name = request.cookies.get(visit.cookie(login.SESSION), "")
        session = self.house.memory.sessions.get(name)
        if session is None:
            return visit
        words = Words(session.language) if session.language else visit.words
        return replace(visit, name=name, session=session, words=words)

    def _must_be_meant(self, request: Request, visit: Visit) -> None:
        """A form comes from a page of ours, and from one that was given to this very session."""
        if request.headers.get("origin", visit.origin) != visit.origin:
            raise Refused(403, "not_meant")
        told = visit.form.get("token", "")
        if self.own and visit.session and not compare_digest(visit.session.token.encode(), told.encode()):
            raise Refused(403, "not_meant")


def _must_be_text(visit: Visit) -> None:
    """PostgreSQL keeps no NUL."""
    if any("\0" in one for told in (visit.path, visit.query, visit.form) for one in told.values()):
        raise Refused(400, "not_meant")


def _to_login(request: Request) -> Response:
    if request.method != "GET":
        raise Refused(403, "who")
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return go("/login" if asked == "/" else f"/login?{urlencode({'then': asked})}")


async def _form(request: Request) -> dict[str, str]:
    """What was sent, the last of each name. Raises: Refused (too large, not a form), TooSlow, ClientDisconnect."""
    try:
        body = await whole(request.stream(), LARGEST)
    except TooLarge as error:
        raise Refused(413, "too_large") from error
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Refused(415, "not_meant")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50))
    except ValueError as error:
        raise Refused(400, "not_meant") from error


def _address(request: Request, *, behind: bool) -> str:
    """Where a request comes from; what a proxy says of it last, be it in a line of its own, is the proxy's own word."""
    told = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip() if behind else ""
    return told or (request.client.host if request.client else "")
