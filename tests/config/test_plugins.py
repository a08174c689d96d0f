"""The plug-ins are the files of their folders."""

import pytest

from bot.config import Kind, no_such, plug_ins
from bot.publishers import discourse, folder
from bot.sources import dair, dair_archive


def test_the_plug_ins_are_the_public_files_of_their_folders() -> None:
    modules = {"sources": [dair, dair_archive], "publishers": [discourse, folder]}
    for kind in ("sources", "publishers"):
        assert [f"bot.{kind}.{name}" for name in plug_ins(kind)] == [one.__name__ for one in modules[kind]]


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("sources", "dare", "there is no source 'dare'; did you mean 'dair'? there are: dair, dair_archive"),
        ("publishers", "fax", "there is no publisher 'fax'; there are: discourse, folder"),
    ],
)
def test_a_name_that_is_no_plug_ins_is_told_with_those_that_are(kind: Kind, name: str, said: str) -> None:
    assert no_such(kind, name) == said
