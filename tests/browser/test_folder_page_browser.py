"""The page a folder gets, in a real browser: the demo's week."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Week
from tests.browser.sheet import CONTRAST, VIEW_NAMES, VIEWS, WIDTHS, Sheet, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Open = Callable[..., Sheet]


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
    assert sums[0] > 700 and sums[1] < 100


@pytest.mark.parametrize("width", WIDTHS)
def test_text_is_as_large_as_a_browser_means_it_to_be(open_page: Open, width: int) -> None:
    sheet = open_page(width)
    assert float(sheet.style("main p", "font-size").removesuffix("px")) >= 16
    assert float(sheet.style("main p", "line-height").removesuffix("px")) >= 16 * 1.5


def test_the_measure_finds_faint_text_and_what_sticks_out(open_page: Open) -> None:
    sheet = open_page()
    sheet.page.evaluate("document.querySelector('main p').setAttribute('style', 'color: #999')")
    sheet.page.evaluate("document.querySelector('h3').style.opacity = .3")
    sheet.page.evaluate("document.querySelector('h2').style.width = '500px'")
    sheet.complaints.clear()  # the page's own policy refuses the attribute
    assert [line.partition(" ")[0] for line in sheet.faint()] == ["h3."]
    assert sheet.wide()


def test_there_is_no_script_and_none_could_run(open_page: Open) -> None:
    sheet = open_page()
    script = "() => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes].map(a => a.name))"
    assert sheet.page.locator("script, iframe, object, embed, form, img, link").count() == 0
    assert not [name for name in sheet.page.evaluate(script) if name.startswith("on") or name == "style"]
    sheet.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran=1\">')")
    sheet.page.wait_for_timeout(50)
    assert sheet.page.evaluate("window.ran") is None
    assert sheet.complaints
    sheet.complaints.clear()


def test_headings_are_in_order_under_one_title(open_page: Open) -> None:
    levels = open_page().headings()
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in zip(levels, levels[1:], strict=False))


def test_the_numbers_lead_to_the_papers(open_page: Open) -> None:
    sheet = open_page()
    links = sheet.page.locator("nav a")
    assert links.all_inner_texts() == [str(number) for number in range(1, 11)]
    for number in (1, 7, 10):
        links.nth(number - 1).click()
        heading = sheet.page.locator(f"#paper-{number}")
        assert heading.inner_text().startswith(f"{number}.")
        sheet.page.wait_for_function(f"Math.abs(document.querySelector('#paper-{number}').getBoundingClientRect().top - 64) < 8 || scrollY + innerHeight >= document.documentElement.scrollHeight - 2")
        box, bar = heading.bounding_box(), sheet.page.locator("nav").bounding_box()
        assert box and bar and box["y"] >= bar["y"] + bar["height"] - 1


def test_every_fold_opens_and_shows_its_english(open_page: Open) -> None:
    sheet = open_page()
    folds = sheet.page.locator("details")
    inside = folds.locator("p").first
    assert folds.count() == 19
    assert not inside.is_visible()
    sheet.unfold()
    for text in folds.all_inner_texts():
        assert sum("a" <= letter.lower() <= "z" for letter in text) > 200
    assert all(each.is_visible() for each in folds.locator("p").all())


def test_formulas_are_drawn_as_mathml(open_page: Open) -> None:
    sheet = open_page()
    sheet.unfold()
    formulas = sheet.page.locator("math")
    assert formulas.count() >= 20
    boxes = [each.bounding_box() for each in formulas.all()]
    assert all(box and box["width"] > 4 and box["height"] > 8 for box in boxes)
    raised = sheet.page.locator("math msup").first
    base, power = (raised.locator("> *").nth(each).bounding_box() for each in (0, 1))
    assert base and power and power["y"] < base["y"] + base["height"] / 3
    assert "$" not in sheet.text("#paper-8 + h3 + p")


def test_what_markdown_would_have_eaten_can_be_read(open_page: Open) -> None:
    sheet = open_page()
    sheet.unfold()
    text = sheet.text()
    for literal in ("<pause>", "x<y", "C++", "#1", "@here", "$250", "$32,000", "10만 5천", "18%"):
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
    assert "예시로 지어낸 글입니다" in label and "claude-haiku-5-5" in label
    assert float(sheet.style("main li", "font-size").removesuffix("px")) >= 14


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
    assert sheet.style("body", "background-color") == "rgba(0, 0, 0, 0)"
    assert sheet.faint() == [], f"on white paper, with less than {CONTRAST}"
