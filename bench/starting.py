"""How long it takes until the command line answers."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figure import Figure, ratio


def help_over_click() -> Iterator[Figure]:
    """`paperboy --help` beside a Python that only imports click."""

    value = ratio(lambda: _run("-m", "bot", "--help"), lambda: _run("-c", "import click"), rounds=15)
    yield Figure(figure="`--help` ÷ `python -c 'import click'`", value=value, unit="×", aim=3.0)


def status_over_sqlalchemy() -> Iterator[Figure]:
    """`paperboy status` of one finished week, beside a Python that only imports SQLAlchemy."""
    from bot import pipeline  # noqa: PLC0415 - loaded for this measurement only
    from bot.commands.demo import sandbox, write_config  # noqa: PLC0415
    from bot.commands.desk import silent, working  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        with sandbox(Path(folder)) as street:
            config = write_config(Path(folder), street)
            with working(config, silent) as bot:
                pipeline.tick(bot)
        words = ("-m", "bot", "--config", str(config), "status")
        value = ratio(lambda: _run(*words), lambda: _run("-c", "import sqlalchemy"), rounds=9)
    yield Figure(figure="`status` ÷ `python -c 'import sqlalchemy'`", value=value, unit="×", aim=3.0)


def _run(*words: str) -> None:
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
