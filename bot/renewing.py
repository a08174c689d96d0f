"""Texts are asked for again, because a person wants it, where what is asked has changed since: other terms, other
instructions.

Only what no reader can have seen is touched: nothing of a locale in which a part of the issue was drawn to be sent,
nothing that a person settled or let out as it is. What is out changes by corrections.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot import gate, holding, texts, waiting
from bot.domain import BOT, INTRO, Entry, Receipt, Translation
from bot.guard import unit
from bot.holding import Work
from bot.ports import Asking, Bot
from bot.texts import Unit
from bot.warming import warm
from bot.writing import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A text that stands, and the question that would be asked for it now, which is not known to be the same."""

    unit: Unit
    stands: Translation
    receipt: Receipt | None
    asking: Asking
    why: str

    @property
    def bought(self) -> bool:
        """Whether the model would be asked; else memory has the answer, and most often it is what stands."""
        return not self.asking.known


def named(bot: Bot, key: str) -> list[Work]:
    """The digests that an issue's, a digest's or an entry's key names; `…/3@ko` those of one locale."""
    entry, _, locale = key.partition("@")
    parent, _, position = entry.rpartition("/")
    if works := waiting.named(bot, key):
        return works
    if not any(one.key == entry for one in bot.store.issues.entries(parent)) and position != str(INTRO):
        return []
    return [work for work in waiting.named(bot, parent) if locale in ("", work.edition.locale)]


def is_out(bot: Bot, work: Work) -> bool:
    """Whether something of the issue was drawn to be sent in this language, in whichever edition."""
    issue, locale = work.issue, work.edition.locale
    editions = [one for one in bot.editions if (one.source, one.locale) == (issue.source, locale)]
    return any(bot.store.posts.parts(Work(issue=issue, edition=one).key) for one in editions)


def renewals(bot: Bot, key: str) -> list[Renewal]:
    """The texts below a key for which another question would be asked than the one they were made from."""
    works = [work for work in named(bot, key) if not is_out(bot, work) and not holding.given_up(bot, work)]
    pairs = {(work.issue.key, work.edition.locale): work for work in works}
    entry = key.partition("@")[0]
    one = any(entry == f"{issue}/{INTRO}" or entry.rpartition("/")[0] == issue for issue, _locale in pairs)
    whole = {work.key for work in works} | {work.issue.key for work in works}
    found = [renewal for work in pairs.values() for renewal in _of(bot, work)]
    return [renewal for renewal in found if not one or key in whole or renewal.stands.entry == entry]


def renew(bot: Bot, key: str) -> None:
    """Has them asked for, checked and kept as the next version; one that comes out the same gets none."""
    wanted = renewals(bot, key)
    if wanted:
        bot.store.require_room()
        bought = (one.unit for one in wanted if one.bought and one.unit.entry)
        warm(bot, Counter((one.issue.key, one.locale.code) for one in bought))
    bot.engine.run(lambda one: _renew(bot, one), wanted)


def _renew(bot: Bot, wanted: Renewal) -> None:
    with unit(bot, wanted.unit.key, counted_as=f"{wanted.unit.key}#renew"):
        made, receipt = written(bot, wanted.unit)
        if _text(made) == _text(wanted.stands):
            return
        if made.empty:
            bot.report("kept", wanted.stands.key, why=f"the model gave no other text: {receipt.left[0].message}")
            return
        if receipt.unfit and not (wanted.receipt and wanted.receipt.unfit):
            bot.report("kept", wanted.stands.key, why="the new text did not pass its checks; the one before stands")
            return
        kept = bot.store.translations.add(made, receipt)
        bot.report("translated", kept.key, title=kept.title)
        if not receipt.unfit:
            _let_go(bot, wanted.unit.key)


def _let_go(bot: Bot, key: str) -> None:
    """What the bot held a text for is not in the version that follows."""
    if any(one.key == key and one.who == BOT for one in bot.store.holds.all()):
        bot.store.holds.lift(key, BOT, bot.clock.now())


def _of(bot: Bot, work: Work) -> Iterator[Renewal]:
    issue, locale = work.issue, texts.locale_of(bot, work.edition.locale)
    if texts.nameless(bot, issue):
        return
    receipts = bot.store.receipts.of(issue.key, locale.code)
    stands = bot.store.translations.latest(issue.key, locale.code)
    entries: list[Entry | None] = [entry for entry, _paper in texts.papers_of(bot, issue)]
    for entry in [*entries, None]:
        text = stands.get(entry.key if entry else f"{issue.key}/{INTRO}")
        if text is None or text.locked or text.empty or (entry and texts.outdated(entry, text)):
            continue
        receipt = receipts.get(text.key)
        wanted = Unit(issue=issue, locale=locale, entry=entry)
        asking = bot.translator.asking(issue, texts.pieces_of(bot, issue), entry, locale)
        same = receipt and (text.prompt, receipt.glossary) == (asking.prompt, gate.glossary_of(locale))
        if not same and not (receipt and receipt.waived):
            why = _why(bot, text, asking)
            yield Renewal(unit=wanted, stands=text, receipt=receipt, asking=asking, why=why)


def _why(bot: Bot, text: Translation, asking: Asking) -> str:
    """What is another: which terms is known of those that people decided since the model was last asked for it."""
    if text.prompt != asking.prompt:
        return "the instructions changed"
    then = bot.store.calls.last(text.entry, text.locale)
    since = {one.source for one in texts.learned_of(bot, text.locale) if then is None or one.at >= then}
    if new := dict.fromkeys(term for term in asking.terms if term in since):
        return f"terms decided since: {', '.join(new)}"
    return f"its terms changed, in the locale's file or by one that was taken back; {len(asking.terms)} occur now"


def _text(made: Translation) -> tuple[str, str, str, tuple[str, ...]]:
    return made.title, made.summary, made.abstract, made.topics
