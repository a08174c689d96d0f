"""A language, a layout, a place to publish: each is one file or folder more in a copy of the program."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from tests.commands.street import DIGEST, PROJECT, Ran, Street
from tests.commands.weeks import willing

pytestmark = pytest.mark.long

REAL = {
    "title": "[{start} ~ {end}] La ĉefaj artikoloj pri {field}",
    "summary": "Pri la artikolo",
    "abstract": "Resumo de la aŭtoroj",
    "disclaimer": "Ĉi tiun tekston tradukis maŝino ({model}).",
    "source_note": "La priskriboj estas de DAIR.AI.",
    "contents": "Enhavo",
}


@pytest.fixture
def tree(street: Street) -> Path:
    """A copy of the program and of its prompts, which the configuration names."""
    copy = street.folder / "tree"
    for name in ("bot", "prompts"):
        copytree(PROJECT / name, copy / name, ignore=ignore_patterns("__pycache__"))
    street.change(str(PROJECT / "prompts"), str(copy / "prompts"))
    return copy


def files(tree: Path) -> set[str]:
    return {str(one.relative_to(tree)) for one in tree.rglob("*") if one.is_file() and one.suffix != ".pyc"}


def run(street: Street, tree: Path, *words: str) -> Ran:
    """Runs the copy's own command."""
    env = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}  # noqa: TID251 - for a child process
    whole = [sys.executable, "-m", "bot", "--config", str(street.config), *words]
    done = subprocess.run(whole, cwd=tree, env=env, capture_output=True, text=True, check=False)
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr)


def one_more(tree: Path, before: set[str]) -> list[str]:
    """The files of the copy that the project does not have."""
    return sorted(files(tree) - before)


def written(street: Street) -> str:
    """The digest in the folder `out`."""
    return (street.folder / "out" / DIGEST / "part-1.md").read_text(encoding="utf-8")


def add_esperanto(tree: Path) -> None:
    """A folder of prompts/ with its one file: every word that the Korean one has, in another language."""
    korean = tomllib.loads((tree / "prompts" / "ko" / "locale.toml").read_text(encoding="utf-8"))
    words = {key: _said(key, text) for key, text in korean["words"].items()}
    kinds = {key: _said(key, text) for key, text in korean["kinds"]["dair"].items()}
    head = ['language = "Esperanto"', 'guide = "Write plainly."']
    lines = [*head, "[words]", *_toml(words), "[kinds.dair]", *_toml(kinds)]
    folder = tree / "prompts" / "eo"
    folder.mkdir()
    (folder / "locale.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _said(key: str, text: str) -> str:
    return REAL.get(key) or " ".join([f"vorto {key}", *re.findall(r"\{\w+\}", text)])


def _toml(words: dict[str, str]) -> list[str]:
    return [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in words.items()]


def test_a_language_is_one_folder(street: Street, tree: Path) -> None:
    before = files(tree)
    add_esperanto(tree)
    assert one_more(tree, before) == ["prompts/eo/locale.toml"]
    street.publish_to_folder()
    street.change('locale = "ko"', 'locale = "eo"')
    willing(street)
    looked = run(street, tree, "doctor")
    assert looked.code == 0, looked.out
    assert "✓ locale eo: bot/checks/ has no rules of its own for it; the others apply" in looked.out.splitlines()
    assert run(street, tree, "tick").code == 0
    text = written(street)
    for word in ("summary", "abstract", "contents"):
        assert REAL[word] in text
    assert "Ĉi tiun tekston tradukis maŝino (claude-haiku-5-5)." in text
    assert "vorto source_only" not in text
    title = json.loads((street.folder / "out" / DIGEST / "post.json").read_text(encoding="utf-8"))["title"]
    assert title == "[2026/11/08 ~ 11/15] La ĉefaj artikoloj pri AI"


def test_a_layout_is_one_file(street: Street, tree: Path) -> None:
    before = files(tree)
    layout = (tree / "bot" / "templates" / "discourse.md.j2").read_text(encoding="utf-8")
    own = layout.replace("## {{ entry.number }}. {%", "## № {{ entry.number }} · {%")
    assert own != layout
    (tree / "bot" / "templates" / "numbers.md.j2").write_text(own, encoding="utf-8")
    assert one_more(tree, before) == ["bot/templates/numbers.md.j2"]
    street.publish_to_folder()
    street.change('publisher = "folder"', 'publisher = "folder"\ntemplate = "numbers.md.j2"')
    assert run(street, tree, "tick").code == 0
    assert [f"## № {number} · " in written(street) for number in range(1, 11)] == [True] * 10
    assert "## 1. " not in written(street)


def test_a_place_to_publish_is_one_file(street: Street, tree: Path) -> None:
    before = files(tree)
    shelf = (PROJECT / "tests" / "data" / "shelf.py").read_text(encoding="utf-8")
    (tree / "bot" / "publishers" / "shelf.py").write_text(shelf, encoding="utf-8")
    assert one_more(tree, before) == ["bot/publishers/shelf.py"]
    street.publish_to_folder()
    street.change('publisher = "folder"', 'publisher = "shelf"')
    street.change('[editions.forum.folder]\npath = "out"', '[editions.forum.shelf]\nfile = "shelf.jsonl"')
    for _ in range(2):
        assert run(street, tree, "tick").code == 0
    (line,) = (street.folder / "shelf.jsonl").read_text(encoding="utf-8").splitlines()
    post = json.loads(line)
    assert (post["key"], post["tags"]) == (f"{DIGEST}#1", ["paper-weekly"])
    assert "### 논문 초록(Abstract)" in post["raw"]
    wrong = street.config.read_text(encoding="utf-8").count("\n")
    street.change('file = "shelf.jsonl"', 'files = "shelf.jsonl"')
    ran = run(street, tree, "tick")
    assert ran.code == 78
    assert f"config.toml:{wrong}: editions.forum.shelf.files: unknown key; did you mean 'file'?" in ran.err
