"""The door for the forum's webhook, on a port of its own: what it says brings the next look forward, and no more.

Anybody can knock; only what is signed with the shared secret is heard, and of that no word is believed: the worker
looks for itself. Source: https://meta.discourse.org/t/configure-webhooks-that-trigger-on-discourse-events/49045
"""

import hashlib
import hmac
import json
import threading
from collections import OrderedDict

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.config import Secrets
from bot.domain import BOT
from bot.errors import Misconfigured, Unavailable
from bot.ports import Clock, Store
from bot.web.bodies import TooLarge, TooSlow, whole

LARGEST = 1_000_000
"""Bytes of a body: a post of the greatest length, many times over."""

MOST = 10_000
"""So many deliveries are remembered, the oldest forgotten first."""


def hook_secret(secrets: Secrets) -> str:
    """What is shared with the forum that knocks. Raises: Misconfigured."""
    return secrets.get("discourse-webhook-secret", needed_for="the webhook", has_key=False)


def hook(secret: str, store: Store, clock: Clock) -> Starlette:
    """The application: POST /hook."""
    return Starlette(routes=[Route("/hook", _Door(secret.encode(), store, clock).take, methods=["POST"])])


class _Door:
    """Knows the secret, and what was delivered already: by its bytes, which alone are signed. The event's id and name
    are not, and whoever overheard a delivery could send it again under others.
    """

    def __init__(self, secret: bytes, store: Store, clock: Clock) -> None:
        self._secret = secret
        self._store = store
        self._clock = clock
        self._heard: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()

    async def take(self, request: Request) -> Response:
        """Hears a delivery: 204 also where it was heard before; 403 where it is nobody's we know."""
        try:
            body = await whole(request.stream(), LARGEST)
        except TooLarge:
            return Response(status_code=413)
        except TooSlow:
            return Response(status_code=408)
        except ClientDisconnect:
            return Response(status_code=400)
        if not self._is_signed(body, request.headers.get("x-discourse-event-signature", "")):
            return Response(status_code=403)
        topic, name = _topic_of(body), hashlib.sha256(body).digest()
        if topic and self._is_new(name):
            try:
                await run_in_threadpool(self._wish, topic)
            except (Unavailable, Misconfigured):
                self._forget(name)
                return Response(status_code=503)
        return Response(status_code=204)

    def _is_signed(self, body: bytes, told: str) -> bool:
        wanted = "sha256=" + hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted.encode(), told.encode("latin-1", "replace"))

    def _is_new(self, name: bytes) -> bool:
        with self._lock:
            known = name in self._heard
            self._heard[name] = None
            if len(self._heard) > MOST:
                self._heard.popitem(last=False)
            return not known

    def _forget(self, name: bytes) -> None:
        with self._lock:
            self._heard.pop(name, None)

    def _wish(self, topic: int) -> None:
        """One wish a topic in which the bot wrote: while it is not granted, a second one would say the same.

        A forum may tell of all that is written there, and a poll makes way for every wish.
        """
        if not self._store.posts.stand_in(topic):
            return
        facts = {"topics": str(topic)}
        if all((one.what, one.facts) != ("listen", facts) for one in self._store.wishes.open()):
            self._store.wishes.add("listen", "", BOT, self._clock.now(), facts)


def _topic_of(body: bytes) -> int:
    """The topic that a delivery is about; 0 where it is about no post."""
    try:
        return int(json.loads(body)["post"]["topic_id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0
