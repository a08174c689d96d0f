"""Tokens, counted by a rule of the sandbox's own, and the prompt cache that is reckoned with them.

The rule: one token for every three bytes of UTF-8, begun ones whole. That is one for a Hangul syllable and about one
for three letters of English, near what the vendor's tokenizers of 2026 give; it is no measurement of theirs.
A prefix can be read once the first answer that wrote it has begun; without a pace (`pace.py`) that is at once, so that
first calls sent side by side find each other's prefix, where the real ones each write it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

_BYTES = 3
LIFE = timedelta(minutes=5)
_LIVES = {"5m": LIFE, "1h": timedelta(hours=1)}
_LOOK_BACK = 20


def count(text: str) -> int:
    """How many tokens a text has."""
    return -(-len(text.encode()) // _BYTES)


def first(text: str, tokens: int) -> str:
    """The beginning of a text that has at most so many tokens."""
    return text.encode()[: tokens * _BYTES].decode(errors="ignore")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of a prompt, in reading order. `life` is `5m` or `1h` where a cache breakpoint ends it."""

    text: str
    life: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """The tokens of a prompt by how they are billed; the kinds add up to the whole."""

    fresh: int
    read: int
    written_5m: int
    written_1h: int


class PromptCache:
    """What prefixes were sent lately, per model. A prefix below the model's smallest is silently not kept."""

    def __init__(self) -> None:
        self._until: dict[str, tuple[datetime, timedelta]] = {}

    def reckon(self, model: str, blocks: Sequence[Block], smallest: int, now: datetime) -> Reckoned:
        """Looks a prompt up and says how its tokens are billed; `keep` is for when the answer has begun."""
        names, totals = _prefixes(model, blocks)
        marked = _marked(blocks, totals, smallest)
        read = self._read(names, totals, marked, now)
        written = {"5m": 0, "1h": 0}
        reached = read
        for place in marked:
            life = blocks[place].life or "5m"
            written[life] += max(0, totals[place] - reached)
            reached = max(reached, totals[place])
        whole = totals[-1] if totals else 0
        return Reckoned(fresh=whole - reached, read=read, written_5m=written["5m"], written_1h=written["1h"])

    def keep(self, model: str, blocks: Sequence[Block], smallest: int, now: datetime) -> None:
        """Keeps a prompt's prefixes, for others to read."""
        names, totals = _prefixes(model, blocks)
        for place in _marked(blocks, totals, smallest):
            life = _LIVES[blocks[place].life or "5m"]
            self._until[names[place]] = (now + life, life)

    def _read(self, names: Sequence[str], totals: Sequence[int], marked: Sequence[int], now: datetime) -> int:
        """The longest prefix that is alive, looked for at each breakpoint and up to 20 blocks before it."""
        places = {back for place in marked for back in range(max(0, place - _LOOK_BACK), place + 1)}
        for place in sorted(places, reverse=True):
            until, life = self._until.get(names[place], (now, timedelta()))
            if until > now:
                self._until[names[place]] = (now + life, life)
                return totals[place]
        return 0


def _marked(blocks: Sequence[Block], totals: Sequence[int], smallest: int) -> list[int]:
    """Where the breakpoints are that a model takes note of."""
    return [place for place, block in enumerate(blocks) if block.life and totals[place] >= smallest]


def _prefixes(model: str, blocks: Sequence[Block]) -> tuple[list[str], list[int]]:
    """Of each block the name of the prefix that ends with it, and that prefix's tokens."""
    digest, total = sha256(model.encode()), 0
    names, totals = [], []
    for block in blocks:
        digest.update(sha256(block.text.encode()).digest())
        total += count(block.text)
        names.append(digest.hexdigest())
        totals.append(total)
    return names, totals
