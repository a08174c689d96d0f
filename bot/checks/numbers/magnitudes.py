"""Vague sizes: several orders of magnitude, hundreds of thousands."""

import re
from collections.abc import Iterator, Sequence

from bot.checks.numbers.number import SOME, Number


def shrunken_orders(source: str, target: str) -> tuple[str, str] | None:
    """The words for several orders of magnitude and a translation that makes a few times of them; None for none.

    Ten times, hundreds of times or a number of digits are right.
    """
    orders = _ORDERS.search(source) if _MAGNITUDE in source.lower() else None
    if not orders or _LARGE.search(target):
        return None
    times = _FEW_TIMES.search(target)
    return (orders[0], times[0]) if times else None


def other_sizes(source: Sequence[Number], target: Sequence[Number]) -> Iterator[tuple[Number, Number]]:
    """A vague number of the source that is lost, beside one of the translation that is of no size the source has.

    Thousands may become 수만, and millions 수천만: the bare English words have no upper end.
    """
    sizes, others = ([number for number in numbers if number.unit == SOME] for numbers in (source, target))
    lost = [size for size in sizes if not any(_meets(size, number) for number in others)]
    new = [number for number in others if not any(_meets(size, number) for size in sizes)]
    yield from zip(lost, new, strict=False)


def _meets(size: Number, number: Number) -> bool:
    bare = " " not in size.span
    return any(number.value == size.value * factor for factor in ((1, 10, 100) if bare else (1,)))


_MAGNITUDE = "magnitude"
_ORDERS = re.compile(
    r"\b(?:(?:several|many|multiple|some|a few|various) )?orders[ -]of[ -]magnitude|\bby orders of magnitude",
    re.IGNORECASE,
)
_FEW_TIMES = re.compile(r"(?<![가-힣])(?:몇|여러|수) ?배(?![치열포경])|[数何]倍")
_LARGE = re.compile(r"자릿수|자리 수|[수몇] ?[십백천만]|제곱|桁|[数何][十百千万]|オーダー|10의|乗")
