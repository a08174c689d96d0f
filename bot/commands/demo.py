"""`paperboy demo`: the whole line on this computer, against the sandbox."""

import json
import signal
import socket
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Any

import click

from bot.clock import Stopwatch, WoundClock
from bot.commands.console import Console, counted
from bot.errors import Unavailable

MONDAY_NOON = datetime(2026, 11, 16, 3, 5, tzinfo=UTC)
"""When the demo's tick runs, five past noon in Seoul: the week's issue has settled and its review is over."""

BESIDE = "side-by-side.html"
"""The page that shows what each edition was given."""

_STAYS = """
{opened}
Be a reader: post one of the comments prepared below it. In a moment a whisper shows the moderators what would change.
Be a moderator: choose 나래 (운영진) at the top of that page, and answer the whisper with “@paperboy 반영”; or decide it
on the moderators' pages, which ask the forum who you are: {pages}
Then the topic is edited and the reader thanked: one a day in a topic, the others on the days after.
The newsletter it came from: {newsletter}
The topic, its Japanese sibling and the list to paste, side by side: {beside}
Feed, arXiv, model and forum are a sandbox on this computer; papers and answers are made up. Ctrl-C ends it."""

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"


@click.command("demo")
@click.option("--once", is_flag=True, help="End when the topic is posted, and open no browser.")
@click.option("--json", "as_json", is_flag=True, help="End the output with one JSON line of what was done.")
@click.pass_context
def command(ctx: click.Context, once: bool, as_json: bool) -> None:
    """Runs one week from the feed to the forum, with no keys and no network.

    A newsletter, an arXiv, a model and a Discourse forum are started on this computer; the bot meets them through its
    real clients. The papers are made up, and the model's answers recorded. Opens the topic in a browser and stays at
    work until Ctrl-C: report a mistake as a reader, and decide about it as a moderator.
    """
    # Ended by another program, it leaves nothing behind either.
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))
    console = Console()
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(prefix="paperboy-demo-") as folder, sandbox(Path(folder)) as street:
        config = write_config(Path(folder), street, more=True)
        try:
            done = _one_tick(config, console)
        finally:
            console.close()
        done["seconds"] = round(watch.seconds, 1)
        click.echo(_told(done), err=as_json)
        if as_json:
            click.echo(json.dumps(done, ensure_ascii=False))
        if not once and done["topic_url"]:
            _stay(done["topic_url"], config, street, err=as_json)
    ctx.exit(console.exit_code)


@contextmanager
def sandbox(folder: Path) -> Iterator[dict[str, str]]:
    """The sandbox in a process of its own, for as long as the block runs; gives its addresses and made-up keys."""
    clock = WoundClock.create(folder / "clock", MONDAY_NOON)
    words = [sys.executable, "-m", "bot.sandbox", "--clock", str(clock.path)]
    # It ends when its standard input does, so that it never outlives this process.
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise Unavailable("the sandbox did not start; what it said stands above")
            yield json.loads(line)
        finally:
            process.terminate()


def write_config(folder: Path, street: Mapping[str, str], *, more: bool = False) -> Path:
    """The demo's config.toml and the two keys it names, in `folder`; with `more`, two further editions of the issue."""
    # No scope opens the heart, and with a granular key the bot would have to say that it has read a comment.
    for name, value in (("model-key", street["model_key"]), ("forum-key", street["forum_global_key"])):
        key = folder / name
        key.touch(mode=0o600)
        key.write_text(value, encoding="utf-8")
    config = folder / "config.toml"
    files = [Path(__file__).with_name(name) for name in ("demo.toml", *(["demo_more.toml"] if more else []))]
    template = Template("".join(file.read_text(encoding="utf-8") for file in files))
    pages, hook = _free_ports(2)
    config.write_text(template.substitute(street, prompts=PROMPTS, pages_port=pages, hook_port=hook), encoding="utf-8")
    return config


def _free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody listens on now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [sock.getsockname()[1] for sock in sockets]


def _one_tick(config: Path, console: Console) -> dict[str, Any]:
    from bot import pipeline, waiting  # noqa: PLC0415 - `--help` stays quick
    from bot.commands import beside  # noqa: PLC0415
    from bot.commands.desk import working  # noqa: PLC0415

    with working(config, console) as bot:
        pipeline.tick(bot)
        work = waiting.newest(bot)[0]
        posts, calls = bot.store.posts.of(work.key), bot.store.calls.under(work.issue.key)
        papers = bot.store.papers.of(work.issue.key)
        beside.write(config.with_name(BESIDE), beside.columns(bot))
        return {
            "topic_url": posts[0].url if posts else None,
            "title": posts[0].title if posts else None,
            "parts": len(posts),
            "entries": len(papers),
            "abstracts": sum(bool(paper.abstract) for paper in papers.values()),
            "model_calls": len(calls),
            "tokens": sum(c.usage.input + c.usage.output + c.usage.cache_write + c.usage.cache_read for c in calls),
            "cost_usd": round(sum(call.cost_usd or 0.0 for call in calls), 6),
            "seconds": 0.0,
            "findings": len(bot.store.findings.under(work.issue.key)),
            "held": len(bot.store.holds.all()),
            "editions": {one.edition: one.url for one in beside.columns(bot)},
        }


def _told(done: dict[str, Any]) -> str:
    if not done["topic_url"]:
        return "nothing was posted; the lines above say why"
    return (
        f"\n{done['title']}\n{done['topic_url']}\n"
        + "".join(f"{url}  ({name})\n" for name, url in list(done["editions"].items())[1:])
        + "\n"
        f"{done['entries']} papers, {done['abstracts']} abstracts, {counted(done['parts'], 'parts')}"
        f" · {done['model_calls']} model calls, {done['tokens']:,} tokens, ${done['cost_usd']:.4f}"
        f" · {done['seconds']} s"
    )


def _stay(topic_url: str, config: Path, street: Mapping[str, str], *, err: bool) -> None:
    """Keeps the bot at work, and says what it does, until Ctrl-C. Raises: Unavailable (it cannot work, or ended)."""
    from bot.commands.staying import at_work, sentence  # noqa: PLC0415 - `--help` stays quick
    from bot.config import load  # noqa: PLC0415
    from bot.web import address  # noqa: PLC0415

    def heard(event: Mapping[str, Any]) -> None:
        if told := sentence(event):
            click.echo(f"· {told}", err=err)

    with at_work(config, street["forum"], heard) as service:
        webbrowser.open(config.with_name(BESIDE).as_uri())
        opened = webbrowser.open(topic_url)
        click.echo(
            _STAYS.format(
                opened="The topic is open in your browser." if opened else "Open the address above in a browser.",
                pages=address(load(config)),
                newsletter=street["newsletter"],
                beside=config.with_name(BESIDE).as_uri(),
            ),
            err=err,
        )
        try:
            service.wait()
        except KeyboardInterrupt:
            click.echo(err=err)
            return
        raise Unavailable("the service ended; what it said stands above")
