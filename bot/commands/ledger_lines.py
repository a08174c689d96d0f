"""What `paperboy costs` shows of the ledger, in lines for people."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import click

from bot.commands.console import counted, printable
from bot.commands.figures import bar, dollars, money, table, tokens, wrapped
from bot.commands.ledger import Book, as_asked, is_old, saved, spent_on, together
from bot.domain import APART, TRIAL, UNANSWERED, WARM, Call, Spending, Spent, price_table
from bot.llm import Prices

FEW = 12
"""So many lines of a table are shown at a glance; the others are told together."""

_Tariff = Mapping[str, Prices | None]
"""The models that config.toml names, with the prices it has of them."""

_NAMES = {"": "readers' comments", TRIAL: "models on trial", APART: "saved files"}
"""What is in no issue and in no language, by what the ledger calls it."""

_HEADS = {"issue": "issue", "task": "task", "model": "model", "locale": "language", "month": "month"}
_KINDS = ("input", "written", "read", "output", "thinking")
_SPARE = ("thinking", "seconds", "written", "read", "input", "output", "calls")
_BARRED = ("issue", "month")
"""Tables along time, which have bars where they are drawn."""

_NAMED = ("issue", "locale")
"""Tables in which there may be those."""

_BAR = 36
_DONE = ("end_turn", "stop_sequence")
_BLOCKS = re.compile("[▉-▏█░]+")


def of_book(book: Book, prices: _Tariff, today: date, width: int, *, drawn: bool) -> Iterator[str]:
    """A time at a glance, or one table of it; with bars where it is `drawn`."""
    whole = book.whole or together("", ())
    spent = whole.dollars
    yield from wrapped(f"{book.title}  {_sum(whole)}{_of(spent, book.budget)}", width)
    if drawn and book.budget:
        yield _coloured("  " + bar(min(1.0, spent / book.budget.month), width - 4).ljust(width - 4, "░"))
    if book.whole is None:
        yield "no call to a model"
        return
    for by, rows in book.tables.items():
        yield ""
        yield from _table(by, rows, width, whole=len(book.tables) == 1, drawn=drawn)
    yield ""
    yield from _notes(book.models, prices, today, width)


def of_calls(key: str, calls: Sequence[Call], prices: _Tariff, today: date, width: int) -> Iterator[str]:
    """The calls for a key, the oldest first, and what they came to."""
    whole = spent_on("", calls)
    yield from wrapped(f"{key}  {_sum(whole)}, {counted(len(calls), 'calls')}", width)
    if not calls:
        return
    costs = money([one.cost_usd or 0.0 for one in calls])
    names = [_text_of(one.key) for one in calls]
    longest = max(map(len, names))
    rows = [
        [
            printable(f"{name:<{longest}}  {one.task}"),
            *_tokens(one),
            f"{one.milliseconds / 1000:.1f}",
            "?" if one.cost_usd is None else cost,
        ]
        for one, name, cost in zip(calls, names, costs, strict=True)
    ]
    yield ""
    yield from table(["text and task", *_KINDS, "seconds", "cost"], rows, width, _SPARE)
    yield ""
    for one in calls:
        if one.task != WARM and one.stop_reason not in _DONE:
            yield from wrapped(f"! {one.key}: {_trouble(one)}", width)
    models = dict.fromkeys(one.model for one in calls)
    mine = [spent_on(model, [one for one in calls if one.model == model]) for model in models]
    yield from _notes(mine, prices, today, width)


def _text_of(key: str) -> str:
    """A text without its issue, `3@ko`; the model on trial, whose name stands behind it, is told with its prices."""
    text, _, model = key.partition("~")
    return f"{text.rpartition('/')[2]}{' on trial' if model else ''}"


def _trouble(one: Call) -> str:
    if one.stop_reason == UNANSWERED:
        counts = "" if one.cost_usd is None else "; it counts at the most it could have cost"
        return f"no whole answer to {one.task} came{counts}"
    return f"an answer to {one.task} ended with {one.stop_reason}"


def _sum(whole: Spent) -> str:
    """The dollars, as far as they are known."""
    if whole.unpriced and whole.unpriced == whole.calls:
        return "at an unknown price"
    return f"at least {dollars(whole.dollars)}" if whole.unpriced else dollars(whole.dollars)


def _of(spent: float, budget: Spending | None) -> str:
    if budget is None:
        return ""
    percent = 100 * spent / budget.month
    share = f"{percent:.0f} %" if percent >= 1 or not spent else "less than 1 %"
    kept = f"; {dollars(budget.month * budget.reserved)} of it is kept for new issues" if budget.reserved else ""
    return f" of {dollars(budget.month)} ({share}){kept}"


def _table(by: str, found: Sequence[Spent], width: int, *, whole: bool, drawn: bool) -> Iterator[str]:
    """With a bar a line, or with its tokens. Times stand in their order, all else by what it cost."""
    ordered = found if by in _BARRED else sorted(found, key=lambda one: -one.dollars)
    few = len(ordered) if whole or len(ordered) <= FEW + 1 else FEW
    shown, others = ordered[:few], ordered[few:]
    rows = [*shown, together(f"{len(others)} others", others)] if others else shown
    names = [_NAMES.get(one.name, printable(one.name)) if by in _NAMED else printable(one.name) for one in rows]
    costs = _costs(rows)
    barred = drawn and by in _BARRED
    if barred:
        room = max(8, min(_BAR, width - max(map(len, names)) - max(map(len, costs)) - 11))
        most = max(one.dollars for one in shown) or 1.0
        bars = [bar(one.dollars / most, room) for one in shown] + [""] * (len(rows) - few)
        middle = [[one.ljust(room)] for one in bars]
    else:
        middle = [_tokens(one) for one in rows]
    columns = zip(names, middle, (f"{one.calls:,}" for one in rows), costs, strict=True)
    cells = [[name, *between, calls, cost] for name, between, calls, cost in columns]
    head = [_HEADS[by], *([""] if barred else _KINDS), "calls", "cost"]
    yield from map(_coloured, table(head, cells, width, _SPARE))


def _costs(rows: Sequence[Spent]) -> list[str]:
    """A sum that lacks calls without a price has a plus sign."""
    amounts = money([one.dollars for one in rows])
    told = zip(rows, amounts, strict=True)
    return ["?" if one.unpriced == one.calls else f"{cost}+" if one.unpriced else cost for one, cost in told]


def _notes(models: Sequence[Spent], prices: _Tariff, today: date, width: int) -> Iterator[str]:
    """What the sums leave out, what the prompt cache was good for, and whose prices they are."""
    models = as_asked(models, prices)
    for one in models:
        if one.unpriced:
            yield from wrapped(_unpriced(one, priced=bool(prices.get(one.name))), width)
    if any(one.usage.cache_read or one.usage.cache_write for one in models if prices.get(one.name)):
        gain = saved(models, prices)
        more = f"saved {dollars(gain)}" if gain >= 0 else f"cost {dollars(-gain)} more than it saved"
        yield from wrapped(f"the prompt cache {more}, at today's prices", width)
    for one in models:
        if own := prices.get(one.name):
            old = f"; {(today - own.as_of).days} days old: look whether they hold" if is_old(own, today) else ""
            yield from wrapped(f"prices of {one.name}: {own.as_of}, {own.source}{old}", width)


def _unpriced(one: Spent, *, priced: bool) -> str:
    said = f"! {counted(one.unpriced, 'calls')} to {one.name} had no price: the sums are lower bounds"
    return (
        said if priced else f"{said}; give its prices in config.toml, {price_table(one.name)}, and later calls have one"
    )


def _tokens(one: Spent | Call) -> list[str]:
    usage = one.usage
    kinds = (usage.input, usage.cache_write, usage.cache_read, usage.output, usage.thinking)
    return [tokens(kind) if kind else "" for kind in kinds]


def _coloured(line: str) -> str:
    """The bars; where no colours can be shown, click takes them out."""
    return _BLOCKS.sub(lambda found: click.style(found[0], fg="cyan"), line)
