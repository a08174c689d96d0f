"""Gathers the commands, and is the one place where an error becomes an exit code.

0 done (items may wait) · 1 bug · 2 usage · 4 a person must act · 75 temporary · 78 configuration
"""

import importlib
from pathlib import Path

import click

from bot.commands.console import printable
from bot.errors import Misconfigured, PaperboyError, Rejected, Unavailable

COMMANDS = {
    "demo": "the whole thing on this computer: no keys, no network",
    "run": "the service: works until it is stopped",
    "tick": "one pass over everything that waits, then exit",
    "preview": "everything but posting, as a page to look at",
    "renew": "ask anew for texts whose terms or instructions changed",
    "post": "post a digest now, whatever its window",
    "backfill": "deliver old issues, a few a day",
    "status": "what waits, and for what",
    "show": "everything known of an issue, a digest or an entry",
    "costs": "what was spent on models, for what, of what budget",
    "hold": "stop an issue, a digest or an entry",
    "release": "let go what is held",
    "drop": "give up an issue, a digest or an entry for good",
    "pause": "let an edition, or all of them, post nothing for a while",
    "resume": "end a pause",
    "withdraw": "take down what was posted",
    "corrections": "what readers report: look at it, and decide",
    "glossary": "the terms of a locale: list, add, take back, export, import",
    "web": "the pages for moderators, by themselves",
    "backup": "a checked copy of the database",
    "restore": "put a backup in the database's place",
    "ingest": "take in an issue by hand: a page, an e-mail, JSON",
    "split": "a feed, or one post, as issues and entries, in JSON",
    "check": "what the gate's rules find in translations, in JSON",
    "doctor": "look at configuration, keys and services, with remedies",
}
"""By name, with the line `--help` shows. Each is a file of `bot/commands/`, loaded only when it is called."""

EXIT_CODES = {Rejected: 4, Unavailable: 75, Misconfigured: 78}
"""As sysexits(3) has them, and 4 for what only a person can decide."""


class Commands(click.Group):
    """Loads a command's module when it is asked for: `--help` of the program loads none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"bot.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, from `COMMANDS`."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, with the names it could have been."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"there is no command {args[0]!r}; there are: {', '.join(COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path),
    default=Path("config.toml"),
    show_default=True,
    help="The configuration file.",
)
@click.version_option(package_name="paperboy-bot", prog_name="paperboy")
@click.pass_context
def paperboy(ctx: click.Context, config: Path) -> None:
    """Delivers a newsletter's papers to a community in its own language."""
    ctx.obj = config


def run() -> int:
    """Runs the command line; returns the exit code. A bug is left to show its traceback and exits with 1."""
    try:
        return paperboy(standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except PaperboyError as error:
        for line in str(error).splitlines():
            click.echo(f"paperboy: {printable(line)}", err=True)
        return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
    except SystemExit:
        # click's word for a reader of our output that went away (`paperboy show … | head`); nothing is wrong.
        return 0
