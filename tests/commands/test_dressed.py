"""The weekly as a community may want it: dressed by configuration alone, on a forum that is not the bot's own."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.sandbox.forum.seed import FREE_ID, MODERATOR, OTHER_READER, STAFF_ID
from tests.commands.street import DIGEST, ISSUE, Street

pytestmark = pytest.mark.long

RAW = "함께 읽고 이야기하면 좋겠습니다. 댓글로 알려 주세요."
DRESS = """
rules = true
folded_abstracts = true
boxes = false
maths = false

[editions.forum.topic_tags]
"{phrase}" = "에이전트"

[editions.forum.related]

[editions.forum.discourse]"""


def dress(street: Street, phrase: str = "llm agents") -> None:
    street.change("\n[editions.forum.discourse]", DRESS.format(phrase=phrase))
    street.hands.configure(discourse_math_enabled=False)


def write(street: Street, title: str, *, by: str = OTHER_READER, category: int = FREE_ID) -> int:
    return street.hands.post_as(by, RAW + title, title=title, category_id=category).topic_id


def cooked(street: Street, topic: int) -> LexborHTMLParser:
    stream = street.hands.state.stream(topic)
    return LexborHTMLParser("".join(post.cooked for post in stream))


def test_a_dressed_week_goes_out_whole_and_stays_so(street: Street) -> None:
    dress(street)
    liked = write(street, "Ledgermoth 논문을 같이 읽어요")
    closed = write(street, "Ledgermoth 질문을 드립니다, 닫힌 글")
    street.hands.set_status(closed, "closed", enabled=True, by=MODERATOR)
    write(street, "Ledgermoth에 관한 운영진 회의록", by=MODERATOR, category=STAFF_ID)
    assert street.run("tick").code == 0
    [topic] = street.topics
    page = cooked(street, topic.id)
    assert topic.tags == ("paper-weekly", "에이전트")
    assert [node.attributes["href"] for node in page.css('a[href*="/t/"]')] == [
        f"{street.addresses['forum']}/t/{liked}"
    ]
    assert len(page.css("hr")) == 9
    assert page.css("a.onebox, details details, .math") == []
    assert not re.search(r"\\[A-Za-z%{}]|\$(?!\d)", page.body.text())
    folds = [fold for fold in page.css("details") if fold.css_first("summary").text().strip() == "초록 보기"]
    assert len(folds) == 9, "one of the ten papers has no abstract"
    assert all(fold.css_first("blockquote") for fold in folds)
    writes = len(street.asked("forum", "POST")) + len(street.asked("forum", "PUT"))
    street.wind(hours=1)
    assert street.run("tick").code == 0
    assert len(street.asked("forum", "POST")) + len(street.asked("forum", "PUT")) == writes
    assert len([one for one in street.asked("forum") if one.path == "/search.json"]) <= 20


def test_a_hand_edit_of_a_folded_abstract_is_learnt(street: Street) -> None:
    dress(street)
    street.run("tick")
    [topic] = street.topics
    post = street.hands.state.first_post(topic.id)
    with street.store() as store:
        made = store.translations.latest(ISSUE, "ko")[f"{ISSUE}/1"]
    sentence = made.abstract.split(". ")[0]
    street.hands.edit_as(MODERATOR, post.id, post.raw.replace(sentence, f"고쳐 쓴 {sentence}"))
    street.wind(minutes=20)
    street.run("tick")
    with street.store() as store:
        learnt = store.translations.latest(ISSUE, "ko")[f"{ISSUE}/1"]
    assert (learnt.abstract, learnt.locked) == (made.abstract.replace(sentence, f"고쳐 쓴 {sentence}"), True)


def test_a_forum_whose_search_and_tags_fail_gets_its_week_all_the_same(street: Street) -> None:
    dress(street)
    for path in ("/search.json", "/tags.json"):
        for nth in range(1, 5):
            street.order(kind="status", server="forum", path=path, answer="server error", nth=nth)
    assert street.run("tick").code == 0
    [topic] = street.topics
    assert topic.tags == ("paper-weekly",)
    with street.store() as store:
        said = [one.code for one in store.findings.under(DIGEST)]
    assert {"structure.tags", "structure.related"} <= set(said)


def test_doctor_looks_at_the_search_and_at_the_tables_tags(street: Street) -> None:
    dress(street)
    ran = street.run("doctor")
    assert "topics of the forum are found by their titles" in ran.out
    street.change('"에이전트"', '"로봇"')
    assert "no tag 로봇" in street.run("doctor").out
