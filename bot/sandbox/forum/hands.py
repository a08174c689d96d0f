"""What people and operators do to the forum by hand, for tests and demos in the same process. No limit paces them."""

from dataclasses import replace
from typing import Any

from bot.sandbox.forum.access import Caller
from bot.sandbox.forum.acting import delete_post, delete_topic, set_status
from bot.sandbox.forum.answers import unprocessable
from bot.sandbox.forum.creating import perform, save_queued
from bot.sandbox.forum.editing import Change, revise
from bot.sandbox.forum.state import SYSTEM_ID, Category, Post, State, User
from bot.sandbox.forum.wishes import Wish


class Hands:
    """Acts on a forum's state under its lock; what the validators refuse is refused here as well."""

    def __init__(self, state: State) -> None:
        self.state = state

    def configure(self, **changes: Any) -> None:
        """Changes site settings."""
        with self.state.lock:
            self.state.settings = replace(self.state.settings, **changes)

    def post_as(self, username: str, raw: str, **wish: Any) -> Post:
        """Writes a topic (`title`, `category_id`, `tags`) or a reply (`topic_id`, `reply_to`, `whisper`).

        Raises: Refused (422).
        """
        with self.state.lock:
            category: Category | None = self.state.categories.get(wish.pop("category_id", 0))
            status, body = perform(
                self.state, Caller(user=self._user(username)), Wish(raw=raw, category=category, **wish)
            )
            if "id" not in body:
                raise unprocessable([f"{status}: {body}"])
            return self.state.posts[body["id"]]

    def edit_as(self, username: str, post_id: int, raw: str, reason: str | None = None) -> None:
        """Edits a post. Raises: Refused (422)."""
        with self.state.lock:
            change = Change(raw=raw.rstrip(), reason=reason)
            revise(self.state, self._user(username), self.state.posts[post_id], change, paced=False)

    def retitle_as(self, username: str, topic_id: int, title: str, tags: tuple[str, ...] | None = None) -> None:
        """Changes a topic's title, and its tags where they are given. Raises: Refused (422)."""
        with self.state.lock:
            change = Change(title=title, tags=tags)
            revise(self.state, self._user(username), self.state.first_post(topic_id), change, paced=False)

    def like_as(self, username: str, post_id: int) -> None:
        """Presses the heart."""
        with self.state.lock:
            self.state.posts[post_id].likes[self._user(username).id] = self.state.clock.now()

    def delete_post(self, post_id: int, by: str) -> None:
        """Deletes a post: staff at once, its author with a note for a day."""
        with self.state.lock:
            delete_post(self.state, self._user(by), self.state.posts[post_id])

    def hide_post(self, post_id: int) -> None:
        """Hides a post, as enough flags do."""
        with self.state.lock:
            self.state.posts[post_id].hidden_at = self.state.clock.now()

    def make_wiki(self, post_id: int) -> None:
        """Lets everybody edit a post."""
        with self.state.lock:
            self.state.posts[post_id].wiki = True

    def make_moderator(self, username: str, *, enabled: bool = True) -> None:
        """Gives the role, or takes it away."""
        with self.state.lock:
            self._user(username).moderator = enabled

    def anonymise(self, username: str) -> str:
        """Takes an account's name away; its posts stay. Returns the name it has now."""
        with self.state.lock:
            user = self._user(username)
            user.username = user.name = f"anon{user.id:08d}"
            return user.username

    def delete_user(self, username: str) -> None:
        """Deletes an account with its posts."""
        with self.state.lock:
            user = self._user(username)
            for post in self.state.posts.values():
                if post.user_id == user.id and post.deleted_at is None:
                    post.deleted_at, post.deleted_by = self.state.clock.now(), SYSTEM_ID
            user.suspended, user.username = True, f"deleted-{user.id}"

    def delete_topic(self, topic_id: int, by: str) -> None:
        """Deletes a topic; its external_id stays taken."""
        with self.state.lock:
            delete_topic(self.state, self._user(by), self.state.topics[topic_id])

    def restore_topic(self, topic_id: int) -> None:
        """Takes a topic's deletion back."""
        with self.state.lock:
            topic, first = self.state.topics[topic_id], self.state.first_post(topic_id)
            topic.deleted_at = first.deleted_at = None
            topic.deleted_by = first.deleted_by = None

    def set_status(self, topic_id: int, status: str, *, enabled: bool, by: str) -> None:
        """Sets `closed`, `archived` or `visible`."""
        with self.state.lock:
            set_status(self.state, self._user(by), self.state.topics[topic_id], status, enabled=enabled)

    def approve(self, queued_id: int) -> Post:
        """Lets a queued post out; it has no external_id any more."""
        with self.state.lock:
            return save_queued(self.state, self.state.queue[queued_id])

    def reject(self, queued_id: int) -> None:
        """Throws a queued post away."""
        with self.state.lock:
            del self.state.queue[queued_id]

    def _user(self, username: str) -> User:
        user = self.state.user(username)
        if user is None:
            raise KeyError(username)
        return user
