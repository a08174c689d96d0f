"""What of a digest a model is shown with a comment, and which comments it is never shown. Pure.

A reader says what is meant by an entry's number, by words of its title, or by quoting it. Where none of that is found
the whole digest is shown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.corrections.quoting import LOOSE, places
from bot.corrections.signs import addresses, visible
from bot.domain import INTRO, Comment, Field, Shown

LONGEST_COMMENT = 8_000
MOST_ENGLISH = 12_000
"""How many characters of English are shown beside the texts."""

_SMALL = {"첫": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_KANA = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_PART = r"(?!\s?(?:째|目)?\s?[의のに]?\s?(?:문장|문단|단락|줄|항목|글머리|불릿|文|段落|行|項目|箇条))"
_NUMBERED = (
    rf"(?P<a>\d{{1,2}})\s?번(?:째)?{_PART}",
    rf"(?P<b>\d{{1,2}})\s?(?:つ目|番目|番|本目){_PART}",
    r"(?<![\w#&])#(?P<c>\d{1,2})(?!\w)",
    r"(?:논문|論文|エントリー?|paper|entry|number|no\.)\s?(?P<d>\d{1,2})(?!\d)",
    r"(?P<e>\d{1,2})(?:st|nd|rd|th)\s(?:paper|entry|one)",
    r"^\s*(?P<f>\d{1,2})[.)](?=\s|$)",
    r"第(?P<g>\d{1,2})",
)
_NUMBER = re.compile("|".join(_NUMBERED), re.IGNORECASE | re.MULTILINE)
_WORD = re.compile(rf"(?P<ko>{'|'.join(_SMALL)})\s?번째{_PART}|(?P<ja>[{''.join(_KANA)}])(?:つ目|番目|本目){_PART}")
_OPENING = re.compile(
    r"(?<!논문 )소개\s?(?:글|문|부분)|인트로|도입부|개요|概要|導入|イントロ|\bintro(?:duction)?\b", re.IGNORECASE
)
_TAGS = re.compile(r"태그|タグ|\btags?\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"「『‘']([^“”\"「」『』‘’'\n]{2,300})[”\"」』’']")
_FORUM_QUOTE = re.compile(r"\[quote[^\]]*\](.*?)\[/quote\]", re.DOTALL | re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{3,}")
_RUN = 8
"""So many letters in a row that a comment and a text have in common are no accident, but for a name's."""


def may_be_read(comment: Comment) -> str:
    """Why a comment is never shown to a model; empty where it may be."""
    if not visible(comment.text).strip():
        return "empty"
    if len(comment.text) > LONGEST_COMMENT:
        return "too long"
    return "a new user's links" if comment.trust < 1 and addresses(comment.text) else ""


def chosen(comment: Comment, shown: Sequence[Shown]) -> Sequence[Shown]:
    """The texts of the entries that a comment is about, else of all; in their order.

    The English stands beside them where it is short enough, and is left out of those after.
    """
    about = {*_numbered(comment.text), *_named(comment.text, shown), *_quoted(comment.text, shown)}
    tags = _TAGS.search(comment.text)
    texts = [one for one in shown if one.position in about or (tags and one.field is Field.TOPICS)]
    if not texts:
        texts = [one for one in shown if one.field is not Field.ENGLISH]
    return list(_within(texts))


def _within(texts: Sequence[Shown]) -> Iterator[Shown]:
    left = MOST_ENGLISH
    for one in texts:
        left -= len(one.source)
        yield one if left >= 0 else replace(one, source="")


def _numbered(text: str) -> Iterator[int]:
    for match in _NUMBER.finditer(text):
        yield from (int(number) for number in match.groups() if number)
    for match in _WORD.finditer(text):
        yield _SMALL[match["ko"]] if match["ko"] else _KANA[match["ja"]]
    if _OPENING.search(text):
        yield INTRO


def _named(text: str, shown: Sequence[Shown]) -> Iterator[int]:
    """The entries whose title has a name that the comment has too, and no other title has."""
    titles = {one.position: _names(one.text) for one in shown if one.field is Field.TITLE and one.position != INTRO}
    said = _names(text)
    for position, names in titles.items():
        others = {name for other, theirs in titles.items() if other != position for name in theirs}
        if said & names - others:
            yield position


def _names(text: str) -> set[str]:
    return {name.casefold() for name in _NAME.findall(text)}


def _quoted(text: str, shown: Sequence[Shown]) -> Iterator[int]:
    """The entries whose texts hold what the comment quotes, with marks or without."""
    said = [*_QUOTED.findall(text), *(line for part in _FORUM_QUOTE.findall(text) for line in part.splitlines())]
    said = [one for one in (one.strip() for one in said) if len(one) > 1]
    runs = _runs(text)
    for one in shown:
        if runs & _runs(one.text) or any(places(one.text, quote) for quote in said):
            yield one.position


def _runs(text: str) -> set[str]:
    """Every run of so many letters, as far as they count in a quotation."""
    letters = "".join(char for char in text.casefold() if not char.isspace() and char not in LOOSE)
    runs = {letters[at : at + _RUN] for at in range(len(letters) - _RUN + 1)}
    return {run for run in runs if not run.isascii()}
