"""The forum as an ASGI application: every request passes the same gates, in Discourse's order.

Read-only mode, then the address's or the key's pace, then key and scopes, then the endpoint.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import AnyClock
from bot.sandbox.forum.access import Caller, authenticate
from bot.sandbox.forum.acting import sweep
from bot.sandbox.forum.answers import Answer, Refused, not_found, read_only
from bot.sandbox.forum.hands import Hands
from bot.sandbox.forum.hooks import Hooks
from bot.sandbox.forum.limits import hit_address, hit_api
from bot.sandbox.forum.pages import Pages
from bot.sandbox.forum.routes import Match, find_route
from bot.sandbox.forum.seed import seeded
from bot.sandbox.forum.settings import ForumSettings
from bot.sandbox.forum.state import State
from bot.sandbox.forum.visit import Params, Visit, form_params, json_params, query_params

_JSON = "application/json; charset=utf-8"
_DEFAULTS = ForumSettings()


def forum(clock: AnyClock, settings: ForumSettings = _DEFAULTS, comments: Sequence[str] = ()) -> Starlette:
    """A Discourse on its first day. `app.state.hands` acts on it as its people would; `hooks` knows its webhook's
    deliveries. `comments` are what readers can post with one click under the bot's topics.
    """
    state = seeded(clock, settings)
    pages = Pages(state, comments)
    api = _Api(state, pages)
    methods = ["GET", "POST", "PUT", "DELETE"]
    app = Starlette(routes=[Route("/{path:path}", api.answer, methods=methods)])
    hooks = Hooks(state)
    state.tell = hooks
    app.state.hands = Hands(state)
    app.state.hooks = hooks
    return app


class _Api:
    """The JSON side of the forum."""

    def __init__(self, state: State, pages: Pages) -> None:
        self._state = state
        self._pages = pages

    async def answer(self, request: Request) -> Response:
        """One request, one answer, nothing else in between."""
        if "api-key" not in request.headers and (page := await self._pages.answer(request)):
            return page
        try:
            params = await _params(request)
            with self._state.lock:
                sweep(self._state)
                answer = self._pass(request, params)
        except Refused as refused:
            answer = refused.answer
        headers = {"Discourse-Readonly": "true"} if self._is_read_only and request.method == "GET" else {}
        return response(answer, headers)

    @property
    def _is_read_only(self) -> bool:
        return self._state.settings.read_only or self._state.settings.staff_writes_only

    def _pass(self, request: Request, params: Params) -> Answer:
        method = "GET" if request.method == "HEAD" else request.method
        path: str = request.scope["path"]
        match = find_route(method, path.removesuffix(".json"))
        if match is None:
            raise not_found()
        caller = self._admit(request, method, match)
        if method != "GET" and self._is_read_only and not self._may_write(caller):
            raise read_only()
        if method == "GET" and not _wants_json(request, match):
            return Answer(body=self._pages.shell(caller))
        return match.endpoint(
            Visit(
                state=self._state,
                caller=caller,
                params={**params, **match.pieces},
                path=match.pieces,
                base_url=str(request.base_url).rstrip("/"),
                agent=(caller.address, request.headers.get("user-agent", ""), request.headers.get("referer", "")),
            )
        )

    def _admit(self, request: Request, method: str, match: Match) -> Caller:
        address = request.client.host if request.client else ""
        key = request.headers.get("api-key")
        if key is None:
            hit_address(self._state, address)
            return Caller(address=address)
        try:
            caller = authenticate(self._state, key, request.headers.get("api-username"), method, match.action)
        except Refused:
            hit_address(self._state, address)
            raise
        hit_api(self._state)
        return Caller(user=caller.user, key=caller.key, address=address)

    def _may_write(self, caller: Caller) -> bool:
        return self._state.settings.staff_writes_only and not self._state.settings.read_only and caller.staff


def _wants_json(request: Request, match: Match) -> bool:
    plain = match.action in ("forums#status", "posts#markdown_id")
    return plain or request.scope["path"].endswith(".json") or "application/json" in request.headers.get("accept", "")


async def _params(request: Request) -> Params:
    """Query and body as Rails merges them. Raises: Refused (400)."""
    params = query_params(request.url.query)
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "application/json":
        return {**params, **json_params(await request.body())}
    if content_type == "application/x-www-form-urlencoded":
        return {**params, **query_params((await request.body()).decode("utf-8", "replace"))}
    if content_type == "multipart/form-data":
        async with request.form() as form:
            return {**params, **form_params((name, str(value)) for name, value in form.multi_items())}
    return params


def response(answer: Answer, headers: Mapping[str, str]) -> Response:
    """The answer as it goes over the wire; Discourse's JSON names its charset, a 204 has no content type."""
    body: Any = answer.body
    content_type = answer.content_type
    if body is not None and not isinstance(body, str):
        body, content_type = json.dumps(body, ensure_ascii=False), _JSON
    sent = Response(content=body, status_code=answer.status, headers={**answer.headers, **headers})
    if content_type:
        sent.headers["content-type"] = content_type
    return sent
