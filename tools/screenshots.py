"""Takes the pictures of docs/ anew: runs the demo's week against the sandbox and photographs what people see."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from bot.commands.demo import sandbox, write_config
from bot.commands.staying import at_work
from bot.config import load
from bot.sandbox.forum.seed import MODERATOR
from bot.web import address
from tools import places
from tools.camera import DESKTOP, PHONE, PICTURES, browser, page_of, take, terminal

LOOK_MS = 500


def main() -> None:
    """Every picture, in one go."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sandbox(Path(folder)) as street, browser() as chromium:
        config = write_config(Path(folder), street)
        _paperboy(config, "tick")
        _paperboy(config, "preview", "--to", f"{folder}/preview")
        (preview,) = Path(folder, "preview").rglob("index.html")
        for name, device in (("phone", PHONE), ("desktop", DESKTOP)):
            _topic(chromium, device, f"{street['forum']}/t/104", name)
            _preview(chromium, device, preview, name)
        _correction(chromium, config, street)
        _terminal(chromium)
        places.photograph(chromium)


def _topic(chromium: Browser, device: dict[str, Any], url: str, name: str) -> None:
    with page_of(chromium, device, url) as page:
        take(page, f"topic-{name}")
        page.locator("h2", has_text="1.").first.scroll_into_view_if_needed()
        page.evaluate("window.scrollBy(0, window.innerHeight * 0.8)")
        take(page, f"topic-paper-{name}")


def _preview(chromium: Browser, device: dict[str, Any], file: Path, name: str) -> None:
    dark = {**device, "color_scheme": "dark" if name == "phone" else "light"}
    with page_of(chromium, dark, file.as_uri()) as page:
        take(page, f"preview-{name}")


def _correction(chromium: Browser, config: Path, street: dict[str, str]) -> None:
    """What moderators are asked about a reader's comment, where they decide, and the topic afterwards."""
    topic, pages = f"{street['forum']}/t/104", address(load(config))
    with at_work(config, street["forum"], lambda _event: None), page_of(chromium, PHONE, topic) as page:
        page.get_by_role("button", name="이 댓글 올리기").first.click()
        page.get_by_label("읽는 사람").select_option(MODERATOR)
        page.get_by_role("button", name="바꾸기").click()
        _shoot(page, page.locator("article.whisper"), "proposal-phone")
        page.goto(f"{pages}/login?then=/corrections/1")
        page.get_by_role("link", name="계정으로 로그인").click()
        _shoot(page, page.get_by_role("heading", level=1), "correction-phone")
        page.get_by_role("button", name="승인하고 반영").click()
        page.goto(topic)
        _shoot(page, page.locator("#post_2 .cooked p", has_text="알려 주신 분"), "corrected-phone")


def _shoot(page: Page, what: Locator, name: str) -> None:
    """Waits until the page has something, and photographs it with what stands around it."""
    while what.count() == 0:
        page.wait_for_timeout(LOOK_MS)
        page.reload()
    what.first.evaluate("element => element.scrollIntoView({block: 'center'})")
    take(page, name)


def _terminal(chromium: Browser) -> None:
    words = [sys.executable, "-m", "bot", "demo", "--once"]
    said = subprocess.run(words, check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
    terminal(chromium, "terminal", "$ make demo", said)


def _paperboy(config: Path, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "bot", "--config", str(config), *words], check=True)


if __name__ == "__main__":
    main()
