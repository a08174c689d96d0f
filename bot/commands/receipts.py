"""What the gate did about the texts of an issue, as `show` and `preview` tell it."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.commands.console import printable

if TYPE_CHECKING:
    from bot.domain import Receipt, Translation
    from bot.ports import Bot


def receipts_of(bot: "Bot", issue_key: str, locale: str, on_failure: str = "") -> list[dict[str, Any]]:
    """The receipt of each text's last version, the intro's first, with who wrote it and what it cost.

    `outcome` is what becomes of the text under an edition's policy; without one, the verdict alone.
    """
    receipts = bot.store.receipts.of(issue_key, locale)
    last = bot.store.translations.latest(issue_key, locale)
    entries = sorted(last, key=lambda key: int(key.rpartition("/")[2]))
    return [_told(bot, last[entry], receipts.get(last[entry].key), on_failure) for entry in entries]


def line_of(told: dict[str, Any]) -> str:
    """A receipt in a line: what became of the text, how much was found and mended, who wrote it, what it cost."""
    found = len(told["mended"]) + len(told["left"])
    facts = [
        f"{told['outcome']} by {told['waived']}" if told["waived"] else told["outcome"],
        f"{found} found, {len(told['mended'])} mended" if found else "",
        told["model"],
        f"judged by {told['judge']}" if told["judge"] else "",
        f"${told['cost_usd']:.4f}" if told["cost_usd"] is not None else "",
        told["left"][0]["message"] if told["left"] else "",
    ]
    return printable(" · ".join(fact for fact in facts if fact))


def summary_of(told: list[dict[str, Any]]) -> str:
    """How many texts came to which end: `9 clean, 2 repaired`."""
    ends = [one["outcome"] for one in told]
    return ", ".join(f"{ends.count(end)} {end}" for end in sorted(set(ends)))


def _told(bot: "Bot", made: "Translation", receipt: "Receipt | None", on_failure: str) -> dict[str, Any]:
    from bot import gate  # noqa: PLC0415 - `--help` stays quick

    costs = [one.cost_usd for one in bot.store.calls.under(f"{made.entry}@{made.locale}") if one.cost_usd is not None]
    return {
        "key": made.key,
        "outcome": gate.fate(made, receipt, on_failure),
        "mended": [asdict(one) for one in receipt.mended] if receipt else [],
        "left": [asdict(one) for one in receipt.left] if receipt else [],
        "repairs": receipt.repairs if receipt else 0,
        "model": made.by,
        "judge": receipt.judge if receipt else "",
        "prompt": made.prompt,
        "glossary": receipt.glossary if receipt else "",
        "waived": receipt.waived if receipt else "",
        "cost_usd": round(sum(costs), 9) if costs else None,
    }
