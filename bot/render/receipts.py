"""What the gate did about a digest: in a line for its readers, text by text for its moderators."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot import gate
from bot.checks.numbers.reading import read
from bot.checks.terms import occurring
from bot.domain import INTRO, Digest, Finding, Locale, Receipt, Severity, Verdict
from bot.render.markdown import templates, tidy
from bot.render.words import Words

_ADDRESS = re.compile(r"https?://\w")

_SEVERITIES = {Severity.BLOCK: "severity_block", Severity.REPAIR: "severity_repair", Severity.WARN: "severity_warn"}
_OUTCOMES = {
    "clean": "verdict_clean",
    "repaired": "verdict_repaired",
    "source-only": "verdict_source",
    "held": "verdict_held",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was looked at in the texts of a digest, as `right/all`, and how many places were mended."""

    numbers: str
    links: str
    terms: str
    mended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text as its moderators see it. `outcome` is a word's key; `said` are a label and a sentence each."""

    title: str
    outcome: str
    said: tuple[tuple[str, str], ...]


def counted(digest: Digest, locale: Locale) -> Counted | None:
    """The counts that an edition shows; None where it shows none, or nothing was checked.

    Of the intro, whose source is all the rest, nothing is counted.
    """
    if not (digest.edition.receipt and digest.receipts):
        return None
    sources = list(_sources(digest, locale))
    intro = f"{digest.issue.key}/{INTRO}@"
    left = [one for receipt in digest.receipts for one in receipt.left if not receipt.key.startswith(intro)]
    return Counted(
        numbers=_share(sum(len(read(text, "en")) for text in sources), left, "number"),
        links=_share(sum(len(_ADDRESS.findall(text)) for text in sources), left, "link"),
        terms=_share(sum(len(occurring(locale.glossary, text)) for text in sources), left, "term"),
        mended=sum(len(receipt.mended) for receipt in digest.receipts),
    )


def appendix(digest: Digest, locale: Locale, receipts: Mapping[str, Receipt]) -> str:
    """The receipts by entry key as Markdown, for the page that moderators look at before anything is posted.

    Empty where there is none.
    """
    say = Words(digest, locale)
    titles = {f"{digest.issue.key}/{INTRO}": say.plain("intro")}
    titles |= {one.entry.key: f"{one.entry.position}. {one.paper.title}" for one in digest.pieces}
    rows = [
        Row(title=title, outcome=_outcome(digest, key, receipts[key]), said=tuple(_said(receipts[key], say)))
        for key, title in titles.items()
        if key in receipts
    ]
    return tidy(templates(maths=True).get_template("receipts.j2").render(say=say, rows=rows)) if rows else ""


def _sources(digest: Digest, locale: Locale) -> Iterator[str]:
    """Every text that stands in the digest in translation."""
    for piece in digest.pieces:
        if piece.translation:
            pairs = gate.of_entry(piece.translation, piece.entry, piece.paper, locale).pairs.values()
            yield from (pair.source for pair in pairs if pair.target)


def _share(looked_at: int, left: Sequence[Finding], family: str) -> str:
    wrong = sum(one.code.startswith(f"{family}.") for one in left)
    return f"{max(looked_at - wrong, 0)}/{looked_at}"


def _outcome(digest: Digest, key: str, receipt: Receipt) -> str:
    """The word for what becomes of a text. One that a person lets out has passed; an intro has no source to show."""
    said = Verdict.CLEAN if receipt.waived else receipt.verdict
    policy = "hold" if key == f"{digest.issue.key}/{INTRO}" else digest.edition.on_failure
    return _OUTCOMES[gate.outcome(said, policy)]


def _said(receipt: Receipt, say: Words) -> Iterator[tuple[str, str]]:
    for one in receipt.mended:
        yield say.plain("verdict_repaired"), one.local or one.message
    for one in receipt.left:
        yield say.plain(_SEVERITIES[one.severity]), one.local or one.message
