"""The figures of `model.toml`, and what tokens cost by them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain import Usage
from bot.llm import Prices
from bot.llm.prices import cost_usd
from bot.sandbox.pace import Figures, load_figures

FILE = Path(__file__).with_name("model.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """The model that everything is measured against."""

    model: str
    figures: Figures
    prices: Prices

    def seconds(self, output: int) -> float:
        """How long an answer of so many tokens takes."""
        return self.figures.first_token_s + output / self.figures.tokens_per_s

    def dollars(self, *, fresh: float = 0, output: float = 0, write: float = 0, read: float = 0) -> float:
        """What tokens of each kind cost."""
        usage = Usage(input=round(fresh), output=round(output), cache_write=round(write), cache_read=round(read))
        return cost_usd(usage, self.prices) or 0.0


def load() -> Yardstick:
    """Reads the file."""
    told: Mapping[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Yardstick(model=told["model"], figures=load_figures(FILE), prices=Prices(**told["prices"]))
