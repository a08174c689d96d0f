"""One issue in two languages: on one forum as two topics, or as one topic that readers see in their own."""

import pytest

from bot.sandbox.forum import seed
from tests.commands.places import add, first_post
from tests.commands.street import CALLS, ISSUE, Street
from tests.commands.test_corrections import NEW, OLD, proposed
from tests.commands.weeks import status, writes

pytestmark = pytest.mark.long

JAPANESE_CALLS = 12
"""The intro and ten papers: nothing had to be mended."""

JAPANESE = """
[editions.ja]
source = "dair"
locale = "ja"
publisher = "discourse"
start = "latest"
review = "none"
after = "forum"

[editions.ja.discourse]
url = "{forum}"
username = "paperboy"
category = "free"
api_key_file = "forum-key"
"""
LIST = """
[editions.list]
source = "dair"
locale = "ja"
publisher = "paste"
template = "list.md.j2"
start = "latest"
after = "ja"
after_limit = "48h"
grace = "24h"
campaign = "list"

[editions.list.paste]
path = "list"
"""
BESIDE = """
[editions.ja]
source = "dair"
locale = "ja"
publisher = "localization"
start = "latest"

[editions.ja.localization]
url = "{forum}"
username = "paperboy"
of = "forum"
api_key_file = "forum-key"
"""
ON = {"content_localization_enabled": True, "content_localization_supported_locales": "ko|ja"}


def ticks(street: Street, times: int = 3) -> None:
    for _ in range(times):
        ran = street.run("tick")
        assert ran.code == 0, ran.err
        street.wind(minutes=20)


def url(street: Street, topic: int) -> str:
    return f"{street.addresses['forum']}/t/{street.topics[topic].id}"


def test_two_topics_link_to_each_other_and_the_earlier_is_edited_once(street: Street) -> None:
    add(street, JAPANESE.format(**street.addresses))
    ticks(street)
    korean, japanese = ("\n".join(street.bodies(topic)) for topic in street.topics)
    assert len(street.asked("model")) == CALLS + JAPANESE_CALLS
    assert f"]({url(street, 1)})" in korean
    assert f"]({url(street, 0)})" in japanese
    versions = [post.version for topic in street.topics for post in street.hands.state.stream(topic.id)]
    assert sorted(versions) == [1, 1, 1, 2]
    before = writes(street)
    ticks(street)
    assert writes(street) == before


def test_a_list_comes_after_its_languages_topic_and_its_grace_and_links_that_one(street: Street) -> None:
    add(street, JAPANESE.format(**street.addresses))
    add(street, LIST)
    ticks(street)
    page = street.folder / "list" / ISSUE / "list" / "index.html"
    assert not page.exists()
    assert "ja" in status(street)[f"{ISSUE}/list"]["what"]
    street.wind(hours=24)
    ticks(street)
    assert f"{url(street, 1)}?utm_source=list" in page.read_text(encoding="utf-8")
    assert 'lang="ja"' in page.read_text(encoding="utf-8")
    before = writes(street), page.stat().st_mtime_ns
    ticks(street)
    assert (writes(street), page.stat().st_mtime_ns) == before


def test_a_correction_in_one_language_leaves_the_other_alone(street: Street) -> None:
    street.change("[editions.forum.discourse]", "[editions.forum.corrections]\n\n[editions.forum.discourse]")
    table = JAPANESE.format(**street.addresses)
    add(street, table.replace("[editions.ja.d", "[editions.ja.corrections]\n[editions.ja.d"))
    ticks(street)
    japanese = street.bodies(street.topics[1])
    proposed(street)
    assert street.run("corrections", "approve", "1").code == 0
    ticks(street)
    assert NEW in "\n".join(street.bodies(street.topics[0]))
    assert street.bodies(street.topics[1]) == japanese


def beside(street: Street) -> None:
    street.hands.configure(**ON)
    street.change("[editions.forum.discourse]", "[editions.forum.corrections]\n\n[editions.forum.discourse]")
    street.give("forum-key", seed.GLOBAL_KEY)
    add(street, BESIDE.format(**street.addresses))


def test_one_topic_is_shown_in_two_languages_and_kept_up_after_a_correction(street: Street) -> None:
    beside(street)
    ticks(street)
    (topic,) = street.topics
    stream = street.hands.state.stream(topic.id)
    assert all(post.localizations["ja"].version == post.version for post in stream)
    assert topic.localizations["ja"].text != topic.title
    before = writes(street)
    ticks(street)
    assert writes(street) == before
    proposed(street)
    assert street.run("corrections", "approve", "1").code == 0
    ticks(street)
    stream = street.hands.state.stream(topic.id)
    assert NEW in stream[0].raw
    assert OLD not in stream[0].raw
    assert all(post.localizations["ja"].version == post.version for post in stream)
    before = writes(street)
    ticks(street)
    assert writes(street) == before


def test_a_forum_whose_localizations_are_off_gets_its_own_language_all_the_same(street: Street) -> None:
    beside(street)
    street.hands.configure(content_localization_enabled=False)
    ran = street.run("tick")
    assert "turn content_localization_enabled on" in ran.err
    assert len(street.topics) == 1
    assert [one["state"] for one in status(street).values()].count("out") == 1
    assert "turn content_localization_enabled on" in street.run("doctor").out
    assert "turn content_localization_enabled on" in street.run("status").out
    street.hands.configure(**ON)
    street.wind(hours=2)
    ran = street.run("tick")
    street.wind(hours=2)
    ran = street.run("tick")
    assert {one["state"] for one in status(street).values()} == {"out"}, ran.err
    assert first_post(street).localizations["ja"]


def test_what_is_withdrawn_is_withdrawn_in_both_languages(street: Street) -> None:
    beside(street)
    ticks(street)
    assert street.run("withdraw", ISSUE, "--yes").code == 0
    ticks(street)
    (topic,) = street.topics
    assert [post.localizations for post in street.hands.state.stream(topic.id)] == [{}, {}]
    assert topic.localizations == {}
    assert {one["state"] for one in status(street).values()} == {"withdrawn"}
