"""The people of a forum: what they write under the bot's topics, who they are, and the desk where some of them decide.

A granular key needs the scope users:show beside those for posting. No scope opens the heart: with such a key nothing
is liked. What is hidden, deleted, the note of a closing, or written by a robot is nobody's comment.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit

from bot.domain import Comment, Member, Post, Seen
from bot.errors import Misconfigured, Rejected
from bot.ports import Thread
from bot.publishers._answers import WHISPER, Listed, StoredPost, StoredTopic
from bot.publishers._heartbeat import MESSAGES_A_DAY
from bot.publishers._refusal import Forbidden, Gone, Unprocessable
from bot.publishers._topics import CHUNK, Topics

LIKES_A_DAY = "max_likes_per_day (50 unless changed)"
ALLOW_MESSAGES = (
    "let it be messaged by everybody, or by its members with the account among them (the group's settings,"
    " Interaction), and let the account send messages (personal_message_enabled_groups)"
)


class Readers:
    """Implements `ports.Forum` for one account on one forum. `topics` makes the connection, when it is first needed."""

    def __init__(self, url: str, username: str, topics: Callable[[], Topics]) -> None:
        self.name = urlsplit(url).netloc.lower()
        self.username = username
        self._connect = topics
        self._likes = True

    def listed(self, topics: Sequence[int]) -> Mapping[int, Seen]:
        """One request, none where there is nothing to ask for. Whispers count for an account that may whisper."""
        if not topics:
            return {}
        page = self._topics.ask(partial(self._topics.forum.topics_listed, topics))
        return {one.id: _seen(one) for one in page.topic_list.topics if one.id in topics}

    def thread(self, topic_id: int, posts: Sequence[Post]) -> Thread | None:
        """One request for twenty posts, another for each fifty more.

        Of a message, which never ends, the first twenty and the last fifty; the others were read in their time.
        """
        try:
            topic = self._topics.ask(partial(self._topics.forum.stored_topic, topic_id))
        except Gone:
            return None
        written = self._last(topic) if topic.is_message else list(self._topics.posts(topic))
        there = {one.id: one for one in written if one.stands}
        standing = self._standing(topic, posts, there)
        comments = [comment for one in there.values() if (comment := self._comment(topic_id, one))]
        return Thread(standing=standing, comments=comments, closed=topic.closed or topic.archived)

    def afresh(self, comment: Comment) -> Comment | None:
        """By its topic: no scope opens a post by its id alone."""
        stored = self._stored(comment)
        return self._comment(comment.topic_id, stored) if stored else None

    def member(self, username: str) -> Member | None:
        """Groups whose members the account may not see are missing."""
        try:
            user = self._topics.ask(partial(self._topics.forum.listed_user, username)).user
        except Gone:
            return None
        return Member(
            user_id=user.id,
            username=user.username,
            admin=user.admin,
            moderator=user.moderator,
            groups=tuple(group.name for group in user.groups),
            hidden=user.profile_hidden,
            suspended=user.suspended_till is not None,
        )

    def like(self, comment: Comment) -> bool:
        """A refusal says the same for a key without the right and for a post that is liked already or takes no likes:
        the post tells. A key without the right is not tried again.
        """
        try:
            if self._likes:
                self._topics.ask(partial(self._topics.forum.like, comment.post_id), daily=LIKES_A_DAY)
            return self._likes
        except Gone:
            return False
        except (Forbidden, Unprocessable) as error:
            stored = self._stored(comment)
            if stored and stored.like.can_act and isinstance(error, Forbidden):
                self._likes = False
            return stored is not None and stored.like.acted

    def desk(self, group: str, title: str, raw: str, external_id: str) -> int:
        """Found by its external id. `require_desk` says whether it is still a message."""
        found = self._find_desk(external_id)
        if found is not None:
            return found
        forum = self._topics.forum
        try:
            made = self._topics.ask(partial(forum.tell, group, title, raw, external_id), daily=MESSAGES_A_DAY)
        except Unprocessable as error:
            if not error.is_taken:
                raise Misconfigured(f"the group {group}: {error}; {ALLOW_MESSAGES}") from error
            found = self._find_desk(external_id)
            if found is None:
                raise Rejected(
                    f"{forum.host}: the message {title!r} to {group} was deleted; restore it there, or have an"
                    " administrator delete it for good"
                ) from error
            return found
        if made is None:
            raise Rejected(f"{forum.host}: the message {title!r} to {group} waits for approval; approve it there")
        return made.topic_id

    def require_desk(self, key: str, topic_id: int) -> None:
        """Raises: Rejected (a moderator made a public topic of the message, or it is gone)."""
        if not self._topics.topic(key, topic_id).is_message:
            raise Rejected(
                f"{key}: {self._topics.url(topic_id)} is no message any more, and everybody would read it; make it one"
                " again, or have an administrator delete it for good"
            )

    @property
    def _topics(self) -> Topics:
        return self._connect()

    def _standing(self, topic: StoredTopic, posts: Sequence[Post], there: Mapping[int, StoredPost]) -> Sequence[Post]:
        """Those of a digest's posts that stand, as they do."""
        return [self._topics.post(one.key, topic, there[one.post_id]) for one in posts if one.post_id in there]

    def _find_desk(self, external_id: str) -> int | None:
        return self._topics.ask(partial(self._topics.forum.topic_id_by_external_id, external_id))

    def _last(self, topic: StoredTopic) -> list[StoredPost]:
        ids = (topic.post_stream.stream or ())[-CHUNK:]
        shown = {post.id: post for post in topic.post_stream.posts}
        return list({**shown, **self._topics.those(topic, ids)}.values())

    def _stored(self, comment: Comment) -> StoredPost | None:
        ask = partial(self._topics.forum.stored_posts, comment.topic_id, [comment.post_id])
        try:
            posts = self._topics.ask(ask)
        except Gone:
            return None
        return next((post for post in posts if post.id == comment.post_id), None)

    def _comment(self, topic_id: int, post: StoredPost) -> Comment | None:
        """A post as a comment; None where it is the bot's own, or nobody's."""
        if not post.is_written or post.created_at is None or self._topics.is_own(post):
            return None
        return Comment(
            forum=self.name,
            topic_id=topic_id,
            post_id=post.id,
            version=post.version,
            number=post.post_number,
            author_id=post.user_id or 0,
            author=post.username,
            at=post.created_at,
            text=post.raw,
            answers=post.reply_to_post_number,
            whisper=post.post_type == WHISPER,
            wiki=post.wiki,
            trust=post.trust_level,
        )


def _seen(topic: Listed) -> Seen:
    return Seen(
        topic_id=topic.id,
        highest=topic.highest_post_number,
        posts=topic.posts_count,
        last_posted=topic.last_posted_at,
    )
