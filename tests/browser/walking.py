"""What a person does with the pages of the sandbox's forum and of the moderators, a step at a time."""

from typing import TYPE_CHECKING

from bot.clock import Stopwatch
from bot.sandbox.forum.seed import MODERATOR, READER
from tests.browser.sheet import Sheet

if TYPE_CHECKING:
    from playwright.sync_api import Locator

GUEST = "손님"
NAMES = {READER: "독자", MODERATOR: "나래 (운영진)"}

PATIENCE_S = 60.0
LOOK_MS = 400


def go(sheet: Sheet, what: "Locator") -> None:
    """Follows a link or sends a form; the page that answers is there to its last line."""
    with sheet.page.expect_navigation():
        what.click()


def read_as(sheet: Sheet, name: str) -> None:
    """Is another reader of the forum from now on."""
    sheet.page.get_by_label("읽는 사람").select_option(label=name)
    go(sheet, sheet.page.get_by_role("button", name="바꾸기"))


def comment(sheet: Sheet, text: str) -> None:
    """Writes a comment under a topic."""
    sheet.page.get_by_label("댓글 쓰기").fill(text)
    go(sheet, sheet.page.get_by_role("button", name="올리기", exact=True))


def come_in(sheet: Sheet, pages: str) -> None:
    """Logs in to the moderators' pages by the forum, as whoever reads there."""
    sheet.page.goto(f"{pages}/login")
    go(sheet, sheet.page.get_by_role("link", name="계정으로 로그인"))


def wait_for(sheet: Sheet, what: "Locator") -> None:
    """Looks at the page again and again, until it has what is waited for."""
    watch = Stopwatch()
    while what.count() == 0:
        assert watch.seconds < PATIENCE_S, sheet.text()
        sheet.page.wait_for_timeout(LOOK_MS)
        sheet.page.reload()


def flaws(sheet: Sheet) -> list[str]:
    """What somebody with eyes, a thumb or a reader of screens finds wrong with a page in Korean."""
    whole = {
        "headings that jump": sheet.heads_in_order(),
        "small print": sheet.pixels("body", "font-size") >= 16,
        "another language": sheet.page.locator("html").get_attribute("lang") == "ko",
    }
    small = sheet.small_targets("header a, header select, button, summary, .tools a, a.number")
    return [*(name for name, well in whole.items() if not well), *sheet.wide(), *sheet.faint(), *small]
