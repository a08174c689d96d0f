"""`paperboy demo`: the whole program in processes of its own, as a person starts it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.sandbox.forum.seed import MODERATOR
from tests.commands.street import PROJECT, SECRETS, TITLE

pytestmark = pytest.mark.long

KEYS = (
    *("topic_url", "title", "parts", "entries", "abstracts", "model_calls", "tokens", "cost_usd", "seconds"),
    *("findings", "held", "editions"),
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
    assert (done["model_calls"], done["findings"], done["held"]) == (26, 0, 0)
    assert list(done["editions"]) == ["demo", "demo-ja", "demo-list"]
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
        beside = next(line for line in told if "side by side" in line).rpartition(" ")[2]
        assert (tmp_path / "opened").read_text(encoding="utf-8") == f"{beside}\n{url}\n"
        page = Path(urlsplit(beside).path).read_text(encoding="utf-8")
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
    assert "다른 언어로 읽기: [日本語](" in raws[-1]
    columns = LexborHTMLParser(page).css("article")
    assert [column.attributes["lang"] for column in columns] == ["ko", "ja", "ko"]
    assert "今週の注目AI論文" in columns[1].text()
    assert columns[2].css_first("pre").text().startswith("## 개요\n\n- 예시로 지어낸 글입니다.")


def test_while_it_stays_a_comment_becomes_an_edit_by_a_moderators_word(
    tmp_path: Path, surroundings: Mapping[str, str]
) -> None:
    with demo(folder=tmp_path, env=surroundings) as process:
        told = up_to(process, "Ctrl-C ends it.")
        url = next(line for line in told if line.startswith("http"))
        (pages,) = [found[1] for line in told if (found := re.search(r"ask the forum who you are: (\S+)$", line))]
        assert "로그인" in httpx.get(f"{pages}/login", headers={"Accept-Language": "ko"}).text
        prepared = re.findall(r'name="raw" value="([^"]+)"', httpx.get(url).text)
        write(url, raw=unescape(prepared[0]))
        asked = up_to(process, "moderators are asked")[-1]
        write(url, MODERATOR, raw="@paperboy 반영", whisper="true", reply_to=asked.rpartition("/")[2])
        said = up_to(process, "the reader is thanked")
        page = httpx.get(url).text
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out.strip()) == (0, "")
    assert "Traceback" not in err
    assert "· a person decided number 1: apply; it is approved" in said
    assert "· number 1 is applied" in said
    assert "내부를 알 수 없는 바이트" in page.partition("다음과 같이 고쳤습니다")[0]
    assert "잘못된 부분을 알려 주신 분: dokja 님" in page
    assert not answers(pages)
    assert list((tmp_path / "passing").iterdir()) == []


def write(url: str, who: str = "", **form: str) -> None:
    """Answers a topic on the forum's own pages."""
    base, _, number = url.partition("/t/")
    cookies = {"reader": who} if who else {}
    assert httpx.post(f"{base}/here/reply/{number}", data=form, cookies=cookies).status_code == 303


def up_to(process: subprocess.Popen[str], end: str) -> list[str]:
    """The lines of stdout up to one that has some words."""
    lines: list[str] = []
    for line in process.stdout or ():
        lines.append(line.rstrip("\n"))
        if end in lines[-1]:
            return lines
    raise AssertionError(f"it ended with {process.wait()}: {process.stderr.read() if process.stderr else ''}")


def answers(url: str) -> bool:
    """Whether anybody still listens at an address."""
    place = urlsplit(url)
    with socket.socket() as one:
        return one.connect_ex((place.hostname or "", place.port or 0)) == 0
