"""How long it takes until the command line answers."""

import subprocess
import sys
from collections.abc import Iterator

from bench.figure import Figure, ratio


def help_over_click() -> Iterator[Figure]:
    """`paperboy --help` beside a Python that only imports click."""

    def run(*words: str) -> None:
        subprocess.run([sys.executable, *words], check=True, capture_output=True)

    value = ratio(lambda: run("-m", "bot", "--help"), lambda: run("-c", "import click"), rounds=15)
    yield Figure(figure="`--help` ÷ `python -c 'import click'`", value=value, unit="×", aim=3.0)
