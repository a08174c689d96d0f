"""The pages people read and write on."""

import re

import httpx

from bot.sandbox.forum.seed import MODERATOR, NEWS_ID, READER
from tests.sandbox.ground import RAW, TITLE, Ground


def browser(ground: Ground, reader: str = READER) -> httpx.Client:
    client = ground.client(None)
    client.follow_redirects = True
    client.post("/here/reader", data={"as": reader, "back": "/"})
    return client


def test_the_list_shows_topics_tags_and_says_it_is_a_sandbox(ground: Ground) -> None:
    ground.topic(**{"tags[]": "llm"})
    page = browser(ground).get("/").text
    assert "이 컴퓨터에서만 열리는 연습용 포럼" in page
    assert TITLE in page
    assert '<span class="chip">llm</span>' in page


def test_pages_fetch_nothing_and_run_nothing(ground: Ground) -> None:
    topic = ground.topic(raw=RAW + ' <img src="https://a.example/x.png"> <script>alert(1)</script>')["topic_id"]
    answer = browser(ground).get(f"/t/-/{topic}")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert not re.search(r'<link(?! rel="icon" href="data:)|@import|url\(', answer.text)


def test_a_title_and_a_name_are_escaped(ground: Ground) -> None:
    topic = ground.topic(title="<b>굵은 제목</b>을 가진 논문 모음")["topic_id"]
    assert "&lt;b&gt;굵은 제목" in browser(ground).get(f"/t/-/{topic}").text.lower()


def test_a_reader_replies_and_presses_the_heart(ground: Ground) -> None:
    created = ground.topic()
    reader = browser(ground)
    page = reader.post(f"/here/reply/{created['topic_id']}", data={"raw": "3번 논문의 둘째 문장이\r\n조금 어색합니다."})
    assert "3번 논문의 둘째 문장이" in page.text
    assert ground.hands.state.stream(created["topic_id"])[1].raw == "3번 논문의 둘째 문장이\n조금 어색합니다."
    reader.post(f"/here/like/{created['id']}")
    assert len(ground.hands.state.posts[created["id"]].likes) == 1
    reader.post(f"/here/like/{created['id']}")
    assert not ground.hands.state.posts[created["id"]].likes


def test_a_refused_reply_says_why(ground: Ground) -> None:
    answer = browser(ground).post("/here/reply/102", data={"raw": "짧다"})
    assert answer.status_code == 422
    assert "Body is too short" in answer.text


def test_a_moderator_edits_and_the_history_shows_it(ground: Ground) -> None:
    created = ground.topic()
    form = {"title": TITLE, "raw": RAW + " 손으로 고침", "reason": "표현 수정"}
    assert browser(ground).post(f"/here/edit/{created['id']}", data=form).status_code == 403
    assert browser(ground, MODERATOR).post(f"/here/edit/{created['id']}", data=form).status_code == 200
    history = browser(ground).get(f"/here/history/{created['id']}").text
    assert "표현 수정" in history
    assert f"<del>{RAW}</del>" in history
    assert f"<ins>{RAW} 손으로 고침</ins>" in history


def test_the_edit_form_holds_the_whole_raw(ground: Ground) -> None:
    created = ground.topic(raw="\n" + RAW + "\n\n<b>&amp;</b>")
    page = browser(ground, MODERATOR).get(f"/here/edit/{created['id']}").text
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;</textarea>" in page


def test_a_moderator_approves_what_waits(ground: Ground) -> None:
    ground.hands.state.categories[NEWS_ID].topic_approval = True
    ground.post()
    assert browser(ground).get("/here/queue").status_code == 403
    moderator = browser(ground, MODERATOR)
    assert "승인 대기 1" in moderator.get("/").text
    queued = next(iter(ground.hands.state.queue))
    assert TITLE in moderator.post(f"/here/approve/{queued}").text
    assert not ground.hands.state.queue


def test_a_new_topic_is_written_by_hand(ground: Ground) -> None:
    form = {"title": "이 논문을 함께 읽어 보실래요?", "raw": RAW, "category": NEWS_ID, "tags": "논문, llm"}
    page = browser(ground).post("/here/new", data=form)
    assert "이 논문을 함께 읽어 보실래요?" in page.text
    assert ground.hands.state.topics[103].tags == ("논문", "llm")


def test_a_guest_reads_and_cannot_write(ground: Ground) -> None:
    guest = browser(ground, "-")
    assert "댓글을 쓸 수 있습니다" in guest.get("/t/-/102").text
    assert guest.post("/here/reply/102", data={"raw": RAW}).status_code == 403


def test_another_sites_form_and_a_foreign_way_back_are_refused(ground: Ground) -> None:
    client = browser(ground)
    assert client.post("/here/like/503", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    client.follow_redirects = False
    back = client.post("/here/reader", data={"as": READER, "back": "//a.example/"})
    assert back.headers["location"] == "/"


def test_no_page_is_a_404_page(ground: Ground) -> None:
    assert browser(ground).get("/t/-/999").status_code == 404


def test_formulas_are_drawn(ground: Ground) -> None:
    topic = ground.topic(raw=f"{RAW} 값은 $x < 2$ 입니다.")["topic_id"]
    assert "<mi>x</mi><mo>&lt;</mo><mn>2</mn>" in browser(ground).get(f"/t/-/{topic}").text


def test_a_whisper_is_answered_by_a_whisper_and_only_its_readers_see_it(ground: Ground) -> None:
    topic = ground.topic()["topic_id"]
    whisper = ground.hands.post_as(
        MODERATOR, "이 부분을 한번 확인해 주시겠습니까? 부탁드립니다.", topic_id=topic, whisper=True
    )
    moderator = browser(ground, MODERATOR)
    moderator.post(
        f"/here/reply/{topic}", data={"raw": "확인했습니다. 오늘 안에 고치겠습니다.", "reply_to": str(whisper.number)}
    )
    assert [post.type for post in ground.hands.state.stream(topic)] == [1, 4, 4]
    assert "확인했습니다" not in browser(ground).get(f"/t/-/{topic}").text


def test_readers_can_post_prepared_comments_under_the_bots_topics(ground: Ground) -> None:
    topic = ground.topic()["topic_id"]
    page = browser(ground).get(f"/t/-/{topic}").text
    assert "준비된 댓글" in page
    assert "준비된 댓글" not in browser(ground).get("/t/-/102").text
