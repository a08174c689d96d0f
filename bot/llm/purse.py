"""What may be spent: before a call the most it can cost is set aside, after it the ledger says what it did cost.

    set aside ─► the call ─► its row in the ledger ─► what was set aside is free again

A call goes out only where what is spent, what is set aside for calls under way and the most it can cost itself fit
under every cap, so that none is ever passed. Where only calls under way are in the way it waits for their end: they
cost a fraction of what was set aside.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Condition

from bot.domain import Spending
from bot.errors import OverBudget
from bot.ports import Calls, Clock
from bot.timing import month_of

_OF_DIGEST = re.compile(r"(?P<issue>[^/@]+/[^/@#]+)(?:/\d+)?@(?P<locale>[^/@#.~]+(?P<trial>~.+)?)")
"""The key of a call for a text of an issue, or for all of them: `dair/2026-06-28/3@ko`, `dair/2026-06-28@ko`.

What a model on trial writes of it, `…/3@ko~model`, is a digest of its own, and no new one.
"""


@dataclass(eq=False, slots=True, kw_only=True)
class Bill:
    """A call under way: the most it can cost in US dollars, None where nobody knows, and whether it was answered and is
    in no ledger yet. It is `new` where it is for a new digest, which alone may take what is kept for those.
    """

    digest: tuple[str, str] | None
    new: bool
    most: float | None
    since: datetime
    owed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cap:
    """One limit as a call meets it, in US dollars; `others` is what is set aside for calls that count towards it."""

    limit: float
    spent: float
    others: float
    error: OverBudget

    def lacks_room(self, dollars: float) -> bool:
        """To the billionth, as the ledger counts."""
        return round(self.spent + dollars - self.limit, 9) > 0


class Purse:
    """Shared by all that ask a model; may be shared by threads.

    `is_new` says of an issue whether it is still news: what is asked for any other, for none, or on trial, leaves the
    reserve alone.
    """

    def __init__(
        self,
        calls: Calls,
        clock: Clock,
        spending: Spending | None = None,
        is_new: Callable[[str], bool] = lambda _issue: True,
    ) -> None:
        self._calls = calls
        self._clock = clock
        self._spending = spending or Spending()
        self._is_new = is_new
        self._changed = Condition()
        self._under_way: list[Bill] = []
        self._unrecorded: list[Bill] = []

    @contextmanager
    def paying(self, key: str, most: float | None) -> Iterator[Bill]:
        """Surrounds one call and the row it leaves; `most` is None where the model has no prices and nothing is capped.

        A bill that is still `owed` at the end, since its row could not be written, stays spent for this process.
        Raises: OverBudget, before anything is sent.
        """
        found = _OF_DIGEST.fullmatch(key)
        digest = (found["issue"], found["locale"]) if found else None
        new = bool(found and not found["trial"] and self._is_new(found["issue"]))
        bill = Bill(digest=digest, new=new, most=most, since=self._clock.now())
        self._set_aside(bill)
        try:
            yield bill
        finally:
            with self._changed:
                self._under_way.remove(bill)
                self._unrecorded += [bill] if bill.owed else []
                self._changed.notify_all()

    def _set_aside(self, bill: Bill) -> None:
        with self._changed:
            while bill.most:
                caps = self._caps(bill, bill.most)
                if full := next((cap for cap in caps if cap.lacks_room(bill.most)), None):
                    raise full.error
                if not any(cap.lacks_room(cap.others + bill.most) for cap in caps):
                    break
                self._changed.wait()
            self._under_way.append(bill)

    def _caps(self, bill: Bill, most: float) -> Sequence[_Cap]:
        return [self._month(bill, most), *([self._digest(bill.digest, most)] if bill.digest else [])]

    def _month(self, bill: Bill, most: float) -> _Cap:
        begins, goes_on = month_of(self._clock.now())
        limit = spared = self._spending.month
        if not bill.new:
            limit *= 1 - self._spending.reserved
        spent = self._calls.spent(begins) + _sum(one for one in self._unrecorded if one.since >= begins)
        kept = f", {_usd(spared - limit)} are kept for new digests" if limit < spared else ""
        why = (
            f"{OverBudget.MONTH}: of {_usd(spared)} US dollars {_usd(spent)} are spent{kept}, and the next call may"
            f" take {_usd(most)}; it goes on on {goes_on:%Y-%m-%d} (UTC), or with more in [budget] month of"
            " config.toml"
        )
        return _Cap(limit=limit, spent=spent, others=_sum(self._under_way), error=OverBudget(why, until=goes_on))

    def _digest(self, digest: tuple[str, str], most: float) -> _Cap:
        issue, (locale, _, model) = digest[0], digest[1].partition("~")
        spent = self._calls.spent_on(*digest) + _sum(one for one in self._unrecorded if one.digest == digest)
        where = f"{issue} in {locale}" + (f" by {model} on trial" if model else "")
        why = (
            f"{OverBudget.DIGEST}: of {_usd(self._spending.digest)} US dollars {_usd(spent)} are spent on"
            f" {where}, and the next call may take {_usd(most)}; raise [budget] digest in config.toml"
        )
        others = _sum(one for one in self._under_way if one.digest == digest)
        return _Cap(limit=self._spending.digest, spent=spent, others=others, error=OverBudget(why))


def _sum(bills: Iterator[Bill] | Sequence[Bill]) -> float:
    return sum(one.most or 0.0 for one in bills)


def _usd(dollars: float) -> str:
    """Cents, and of what is not whole cents below a dollar also their hundredths."""
    return f"{dollars:.2f}" if dollars >= 1 or round(dollars, 2) == dollars else f"{dollars:.4f}"
