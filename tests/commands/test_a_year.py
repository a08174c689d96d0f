"""What happens to a service that runs for years: idle polls, lost databases, second machines, odd clocks and disks."""

import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import pipeline
from bot.commands.desk import working
from bot.sandbox.forum import seed
from tests.commands.street import CALLS, DIGEST, ISSUE, MONDAY_NOON, PROJECT, WEEK_IS_OUT, Street
from tests.commands.weeks import add_edition, an_issue, another_machine, serve, shown, status, willing, writes
from tests.fakes import Heard

pytestmark = pytest.mark.long

THREE_PARTS = 15_000
"""Characters a post may have, so that the week becomes three parts."""


def kept(street: Street) -> list[str]:
    """All that the bot's database holds."""
    with sqlite3.connect(street.folder / "state" / "paperboy.db") as database:
        return list(database.iterdump())


# ── nothing new ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_thousand_polls_of_an_unchanged_feed_are_a_conditional_get_each_and_nothing_else(street: Street) -> None:
    street.change('start = "latest"', 'start = "next"')
    street.run("tick")
    before, heard = kept(street), Heard()
    street.world.desk.requests.clear()
    with working(street.config, heard) as bot:
        for _ in range(1000):
            street.wind(minutes=10)
            pipeline.tick(bot)
    requests = street.world.desk.requests
    assert {(one.server, one.method, one.path, one.status) for one in requests} == {("newsletter", "GET", "/feed", 304)}
    assert len(requests) == 1000
    assert len({one.headers["if-none-match"] for one in requests}) == 1
    assert heard.of("unchanged") == ["dair"] * 1000
    assert kept(street) == before


# ── a lost database ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("longest", "parts"), [(32_000, 2), (THREE_PARTS, 3)])
def test_an_empty_database_before_a_full_forum_writes_and_pays_nothing(
    street: Street, longest: int, parts: int
) -> None:
    street.hands.configure(max_post_length=longest)
    street.run("tick")
    (topic,) = street.topics
    street.hands.post_as(seed.READER, "7번 논문의 수치가 흥미롭네요. 고맙습니다!", topic_id=topic.id)
    before = street.bodies(topic)
    shutil.rmtree(street.folder / "state")
    street.world.desk.requests.clear()
    ran = street.run("tick")
    assert (ran.code, f"adopted     {DIGEST}" in ran.err) == (0, True)
    assert (writes(street), street.asked("model")) == (0, [])
    assert (status(street)[DIGEST]["state"], len(shown(street, DIGEST)["posts"])) == ("out", parts)
    assert street.run("tick").code == 0
    assert (writes(street), street.asked("model"), len(street.topics)) == (0, [], 1)
    assert street.bodies(topic) == before
    assert shown(street, DIGEST)["findings"] == []


def test_a_database_lost_between_two_parts_makes_no_second_topic_and_says_what_is_missing(street: Street) -> None:
    street.hands.configure(max_post_length=THREE_PARTS)
    street.order(server="forum", method="POST", path="/posts", nth=5, kind="cut_before")
    street.run("tick")
    (topic,) = street.topics
    before = street.bodies(topic)
    shutil.rmtree(street.folder / "state")
    assert [street.run("tick").code for _ in range(2)] == [4, 0]
    assert (len(street.topics), len(before), street.bodies(topic)) == (1, 1, before)
    (hold,) = shown(street, DIGEST)["holds"]
    assert f"/t/{topic.id} promises another part, which does not stand there" in hold["reason"]


# ── a second machine ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_two_machines_one_posts_and_the_other_adopts_and_pays_nothing(street: Street, tmp_path: Path) -> None:
    other = another_machine(street, tmp_path / "other")
    assert street.run("tick").code == 0
    street.world.desk.requests.clear()
    ran = other.run("tick")
    assert f"adopted     {DIGEST}" in ran.err
    assert (len(street.topics), writes(other), street.asked("model")) == (1, 0, [])
    for machine in (street, other, street, other):
        assert machine.run("tick").code == 0
        assert status(machine)[DIGEST]["state"] == "out"
    assert (len(street.topics), writes(street)) == (1, 0)


def test_two_machines_that_had_both_translated_make_one_topic(street: Street, tmp_path: Path) -> None:
    other = another_machine(street, tmp_path / "other")
    street.clock.set(MONDAY_NOON - timedelta(hours=1))
    for machine in (street, other):
        machine.run("tick")
    street.clock.set(MONDAY_NOON)
    for machine in (street, other, street, other):
        machine.run("tick")
    assert [len(street.bodies(topic)) for topic in street.topics] == [2]


def test_the_second_machine_is_told_of_the_first_when_it_posts_itself(street: Street, tmp_path: Path) -> None:
    other = another_machine(street, tmp_path / "other")
    add_edition(other)
    assert "twin" not in street.run("tick").err
    ran = other.run("tick")
    assert ran.code == 4
    assert "! twin        second  another paperboy, on " in ran.err
    assert ran.err.rstrip().count("works on this forum too (seen 2026-11-16 03:05 UTC); stop one of the two") == 1


def test_a_machine_that_only_looks_is_told_by_its_sign_of_life(street: Street, tmp_path: Path) -> None:
    other, heard = another_machine(street, tmp_path / "other"), Heard()
    street.run("tick")
    with working(street.config, heard) as bot:
        pipeline.beat(bot)
    assert heard.of("twin") == []
    with working(other.config, heard) as bot:
        pipeline.beat(bot)
    assert heard.of("twin") == ["forum"]
    street.wind(hours=14)
    with working(street.config, heard) as bot:
        pipeline.beat(bot)
    assert heard.of("twin") == ["forum"], "a sign that old is of a machine that was stopped"


# ── the calendar ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_issue_that_came_late_waits_for_a_person_and_costs_nothing(street: Street) -> None:
    street.wind(days=11)
    assert street.run("tick").code == 4
    assert (street.topics, street.asked("model"), street.asked("forum")) == ([], [], [])
    assert status(street)[DIGEST]["what"] == "a person: it is 11 days old; `paperboy post` sends it"
    assert street.run("post", DIGEST).code == 0
    assert len(street.topics) == 1


def test_an_issue_that_was_sent_again_is_held_and_may_be_dropped(street: Street) -> None:
    street.run("tick")
    again = an_issue(slug="top-ai-papers-of-the-week-again", published=an_issue().published + timedelta(hours=2))
    serve(street, again, an_issue())
    paid, sent = len(street.asked("model")), writes(street)
    ran = street.run("tick")
    assert ran.code == 4
    assert f"it covers the same week as {ISSUE} (2026-11-08 to 2026-11-15); `paperboy release` posts it" in ran.err
    assert street.run("drop", f"{ISSUE}-2").code == 0
    assert street.run("tick").code == 0
    assert (len(street.topics), len(street.asked("model")), writes(street)) == (1, paid, sent)


def test_the_same_post_under_another_title_and_date_makes_no_second_topic(street: Street) -> None:
    street.run("tick")
    before = street.bodies(street.topics[0])
    later = an_issue().published + timedelta(days=1)
    serve(street, an_issue(title="🥇Top AI Papers of the Week (fixed)", published=later))
    assert street.run("tick").code == 0
    assert street.bodies(street.topics[0]) == before
    assert list(status(street)) == [DIGEST]


def test_a_feed_in_another_order_posts_every_week_once_in_the_order_of_time(street: Street) -> None:
    willing(street)
    street.change('start = "latest"', 'start = "2026-11-01"')
    street.clock.set(WEEK_IS_OUT)
    serve(street, an_issue(1), an_issue())
    street.run("tick")
    serve(street, an_issue(), an_issue(1))
    for _ in range(3):
        street.wind(hours=8)
        street.run("tick")
    assert [topic.external_id for topic in street.topics] == ["pb-forum-2026-11-08", "pb-forum-2026-11-15"]


def test_a_year_ends_within_a_week(street: Street) -> None:
    willing(street)
    street.clock.set(datetime(2026, 12, 28, 3, 0, tzinfo=UTC))
    street.run("tick")
    published = datetime(2027, 1, 3, 15, 1, tzinfo=UTC)
    span = "The Top AI Papers of the Week (December 27 - January 3)"
    serve(street, an_issue(-7, subtitle=span, published=published), an_issue())
    street.clock.set(published + timedelta(hours=12, minutes=4))
    assert street.run("tick").code == 0
    (topic,) = street.topics
    assert topic.external_id == "pb-forum-2027-01-03"
    assert topic.title.startswith("[2026/12/27 ~ 2027/01/03] ")
    assert next(iter(status(street))) == "dair/2027-01-03/forum"


def test_a_clock_that_was_set_back_makes_nothing_twice(street: Street) -> None:
    street.run("tick")
    paid, sent = len(street.asked("model")), writes(street)
    for back in (1, -1, 24, -24):
        street.wind(hours=-back)
        assert street.run("tick").code == 0
        assert status(street)[DIGEST]["state"] == "out"
    assert (len(street.topics), len(street.asked("model")), writes(street)) == (1, paid, sent)


def test_a_clock_that_was_set_back_before_its_time_loses_nothing(street: Street) -> None:
    street.clock.set(MONDAY_NOON - timedelta(minutes=30))
    street.order(server="model", method="POST", nth=3, kind="status", answer="model overloaded")
    street.run("tick")
    street.wind(hours=-1)
    assert street.run("tick").code in (0, 75)
    found = status(street)[DIGEST]
    assert (found["state"], found["until"]) == ("waits", "2026-11-16T03:00+00:00")
    for _ in range(4):
        street.wind(minutes=30)
        street.run("tick")
    assert [len(street.bodies(topic)) for topic in street.topics] == [2]
    with street.store() as store:
        assert len(store.calls.under(ISSUE)) == CALLS


# ── the disk ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PREAMBLE = f"""
import os, subprocess, sys
from pathlib import Path
sys.path.insert(0, {str(PROJECT)!r})
from bot.clock import WoundClock
from tests.commands.street import MONDAY_NOON, WEEK_IS_OUT, paperboy
config, state = Path(sys.argv[1]), Path(sys.argv[2])
clock = WoundClock(config.parent / "clock")

def told(*words):
    ran = paperboy("--config", config, *words)
    print(ran.code, " | ".join((ran.out + ran.err).splitlines()))

"""

IS_FULL = """
clock.set(WEEK_IS_OUT)
told("tick")
clock.set(MONDAY_NOON)
ballast = state / "ballast"
with ballast.open("wb", buffering=0) as file:
    try:
        while True:
            file.write(bytes(1024))
    except OSError:
        pass
told("tick")
told("hold", "dair/2026-11-15/forum")
for room in (50_000, 5_000_000):
    os.truncate(ballast, ballast.stat().st_size - room)
    told("tick")
ballast.unlink()
told("tick")
told("tick")
"""

IS_READ_ONLY = """
subprocess.run(["mount", "-o", "remount,ro,bind", state], check=True)
for words in (("tick",), ("status",), ("hold", "dair/2026-11-15/forum")):
    told(*words)
"""


def on_a_disk(street: Street, mount: str, code: str) -> list[str]:
    """Runs the code where the state folder is another disk, which nobody else sees; the lines it prints."""
    state = street.folder / "state"
    words = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if subprocess.run([*words[:4], "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets nobody have a disk of his own (unshare)")
    mounted = f'{mount} "$3" && exec "$0" -c "$1" "$2" "$3"'
    ran = subprocess.run(
        [*words, mounted, sys.executable, PREAMBLE + code, street.config, state],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
    )
    assert ran.stderr == ""
    return ran.stdout.splitlines()


def test_a_full_disk_is_said_in_one_line_and_with_room_again_the_week_goes_out_once(street: Street) -> None:
    (street.folder / "state").mkdir(mode=0o700)
    lines = on_a_disk(street, "mount -t tmpfs -o size=16m paperboy", IS_FULL)
    read, tick, hold, little, more, again, last = lines
    database = f"{street.folder}/state/paperboy.db"
    assert read.startswith("0 ")
    for line in (tick, hold):
        # The file cannot be opened without room for the files beside it.
        assert line.startswith(f"75 paperboy: {database}: the disk does not read or write; look at its health and its ")
        assert " | " not in line
    assert little.startswith(f"75 · unchanged   dair | … waits       {ISSUE}  {database}: the disk is full; make room")
    # Nothing is bought that might not be kept.
    assert more.endswith(f"paperboy: {database}: the disk has less than 10 MB left; make room")
    assert again.startswith("0 ")
    assert f" published   {DIGEST} " in again
    assert last == "0 · unchanged   dair"
    assert [len(street.bodies(topic)) for topic in street.topics] == [2]
    assert len(street.asked("model", "POST")) == CALLS


def test_a_state_folder_that_may_only_be_read_is_said_in_one_line_and_writable_again_it_goes_on(
    street: Street,
) -> None:
    street.clock.set(WEEK_IS_OUT)
    street.run("tick")
    street.clock.set(MONDAY_NOON)
    before = kept(street)
    street.world.desk.requests.clear()
    lines = on_a_disk(street, 'bound() { mount --bind "$1" "$1"; }; bound', IS_READ_ONLY)
    assert len(lines) == 3
    for line in lines:
        assert line.startswith("78 paperboy: ")
        assert "cannot be opened for writing (read-only file system); give another path, or this user the" in line
    assert (street.world.desk.requests, kept(street)) == ([], before)
    assert street.run("tick").code == 0
    assert len(street.topics) == 1


def test_what_is_held_for_one_week_does_not_stop_the_next(street: Street) -> None:
    willing(street)
    street.hold(DIGEST, "wait")
    serve(street, an_issue(-1), an_issue())
    street.wind(weeks=1)
    assert street.run("tick").code == 4
    assert [topic.external_id for topic in street.topics] == ["pb-forum-2026-11-22"]


def test_last_weeks_topic_is_linked_from_the_next(street: Street) -> None:
    willing(street)
    street.run("tick")
    serve(street, replace(an_issue(-1), title="🥇Top AI Papers of the Week"), an_issue())
    street.wind(weeks=1)
    assert street.run("tick").code == 0
    first, second = street.topics
    assert f"{street.addresses['forum']}/t/{first.id}" in street.bodies(second)[-1]
