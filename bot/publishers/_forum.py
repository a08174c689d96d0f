"""pydiscourse with a transport of our own; every trouble becomes an error that says who must act.

pydiscourse knows the calls. What it leaves open is set here once: it never waits for ever, never sleeps on a 429 and
never follows a redirect, which would turn a POST into a GET and carry the key to another host.
"""

import json
import logging
import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote

from pydantic import ValidationError
from pydiscourse import DiscourseClient

from bot.config import masked
from bot.errors import Misconfigured, OutcomeUnknown, Rejected, Unavailable
from bot.net import Answer, Budget
from bot.publishers import _answers as shapes
from bot.publishers._wire import DEADLINE_S, Lost, Wire

UNTOLD_S = 10.0
"""The wait after a 429 that names none: the search's, or a proxy's before Discourse was asked."""

LONGEST_WORDS = 500
"""Code points of a forum's words that an error repeats."""

_REDIRECTS = (301, 302, 303, 307, 308)
_DISCOURSES_OWN = (400, 401, 403, 404, 405, 406, 409, 410, 422)
"""What is a refusal in Discourse's words, and in anybody else's a wrong address."""
_TOPIC = re.compile(
    r"(?:(?:https?:)?//[^/?#]*)?(?:/[^/?#]+)*?/t/(?:(?!external_id/)[^/?#]+/)?(\d{1,15})(?:\.json)?(?:[?#].*)?",
    re.ASCII,
)
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

# It would write whole answers into a debug log.
logging.getLogger("pydiscourse").setLevel(logging.WARNING)

AnyShape = TypeVar("AnyShape", bound=shapes.Shape)


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


class Forum(DiscourseClient):  # type: ignore[misc]  # pydiscourse has no types
    """The calls of pydiscourse, and those it lacks.

    Every call raises: Unavailable (nothing happened, later), OutcomeUnknown (a write that may have happened),
    Rejected (this text, this title), Misconfigured (key, scope, category, address).
    """

    def __init__(
        self, url: str, username: str, api_key: str, budget: Budget, *, deadline_s: float = DEADLINE_S
    ) -> None:
        super().__init__(url.rstrip("/"), username, api_key)
        if not re.fullmatch(r"[!-~]+", api_key):
            raise Misconfigured(f"{self.host}: the API key holds spaces or other signs that no key has; copy it again")
        self._budget = budget
        self._wire = Wire(deadline_s=deadline_s)

    def topic_id_by_external_id(self, external_id: str) -> int | None:
        """The topic made with this external id; None when there is none that the account can see.

        Discourse answers with a 301 whose Location may be wrong behind a proxy: only the id is read out of its path.
        """
        path = f"/t/external_id/{external_id}.json"
        answer = self._send("GET", path)
        refusal = _refusal(answer)
        if answer.status == HTTPStatus.NOT_FOUND and refusal:
            return None
        found = _TOPIC.fullmatch(answer.headers.get("location", ""))
        if answer.status != HTTPStatus.MOVED_PERMANENTLY or not found:
            self._refuse("GET", path, answer)
        return int(found[1])

    def stored_topic(self, topic_id: int) -> shapes.StoredTopic:
        """A topic with its tags and its first twenty posts, raw included."""
        return self._read(shapes.StoredTopic, f"/t/{topic_id}.json", include_raw=1)

    def stored_posts(self, topic_id: int, post_ids: Sequence[int]) -> Sequence[shapes.StoredPost]:
        """Posts of a topic by id, raw included; those that are gone are left out. Fifty at most fit into an address."""
        wanted = {"include_raw": 1, "post_ids[]": list(post_ids)}
        return self._read(shapes.Chunk, f"/t/{topic_id}/posts.json", **wanted).post_stream.posts

    def newest_topics(self, category_id: int, page: int = 0) -> shapes.TopicPage:
        """The topics of a category, the youngest first, a page of thirty."""
        further = {"page": page} if page else {}
        return self._read(shapes.TopicPage, f"/c/{category_id}/l/latest.json", order="created", **further)

    def topics_listed(self, topic_ids: Sequence[int]) -> shapes.TopicPage:
        """Those topics as a list shows them, a page of thirty; what no list shows to the account is left out."""
        return self._read(shapes.TopicPage, "/latest.json", topic_ids=",".join(map(str, topic_ids)))

    def make(self, raw: str, **place: Any) -> shapes.Made | None:
        """Creates a topic or a reply; None when it was put before a moderator instead."""
        made = self.create_post(raw, **place)
        try:
            shapes.Enqueued.model_validate(made)
        except ValidationError:
            return self._shaped(shapes.Made, "POST", "/posts", made)
        return None

    def tell(self, to: str, title: str, raw: str, external_id: str) -> shapes.Made | None:
        """Sends a user or a group a message: a topic that only those, the account and administrators see."""
        place = {"archetype": "private_message", "target_recipients": to}
        return self.make(raw, title=title, external_id=external_id, **place)

    def like(self, post_id: int) -> None:
        """Presses the heart. Refused also where it is pressed already."""
        self._post("/post_actions", id=post_id, post_action_type_id=shapes.LIKE, flag_topic="false")

    def public_last_change(self, post_id: int) -> shapes.Change | None:
        """The last change of a post, as everybody sees it; None where there is none, or not for everybody."""
        return self._public(shapes.Change, f"/posts/{post_id}/revisions/latest.json")

    def last_change(self, post_id: int) -> shapes.Change:
        """The last change of a post. Raises: also Gone where there is none."""
        return self._read(shapes.Change, f"/posts/{post_id}/revisions/latest.json")

    def change(self, post_id: int, stands: str, raw: str, reason: str) -> None:
        """Replaces a post's text; refused (409) where it is no longer `stands`.

        Where the account may say so (trust level 4) the topic does not come up in the lists; of others it is ignored.
        """
        self.update_post(post_id, raw, reason, bypass_bump="true", **{"post[original_text]": stands})

    def texts_in(self, post_id: int) -> Sequence[shapes.TextIn]:
        """A post's texts in other languages; told only to whoever may write them."""
        return self._read(shapes.TextsIn, f"/post_localizations/{post_id}.json").post_localizations

    def say_in(self, locale: str, post_id: int, raw: str) -> None:
        """Keeps a post's text in another language, in the place of any that is there."""
        path = "/post_localizations/create_or_update.json"
        self._shaped(shapes.Saved, "POST", path, self._post(path, post_id=post_id, locale=locale, raw=raw))

    def call_in(self, locale: str, topic_id: int, title: str) -> None:
        """Keeps a topic's title in another language, in the place of any that is there."""
        path = "/topic_localizations/create_or_update.json"
        self._shaped(shapes.Saved, "POST", path, self._post(path, topic_id=topic_id, locale=locale, title=title))

    def unsay_in(self, locale: str, post_id: int) -> None:
        """Deletes a post's text in another language. Raises: Gone where there is none."""
        self._delete("/post_localizations/destroy.json", post_id=post_id, locale=locale)

    def uncall_in(self, locale: str, topic_id: int) -> None:
        """Deletes a topic's title in another language. Raises: Gone where there is none."""
        self._delete("/topic_localizations/destroy.json", topic_id=topic_id, locale=locale)

    def listed_categories(self) -> shapes.CategoryPage:
        """The categories that the account sees."""
        return self._read(shapes.CategoryPage, "/categories.json", include_subcategories="true")

    def public_categories(self) -> shapes.CategoryPage | None:
        """The categories that everybody sees; None on a forum for members only."""
        return self._public(shapes.CategoryPage, "/categories.json?include_subcategories=true")

    def listed_tags(self) -> shapes.TagPage:
        """The tags that the account sees."""
        return self._read(shapes.TagPage, "/tags.json")

    def public_tags(self) -> shapes.TagPage | None:
        """The tags that everybody sees; None on a forum for members only."""
        return self._public(shapes.TagPage, "/tags.json")

    def has_tag(self, name: str, *, anonymous: bool) -> bool:
        """Whether a tag stands; False also where everybody does not see it. Raises: Forbidden (not `anonymous`).

        Its page may send on: to itself by its number, or to the tag that it is another name of
        (https://github.com/discourse/discourse/blob/main/app/controllers/tags_controller.rb).
        """
        path = f"/tag/{quote(name, safe='')}.json"
        answer = self._send("GET", path, anonymous=anonymous)
        if answer.status in _REDIRECTS and "/tag/" in answer.headers.get("location", ""):
            return True
        unseen = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND) if anonymous else (HTTPStatus.NOT_FOUND,)
        if answer.status in unseen and _refusal(answer):
            return False
        self._decoded("GET", path, answer)
        return True

    def found(self, words: str) -> shapes.FoundPage:
        """Open topics that everybody sees with all these words in the title. Raises: Unavailable (also: overloaded).

        Source of the filters: https://github.com/discourse/discourse/blob/main/lib/search.rb
        """
        page = self._read(shapes.FoundPage, "/search.json", q=f"{words} in:title status:open status:public")
        if error := page.grouped_search_result.error:
            raise Unavailable(f"{self.host}: its search is overloaded ({_in_one_line([error])}); tried again later")
        return page

    def listed_user(self, username: str) -> shapes.UserPage:
        """An account, as the bot's own sees it."""
        return self._read(shapes.UserPage, f"/u/{quote(username, safe='')}.json")

    def public_user(self, username: str) -> shapes.UserPage | None:
        """An account, as everybody sees it; None where everybody does not."""
        return self._public(shapes.UserPage, f"/u/{quote(username, safe='')}.json")

    def listed_group(self, name: str) -> shapes.GroupPage:
        """A group, as the account sees it."""
        return self._read(shapes.GroupPage, f"/groups/{quote(name, safe='')}.json")

    def public_group(self, name: str) -> shapes.GroupPage | None:
        """A group, as everybody sees it; None where everybody does not."""
        return self._public(shapes.GroupPage, f"/groups/{quote(name, safe='')}.json")

    def site_settings(self) -> shapes.SiteSettings | None:
        """What the forum tells everybody of its settings; None on a forum for members only."""
        return self._public(shapes.SiteSettings, "/site/settings.json")

    def may_write(self) -> None:
        """Asks for the right to post and to edit: without a text nothing is made and nothing changed.

        Raises: Forbidden (no right), Unavailable (also: read-only).
        """
        self._try_in_vain("POST", "/posts", raw="")
        self._try_in_vain("PUT", "/posts/0")

    def may_whisper(self) -> bool | None:
        """Whether the account may whisper, asked without a text; None where the forum misses that before it looks.

        Raises: Unavailable.
        """
        try:
            missed = self._try_in_vain("POST", "/posts", raw="", whisper="true")
        except Forbidden:
            return False
        return None if missed == HTTPStatus.BAD_REQUEST else True

    def may_like(self) -> bool:
        """Whether the key opens likes, asked without a post. Raises: Unavailable."""
        try:
            self._try_in_vain("POST", "/post_actions")
        except Forbidden:
            return False
        return True

    def _try_in_vain(self, verb: str, path: str, **params: str) -> int:
        """Makes a call in which something is missing that it needs; returns whether that was missed at once, as a
        parameter (400), or only by the rules for a post (422), which newer versions leave it to.
        """
        answer = self._send(verb, path, data=params)
        if answer.status not in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY) or not _refusal(answer):
            self._refuse(verb, path, answer)
        return answer.status

    def _read(self, shape: type[AnyShape], path: str, **params: Any) -> AnyShape:
        return self._shaped(shape, "GET", path, self._get(path, **params))

    def _public(self, shape: type[AnyShape], path: str) -> AnyShape | None:
        """A page asked for without the key, which may have no scope for it."""
        answer = self._send("GET", path, anonymous=True)
        if answer.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND) and _refusal(answer):
            return None
        return self._shaped(shape, "GET", path, self._decoded("GET", path, answer))

    def _request(
        self,
        verb: str,
        path: str,
        params: Any = None,
        files: Any = None,
        data: Any = None,
        json: Any = None,
        override_request_kwargs: Any = None,
    ) -> Any:
        """Every call of pydiscourse ends here."""
        sent = {"params": params, "files": files, "data": data, "json": json, **(override_request_kwargs or {})}
        return self._decoded(verb, path, self._send(verb, path, **sent))

    def _send(self, verb: str, path: str, *, anonymous: bool = False, **body: Any) -> Answer:
        headers: dict[str, str | bytes] = {"Accept": "application/json", "User-Agent": "paperboy"}
        if not anonymous:
            headers |= {"Api-Key": self.api_key, "Api-Username": self.api_username.encode()}
        self._budget.take()
        try:
            return self._wire.ask(verb, self.host + path, headers, **body)
        except Misconfigured as error:
            raise Misconfigured(f"{self.host}: {error}; check the forum's url") from error
        except Lost as error:
            if verb == "GET" or not error.sent:
                raise Unavailable(f"{self.host}: no answer ({error}); tried again later") from error
            raise self._unknown(verb, path, f"no answer ({error})") from error

    def _decoded(self, verb: str, path: str, answer: Answer) -> Any:
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            self._refuse(verb, path, answer)
        if not answer.body.strip():
            return None
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            raise self._unknown(verb, path, "answered with something that is not JSON") from error

    def _shaped(self, shape: type[AnyShape], verb: str, path: str, answer: Any) -> AnyShape:
        try:
            return shape.model_validate(answer)
        except (ValidationError, RecursionError) as error:
            raise self._unknown(verb, path, f"answered with something that is no {shape.__name__}") from error

    def _unknown(self, verb: str, path: str, what: str) -> Unavailable:
        if verb == "GET":
            return Unavailable(f"{self._where(verb, path)}: {what}; tried again later")
        return OutcomeUnknown(f"{self._where(verb, path)}: {what}; looked up before trying again")

    def _where(self, verb: str, path: str) -> str:
        return f"{self.host} ({verb} {path.partition('?')[0]})"

    def _refuse(self, verb: str, path: str, answer: Answer) -> NoReturn:
        """Raises what an answer other than a success means."""
        where, status, refusal = self._where(verb, path), answer.status, _refusal(answer)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Unavailable(f"{where}: too many requests", retry_after=_wait(answer, refusal))
        if status in _REDIRECTS:
            raise Misconfigured(f"{where}: redirected; set the forum's url to its own https address")
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise Rejected(f"{where}: the server before the forum takes no request that long; raise its limit")
        if status == HTTPStatus.SERVICE_UNAVAILABLE and _is_read_only(answer, refusal):
            raise Unavailable(f"{where}: the forum is in maintenance (read-only mode); tried again later")
        if refusal:
            self._refuse_as_told(verb, path, status, refusal)
        if status in _DISCOURSES_OWN:
            raise Misconfigured(
                f"{where}: HTTP {status} from something that is not Discourse; check the forum's url,"
                " and let the bot through whatever stands before it"
            )
        raise self._unknown(verb, path, f"HTTP {status}")

    def _refuse_as_told(self, verb: str, path: str, status: int, refusal: shapes.Refusal) -> None:
        """Raises what Discourse's own error means; returns where that is a matter of its server, not of the request."""
        where, said = self._where(verb, path), _in_one_line(refusal.said)
        match status:
            case 400:
                raise Misconfigured(f"{where}: {said}; check the category and the forum's settings")
            case 401 | 403:
                raise Forbidden(f"{where}: {said}; check the API key, its user{_scope(verb, path)}")
            case 404 | 410:
                raise Gone(f"{where}: gone, or not visible to {self.api_username}")
            case 409:
                raise Conflict(f"{where}: somebody else changed it meanwhile; nothing was written over")
            case 422:
                raise Unprocessable(f"{where}: {said}", refusal.said)


def _scope(verb: str, path: str) -> str:
    names = [scope for method, start, scope in _SCOPES if verb == method and re.match(start, path)]
    return f", and that it has the scope {names[0]}" if names else " and its scopes"


def _refusal(answer: Answer) -> shapes.Refusal | None:
    """Discourse's own words; None where the answer is not Discourse's error."""
    try:
        refusal = shapes.Refusal.model_validate_json(answer.body)
    except ValidationError:
        return None
    return refusal if refusal.said else None


def _is_read_only(answer: Answer, refusal: shapes.Refusal | None) -> bool:
    told = refusal is not None and refusal.error_type == "read_only"
    return told or answer.headers.get("discourse-readonly", "").lower() == "true"


def _in_one_line(said: Sequence[str]) -> str:
    words = "".join(sign if sign.isprintable() else " " for sign in " ".join(said))
    return masked(" ".join(words.split())[:LONGEST_WORDS])


def _wait(answer: Answer, refusal: shapes.Refusal | None) -> float:
    """The seconds to wait, from any of the three bodies a 429 can have."""

    def told() -> Iterator[float | None]:
        yield refusal.extras.wait_seconds if refusal else None
        found = _SECONDS.search(answer.body[:LONGEST_WORDS].decode("utf-8", "replace"))
        yield float(found[1]) if found else None
        asked = answer.headers.get("retry-after", "")
        yield float(asked) if asked.isdecimal() and asked.isascii() else None

    return next((wait for wait in told() if wait is not None), UNTOLD_S)
