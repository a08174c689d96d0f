"""A text is checked, mended where something was found, and checked again, before it is kept.

rules ─► judge (where the rules find nothing grave) ─► repair ─► rules ─► judge ─► repair ─► …   at most two repairs
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot import gate
from bot.checks import SAYS
from bot.domain import Finding, Receipt, Severity, Translation
from bot.errors import Rejected
from bot.gate import Case, Found
from bot.ports import Bot

UNJUDGED = "language.unjudged"
"""A finding's code: the second model would not read the text."""


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


def vet(bot: Bot, case: Case) -> tuple[Translation, Receipt]:
    """The best version there is of a text, and what was done about it.

    A repair that did not help is thrown away, and no other is tried; nor is one where the model refuses to mend, or
    changed what it was not asked to. Raises: Unavailable, Misconfigured.
    """
    best = _looked_at(bot, case)
    found, repairs, seen = best.findings, 0, [case.texts]
    while best.grave and repairs < gate.ROUNDS:
        bot.report("repairing", case.made.key, why=" · ".join(one.message for one in gate.all_of(best.grave)))
        repairs += 1
        mended = _mended(bot, best, seen)
        if mended is None or not mended.is_better_than(best):
            break
        # A judge that could not be asked before says now what it found in what was there all along.
        found += () if best.judge else gate.all_of(mended.judged)
        best = mended
        seen.append(best.case.texts)
    receipt = Receipt(
        key=case.made.key,
        verdict=gate.verdict(best.findings, repairs),
        found=found,
        left=best.findings,
        repairs=repairs,
        judge=best.judge,
        glossary=gate.glossary_of(case.locale),
    )
    if gate.to_mend(best.findings):
        bot.report("unfit", case.made.key, why=gate.to_mend(best.findings)[0].message)
    elif repairs:
        bot.report("repaired", case.made.key)
    return best.case.made, receipt


def _mended(bot: Bot, version: _Version, seen: Sequence[Mapping[str, str]]) -> _Version | None:
    """The version after one repair call; None where the model gave nothing that could be used, or the same again.

    What was `seen` is not judged anew: a second model that changes its mind about the same words has not seen them
    mended.
    """
    case = version.case
    try:
        made = bot.translator.repair(case, version.grave)
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
