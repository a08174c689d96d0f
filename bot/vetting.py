"""A text is checked, mended where something was found, and checked again, before it is kept.

rules ─► judge (where the rules find nothing grave) ─► repair ─► rules ─► judge ─► repair ─► …   at most two repairs

What fails all the same, or was refused, goes the same way once more as the stronger model writes it, where there is
one; the better of the two texts is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import gate
from bot.checks import SAYS
from bot.domain import Finding, Receipt, Severity, Translation
from bot.errors import Rejected
from bot.gate import Case, Found
from bot.ports import Author, Bot

UNJUDGED = "language.unjudged"
"""A finding's code: the second model would not read the text."""

REFUSED = "structure.refused"
"""A finding's code: the model gave no text."""

ANEW, NO_BETTER = "language.anew", "language.no_better"
"""Findings' codes: the stronger model's text is kept; it was asked, and the first one's is kept."""

Ask = Callable[[Author], Case]
"""Has a model write the text. Raises: as `Author.translate`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    """A version of the text with what the rules and the judge found in it.

    `judge` is the model that read it, empty where none did.
    """

    case: Case
    ruled: Found
    judged: Found
    judge: str

    @property
    def findings(self) -> tuple[Finding, ...]:
        return gate.all_of(self.ruled) + gate.all_of(self.judged)

    @property
    def grave(self) -> Found:
        """What is to be mended, by field: the judge is only asked where the rules have nothing."""
        by_field = self.ruled if gate.to_mend(gate.all_of(self.ruled)) else self.judged
        mend = {field: gate.to_mend(found) for field, found in by_field.items()}
        return {field: found for field, found in mend.items() if found}

    def is_better_than(self, other: "_Version") -> bool:
        """By the rules; by the judge where the rules find nothing grave in either.

        What the judge would not read again is no better: nobody has seen that its doubts are mended.
        """
        mine, theirs = gate.all_of(self.ruled), gate.all_of(other.ruled)
        if gate.to_mend(mine) or gate.to_mend(theirs):
            return gate.helped(theirs, mine)
        return bool(self.judge) and gate.helped(gate.all_of(other.judged), gate.all_of(self.judged))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """The best version of a text, what was found in the first answers, and how many repairs were asked for.

    `seen` are all its versions that were kept for a while; `notes` what is to be said of who wrote it.
    """

    best: _Version
    found: tuple[Finding, ...]
    repairs: int
    seen: Sequence[Mapping[str, str]]
    notes: tuple[Finding, ...] = ()


def vet(bot: Bot, ask: Ask) -> tuple[Translation, Receipt]:
    """The best version there is of a text, and what was done about it.

    Raises: Rejected (no model gave a text), Unavailable, Misconfigured.
    """
    try:
        outcome = _worked_at(bot, bot.translator, ask)
    except Rejected as error:
        outcome = _instead(bot, ask, error)
    else:
        if outcome.best.grave:
            outcome = _better(bot, ask, outcome)
    best, case = outcome.best, outcome.best.case
    receipt = Receipt(
        key=case.made.key,
        verdict=gate.verdict(best.findings, outcome.repairs),
        found=outcome.found + outcome.notes,
        left=best.findings + outcome.notes,
        repairs=outcome.repairs,
        judge=best.judge,
        glossary=gate.glossary_of(case.locale),
    )
    if gate.to_mend(best.findings):
        bot.report("unfit", case.made.key, why=gate.to_mend(best.findings)[0].message)
    elif outcome.repairs:
        bot.report("repaired", case.made.key)
    return case.made, receipt


def _worked_at(bot: Bot, writer: Author, ask: Ask) -> _Outcome:
    """What one model makes of it.

    A repair that did not help is thrown away, and no other is tried; nor is one where the model refuses to mend, or
    changed what it was not asked to. Raises: as `ask`.
    """
    best = _looked_at(bot, ask(writer))
    found, repairs, seen = best.findings, 0, [best.case.texts]
    while best.grave and repairs < gate.ROUNDS:
        bot.report("repairing", best.case.made.key, why=" · ".join(one.message for one in gate.all_of(best.grave)))
        repairs += 1
        mended = _mended(bot, writer, best, seen)
        if mended is None or not mended.is_better_than(best):
            break
        # A judge that could not be asked before says now what it found in what was there all along.
        found += () if best.judge else gate.all_of(mended.judged)
        best = mended
        seen.append(best.case.texts)
    return _Outcome(best=best, found=found, repairs=repairs, seen=seen)


def _instead(bot: Bot, ask: Ask, refused: Rejected) -> _Outcome:
    """The stronger model's text where the first one gave none. Raises: Rejected where there is none of it either."""
    if bot.translator.stronger is None:
        raise refused
    key, _, why = str(refused).partition(": ")
    bot.report("rewriting", key, why=why)
    try:
        second = _worked_at(bot, bot.translator.stronger, ask)
    except Rejected as error:
        again = str(error).removeprefix(f"{key}: ")
        raise Rejected(f"{refused}; the stronger model gave no text either: {again}") from error
    first = _noted(second, REFUSED, Severity.BLOCK, why=why)
    return replace(second, found=(first, *second.found), notes=(_anew(second),))


def _better(bot: Bot, ask: Ask, first: _Outcome) -> _Outcome:
    """The stronger model's text where it is better than the first one's, which failed; else that."""
    if bot.translator.stronger is None:
        return first
    made = first.best.case.made
    bot.report("rewriting", made.key, why=gate.to_mend(first.best.findings)[0].message)
    try:
        second = _worked_at(bot, bot.translator.stronger, ask)
    except Rejected:
        return replace(first, notes=(_noted(first, NO_BETTER),))
    repairs = first.repairs + second.repairs
    if second.best.case.texts in first.seen or not second.best.is_better_than(first.best):
        return replace(first, repairs=repairs, notes=(_noted(first, NO_BETTER),))
    found = tuple(dict.fromkeys(first.found + second.found))
    return replace(second, found=found, repairs=repairs, notes=(_anew(second),))


def _anew(outcome: _Outcome) -> Finding:
    return _noted(outcome, ANEW, model=outcome.best.case.made.by)


def _noted(outcome: _Outcome, code: str, severity: Severity = Severity.WARN, **facts: str) -> Finding:
    """A finding about the text as a whole."""
    return next(iter(outcome.best.case.pairs.values())).doubt(SAYS, code, severity, **facts)


def _mended(bot: Bot, writer: Author, version: _Version, seen: Sequence[Mapping[str, str]]) -> _Version | None:
    """The version after one repair call; None where the model gave nothing that could be used, or the same again.

    What was `seen` is not judged anew: a second model that changes its mind about the same words has not seen them
    mended.
    """
    case = version.case
    try:
        made = writer.repair(case, version.grave)
    except Rejected:
        return None
    mended = replace(case, made=made, repairs=case.repairs + 1)
    return None if mended.texts in seen else _looked_at(bot, mended)


def _looked_at(bot: Bot, case: Case) -> _Version:
    """A version with all that is found in it; a judge is asked only where the rules would let it out."""
    ruled = gate.by_field(case)
    unread = _Version(case=case, ruled=ruled, judged={}, judge="")
    if gate.to_mend(gate.all_of(ruled)) or not bot.translator.judged_by:
        return unread
    try:
        judged = bot.translator.judge(case)
    except Rejected as error:
        return replace(unread, judged=_unjudged(case, str(error)))
    return replace(unread, judged=judged, judge=bot.translator.judged_by)


def _unjudged(case: Case, why: str) -> Found:
    field, pair = next(iter(case.pairs.items()))
    return {field: (pair.doubt(SAYS, UNJUDGED, Severity.WARN, why=why),)}
