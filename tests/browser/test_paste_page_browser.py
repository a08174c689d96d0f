"""The page a digest is pasted from, in a real browser: it fits a phone, asks nobody for anything, and copies."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.clock import WoundClock
from bot.commands.demo import MONDAY_NOON
from tests.browser.sheet import VIEW_NAMES, VIEWS, opened
from tests.publishers.test_paste import LINK, TEXT, TITLE, changed, connected, topic

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

LONG = "Donaudampfschifffahrt" * 8
WANTED = TEXT.replace("어둠", "밤").replace("Kites", LONG)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page that lists two fixes."""
    root = tmp_path_factory.mktemp("paste")
    publisher = connected(root, WoundClock.create(root / "clock", MONDAY_NOON))
    post = changed(publisher, publisher.create(topic()), "어둠", "밤")
    return changed(publisher, post, "Kites", LONG).url


@pytest.mark.parametrize(("width", "dark"), VIEWS, ids=VIEW_NAMES)
def test_nothing_sticks_out_and_everything_can_be_read_and_hit(
    chromium: "Browser", page: str, width: int, dark: bool
) -> None:
    with opened(chromium, page, width=width, dark=dark) as sheet:
        assert sheet.wide() == []
        assert sheet.faint() == []
        assert sheet.small_targets("button") == []
        assert sheet.heads_in_order()
        assert sheet.requests == [page]
        assert sheet.complaints == []


@pytest.mark.parametrize("allowed", [True, False], ids=["clipboard", "by selection"])
def test_each_button_copies_its_field_to_the_last_sign(chromium: "Browser", page: str, allowed: bool) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    try:
        sheet = context.new_page()
        if not allowed:
            sheet.add_init_script("Object.defineProperty(navigator.clipboard, 'writeText', {value: undefined})")
        sheet.goto(page)
        for name, text in (("title", TITLE), ("link", LINK), ("text-1", WANTED)):
            button = sheet.locator(f"button[data-of={name}]")
            button.click()
            button.filter(has_text="복사했습니다").wait_for()
            assert sheet.evaluate("navigator.clipboard.readText()") == text
    finally:
        context.close()


def test_the_list_of_fixes_stands_above_what_is_copied(chromium: "Browser", page: str) -> None:
    with opened(chromium, page) as sheet:
        assert sheet.top(".fixes") < sheet.top("#title") < sheet.top("#text-1") < sheet.top(".look")
        assert sheet.text(".fixes").count("수정 후:") == 2
        assert Path(page.removeprefix("file://")).is_file()
