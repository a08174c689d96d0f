"""A page in the browser, and what a person with eyes, a ruler and a console would notice about it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

WIDTHS = (320, 390, 1280)
VIEWS = [(width, dark) for width in WIDTHS for dark in (False, True)]
VIEW_NAMES = [f"{width}-{'dark' if dark else 'light'}" for width, dark in VIEWS]

CONTRAST = 4.5
"""WCAG 2.2's AA, asked of large text as well."""

TAP = 24
"""CSS pixels: WCAG 2.2's smallest target."""

_FAINT = """
least => {
  const numbers = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const rgba = colour => { const [r, g, b, a = 1] = numbers(colour); return [r, g, b, a]; };
  const over = ([r, g, b, a], under) => [r, g, b].map((part, i) => part * a + under[i] * (1 - a));
  const line = element => element ? [...line(element.parentElement), element] : [];
  const ground = element => line(element).reduce(
    (under, each) => over(rgba(getComputedStyle(each).backgroundColor), under), [255, 255, 255]);
  const opacity = element => line(element).reduce((all, each) => all * getComputedStyle(each).opacity, 1);
  const light = part => (part /= 255) <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => .2126 * light(r) + .7152 * light(g) + .0722 * light(b);
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
    if (!text || !element.checkVisibility({visibilityProperty: true})) continue;
    const under = ground(element), [r, g, b, a] = rgba(getComputedStyle(element).color);
    const [low, high] = [luminance(over([r, g, b, a * opacity(element)], under)), luminance(under)].sort((x, y) => x - y);
    const contrast = (high + .05) / (low + .05);
    if (contrast < least) faint.push(`${element.localName}.${element.className} ${contrast.toFixed(2)}: ${text.slice(0, 40)}`);
  }
  return faint;
}
"""

_WIDE = """
() => {
  const width = document.documentElement.clientWidth, wide = [];
  if (document.scrollingElement.scrollWidth > width || innerWidth > width) wide.push(`page ${document.scrollingElement.scrollWidth}`);
  const scrolls = element => element && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (box.width > 1 && (box.right > width + 1 || box.left < -1) && !scrolls(element)) wide.push(`${element.localName}.${element.className}`);
  }
  return wide;
}
"""

_SMALL = """
([selector, least]) => [...document.querySelectorAll(selector)]
  .filter(element => element.checkVisibility())
  .map(element => [element, element.getBoundingClientRect()])
  .filter(([, box]) => box.width < least || box.height < least)
  .map(([element, box]) => `${element.localName}.${element.className} ${box.width.toFixed(1)}×${box.height.toFixed(1)} ${element.innerText}`)
"""

_GLYPHS = """
characters => {
  const body = getComputedStyle(document.body), canvas = new OffscreenCanvas(64, 64);
  const brush = canvas.getContext("2d");
  const drawn = character => {
    brush.clearRect(0, 0, 64, 64);
    brush.font = `40px ${body.fontFamily}`;
    brush.fillText(character, 8, 48);
    return brush.getImageData(0, 0, 64, 64).data.join();
  };
  return characters.map(drawn);
}
"""


@dataclass(kw_only=True)
class Sheet:
    """One page in a context of its own. `requests` is all that went out, `complaints` all that the console said."""

    page: "Page"
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def faint(self) -> list[str]:
        """Every visible text whose contrast with what lies behind it is below `CONTRAST`."""
        return self._list(_FAINT, CONTRAST)

    def wide(self) -> list[str]:
        """What sticks out of the page sideways; things that scroll by themselves may."""
        return self._list(_WIDE)

    def small_targets(self, selector: str) -> list[str]:
        """What a thumb misses among the elements of a CSS selector."""
        return self._list(_SMALL, [selector, TAP])

    def glyphs(self, *characters: str) -> list[str]:
        """The pixels of each character, drawn in the body's font."""
        return self._list(_GLYPHS, list(characters))

    def headings(self) -> list[int]:
        """The levels of the headings in their order."""
        return self._list("() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => Number(each.localName[1]))")

    def unfold(self) -> None:
        """Opens every `details` as a reader would, by its summary."""
        for summary in self.page.locator("details:not([open]) > summary").all()[::-1]:
            summary.click()

    def text(self, selector: str = "body") -> str:
        """What can be read there, with plain spaces."""
        return re.sub(r"[\u00a0\u2009\u202f]", " ", self.page.locator(selector).first.inner_text())

    def style(self, selector: str, name: str) -> str:
        """A computed style of the first element."""
        script = "(element, name) => getComputedStyle(element).getPropertyValue(name)"
        return str(self.page.locator(selector).first.evaluate(script, name))

    def strangers(self, base: str) -> list[str]:
        """The requests that went anywhere but to `base`."""
        return [url for url in self.requests if not _within(url, base)]

    def _list(self, script: str, given: object = None) -> list[Any]:
        found: list[Any] = self.page.evaluate(script, given)
        return found


@contextmanager
def opened(chromium: "Browser", url: str, *, width: int = 390, dark: bool = False) -> Iterator[Sheet]:
    """The page as somebody sees it who has never been there; nothing of it remains."""
    phone = width < 600
    context = chromium.new_context(
        viewport={"width": width, "height": 844 if phone else 860},
        color_scheme="dark" if dark else "light",
        is_mobile=phone,
        has_touch=phone,
        locale="ko-KR",
    )
    context.set_default_timeout(10_000)
    sheet = Sheet(page=context.new_page())
    context.on("request", lambda request: sheet.requests.append(_asked(request)))
    context.on("console", lambda said: sheet.complaints.append(said.text))
    context.on("weberror", lambda error: sheet.complaints.append(str(error.error)))
    sheet.page.goto(url)
    yield sheet
    context.close()


def _asked(request: "Request") -> str:
    return request.url


def _within(url: str, base: str) -> bool:
    there, here = urlsplit(url), urlsplit(base)
    return (there.scheme, there.netloc) == (here.scheme, here.netloc)
