"""The control of the sandbox, on every server below `/_sandbox/`: faults, the request log, other bodies, a fresh start.

It can kill processes, so a web page must not reach it: it answers to loopback names only and reads only JSON sent as
`application/json`, which no page of another origin may send unasked.
"""

from dataclasses import asdict, fields
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.arxiv import Format
from bot.sandbox.faults import FAULTS
from bot.sandbox.forum import ForumSettings
from bot.sandbox.newsletter import FeedName
from bot.sandbox.recordings import Recording
from bot.sandbox.week import Record
from bot.sandbox.world import World


class _Feed(BaseModel):
    """`shown` is one of the feed's bodies; `xml`, where given, is served from now on as the good one."""

    model_config = ConfigDict(extra="forbid")

    shown: FeedName = "week"
    xml: str | None = None


class _Records(BaseModel):
    """Records to add; `format`, where given, switches between today's answers and the older ones."""

    model_config = ConfigDict(extra="forbid")

    records: list[Record] = []
    format: Format | None = None


_RECORDINGS = TypeAdapter(list[Recording])
_CHANGES = TypeAdapter(dict[str, Any])
_SETTINGS = TypeAdapter(ForumSettings)


class Control:
    """The control's requests."""

    def __init__(self, world: World) -> None:
        self._world = world

    def app(self) -> Starlette:
        """The application that answers below `/_sandbox/`."""
        handlers: dict[Any, Any] = {ValidationError: _not_understood}
        return Starlette(
            routes=[
                Route("/_sandbox/faults", self._faults),
                Route("/_sandbox/faults", self._order, methods=["POST"]),
                Route("/_sandbox/faults", self._clear, methods=["DELETE"]),
                Route("/_sandbox/requests", self._requests),
                Route("/_sandbox/feed", self._feed, methods=["POST"]),
                Route("/_sandbox/records", self._records, methods=["POST"]),
                Route("/_sandbox/recordings", self._recordings, methods=["POST"]),
                Route("/_sandbox/forum", self._forum, methods=["POST"]),
                Route("/_sandbox/reset", self._reset, methods=["POST"]),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
            exception_handlers=handlers,
        )

    async def _faults(self, request: Request) -> Response:
        return JSONResponse({"faults": FAULTS.dump_python(self._world.desk.faults, mode="json")})

    async def _order(self, request: Request) -> Response:
        self._world.desk.order(FAULTS.validate_json(await _json(request)))
        return _DONE

    async def _clear(self, request: Request) -> Response:
        self._world.desk.clear()
        return _DONE

    async def _requests(self, request: Request) -> Response:
        wanted = request.query_params.get("server")
        lines = [asdict(line) for line in self._world.desk.requests if wanted in (None, line.server)]
        return JSONResponse({"requests": lines})

    async def _feed(self, request: Request) -> Response:
        told = _Feed.model_validate_json(await _json(request))
        self._world.newsletter.shown = told.shown
        if told.xml is not None:
            self._world.newsletter.xml = told.xml.encode()
        return _DONE

    async def _records(self, request: Request) -> Response:
        told = _Records.model_validate_json(await _json(request))
        self._world.library.add(told.records)
        self._world.library.format = told.format or self._world.library.format
        return _DONE

    async def _recordings(self, request: Request) -> Response:
        self._world.service.add(_RECORDINGS.validate_json(await _json(request)))
        return _DONE

    async def _forum(self, request: Request) -> Response:
        """Changes the forum's site settings: an object of those that change."""
        hands = self._world.forum.state.hands
        changes = _CHANGES.validate_json(await _json(request))
        if unknown := sorted(set(changes) - {field.name for field in fields(ForumSettings)}):
            raise HTTPException(422, f"no such setting: {unknown[0]}")
        settings = _SETTINGS.validate_python({**asdict(hands.state.settings), **changes})
        hands.configure(**{name: getattr(settings, name) for name in changes})
        return _DONE

    async def _reset(self, request: Request) -> Response:
        await _json(request)
        self._world.reset()
        return _DONE


_DONE = Response(status_code=204)


async def _json(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415, "send JSON as application/json")
    return await request.body()


async def _not_understood(request: Request, error: ValidationError) -> Response:
    return JSONResponse({"errors": error.errors(include_url=False, include_context=False)}, 422)
