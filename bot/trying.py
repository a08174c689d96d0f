"""A digest as another model writes it, looked at and never kept as its translation.

What it answers is in the ledger, and is remembered as that model's alone: a second look costs nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot import gate, texts, waiting
from bot.domain import INTRO, Call, Digest, Finding, Receipt, Translation, trial_of
from bot.gate import Case
from bot.holding import Work
from bot.ports import Bot
from bot.texts import Unit
from bot.warming import warm
from bot.writing import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A text with what the gate says of it, None where it was never checked, and the calls that were paid for it."""

    case: Case
    receipt: Receipt | None
    calls: Sequence[Call]

    @property
    def left(self) -> Sequence[Finding]:
        """What is found in it."""
        return self.receipt.left if self.receipt else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A text as the model writes it, and the last version that stands; None where nothing is written yet."""

    unit: Unit
    tried: Version
    stands: Version | None


def write_all(bot: Bot, works: Iterable[Work], model: str) -> None:
    """Has a model write all texts of digests, side by side, and say nothing of them. Raises: as `written`."""
    trial = replace(bot, translator=bot.translator.using(model), report=_unheard)
    for work in _once_a_locale(works):
        units = _units(bot, work)
        bot.report("trying", work.issue.key, texts=len(units), why=model)
        warm(trial, {(work.issue.key, work.edition.locale): sum(_is_bought(trial, one) for one in units if one.entry)})

        def one(wanted: Unit) -> None:
            with bot.pulse.unit(wanted.key):
                written(trial, wanted)

        bot.engine.run(one, units)


def written_by(bot: Bot, work: Work, model: str) -> list[Tried]:
    """What a model wrote of a digest, from memory, the intro's text first; none before every paper is known."""
    trial = replace(bot, translator=bot.translator.using(model, buying=False), report=_unheard)
    issue, locale = work.issue.key, work.edition.locale
    last, receipts = bot.store.translations.latest(issue, locale), bot.store.receipts.of(issue, locale)
    found = []
    for unit in _units(bot, work):
        made, receipt = written(trial, unit)
        tried = _version(bot, unit, made, receipt, trial_of(unit.key, model))
        old = last.get(made.entry)
        stands = _version(bot, unit, old, receipts.get(old.key), unit.key) if old else None
        found.append(Tried(unit=unit, tried=tried, stands=stands))
    return found


def digest_of(bot: Bot, work: Work, tried: Iterable[Tried]) -> Digest:
    """The digest with these texts in the place of its own; what failed stands in its source language."""
    ours = [one.tried for one in tried if one.tried.receipt and not one.tried.receipt.unfit]
    fit = {one.case.made.entry: one.case.made for one in ours}
    digest = waiting.digest_of(bot, work)
    return replace(
        digest,
        intro=fit.get(f"{work.issue.key}/{INTRO}"),
        pieces=tuple(replace(piece, translation=fit.get(piece.entry.key)) for piece in digest.pieces),
        receipts=tuple(one.receipt for one in ours if one.receipt),
    )


def _units(bot: Bot, work: Work) -> list[Unit]:
    """Every text of a digest, written or not, the intro's first; none before every paper is known."""
    if texts.nameless(bot, work.issue):
        return []
    locale = texts.locale_of(bot, work.edition.locale)
    entries = [entry for entry, _paper in texts.papers_of(bot, work.issue)]
    intro = [None] if any(entry.summary for entry in entries) else []
    return [Unit(issue=work.issue, locale=locale, entry=entry) for entry in [*intro, *entries]]


def _is_bought(trial: Bot, unit: Unit) -> bool:
    """Whether the model was never asked for a text: a second look is free."""
    pieces = texts.pieces_of(trial, unit.issue)
    return not trial.translator.asking(unit.issue, pieces, unit.entry, unit.locale).known


def _version(bot: Bot, unit: Unit, made: Translation, receipt: Receipt | None, key: str) -> Version:
    """A version of a text, and what was paid for under a key."""
    pairs = texts.pieces_of(bot, unit.issue)
    if unit.entry is None:
        case = gate.of_intro(made, pairs, unit.locale)
    else:
        case = gate.of_entry(made, unit.entry, dict(pairs)[unit.entry], unit.locale)
    return Version(case=case, receipt=receipt, calls=[one for one in bot.store.calls.under(key) if one.key == key])


def _once_a_locale(works: Iterable[Work]) -> Iterable[Work]:
    return {(work.issue.key, work.edition.locale): work for work in works}.values()


def _unheard(event: str, key: str, **facts: object) -> None:
    """What is found in a text on trial is told of beside it, and is no trouble of the digest."""
