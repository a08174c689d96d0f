"""Which post of the bot's own shows which correction to the moderators, so that an answer to it can be told."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.domain import Comment, Intent, Post
from bot.ports import Bot

_KEY = re.compile(r"#ask-(\d+)-([0-9a-f]{8})$")
_TOLD = re.compile(r"#told-(?P<number>\d+)-(?:look\d+|(?P<command>\d+))$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A correction as it was shown: its number, and the first eight digits of the fingerprint of what was seen.

    `command` is the command that `post` answers, as it was first written, and `by` who gave it; both empty where it
    shows the correction itself.
    """

    number: int
    shown: str
    intent: Intent
    post: Post
    command: str = ""
    by: str = ""

    @property
    def digest(self) -> str:
        """The key of the digest it is about."""
        return self.intent.key.rpartition("#")[0]


def asks(bot: Bot, digests: Iterable[str]) -> Mapping[tuple[int, int], Ask]:
    """The proposals of these digests that were shown, by topic and number of the post that shows them.

    What was said to a command stands for what the command answered: a doubt can be answered where it is read.
    """
    found: dict[tuple[int, int], Ask] = {}
    for digest in dict.fromkeys(digests):
        comments = {one.post_id: one for one in bot.store.comments.under(digest)}
        for intent in bot.store.posts.said(digest):
            post = bot.store.posts.get(intent.key)
            if post and (ask := _shown(intent, post) or _told(intent, post, found, comments)):
                found[post.topic_id, post.number] = ask
    return found


def _shown(intent: Intent, post: Post) -> Ask | None:
    key = _KEY.search(intent.key)
    return Ask(number=int(key[1]), shown=key[2], intent=intent, post=post) if key else None


def _told(
    intent: Intent, post: Post, found: Mapping[tuple[int, int], Ask], comments: Mapping[int, Comment]
) -> Ask | None:
    """What the command that was answered was about; without a command, the proposal of that number shown last."""
    key = _TOLD.search(intent.key)
    if key is None:
        return None
    if key["command"] is None:
        shown = [one for one in found.values() if one.number == int(key["number"])]
        return replace(shown[-1], post=post, command="", by="") if shown else None
    command = comments.get(int(key["command"]))
    if command is None or command.version != 1:
        return None  # nobody can tell any more what was said to it
    ask = found.get((command.topic_id, command.answers or 0))
    return replace(ask, post=post, command=command.text, by=command.author) if ask else None
