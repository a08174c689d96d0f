"""The sandbox forum's pages, in a real browser: read, answer, edit, look back, approve."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import cycle
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from bot.sandbox.forum.seed import BOT, MODERATOR, NEWS_ID, OTHER_READER, READER
from tests.browser.conftest import Week
from tests.browser.sheet import VIEW_NAMES, VIEWS, Sheet, opened
from tests.browser.walking import GUEST, NAMES, comment, flaws, go, read_as
from tests.sandbox.ground import RAW, TITLE, Ground

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

Open = Callable[..., Sheet]
REPLY = "3번 논문의 둘째 문장에서 ‘뭉치’는 ‘말뭉치’가 맞는 것 같습니다."

HARMLESS = "이 문장은 그대로 읽혀야 합니다."
FOREIGN = "script, style, iframe, svg, form, button, [style], [onerror], [onload], [onclick], [onmouseover]"
HOSTILE = {
    "a script": f"<script>window.ran = 1</script>{HARMLESS}",
    "an image that fails": f'<img src="x" onerror="window.ran = 1"> {HARMLESS}',
    "a picture from afar": f"![그림](https://afar.example/dot.png) {HARMLESS}",
    "a link that runs": f"[눌러 보세요](javascript:window.ran=1) {HARMLESS}",
    "a frame": f'<iframe src="https://afar.example/"></iframe>\n\n{HARMLESS}',
    "a handler": f'<b onclick="window.ran = 1" onmouseover="window.ran = 1">{HARMLESS}</b>',
    "a cloak": f'<div style="position:fixed;inset:0">{HARMLESS}</div>',
    "a form": f'<form action="https://afar.example/"><button>{HARMLESS}</button></form>',
    "a style": f"<style>body {{ display: none }}</style>{HARMLESS}",
    "an early end": f"</div></article></main>{HARMLESS}",
    "a fold with a trap": f'[details="<img src=x onerror=window.ran=1>"]\n{HARMLESS}\n[/details]',
    "a drawing": f'<svg onload="window.ran = 1"><text>글</text></svg>{HARMLESS}',
    "a formula": f"$\\href{{javascript:window.ran=1}}{{x}}$ {HARMLESS}",
}


@pytest.fixture
def open_page(chromium: "Browser") -> Iterator[Open]:
    """Opens pages of a forum; that nothing else was asked for, and nothing complained, is looked at afterwards."""
    with ExitStack() as stack:
        sheets: list[tuple[Sheet, str]] = []

        def _open(url: str, width: int = 390, *, dark: bool = False) -> Sheet:
            sheet = stack.enter_context(opened(chromium, url, width=width, dark=dark))
            sheets.append((sheet, url))
            return sheet

        yield _open
        for sheet, url in sheets:
            assert sheet.strangers(url) == []
            assert sheet.complaints == []


@pytest.fixture
def topic(ground: Ground) -> str:
    """The address of a topic of the bot's."""
    posted = ground.hands.post_as(BOT, RAW, title=TITLE, category_id=NEWS_ID, tags=("논문",))
    return f"{ground.base}/t/{posted.topic_id}"


def _refused(sheet: Sheet, url: str) -> bool:
    """Whether going there shows the notice and status 403, which the console may mention."""
    answer = sheet.page.goto(url)
    shown = sheet.page.get_by_role("heading", name="알림").is_visible()
    sheet.complaints[:] = [said for said in sheet.complaints if "403" not in said]
    return answer is not None and answer.status == 403 and shown


def test_a_reader_finds_the_topic_and_answers(ground: Ground, topic: str, open_page: Open) -> None:
    sheet = open_page(ground.base)
    go(sheet, sheet.page.get_by_role("link", name="이번 주의 주요 AI 논문"))
    assert sheet.page.get_by_role("heading", level=1).inner_text() == TITLE
    comment(sheet, REPLY)
    assert sheet.page.url.endswith("#post_2")
    answer = sheet.page.locator("#post_2")
    assert "독자" in answer.inner_text()
    assert REPLY in answer.inner_text()
    go(sheet, sheet.page.get_by_role("link", name="논문 마당"))
    assert "댓글 1" in sheet.page.locator("li", has_text=TITLE).inner_text()


def test_who_reads_is_a_cookie_that_lasts_and_that_no_script_sees(topic: str, open_page: Open) -> None:
    sheet = open_page(topic)
    read_as(sheet, NAMES[MODERATOR])
    assert urlsplit(sheet.page.url).path.endswith(urlsplit(topic).path.rpartition("/")[2])
    sheet.page.reload()
    assert sheet.page.get_by_label("읽는 사람").input_value() == MODERATOR
    (cookie,) = sheet.page.context.cookies()
    assert (cookie["value"], cookie["httpOnly"], cookie["sameSite"]) == (MODERATOR, True, "Lax")
    assert sheet.page.evaluate("document.cookie") == ""
    read_as(sheet, GUEST)
    assert sheet.page.get_by_label("댓글 쓰기").count() == 0


def test_a_guest_only_reads(ground: Ground, topic: str, open_page: Open) -> None:
    sheet = open_page(topic)
    read_as(sheet, GUEST)
    assert RAW in sheet.text("#post_1")
    assert sheet.page.get_by_role("button", name="좋아요").count() == 0
    assert _refused(sheet, f"{ground.base}/here/new")
    number = topic.rpartition("/")[2]
    answer = sheet.page.request.post(f"{ground.base}/here/reply/{number}", form={"raw": REPLY})
    assert answer.status == 403
    sheet.page.goto(topic)
    assert sheet.page.locator("article").count() == 1


def test_a_reader_may_not_edit_others_nor_see_the_queue(ground: Ground, topic: str, open_page: Open) -> None:
    first = max(ground.hands.state.posts)
    sheet = open_page(topic)
    assert sheet.page.get_by_role("link", name="편집").count() == 0
    assert _refused(sheet, f"{ground.base}/here/edit/{first}")
    answer = sheet.page.request.post(f"{ground.base}/here/edit/{first}", form={"raw": REPLY})
    assert answer.status == 403
    assert _refused(sheet, f"{ground.base}/here/queue")
    sheet.page.goto(topic)
    assert RAW in sheet.text("#post_1")


def test_a_form_on_another_site_writes_nothing(ground: Ground, topic: str, open_page: Open) -> None:
    number = topic.rpartition("/")[2]
    sheet = open_page(topic)
    elsewhere = ground.base.replace("127.0.0.1", "localhost")
    form = f'<form method="post" action="{ground.base}/here/reply/{number}"><input name="raw" value="{REPLY}"><button>'
    sheet.page.route(
        f"{elsewhere}/trap", lambda route: route.fulfill(body=form, content_type="text/html; charset=utf-8")
    )
    sheet.page.goto(f"{elsewhere}/trap")
    with sheet.page.expect_navigation() as caught:
        sheet.page.get_by_role("button").click()
    assert "/here/reply/" in caught.value.url
    assert caught.value.status == 403
    sheet.page.goto(topic)
    assert sheet.page.locator("article").count() == 1
    sheet.requests.clear()
    sheet.complaints.clear()


def test_an_edit_shows_its_words_its_reason_and_who(ground: Ground, topic: str, open_page: Open) -> None:
    sheet = open_page(topic, 1280)
    read_as(sheet, NAMES[MODERATOR])
    go(sheet, sheet.page.get_by_role("link", name="편집").first)
    assert sheet.page.get_by_label("내용").input_value() == RAW
    sheet.page.get_by_label("내용").fill(RAW.replace("소개합니다", "전합니다"))
    sheet.page.get_by_label("고친 이유").fill("말을 다듬었습니다")
    go(sheet, sheet.page.get_by_role("button", name="저장"))
    assert "전합니다" in sheet.text("#post_1")
    assert "소개합니다" not in sheet.text("#post_1")
    go(sheet, sheet.page.get_by_role("link", name=re.compile("고친 기록")))
    step = sheet.text("section")
    assert "나래" in step
    assert "말을 다듬었습니다" in step
    assert "소개합니다" in "".join(sheet.page.locator(".diff-del").all_inner_texts())
    assert "전합니다" in "".join(sheet.page.locator(".diff-ins").all_inner_texts())


def test_a_new_title_stands_in_the_history_as_well(topic: str, open_page: Open) -> None:
    sheet = open_page(topic)
    read_as(sheet, NAMES[MODERATOR])
    go(sheet, sheet.page.get_by_role("link", name="편집").first)
    sheet.page.get_by_label("제목").fill(TITLE.replace("주요", "눈에 띄는"))
    go(sheet, sheet.page.get_by_role("button", name="저장"))
    assert "눈에 띄는" in sheet.page.get_by_role("heading", level=1).inner_text()
    go(sheet, sheet.page.get_by_role("link", name=re.compile("고친 기록")))
    assert sheet.page.locator("del", has_text="주요").count() == 1


def test_a_whisper_is_for_staff(topic: str, open_page: Open) -> None:
    sheet = open_page(topic)
    assert sheet.page.get_by_label("귓속말").count() == 0
    read_as(sheet, NAMES[MODERATOR])
    sheet.page.get_by_label("귓속말").check()
    comment(sheet, REPLY)
    assert "귓속말" in sheet.text("#post_2")
    read_as(sheet, NAMES[READER])
    assert REPLY not in sheet.text()


def test_a_heart_is_given_once_and_taken_back(topic: str, open_page: Open) -> None:
    sheet = open_page(topic)
    heart = sheet.page.get_by_role("button", name="좋아요")
    assert heart.inner_text() == "♡ 0"
    go(sheet, heart)
    assert heart.inner_text() == "♥ 1"
    go(sheet, heart)
    assert heart.inner_text() == "♡ 0"


def test_a_new_topic_stands_in_the_list(ground: Ground, open_page: Open) -> None:
    sheet = open_page(ground.base)
    go(sheet, sheet.page.get_by_role("link", name="새 글"))
    sheet.page.get_by_label("제목").fill("번역에서 용어를 고르는 기준을 함께 정해 봅시다")
    sheet.page.get_by_label("카테고리").select_option(label="읽을거리&소식")
    sheet.page.get_by_label("내용").fill("**파라미터**와 **매개변수** 가운데 무엇이 나을까요? 의견을 들려주세요.")
    go(sheet, sheet.page.get_by_role("button", name="올리기"))
    assert sheet.page.locator(".cooked strong").all_inner_texts() == ["파라미터", "매개변수"]
    go(sheet, sheet.page.get_by_role("link", name="논문 마당"))
    assert sheet.page.get_by_role("link", name="용어를 고르는 기준").is_visible()


@pytest.mark.parametrize(("button", "shown"), [("승인", True), ("거절", False)])
def test_a_waiting_answer_is_let_out_or_thrown_away(
    ground: Ground, topic: str, open_page: Open, button: str, shown: bool
) -> None:
    ground.hands.configure(approve_unless_allowed_groups=("trust_level_3",))
    sheet = open_page(topic)
    comment(sheet, REPLY)
    assert "운영진이 확인한 뒤" in sheet.text("main")
    sheet.page.goto(topic)
    assert REPLY not in sheet.text("main")
    read_as(sheet, NAMES[MODERATOR])
    go(sheet, sheet.page.get_by_role("link", name="승인 대기 1"))
    assert REPLY in sheet.text("main")
    go(sheet, sheet.page.get_by_role("button", name=button))
    assert sheet.page.get_by_role("link", name=re.compile("승인 대기")).count() == 0
    sheet.page.goto(topic)
    assert (REPLY in sheet.text("main")) is shown


def test_hostile_text_is_shown_and_nothing_of_it_runs(ground: Ground, topic: str, chromium: "Browser") -> None:
    number = int(topic.rpartition("/")[2])
    writers = cycle((READER, OTHER_READER))
    posts = {what: ground.hands.post_as(next(writers), raw, topic_id=number) for what, raw in HOSTILE.items()}
    with opened(chromium, topic, width=1280) as sheet:
        sheet.unfold()
        for what, post in posts.items():
            cooked = sheet.page.locator(f"main > #post_{post.number} > .cooked")
            assert HARMLESS in cooked.inner_text(), what
            assert cooked.locator(FOREIGN).count() == 0, what
            for link in cooked.locator("a").all():
                assert re.match(r"https?://|/|#|$", link.get_attribute("href") or ""), what
            cooked.get_by_text(HARMLESS).last.click()
        assert sheet.page.get_by_label("댓글 쓰기").is_visible()
        assert sheet.page.evaluate("window.ran") is None
        # The page's policy stops the picture before it is fetched; what is listed is the attempt.
        assert set(sheet.strangers(topic)) <= {"https://afar.example/dot.png"}


def test_the_policy_lets_no_picture_and_no_script_through(topic: str, chromium: "Browser") -> None:
    with opened(chromium, topic) as sheet:
        policy = sheet.page.request.get(topic).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        with sheet.page.expect_event("requestfailed") as failed:
            sheet.page.evaluate("document.body.append(Object.assign(new Image, {src: 'https://afar.example/dot.png'}))")
        assert "csp" in str(failed.value.failure).lower()


@pytest.mark.parametrize(("width", "dark"), VIEWS, ids=VIEW_NAMES)
def test_the_weeks_topic_can_be_read_anywhere(week: Week, open_page: Open, width: int, dark: bool) -> None:
    sheet = open_page(week.topic, width, dark=dark)
    sheet.unfold()
    assert flaws(sheet) == []


@pytest.mark.parametrize(("width", "dark"), VIEWS, ids=VIEW_NAMES)
def test_every_page_can_be_read_anywhere(ground: Ground, topic: str, open_page: Open, width: int, dark: bool) -> None:
    first = max(ground.hands.state.posts)
    number = int(topic.rpartition("/")[2])
    ground.hands.post_as(READER, f"> 인용한 문장입니다.\n\n`code` 그리고 {'길' * 90}", topic_id=number)
    ground.hands.post_as(MODERATOR, REPLY, topic_id=number, whisper=True)
    ground.hands.edit_as(MODERATOR, first, RAW.replace("소개합니다", "전합니다"), "말을 다듬었습니다")
    ground.hands.configure(approve_unless_allowed_groups=("trust_level_3",))
    sheet = open_page(topic, width, dark=dark)
    comment(sheet, f"{REPLY} https://afar.example/{'a' * 120}")
    assert flaws(sheet) == []
    read_as(sheet, NAMES[MODERATOR])
    for path in ("/", topic, "/here/new", f"/here/edit/{first}", f"/here/history/{first}", "/here/queue"):
        sheet.page.goto(path if path == topic else ground.base + path)
        assert flaws(sheet) == []


def test_the_pages_bring_their_own_icon_so_that_none_is_asked_for(topic: str, open_page: Open) -> None:
    sheet = open_page(topic)
    icon = sheet.page.locator("link[rel=icon]").get_attribute("href")
    (drawn,) = sheet.page.evaluate(
        """async icon => {
          const picture = Object.assign(new Image, {src: icon});
          await picture.decode();
          return [picture.naturalWidth];
        }""",
        icon,
    )
    assert str(icon).startswith("data:image/svg+xml,")
    assert drawn > 0


def test_the_week_comes_in_parts_each_under_its_label(week: Week, open_page: Open) -> None:
    sheet = open_page(week.topic)
    parts = sheet.page.locator("article .cooked").all_inner_texts()
    assert len(parts) == 2
    assert all("생성형 AI" in part[:300] and "예시로 지어낸 글입니다" in part[:300] for part in parts)
    headings = sheet.page.locator("article h2").all_inner_texts()
    numbers = [int(found[1]) for heading in headings if (found := re.match(r"(\d+)\. ", heading))]
    assert numbers == list(range(1, 11))
    assert all("신문 배달부" in one for one in sheet.page.locator("article .by").all_inner_texts())


def test_the_weeks_one_sentence_stands_out_before_the_papers(week: Week, open_page: Open) -> None:
    sheet = open_page(week.topic)
    assert sheet.page.locator(".excerpt").count() == 1
    assert len(sheet.text(".excerpt")) > 20
    assert sheet.top(".excerpt") < sheet.top("h2:has-text('1. ')")
    assert int(sheet.style(".excerpt", "font-weight")) >= 600


def test_the_topic_shows_what_markdown_would_have_eaten_and_draws_formulas(week: Week, open_page: Open) -> None:
    sheet = open_page(week.topic)
    sheet.unfold()
    text = sheet.text("main")
    for literal in ("<pause>", "x<y", "C++", "#1", "@here", "$250"):
        assert literal in text
    for leftover in ("**", "\\textbf", "[details", "&lt;"):
        assert leftover not in text
    drawn = sheet.boxes("math")
    assert len(drawn) >= 20
    assert all(width > 4 and height > 8 for width, height in drawn)
    assert sheet.page.locator(".mention, .hashtag-cooked").count() == 0
