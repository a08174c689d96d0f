"""What a forum's answer means that is not a success: an error that says who must act."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from pydantic import ValidationError

from bot.config import masked
from bot.errors import Misconfigured, OutcomeUnknown, PaperboyError, Rejected, Unavailable
from bot.net import Answer
from bot.publishers import _answers as shapes

UNTOLD_S = 10.0
"""The wait after a 429 that names none: the search's, or a proxy's before Discourse was asked."""

LONGEST_WORDS = 500
"""Code points of a forum's words that an error repeats."""

REDIRECTS = (301, 302, 303, 307, 308)
_DISCOURSES_OWN = (400, 401, 403, 404, 405, 406, 409, 410, 422)
"""What is a refusal in Discourse's words, and in anybody else's a wrong address."""
_SECONDS = re.compile(r"retry again in (\d{1,9}) second", re.ASCII)
_SCOPES = (
    ("GET", r"/t/", "topics:read"),
    ("GET", r"/c/.*/l/latest|/latest", "topics:read_lists"),
    ("GET", r"/categories", "categories:list"),
    ("GET", r"/tags", "tags:list"),
    ("GET", r"/search", "search:show"),
    ("GET", r"/u/", "users:show"),
    ("GET", r"/posts/.*/revisions/", "revisions:read"),
    ("POST", r"/posts", "topics:write"),
    ("PUT", r"/posts/", "posts:edit"),
)
"""Which scope of a granular key opens what
(https://github.com/discourse/discourse/blob/main/app/models/api_key_scope.rb). No scope opens `/posts/:id.json`,
`/post_actions`, `/groups/:name.json`, `/site/settings.json` or `/session/current.json`."""


class Unprocessable(Rejected):
    """Discourse refuses the content. `said` are its words, one for each fault."""

    def __init__(self, message: str, said: Sequence[str]) -> None:
        super().__init__(message)
        self.said = tuple(said)

    @property
    def is_taken(self) -> bool:
        """Whether an external id is taken, also by a topic that was deleted.

        Rails puts the name of the field before its words, in whatever language those are.
        """
        return any(one.startswith("External ") for one in self.said)


class Gone(Rejected):
    """It was deleted, or the account may not see it."""


class Conflict(Rejected):
    """Somebody else changed it meanwhile."""


class Forbidden(Misconfigured):
    """The key, its user or its scopes do not open this; or nobody may change that post any more."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked of a forum: an address of its host, without the key, as one of its users."""

    verb: str
    host: str
    path: str
    username: str

    def __str__(self) -> str:
        return f"{self.host} ({self.verb} {self.path.partition('?')[0]})"

    def unknown(self, what: str) -> Unavailable:
        """No answer, or none that could be read: of a write nobody knows what came of it."""
        if self.verb == "GET":
            return Unavailable(f"{self}: {what}; tried again later")
        return OutcomeUnknown(f"{self}: {what}; looked up before trying again")

    def refused(self, answer: Answer) -> PaperboyError:
        """An answer other than a success."""
        words = words_of(answer)
        told = self._refused_by_discourse(answer.status, words) if words else None
        return self._put_off(answer, words) or told or self._refused_by_others(answer.status)

    def _put_off(self, answer: Answer, words: shapes.Refusal | None) -> Unavailable | None:
        """Nothing was done, and can be later; None of any other answer."""
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            return Unavailable(f"{self}: too many requests", retry_after=_wait(answer, words))
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and _is_read_only(answer, words):
            return Unavailable(f"{self}: the forum is in maintenance (read-only mode); tried again later")
        return None

    def _refused_by_others(self, status: int) -> PaperboyError:
        """An answer that is not in Discourse's words: of what stands before it, or of its server."""
        if status in REDIRECTS:
            return Misconfigured(f"{self}: redirected; set the forum's url to its own https address")
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return Rejected(f"{self}: the server before the forum takes no request that long; raise its limit")
        if status in _DISCOURSES_OWN:
            return Misconfigured(
                f"{self}: HTTP {status} from something that is not Discourse; check the forum's url,"
                " and let the bot through whatever stands before it"
            )
        return self.unknown(f"HTTP {status}")

    def _refused_by_discourse(self, status: int, words: shapes.Refusal) -> PaperboyError | None:
        """What Discourse's own error means; None where that is a matter of its server, not of the request."""
        said = in_one_line(words.said)
        match status:
            case 400:
                return Misconfigured(f"{self}: {said}; check the category and the forum's settings")
            case 401 | 403:
                return Forbidden(f"{self}: {said}; check the API key, its user{_scope(self.verb, self.path)}")
            case 404 | 410:
                return Gone(f"{self}: gone, or not visible to {self.username}")
            case 409:
                return Conflict(f"{self}: somebody else changed it meanwhile; nothing was written over")
            case 422:
                return Unprocessable(f"{self}: {said}", words.said)
        return None


def _scope(verb: str, path: str) -> str:
    names = [scope for method, start, scope in _SCOPES if verb == method and re.match(start, path)]
    return f", and that it has the scope {names[0]}" if names else " and its scopes"


def words_of(answer: Answer) -> shapes.Refusal | None:
    """Discourse's own words; None where the answer is not Discourse's error."""
    try:
        refusal = shapes.Refusal.model_validate_json(answer.body)
    except ValidationError:
        return None
    return refusal if refusal.said else None


def _is_read_only(answer: Answer, refusal: shapes.Refusal | None) -> bool:
    told = refusal is not None and refusal.error_type == "read_only"
    return told or answer.headers.get("discourse-readonly", "").lower() == "true"


def in_one_line(said: Sequence[str]) -> str:
    words = "".join(sign if sign.isprintable() else " " for sign in " ".join(said))
    return masked(" ".join(words.split())[:LONGEST_WORDS])


def _wait(answer: Answer, refusal: shapes.Refusal | None) -> float:
    """The seconds to wait, from any of the three bodies a 429 can have."""

    def waits() -> Iterator[float | None]:
        yield refusal.extras.wait_seconds if refusal else None
        found = _SECONDS.search(answer.body[:LONGEST_WORDS].decode("utf-8", "replace"))
        yield float(found[1]) if found else None
        asked = answer.headers.get("retry-after", "")
        yield float(asked) if asked.isdecimal() and asked.isascii() else None

    return next((wait for wait in waits() if wait is not None), UNTOLD_S)
