"""What people do to the forum that the bot meets: each act, and how it is undone."""

from collections.abc import Callable
from functools import partial
from typing import Any

from bot.sandbox.forum import seed
from tests.commands.street import TITLE
from tools.faults.calls import Call
from tools.faults.meddling import acting_first
from tools.faults.stage import Mend, Stage
from tools.faults.troubles import tricked

BY_HAND = "\n\n아래는 운영진이 덧붙인 말입니다."


def nothing() -> None:
    """What is left to do where the trouble ends by itself."""


def week_taken(stage: Stage, *_: Any) -> Mend:
    """A reader has opened a topic on the same week where the digest goes; it stays."""
    title = "[2026/11/08 ~ 11/15] 이번 주 논문, 제가 먼저 정리했습니다 (papers)"
    raw = "이번 주에 나온 논문 몇 편을 짧게 정리해 보았습니다."
    stage.street.hands.post_as(seed.READER, raw, title=title, category_id=seed.NEWS_ID)
    return nothing


def title_taken(stage: Stage, *_: Any) -> Mend:
    """Somebody has a topic of that title, in another category."""
    raw = "이번 주 논문 이야기를 여기에서 미리 나누어 보려고 합니다."
    post = stage.street.hands.post_as(seed.READER, raw, title=TITLE, category_id=seed.FREE_ID)
    other = "다른 제목으로 고친 이번 주의 이야기 (talk of the week)"
    return partial(stage.street.hands.retitle_as, seed.MODERATOR, post.topic_id, other)


def topic_deleted_and_forgotten(stage: Stage, *_: Any) -> Mend:
    """A moderator deletes the topic, and the bot has an empty database: it meets a tombstone."""
    mend = topic_deleted(stage)
    stage.forget()
    return mend


def topic_deleted(stage: Stage, *_: Any) -> Mend:
    """A moderator deletes the topic."""
    stage.street.hands.delete_topic(stage.topic, seed.MODERATOR)
    return partial(stage.street.hands.restore_topic, stage.topic)


def status(name: str) -> Any:
    """A moderator closes or archives the topic."""

    def act(stage: Stage, *_: Any) -> Mend:
        change = partial(stage.street.hands.set_status, stage.topic, name, by=seed.MODERATOR)
        change(enabled=True)
        return partial(change, enabled=False)

    return act


def locked(stage: Stage, *_: Any) -> Mend:
    """A moderator locks the first part."""
    return _first_post(stage, locked=True)


def too_old(stage: Stage, *_: Any) -> Mend:
    """The forum lets nobody edit what is older than a minute."""
    return _configured(stage, post_edit_time_limit=1, tl2_post_edit_time_limit=1)


def approval_of_topics(stage: Stage, call: Call, *_: Any) -> Mend:
    """Topics in the category wait for a moderator, who approves this one and exempts the rest."""
    return _approval(stage, stage.street.hands.approve, "topic_approval")


def approval_of_replies(stage: Stage, *_: Any) -> Mend:
    """Replies wait for a moderator, who approves this one and exempts the rest."""
    return _approval(stage, stage.street.hands.approve, "reply_approval")


def rejection_of_topics(stage: Stage, *_: Any) -> Mend:
    """Topics wait for a moderator, who throws this one away and exempts the rest."""
    return _approval(stage, stage.street.hands.reject, "topic_approval")


def rejection_of_replies(stage: Stage, *_: Any) -> Mend:
    """Replies wait for a moderator, who throws this one away and exempts the rest."""
    return _approval(stage, stage.street.hands.reject, "reply_approval")


def edited_meanwhile(stage: Stage, call: Call, first: int, standing: bool) -> Mend:
    """A moderator writes below the first part after the bot has read it, and before its edit arrives."""
    return tricked(acting_first(lambda: edited_by_hand(stage)))(stage, call, first, False)


def role_lost(stage: Stage, call: Call, first: int, standing: bool) -> Mend:
    """The moderator who decided is none any more when the bot asks, until an administrator mends that."""
    change = partial(stage.street.hands.make_moderator, seed.MODERATOR)
    tricked(acting_first(lambda: change(enabled=False)))(stage, call, first, False)
    return partial(change, enabled=True)


def comment_deleted(stage: Stage, call: Call, first: int, standing: bool) -> Mend:
    """The reader deletes the comment after a moderator has decided, and before the bot looks at it again."""

    def act() -> None:
        state = stage.street.hands.state
        reader = state.user(seed.READER)
        comment = next(post for post in state.stream(stage.topic) if reader and post.user_id == reader.id)
        stage.street.hands.delete_post(comment.id, seed.READER)

    return tricked(acting_first(act))(stage, call, first, False)


def edited_by_hand(stage: Stage, *_: Any) -> Mend:
    """A moderator writes below the first part."""
    post = stage.street.hands.state.first_post(stage.topic)
    stage.street.hands.edit_as(seed.MODERATOR, post.id, post.raw + BY_HAND)
    return nothing


def _approval(stage: Stage, decide: Callable[[int], object], rule: str) -> Mend:
    state = stage.street.hands.state
    setattr(state.categories[seed.NEWS_ID], rule, True)

    def mend() -> None:
        setattr(state.categories[seed.NEWS_ID], rule, False)
        for queued in list(state.queue):
            decide(queued)

    return mend


def _configured(stage: Stage, **changes: Any) -> Mend:
    hands = stage.street.hands
    before = {name: getattr(hands.state.settings, name) for name in changes}
    hands.configure(**changes)
    return lambda: hands.configure(**before)


def _first_post(stage: Stage, *, locked: bool) -> Mend:
    post = stage.street.hands.state.first_post(stage.topic)
    post.locked = locked
    return lambda: setattr(post, "locked", not locked)
