"""Shows an edition's text within another edition's topic: Discourse's own content localization.

Whoever reads the forum in this edition's language sees its text in the place of the original, post by post. The account
is the one that posted the original; no scope of a key opens localizations, so that the key must have none. There is no
topic of its own, no tag, no history: what replaced what, and who did, the forum does not keep.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

from pydantic import Field

from bot.config import Secrets
from bot.domain import Beat, Edition, Intent, Locale, Post, Topic
from bot.errors import Misconfigured, OutcomeUnknown, Rejected, Unavailable
from bot.net import Budget, Budgets
from bot.ports import Clock
from bot.posting import marked_key
from bot.publishers import _outlook, discourse
from bot.publishers._account import Account, forum_locale
from bot.publishers._answers import StoredPost, StoredTopic, TextIn
from bot.publishers._readers import Readers
from bot.publishers._refusal import Forbidden, Gone
from bot.publishers._topics import Topics

NOWHERE = 0
"""No category: it opens no topics."""

ALLOW = (
    "turn content_localization_enabled on, and content_localization_allow_author_localization, or put the account into"
    " one of content_localization_allowed_groups; and give it a key without scopes"
)


class Settings(Account):
    """`[editions.NAME.localization]`."""

    of: str = Field(description="The edition in whose topics this one is shown; it posts there as the same account.")


def connect(
    settings: Settings,
    *,
    edition: Edition,
    locale: Locale,
    root: Path,
    secrets: Secrets,
    clock: Clock,
    budgets: Budgets,
) -> "Localization":
    """The publisher of an edition. Nothing is asked, and no key read, before it is used."""
    # Every value was validated as one of the other table.
    place = discourse.Settings.model_construct(**settings.model_dump(exclude={"of"}), category=NOWHERE)
    key, budget = settings.key(edition, root, secrets), settings.budget(budgets)
    return Localization(place, edition, key, clock, budget, of=settings.of)


_Compared = Callable[[Sequence[Post], Mapping[int, StoredPost]], Sequence[Post]]
"""Reads posts in another language beside their originals."""


class Localization(discourse.Discourse):
    """Implements `ports.Publisher` and `ports.Localizer`. What is said beside a digest is said as in any topic."""

    def __init__(
        self,
        settings: discourse.Settings,
        edition: Edition,
        api_key: Callable[[], str],
        clock: Clock,
        budget: Budget,
        *,
        of: str,
    ) -> None:
        super().__init__(settings, edition, api_key, clock, budget)
        self._of = of
        self._language = forum_locale(edition)
        self._behind: set[str] = set()

    @cached_property
    def forum(self) -> Readers:
        """The same forum, where this text stands for the original."""
        return _Readers(self._settings.url, self._settings.username, lambda: self._topics, self._compared)

    def limit(self) -> int | None:
        """None: no length is asked of a text in another language."""
        return None

    def newest(self) -> Sequence[Topic]:
        """Empty: whose week it is, is settled with the original."""
        return ()

    def beat(self, mine: Beat) -> Beat | None:
        """None: the edition that posts there leaves the sign."""
        return None

    def find(self, intent: Intent) -> Post | None:
        """Its text beside the original of the same number, with the title beside the first, where that is told.

        Raises: also Rejected (somebody else wrote one in this language, or the original is gone).
        """
        if not _is_part(intent.key):
            return super().find(intent)
        topic, original = self._original(intent.key, intent.topic_id)
        there = self._there(original.id)
        if there and marked_key(there.raw) != intent.key:
            raise Rejected(
                f"{intent.key}: {self._topics.url(topic.id)} is shown in {self._language} already, in somebody else's"
                " words; delete those there and release, or leave it to them:"
                f" `paperboy drop {intent.key.partition('#')[0]}`"
            )
        return self._shown(intent.key, topic, original, there) if there and _is_whole(intent.key, there) else None

    def parts(self, digest: str, external_id: str) -> Sequence[Post]:
        """By the markers, in the topic that has the original's external id; none where the title is missing."""
        theirs = f"pb-{self._of}-{external_id.removeprefix(f'pb-{self._edition.name}-')}"
        topic_id = self._topics.ask(partial(self._forum.topic_id_by_external_id, theirs))
        if topic_id is None:
            return ()
        topic, found = self._topics.topic(f"{digest}#1", topic_id), list[Post]()
        for number, original in self._originals(digest, topic).items():
            there = self._there(original.id)
            if there and marked_key(there.raw) == f"{digest}#{number}":
                found.append(self._shown(f"{digest}#{number}", topic, original, there))
                if not _is_whole(found[-1].key, there):
                    return ()
        return tuple(found)

    def create(self, intent: Intent) -> Post:
        """The text, and with the first the title; both are the same however often they are sent."""
        if not _is_part(intent.key):
            return super().create(intent)
        topic, original = self._original(intent.key, intent.topic_id)
        forum = self._forum
        with self._allowed(intent.key):
            self._topics.ask(partial(forum.say_in, self._language, original.id, intent.raw))
            if intent.part == 1:
                self._topics.ask(partial(forum.call_in, self._language, topic.id, intent.title))
        there = self._there(original.id)
        if there is None:
            raise OutcomeUnknown(f"{intent.key}: it was kept and does not stand there; looked for again")
        return self._shown(intent.key, topic, original, there)

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        """One request a post; with title, tags and address as they were."""
        found = ((post, self._there(post.post_id)) for post in posts)
        return tuple(replace(post, raw=there.raw) for post, there in found if there)

    def editor(self, post: Post) -> str:
        """Empty: the forum does not tell who wrote a text in another language."""
        return ""

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        """Looks first whether it is still the text to be replaced; there is no place for a reason."""
        there = self._there(post.post_id)
        if there is None:
            raise Rejected(f"{post.key}: its text in {self._language} is gone from {post.url}; somebody deleted it")
        if there.raw != post.raw:
            raise Unavailable(f"{post.key}: somebody changed it meanwhile; it is read again first: {post.url}")
        with self._allowed(post.key):
            self._topics.ask(partial(self._forum.say_in, self._language, post.post_id, raw))
        self._behind.discard(post.key)
        return replace(post, raw=(self._there(post.post_id) or there).raw)

    def outdated(self, posts: Sequence[Post]) -> Sequence[Post]:
        """As the topic was when its posts were last compared with their originals; nothing is asked."""
        return tuple(post for post in posts if post.key in self._behind)

    def remove(self, posts: Sequence[Post]) -> None:
        """Deletes text after text, and the title last."""
        with self._allowed(posts[0].key):
            for post in posts:
                self._gone(partial(self._forum.unsay_in, self._language, post.post_id))
            self._gone(partial(self._forum.uncall_in, self._language, posts[0].topic_id))

    def _looks(self) -> Mapping[str, Callable[[Topics], str]]:
        """Also whether the forum has localizations on."""
        return {
            "key": _look_at_key,
            "localization": partial(_look_at_localization, self._language),
            **_outlook.looks(self._edition.correcting),
        }

    def _original(self, key: str, topic_id: int | None) -> tuple[StoredTopic, StoredPost]:
        """The topic, and in it the part of the same number. Raises: Unavailable (not posted), Rejected (gone)."""
        if topic_id is None:
            raise Unavailable(f"{key}: the topic of the edition {self._of} is not there yet")
        topic, (digest, _, number) = self._topics.topic(key, topic_id), key.partition("#")
        original = self._originals(digest, topic).get(int(number))
        if original is None:
            raise Rejected(
                f"{key}: part {number} of the edition {self._of} is not in {self._topics.url(topic_id)} any more;"
                " restore it there and release, or leave the digest held"
            )
        return topic, original

    def _originals(self, digest: str, topic: StoredTopic) -> dict[int, StoredPost]:
        """The original's parts by their number."""
        theirs = f"{digest.rpartition('/')[0]}/{self._of}"
        found: dict[int, StoredPost] = {}
        for post in self._topics.posts(topic):
            whose, _, number = self._topics.own_key(post).partition("#")
            if whose == theirs and number.isdecimal():
                found.setdefault(int(number), post)
        return dict(sorted(found.items()))

    def _there(self, post_id: int) -> TextIn | None:
        """The text beside a post in this language; None where there is none, or no such post."""
        try:
            with self._allowed(self._edition.name):
                texts = self._topics.ask(partial(self._forum.texts_in, post_id))
        except Gone:
            return None
        return next((one for one in texts if one.locale == self._language), None)

    def _shown(self, key: str, topic: StoredTopic, original: StoredPost, there: TextIn) -> Post:
        title = there.topic_localization.title if there.topic_localization else topic.title
        return Post(
            key=key,
            topic_id=topic.id,
            post_id=original.id,
            url=self._topics.post(key, topic, original).url,
            title=title,
            raw=there.raw,
            tags=self._edition.tags,
        )

    def _compared(self, posts: Sequence[Post], originals: Mapping[int, StoredPost]) -> Sequence[Post]:
        """Those that stand beside an original; remembers which of them were kept for an earlier version of it."""
        there = {post.key: text for post in posts if post.post_id in originals and (text := self._there(post.post_id))}
        for post in posts:
            text = there.get(post.key)
            late = text is not None and (text.post_version or 0) < originals[post.post_id].version
            (self._behind.add if late and text and text.post_version else self._behind.discard)(post.key)
        return [replace(post, raw=there[post.key].raw) for post in posts if post.key in there]

    def _gone(self, delete: Callable[[], None]) -> None:
        try:
            self._topics.ask(delete)
        except Gone:
            return

    @contextmanager
    def _allowed(self, key: str) -> Iterator[None]:
        """Says what to change where the forum does not let the account write in another language."""
        try:
            yield
        except Forbidden as error:
            raise Forbidden(f"{key}: {error}; {ALLOW}") from error


class _Readers(Readers):
    """The people of the forum, where the posts of a digest are read in its language."""

    def __init__(self, url: str, username: str, topics: Callable[[], Topics], compared: _Compared) -> None:
        super().__init__(url, username, topics)
        self._compared = compared

    def _standing(self, topic: StoredTopic, posts: Sequence[Post], there: Mapping[int, StoredPost]) -> Sequence[Post]:
        return self._compared(posts, there)


def _is_whole(key: str, there: TextIn) -> bool:
    """Whether the title was kept as well, which comes after the text of the first part."""
    return there.topic_localization is not None or not key.endswith("#1")


def _is_part(key: str) -> bool:
    return key.rpartition("#")[2].isdecimal()


def _look_at_key(topics: Topics) -> str:
    """No post has the number 0: whoever may ask for its texts is told so."""
    try:
        topics.ask(partial(topics.forum.texts_in, 0))
    except Gone:
        pass
    except Forbidden as error:
        raise Misconfigured(f"{error}; {ALLOW}") from error
    return f"opens localizations as {topics.forum.api_username}"


def _look_at_localization(language: str, topics: Topics) -> str:
    told = topics.ask(topics.forum.site_settings)
    if told is None or told.content_localization_enabled is None:
        return f"this forum does not say whether it is on; {ALLOW}"
    if not told.content_localization_enabled:
        raise Misconfigured(f"content localizations are off at {topics.forum.host}; {ALLOW}")
    if told.content_localization_allow_author_localization is False:
        setting = "content_localization_allow_author_localization is off"
        return f"on; {setting}: the account must be in one of content_localization_allowed_groups"
    if language in (told.content_localization_supported_locales or "").split("|"):
        return f"on, for readers of {language}"
    unlisted = f"{language} is not among content_localization_supported_locales"
    return f"on, for readers of {language}; {unlisted}, so that guests cannot choose it"
