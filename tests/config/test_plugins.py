"""The plug-ins are the files of their folders."""

import importlib
from pathlib import Path

import pytest

from bot.config import Kind, no_such, plug_ins

PACKAGE = Path(__file__).parents[2] / "bot"


@pytest.mark.parametrize("kind", ["sources", "publishers"])
def test_the_plug_ins_are_the_public_files_of_their_folders(kind: Kind) -> None:
    files = sorted(file.stem for file in (PACKAGE / kind).glob("[!_]*.py"))
    assert plug_ins(kind) == files
    for name in files:
        plugin = importlib.import_module(f"bot.{kind}.{name}")
        assert {"Settings", "connect"} <= set(vars(plugin))


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("sources", "dare", "there is no source 'dare'; did you mean 'dair'? there are: "),
        ("publishers", "fax", "there is no publisher 'fax'; there are: "),
    ],
)
def test_a_name_that_is_no_plug_ins_is_told_with_those_that_are(kind: Kind, name: str, said: str) -> None:
    assert no_such(kind, name) == said + ", ".join(plug_ins(kind))
