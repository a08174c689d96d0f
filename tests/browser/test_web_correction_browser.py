"""The moderators' pages in a real browser: deciding a correction, on a phone and on a desk, by finger and by key."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from bot.domain import Correction, Field, Finding, Hold, Learned, Severity, State
from bot.sandbox.forum import seed
from bot.web import links
from bot.web.app import app
from bot.web.serving import listen, served
from tests.browser.sheet import VIEW_NAMES, VIEWS, Sheet, opened
from tests.sandbox.ground import Ground
from tests.web.rooms import DIGEST, ISSUE, SECRET, Rooms, rooms

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

Open = Callable[..., Sheet]
PAGES = (
    "/",
    "/corrections?all=yes",
    "/corrections/1",
    "/corrections/2",
    f"/digests/{DIGEST}",
    "/glossary?find=no",
    "/log",
)
LONG = "Donaudampfschifffahrt" * 8
TAPPED = "button, .button, summary, nav a, select, input:not([type=hidden]), textarea"
HOSTILE = f'<img src="https://afar.example/dot.png" onerror="window.ran=1"><script>window.ran=1</script>{LONG}'


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Rooms]:
    """The pages over a week that is out, with everything on them that there is to see."""
    with rooms(tmp_path) as made:
        made.propose()
        yield made


@pytest.fixture
def open_page(chromium: "Browser", here: Rooms) -> Iterator[Open]:
    """Opens a page as the operator; that nothing else was asked for, and nothing complained, is seen afterwards."""
    with ExitStack() as stack:
        sheets: list[Sheet] = []

        def _open(path: str = "/", width: int = 390, *, dark: bool = False) -> Sheet:
            word = links.issue(here.folder, here.square.clock.now())
            sheet = stack.enter_context(opened(chromium, f"{here.base}/login/link/{word}", width=width, dark=dark))
            _go(sheet, sheet.page.get_by_role("button", name="로그인하기"))
            sheet.page.goto(here.base + path)
            sheets.append(sheet)
            return sheet

        yield _open
        for sheet in sheets:
            assert sheet.strangers(here.base) == []
            assert sheet.complaints == []


def _go(sheet: Sheet, what: "Locator") -> None:
    with sheet.page.expect_navigation():
        what.click()


def _furnish(here: Rooms) -> None:
    """Puts what is long, hostile, held, learnt, doubted and decided on the pages."""
    bot, now = here.house.bot, here.square.clock.now()
    here.propose("제안합니다", f"제안하고 5번 {HOSTILE}", 2)
    for text in (HOSTILE, "가" * 300):
        comment = here.square.forum.as_comment(here.square.comment(text))
        bot.store.comments.add(comment, DIGEST)
        bot.store.corrections.propose(replace(_of(here, 2), reason=LONG), comment.key, now)
    look = Correction(
        digest=DIGEST,
        about=here.square.text(1).key,
        field=Field.SUMMARY,
        before=here.square.text(1).summary,
        reason=HOSTILE,
        by="recorded-model",
        state=State.LOOK,
    )
    bot.store.corrections.propose(look, "", now)
    term = Learned(locale="ko", source=f"note {LONG}", accepted=(LONG,), forbidden=("쪽지",), who="kim", at=now)
    bot.store.terms.learn(term)
    bot.store.holds.put(Hold(key=f"{ISSUE}/2", reason=HOSTILE, who="paperboy", since=now))
    spans = {"source_span": "4", "target_span": "4"}
    for severity in Severity:
        key = here.square.text(2).key
        bot.store.findings.add([Finding(key=key, code=f"a.{severity}", severity=severity, message=LONG, **spans)])


def _of(here: Rooms, number: int) -> Correction:
    found = here.house.bot.store.corrections.get(number)
    assert found
    return found


@pytest.mark.parametrize(("width", "dark"), VIEWS, ids=VIEW_NAMES)
def test_every_page_can_be_read_and_used_anywhere(here: Rooms, open_page: Open, width: int, dark: bool) -> None:
    _furnish(here)
    sheet = open_page("/", width, dark=dark)
    for path in PAGES:
        sheet.page.goto(here.base + path)
        sheet.unfold()
        assert sheet.wide() == [], path
        assert sheet.faint() == [], path
        assert sheet.small_targets(TAPPED) == [], path
        assert sheet.heads_in_order(), path
        assert sheet.pixels("body", "font-size") >= 16
        assert _nameless(sheet) == [], path
        assert sheet.page.evaluate("window.ran") is None


def test_dark_is_dark_and_light_is_light(open_page: Open) -> None:
    grounds = [open_page("/", dark=dark).style("body", "background-color") for dark in (False, True)]
    sums = [sum(int(part) for part in ground.strip("rgb()").split(",")) for ground in grounds]
    assert sums[0] > 700
    assert sums[1] < 100


def test_a_moderator_approves_a_correction_with_a_thumb(here: Rooms, open_page: Open) -> None:
    sheet = open_page("/")
    _go(sheet, sheet.page.get_by_role("link", name="수정 제안 1"))
    assert sheet.page.locator(".diff del").inner_text().endswith("보관합니다")
    assert sheet.page.locator(".diff ins").inner_text().endswith("간직합니다")
    _go(sheet, sheet.page.get_by_role("button", name="승인하고 반영"))
    assert "승인했습니다" in sheet.page.get_by_role("status").inner_text()
    assert "간직합니다" in here.square.raw()
    _go(sheet, sheet.page.get_by_role("button", name="되돌리기"))
    assert "간직합니다" not in here.square.raw()


def test_a_correction_is_reworded_held_back_by_a_doubt_and_applied_anyway(here: Rooms, open_page: Open) -> None:
    sheet = open_page("/corrections/1", 1280)
    sheet.page.get_by_text("고쳐서 반영").click()
    sheet.page.get_by_label("‘보관합니다’ 대신 넣을 내용").fill("5개만 남깁니다")
    _go(sheet, sheet.page.get_by_role("button", name="이 내용으로 반영"))
    assert "확인할 점" in sheet.page.get_by_role("status").inner_text()
    assert sheet.page.get_by_label("‘보관합니다’ 대신 넣을 내용").input_value() == "5개만 남깁니다"
    sheet.complaints[:] = [one for one in sheet.complaints if "409" not in one]
    sheet.page.get_by_label("그대로 반영합니다").check()
    _go(sheet, sheet.page.get_by_role("button", name="이 내용으로 반영"))
    assert "5개만 남깁니다" in here.square.raw()


def test_a_correction_is_declined_by_key_alone_and_where_one_is_can_be_seen(here: Rooms, open_page: Open) -> None:
    sheet = open_page("/corrections/1", 1280)
    sheet.page.keyboard.press("Tab")
    assert sheet.page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        sheet.page.keyboard.press("Tab")
        assert sheet.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        if sheet.page.evaluate("document.activeElement.innerText") == "거절":
            break
    sheet.page.keyboard.press("Enter")
    sheet.page.keyboard.press("Tab")
    sheet.page.keyboard.type("원문의 뜻과 다릅니다.")
    sheet.page.keyboard.press("Tab")
    with sheet.page.expect_navigation():
        sheet.page.keyboard.press("Enter")
    assert _of(here, 1).state is State.REJECTED
    assert here.house.bot.store.corrections.steps(1)[-1].why == "원문의 뜻과 다릅니다."


def test_a_correction_is_decided_without_any_script(here: Rooms, chromium: "Browser") -> None:
    context = chromium.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(f"{here.base}/login/link/{links.issue(here.folder, here.square.clock.now())}")
    page.get_by_role("button", name="ログインする").click()
    page.goto(f"{here.base}/corrections/1")
    page.get_by_role("button", name="承認して反映").click()
    page.get_by_text("承認しました").wait_for()
    context.close()
    assert _of(here, 1).state is State.APPLIED


def test_a_text_is_edited_where_it_stands_beside_its_source(here: Rooms, open_page: Open) -> None:
    sheet = open_page(f"/digests/{DIGEST}", 1280)
    text = sheet.page.locator("article.text", has_text="2. Lantern 2")
    source, target = text.locator(".side").last.locator("div").all()
    boxes = [one.bounding_box() for one in (source, target)]
    assert boxes[0]
    assert boxes[1]
    assert (boxes[0]["y"] == boxes[1]["y"], boxes[0]["x"] < boxes[1]["x"]) == (True, True)
    text.get_by_text("고치기").last.click()
    field = text.get_by_label("고칠 내용").last
    field.fill(field.input_value().replace("보관합니다", "간직합니다"))
    _go(sheet, text.get_by_role("button", name="저장").last)
    assert "간직합니다" in here.square.raw()


def test_the_language_of_the_pages_is_chosen_below(open_page: Open) -> None:
    sheet = open_page("/")
    for language, today in (("日本語", "今日"), ("English", "Today"), ("한국어", "오늘")):
        sheet.page.locator("#language").select_option(label=language)
        _go(sheet, sheet.page.locator("footer button").first)
        assert sheet.page.get_by_role("heading", level=1).inner_text() == today


@pytest.mark.parametrize(("name", "comes_in"), [(seed.MODERATOR, True), (seed.READER, False)])
def test_the_forum_says_who_decides_a_correction(
    here: Rooms, ground: Ground, chromium: "Browser", name: str, comes_in: bool
) -> None:
    forum = urlsplit(ground.base).netloc
    here.square.forum.name = forum
    ground.hands.configure(
        enable_discourse_connect_provider=True, discourse_connect_provider_secrets=(("127.0.0.1", SECRET),)
    )
    with listen("127.0.0.1", 0, "a test") as sock:
        host = f"127.0.0.1:{sock.getsockname()[1]}"
        house = replace(here.house, origins={host: f"http://{host}"}, forums={forum: ground.base})
        with served(app(house), sock), opened(chromium, ground.base) as sheet:
            sheet.page.context.add_cookies([{"name": "reader", "value": name, "url": ground.base}])
            sheet.page.goto(f"http://{host}/corrections")
            _go(sheet, sheet.page.get_by_role("link", name=f"{forum} 계정으로 로그인"))
            heading = sheet.page.get_by_role("heading", level=1).inner_text()
            assert heading == ("수정 제안" if comes_in else "열 수 없습니다")
            assert (f"{name} 님으로 로그인함" in sheet.text()) is comes_in


def test_no_picture_is_fetched_and_no_script_runs_wherever_it_comes_from(here: Rooms, chromium: "Browser") -> None:
    with opened(chromium, f"{here.base}/login") as sheet:
        with sheet.page.expect_event("requestfailed") as failed:
            sheet.page.evaluate("document.body.append(Object.assign(new Image, {src: 'https://afar.example/dot.png'}))")
        assert "csp" in str(failed.value.failure).lower()
        sheet.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b onclick=\"window.ran=1\">x</b>')")
        sheet.page.locator("b").click()
        assert sheet.page.evaluate("window.ran") is None


def test_no_other_page_can_show_these_in_a_frame(here: Rooms, chromium: "Browser", ground: Ground) -> None:
    with opened(chromium, ground.base) as sheet:
        sheet.page.set_content(f'<iframe src="{here.base}/login"></iframe>')
        sheet.page.wait_for_timeout(300)
        assert "Paperboy" not in "".join(frame.content() for frame in sheet.page.frames)


def _nameless(sheet: Sheet) -> list[str]:
    """The fields and buttons that nothing says what they are for."""
    script = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button")]
      .filter(each => !(each.labels && each.labels.length) && !each.innerText.trim())
      .map(each => each.outerHTML.slice(0, 80))"""
    found: list[str] = sheet.page.evaluate(script)
    return found
