"""One page from a digest's parts: it asks nobody for anything, and its maths is maths."""

import re
from base64 import b64encode
from datetime import date
from hashlib import sha256

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.publishers._page import page

TITLE = "[2026/06/21 ~ 06/28] 이번 주의 등불 (Top Lamps)"
RAW = "- 기계가 옮긴 글입니다.\n\n## 1. 등불 / Lamp\n\n값은 $x<y$ 입니다.\n\nhttps://lamps.example/p\n"


def html(*parts: str, title: str = TITLE, tags: tuple[str, ...] = ("ai",)) -> str:
    return page(title=title, tags=tags, day=date(2026, 6, 29), language="ko", parts=parts)


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    made = html(f"{RAW}\n![i](https://images.example/a.png)\n\n<script>alert(1)</script>\n\n<b onclick='x()'>b</b>")
    shown = LexborHTMLParser(made)
    assert not shown.css("script, link, iframe, object, embed, form, [onclick], style ~ style")
    assert "url(" not in made
    assert "@import" not in made
    policy = shown.css_first("meta[http-equiv]").attributes["content"] or ""
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_the_pages_policy_admits_its_own_style_and_no_other() -> None:
    made = html(RAW)
    style = re.search(r"<style>(.*?)</style>", made, re.DOTALL)
    allowed = re.search(r"'sha256-([^']+)'", made)
    assert style
    assert allowed
    assert b64encode(sha256(style.group(1).encode()).digest()).decode() == allowed.group(1)
    assert "prefers-color-scheme: dark" in style.group(1)


def test_hostile_title_and_tags_are_text() -> None:
    shown = LexborHTMLParser(html(RAW, title="[x] <script>a</script>", tags=("<img src=x>",)))
    assert not shown.css("script, img")
    assert shown.css_first(".tag").text() == "<img src=x>"


def test_maths_is_mathml_in_line_and_in_a_block() -> None:
    shown = LexborHTMLParser(html("값 $\\alpha < 1$ 입니다.\n\n$$\n\\frac{a}{b}\n$$\n"))
    inline, block = shown.css("math")
    assert inline.text() == "α<1"
    assert inline.attributes["display"] == "inline"
    assert block.attributes["display"] == "block"
    assert len(block.css("mfrac mi")) == 2


@pytest.mark.parametrize(
    ("heading", "number", "title", "also"),
    [
        ("3. 등불 / Lamp", "3.", "등불", "Lamp"),
        ("3. Lamp", "3.", "Lamp", None),
        ("3. 켜기 / 끄기 / On / Off", "3.", "켜기 / 끄기 / On", "Off"),
    ],
)
def test_a_papers_heading_has_its_english_on_a_line_of_its_own(
    heading: str, number: str, title: str, also: str | None
) -> None:
    (found,) = LexborHTMLParser(html(f"## {heading}\n\n글\n")).css("h2#paper-3")
    english = found.css_first(".also")
    assert found.css_first(".number").text() == number
    assert (english.text() if english else None) == also
    assert found.text() == f"{number} {title}" + (f" {also}" if also else "")


@pytest.mark.parametrize("title", ["등불", "[2026", "(Top)", "[a] (b)", "등불 (불) 밤", "a\nb"])
def test_a_title_of_any_shape_is_shown_whole(title: str) -> None:
    shown = LexborHTMLParser(html(RAW, title=title)).css_first("h1").text()
    assert re.sub(r"[\s()\[\]]", "", shown) == re.sub(r"[\s()\[\]]", "", title)
