"""Cuts a digest into parts, between papers: as few as the limit allows, and those of even length."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from bot.errors import Rejected
from bot.render.pieces import Pieces


def cut(pieces: Pieces, issue: str, limit: int | None) -> tuple[str, ...]:
    """The parts, none longer than `limit` code points. Raises: Rejected (one entry of `issue` alone is longer)."""
    opening, closing = pieces.piece("opening"), pieces.piece("closing")
    blocks = [opening, *(pieces.piece("entry", one) for one in pieces.entries), closing]
    if limit is None:
        return ("\n\n".join(blocks) + "\n",)
    for of in range(1, len(blocks) + 1):
        frames = list(_frames(pieces, of))
        if _packed(blocks, frames, limit):
            evenest = bisect_left(range(limit), True, key=lambda size: _packed(blocks, frames, size) is not None)
            return _packed(blocks, frames, evenest) or ()
    longest = max(range(len(blocks)), key=lambda index: len(blocks[index]))
    raise Rejected(
        f"{issue}/{longest}: {len(blocks[longest])} characters alone, and a post may have {limit};"
        " show less of the English in this edition (source_text)"
    )


def cut_before(pieces: Pieces, firsts: Sequence[int]) -> tuple[str, ...]:
    """The parts as another digest of the issue has them: the second and each further one begins with that entry.

    An entry that the other one lacks stands with the one before it. The opening is in the first part, the end in the
    last, which has no entry where nobody has that number.
    """
    held: list[list[str]] = [[pieces.piece("opening")], *([] for _ in firsts)]
    for one in pieces.entries:
        held[sum(first <= one.number for first in firsts)].append(pieces.piece("entry", one))
    held[-1].append(pieces.piece("closing"))
    frames = _frames(pieces, len(held))
    return tuple(
        "\n\n".join([*above, *blocks, *below]) + "\n" for blocks, (above, below) in zip(held, frames, strict=True)
    )


def _frames(pieces: Pieces, of: int) -> Iterator[tuple[list[str], list[str]]]:
    """What stands above and below the blocks of each of `of` parts."""
    for n in range(1, of + 1):
        above = [pieces.piece("continuing", n, of)] if n > 1 else []
        below = [pieces.piece("to_be_continued")] if n < of else []
        yield above, below


def _packed(blocks: Sequence[str], frames: Sequence[tuple[list[str], list[str]]], limit: int) -> tuple[str, ...] | None:
    """The blocks in parts of at most `limit` code points, each as full as it can be; None when they do not fit."""
    parts, left = [], list(blocks)
    for above, below in frames:
        held: list[str] = []
        while left and len("\n\n".join([*above, *held, left[0], *below])) < limit:
            held.append(left.pop(0))
        if not held:
            return None
        parts.append("\n\n".join([*above, *held, *below]) + "\n")
    return None if left else tuple(parts)
