"""A digest as JSON, for places that lay it out themselves: what stands in the post, as plain text and untouched."""

import json
from collections.abc import Mapping

from bot.domain import Digest, Issue, Locale, Piece, Receipt, Translation
from bot.render.addresses import addresses, clean
from bot.render.view import lines_of, models
from bot.render.words import Words

Json = Mapping[str, object]


def structured(digest: Digest, locale: Locale) -> str:
    """One JSON object. In a text each line is a paragraph, or a bullet where it begins with `● `.

    A translation that there is none of is null; so is the English where the edition does not show it. `verdict` is
    `clean`, `repaired`, `waived` (a person lets it out as it is), `source-only`, or null of what nothing checked.
    """
    words = Words(digest, locale)
    receipts = {one.key: one for one in digest.receipts}
    made = {
        "issue": _issue(digest.issue),
        "edition": digest.edition.name,
        "locale": digest.edition.locale,
        "disclaimer": words.plain("disclaimer", model=", ".join(models(digest))),
        "source_note": words.plain("source_note"),
        "intro": _intro(digest.intro, receipts),
        "entries": [_entry(digest, piece, receipts) for piece in digest.pieces],
        "previous_url": digest.previous_url or None,
        "siblings": [{"locale": one.locale, "url": one.url} for one in digest.siblings],
    }
    return json.dumps(made, ensure_ascii=False)


def _issue(issue: Issue) -> Json:
    return {
        "key": issue.key,
        "source": issue.source,
        "title": issue.title,
        "url": clean(issue.url),
        "published": issue.published.isoformat(),
        "start": issue.start.isoformat(),
        "end": issue.end.isoformat(),
    }


def _intro(intro: Translation | None, receipts: Mapping[str, Receipt]) -> Json | None:
    if intro is None:
        return None
    return {"headline": intro.title, "paragraphs": lines_of(intro.summary), "verdict": _verdict(intro, receipts)}


def _entry(digest: Digest, piece: Piece, receipts: Mapping[str, Receipt]) -> Json:
    entry, paper, made = piece.entry, piece.paper, piece.translation
    shown = digest.edition.source_text
    papers, further = addresses(piece)
    return {
        "key": entry.key,
        "position": entry.position,
        "name": entry.name,
        "title": {"translation": made.title or None if made else None, "source": paper.title},
        "summary": _text(made.summary if made else "", entry.summary, shown.summary),
        "abstract": _text(made.abstract if made else "", paper.abstract, shown.abstract),
        "missing": paper.missing.value if paper.missing else None,
        "authors": list(paper.authors),
        "arxiv_id": paper.arxiv_id,
        "paper_urls": list(papers),
        "further_urls": list(further),
        "topics": list(made.topics) if made else [],
        "verdict": _verdict(made, receipts),
    }


def _text(translation: str, english: str, shown: str) -> Json | None:
    """None where there is neither; English without a translation stands whatever the edition shows."""
    if not translation and not english:
        return None
    told = english if shown != "none" or not translation else ""
    return {"translation": translation or None, "source": told or None}


def _verdict(made: Translation | None, receipts: Mapping[str, Receipt]) -> str | None:
    if made is None:
        return "source-only"
    receipt = receipts.get(made.key)
    if receipt is None:
        return None
    return "waived" if receipt.waived else receipt.verdict.value
