"""Posts to a Discourse forum as an ordinary account: one topic a digest, a reply for each further part."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from bot.config import Secrets
from bot.domain import Edition, Intent, Post
from bot.errors import Misconfigured, PaperboyError, Rejected
from bot.net import patiently
from bot.ports import Check, Clock
from bot.posting import marked_key
from bot.publishers.forum import Forum

DEFAULT_LENGTH = 32_000
"""`max_post_length` as Discourse ships it, in code points
(https://github.com/discourse/discourse/blob/main/config/site_settings.yml)."""

CREATE = 1
"""The permission that lets an account open topics in a category."""

CHUNK = 50


class Settings(BaseModel):
    """`[editions.NAME.discourse]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    url: Annotated[str, Field(pattern=r"^https?://[^/\s]+", description="The forum's own address.")]
    username: str = Field(description="The bot's account: its own, not staff, trust level 2 recommended.")
    category: int | str = Field(description="Id or slug of the category.")
    api_key_file: Path | None = Field(
        None, description="A file that holds the key; else the secret `discourse-api-key`."
    )
    max_post_length: int = Field(DEFAULT_LENGTH, ge=1000, description="Used where the forum does not tell its own.")


def connect(settings: Settings, *, edition: Edition, root: Path, secrets: Secrets, clock: Clock) -> "Discourse":
    """The publisher of an edition. Nothing is asked, and no key read, before it is used."""
    file = root / settings.api_key_file if settings.api_key_file else None
    api_key = partial(secrets.get, "discourse-api-key", needed_for=f"the edition {edition.name}", file=file)
    return Discourse(settings, edition, api_key, clock)


class Discourse:
    """Implements `ports.Publisher`."""

    def __init__(self, settings: Settings, edition: Edition, api_key: Callable[[], str], clock: Clock) -> None:
        self._settings = settings
        self._edition = edition
        self._api_key = api_key
        self._clock = clock

    @cached_property
    def _forum(self) -> Forum:
        return Forum(self._settings.url, self._settings.username, self._api_key())

    @cached_property
    def _category(self) -> int:
        """The category's id. Raises: Misconfigured, with the slugs there are."""
        wanted = self._settings.category
        known = {one["slug"]: one["id"] for one in self._categories()}
        if wanted in known.values() or wanted in known:
            return int(known.get(str(wanted), wanted))
        raise Misconfigured(
            f"editions.{self._edition.name}.discourse.category: {self._settings.url} has no category {wanted!r}"
            f" that {self._settings.username} can see; there are: {', '.join(sorted(known))}"
        )

    def limit(self) -> int | None:
        """The forum's own `max_post_length`; it may be asked without a key."""
        told = self._ask(lambda: self._forum.anonymous("/site/settings.json"))
        return int(told.get("max_post_length") or self._settings.max_post_length)

    def find(self, intent: Intent) -> Post | None:
        """A topic by its external id, a reply by its marker."""
        if intent.external_id is None:
            return self._find_reply(intent)
        topic_id = self._ask(lambda: self._forum.topic_id_by_external_id(str(intent.external_id)))
        if topic_id is None:
            return None
        topic = self._topic(topic_id)
        first = topic["post_stream"]["posts"][0]
        if marked_key(first["raw"]) != intent.key:
            raise Rejected(f"{intent.key}: {self._url(topic_id)} has its external id but is not the bot's own text")
        return self._post(intent.key, topic, first)

    def create(self, intent: Intent) -> Post:
        """One POST, then reading back what was stored. Waiting for a rate limit is safe: nothing was saved."""
        made = self._ask(lambda: self._create(intent))
        if made.get("action") == "enqueued":
            raise Rejected(
                f"{intent.key}: the forum keeps it for approval; approve it there, and exempt"
                f" {self._settings.username} from approval so that the next one goes out by itself"
            )
        topic = self._topic(made["topic_id"])
        return self._post(intent.key, topic, self._raw_post(made["topic_id"], made["id"]))

    def read(self, post: Post) -> Post:
        """The post with its topic's title and tags as they stand now."""
        return self._post(post.key, self._topic(post.topic_id), self._raw_post(post.topic_id, post.post_id))

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        """One PUT with `original_text`, so that nobody's edit is overwritten."""
        original = {"post[original_text]": post.raw}
        self._ask(lambda: self._forum.update_post(post.post_id, raw, reason, **original))
        return self.read(post)

    def check(self) -> Sequence[Check]:
        """Account, category, rights and limit, each a line."""
        looks: Mapping[str, Callable[[], str]] = {
            "address": self._check_address,
            "key": self._check_key,
            "account": self._check_account,
            "category": self._check_category,
            "tags": self._check_tags,
        }
        return [_checked(f"{self._edition.name}: {what}", look) for what, look in looks.items()]

    def _create(self, intent: Intent) -> Any:
        if intent.topic_id is not None:
            return self._forum.create_post(intent.raw, topic_id=intent.topic_id)
        return self._forum.create_post(
            intent.raw,
            category_id=self._category,
            title=intent.title,
            tags=list(intent.tags),
            external_id=intent.external_id,
        )

    def _find_reply(self, intent: Intent) -> Post | None:
        topic = self._topic(intent.topic_id or 0)
        for post in self._posts(topic):
            if post["username"] == self._settings.username and marked_key(post["raw"]) == intent.key:
                return self._post(intent.key, topic, post)
        return None

    def _posts(self, topic: Any) -> Iterator[Any]:
        """Every post of a topic with its raw, in order. A topic's own answer holds the first twenty."""
        stream = topic["post_stream"]
        yield from stream["posts"]
        rest = stream["stream"][len(stream["posts"]) :]
        for start in range(0, len(rest), CHUNK):
            yield from self._ask(partial(self._chunk, topic["id"], rest[start : start + CHUNK]))

    def _chunk(self, topic_id: int, post_ids: Sequence[int]) -> Any:
        answer = self._forum._get(f"/t/{topic_id}/posts.json", include_raw=1, **{"post_ids[]": post_ids})
        return answer["post_stream"]["posts"]

    def _topic(self, topic_id: int) -> Any:
        return self._ask(lambda: self._forum._get(f"/t/{topic_id}.json", include_raw=1))

    def _raw_post(self, topic_id: int, post_id: int) -> Any:
        """One post with its raw, through its topic: no granular scope covers /posts/:id.json."""
        (post,) = self._ask(partial(self._chunk, topic_id, [post_id]))
        return post

    def _categories(self) -> list[Any]:
        answer = self._ask(lambda: self._forum._get("/categories.json", include_subcategories="true"))
        tops = answer["category_list"]["categories"]
        return [one for top in tops for one in (top, *top.get("subcategory_list", ()))]

    def _post(self, key: str, topic: Any, post: Any) -> Post:
        number = post["post_number"]
        return Post(
            key=key,
            topic_id=topic["id"],
            post_id=post["id"],
            url=self._url(topic["id"]) + ("" if number == 1 else f"/{number}"),
            title=topic["title"],
            raw=post["raw"],
            tags=tuple(tag if isinstance(tag, str) else tag["name"] for tag in topic.get("tags") or ()),
        )

    def _url(self, topic_id: int) -> str:
        # Without a slug: a title all in Hangul has none, and it changes with the title.
        return f"{self._forum.host}/t/{topic_id}"

    def _ask(self, call: Callable[[], Any]) -> Any:
        return patiently(call, self._clock)

    def _check_address(self) -> str:
        return f"posts may have {self.limit():,} characters"

    def _check_key(self) -> str:
        self._categories()
        return f"accepted for {self._settings.username}"

    def _check_account(self) -> str:
        user = self._ask(lambda: self._forum.anonymous(f"/u/{self._settings.username}.json"))["user"]
        if user.get("admin") or user.get("moderator"):
            raise Misconfigured(f"{self._settings.username} is staff; give the bot an ordinary account of its own")
        level = user.get("trust_level", 0)
        return f"{self._settings.username}, trust level {level}" + (
            "" if level > 1 else "; level 2 could still edit a post after a day"
        )

    def _check_category(self) -> str:
        shown = self._ask(lambda: self._forum._get(f"/c/{self._category}/show.json"))["category"]
        if shown.get("permission") != CREATE:
            raise Misconfigured(
                f"{self._settings.username} may not open topics in {shown['slug']!r}; change its security"
            )
        return f"{shown['slug']} (id {self._category})"

    def _check_tags(self) -> str:
        tags = self._ask(lambda: self._forum._get("/tags.json"))["tags"]
        missing = sorted(set(self._edition.tags) - {tag.get("name") or tag["id"] for tag in tags})
        if missing:
            raise Misconfigured(
                f"the forum has no tag {', '.join(missing)}; create it, or unknown tags are dropped in silence"
            )
        return ", ".join(self._edition.tags) or "none are set"


def _checked(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what=f"{what}: {look()}", well=True)
    except PaperboyError as error:
        return Check(what=what, well=False, remedy=str(error))
