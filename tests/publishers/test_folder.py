"""The folder publisher: files as promised, whole or not at all, and a page that asks nobody for anything."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.clock import WoundClock
from bot.config import Secrets
from bot.domain import Beat, Edition, Intent, Window
from bot.errors import Misconfigured, Rejected, Unavailable
from bot.net import Budgets
from bot.publishers import folder
from tests.fakes import LOCALE

KEY = "dair/2026-06-28/readers"
TITLE = "[2026/06/21 ~ 06/28] 이번 주의 등불 (Top Lamps)"
RAW = "- 기계가 옮긴 글입니다.\n\n## 1. 등불 / Lamp\n\n값은 $x<y$ 입니다.\n\nhttps://lamps.example/p\n"


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", datetime(2026, 6, 28, 20, tzinfo=UTC))


@pytest.fixture
def publisher(tmp_path: Path, clock: WoundClock) -> folder.Folder:
    return connected(tmp_path, clock)


def connected(
    root: Path, clock: WoundClock, *, template: str = "discourse.md.j2", locale: str = "ko", **settings: Any
) -> folder.Folder:
    edition = Edition(
        name="readers",
        source="dair",
        locale=locale,
        template=template,
        publisher="folder",
        window=Window(zone="Asia/Seoul"),
    )
    wanted = folder.Settings(**{"path": Path("out"), **settings})
    return folder.connect(
        wanted,
        edition=edition,
        locale=LOCALE,
        root=root,
        secrets=Secrets({}),
        clock=clock,
        budgets=Budgets(clock),
    )


def topic(raw: str = RAW, key: str = KEY) -> Intent:
    return Intent(
        key=f"{key}#1", raw=raw, title=TITLE, tags=("weekly-papers", "ai"), external_id="pb-readers-2026-06-28"
    )


def test_a_topic_is_a_folder_with_its_part_its_page_and_its_record(publisher: folder.Folder, tmp_path: Path) -> None:
    post = publisher.create(topic())
    there = tmp_path / "out" / KEY
    assert sorted(file.name for file in there.iterdir()) == ["index.html", "part-1.md", "post.json"]
    assert (there / "part-1.md").read_bytes().decode() == post.raw == RAW
    assert post.url == (there / "index.html").as_uri()
    assert (post.key, post.title, post.tags) == (f"{KEY}#1", TITLE, ("weekly-papers", "ai"))


def test_nothing_is_found_before_it_is_created_and_the_same_after(publisher: folder.Folder) -> None:
    assert publisher.find(topic()) is None
    made = publisher.create(topic())
    assert publisher.find(topic()) == made
    assert publisher.read([made]) == publisher.parts(KEY, "pb-readers-2026-06-28") == (made,)


def test_nobody_answers_in_a_folder(publisher: folder.Folder) -> None:
    assert publisher.forum is None


def test_what_is_stored_is_stored_byte_for_byte(publisher: folder.Folder) -> None:
    raw = "줄 끝\r\n가지가지 \n\n\u2028끝  "
    assert publisher.create(topic(raw)).raw == raw


def test_an_appendix_stands_on_the_page_and_in_no_part(tmp_path: Path, clock: WoundClock) -> None:
    edition = Edition(name="readers", source="dair", locale="ko", template="discourse.md.j2", publisher="folder")
    sheet = folder.Folder(tmp_path / "out", None, edition, clock, "## Checked\n\n- 1: clean")
    sheet.create(topic())
    page = LexborHTMLParser((tmp_path / "out" / KEY / "index.html").read_text(encoding="utf-8"))
    assert [one.text(deep=False) for one in page.css("h2")][-1] == "Checked"
    assert (tmp_path / "out" / KEY / "part-1.md").read_text(encoding="utf-8") == RAW


def test_a_reply_joins_its_topic_on_one_page(publisher: folder.Folder, tmp_path: Path) -> None:
    first = publisher.create(topic())
    reply = publisher.create(Intent(key=f"{KEY}#2", raw="## 2. 연 / Kite\n", topic_id=first.topic_id))
    assert (reply.topic_id, reply.title) == (first.topic_id, TITLE)
    assert reply.post_id != first.post_id
    assert reply.url == f"{first.url}#part-2"
    shown = LexborHTMLParser((tmp_path / "out" / KEY / "index.html").read_text(encoding="utf-8"))
    assert [node.attributes["id"] for node in shown.css("h2")] == ["paper-1", "paper-2"]
    assert [node.attributes["href"] for node in shown.css("nav a")] == ["#paper-1", "#paper-2"]


def test_a_reply_to_another_topic_is_rejected(publisher: folder.Folder) -> None:
    first = publisher.create(topic())
    with pytest.raises(Rejected, match="holds topic 1, not 2"):
        publisher.create(Intent(key=f"{KEY}#2", raw="x", topic_id=first.topic_id + 1))


def test_topics_are_numbered_apart_and_keep_their_number(publisher: folder.Folder, clock: WoundClock) -> None:
    numbers = [publisher.create(topic(key=f"dair/2026-07-0{day}/readers")).topic_id for day in (1, 2, 3)]
    assert numbers == [1, 2, 3]
    again = publisher.create(topic(key="dair/2026-07-02/readers"))
    assert again.topic_id == 2


def test_an_edit_changes_part_and_page(publisher: folder.Folder, tmp_path: Path) -> None:
    post = publisher.create(topic())
    edited = publisher.edit(post, RAW.replace("등불", "램프"), "댓글 반영")
    assert "램프" in edited.raw
    assert publisher.read([post]) == (edited,)
    shown = (tmp_path / "out" / KEY / "index.html").read_text(encoding="utf-8")
    assert "</span> 램프 <span" in shown
    assert "</span> 등불 <span" not in shown


def test_an_edit_over_somebody_elses_is_refused_and_theirs_stays(publisher: folder.Folder, tmp_path: Path) -> None:
    post = publisher.create(topic())
    file = tmp_path / "out" / KEY / "part-1.md"
    file.write_text("사람이 고친 글", encoding="utf-8")
    with pytest.raises(Unavailable, match=r"somebody changed .*part-1\.md meanwhile"):
        publisher.edit(post, "기계가 고친 글", "")
    assert file.read_text(encoding="utf-8") == "사람이 고친 글"


def test_a_part_that_is_gone_is_left_out_and_said_by_name_where_it_was_needed(
    publisher: folder.Folder, tmp_path: Path
) -> None:
    first = publisher.create(topic())
    reply = publisher.create(Intent(key=f"{KEY}#2", raw="## 2. 연 / Kite\n", topic_id=first.topic_id))
    (tmp_path / "out" / KEY / "part-1.md").unlink()
    assert publisher.read([first, reply]) == (reply,)
    with pytest.raises(Rejected, match=r"part-1\.md: this part of the digest is gone"):
        publisher.find(topic())
    with pytest.raises(Rejected, match=f"{KEY}#1: it is not in"):
        publisher.edit(first, "다른 글", "")
    (tmp_path / "out" / KEY / "post.json").unlink()
    assert publisher.read([first, reply]) == publisher.parts(KEY, "") == ()
    assert publisher.find(topic()) is None


def test_the_parts_of_a_digest_are_found_by_its_name_alone(publisher: folder.Folder) -> None:
    first = publisher.create(topic())
    reply = publisher.create(Intent(key=f"{KEY}#2", raw="## 2. 연 / Kite\n", topic_id=first.topic_id))
    publisher.create(topic(key="dair/2026-07-05/readers"))
    assert publisher.parts(KEY, "pb-readers-2026-06-28") == (first, reply)
    assert publisher.parts("dair/2026-07-12/readers", "pb-readers-2026-07-12") == ()


def test_the_newest_come_first_and_are_the_bots_own(publisher: folder.Folder) -> None:
    assert publisher.newest() == ()
    made = [publisher.create(topic(key=f"dair/2026-07-0{day}/readers")) for day in (3, 1, 2)]
    assert [one.url for one in publisher.newest()] == [post.url for post in reversed(made)]
    assert all(one.own and one.title == TITLE for one in publisher.newest())
    assert publisher.editor(made[0]) == ""


def test_two_machines_that_share_a_folder_see_each_other(publisher: folder.Folder, tmp_path: Path) -> None:
    noon = datetime(2026, 6, 28, 12, tzinfo=UTC)
    one, other = Beat(host="lamp-1a2b", at=noon), Beat(host="kite-3c4d", at=noon + timedelta(minutes=1))
    assert publisher.beat(one) is None
    assert publisher.beat(other) == one
    assert publisher.beat(one) == other
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["paperboy-host.json"]


def test_a_machine_alone_writes_its_sign_of_life_a_few_times_a_day(publisher: folder.Folder, tmp_path: Path) -> None:
    noon = datetime(2026, 6, 28, 12, tzinfo=UTC)
    file, written = tmp_path / "out" / "paperboy-host.json", set()
    for minutes in range(0, 24 * 60, 10):
        publisher.beat(Beat(host="lamp", at=noon + timedelta(minutes=minutes)))
        written.add(file.read_bytes())
    assert len(written) == 4


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\xff", b'{"host":"a b","at":"2026-06-28T12:00:00Z"}', b'{"host":"a","at":"noon"}']
)
def test_a_spoilt_sign_of_life_is_none(publisher: folder.Folder, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "paperboy-host.json").write_bytes(content)
    mine = Beat(host="lamp", at=datetime(2026, 6, 28, 12, tzinfo=UTC))
    assert publisher.beat(mine) is None
    assert publisher.beat(mine) == mine


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"topic_id": 1}', b"\xff"])
def test_a_spoilt_record_is_rejected_by_name(publisher: folder.Folder, tmp_path: Path, content: bytes) -> None:
    publisher.create(topic())
    (tmp_path / "out" / KEY / "post.json").write_bytes(content)
    with pytest.raises(Rejected, match=r"post\.json: "):
        publisher.find(topic())


@pytest.mark.parametrize("key", ["../x", "dair/../../x", "/etc/x", "dair//x", ".hidden/x"])
def test_a_key_cannot_leave_the_folder(publisher: folder.Folder, key: str) -> None:
    with pytest.raises(Rejected, match="cannot be the name of a folder"):
        publisher.create(topic(key=key))


def test_a_path_that_is_no_folder_is_the_operators_to_change(tmp_path: Path, clock: WoundClock) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    publisher = connected(tmp_path, clock)
    (check,) = publisher.check()
    assert not check.well
    assert "is not a folder that this user may write to" in check.remedy
    with pytest.raises(Misconfigured, match="name a folder that this user may write to"):
        publisher.create(topic())


def test_a_missing_folder_is_well_as_long_as_it_can_be_made_and_looking_makes_nothing(
    publisher: folder.Folder, tmp_path: Path
) -> None:
    assert [check.well for check in publisher.check()] == [True]
    assert not (tmp_path / "out").exists()


def test_a_part_has_any_length_unless_the_configuration_gives_one(tmp_path: Path, clock: WoundClock) -> None:
    assert connected(tmp_path, clock).limit() is None
    assert connected(tmp_path, clock, max_post_length=32_000).limit() == 32_000


@pytest.mark.long
def test_a_kill_at_any_write_leaves_the_topic_whole_or_not_there(tmp_path: Path, clock: WoundClock) -> None:
    """A child process dies at its nth rename; then the same intent is looked for and, if missing, created."""
    for nth in (1, 2, 3, 4):
        root = tmp_path / str(nth)
        child = subprocess.run(
            [sys.executable, "-c", DIES_AT_RENAME, str(nth), str(root), str(clock.path), TITLE, RAW], check=False
        )
        publisher = connected(root, clock)
        found = publisher.find(topic())
        assert child.returncode == (-9 if nth <= 3 else 0)
        assert (found is None) == (nth <= 3)
        assert (found or publisher.create(topic())).raw == RAW
        assert "Lamp</span></h2>" in (root / "out" / KEY / "index.html").read_text(encoding="utf-8")


DIES_AT_RENAME = """
import os, signal, sys
from pathlib import Path
from bot.clock import WoundClock
from bot.config import Secrets
from bot.domain import Edition, Intent, Locale
from bot.net import Budgets
from bot.publishers import folder

nth, root, clock, title, raw = sys.argv[1:]
renames = 0

def on_event(event, arguments):
    global renames
    if event == "os.rename":
        renames += 1
        if renames == int(nth):
            os.kill(os.getpid(), signal.SIGKILL)

edition = Edition(name="readers", source="dair", locale="ko", template="discourse.md.j2", publisher="folder")
clock = WoundClock(Path(clock))
publisher = folder.connect(
    folder.Settings(path="out"),
    edition=edition,
    locale=Locale(code="ko", language="Korean", words={}, prompts={}),
    root=Path(root),
    secrets=Secrets({}),
    clock=clock,
    budgets=Budgets(clock),
)
sys.addaudithook(on_event)
publisher.create(Intent(key="dair/2026-06-28/readers#1", raw=raw, title=title, tags=("weekly-papers", "ai")))
"""


BLOG = """<div lang="ko" style="border: 1px solid #8a8a8a; padding: 0.25em 1em">
<p>기계가 옮긴 글입니다.</p>
</div>

<h2 lang="ko">1. 등불 / <span lang="en">Lamp</span></h2>
<p onclick="x()" style="position: fixed">값은 <math><mi>x</mi></math> 입니다. <a href="javascript:x">x</a></p>
<script>x()</script>
"""


def test_a_part_of_html_is_kept_as_it_is_and_shown_sanitised(tmp_path: Path, clock: WoundClock) -> None:
    publisher = connected(tmp_path, clock, template="blog.html.j2", locale="ko-plain")
    post = publisher.create(topic(BLOG))
    there = tmp_path / "out" / KEY
    assert sorted(file.name for file in there.iterdir()) == ["index.html", "part-1.html", "post.json"]
    assert (there / "part-1.html").read_text(encoding="utf-8") == post.raw == BLOG
    assert publisher.find(topic(BLOG)) == post
    text = (there / "index.html").read_text(encoding="utf-8")
    page = LexborHTMLParser(text)
    root, box, heading, link = (page.css_first(one) for one in ("html", "main div", "main h2", "main a"))
    assert root
    assert box
    assert heading
    assert link
    assert root.attributes["lang"] == "ko"
    assert box.attributes["style"] == "border:1px solid #8a8a8a;padding:0.25em 1em"
    assert (heading.attributes["id"], heading.text()) == ("paper-1", "1. 등불 Lamp")
    assert link.attributes.get("href") is None
    assert [one.text() for one in page.css("nav a")] == ["1"]
    assert "<math><mi>x</mi></math>" in text
    assert "style-src-attr 'unsafe-inline'" in text
    assert not any(bad in text for bad in ("<script", "onclick", "fixed", "javascript"))


def test_an_edit_of_a_part_of_html_changes_its_file_and_the_page(tmp_path: Path, clock: WoundClock) -> None:
    publisher = connected(tmp_path, clock, template="blog.html.j2")
    post = publisher.create(topic(BLOG))
    publisher.edit(post, BLOG.replace("등불", "램프"), "")
    assert [one.raw for one in publisher.read([post])] == [BLOG.replace("등불", "램프")]
    assert "램프" in (tmp_path / "out" / KEY / "index.html").read_text(encoding="utf-8")


def test_the_page_shows_title_tags_and_the_day_in_the_editions_zone(publisher: folder.Folder, tmp_path: Path) -> None:
    publisher.create(topic())
    shown = LexborHTMLParser((tmp_path / "out" / KEY / "index.html").read_text(encoding="utf-8"))
    assert shown.css_first("html").attributes["lang"] == "ko"
    assert shown.css_first("title").text() == TITLE
    assert shown.css_first("h1").text().split("\n")[1:-1] == ["2026/06/21 ~ 06/28", "이번 주의 등불", "Top Lamps"]
    assert [node.text() for node in shown.css(".tag")] == ["weekly-papers", "ai"]
    assert shown.css_first("time").attributes["datetime"] == "2026-06-29"
    assert json.loads((tmp_path / "out" / KEY / "post.json").read_text(encoding="utf-8"))["posted"] == "2026-06-29"
