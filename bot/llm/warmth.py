"""Which instructions the model's server keeps now, so that calls side by side read them instead of each sending them.

A prefix shorter than the model's smallest, or sent to a server without such a cache, is silently not kept: both cache
counters of its usage are 0. The ledger says so of the call that was to warm it, and it is not tried again.
Source: https://platform.claude.com/docs/en/build-with-claude/prompt-caching
"""

from datetime import datetime, timedelta

from bot.domain import Usage
from bot.llm.prices import Prices
from bot.llm.settings import ModelSettings
from bot.ports import Calls, Check, Clock

LIFE = timedelta(minutes=5)
"""How long a server keeps a prefix after its last use."""

MARGIN = timedelta(seconds=30)
"""What is left of it must do for the calls that are to read it."""

MOST_TOKENS = 1
"""An answer of none is refused where a schema is asked for, and without the schema another prefix would be kept."""

USER = "Nothing is asked yet."
"""What stands behind the instructions, the same for all; the cache ends before it."""


class Warmth:
    """What one model's server keeps, by the hash of the prompt; may be shared by threads."""

    def __init__(self, settings: ModelSettings, calls: Calls, clock: Clock) -> None:
        self._settings = settings
        self._calls = calls
        self._clock = clock
        self._until: dict[str, datetime] = {}
        self._refused: set[str] = set()

    def holds(self, prompt: str) -> bool:
        """Whether a question with these instructions would read them from the cache. Asks nobody."""
        left = self._until.get(prompt, self._clock.now()) - self._clock.now()
        return timedelta(0) < left <= LIFE - MARGIN

    def is_wanted(self, prompt: str, texts: int) -> bool:
        """Whether a call that warms these instructions is worth it for so many calls to come."""
        if prompt in self._refused or self.holds(prompt) or not self._is_cheaper(texts):
            return False
        last = self._calls.cached(prompt, self._settings.model)
        if last is None:
            return True
        at, usage = last
        if not _is_kept(usage):
            return False
        self._until[prompt] = at + LIFE - MARGIN
        return not self.holds(prompt)

    def give_up(self, prompt: str) -> None:
        """Notes that the server takes no such call, or keeps nothing by it."""
        self._refused.add(prompt)

    def saw(self, prompt: str, usage: Usage) -> None:
        """Notes the usage of a call that was marked to use the cache."""
        if _is_kept(usage):
            self._until[prompt] = self._clock.now() + LIFE - MARGIN

    def check(self) -> list[Check]:
        """What `doctor` says of the cache, where the last try to use it came to nothing: it costs, and is no fault."""
        last = self._calls.warmed(self._settings.model)
        why = self.why_not(last) if last else ""
        return [Check(what=f"prompt cache: {why}", well=True)] if why else []

    def why_not(self, usage: Usage) -> str:
        """Why the instructions of the call that was to warm them stay uncached; empty where they do not."""
        if _is_kept(usage):
            return ""
        return (
            f"the instructions have {usage.input} tokens, below what {self._settings.model} caches, or its server keeps"
            " none: each call pays for them in full"
        )

    def _is_cheaper(self, texts: int) -> bool:
        """One write and a read a text against an input a text; without prices it is taken to be, of two."""
        if "budget_tokens" in (self._settings.thinking or {}):
            return False  # a budget for thinking must be below max_tokens, and a call that thinks is no cheap one
        prices = self._settings.prices
        return texts > 1 and (prices is None or _warmed(texts, prices) < texts * prices.input)


def _warmed(texts: int, prices: Prices) -> float:
    return prices.cache_write + texts * prices.cache_read


def _is_kept(usage: Usage) -> bool:
    return bool(usage.cache_write or usage.cache_read)
