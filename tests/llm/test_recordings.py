"""`tools/recordings.py`: the demo's answers are found by the very text the bot fences."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain import fingerprint
from bot.llm import intro, translate
from tests.llm.fakes import entry, paper

ROOT = Path(__file__).parents[2]

WEEK = """
[issue]
title = "A week"

[[papers]]
position = 1
name = "LampBit"
lead = "Introduces LampBit."
bullets = [["How", "it reads 105K pages."]]
arxiv_id = "2611.90001"
title = "LampBit: Reading in the Dark"
authors = ["A. Example"]
abstract = '''We propose LampBit,
an agent.'''

[[papers]]
position = 2
name = "Second"
lead = "Introduces Second."
"""

ANSWERS = """
[intro]
headline = "한 문장입니다."
paragraphs = ["하나.", "둘."]

[[papers]]
position = 1
title = "램프빗"
summary = '''
소개합니다.
● 방법: 10만 5천 쪽을 읽습니다.
'''
abstract = "초록입니다."
topics = ["reading"]

[[papers]]
position = 2
title = "Second"
summary = "소개합니다."
abstract = ""
topics = []
"""


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    (tmp_path / "week.toml").write_text(WEEK, encoding="utf-8")
    (tmp_path / "answers.ko.toml").write_text(ANSWERS, encoding="utf-8")
    return tmp_path


def record(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / "recordings.py"), "--folder", str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_a_recording_is_found_by_the_hash_of_what_the_bot_fences(demo: Path) -> None:
    first = (entry(1), paper(1))
    second = (entry(2, name="Second", summary="Introduces Second."), paper(2, title="Second", abstract=""))

    assert record(demo).returncode == 0

    rows = [json.loads(line) for line in (demo / "answers.ko.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["task"], row["locale"], row["round"], row["about"]) for row in rows] == [
        ("intro", "ko", 1, "the week"),
        ("translate", "ko", 1, "LampBit"),
        ("translate", "ko", 1, "Second"),
    ]
    assert [row["sha256"] for row in rows] == [
        fingerprint(intro.source([first, second])),
        fingerprint(translate.source(*first)),
        fingerprint(translate.source(*second)),
    ]
    assert translate.read(json.dumps(rows[1]["answer"]), *first).topics == ("reading",)


@pytest.mark.long
def test_check_writes_nothing_and_fails_on_what_is_missing_or_stale(demo: Path) -> None:
    recorded = demo / "answers.ko.jsonl"

    missing = record(demo, "--check")
    assert (missing.returncode, recorded.exists()) == (1, False)

    record(demo)
    assert record(demo, "--check").returncode == 0

    (demo / "week.toml").write_text(WEEK.replace("105K", "106K"), encoding="utf-8")
    before = recorded.read_bytes()
    assert (record(demo, "--check").returncode, recorded.read_bytes()) == (1, before)


def test_an_answer_the_bot_would_not_accept_is_refused(demo: Path) -> None:
    (demo / "answers.ko.toml").write_text(ANSWERS.replace("● 방법", "방법"), encoding="utf-8")

    refused = record(demo)

    assert (refused.returncode, list(demo.glob("*.jsonl"))) == (1, [])
    assert "paper 1: summary: has 2 lines, 0 of them bullets" in refused.stderr


def test_the_demos_own_recordings_are_current() -> None:
    checked = record(ROOT / "bot" / "sandbox" / "demo", "--check")

    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
