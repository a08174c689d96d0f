"""What is made of a large value once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from bot.same import made_once


def test_of_threads_that_want_the_same_at_once_one_makes_it() -> None:
    made: list[str] = []
    together, slow = Barrier(12), Event()

    @made_once
    def length(rows: tuple[str, ...]) -> int:
        made.append(rows[0])
        slow.wait(0.05)
        return len(rows)

    def ask(rows: tuple[str, ...]) -> int:
        together.wait()
        return length(rows)

    rows = ("a", "b")
    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(ask, [rows] * 12)) == [2] * 12
    assert made == ["a"]


def test_what_is_equal_but_another_value_is_made_anew() -> None:
    made: list[list[str]] = []

    @made_once
    def first(rows: list[str]) -> str:
        made.append(rows)
        return rows[0]

    assert first(["a"]) == first(["a"]) == "a"
    assert len(made) == 2
