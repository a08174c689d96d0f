"""The nouns of the house, one a step of the line. Frozen values; they do no I/O.

A key is a readable path and the same string in database, log, page and command line:
`dair/2026-06-28` (issue), `dair/2026-06-28/3` (entry), `dair/2026-06-28/pytorch-kr` (digest).
"""

from bot.domain.base import fingerprint
from bot.domain.deciding import BOT, Decision, Failure, Hold, Stop, Wait, Wish
from bot.domain.reading import BULLET, Entry, FeedItem, Issue, Link, Missing, Paper, Record, Skipped, Split
from bot.domain.sending import Beat, Digest, Draft, Edition, Intent, Piece, Post, SourceText, Topic, Window
from bot.domain.writing import INTRO, Call, Finding, Locale, Receipt, Severity, Term, Translation, Usage, Verdict

__all__ = [
    "BOT",
    "BULLET",
    "INTRO",
    "Beat",
    "Call",
    "Decision",
    "Digest",
    "Draft",
    "Edition",
    "Entry",
    "Failure",
    "FeedItem",
    "Finding",
    "Hold",
    "Intent",
    "Issue",
    "Link",
    "Locale",
    "Missing",
    "Paper",
    "Piece",
    "Post",
    "Receipt",
    "Record",
    "Severity",
    "Skipped",
    "SourceText",
    "Split",
    "Stop",
    "Term",
    "Topic",
    "Translation",
    "Usage",
    "Verdict",
    "Wait",
    "Window",
    "Wish",
    "fingerprint",
]
