"""The page a folder gets, in a real browser: the demo's week."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.clock import WoundClock
from bot.commands.demo import MONDAY_NOON
from bot.config import Secrets
from bot.domain import Edition, Intent
from bot.net import Budgets
from bot.publishers import folder
from tests.browser.conftest import Week
from tests.browser.sheet import CONTRAST, VIEW_NAMES, VIEWS, WIDTHS, Sheet, opened
from tests.fakes import LOCALE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

Open = Callable[..., Sheet]
LONG = "Donaudampfschifffahrt" * 8
HARD = f"""- {LONG}

## 1. {LONG} / {LONG}

{"가나다라마바사아자차카타파하" * 9}, https://lamps.example/{"a" * 150} 그리고 `{LONG}`.

$$\\sum_{{i=1}}^{{n}} {" + ".join(f"x_{{{number}}}^2" for number in range(40))}$$

> {LONG}
>
> > 인용 속의 인용, **굵게**와 *기울임*, [링크](https://lamps.example/)

```
{"code " * 60}
```

| {" | ".join("열" for _ in range(14))} |
|{"---|" * 14}
| {" | ".join("1,234.5" for _ in range(14))} |

[details="{LONG}"]

- {LONG}

1. **{LONG}**

[/details]
"""


@pytest.fixture
def open_page(chromium: "Browser", week: Week) -> Iterator[Open]:
    """Opens the week's page; what it asked for and what the console said is looked at afterwards."""
    url = week.page.as_uri()
    with ExitStack() as stack:
        sheets: list[Sheet] = []

        def _open(width: int = 390, *, dark: bool = False) -> Sheet:
            sheets.append(stack.enter_context(opened(chromium, url, width=width, dark=dark)))
            return sheets[-1]

        yield _open
        for sheet in sheets:
            assert {request.partition("#")[0] for request in sheet.requests} == {url}
            assert sheet.complaints == []


@pytest.fixture(scope="module")
def hard_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with everything that is hard to fit."""
    root = tmp_path_factory.mktemp("hard")
    edition = Edition(name="readers", source="dair", locale="ko", template="discourse.md.j2", publisher="folder")
    clock = WoundClock.create(root / "clock", MONDAY_NOON)
    wanted = folder.Settings(path=root)
    place = folder.connect(
        wanted,
        edition=edition,
        locale=LOCALE,
        root=root,
        secrets=Secrets({}),
        clock=clock,
        budgets=Budgets(clock),
    )
    place.create(Intent(key="dair/2026-11-15/readers#1", raw=HARD, title=f"[2026/11/08 ~ 11/15] {'긴' * 70} ({LONG})"))
    (page,) = root.rglob("index.html")
    return page


@pytest.mark.parametrize(("width", "dark"), VIEWS, ids=VIEW_NAMES)
def test_whatever_is_long_wraps_or_scrolls_by_itself(
    chromium: "Browser", hard_page: Path, width: int, dark: bool
) -> None:
    with opened(chromium, hard_page.as_uri(), width=width, dark=dark) as sheet:
        sheet.unfold()
        for shape in ("pre", "table", "math[display=block]", "blockquote blockquote", "details li", "h2[id]"):
            assert sheet.page.locator(shape).first.is_visible(), shape
        assert sheet.wide() == []
        assert sheet.faint() == []
        assert sheet.complaints == []


@pytest.mark.parametrize(("width", "dark"), VIEWS, ids=VIEW_NAMES)
def test_nothing_sticks_out_and_everything_can_be_read(open_page: Open, width: int, dark: bool) -> None:
    sheet = open_page(width, dark=dark)
    sheet.unfold()
    assert sheet.wide() == []
    assert sheet.faint() == []
    assert sheet.small_targets("header a, nav a, summary") == []


def test_dark_is_dark_and_light_is_light(open_page: Open) -> None:
    grounds = [open_page(dark=dark).style("body", "background-color") for dark in (False, True)]
    sums = [sum(int(part) for part in ground.strip("rgb()").split(",")) for ground in grounds]
    assert sums[0] > 700
    assert sums[1] < 100


@pytest.mark.parametrize("width", WIDTHS)
def test_text_is_as_large_as_a_browser_means_it_to_be(open_page: Open, width: int) -> None:
    sheet = open_page(width)
    assert sheet.pixels("main p", "font-size") >= 16
    assert sheet.pixels("main p", "line-height") >= 16 * 1.5


def test_the_measure_finds_faint_text_and_what_sticks_out(open_page: Open) -> None:
    sheet = open_page()
    sheet.page.evaluate("document.querySelector('main p').setAttribute('style', 'color: #999')")
    sheet.page.evaluate("document.querySelector('h3').style.opacity = .3")
    sheet.page.evaluate("document.querySelector('h2').style.width = '500px'")
    sheet.complaints.clear()  # the page's own policy refuses the attribute
    assert [line.partition(" ")[0] for line in sheet.faint()] == ["h3"]
    assert sheet.wide()


def test_there_is_no_script_in_it(open_page: Open) -> None:
    sheet = open_page()
    assert sheet.page.locator("script, iframe, object, embed, form, img, link").count() == 0
    assert [name for name in sheet.attributes() if name.startswith("on") or name == "style"] == []


def test_a_script_or_a_picture_that_got_in_would_be_stopped(week: Week, chromium: "Browser") -> None:
    with opened(chromium, week.page.as_uri()) as sheet, sheet.page.expect_event("requestfailed") as failed:
        smuggled = '<img src="https://afar.example/dot.png" onerror="window.ran = 1">'
        sheet.page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", smuggled)
        assert "csp" in str(failed.value.failure).lower()
        assert sheet.page.evaluate("window.ran") is None
        assert any("Content Security Policy" in said for said in sheet.complaints)


def test_headings_are_in_order_under_one_title(open_page: Open) -> None:
    sheet = open_page()
    assert sheet.heads_in_order()
    sheet.page.locator("h3").first.evaluate("element => element.replaceWith(document.createElement('h5'))")
    assert not sheet.heads_in_order()


def test_the_numbers_lead_to_the_papers(open_page: Open) -> None:
    sheet = open_page()
    sheet.page.emulate_media(reduced_motion="reduce")
    links = sheet.page.locator("nav a")
    assert links.all_inner_texts() == [str(number) for number in range(1, 11)]
    for number in (1, 7, 10):
        links.nth(number - 1).click()
        heading = sheet.page.locator(f"#paper-{number}")
        assert heading.inner_text().startswith(f"{number}.")
        ((_, bar),) = sheet.boxes("nav")
        assert bar - 1 <= sheet.top(f"#paper-{number}") < 400


def test_every_fold_opens_and_shows_its_english(open_page: Open) -> None:
    sheet = open_page()
    folds = sheet.page.locator("details")
    assert folds.count() == 19
    assert not folds.locator("p").first.is_visible()
    for fold in folds.all():
        fold.locator("summary").click()
        english = fold.locator("p").first
        assert english.is_visible()
        assert sum("a" <= letter.lower() <= "z" for letter in english.inner_text()) > 150
    assert min(height for _, height in sheet.boxes("details > p")) > 20


def test_formulas_are_drawn_as_mathml(open_page: Open) -> None:
    sheet = open_page()
    sheet.unfold()
    drawn = sheet.boxes("math")
    assert len(drawn) >= 20
    assert all(width > 4 and height > 8 for width, height in drawn)
    assert sheet.top("math msup > :last-child") < sheet.top("math msup > :first-child")
    assert "$" not in sheet.text("#paper-8 + h3 + p")


def test_what_markdown_would_have_eaten_can_be_read(open_page: Open) -> None:
    sheet = open_page()
    sheet.unfold()
    text = sheet.text()
    for literal in ("<pause>", "x<y", "C++", "#1", "@here", "$250", "$32,000", "10만 5천"):
        assert literal in text
    for leftover in ("**", "\\textbf", "\\emph", "[details", "[/details", "&lt;", "&amp;"):
        assert leftover not in text


def test_hangul_is_drawn_and_not_boxed(open_page: Open) -> None:
    if not subprocess.run(["fc-list", ":lang=ko", "family"], check=True, capture_output=True).stdout:
        pytest.skip("no Korean font on this machine: `apt install fonts-noto-cjk`")
    sheet = open_page()
    drawn = sheet.glyphs("가", "힣", "漢", "か", "\U0010fffe")
    assert len(set(drawn)) == 5


def test_the_page_says_its_language_and_what_it_is(open_page: Open) -> None:
    sheet = open_page()
    assert sheet.page.locator("html").get_attribute("lang") == "ko"
    assert "이번 주의 주요 AI 논문" in sheet.page.title()
    label = sheet.text("main")[:400]
    assert "예시로 지어낸 글입니다" in label
    assert "claude-haiku-5-5" in label
    assert sheet.pixels("main li", "font-size") >= 14


def test_a_keyboard_reaches_the_folds_and_can_be_seen_there(open_page: Open) -> None:
    sheet = open_page(1280)
    summary = sheet.page.locator("summary").first
    sheet.page.locator("nav a").first.focus()
    sheet.page.keyboard.press("Tab")
    assert sheet.style("nav li:nth-child(2) a", "outline-style") == "solid"
    summary.focus()
    sheet.page.keyboard.press("Enter")
    assert sheet.page.locator("details").first.get_attribute("open") is not None


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_paper_gets_dark_ink_no_buttons_and_no_empty_folds(open_page: Open, dark: bool) -> None:
    sheet = open_page(1280, dark=dark)
    sheet.page.locator("summary").first.click()
    sheet.page.emulate_media(media="print", color_scheme="dark" if dark else "light")
    assert not sheet.page.locator("nav").is_visible()
    assert sheet.page.locator("details").first.is_visible()
    assert not sheet.page.locator("details").nth(1).is_visible()
    assert sheet.style("html", "color-scheme") == "light"
    assert sheet.style("body", "background-color") == "rgba(0, 0, 0, 0)"
    assert sheet.faint() == [], f"on white paper, with less than {CONTRAST}"
