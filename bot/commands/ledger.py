"""What `paperboy costs` reads of the ledger: a time, its tables, and what the configuration says of it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.commands.desk import NothingNamed
from bot.config import Config
from bot.domain import Call, Edition, Spending, Spent, Usage
from bot.llm import Prices, cost_usd, uncached
from bot.ports import Store
from bot.timing import month_of

GLANCE = ("issue", "task", "model")
"""The tables of a month at a glance."""

MONTHS = 12
OLD = timedelta(days=90)
"""Prices that were read longer ago are worth another look."""

DAY = timedelta(days=1)
_DAY_OF_MODEL = re.compile(r"[-@]\d{4}-?\d{2}-?\d{2}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What the calls from `since` on and before `until` came to: all of them, model by model, and table by table.

    `whole` is None where there was none. `budget` is that of the month it is about, None where it is about no month.
    """

    title: str
    since: datetime
    until: datetime
    whole: Spent | None
    models: Sequence[Spent]
    tables: Mapping[str, Sequence[Spent]]
    budget: Spending | None = None


def of_month(store: Store, spending: Spending, moment: datetime, by: str | None) -> Book:
    """The month of a moment."""
    since, until = month_of(moment)
    return replace(_read(store, f"{since:%Y-%m}", since, until, by), budget=spending)


def of_days(store: Store, first: datetime, last: datetime, by: str | None) -> Book:
    """From the begin of one day to the end of another."""
    midnight = last.replace(hour=0, minute=0, second=0, microsecond=0)
    return _read(store, f"{first:%Y-%m-%d} to {last:%Y-%m-%d}", first, midnight + DAY, by)


def of_year(store: Store, now: datetime) -> Book:
    """The last months, one by one, the newest first."""
    spans = [month_of(now)]
    while len(spans) < MONTHS:
        spans.append(month_of(spans[-1][0] - DAY))
    (since, _), (last, until) = spans[-1], spans[0]
    found = ((f"{begin:%Y-%m}", store.calls.totals(since=begin, until=end)) for begin, end in spans)
    rows = [replace(one, name=name) for name, whole in found for one in whole]
    return replace(_read(store, f"{since:%Y-%m} to {last:%Y-%m}", since, until, "model"), tables={"month": rows})


def calls_of(config: Config, store: Store, key: str) -> Sequence[Call]:
    """The calls for an issue, a digest, an entry or its text in a locale. Raises: NothingNamed."""
    issue, _, name = key.rpartition("/")
    edition = next((one for one in config.editions if one.name == name), None)
    calls = _of_digest(store, issue, edition) if edition else store.calls.under(key)
    entry = key.partition("@")[0].rpartition("/")[0]
    if not calls and not any(store.issues.get(one) for one in (key, issue, entry)):
        raise NothingNamed(f"{key}: there is no such issue, digest or entry; `paperboy status` lists them")
    return calls


def prices_of(config: Config) -> dict[str, Prices | None]:
    """Of every model that config.toml names, None where it gives none."""
    llm = config.values.llm
    used = (llm.model, *(one.model for one in (llm.judge, llm.stronger) if one), *llm.models)
    given = {name: own.prices for name, own in llm.models.items()}
    return {name: Prices(**told.model_dump()) if (told := given.get(name)) else None for name in used}


def as_asked(models: Sequence[Spent], named: Collection[str]) -> Sequence[Spent]:
    """The same by the names of config.toml: a server may answer under a longer one, with the day of its model."""
    asked: dict[str, list[Spent]] = {}
    for one in models:
        undated = _DAY_OF_MODEL.sub("", one.name)
        name = undated if undated in named and one.name not in named else one.name
        asked.setdefault(name, []).append(one)
    return [together(name, several) for name, several in asked.items()]


def saved(models: Sequence[Spent], prices: Mapping[str, Prices | None]) -> float:
    """What more it had cost without the prompt cache, in US dollars at today's prices; below 0 where it cost less."""
    return sum(
        (cost_usd(uncached(one.usage), own) or 0.0) - (cost_usd(one.usage, own) or 0.0)
        for one in models
        if (own := prices.get(one.name))
    )


def is_old(prices: Prices, today: date) -> bool:
    """Whether they are worth another look."""
    return today - prices.as_of > OLD


def together(name: str, several: Sequence[Spent]) -> Spent:
    """Some rows as one."""
    return Spent(
        name=name,
        calls=sum(one.calls for one in several),
        unpriced=sum(one.unpriced for one in several),
        usage=sum((one.usage for one in several), Usage()),
        dollars=sum(one.dollars for one in several),
    )


def spent_on(name: str, calls: Sequence[Call]) -> Spent:
    """Some calls as a row."""
    return Spent(
        name=name,
        calls=len(calls),
        unpriced=sum(one.cost_usd is None for one in calls),
        usage=sum((one.usage for one in calls), Usage()),
        dollars=sum(one.cost_usd or 0.0 for one in calls),
    )


def rows_of_book(book: Book) -> Iterator[dict[str, Any]]:
    """For programs: first the whole, then a row of each table."""
    budget = book.budget
    told = {"budget_usd": budget.month, "reserved_usd": round(budget.month * budget.reserved, 9)} if budget else {}
    span = {"since": book.since.isoformat(), "until": book.until.isoformat()}
    yield {"by": "all", "name": book.title, **span, **_facts(book.whole or together("", ())), **told}
    for by, rows in book.tables.items():
        yield from ({"by": by, "name": one.name, **_facts(one)} for one in rows)


def rows_of_calls(calls: Sequence[Call]) -> Iterator[dict[str, Any]]:
    """For programs: a row a call."""
    for one in calls:
        yield {
            "key": one.key,
            "task": one.task,
            "model": one.model,
            **asdict(one.usage),
            "usd": one.cost_usd,
            "milliseconds": one.milliseconds,
            "stop_reason": one.stop_reason,
        }


def _facts(one: Spent) -> dict[str, Any]:
    return {"calls": one.calls, "unpriced": one.unpriced, **asdict(one.usage), "usd": round(one.dollars, 9)}


def _read(store: Store, title: str, since: datetime, until: datetime, by: str | None) -> Book:
    return Book(
        title=title,
        since=since,
        until=until,
        whole=next(iter(store.calls.totals(since=since, until=until)), None),
        models=store.calls.totals("model", since, until),
        tables={table: store.calls.totals(table, since, until) for table in ((by,) if by else GLANCE)},
    )


def _of_digest(store: Store, issue: str, edition: Edition) -> list[Call]:
    return [one for one in store.calls.under(issue) if one.key.endswith(f"@{edition.locale}")]
