"""What another model makes of a digest: by itself, or beside what stands, text by text."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot import gate, trying, waiting
from bot.commands.console import printable
from bot.commands.drawn import Drawn
from bot.commands.receipts import summary_of
from bot.commands.sheet import lay_out
from bot.domain import Usage, price_table
from bot.holding import Work
from bot.ports import Bot
from bot.trying import Tried, Version
from bot.web.diff import COME, GONE, SAME, Part, words

_STYLES = ("page.css", "compare.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of the comparison: who wrote it, how its texts came out, and what they cost."""

    name: str
    texts: Sequence[dict[str, Any]]
    nothing: str = ""

    @property
    def line(self) -> str:
        """All of it in a line."""
        return self.nothing or " · ".join([summary_of(list(self.texts)), _spent(self.texts)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a text: its source, and the pieces of it on either side; of the left one None where none stands."""

    name: str
    source: str
    last: Sequence[Part] | None
    tried: Sequence[Part]

    @property
    def same(self) -> bool:
        """Whether both sides read alike."""
        return self.last == self.tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text of the page, with what is told of either side."""

    title: str
    fields: Sequence[Field]
    last: dict[str, Any] | None
    tried: dict[str, Any]


def drawn(bot: Bot, work: Work, folder: Path, model: str, *, beside: bool) -> dict[str, Drawn]:
    """The page of what a model wrote, by the digest's key: a digest, or `beside` what stands.

    Nothing where something of it is missing, which is said.
    """
    texts = trying.written_by(bot, work, model)
    if not texts:
        if missing := waiting.text_of(bot, work):
            bot.report("waits", work.key, why=missing.what)
        return {}
    below = folder / f"by-{re.sub(r'[^A-Za-z0-9.-]', '-', model)}"
    policy = work.edition.on_failure
    tried = Side(name=model, texts=[_told(one.tried, policy) for one in texts])
    last = Side(
        name="last",
        texts=[_told(one.stands, policy) for one in texts if one.stands],
        nothing="" if any(one.stands for one in texts) else "nothing is written yet",
    )
    if beside:
        page = below / f"{work.key}.html"
        _write(page, bot.locales[work.edition.locale].language_code, work.key, [last, tried], _rows(texts, policy))
    else:
        receipts = {one.tried.case.made.entry: one.tried.receipt for one in texts if one.tried.receipt}
        page = lay_out(bot, trying.digest_of(bot, work, texts), receipts, below)
    sides = [last, tried] if beside else [tried]
    return {work.key: Drawn(page=page, facts=_facts(texts, model, policy, beside), lines=_lines(sides, model))}


def _facts(texts: Iterable[Tried], model: str, policy: str, beside: bool) -> dict[str, Any]:
    """What is told as JSON: a text each, `last` where it was asked for, null where nothing stands."""
    rows = []
    for one in texts:
        row: dict[str, Any] = {"entry": one.tried.case.made.entry, "tried": _told(one.tried, policy)}
        if beside:
            row["last"] = _told(one.stands, policy) if one.stands else None
        rows.append(row)
    return {"model": model, "texts": rows}


def _lines(sides: Sequence[Side], model: str) -> list[str]:
    """A line a side, then each text of which something is found on any."""
    wide = max(len(side.name) for side in sides)
    lines = [f"  {side.name:<{wide}}  {side.line}" for side in sides]
    lines += [f"  {side.name:<{wide}}  {line}" for side in sides for one in side.texts if (line := _doubts(one))]
    if any(one["calls"] and one["cost_usd"] is None for side in sides if side.name == model for one in side.texts):
        lines.append(f"  {model} has no prices in config.toml: give it {price_table(model)}")
    return [printable(line) for line in lines]


def _doubts(told: dict[str, Any]) -> str:
    found = told["findings"]
    more = f" (and {len(found) - 1} more)" if found[1:] else ""
    return f"{told['key']}  {told['outcome']} · {found[0]['message']}{more}" if found else ""


def _told(version: Version, policy: str) -> dict[str, Any]:
    costs = [one.cost_usd for one in version.calls]
    known = [cost for cost in costs if cost is not None]
    made, receipt = version.case.made, version.receipt
    return {
        "key": made.key,
        "outcome": gate.fate(made, receipt, policy),
        "findings": [asdict(one) for one in version.left],
        "repairs": receipt.repairs if receipt else 0,
        "model": made.by,
        "calls": len(version.calls),
        "tokens": {name: sum(getattr(one.usage, name) for one in version.calls) for name in asdict(Usage())},
        "cost_usd": round(sum(known), 9) if len(known) == len(costs) else None,
    }


def _spent(texts: Sequence[dict[str, Any]]) -> str:
    """What was paid for texts in all: calls, tokens, dollars."""
    tokens = {name: sum(one["tokens"][name] for one in texts) for name in asdict(Usage())}
    read = tokens["input"] + tokens["cache_write"] + tokens["cache_read"]
    costs = [one["cost_usd"] for one in texts]
    dollars = "no price" if None in costs else f"${sum(costs):.4f}"
    calls = sum(one["calls"] for one in texts)
    return f"{calls} call{'s' if calls != 1 else ''} · {read:,} tokens in, {tokens['output']:,} out · {dollars}"


def _rows(texts: Iterable[Tried], policy: str) -> list[Row]:
    return [
        Row(
            title=f"{one.unit.entry.position}. {one.tried.case.names[1]}" if one.unit.entry else "Intro",
            fields=_fields(one),
            last=_told(one.stands, policy) if one.stands else None,
            tried=_told(one.tried, policy),
        )
        for one in texts
    ]


def _fields(one: Tried) -> list[Field]:
    """The fields that there is anything of, what differs marked on its own side."""
    found = []
    for name, source in one.tried.case.sources.items():
        new = one.tried.case.texts[name].strip()
        old = one.stands.case.texts[name].strip() if one.stands else None
        parts = words(old, new) if old is not None else [Part(kind=SAME, text=new)]
        if source or new or old:
            left = None if old is None else [part for part in parts if part.kind in (SAME, GONE)]
            right = [part for part in parts if part.kind in (SAME, COME)]
            found.append(Field(name=name, source=source, last=left, tried=right))
    return found


def _write(file: Path, language: str, key: str, sides: Sequence[Side], rows: Sequence[Row]) -> None:
    """The page, in one file that needs nothing else."""
    templates = Environment(
        loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = "".join(templates.get_template(name).render() for name in _STYLES)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = templates.get_template("compare.j2")
    file.parent.mkdir(parents=True, exist_ok=True)
    made = page.render(key=key, language=language, sides=sides, rows=rows, spent=_spent, style_hash=digest)
    file.write_text(made, encoding="utf-8")
