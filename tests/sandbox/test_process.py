"""The sandbox as a whole: its process, its control, and its servers behind their doors."""

import contextlib
import json
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import anthropic
import httpx
import pytest
import requests
from pydiscourse import DiscourseClient

from bot.clock import SystemClock, WoundClock
from bot.sandbox.forum import seed
from bot.sandbox.world import World
from tests.sandbox.running import running
from tests.sandbox.weeks import PUBLISHED, WEEK_TOML, fence


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", PUBLISHED + timedelta(hours=4))


@pytest.fixture
def week(tmp_path: Path) -> Path:
    file = tmp_path / "week.toml"
    file.write_text(WEEK_TOML, encoding="utf-8")
    return file


@pytest.fixture
def sandbox(clock: WoundClock, week: Path) -> Iterator[dict[str, str]]:
    with running(World(clock, week=week)) as addresses:
        yield addresses


@contextlib.contextmanager
def start(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "bot.sandbox", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: subprocess.Popen[str]) -> dict[str, str]:
    assert select.select([process.stdout], [], [], 30)[0], "the process said nothing within 30 s"
    return json.loads(process.stdout.readline())


def bodies(feed: str) -> str:
    return httpx.get(feed).text


def test_a_process_without_a_clock_goes_by_the_machines_and_may_be_paced(week: Path, tmp_path: Path) -> None:
    figures = tmp_path / "model.toml"
    speed, limits = "first_token_s = 0.1\ntokens_per_s = 1000", "requests = 9\ninput = 9_000\noutput = 9_000"
    figures.write_text(f"[speed]\n{speed}\n[limits]\n{limits}\n", encoding="utf-8")
    with start("--pace", figures, "--week", week) as process:
        said = first_line(process)
        assert said["clock"] is None
        httpx.get(said["arxiv"], params={"id_list": "2611.90001"})
        (line,) = httpx.get(f"{said['model']}/_sandbox/requests").json()["requests"]
        assert line["began"] <= line["ended"]
        assert abs(datetime.fromisoformat(line["at"]) - SystemClock().now()) < timedelta(minutes=1)


def test_the_process_says_where_it_is_and_dies_with_its_parents_pipe(clock: WoundClock, week: Path) -> None:
    with start("--clock", clock.path, "--week", week) as process:
        said = first_line(process)
        assert said["clock"] == str(clock.path)
        assert "Quiet Gates" in bodies(said["feed"])
        assert httpx.get(said["newsletter"]).status_code == 200
        assert httpx.get(said["arxiv"], params={"id_list": "2611.90001"}).status_code == 200
        assert httpx.get(f"{said['model']}/v1/models").status_code == 401
        assert httpx.get(f"{said['forum']}/srv/status").status_code == 200
        process.stdin.close()
        assert process.wait(10) == 0
        assert process.stdout.read() == ""
        assert process.stderr.read() == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_at_once(clock: WoundClock, week: Path, number: signal.Signals) -> None:
    with start("--clock", clock.path, "--week", week) as process:
        said = first_line(process)
        with httpx.Client() as kept_alive:
            kept_alive.get(said["feed"])
            process.send_signal(number)
            assert process.wait(10) == 0
        assert process.stderr.read() == ""


def test_a_given_feed_is_served(clock: WoundClock, week: Path, tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(b"<rss version='2.0'><channel/></rss>")
    with start("--clock", clock.path, "--week", week, "--feed", feed) as process:
        assert bodies(first_line(process)["feed"]) == feed.read_text()


def test_a_missing_clock_is_said_in_one_line(tmp_path: Path) -> None:
    with start("--clock", tmp_path / "nothing") as process:
        assert process.wait(30) == 2
        assert process.stderr.read().splitlines()[-1].endswith("nothing is not a file")


def test_the_servers_listen_on_loopback_only(sandbox: dict[str, str]) -> None:
    assert all(url.startswith("http://127.0.0.1:") for name, url in sandbox.items() if url.startswith("http"))
    port = int(sandbox["model"].rpartition(":")[2])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=1)  # a server on every address would answer here


def test_faults_ordered_on_one_server_strike_on_another(sandbox: dict[str, str]) -> None:
    fault = {"server": "arxiv", "path": "/api/query", "kind": "status", "answer": "arxiv rate limit"}
    assert httpx.post(f"{sandbox['forum']}/_sandbox/faults", json=[fault]).status_code == 204
    (standing,) = httpx.get(f"{sandbox['model']}/_sandbox/faults").json()["faults"]
    assert standing["answer"] == "arxiv rate limit"
    assert httpx.get(sandbox["arxiv"]).text == "Rate exceeded."
    assert httpx.delete(f"{sandbox['newsletter']}/_sandbox/faults").status_code == 204
    assert httpx.get(sandbox["arxiv"]).status_code == 200


def test_the_log_is_read_for_one_server_or_all(sandbox: dict[str, str]) -> None:
    httpx.get(sandbox["feed"])
    httpx.get(sandbox["arxiv"], params={"id_list": "2611.90001"})
    control = f"{sandbox['newsletter']}/_sandbox/requests"
    (line,) = httpx.get(control, params={"server": "arxiv"}).json()["requests"]
    assert (line["path"], line["query"], line["status"]) == ("/api/query", "id_list=2611.90001", 200)
    assert [line["server"] for line in httpx.get(control).json()["requests"]] == ["newsletter", "arxiv"]


def test_the_feed_is_switched_and_reset(sandbox: dict[str, str]) -> None:
    control = f"{sandbox['newsletter']}/_sandbox"
    assert httpx.post(f"{control}/feed", json={"shown": "login"}).status_code == 204
    assert "Sign in" in bodies(sandbox["feed"])
    assert httpx.post(f"{control}/feed", json={"xml": "<rss/>"}).status_code == 204
    assert bodies(sandbox["feed"]) == "<rss/>"
    assert httpx.post(f"{control}/reset", json={}).status_code == 204
    assert "Quiet Gates" in bodies(sandbox["feed"])


def test_records_are_added_and_the_format_switched(sandbox: dict[str, str], clock: WoundClock) -> None:
    record = {"arxiv_id": "2611.90009", "title": "Added", "authors": ["A. Example"], "abstract": "New."}
    told = {"records": [record], "format": "old"}
    assert httpx.post(f"{sandbox['arxiv'].removesuffix('/api/query')}/_sandbox/records", json=told).status_code == 204
    answer = httpx.get(sandbox["arxiv"], params={"id_list": "2611.90009"}).text
    assert "Added" in answer
    assert "ArXiv Query" in answer


def test_recordings_are_added(sandbox: dict[str, str]) -> None:
    recording = {
        "task": "translate",
        "locale": "ko",
        "round": 1,
        "sha256": sha256(b"new").hexdigest(),
        "answer": {"title": "새것"},
    }
    httpx.post(f"{sandbox['model']}/_sandbox/recordings", json=[recording]).raise_for_status()
    with anthropic.Anthropic(api_key=sandbox["model_key"], base_url=sandbox["model"], max_retries=0) as client:
        message = client.messages.create(
            model="claude-haiku-5-5", max_tokens=100, messages=[{"role": "user", "content": fence("new")}]
        )
    assert json.loads(message.content[-1].text) == {"title": "새것"}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("feed", {"shown": "nonsense"}),
        ("records", {"records": [{"arxiv_id": "2611.90009"}]}),
        ("recordings", [{"task": "translate"}]),
        ("faults", [{"server": "arxiv", "kind": "nonsense"}]),
        ("forum", {"nonsense": 1}),
        ("forum", {"max_post_length": "long"}),
    ],
)
def test_what_the_control_does_not_understand_changes_nothing(sandbox: dict[str, str], path: str, told: object) -> None:
    assert httpx.post(f"{sandbox['model']}/_sandbox/{path}", json=told).status_code == 422
    assert httpx.get(f"{sandbox['model']}/_sandbox/faults").json() == {"faults": []}


def test_the_forums_settings_are_changed(sandbox: dict[str, str]) -> None:
    control = f"{sandbox['forum']}/_sandbox/forum"
    assert httpx.post(control, json={"max_post_length": 9000}).status_code == 204
    settings = httpx.get(f"{sandbox['forum']}/site/settings.json").json()
    assert settings["max_post_length"] == 9000


def test_pydiscourse_meets_the_forum_and_a_cut_after_leaves_its_topic(sandbox: dict[str, str]) -> None:
    forum = DiscourseClient(sandbox["forum"], "paperboy", sandbox["forum_key"], timeout=5)
    words = {"title": "A week of papers behind a door", "category_id": seed.NEWS_ID, "external_id": "pb-demo-1"}
    fault = {"server": "forum", "method": "POST", "path": "/posts", "kind": "cut_after"}
    httpx.post(f"{sandbox['forum']}/_sandbox/faults", json=[fault]).raise_for_status()
    with pytest.raises(requests.ConnectionError):
        forum.create_post("A body that is long enough to stand.", **words)
    headers = {"Api-Key": sandbox["forum_key"], "Api-Username": "paperboy"}
    found = httpx.get(f"{sandbox['forum']}/t/external_id/pb-demo-1.json", headers=headers)
    assert found.status_code == 301


def test_a_web_page_cannot_reach_the_control(sandbox: dict[str, str]) -> None:
    url = f"{sandbox['model']}/_sandbox/faults"
    assert httpx.post(url, content=b"[]", headers={"content-type": "text/plain"}).status_code == 415
    assert httpx.post(url, json=[], headers={"host": "rebound.example"}).status_code == 400


def test_a_reset_forgets_everything_but_the_time(sandbox: dict[str, str], clock: WoundClock) -> None:
    control, before = f"{sandbox['model']}/_sandbox", clock.now()
    fault = {"server": "newsletter", "path": "/feed", "kind": "status", "nth": None}
    httpx.post(f"{control}/faults", json=[fault]).raise_for_status()
    assert httpx.get(sandbox["feed"]).status_code == 500
    assert httpx.get(sandbox["arxiv"]).status_code == 200
    assert httpx.get(sandbox["arxiv"]).status_code == 429
    httpx.post(f"{control}/reset", json={}).raise_for_status()
    assert httpx.get(f"{control}/requests").json() == {"requests": []}
    assert httpx.get(sandbox["feed"]).status_code == 200
    assert httpx.get(sandbox["arxiv"]).status_code == 200
    assert clock.now() == before
