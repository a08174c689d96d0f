"""An edition whose place is a webhook, from config.toml to the receiver."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.commands.street import DIGEST, PROJECT, TITLE, Street
from tests.publishers.receiver import SECRET, Call, Receiver, Reply, receiving

pytestmark = pytest.mark.long

KEY = f"{DIGEST}#1"


@pytest.fixture
def receiver(street: Street, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Where the week's edition goes instead of the forum."""
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    head, _, _ = street.config.read_text(encoding="utf-8").partition("[editions.forum.discourse]")
    with receiving() as made:
        table = f'[editions.forum.webhook]\nurl = "{made.url}"\n'
        own = head.replace('publisher = "discourse"', 'publisher = "webhook"')
        street.config.write_text(own + table, encoding="utf-8")
        yield made


def test_the_weeks_digest_arrives_whole_and_once(street: Street, receiver: Receiver) -> None:
    outs = [street.run("tick") for _ in range(2)]
    (call,) = receiver.calls
    assert call.is_signed
    assert (call.key, call.json["title"], call.json["tags"]) == (KEY, TITLE, ["paper-weekly"])
    entries = call.json["digest"]["entries"]
    assert [entry["position"] for entry in entries] == list(range(1, 11))
    assert all(entry["title"]["source"] in call.json["markdown"] for entry in entries)
    assert "https://place.example/1" in street.run("show", DIGEST, "--json").out
    kept = b"".join(file.read_bytes() for file in street.folder.glob("state/**/*") if file.is_file())
    assert SECRET.encode() not in kept
    assert not [ran for ran in outs if SECRET in ran.out + ran.err]
    assert street.asked("forum") == []


def test_a_withdrawal_reaches_the_receiver(street: Street, receiver: Receiver) -> None:
    street.run("tick")
    assert street.run("withdraw", DIGEST, "--yes").code == 0
    assert [call.json["event"] for call in receiver.calls] == ["publish", "withdraw"]


def test_a_refusal_is_held_and_says_what_to_do(street: Street, receiver: Receiver) -> None:
    receiver.replies.append(Reply(status=404, body=b"unknown board"))
    told = street.run("tick").err
    assert "HTTP 404: unknown board; mend that there, then release it" in told
    assert "of-ours" not in told


def test_a_process_killed_as_the_receiver_has_the_digest_sends_it_again_byte_for_byte(
    street: Street, receiver: Receiver
) -> None:
    command = [sys.executable, "-m", "bot", "--config", str(street.config), "tick"]
    processes: list[subprocess.Popen[str]] = []

    def kill(_call: Call) -> None:
        if len(receiver.calls) == 1:
            os.kill(processes[0].pid, signal.SIGKILL)

    receiver.on_call = kill
    for code in (-signal.SIGKILL, 0, 0):
        processes.append(subprocess.Popen(command, cwd=PROJECT, text=True, stderr=subprocess.PIPE))
        _, told = processes[-1].communicate(timeout=120)
        assert processes[-1].returncode == code, told
    first, second = receiver.calls
    assert (first.key, first.body) == (second.key, second.body)
    assert list(receiver.keeps) == [KEY]
