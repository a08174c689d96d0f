"""pydiscourse with a transport of our own.

pydiscourse knows the calls. What it leaves open is set here once: it never waits for ever, never sleeps on a 429 and
never follows a redirect, which would turn a POST into a GET and carry the key to another host.
"""

import json
import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import ValidationError
from pydiscourse import DiscourseClient

from bot.errors import Misconfigured, Unavailable
from bot.net import Answer, Budget
from bot.publishers import _answers as shapes
from bot.publishers._lost import DEADLINE_S, Lost
from bot.publishers._refusal import REDIRECTS, Forbidden, Request, in_one_line, words_of
from bot.publishers._wire import Wire

_TOPIC = re.compile(
    r"(?:(?:https?:)?//[^/?#]*)?(?:/[^/?#]+)*?/t/(?:(?!external_id/)[^/?#]+/)?(\d{1,15})(?:\.json)?(?:[?#].*)?",
    re.ASCII,
)
# It would write whole answers into a debug log.
logging.getLogger("pydiscourse").setLevel(logging.WARNING)

AnyShape = TypeVar("AnyShape", bound=shapes.Shape)


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
        refusal = words_of(answer)
        if answer.status == HTTPStatus.NOT_FOUND and refusal:
            return None
        found = _TOPIC.fullmatch(answer.headers.get("location", ""))
        if answer.status != HTTPStatus.MOVED_PERMANENTLY or not found:
            raise self._request_of("GET", path).refused(answer)
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
        if answer.status in REDIRECTS and "/tag/" in answer.headers.get("location", ""):
            return True
        unseen = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND) if anonymous else (HTTPStatus.NOT_FOUND,)
        if answer.status in unseen and words_of(answer):
            return False
        self._decoded("GET", path, answer)
        return True

    def found(self, words: str) -> shapes.FoundPage:
        """Open topics that everybody sees with all these words in the title. Raises: Unavailable (also: overloaded).

        Source of the filters: https://github.com/discourse/discourse/blob/main/lib/search.rb
        """
        page = self._read(shapes.FoundPage, "/search.json", q=f"{words} in:title status:open status:public")
        if error := page.grouped_search_result.error:
            raise Unavailable(f"{self.host}: its search is overloaded ({in_one_line([error])}); tried again later")
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
        if answer.status not in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY) or not words_of(answer):
            raise self._request_of(verb, path).refused(answer)
        return answer.status

    def _read(self, shape: type[AnyShape], path: str, **params: Any) -> AnyShape:
        return self._shaped(shape, "GET", path, self._get(path, **params))

    def _public(self, shape: type[AnyShape], path: str) -> AnyShape | None:
        """A page asked for without the key, which may have no scope for it."""
        answer = self._send("GET", path, anonymous=True)
        if answer.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND) and words_of(answer):
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
            raise self._request_of(verb, path).unknown(f"no answer ({error})") from error

    def _decoded(self, verb: str, path: str, answer: Answer) -> Any:
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise self._request_of(verb, path).refused(answer)
        if not answer.body.strip():
            return None
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            raise self._request_of(verb, path).unknown("answered with something that is not JSON") from error

    def _shaped(self, shape: type[AnyShape], verb: str, path: str, answer: Any) -> AnyShape:
        try:
            return shape.model_validate(answer)
        except (ValidationError, RecursionError) as error:
            what = f"answered with something that is no {shape.__name__}"
            raise self._request_of(verb, path).unknown(what) from error

    def _request_of(self, verb: str, path: str) -> Request:
        return Request(verb=verb, host=self.host, path=path, username=self.api_username)
