"""A page in the browser, and what a person with eyes, a ruler and a console would notice about it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (320, 390, 1280)
VIEWS = [(width, dark) for width in WIDTHS for dark in (False, True)]
VIEW_NAMES = [f"{width}-{'dark' if dark else 'light'}" for width, dark in VIEWS]

CONTRAST = 4.5
"""WCAG 2.2's AA, asked of large text as well."""

TAP = 24
"""CSS pixels: WCAG 2.2's smallest target."""

_PHONE = 600
_EYES = Path(__file__).with_name("eyes.js").read_text(encoding="utf-8").partition("\n")[2]


@dataclass(kw_only=True)
class Sheet:
    """One page in a context of its own. `requests` is all that went out, `complaints` all that the console said."""

    page: "Page"
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def faint(self) -> list[str]:
        """Every visible text whose contrast with what lies behind it is below `CONTRAST`."""
        return self._look("faint", CONTRAST)

    def wide(self) -> list[str]:
        """What sticks out of the page sideways; what scrolls by itself may."""
        return self._look("wide")

    def small_targets(self, selector: str) -> list[str]:
        """What a thumb misses among the elements of a CSS selector."""
        return self._look("small", [selector, TAP])

    def glyphs(self, *characters: str) -> list[str]:
        """The pixels of each character, drawn in the body's font."""
        return self._look("glyphs", list(characters))

    def attributes(self) -> list[str]:
        """Names of the attributes that stand in the page."""
        return self._look("attributes")

    def heads_in_order(self) -> bool:
        """Whether there is one first-level heading, before all others, and no level is jumped over."""
        levels = self._look("headings")
        return levels[:1] == [1] and levels.count(1) == 1 and all(low - high <= 1 for high, low in pairwise(levels))

    def unfold(self) -> None:
        """Opens every `details`."""
        self.page.locator("details").evaluate_all("found => found.forEach(each => each.open = true)")

    def boxes(self, selector: str) -> list[tuple[float, float]]:
        """Width and height of every element, as drawn."""
        script = "found => found.map(each => each.getBoundingClientRect()).map(box => [box.width, box.height])"
        return [(width, height) for width, height in self.page.locator(selector).evaluate_all(script)]

    def top(self, selector: str) -> float:
        """Where the first element begins, from the window's upper edge."""
        return float(self.page.locator(selector).first.evaluate("element => element.getBoundingClientRect().top"))

    def text(self, selector: str = "body") -> str:
        """What can be read there, with plain spaces."""
        return re.sub(r"[\u00a0\u2009\u202f]", " ", self.page.locator(selector).first.inner_text())

    def style(self, selector: str, name: str) -> str:
        """A computed style of the first element."""
        script = "(element, name) => getComputedStyle(element).getPropertyValue(name)"
        return str(self.page.locator(selector).first.evaluate(script, name))

    def pixels(self, selector: str, name: str) -> float:
        """A computed length of the first element."""
        return float(self.style(selector, name).removesuffix("px"))

    def strangers(self, base: str) -> list[str]:
        """The requests that went anywhere but to `base`."""
        return [url for url in self.requests if urlsplit(url)[:2] != urlsplit(base)[:2]]

    def _look(self, what: str, given: object = None) -> list[Any]:
        found: list[Any] = self.page.evaluate(f"given => {_EYES.strip()}.{what}(given)", given)
        return found


@contextmanager
def opened(chromium: "Browser", url: str, *, width: int = 390, dark: bool = False) -> Iterator[Sheet]:
    """The page as somebody sees it who has never been there; nothing of the visit remains."""
    phone = width < _PHONE
    context = chromium.new_context(
        viewport={"width": width, "height": 844 if phone else 860},
        color_scheme="dark" if dark else "light",
        is_mobile=phone,
        has_touch=phone,
        locale="ko-KR",
    )
    context.set_default_timeout(10_000)
    sheet = Sheet(page=context.new_page())
    context.on("request", lambda request: sheet.requests.append(request.url))
    context.on("console", lambda said: sheet.complaints.append(said.text))
    context.on("weberror", lambda error: sheet.complaints.append(str(error.error)))
    sheet.page.goto(url)
    yield sheet
    context.close()
