"""Debian's Chromium, and what it takes pictures of: a phone's screen, a desk's, a terminal's."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "ko-KR",
}
DESKTOP = {"viewport": {"width": 1280, "height": 860}, "device_scale_factor": 1, "locale": "ko-KR"}
TERMINAL = {"viewport": {"width": 1080, "height": 560}, "device_scale_factor": 1}
SCREEN = """<!doctype html><meta charset="utf-8"><style>
body{{margin:0;background:#16181d;color:#e6e6e6;font:15px/1.5 'DejaVu Sans Mono','Noto Sans Mono CJK KR',monospace}}
pre{{margin:0;padding:20px 24px;white-space:pre-wrap}} b{{color:#8fd18b;font-weight:600}}
</style><pre><b>{}</b>\n{}</pre>"""


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium, without its own calls to the outside."""
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield chromium
        chromium.close()


@contextmanager
def page_of(chromium: Browser, device: dict[str, Any], url: str) -> Iterator[Page]:
    """A page, opened on a device."""
    context = chromium.new_context(**device)
    page = context.new_page()
    page.goto(url)
    yield page
    context.close()


def take(page: Page, name: str, what: Locator | None = None, *, block: str = "start") -> None:
    """A picture of the screen as it is, or with something at its `start`, `center` or `end`."""
    if what:
        what.first.evaluate("(element, block) => element.scrollIntoView({block, behavior: 'instant'})", block)
    page.screenshot(path=PICTURES / f"{name}.png")


def terminal(chromium: Browser, name: str, command: str, said: str) -> None:
    """A picture of a command and of all that it said."""
    with page_of(chromium, TERMINAL, "about:blank") as page:
        page.set_content(SCREEN.format(escape(command), escape(said)))
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
