"""Hands digests to any other place: a signed POST of JSON, with the text as Markdown and the digest as data.

    POST url            {"event": "publish", "key": …, "version": 1, "title": …, "tags": …, "link": …, "markdown": …,
                         "created_at": …, "digest": {…}}
    X-Paperboy-Event: publish | edit | withdraw
    X-Paperboy-Timestamp: 1763280000
    X-Paperboy-Signature: sha256=<HMAC-SHA256 of "1763280000." and the body, with the shared secret, in hex>
    Idempotency-Key: daily/2026-11-16/place#1

Whoever takes it checks the signature, refuses a timestamp more than some minutes off, and does what came under one key
once: after an answer that was lost the very same body comes again under the same key. An answer 2xx takes it; its JSON
may say where it stands now, `{"url": …, "id": …}`, the id a number. An edit or a withdrawal brings the whole new text,
with the `key` that was published, the `id` that was answered and the next `version`.

Nobody can be asked what stands there: what was sent is what the store keeps of it.
"""

import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property, partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from bot import posting
from bot.config import Secrets
from bot.config.values import Duration
from bot.domain import Beat, Edition, Intent, Locale, Post, Topic, fingerprint
from bot.errors import Misconfigured, OutcomeUnknown, Rejected, Unavailable
from bot.net import Answer, Budget, Budgets, patiently, retry_after
from bot.ports import Check, Clock
from bot.publishers._lost import DEADLINE_S, Lost

if TYPE_CHECKING:
    from bot.publishers._wire import Wire

SHORTEST_SECRET = 16

_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?(?:[/?][!-\"$-~]*)?"
)
_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|\[::1\]")
_SIGNATURE_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_LATER = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
_SHOWN = 200
"""So many characters of what a receiver says are shown."""
_TELLING = 6
"""A piece of an address that is shorter is a word of anybody's; a longer one may be all that lets a sender in."""
_LONGEST_URL = 2_000
_LARGEST_ID = 2**63 - 1


def _private(url: str) -> str:
    """Raises: ValueError (not https, but for this machine; with a password, a fragment, or no address at all)."""
    found = _ADDRESS.fullmatch(url)
    if not found or (found["scheme"] == "http" and not _LOOPBACK.fullmatch(found["host"])):
        raise ValueError("give an address that begins with https:// (http:// on this machine alone), without password")
    return url


class Settings(BaseModel):
    """`[editions.NAME.webhook]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    url: Annotated[str, AfterValidator(_private)] = Field(
        description="Where digests are sent, by https, or by http on this machine; of it only the host is ever shown."
    )
    secret: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")] = Field(
        "webhook-secret", description="The name of the secret that signs them, at least 16 characters."
    )
    timeout: Duration = Field(
        timedelta(seconds=30),
        ge=timedelta(seconds=1),
        le=timedelta(seconds=DEADLINE_S),
        description="For one request; at most 110s.",
    )


def connect(
    settings: Settings,
    *,
    edition: Edition,
    locale: Locale,
    root: Path,
    secrets: Secrets,
    clock: Clock,
    budgets: Budgets,
) -> "Webhook":
    """The publisher of an edition. Nothing is sent, and no secret read, before it is used."""
    secret = partial(secrets.get, settings.secret, needed_for=f"the edition {edition.name}", has_key=False)
    return Webhook(settings, edition, secret, clock, budgets.of(urlsplit(settings.url).netloc.lower()))


class Webhook:
    """Implements `ports.Publisher` and `ports.Unseen`. The `post_id` of a post is its version there, from 1."""

    structured = True

    def __init__(
        self, settings: Settings, edition: Edition, secret: Callable[[], str], clock: Clock, budget: Budget
    ) -> None:
        self._settings = settings
        self._edition = edition
        self._read_secret = secret
        self._clock = clock
        self._budget = budget
        self._host = urlsplit(settings.url).netloc

    @property
    def forum(self) -> None:
        """None: what its readers say does not come back."""
        return None

    def check(self) -> Sequence[Check]:
        """Whether there is a secret; a receiver cannot be asked without sending it something."""
        what = f"{self._edition.name}: webhook {self._host}"
        try:
            well, remedy = bool(self._secret), ""
        except Misconfigured as error:
            well, remedy = False, str(error)
        return [Check(what=what, well=well, remedy=remedy)]

    def limit(self) -> None:
        """None: a digest is one part."""
        return None

    def find(self, intent: Intent) -> Post | None:
        """None: what may have arrived is sent again, and known by its key where it has."""
        return None

    def parts(self, digest: str, external_id: str) -> Sequence[Post]:
        """None: only the store remembers."""
        return ()

    def newest(self) -> Sequence[Topic]:
        """None that could be seen."""
        return ()

    def tags(self) -> None:
        """None: the receiver takes any."""
        return None

    def search(self, words: str) -> Sequence[Topic]:
        """Nothing: the receiver is not asked what else it has."""
        return ()

    def beat(self, mine: Beat) -> Beat | None:
        """None: a place like this keeps no sign of life."""
        return None

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        """As they were sent."""
        return tuple(posts)

    def editor(self, post: Post) -> str:
        """Empty: nobody tells."""
        return ""

    def create(self, intent: Intent) -> Post:
        """Sends a digest; the answer is the receipt. Sent again, the body is the same byte for byte."""
        message = {
            "event": "publish",
            "key": intent.key,
            "version": 1,
            "title": intent.title,
            "tags": list(intent.tags),
            "link": intent.link or None,
            "created_at": intent.created_at.isoformat() if intent.created_at else None,
            "markdown": _text(intent.raw),
            "digest": json.loads(intent.data) if intent.data else None,
        }
        url, number = _receipt(self._deliver(intent.key, message))
        return replace(self.believed(intent), url=url, topic_id=number)

    def believed(self, intent: Intent) -> Post:
        """Its first version, without an address or a number: no answer told them."""
        return Post(key=intent.key, topic_id=0, post_id=1, url="", title=intent.title, raw=intent.raw, tags=intent.tags)

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        """Sends the whole new text. Until that is known to have arrived, the version stays the one before."""
        return self._change("edit", post, raw, reason)

    def withdraw(self, post: Post, raw: str) -> Post:
        """The same under a name of its own: a receiver may want to take more down than the text."""
        return self._change("withdraw", post, raw, "")

    def _change(self, event: str, post: Post, raw: str, reason: str) -> Post:
        version = post.post_id + 1
        message = {
            "event": event,
            "key": post.key,
            "version": version,
            "id": post.topic_id or None,
            "title": post.title,
            "tags": list(post.tags),
            "reason": reason or None,
            "markdown": _text(raw),
        }
        # Two texts that came to be the same version, as the first was lost, are two changes.
        url, number = _receipt(self._deliver(f"{post.key}.{event}-{version}-{fingerprint(raw)[:12]}", message))
        return replace(post, post_id=version, raw=raw, url=url or post.url, topic_id=number or post.topic_id)

    def _deliver(self, key: str, message: Mapping[str, object]) -> Answer:
        """Sends it until it is taken or refused. Raises: OutcomeUnknown, Rejected, Misconfigured.

        Nothing that may have arrived is ever called unsent: the next try must bring the same text under the same key.
        """
        body = json.dumps(message, ensure_ascii=False).encode()
        lost: list[Unavailable] = []

        def send() -> Answer:
            try:
                return self._send(key, str(message["event"]), body)
            except Unavailable as error:
                lost.append(error)
                raise

        try:
            return patiently(send, self._clock)
        except Unavailable as error:
            raise OutcomeUnknown(f"{key}: {error}; sent again later", retry_after=error.retry_after) from error
        except (Rejected, Misconfigured) as error:
            if not lost:
                raise
            raise OutcomeUnknown(f"{error} (an earlier try may have arrived: the same is sent again)") from error

    def _send(self, key: str, event: str, body: bytes) -> Answer:
        timestamp = str(int(self._clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "paperboy",
            "Idempotency-Key": key,
            "X-Paperboy-Event": event,
            "X-Paperboy-Timestamp": timestamp,
            "X-Paperboy-Signature": f"sha256={_signature(self._secret, timestamp, body)}",
        }
        self._budget.take()
        try:
            answer = self._wire.ask("POST", self._settings.url, headers, data=body)
        except Lost as error:
            raise Unavailable(f"{self._host} did not answer ({error})") from error
        except Misconfigured as error:
            raise Misconfigured(f"editions.{self._edition.name}.webhook.url: {self._host}: {error}") from error
        self._refuse(key, answer)
        return answer

    @cached_property
    def _wire(self) -> "Wire":
        from bot.publishers._wire import Wire  # noqa: PLC0415 - its client is long to load, and `status` asks nothing

        return Wire(deadline_s=self._settings.timeout.total_seconds())

    def _refuse(self, key: str, answer: Answer) -> None:
        """Raises what an answer means that is not 2xx."""
        status = answer.status
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return
        said = f"{self._host} answered HTTP {status}{self._said(answer)}"
        if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unavailable(said, retry_after=retry_after(answer.headers))
        where = f"editions.{self._edition.name}.webhook"
        if status < HTTPStatus.BAD_REQUEST:
            raise Misconfigured(f"{where}.url: {said}; no other address is followed: put the final one there")
        if status in _SIGNATURE_REFUSED:
            raise Misconfigured(f"{where}: {said}; give both sides the same secret {self._settings.secret!r}")
        raise Rejected(f"{key}: {said}; mend that there, then release it")

    def _said(self, answer: Answer) -> str:
        """What a receiver says, in one line; what of it nobody may see is left out, be it the secret or the address."""
        words = " ".join(answer.body[: 10 * _SHOWN].decode("utf-8", "replace").split())
        where = self._settings.url.partition(self._host)[2]
        pieces = [one for one in re.split(r"[/?&=]", where) if len(one) >= _TELLING]
        for private in (self._secret, where, *pieces):
            words = words.replace(private, "***") if len(private) > 1 else words
        words = "".join(char if char.isprintable() else "?" for char in words)
        return f": {words[:_SHOWN]}" if words else ""

    @cached_property
    def _secret(self) -> str:
        found = self._read_secret()
        if len(found) < SHORTEST_SECRET:
            raise Misconfigured(
                f"{self._settings.secret}: it has fewer than {SHORTEST_SECRET} characters; make a longer one,"
                " with `openssl rand -hex 32`"
            )
        return found


def _signature(secret: str, timestamp: str, body: bytes) -> str:
    return hmac.digest(secret.encode(), f"{timestamp}.".encode() + body, "sha256").hex()


def _text(raw: str) -> str:
    """A part without the line by which a forum's posts are known again."""
    return posting.without_marker(raw).rstrip()


def _receipt(answer: Answer) -> tuple[str, int]:
    """Where it stands and under which number, as far as the answer says so: an empty address, 0."""
    try:
        told: Any = json.loads(answer.body)
    except (ValueError, RecursionError):
        told = None
    told = told if isinstance(told, dict) else {}
    url, number = told.get("url"), told.get("id")
    is_address = isinstance(url, str) and len(url) <= _LONGEST_URL and re.fullmatch(r"https?://[!-~]+", url)
    is_number = isinstance(number, int) and not isinstance(number, bool) and 0 < number <= _LARGEST_ID
    return url if is_address else "", number if is_number else 0
