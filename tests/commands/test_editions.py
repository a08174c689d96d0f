"""One issue in one locale and five places: written once, delivered to each once, mended in all."""

from collections.abc import Iterator

import pytest

from tests.commands.places import NAMES, Places, five_places
from tests.commands.street import CALLS, ISSUE, TITLE, Street
from tests.commands.test_corrections import NEW, OLD, proposed
from tests.commands.weeks import status

pytestmark = pytest.mark.long

NOTICE = "권리자의 요청으로 이 부분의 게시를 중단했습니다."


@pytest.fixture
def places(street: Street, monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    street.change("[editions.forum.discourse]", "[editions.forum.corrections]\n\n[editions.forum.discourse]")
    with five_places(street, monkeypatch) as made:
        yield made


def ticks(street: Street, times: int = 2) -> None:
    for _ in range(times):
        ran = street.run("tick")
        assert ran.code == 0, ran.err
        street.wind(minutes=20)


def test_a_week_is_bought_once_and_brought_to_each_place_once(places: Places) -> None:
    ticks(places.street, 1)
    assert len(places.street.asked("model")) == CALLS
    assert [topic.title for topic in places.street.topics] == [TITLE]
    assert places.events == ["publish"]
    assert places.showing("Ledgermoth") == list(NAMES)
    assert {one["state"] for one in status(places.street).values()} == {"out"}
    topic = f"{places.street.addresses['forum']}/t/{places.street.topics[0].id}"
    assert f"{topic}?utm_source=list" in places.page("list")


def test_a_second_pass_writes_nothing_anywhere(places: Places) -> None:
    ticks(places.street)
    before = places.written()
    ticks(places.street, 3)
    assert places.written() == before


@pytest.mark.parametrize("by_hand", [True, False])
def test_what_is_mended_on_the_forum_is_mended_everywhere(places: Places, by_hand: bool) -> None:
    ticks(places.street)
    assert places.showing(OLD) == list(NAMES)
    if by_hand:
        places.edit(OLD, NEW)
        places.street.wind(hours=1)
    else:
        proposed(places.street)
        assert places.street.run("corrections", "approve", "1").code == 0
    ticks(places.street)
    assert places.showing(OLD) == []
    assert places.showing(NEW) == list(NAMES)
    assert places.events == ["publish", "edit"]
    assert NEW in places.page("blog")
    assert 'class="fixes"' in places.page("list")
    before = places.written()
    ticks(places.street, 3)
    assert places.written() == before


def test_what_is_taken_back_is_taken_back_everywhere(places: Places) -> None:
    ticks(places.street)
    proposed(places.street)
    places.street.run("corrections", "approve", "1")
    ticks(places.street)
    assert places.street.run("corrections", "undo", "1").code == 0
    ticks(places.street)
    assert places.showing(NEW) == []
    assert places.showing(OLD) == list(NAMES)
    assert places.events == ["publish", "edit", "edit"]


def test_what_is_withdrawn_is_withdrawn_everywhere(places: Places) -> None:
    ticks(places.street)
    assert places.street.run("withdraw", ISSUE, "--yes").code == 0
    ticks(places.street)
    assert places.showing("Ledgermoth") == []
    assert places.showing(NOTICE) == list(NAMES)
    assert places.events == ["publish", "withdraw"]
    assert {one["state"] for one in status(places.street).values()} == {"withdrawn"}
    before = places.written()
    ticks(places.street)
    assert places.written() == before


def test_one_paper_is_withdrawn_everywhere_and_the_others_stand(places: Places) -> None:
    ticks(places.street)
    assert places.showing("Skimwell") == list(NAMES)
    assert places.street.run("withdraw", f"{ISSUE}/8", "--yes").code == 0
    ticks(places.street)
    assert places.showing(NOTICE) == list(NAMES)
    assert places.showing("Ledgermoth") == list(NAMES)
    assert places.events == ["publish", "withdraw"]
    before = places.written()
    ticks(places.street)
    assert places.written() == before
