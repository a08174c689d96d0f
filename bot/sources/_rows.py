"""Rows of links as newsletters print them: `(paper | tweet)` at the end of a text, or a paragraph of its own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain import Link
from bot.markup import Block, Stretch, arxiv_id, one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The links that end a block, and the `text` before them; a link without an address has an empty URL."""

    text: str
    links: tuple[Link, ...]


def row(block: Block) -> Row | None:
    """The row of links that ends a block; None where it ends in text.

    A link in the last sentence is not a row: a row follows a full stop or a bracket, or has the usual labels.
    """
    group: list[Link] = []
    tail = len(block.text)
    for stretch in reversed(block.links):
        if not (_BETWEEN if group else _AFTER).fullmatch(block.text, stretch.end, tail):
            break
        group.append(_link(block, stretch))
        tail = stretch.start
    before = block.text[:tail].rstrip() if group else ""
    usual = any(link.label.casefold() in _USUAL_LABELS for link in group)
    if not group or not (usual or not before or before.endswith(_OPENS)):
        return None
    return Row(text=before.rstrip("([| "), links=tuple(reversed(group)))


def is_row(block: Block) -> bool:
    """Whether the block is nothing but a row of links."""
    found = row(block)
    return found is not None and not found.text


def links_of(block: Block) -> Row:
    """All links of a block that holds nothing else, whatever signs part them; `text` is what else stands there."""
    left, at = "", 0
    for stretch in (*block.links, None):
        left += block.text[at : stretch.start if stretch else None]
        at = stretch.end if stretch else at
    return Row(text=left.strip(_SIGNS), links=tuple(_link(block, stretch) for stretch in block.links))


def distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links that lead somewhere and have a label; of several to one address the first."""
    first: dict[str, Link] = {}
    for link in links:
        if link.url and link.label:
            first.setdefault(link.url, link)
    return tuple(first.values())


def first_arxiv_id(links: Iterable[Link]) -> str | None:
    """The first arXiv id among the links, of one called “Paper” before others."""
    ids = [arxiv_id(link.url) for link in sorted(links, key=lambda link: link.label.casefold() != "paper")]
    return next((found for found in ids if found), None)


_AFTER = re.compile(r"[\s)\]|_.,;*]*")
_BETWEEN = re.compile(r"[)\]]?[\s|,;/&·•_*–—-]*|[)\]]+[\s|,;_]*[(\[]|\s+and\s+")
_SIGNS = " \n()[]|_.,;/&·•*–—-"
_OPENS = tuple("([|.!?…:;\"'”’)]")
_USUAL_LABELS = frozenset({"paper", "tweet"})
_ADDRESS = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)


def _link(block: Block, stretch: Stretch) -> Link:
    label = _without_slips(block.text[stretch.start : stretch.end].strip("[]|,; \n"))
    url = _without_slips(stretch.url)
    return Link(label=one_line(label), url=url if _ADDRESS.match(url) else "")


def _without_slips(text: str) -> str:
    """The text without the `_` at its end and the `)` there that nothing opens."""
    surplus = text.count(")") - text.count("(")
    end = len(text)
    while end and (text[end - 1] == "_" or (text[end - 1] == ")" and surplus > 0)):
        surplus -= text[end - 1] == ")"
        end -= 1
    return text[:end]
