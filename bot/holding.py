"""What must not move, and why: the holds that stand on a digest, by its own key or by one that stands for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain import BOT, INTRO, Edition, Hold, Issue, Receipt, Stop
from bot.ports import Bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An issue on its way to an edition."""

    issue: Issue
    edition: Edition

    @property
    def key(self) -> str:
        """The digest's key."""
        return f"{self.issue.key}/{self.edition.name}"


def standing(bot: Bot) -> list[Hold]:
    """The holds that stop something now."""
    now = bot.clock.now()
    return [hold for hold in bot.store.holds.all() if hold.until is None or now < hold.until]


def given_up(bot: Bot, work: Work) -> Hold | None:
    """The decision that the digest shall never be published, or not any more; None where there is none."""
    holds = (hold for hold in standing(bot) if hold.kind in (Stop.DROPPED, Stop.WITHDRAWN))
    return next((hold for hold in holds if hold.key in (work.issue.key, work.key)), None)


def hold_on(bot: Bot, work: Work) -> Hold | None:
    """The first hold on a digest: on its own key, its issue's, its edition's, or one of its entries'.

    An intro that is held is left out, and so is an entry that was dropped: neither holds anything up. Nor does the
    bot's own hold on a text that failed the gate, where the edition shows the source instead.
    """
    digest = (work.issue.key, work.key, work.edition.name)
    holds = standing(bot)
    left_out = {hold.key for hold in holds if hold.kind in (Stop.DROPPED, Stop.WITHDRAWN)}
    mine = (
        hold
        for hold in holds
        if hold.key in digest or (_entry_of(hold) not in left_out and _holds_entry(bot, work, hold))
    )
    return next(mine, None)


def is_stopped(bot: Bot, work: Work) -> bool:
    """Whether a digest is stopped as a whole; one that waits for an entry of its own is still worked at."""
    return any(hold.key in (work.issue.key, work.key, work.edition.name) for hold in standing(bot))


def text(hold: Hold) -> str:
    """Why something is held, with the key that is."""
    return f"{hold.key}: {hold.reason}"


def remedy(hold: Hold) -> str:
    """What lets it go, if anything does."""
    commands = {Stop.HELD: "release", Stop.PAUSED: "resume"}
    return f"`paperboy {commands[hold.kind]} {hold.key}` lets it go" if hold.kind in commands else "it stays so"


def unfit(bot: Bot, issue_key: str, locale: str) -> Mapping[str, Receipt]:
    """The receipts of the texts that failed the gate and that nobody lets out as they are, by entry key.

    Of each entry only the last version counts: what was written since has a verdict of its own.
    """
    receipts = bot.store.receipts.of(issue_key, locale)
    last = bot.store.translations.latest(issue_key, locale) if receipts else {}
    return {entry: receipts[one.key] for entry, one in last.items() if one.key in receipts and receipts[one.key].unfit}


def _holds_entry(bot: Bot, work: Work, hold: Hold) -> bool:
    """Whether a hold on one of its entries holds a digest."""
    if hold.kind is not Stop.HELD or not _is_entry(hold.key, work):
        return False
    if hold.who != BOT or work.edition.on_failure == "hold":
        return True
    return _entry_of(hold) not in unfit(bot, work.issue.key, work.edition.locale)


def _entry_of(hold: Hold) -> str:
    """What a hold on an entry, in one locale or in all, is about."""
    return hold.key.partition("@")[0]


def _is_entry(key: str, work: Work) -> bool:
    """Whether a key names a paper's entry of this issue, in this edition's locale or in all."""
    prefix, _, position = key.rpartition("/")
    number, _, locale = position.partition("@")
    mine = prefix == work.issue.key and locale.partition(".")[0] in ("", work.edition.locale)
    return mine and number.isdecimal() and int(number) != INTRO
