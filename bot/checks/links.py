r"""Family `link`: the addresses of the source stand in the translation, character for character, and no others.

An address is a URL, a host with a dot, an e-mail address, an arXiv id, a DOI or a handle. Let pass on purpose: an
address said once more; `arXiv 2310.01889` for `arXiv:2310.01889`; a host's capitals; punctuation behind an address;
the placeholder that arXiv's pages have instead of an address, when the translation leaves it out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from bot.checks.marks import MOST, Mark, blanked, lacking, unmatched
from bot.checks.pair import Kind, Pair
from bot.domain import Finding, Severity

SAYS: Mapping[str, str] = {
    "link.missing": (
        "The address ‘{source}’ of the source is not in the translation. Put it in, character for character."
    ),
    "link.changed": "The address ‘{source}’ became ‘{target}’. Copy it from the source character for character.",
    "link.invented": "The address ‘{target}’ is not in the source. Take it out.",
    "link.glued": "Letters are joined to the address in ‘{target}’. Put a space after the address.",
    "link.wrapped": "‘{target}’ wraps an address that stands bare in the source. Write the bare address.",
    "link.placeholder": (
        "‘{target}’ stands where arXiv's page had a link; it is no address."
        " Leave it out and say only what is available."
    ),
    "link.mention": (
        "‘{target}’ calls a member of the forum, and the source has no such handle. Take the @ or the name out."
    ),
}

URL, HOST, MAIL, ARXIV, DOI, HANDLE = "url", "host", "mail", "arxiv", "doi", "handle"
"""Kinds of addresses."""

_URL = re.compile(r"(?<![A-Za-z0-9])(?i:https?|ftp)://[A-Za-z0-9\-._~:/?#\[\]@!&'()*+,;=%]{1,2000}")
_MAIL = re.compile(r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}")
_HOST = re.compile(
    r"(?<![A-Za-z0-9@/._:-])(?:[A-Za-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|edu|gov|dev|ai|co)(?![A-Za-z0-9_-])"
    r"(?:/[A-Za-z0-9\-._~/?#&=%+]{0,500})?"
)
_DOI = re.compile(r"(?<![0-9.])10\.\d{4,9}/[A-Za-z0-9._;()/:-]{1,200}")
_ARXIV = re.compile(r"(?i:arxiv)[:\s]\s?(?P<id>\d{4}\.\d{4,5}(?:v\d{1,2})?)")
_HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-z_][A-Za-z0-9_]{1,38}")
_KINDS = (
    (URL, _URL, "://"),
    (MAIL, _MAIL, "@"),
    (DOI, _DOI, "10."),
    (ARXIV, _ARXIV, "."),
    (HOST, _HOST, "."),
    (HANDLE, _HANDLE, "@"),
)
"""In the order in which they are looked for; a text without the last sign has none of the kind."""

_PLACEHOLDER = re.compile(
    r"(?:\\url\s?)?\{?(?:[Tt]his|이|해당|아래|この|こちらの|以下の)\s?https?\s?(?:URLs?|url|주소|링크|リンク)\}?"
)
_MARKDOWN = re.compile(r"\[[^\[\]\n]{1,200}\]\(\s?(?=https?://)")
_TEX = re.compile(r"\\(?:url|href)\s?\{")
_MOST = 1_000
"""Addresses of one kind that are looked at."""

_JOINED = 8
"""Letters shown of those joined to an address."""


def check(pair: Pair) -> Iterator[Finding]:
    """What became of the source's addresses, in its order, then what the translation has besides."""
    yield from islice(_found(pair), MOST)


def _found(pair: Pair) -> Iterator[Finding]:
    source, target = _addresses(pair.source), _addresses(pair.target)
    known = {one.same for one in source}
    extra = [one for one in unmatched(target, source) if one.same not in known][:MOST]
    lost = [] if pair.kind is Kind.INTRO else unmatched(source, target)[:MOST]
    for one in lost:
        if twin := _twin(one, extra):
            extra.remove(twin)
            yield pair.doubt(SAYS, "link.changed", Severity.REPAIR, source=one.shown, target=twin.shown)
        else:
            sentence = lacking(pair.source, pair.target, one.text)
            yield pair.doubt(SAYS, "link.missing", Severity.REPAIR, source=one.shown, target=sentence)
    for one in extra:
        code = "link.mention" if one.kind == HANDLE else "link.invented"
        yield pair.doubt(SAYS, code, Severity.REPAIR, target=one.shown)
    yield from _joined(pair, target)
    yield from _wrapped(pair)
    for match in _PLACEHOLDER.finditer(pair.target):
        same = match[0] if match[0] in pair.source else ""
        yield pair.doubt(SAYS, "link.placeholder", Severity.REPAIR, source=same, target=match[0])


def _addresses(text: str) -> Sequence[Mark]:
    """The addresses of a text, each by the first kind it is of."""
    out: list[Mark] = []
    for kind, pattern, sign in _KINDS:
        if sign in text:
            found = [_mark(kind, match) for match in islice(pattern.finditer(text), _MOST)]
            text = blanked(text, found)
            out += found
    return sorted(out, key=lambda one: one.start)


def _mark(kind: str, match: re.Match[str]) -> Mark:
    text = match[0] if kind == HANDLE else _trimmed(match[0])
    key = match["id"] if kind == ARXIV else text.lower() if kind in (HOST, MAIL) else text
    return Mark(kind=kind, key=key, text=text, start=match.start(), inner=text)


def _trimmed(address: str) -> str:
    """The address without the punctuation of the sentence around it; brackets it opens itself stay."""
    end = len(address)
    unopened = {")": address.count(")") - address.count("("), "]": address.count("]") - address.count("[")}
    while end and (address[end - 1] in ".,;:!?'*_~&" or unopened.get(address[end - 1], 0) > 0):
        if address[end - 1] in unopened:
            unopened[address[end - 1]] -= 1
        end -= 1
    return address[:end]


def _twin(one: Mark, extra: Sequence[Mark]) -> Mark | None:
    """What an address became: the likest of its kind, or a part of it."""
    others = [other for other in extra if other.kind == one.kind or other.text in one.text]
    return max(others, key=lambda other: _alike(one, other), default=None)


def _alike(one: Mark, other: Mark) -> int:
    """Characters two addresses have in common at their beginning and at their end."""
    return _common(one.text, other.text) + _common(one.text[::-1], other.text[::-1])


def _common(a: str, b: str) -> int:
    return next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _joined(pair: Pair, target: Sequence[Mark]) -> Iterator[Finding]:
    for one in target:
        end = one.start + len(one.text)
        letters = pair.target[end : end + _JOINED]
        if one.kind == URL and letters[:1].isalpha() and one.text + letters[0] not in pair.source:
            length = next((at for at, char in enumerate(letters) if not char.isalpha()), len(letters))
            yield pair.doubt(SAYS, "link.glued", Severity.REPAIR, target=pair.target[one.start : end + length])


def _wrapped(pair: Pair) -> Iterator[Finding]:
    for pattern in (_MARKDOWN, _TEX):
        allowed = sum(1 for _ in pattern.finditer(pair.source))
        for match in islice(pattern.finditer(pair.target), allowed, None):
            if not _PLACEHOLDER.match(pair.target, match.start()):
                yield pair.doubt(SAYS, "link.wrapped", Severity.REPAIR, target=match[0])
