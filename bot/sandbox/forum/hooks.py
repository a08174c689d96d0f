"""The webhook an administrator set up: what happens to posts is sent to an address, signed, and not sent again.

A delivery that fails is lost, as it is where `retry_web_hook_events` is left as it ships. What is said comes from the
system user's view: whispers are in it. Source:
https://github.com/discourse/discourse/blob/main/app/jobs/regular/emit_web_hook_event.rb
"""

import hashlib
import hmac
import json
import threading
from dataclasses import dataclass, field

import httpx

from bot.sandbox.forum.access import Caller
from bot.sandbox.forum.post_json import post_count, post_json
from bot.sandbox.forum.state import SYSTEM_ID, Post, State

_TIMEOUT_S = 20.0


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One event that was sent: its row's id, its name, the body's bytes, and the answer's status, -1 for none."""

    id: int
    event: str
    body: bytes = field(repr=False)
    status: int = 0


class Hooks:
    """Sends the events of posts; each on a thread of its own, so that a slow receiver keeps nobody waiting."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.deliveries: list[Delivery] = []

    def __call__(self, event: str, post: Post) -> None:
        """Sends `post_created`, `post_edited`, `post_destroyed` or `post_recovered`, where an address is set."""
        if self._state.settings.webhook_url:
            body = json.dumps(self._payload(post), ensure_ascii=False).encode()
            delivery = Delivery(id=len(self.deliveries) + 1, event=event, body=body)
            self.deliveries.append(delivery)
            threading.Thread(target=self._send, args=(delivery, self._headers(delivery)), daemon=True).start()

    def again(self, delivery: Delivery) -> None:
        """Sends a delivery once more, with the id it had: an administrator pressed the button."""
        self._send(delivery, self._headers(delivery))

    def _send(self, delivery: Delivery, headers: dict[str, str]) -> None:
        try:
            answer = httpx.post(
                self._state.settings.webhook_url, content=delivery.body, headers=headers, timeout=_TIMEOUT_S
            )
            delivery.status = answer.status_code
        except httpx.HTTPError:
            delivery.status = -1

    def _headers(self, delivery: Delivery) -> dict[str, str]:
        signed = {}
        if secret := self._state.settings.webhook_secret:
            digest = hmac.new(secret.encode(), delivery.body, hashlib.sha256).hexdigest()
            signed = {"X-Discourse-Event-Signature": f"sha256={digest}"}
        return {
            "Content-Type": "application/json",
            "User-Agent": "Discourse/2026.10.0",
            "X-Discourse-Instance": "http://127.0.0.1",
            "X-Discourse-Event-Id": str(delivery.id),
            "X-Discourse-Event-Type": "post",
            "X-Discourse-Event": delivery.event,
            **signed,
        }

    def _payload(self, post: Post) -> dict[str, object]:
        topic = self._state.topics[post.topic_id]
        category = self._state.categories.get(topic.category_id or 0)
        shown = post_json(self._state, Caller(user=self._state.users[SYSTEM_ID]), post, raw=True)
        kept = {name: value for name, value in shown.items() if not name.startswith("can_")}
        kept.pop("actions_summary", None)
        return {
            "post": {
                **kept,
                "topic_title": topic.title,
                "category_id": topic.category_id,
                "category_slug": category.slug if category else None,
                "topic_posts_count": post_count(self._state, topic.id),
                "topic_archetype": topic.archetype,
            }
        }
