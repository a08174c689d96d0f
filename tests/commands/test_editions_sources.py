"""Two newsletters, an archive and an issue by hand in one config.toml; a backfill beside the weekly; one account."""

import json
import re
from collections.abc import Sequence

import pytest

from tests.commands import letters
from tests.commands.old_weeks import add_japanese, keep_archive, obliging, records_of, some_weeks
from tests.commands.places import add
from tests.commands.street import DIGEST, ISSUE, TITLE, Street
from tests.commands.test_ingest import saved
from tests.commands.test_run import service, until
from tests.commands.weeks import status, willing, writes

pytestmark = pytest.mark.long

LETTER = """
[sources.letter]
kind = "rss"
feed = "{letter}"

[sources.letter.rss]
{rule}
issues = "^Letter"
count = 10

[editions.letter]
source = "letter"
locale = "ko"
publisher = "discourse"
start = "latest"
window = {{ zone = "Asia/Seoul", opens = "09:00" }}
{labels}
[editions.letter.discourse]
url = "{forum}"
username = "paperboy"
category = "free"
api_key_file = "forum-key"
"""
LETTER_TITLE = "[2026-11-15] 논문 편지 (A Letter of Papers)"
SINCE = ("--since", "2026-06-01", "--until", "2026-07-31")
OLD = [f"pb-forum-2026-06-{day:02}" for day in (7, 14, 21)]
NEW = "pb-forum-2026-11-15"


def opened(street: Street) -> Sequence[str]:
    return [topic.external_id for topic in street.topics]


def test_two_newsletters_go_out_side_by_side_in_their_own_words(street: Street) -> None:
    labels = letters.LABELS.replace("editions.forum", "editions.letter")
    rule = letters.LETTERS["headings"][2]
    by_dair = street.world.newsletter.xml
    letters.serve(street, letters.body("headings"))
    file = street.folder / "letter.xml"
    file.write_bytes(street.world.newsletter.xml)
    street.world.newsletter.xml = by_dair
    nowhere = street.addresses["feed"].replace("/feed", "/no-such-feed")
    add(street, LETTER.format(letter=nowhere, rule=rule, labels=labels, **street.addresses))
    willing(street)
    ran = street.run("ingest", file, "--source", "letter")
    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"{letters.KEY}  kept: ")
    by_hand = street.run("ingest", saved(street, "a page"), "--source", "dair")
    assert by_hand.out.startswith(f"{ISSUE}  kept: "), by_hand.err
    for _ in range(3):
        street.run("tick")
        street.wind(minutes=40)
    said = {topic.title: "\n".join(street.bodies(topic)) for topic in street.topics}
    assert set(said) == {TITLE, LETTER_TITLE}, "a newsletter whose feed is gone holds no other up, nor its own issue"
    assert "DAIR.AI" in said[TITLE]
    assert "논문 편지를 생성형 AI" in said[LETTER_TITLE]
    assert "DAIR" not in said[LETTER_TITLE]


@pytest.fixture
def old(street: Street) -> Street:
    weeks = some_weeks(3, papers=10)
    obliging(street)
    keep_archive(street, weeks, records_of(weeks))
    return street


def test_the_weekly_goes_first_and_the_service_goes_on_with_a_backfill_by_itself(old: Street) -> None:
    old.change('category = "news"', 'category = "news"\ntopics_per_day = 2')
    assert old.run("backfill", *SINCE).code == 0
    assert opened(old) == OLD[:1]
    old.change("topics_per_day = 2", "topics_per_day = 20")
    old.wind(days=1, minutes=1)
    with service(old):
        until(lambda: NEW in opened(old) and OLD[1] in opened(old))
    assert opened(old)[:3] == [OLD[0], NEW, OLD[1]]
    for _ in range(3):
        assert old.run("tick").code == 0
    assert sorted(opened(old)) == sorted([*OLD, NEW])
    assert "backfill-" not in old.run("status").out
    before = writes(old)
    old.run("tick")
    assert writes(old) == before


def test_two_editions_of_one_account_share_its_topics_a_day_the_new_ones_among_them(old: Street) -> None:
    add_japanese(old)
    text = old.config.read_text(encoding="utf-8")
    old.config.write_text(re.sub(r"(?m)^category = .*$", r"\g<0>\ntopics_per_day = 4", text), encoding="utf-8")
    assert old.run("tick").code == 0
    assert len(old.topics) == 2
    old.world.desk.requests.clear()
    ran = old.run("backfill", *SINCE, "--json")
    assert ran.code == 0, ran.err
    assert len(old.topics) <= 4
    assert json.loads(ran.out)["left"] == 6 - (len(old.topics) - 2)
    days = 0
    while json.loads(ran.out)["left"] and (days := days + 1) < 6:
        old.wind(days=1, minutes=1)
        before = len(old.topics)
        ran = old.run("backfill", *SINCE, "--json")
        assert len(old.topics) - before <= 4
    assert len(old.topics) == len(set(opened(old))) == 8
    assert {one.status for one in old.asked("forum")} <= {200, 301, 404}


def test_a_copy_that_is_put_back_knows_the_surroundings_and_the_backfill(old: Street) -> None:
    old.change('category = "news"', 'category = "news"\ntopics_per_day = 2')
    old.change('tags = ["paper-weekly"]', 'tags = ["paper-weekly"]\ntopic_tags = { "llm agents" = "에이전트" }')
    old.run("backfill", *SINCE)
    old.wind(days=1, minutes=1)
    assert old.run("tick").code == 0
    with old.store() as store:
        kept, backfills = store.places.of(DIGEST), store.backfills.open()
    assert kept
    assert kept.tags == ("에이전트",)
    assert backfills
    copy = old.run("backup").out.partition("  ")[0]
    (old.folder / "state" / "paperboy.db").unlink()
    assert old.run("restore", copy, "--yes").code == 0
    with old.store() as store:
        assert store.places.of(DIGEST) == kept
        assert store.backfills.open() == backfills
    before = writes(old)
    assert old.run("tick").code == 0
    assert status(old)[DIGEST]["state"] == "out"
    assert writes(old) - before <= 2
    for _ in range(3):
        old.wind(days=1, minutes=1)
        assert old.run("tick").code == 0
    assert sorted(opened(old)) == sorted([*OLD, NEW])
