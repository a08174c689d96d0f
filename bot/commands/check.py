"""`paperboy check FILE`: what the rules see in translations, pair by pair."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from bot.domain import Finding

LONG = 200_000
"""Bytes of a file above which a terminal is shown how far it is."""

SEVERITIES = ("block", "repair", "warn")

Advance = Callable[[int], None]


@click.command("check")
@click.argument("file", metavar="FILE.jsonl")
@click.option("--summary", is_flag=True, help="Print a table of what was found instead.")
@click.pass_context
def command(ctx: click.Context, file: str, summary: bool) -> None:
    """Says what the gate's rules find in translations; calls no model and keeps nothing.

    FILE has one JSON object a line, `-` is standard input: {"id", "locale", "source", "target"}, and "kind" where the
    text is no abstract: title, summary, abstract or intro. Other keys are ignored. For each line one is printed, in
    order: {"id", "findings": [{"code", "severity", "source_span", "target_span", "message"}]}. Severities: `block`
    must never be seen, `repair` must be mended first, `warn` is worth a look.

    The prompts folder is that of the configuration where there is one, else the program's own. Findings are output and
    no error: the exit code is 0 whatever is found. A line that cannot be read ends the run with 78; what stood before
    it is printed.
    """
    from bot.checks import check  # noqa: PLC0415 - `--help` stays quick
    from bot.commands.pairs import read_pairs  # noqa: PLC0415

    sums = _Sums()
    with _progress(file, quiet=not summary and sys.stdout.isatty()) as advance:
        for given, pair in read_pairs(file, _prompts(ctx), advance):
            findings = tuple(check(pair))
            sums.add(findings)
            if not summary:
                click.echo(line_of(given, findings))
    if summary:
        sums.show()


def line_of(given: object, findings: Iterable["Finding"]) -> str:
    """The JSON line of one pair, `given` being its id. What is no visible character is escaped: a text of others
    commands no terminal, ends no line, and lone surrogates can be written.
    """
    line = json.dumps({"id": given, "findings": [_shown(one) for one in findings]}, ensure_ascii=False)
    if line.isprintable():
        return line
    return "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in line)


def _shown(finding: "Finding") -> dict[str, str]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "source_span": finding.source_span,
        "target_span": finding.target_span,
        "message": " — ".join(filter(None, (finding.local, finding.message))),
    }


def _prompts(ctx: click.Context) -> Path:
    """The prompts folder. A configuration that was named must be there; the usual one need not."""
    from bot.commands.demo import PROMPTS  # noqa: PLC0415 - `--help` stays quick
    from bot.config import load  # noqa: PLC0415

    named = ctx.parent is not None and ctx.parent.get_parameter_source("config") != ParameterSource.DEFAULT
    if not named and not ctx.obj.exists():
        return PROMPTS
    config = load(ctx.obj)
    return config.path(config.values.prompts)


@contextmanager
def _progress(file: str, *, quiet: bool) -> Iterator[Advance]:
    """Shows on a terminal how far a long file is, in bytes. Lines that appear there are progress enough."""
    size = Path(file).stat().st_size if Path(file).is_file() else None
    if quiet or not sys.stderr.isatty() or (size is not None and size < LONG):
        yield lambda _bytes: None
        return
    from rich.console import Console as Screen  # noqa: PLC0415 - 50 ms, and only where there is a screen
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("· checking"), BarColumn(), DownloadColumn())
    screen = Screen(stderr=True, emoji=False)
    with Progress(*columns, console=screen, transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("checking", total=size)
        yield lambda read: progress.advance(task, read)


class _Sums:
    """What was found, counted while it passes by."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.clean = self.warned = self.stopped = 0

    def add(self, findings: Iterable["Finding"]) -> None:
        """One text's findings."""
        severities = Counter((one.code.partition(".")[0], one.severity.value) for one in findings)
        self.counts += severities
        kinds = {severity for _family, severity in severities}
        self.clean += not kinds
        self.warned += kinds == {"warn"}
        self.stopped += bool(kinds - {"warn"})

    def rows(self) -> list[list[str]]:
        """A head, a row for each family that found something, and the sums."""
        families = sorted({family for family, _severity in self.counts})
        rows = [[family, *(str(self.counts[family, one]) for one in SEVERITIES)] for family in families]
        sums = [str(sum(self.counts[family, one] for family in families)) for one in SEVERITIES]
        return [["family", *SEVERITIES], *rows, ["all", *sums]]

    def show(self) -> None:
        """On a terminal a drawn table, else columns of a fixed width."""
        head, *rows = self.rows()
        if sys.stdout.isatty():
            from rich.console import Console as Screen  # noqa: PLC0415 - 50 ms, and only where there is a screen
            from rich.table import Table  # noqa: PLC0415

            table = Table(*head)
            for row in rows:
                table.add_row(*row)
            Screen(emoji=False).print(table)
        else:
            click.echo("\n".join(f"{name:<12}" + "".join(f"{one:>8}" for one in row) for name, *row in [head, *rows]))
        click.echo(
            f"{self.clean + self.warned + self.stopped} texts: {self.clean} clean, {self.warned} with warnings only,"
            f" {self.stopped} that would not go out"
        )
