"""`paperboy show KEY`: everything known of an issue, a digest or an entry."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from bot.commands.console import printable
from bot.commands.receipts import line_of, receipts_of

if TYPE_CHECKING:
    from bot.domain import Call, Edition, Entry, Issue
    from bot.ports import Bot


@click.command("show")
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(ctx: click.Context, key: str, as_json: bool) -> None:
    """Shows what is known of KEY: `dair/2026-06-28` (an issue), `…/3` (an entry) or `…/EDITION` (a digest).

    Of an entry it shows the receipt of its text: what the checks found, what was mended, what is left, who wrote it
    and what it cost; of a digest a line a text.
    """
    from bot.commands.desk import reading  # noqa: PLC0415 - `--help` stays quick

    with reading(ctx.obj) as bot:
        found = found_under(bot, key)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, default=str))
    else:
        if "texts" in found:
            found["texts"] = [f"{one['key']}  {line_of(one)}" for one in found["texts"]]
        click.echo("\n".join(lines_of(found)))


def found_under(bot: "Bot", key: str) -> dict[str, Any]:
    """What the store has under a key. Raises: NothingNamed when it has nothing."""
    from bot.commands.desk import NothingNamed  # noqa: PLC0415 - `--help` stays quick

    issue = bot.store.issues.get(key)
    if issue:
        return _issue(bot, issue)
    # A hold or a receipt names an entry's text by its locale; what is known of it stands with the entry.
    parent, _, last = key.partition("@")[0].rpartition("/")
    issue = bot.store.issues.get(parent)
    if issue and last.isdecimal():
        for entry in bot.store.issues.entries(parent):
            if entry.position == int(last):
                return _entry(bot, entry, issue)
    for edition in bot.editions if issue else ():
        if edition.name == last:
            return _digest(bot, key, edition)
    raise NothingNamed(f"{key}: there is no such issue, entry or digest; `paperboy status` lists them")


def lines_of(found: dict[str, Any], indent: str = "") -> list[str]:
    """Any nested value as indented lines; empty values are left out."""
    lines = []
    for name, value in found.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}", *lines_of(value, indent + "  ")]
        elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
            lines.append(f"{indent}{name}")
            for number, one in enumerate(value):
                lines += ([""] if number else []) + lines_of(one, indent + "  ")
        elif value not in (None, "", (), [], {}):
            text = "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            first, *rest = map(printable, text.splitlines())
            lines += [f"{indent}{name:<12} {first}", *(f"{indent}{'':<13}{line}" for line in rest)]
    return lines


def _issue(bot: "Bot", issue: "Issue") -> dict[str, Any]:
    entries = bot.store.issues.entries(issue.key)
    return {
        "key": issue.key,
        "title": issue.title,
        "url": issue.url,
        "published": str(issue.published),
        "week": f"{issue.start} to {issue.end}",
        "held": issue.why,
        "entries": [{"key": one.key, "name": one.name, "arxiv_id": one.arxiv_id} for one in entries],
        **_trail(bot, issue.key),
    }


def _entry(bot: "Bot", entry: "Entry", issue: "Issue") -> dict[str, Any]:
    paper = bot.store.papers.of(issue.key).get(entry.key)
    texts = {
        locale: asdict(text)
        for locale in bot.locales
        if (text := bot.store.translations.latest(issue.key, locale).get(entry.key))
    }
    return {
        "key": entry.key,
        "name": entry.name,
        "summary": entry.summary,
        "links": [asdict(link) for link in entry.links],
        "paper": asdict(paper) if paper else None,
        "translations": texts,
        "receipts": {
            locale: one
            for locale, text in texts.items()
            for one in receipts_of(bot, issue.key, locale)
            if one["key"] == f"{entry.key}@{locale}.{text['version']}"
        },
        **_trail(bot, entry.key),
    }


def _digest(bot: "Bot", key: str, edition: "Edition") -> dict[str, Any]:
    posts = bot.store.posts.of(key)
    issue_key = key.rpartition("/")[0]
    return {
        "key": key,
        "parts": len(bot.store.posts.parts(key)),
        "posts": [{"key": post.key, "url": post.url, "title": post.title, "tags": list(post.tags)} for post in posts],
        "texts": receipts_of(bot, issue_key, edition.locale, edition.on_failure),
        **_trail(bot, key),
        "calls": [_call(one) for one in bot.store.calls.under(issue_key) if one.key.endswith(f"@{edition.locale}")],
    }


def _trail(bot: "Bot", key: str) -> dict[str, Any]:
    """Findings, holds and model calls on record for a key and what lies below it."""
    holds = [hold for hold in bot.store.holds.all() if hold.key == key or hold.key.startswith((f"{key}/", f"{key}@"))]
    return {
        "findings": [asdict(one) for one in bot.store.findings.under(key)],
        "holds": [asdict(one) for one in holds],
        "decisions": [asdict(one) for one in bot.store.holds.decisions(key)],
        "calls": [_call(one) for one in bot.store.calls.under(key)],
    }


def _call(call: "Call") -> dict[str, Any]:
    return {
        "task": call.task,
        "key": call.key,
        "model": call.model,
        "cost_usd": call.cost_usd,
        **asdict(call.usage),
    }
