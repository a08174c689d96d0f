"""A place that is asked as little as can be, and written to no faster than its accounts may write.

The list of all topics says for every digest at once what a look-up says for one, so that a digest of which nothing was
ever written down is sent without another look: the forum takes each external id once, and where it has one already,
what stands under it is looked for. What was stored is read back once a digest, after its last part.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from bot import posting
from bot.domain import Beat, Intent, Pace, Post, Topic
from bot.doubting import doubt
from bot.errors import OutcomeUnknown, PaperboyError, Rejected
from bot.looking import EVERY
from bot.ports import Bot, Clock, Paced, Publisher


class Turns:
    """When one account may write next; not at once, as a process that was killed may have written a moment ago."""

    def __init__(self, clock: Clock, pace: Pace) -> None:
        self._clock = clock
        self._pace = pace
        self._post = self._topic = clock.now()

    def wait(self, *, topic: bool) -> None:
        """Returns when it may write a post, or open a topic."""
        now, pace = self._clock.now(), self._pace
        pauses = [(self._post, pace.between_posts_s), *([(self._topic, pace.between_topics_s)] if topic else [])]
        # A clock that was set back makes nobody wait for longer than a pause.
        longest = max(min(pause, pause - (now - last).total_seconds()) for last, pause in pauses)
        if longest > 0:
            self._clock.sleep(longest)

    def took(self, *, topic: bool) -> None:
        """It has written now."""
        self._post = self._clock.now()
        self._topic = self._post if topic else self._topic


class Sparing:
    """Implements `ports.Publisher` by another one; what it says nothing of is that one's."""

    def __init__(self, bot: Bot, place: Paced, turns: Turns) -> None:
        self._bot = bot
        self._place = place
        self._turns = turns
        self._limit: tuple[datetime, int | None] | None = None
        self._new: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._place, name)

    def limit(self) -> int | None:
        """Asked for anew now and then."""
        now = self._bot.clock.now()
        if self._limit is None or abs(now - self._limit[0]) > EVERY:
            self._limit = (now, self._place.limit())
        return self._limit[1]

    def newest(self) -> Sequence[Topic]:
        """None: whose week it is was seen when all topics were read."""
        return ()

    def beat(self, mine: Beat) -> None:
        """None: a sign of life is left when all topics are read."""

    def parts(self, digest: str, external_id: str) -> Sequence[Post]:
        """None, unasked, where nothing of it was ever to be sent."""
        if self._bot.store.posts.parts(digest):
            return self._place.parts(digest, external_id) if self._place.stands(external_id) else ()
        self._new.add(digest)
        return ()

    def find(self, intent: Intent) -> Post | None:
        """None, unasked, of a digest that is new."""
        return None if _digest_of(intent) in self._new else self._place.find(intent)

    def create(self, intent: Intent) -> Post:
        """Sends it in its turn; after the last part all are read back and kept as they stand."""
        digest, topic = _digest_of(intent), intent.topic_id is None
        self._turns.wait(topic=topic)
        try:
            sent = self._place.send(intent)
        except Rejected:
            # The external id may be taken by a topic that no list shows.
            there = self._place.find(intent) if digest in self._new else None
            self._new.discard(digest)
            if there is None:
                raise
            return there
        except PaperboyError:
            self._new.discard(digest)
            raise
        finally:
            self._turns.took(topic=topic)
        is_last = intent.key == self._bot.store.posts.parts(digest)[-1].key
        return self._read_back(digest, sent) if is_last else sent

    def _read_back(self, digest: str, last: Post) -> Post:
        self._new.discard(digest)
        store, sent = self._bot.store.posts, {one.key: one for one in self._bot.store.posts.parts(digest)}
        try:
            stored = self._place.read([*store.of(digest), last])
        except PaperboyError as error:
            raise OutcomeUnknown(f"{error} (it was posted, and is looked for)") from error
        for one in stored:
            if one.key != last.key:
                store.add(one, self._bot.clock.now())
                doubt(self._bot, posting.lost_tags(sent[one.key], one))
        return next((one for one in stored if one.key == last.key), last)


def sparing(bot: Bot, place: Paced, turns: Turns) -> Publisher:
    """The same place, asked as little as can be."""
    return cast("Publisher", Sparing(bot, place, turns))


def _digest_of(intent: Intent) -> str:
    return intent.key.partition("#")[0]
