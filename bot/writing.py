"""One text is asked for, checked, mended where it must be, and kept; what failed is held where an edition wants it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile

from bot import gate, holding, texts, waiting
from bot.checks import SAYS, Kind, filled
from bot.domain import BOT, INTRO, Entry, Finding, Paper, Receipt, Severity, Translation, Verdict
from bot.doubting import doubt
from bot.errors import OverBudget, Rejected
from bot.guard import hold, unit
from bot.holding import Work
from bot.ports import Author, Bot
from bot.texts import Unit
from bot.vetting import REFUSED, vet

_UNREADABLE = "not one of its"
"""How the reason begins that a digest without any text is held for."""


def write(bot: Bot, wanted: Unit) -> None:
    """Writes one text, has it checked and mended, and keeps it with its receipt; one unit."""
    with unit(bot, wanted.key):
        try:
            made, receipt = written(bot, wanted)
        except OverBudget as error:
            if error.until or not _hold_dear(bot, wanted, error):
                raise
            return
        kept = bot.store.translations.add(made, receipt)
        bot.report("translated", kept.key, title=kept.title)


def written(bot: Bot, wanted: Unit) -> tuple[Translation, Receipt]:
    """The text and its receipt, of which nothing is kept yet. Raises: Unavailable, Misconfigured."""
    pairs = texts.pieces_of(bot, wanted.issue)
    try:
        made, receipt = vet(bot, lambda model: _asked(model, wanted, pairs))
    except Rejected as error:
        made, receipt = _refused(wanted, error)
        bot.report("unfit", made.key, why=receipt.left[0].message)
    if wanted.stands:
        made = replace(wanted.stands, abstract=made.abstract, by=made.by, prompt=made.prompt)
    source = texts.source_of(*([wanted.entry] if wanted.entry else dict(pairs)))
    return replace(made, source=source), receipt


def _asked(model: Author, wanted: Unit, pairs: Sequence[tuple[Entry, Paper]]) -> gate.Case:
    """A model's first answer, beside what it must be true to. Raises: as `Author.translate`."""
    if wanted.entry is None:
        return gate.of_intro(model.introduce(wanted.issue, pairs, wanted.locale), pairs, wanted.locale)
    paper = dict(pairs)[wanted.entry]
    case = gate.of_entry(model.translate(wanted.entry, paper, wanted.locale), wanted.entry, paper, wanted.locale)
    if not wanted.stands:
        return case
    # Of the answer nothing but the abstract is taken, and so nothing else is looked at.
    alone = replace(case.made, title="", summary="")
    return replace(case, made=alone, sources={Kind.ABSTRACT: paper.abstract})


def _hold_dear(bot: Bot, wanted: Unit, error: OverBudget) -> bool:
    """Holds the digests that a text is for, since the budget of one is spent; False where all of them are out."""
    editions = [one for one in bot.editions if (one.source, one.locale) == (wanted.issue.source, wanted.locale.code)]
    works = [Work(issue=wanted.issue, edition=one) for one in editions]
    unsent = [work for work in works if not waiting.is_there(bot, work)]
    for work in unsent:
        if not holding.is_stopped(bot, work):
            hold(bot, work.key, f"{error}, then `paperboy release {work.key}`")
    return bool(unsent)


def _refused(wanted: Unit, error: Rejected) -> tuple[Translation, Receipt]:
    """What stands for a text that the model gave none of: a version without one, so that it is not asked for again."""
    entry = wanted.entry.key if wanted.entry else f"{wanted.issue.key}/{INTRO}"
    none = wanted.stands or Translation(entry=entry, locale=wanted.locale.code, title="", summary="", by=BOT)
    facts = {"why": str(error).removeprefix(f"{wanted.key}: ")}
    why = Finding(
        key=none.key,
        code=REFUSED,
        severity=Severity.BLOCK,
        message=filled(SAYS[REFUSED], facts),
        local=filled(wanted.locale.findings.get(REFUSED, ""), facts),
    )
    return replace(none, abstract=""), Receipt(key=none.key, verdict=Verdict.FAILED, found=(why,), left=(why,))


def compare(bot: Bot, work: Work) -> None:
    """Says where the texts of a digest do not speak with one voice."""
    locale = texts.locale_of(bot, work.edition.locale)
    pieces = waiting.digest_of(bot, work).pieces
    made = [gate.of_entry(one.translation, one.entry, one.paper, locale) for one in pieces if one.translation]
    doubt(bot, gate.throughout(made))


def hold_unfit(bot: Bot, work: Work) -> None:
    """Holds what is not fit to be read, with what was found and what lets it go.

    That is an entry, where the edition wants that; in any edition a digest of which no text at all can be read, until a
    person lets it out in its source language.
    """
    failed = holding.unfit(bot, work.issue.key, work.edition.locale)
    entries = [entry for entry, _paper in texts.papers_of(bot, work.issue)]
    unfit = [entry for entry in entries if entry.key in failed]
    if work.edition.on_failure == "hold":
        for entry in unfit:
            key = f"{entry.key}@{work.edition.locale}"
            hold(bot, key, _why(failed[entry.key], key, entry))
    elif unfit == entries and entries and not _is_let_out(bot, work):
        first = gate.to_mend(failed[entries[0].key].left)[0].message.rstrip(".")
        why = f"{_UNREADABLE} {len(entries)} texts can be read ({first}); mend that, then `paperboy release {work.key}`"
        hold(bot, work.key, f"{why}: what the model refused is asked for again, the rest goes out in English")


def _is_let_out(bot: Bot, work: Work) -> bool:
    """Whether a person let the digest go after it was held for that; who let it go before had not seen it."""
    decided = [one for one in bot.store.holds.decisions(work.key) if one.key == work.key]
    held = dropwhile(lambda one: not one.reason.startswith(_UNREADABLE), decided)
    return any(one.what == "released" for one in held)


def _why(receipt: Receipt, key: str, entry: Entry) -> str:
    first, *others = gate.to_mend(receipt.left)
    more = f" (and {len(others)} more)" if others else ""
    said = f"{first.message.rstrip('.')}{more}"
    if first.code == REFUSED:
        return said
    return f"{said}; `paperboy release {key}` lets it out as it is, `paperboy drop {entry.key}` leaves it out"
