"""What readers report, all the way round in a real browser: the comment, the decision, the edit, the thanks, the term.

The demo is at work: its forum tells by webhook what is written there, and who is logged in to the moderators' pages.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from bot.domain import OPEN, State
from bot.sandbox.forum.seed import MODERATOR
from tests.browser.home import Home, at_home
from tests.browser.sheet import VIEW_NAMES, VIEWS, Sheet, opened
from tests.browser.walking import GUEST, NAMES, come_in, flaws, go, read_as, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

Open = Callable[..., Sheet]

WORDING, TERM = 0, 1
"""Which of the prepared comments asks for another wording, and which for a term."""
OLD, NEW = "속을 알 수 없는 바이트 3개의 묶음", "내부를 알 수 없는 바이트 3개의 묶음"
WRONG, RIGHT = "판정 모델", "평가 모델"


@pytest.fixture
def home(chromium: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A demo of its own."""
    with at_home(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture(scope="module")
def waiting(chromium: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A demo in which corrections wait for a decision. Only to be read."""
    with at_home(tmp_path_factory.mktemp("waiting")) as made:
        with opened(chromium, made.topic) as reader:
            report(reader, TERM)
            read_as(reader, NAMES[MODERATOR])
            wait_for(reader, reader.page.locator("article", has_text="용어 제안"))
        yield made


@pytest.fixture
def open_page(chromium: "Browser") -> Iterator[Open]:
    """Opens pages of a demo; that nothing else was asked for, and nothing complained, is looked at afterwards."""
    with ExitStack() as stack:
        sheets: list[tuple[Sheet, Home]] = []

        def _open(home: Home, url: str, width: int = 390, *, dark: bool = False) -> Sheet:
            sheet = stack.enter_context(opened(chromium, url, width=width, dark=dark))
            sheets.append((sheet, home))
            return sheet

        yield _open
        for sheet, home in sheets:
            own = {urlsplit(home.pages)[:2], urlsplit(home.topic)[:2]}
            assert {urlsplit(url)[:2] for url in sheet.requests} <= own
            assert sheet.complaints == []


def test_a_correction_goes_all_the_way_round(home: Home, open_page: Open) -> None:
    reader, moderator = open_page(home, home.topic), open_page(home, home.topic)
    report(reader, WORDING)
    read_as(moderator, NAMES[MODERATOR])
    asked = moderator.page.locator("article.whisper", has_text="수정 제안 1")
    wait_for(moderator, asked)
    assert "내부를" in asked.inner_text()
    reader.page.reload()
    assert "수정 제안" not in reader.text()

    come_in(moderator, home.pages)
    go(moderator, moderator.page.get_by_role("link", name="수정 제안 1"))
    assert NEW in moderator.page.locator("blockquote").inner_text()
    assert "속을" in moderator.page.locator("del").first.inner_text()
    assert "내부를" in moderator.page.locator("ins").first.inner_text()
    go(moderator, moderator.page.get_by_role("button", name="승인하고 반영"))
    wait_for(moderator, moderator.page.locator(".state-applied"))

    wait_for(reader, reader.page.locator("article", has_text="다음과 같이 고쳤습니다"))
    assert shown(reader) == (NEW, "잘못된 부분을 알려 주신 분: dokja 님")
    go(reader, reader.page.locator("#post_1").get_by_role("link", name="고친 기록 1"))
    assert "신문 배달부" in reader.text("section")
    assert "dokja 님의 댓글 #3 반영" in reader.text("section")
    reader.page.goto(home.topic)
    assert "♥ 1" in reader.text("#post_3")

    go(moderator, moderator.page.get_by_role("button", name="되돌리기"))
    home.run("tick")
    reader.page.reload()
    assert shown(reader) == (OLD, "")
    assert thanks(reader) == 1
    with home.store() as store:
        assert [one.state for one in store.corrections.all()] == [State.UNDONE]


def test_a_term_is_learnt_by_its_own_yes_and_the_next_week_obeys_it(home: Home, open_page: Open) -> None:
    reader, moderator = open_page(home, home.topic), open_page(home, home.topic)
    report(reader, TERM)
    read_as(moderator, NAMES[MODERATOR])
    asked = moderator.page.locator("article.whisper", has_text="용어 제안")
    wait_for(moderator, asked)
    asked.get_by_text("답하기", exact=True).click()
    asked.get_by_role("textbox").fill("@paperboy 반영")
    go(moderator, asked.get_by_role("button", name="올리기", exact=True))
    wait_for(moderator, moderator.page.locator("article.whisper", has_text="처리했습니다"))
    assert WRONG in reader.text("#post_2")

    come_in(moderator, home.pages)
    go(moderator, moderator.page.get_by_role("link", name="용어"))
    learnt = moderator.page.locator("li.card", has_text="judge model")
    assert RIGHT in learnt.inner_text()
    assert MODERATOR in learnt.inner_text()

    home.let_a_week_pass(WRONG, RIGHT)
    home.run("tick")
    reader.page.goto(home.street["forum"])
    go(reader, reader.page.get_by_role("link", name="11/15 ~ 11/22"))
    text = "".join(reader.page.locator("article .cooked").all_inner_texts())
    assert RIGHT in text.partition("7. Quietlapse")[2].partition("8. Skimwell")[0]
    assert WRONG not in text


def test_a_hand_edit_is_learnt_and_closes_the_correction_that_asked_for_it(home: Home, open_page: Open) -> None:
    reader, moderator = open_page(home, home.topic), open_page(home, home.topic)
    report(reader, WORDING)
    read_as(moderator, NAMES[MODERATOR])
    wait_for(moderator, moderator.page.locator("article.whisper", has_text="수정 제안 1"))

    go(moderator, moderator.page.locator("#post_1").get_by_role("link", name="편집"))
    text = moderator.page.get_by_label("내용")
    text.fill(text.input_value().replace(OLD, NEW))
    go(moderator, moderator.page.get_by_role("button", name="저장"))

    wait_for(reader, reader.page.locator("article", has_text="말씀하신 부분을 고쳤습니다"))
    assert shown(reader)[0] == NEW
    come_in(moderator, home.pages)
    moderator.page.goto(f"{home.pages}/corrections/1")
    assert "이미 고쳐짐" in moderator.text(".facts")
    with home.store() as store:
        assert store.corrections.all(OPEN) == []
        (_first, second) = store.translations.all("dair/2026-11-15", "ko")["dair/2026-11-15/3"]
    assert (second.locked, second.by) == (True, MODERATOR)
    assert NEW in second.abstract
    assert thanks(reader) == 1


@pytest.mark.parametrize(("width", "dark"), VIEWS, ids=VIEW_NAMES)
def test_every_page_of_a_correction_can_be_read_anywhere(
    waiting: Home, open_page: Open, width: int, dark: bool
) -> None:
    sheet = open_page(waiting, waiting.topic, width, dark=dark)
    read_as(sheet, GUEST)
    sheet.page.goto(f"{waiting.pages}/login?then=/corrections/2")
    assert flaws(sheet) == []
    go(sheet, sheet.page.get_by_role("link", name="계정으로 로그인"))
    assert flaws(sheet) == []
    read_as(sheet, NAMES[MODERATOR])
    assert "용어" in sheet.text("h1")
    for url in (sheet.page.url, f"{waiting.pages}/corrections/1", waiting.pages, waiting.topic):
        sheet.page.goto(url)
        sheet.unfold()
        assert flaws(sheet) == [], url


def report(sheet: Sheet, number: int) -> None:
    """Posts one of the prepared comments."""
    go(sheet, sheet.page.get_by_role("button", name="이 댓글 올리기").nth(number))


def shown(sheet: Sheet) -> tuple[str, str]:
    """Which of the two wordings the topic has, and the line that names readers."""
    text = sheet.text("#post_1 .cooked")
    (wording,) = [one for one in (OLD, NEW) if one in text]
    last = sheet.page.locator("#post_2 .cooked p", has_text="알려 주신 분")
    return wording, last.inner_text() if last.count() else ""


def thanks(sheet: Sheet) -> int:
    """How many thank-yous stand."""
    return sheet.page.locator("article .cooked", has_text="알려 주셔서 감사합니다").count()
