"""The paste publisher: a page to copy from, and what to mend by hand in what was copied."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.clock import WoundClock
from bot.config import Secrets, load_locale
from bot.domain import Edition, Intent, Locale, Post, Window
from bot.errors import Misconfigured, Unavailable
from bot.net import Budgets
from bot.posting import with_marker, without_marker
from bot.publishers import paste

LOCALES = {code: load_locale(Path(__file__).parents[2] / "prompts", code) for code in ("ko", "ja")}
KEY = "dair/2026-06-28/geeknews"
TITLE = "[2026/06/21 ~ 06/28] 이번 주의 등불 (Top Lamps)"
LINK = "https://forum.example/t/104?utm_source=geeknews&x=<1>"
TEXT = """## 개요

- 기계가 옮긴 글입니다.

## 1. 등불 / Lamp

- 등불은 어둠을 봅니다. 판정 모델은 <없습니다>.

## 2. 연 / Kite

- 연은 하늘을 봅니다.

> Kites see the sky."""
SEOUL = "2026-06-29 05:00"


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "clock", datetime(2026, 6, 28, 20, tzinfo=UTC))


@pytest.fixture
def publisher(tmp_path: Path, clock: WoundClock) -> paste.Paste:
    return connected(tmp_path, clock)


def connected(root: Path, clock: WoundClock, code: str = "ko", **changes: Any) -> paste.Paste:
    edition = Edition(
        name="geeknews",
        source="dair",
        locale=code,
        template="list.md.j2",
        publisher="paste",
        window=Window(zone="Asia/Seoul"),
    )
    return paste.connect(
        paste.Settings(path=Path("out")),
        edition=replace(edition, **changes.pop("edition", {})),
        locale=changes.get("locale", LOCALES[code]),
        root=root,
        secrets=Secrets({}),
        clock=clock,
        budgets=Budgets(clock),
    )


def topic(text: str = TEXT) -> Intent:
    return Intent(key=f"{KEY}#1", raw=with_marker(f"{KEY}#1", text), title=TITLE, external_id="pb-geeknews", link=LINK)


def changed(publisher: paste.Paste, post: Post, old: str, new: str) -> Post:
    text = without_marker(post.raw)
    assert old in text
    return publisher.edit(post, with_marker(post.key, text.replace(old, new)), "댓글 반영")


def page_of(root: Path) -> LexborHTMLParser:
    return LexborHTMLParser((root / "out" / KEY / "index.html").read_text(encoding="utf-8"))


def field(page: LexborHTMLParser, name: str) -> str:
    node = page.css_first(f"textarea#{name}")
    assert node, name
    return node.text()


def said(node: LexborNode, name: str) -> str:
    found = node.css_first(name)
    return found.text().strip() if found else ""


def fixes(root: Path) -> list[tuple[str, str, str, str]]:
    """When, in which entry, what stands, and what shall stand."""
    items = page_of(root).css(".fixes li")
    return [(said(one, "time"), said(one, "h3"), said(one, "del"), said(one, "ins")) for one in items]


def test_what_is_offered_has_no_marker_in_file_or_page(publisher: paste.Paste, tmp_path: Path) -> None:
    post = publisher.create(topic())
    there = tmp_path / "out" / KEY
    assert sorted(file.name for file in there.iterdir()) == ["index.html", "part-1.md", "post.json"]
    assert (there / "part-1.md").read_text(encoding="utf-8") == TEXT + "\n"
    assert "paperboy" not in (there / "index.html").read_text(encoding="utf-8")
    assert post.raw == topic().raw


def test_the_post_that_was_made_is_found_and_read_again_as_it_was_sent(publisher: paste.Paste) -> None:
    assert publisher.find(topic()) is None
    made = publisher.create(topic())
    assert publisher.find(topic()) == made
    assert publisher.read([made]) == publisher.parts(KEY, "") == (made,)
    edited = changed(publisher, made, "어둠", "밤")
    assert publisher.read([made]) == (edited,)


def test_the_page_has_title_link_and_text_each_with_a_button(publisher: paste.Paste, tmp_path: Path) -> None:
    publisher.create(topic())
    page = page_of(tmp_path)
    assert [field(page, name) for name in ("title", "link", "text-1")] == [TITLE, LINK, TEXT]
    assert [one.attributes["data-of"] for one in page.css("button")] == ["title", "link", "text-1"]
    assert [one.text() for one in page.css("label")] == ["제목", "링크", "본문"]
    assert [one.text() for one in page.css("button")] == ["복사"] * 3
    assert page.css_first(".fixes") is None
    assert [one.text() for one in page.css(".look blockquote")] == ["\nKites see the sky.\n"]


def test_each_part_has_a_field_of_its_own(publisher: paste.Paste, tmp_path: Path) -> None:
    first = publisher.create(topic())
    raw = with_marker(f"{KEY}#2", "## 3. 물레 / Loom")
    publisher.create(Intent(key=f"{KEY}#2", raw=raw, topic_id=first.topic_id))
    page = page_of(tmp_path)
    assert [field(page, name) for name in ("text-1", "text-2")] == [TEXT, "## 3. 물레 / Loom"]
    assert [one.text() for one in page.css("label")][2:] == ["본문 1/2", "본문 2/2"]
    assert field(page, "link") == LINK


def test_the_page_asks_nobody_for_anything_and_runs_only_its_own_script(publisher: paste.Paste, tmp_path: Path) -> None:
    publisher.create(topic(TEXT + "\n\n<script>alert(1)</script>\n\n</textarea><img src=x onerror=alert(2)>"))
    page = page_of(tmp_path)
    assert len(page.css("script")) == 1
    assert page.css("link, iframe, [src], [onerror], [onclick]") == []
    policy = page.css_first("meta[http-equiv]").attributes["content"] or ""
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_a_page_in_japanese_speaks_japanese(tmp_path: Path, clock: WoundClock) -> None:
    publisher = connected(tmp_path, clock, "ja")
    changed(publisher, publisher.create(topic()), "어둠", "밤")
    page = page_of(tmp_path)
    assert page.css_first("html").attributes["lang"] == "ja"
    assert said(page.css_first(".fixes"), "h2") == "貼り付け済みの記事で修正する箇所"
    assert said(page.css_first(".fixes"), ".said").startswith("修正前：")
    assert {one.text() for one in page.css("button")} == {"コピー"}


def test_a_word_that_is_missing_is_said_before_anything_is_offered(tmp_path: Path, clock: WoundClock) -> None:
    words = {key: text for key, text in LOCALES["ko"].words.items() if key != "field_link"}
    locale = Locale(code="ko", language="Korean", words=words, prompts={})
    with pytest.raises(Misconfigured, match="edition geeknews: the locale ko has no word 'field_link'"):
        connected(tmp_path, clock, locale=locale)


# ── what is mended by hand ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_changes_the_text_and_is_listed_to_be_made_by_hand(publisher: paste.Paste, tmp_path: Path) -> None:
    changed(publisher, publisher.create(topic()), "판정 모델", "평가 모델")
    assert fixes(tmp_path) == [(SEOUL, "1. 등불 / Lamp", "봅니다. 판정 모델은", "봅니다. 평가 모델은")]
    page = page_of(tmp_path)
    assert field(page, "text-1") == TEXT.replace("판정", "평가")
    assert field(page, "fix-1") == "- 등불은 어둠을 봅니다. 평가 모델은 <없습니다>."
    assert "paperboy" not in page.html


def test_a_fix_in_html_names_its_entry_in_plain_words(tmp_path: Path, clock: WoundClock) -> None:
    publisher = connected(tmp_path, clock, edition={"template": "blog.html.j2"})
    text = '<h2 lang="ko">1. 등불 &amp; / <span lang="en">Lamp</span></h2>\n\n<p>판정 모델은 없습니다.</p>\n'
    changed(publisher, publisher.create(topic(text)), "판정", "평가")
    assert [entry for _, entry, _, _ in fixes(tmp_path)] == ["1. 등불 & / Lamp"]


def test_fixes_stand_the_oldest_first_with_their_day(publisher: paste.Paste, tmp_path: Path, clock: WoundClock) -> None:
    post = changed(publisher, publisher.create(topic()), "하늘", "먼 하늘")
    clock.wind(timedelta(days=2))
    changed(publisher, post, "어둠", "밤")
    assert [(at, heading) for at, heading, _, _ in fixes(tmp_path)] == [
        (SEOUL, "2. 연 / Kite"),
        ("2026-07-01 05:00", "1. 등불 / Lamp"),
    ]


def test_what_is_taken_back_is_listed_as_well(publisher: paste.Paste, tmp_path: Path) -> None:
    post = changed(publisher, publisher.create(topic()), "어둠", "밤")
    post = changed(publisher, post, "밤", "어둠")
    changed(publisher, post, "어둠", "밤")
    assert [new for *_, new in fixes(tmp_path)] == ["밤을 봅니다.", "등불은 어둠을 봅니다.", "밤을 봅니다."]


def test_an_edit_that_changes_nothing_readable_is_no_fix(publisher: paste.Paste, tmp_path: Path) -> None:
    post = publisher.create(topic())
    publisher.edit(post, with_marker(post.key, without_marker(post.raw) + "\n\n"), "")
    assert fixes(tmp_path) == []


def test_a_reply_that_comes_late_keeps_link_and_fixes(publisher: paste.Paste, tmp_path: Path) -> None:
    first = changed(publisher, publisher.create(topic()), "어둠", "밤")
    publisher.create(Intent(key=f"{KEY}#2", raw=with_marker(f"{KEY}#2", "## 3. 물레"), topic_id=first.topic_id))
    assert len(fixes(tmp_path)) == 1
    assert field(page_of(tmp_path), "link") == LINK


def test_what_its_owner_changed_meanwhile_stays_and_is_read(publisher: paste.Paste, tmp_path: Path) -> None:
    post = publisher.create(topic())
    file = tmp_path / "out" / KEY / "part-1.md"
    file.write_text(TEXT.replace("어둠", "새벽") + "\n", encoding="utf-8")
    with pytest.raises(Unavailable, match="somebody changed"):
        changed(publisher, post, "어둠", "밤")
    (fresh,) = publisher.read([post])
    assert without_marker(fresh.raw).strip() == TEXT.replace("어둠", "새벽") == field(page_of(tmp_path), "text-1")
    assert fixes(tmp_path) == []


def test_a_part_that_is_gone_leaves_the_page_as_it_is(publisher: paste.Paste, tmp_path: Path) -> None:
    first = publisher.create(topic())
    second = publisher.create(
        Intent(key=f"{KEY}#2", raw=with_marker(f"{KEY}#2", "## 3. 물레"), topic_id=first.topic_id)
    )
    before = page_of(tmp_path).html
    (tmp_path / "out" / KEY / "part-2.md").unlink()
    assert publisher.read([first, second]) == (first,)
    assert page_of(tmp_path).html == before


@pytest.mark.long
def test_a_kill_at_any_write_of_an_edit_lists_its_fix_once(tmp_path: Path, clock: WoundClock) -> None:
    for nth in (1, 2, 3):
        root = tmp_path / str(nth)
        root.mkdir()
        publisher = connected(root, clock)
        post = publisher.create(topic())
        wanted = with_marker(post.key, TEXT.replace("어둠", "밤"))
        killed = [sys.executable, "-c", DIES_AT_RENAME, str(nth), str(root), str(tmp_path / "clock"), wanted]
        assert subprocess.run(killed, check=False).returncode == -9
        (fresh,) = publisher.read([post])
        if fresh.raw == post.raw:
            publisher.edit(post, wanted, "")
        assert [(old, new) for _, _, old, new in fixes(root)] == [("어둠을 봅니다.", "밤을 봅니다.")]
        assert field(page_of(root), "text-1") == TEXT.replace("어둠", "밤")


DIES_AT_RENAME = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.clock import WoundClock
from tests.publishers.test_paste import KEY, connected

nth, root, clock, wanted = sys.argv[1:]
renames = 0

def on_event(event, arguments):
    global renames
    if event == "os.rename":
        renames += 1
        if renames == int(nth):
            os.kill(os.getpid(), signal.SIGKILL)

publisher = connected(Path(root), WoundClock(Path(clock)))
(post,) = publisher.parts(KEY, "")
sys.addaudithook(on_event)
publisher.edit(post, wanted, "")
"""


def test_the_record_of_an_older_version_is_read(publisher: paste.Paste, tmp_path: Path) -> None:
    post = publisher.create(topic())
    file = tmp_path / "out" / KEY / "post.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({key: told[key] for key in told if key not in ("link", "fixes")}), encoding="utf-8")
    assert publisher.read([post]) == (post,)
