"""A forum's week and the same to be pasted elsewhere: one translation, two shapes, and what is mended in both."""

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.sandbox.forum import seed
from tests.commands.street import CALLS, ISSUE, TITLE, Street
from tests.test_render_list import stray

pytestmark = pytest.mark.long

PASTED = """
[editions.geeknews]
source = "dair"
locale = "ko"
publisher = "paste"
template = "list.md.j2"
start = "latest"
campaign = "geeknews"

[editions.geeknews.paste]
path = "out"
"""


@pytest.fixture
def place(street: Street) -> Path:
    """Where the street's week is offered to be pasted; the forum's edition is posted as well."""
    with street.config.open("a", encoding="utf-8") as config:
        config.write(PASTED)
    return street.folder / "out" / ISSUE / "geeknews"


def page_of(place: Path) -> LexborHTMLParser:
    return LexborHTMLParser((place / "index.html").read_text(encoding="utf-8"))


def test_the_week_is_bought_once_and_stands_in_both_shapes(street: Street, place: Path) -> None:
    assert street.run("tick").code == 0
    assert len(street.asked("model")) == CALLS
    assert [topic.title for topic in street.topics] == [TITLE]
    text = (place / "part-1.md").read_text(encoding="utf-8")
    assert text.startswith("## 개요\n\n- DAIR.AI에서 매주 공개하는")
    assert "\n## 10. " in text
    assert stray(text) == []
    page = page_of(place)
    assert page.css_first("#title").text() == TITLE
    assert page.css_first("#text-1").text() == text.strip()
    assert page.css_first("#link").text().startswith("http")


def test_a_moderators_edit_on_the_forum_is_on_the_list_of_what_to_mend(street: Street, place: Path) -> None:
    street.run("tick")
    first = next(post for post in street.hands.state.posts.values() if post.topic_id == street.topics[0].id)
    street.hands.edit_as(seed.MODERATOR, first.id, first.raw.replace("에이전트가 간직하고", "에이전트가 보관하고"))
    street.wind(hours=1)
    street.run("tick")
    assert "에이전트가 보관하고" in (place / "part-1.md").read_text(encoding="utf-8")
    (said,) = page_of(place).css(".fixes .said")
    assert "보관하고" in said.text()
    before = (place / "index.html").read_bytes()
    street.wind(hours=1)
    assert street.run("tick").code == 0
    assert (place / "index.html").read_bytes() == before


def test_doctor_says_whether_the_folder_can_be_written(street: Street, place: Path) -> None:
    assert f"geeknews: folder {place.parents[2]}" in street.run("doctor").out
