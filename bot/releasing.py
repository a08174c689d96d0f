"""A person lets go what is held, or lets a text out that did not pass its checks."""

from bot import guard, texts, waiting
from bot.domain import BOT
from bot.ports import Bot


def release(bot: Bot, key: str, who: str, *, resend: bool = False) -> bool:
    """Lifts the hold on a key, and lets what failed be tried at once; False where nothing was to be let go.

    A text that did not pass is let out as it is; one that the model gave none of is asked for again. With `resend`
    digests that the forum's moderators rejected are sent again.
    """
    now = bot.clock.now()
    # Who lets their own hold go has not looked at the text.
    looked_at = all(hold.who == BOT for hold in bot.store.holds.all() if hold.key == key)
    lifted = bot.store.holds.lift(key, who, now)
    failed = texts.failed_under(bot, key) if looked_at else []
    failed += [one for work in waiting.named(bot, key) if lifted for one in texts.refused(bot, work)]
    waived = [bot.store.receipts.waive(one.key, who, now) for one in failed]
    for held in _own(bot) & {one.key.rpartition(".")[0] for one in failed}:
        bot.store.holds.lift(held, who, now)
    resent = [work.key for work in waiting.named(bot, key) if resend and bot.store.posts.unqueue(work.key)]
    guard.forget_failures(bot, key)
    return lifted or bool(resent) or any(waived)


def _own(bot: Bot) -> set[str]:
    """What the bot itself holds: a text under `…/2@ko`, whatever its version."""
    return {hold.key for hold in bot.store.holds.all() if hold.who == BOT}
