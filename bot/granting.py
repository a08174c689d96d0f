"""What commands and pages ask of the worker, each wish done by the verb it names."""

from collections.abc import Callable, Mapping

from bot import pipeline, renewing
from bot.corrections import bidding
from bot.domain import Ruling, Verb, Wish
from bot.errors import Misconfigured
from bot.ports import Bot


def grant(bot: Bot, wish: Wish) -> None:
    """Does what a command or a page asked of the worker. Raises: Rejected (held), Misconfigured (unknown)."""
    work = _WISHES.get(wish.what)
    if work is None:
        raise Misconfigured(f"{wish.what}: the service does not know this wish; restart it after an update")
    work(bot, wish)


def _ruling_of(wish: Wish) -> Ruling:
    """Raises: Misconfigured (a wish of a newer command)."""
    facts = wish.facts
    try:
        number, verb = int(facts["number"]), Verb(facts["verb"])
    except (KeyError, ValueError) as error:
        raise Misconfigured(f"{wish.what}: the service does not understand {dict(facts)}; restart it") from error
    return Ruling(
        number=number,
        verb=verb,
        who=wish.who,
        shown=facts.get("shown", ""),
        text=facts.get("text", ""),
        operator=bidding.is_operator(wish),
    )


def _topics_of(wish: Wish) -> list[int]:
    """The topics that somebody was told of: ids, separated by blanks."""
    return [int(one) for one in wish.facts.get("topics", "").split() if one.isdecimal()]


def _send(bot: Bot, wish: Wish) -> None:
    if bidding.allowed(bot, wish):
        pipeline.post_now(bot, wish.key)


def _bid(bot: Bot, wish: Wish) -> None:
    bidding.bid(bot, wish)
    pipeline.settle(bot)


_WISHES: Mapping[str, Callable[[Bot, Wish], None]] = {
    "tick": lambda bot, _wish: pipeline.tick(bot),
    "post": lambda bot, wish: pipeline.post_now(bot, wish.key),
    "prepare": lambda bot, _wish: pipeline.prepare(bot),
    "preview": lambda bot, wish: pipeline.prepare_preview(bot, wish.key),
    "try": lambda bot, wish: pipeline.try_model(bot, wish.key, wish.facts.get("model", "")),
    "renew": lambda bot, wish: renewing.renew(bot, wish.key),
    "withdraw": lambda bot, _wish: pipeline.take_down(bot),
    "listen": lambda bot, wish: pipeline.attend(bot, _topics_of(wish)),
    "rule": lambda bot, wish: pipeline.rule(bot, _ruling_of(wish)),
    "send": _send,
    **dict.fromkeys(("hold", "release", "forget", "older", "reword"), _bid),
}
"""What may be wished: the first six by commands, the others by pages, by what a forum tells, or by both."""
