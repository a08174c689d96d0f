"""`paperboy demo`: the whole program in processes of its own, as a person starts it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.commands.street import PROJECT, SECRETS, TITLE

KEYS = (
    *("topic_url", "title", "parts", "entries", "abstracts", "model_calls", "tokens", "cost_usd", "seconds"),
    *("findings", "held"),
)
LABELS = ("예시로 지어낸 글입니다. 실제 논문이 아닙니다.", "생성형 AI(claude-haiku-5-5)가 번역해")


@pytest.fixture
def surroundings(tmp_path: Path) -> Mapping[str, str]:
    """An environment with a browser that only writes down what it is to open, and a folder for what is passing."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{tmp_path}/opened"\n', encoding="utf-8")
    browser.chmod(0o700)
    (tmp_path / "passing").mkdir()
    return {
        **os.environ,  # noqa: TID251 - what a child process needs of it
        "TMPDIR": str(tmp_path / "passing"),
        "BROWSER": f"{browser} %s",
        "PYTHONPATH": str(PROJECT),
    }


@contextmanager
def demo(*options: str, folder: Path, env: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """`paperboy demo` started from an empty folder."""
    words = [sys.executable, "-m", "bot", "demo", *options]
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(words, cwd=folder, env=env, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def test_once_and_json_is_one_line_and_leaves_nothing(tmp_path: Path, surroundings: Mapping[str, str]) -> None:
    here = tmp_path / "here"
    here.mkdir()
    with demo("--once", "--json", folder=here, env=surroundings) as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    (line,) = out.splitlines()
    done = json.loads(line)
    assert tuple(done) == KEYS
    assert (done["title"], done["parts"], done["entries"], done["abstracts"]) == (TITLE, 2, 10, 9)
    assert (done["model_calls"], done["findings"], done["held"]) == (13, 0, 0)
    assert done["tokens"] > 10_000
    assert 0 < done["cost_usd"] < 1
    assert 0 < done["seconds"] < 120
    assert f"{TITLE}\n{done['topic_url']}\n" in err
    assert not any(secret in out + err for secret in SECRETS)
    assert list(here.iterdir()) == list((tmp_path / "passing").iterdir()) == []
    assert not (tmp_path / "opened").exists()
    assert not answers(done["topic_url"])


def test_it_opens_the_topic_stays_up_and_ends_on_ctrl_c(tmp_path: Path, surroundings: Mapping[str, str]) -> None:
    with demo(folder=tmp_path, env=surroundings) as process:
        told = up_to(process, "Ctrl-C ends it.")
        url = next(line for line in told if line.startswith("http"))
        assert (tmp_path / "opened").read_text(encoding="utf-8") == f"{url}\n"
        assert "The topic is open in your browser." in told
        topic = httpx.get(f"{url}.json", params={"include_raw": "1"}).json()
        newsletter = next(line for line in told if line.startswith("The newsletter")).rpartition(" ")[2]
        assert "made up" in httpx.get(newsletter).text
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out.strip()) == (0, "")
    assert "Traceback" not in err
    assert not answers(url)
    assert list((tmp_path / "passing").iterdir()) == []
    assert (topic["title"], [tag["name"] for tag in topic["tags"]]) == (TITLE, ["paper-weekly"])
    raws = [post["raw"] for post in topic["post_stream"]["posts"]]
    assert len(raws) == 2
    assert all(label in raw for raw in raws for label in LABELS)


def up_to(process: subprocess.Popen[str], end: str) -> list[str]:
    """The lines of stdout up to one that ends so."""
    lines: list[str] = []
    for line in process.stdout or ():
        lines.append(line.rstrip("\n"))
        if lines[-1].endswith(end):
            return lines
    raise AssertionError(f"it ended with {process.wait()}: {process.stderr.read() if process.stderr else ''}")


def answers(url: str) -> bool:
    """Whether anybody still listens at an address."""
    place = urlsplit(url)
    with socket.socket() as one:
        return one.connect_ex((place.hostname or "", place.port or 0)) == 0
