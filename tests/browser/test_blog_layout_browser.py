"""The blog layout in a real browser: on the folder's page, and bare within a blog's own style."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.clock import WoundClock
from bot.commands.demo import MONDAY_NOON
from bot.config import Secrets, load_locale
from bot.domain import Digest, Piece
from bot.net import Budgets
from bot.posting import intents_for
from bot.publishers import folder
from bot.render import Layout
from tests.browser.sheet import VIEW_NAMES, VIEWS, Sheet, opened
from tests.test_render import digest, edition, piece

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

LONG = "Donaudampfschifffahrt" * 8
ENGLISH = f"It keeps $k \\ll n$ keys and costs $3. See https://lamps.example/{'a' * 120} or {LONG}."
KOREAN = f"키 $k \\ll n$ 개만 유지하고 $\\frac{{a}}{{b}}$ 배 빠릅니다. {'가나다라마바사' * 20} {LONG}입니다."
SKIN = """<!doctype html><html lang="ko"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>글</title><style>
:root { color-scheme: light dark }
* { margin: 0; padding: 0; border: 0 }
body { padding: 20px; overflow-wrap: anywhere; font: 16px/1.8 sans-serif; background: #fff; color: #222 }
ol, ul { padding-left: 1.5em }
a { color: #06c }
@media (prefers-color-scheme: dark) { body { background: #1b1b1b; color: #ddd } a { color: #8ab4f8 } }
</style><h1>글</h1>"""
"""A blog that takes every style away from its texts, and has a dark side."""


def long_piece(number: int) -> Piece:
    made = piece(number, en=f"{ENGLISH}\n● Why: {ENGLISH}", ko=f"{KOREAN}\n● 왜: {KOREAN}", abstract=ENGLISH)
    assert made.translation
    return replace(
        made,
        paper=replace(made.paper, title=f"Lanterns {LONG}", authors=tuple(f"Author {LONG}" for _ in range(12))),
        translation=replace(made.translation, abstract=KOREAN),
    )


def a_digest(shown: str) -> Digest:
    blog = edition(shown, template="blog.html.j2", tags=("ai",))
    return replace(digest(piece(1), long_piece(2)), edition=blog)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder's own page, and the part alone in a skin, by name."""
    root = tmp_path_factory.mktemp("blog")
    korean = load_locale(Path(__file__).parents[2] / "prompts", "ko")
    made, clock = a_digest("folded"), WoundClock.create(root / "clock", MONDAY_NOON)
    place = folder.connect(
        folder.Settings(path=root),
        edition=made.edition,
        locale=korean,
        root=root,
        secrets=Secrets({}),
        clock=clock,
        budgets=Budgets(clock),
    )
    (intent,) = intents_for(made, Layout().draft(made, korean, None))
    place.create(intent)
    (page,) = root.rglob("index.html")
    bare = root / "bare.html"
    bare.write_text(SKIN + page.with_name("part-1.html").read_text(encoding="utf-8"), encoding="utf-8")
    return {"folder": page, "skin": bare}


@pytest.mark.parametrize("name", ["folder", "skin"])
@pytest.mark.parametrize(("width", "dark"), VIEWS, ids=VIEW_NAMES)
def test_nothing_sticks_out_and_everything_can_be_read(
    chromium: "Browser", pages: dict[str, Path], name: str, width: int, dark: bool
) -> None:
    with opened(chromium, pages[name].as_uri(), width=width, dark=dark) as sheet:
        sheet.unfold()
        assert sheet.wide() == []
        assert sheet.faint() == []
        assert sheet.heads_in_order()
        assert sheet.complaints == []
        assert {request.partition("#")[0] for request in sheet.requests} == {pages[name].as_uri()}
        assert all(width > 4 and height > 8 for width, height in sheet.boxes("math"))


@pytest.mark.parametrize("name", ["folder", "skin"])
def test_the_english_stands_apart_behind_a_line(chromium: "Browser", pages: dict[str, Path], name: str) -> None:
    with opened(chromium, pages[name].as_uri()) as sheet:
        sheet.unfold()
        assert sheet.pixels("blockquote", "border-left-width") == 3
        assert sheet.pixels("blockquote", "padding-left") >= 12
        assert above(sheet, "div[lang=ko] p:last-child", "blockquote")


def above(sheet: Sheet, first: str, second: str) -> bool:
    return sheet.top(first) < sheet.top(second)
