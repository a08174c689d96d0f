"""Writes docs/commands.md and docs/configuration.md from the program itself; `--check` fails when they are stale."""

import argparse
import importlib
import inspect
import json
import pkgutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot import cli, publishers, sources
from bot.cli import COMMANDS, paperboy
from bot.config import schema

DOCS = Path(__file__).resolve().parents[1] / "docs"
GENERATED = "<!-- written by `make docs`; change the program, not this page -->"


def main() -> int:
    """Writes the pages, or with `--check` says which are stale and returns 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    pages = {"commands.md": commands(), "configuration.md": configuration()}
    stale = [name for name, text in pages.items() if not _same(DOCS / name, text)]
    if check:
        for name in stale:
            print(f"docs/{name} is stale: run `make docs`", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(pages[name], encoding="utf-8")
    return 0


def commands() -> str:
    """Every `--help`, as it is printed."""
    parts = ["# Commands", GENERATED, _help(paperboy, "paperboy")]
    for name in COMMANDS:
        command = importlib.import_module(f"bot.commands.{name}").command
        parts += [f"## paperboy {name}", _help(command, f"paperboy {name}")]
        for below, one in command.commands.items() if isinstance(command, click.Group) else ():
            parts += [f"### paperboy {name} {below}", _help(one, f"paperboy {name} {below}")]
    codes = "Exit codes: " + str(cli.__doc__).strip().splitlines()[-1]
    return "\n\n".join([*parts, codes]) + "\n"


def configuration() -> str:
    """Every key of config.toml with its meaning and what stands for it when it is left out."""
    parts = [
        "# Configuration",
        GENERATED,
        "Paths count from the folder of config.toml. Spans of time are written `90m`, `3h`, `10d`. An unknown key is an"
        " error that names its line and the keys there are.",
        "Secrets never stand in config.toml. `anthropic-api-key`, `discourse-api-key`, for a second model elsewhere"
        " `judge-api-key` and for a stronger one `stronger-api-key`, for moderators who log in by the forum"
        " `discourse-connect-secret` (with several forums `discourse-connect-secret-NAME`, by the first edition of"
        " each), for its webhook `discourse-webhook-secret`,"
        " and for an edition that goes to a webhook `webhook-secret` are looked for in the file that a `*_file` key"
        " names, which those of `[web]` and of webhooks have not, then as systemd credentials of that name, then in the"
        " environment (`ANTHROPIC_API_KEY`, `DISCOURSE_API_KEY`).",
    ]
    parts += list(_tables(schema.ConfigTable))
    for plug_ins in (sources, publishers):
        for module in pkgutil.iter_modules(plug_ins.__path__, f"{plug_ins.__name__}."):
            settings = getattr(importlib.import_module(module.name), "Settings", None)
            parts += [_table(settings)] if settings and settings.model_fields else []
    return "\n\n".join(parts) + "\n"


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, max_content_width=100, terminal_width=100)
    return f"```text\n{command.get_help(context)}\n```"


def _tables(model: type[BaseModel]) -> Iterator[str]:
    yield _table(model)
    for field in model.model_fields.values():
        inner = _model_in(field.annotation)
        if inner:
            yield from _tables(inner)


def _table(model: type[BaseModel]) -> str:
    lines = [f"## {inspect.getdoc(model)}", "", "| key | left out | meaning |", "| --- | --- | --- |"]
    for name, field in model.model_fields.items():
        lines.append(f"| `{name}` | {_default(field)} | {field.description} |")
    return "\n".join(lines)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value: Any = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel) or value in (None, "", (), {}, []):
        return "–"
    if isinstance(value, tuple):
        return f"`{json.dumps(value)}`"
    return f"`{_span(value) if isinstance(value, timedelta) else value}`"


def _span(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    if seconds % 86400 == 0:
        return f"{seconds // 86400}d"
    return f"{seconds // 3600}h" if seconds % 3600 == 0 else f"{seconds}s"


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _model_in(one))), None)


def _same(page: Path, text: str) -> bool:
    return page.exists() and page.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
