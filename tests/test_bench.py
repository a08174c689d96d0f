"""`make bench`: what the critical path and the floor are, on a made-up log, and that a missed aim is noticed."""

import json
import socket
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from bench import __main__ as program
from bench import draw, floor, model, paced, page, spread, week
from bench.figure import Figure
from bench.log import Line, lines
from bench.path import critical_path
from bot.llm import Prices
from bot.sandbox.pace import Figures

YARD = model.Yardstick(
    model="m",
    figures=Figures(first_token_s=1, tokens_per_s=100),
    prices=Prices(input=1, output=10, cache_write=2, cache_read=0.5, as_of=date(2026, 11, 21), source="here"),
)


def asked(began: float, ended: float, task: str = "translate", text: str = "a", **more: Any) -> Line:
    return Line(
        server="model", path="/v1/messages", method="POST", began=began, ended=ended, task=task, text=text, **more
    )


WEEK = [
    Line(server="newsletter", began=0, ended=1),
    Line(server="arxiv", began=1, ended=3),
    Line(server="forum", began=3, ended=3.5),
    asked(4, 5, "", "", write=1000),
    asked(5, 9, output=200, fresh=50, read=1000),
    asked(5, 9, text="b", output=300, fresh=60, read=1000),
    asked(9, 14, "repair", output=200, fresh=700),
    Line(server="forum", began=14, ended=14.25),
]


def test_the_critical_path_is_the_slowest_chain_of_one_text_between_what_comes_before_and_after() -> None:
    path = critical_path(WEEK, YARD)
    assert (path.feed, path.arxiv, path.look, path.forum, path.pauses) == (1, 2, 0.5, 0.25, 0)
    assert path.chain == (1 + 2) + (1 + 2)
    assert path.seconds == 9.75


def test_a_call_that_warms_and_one_that_was_refused_are_no_part_of_the_path() -> None:
    more = [*WEEK, asked(4, 40, "", "", output=9000), asked(5, 40, text="c", output=9000, status=429)]
    assert critical_path(more, YARD).seconds == critical_path(WEEK, YARD).seconds


def test_a_question_asked_twice_is_on_the_path_once() -> None:
    more = [*WEEK, asked(9, 12, output=200, fresh=50, read=1000)]
    assert critical_path(more, YARD).chain == critical_path(WEEK, YARD).chain


def test_a_forum_wants_a_pause_between_two_parts() -> None:
    assert critical_path(WEEK, YARD, parts=3).pauses == 10


def test_the_floor_has_every_text_once_and_the_instructions_written_once_and_read_after() -> None:
    texts = {("translate", "a"): (40, 150), ("translate", "b"): (50, 250), ("repair", "a"): (300, 150)}
    written, mended, warm = floor.rows(WEEK, texts, {"translate": 900, "repair": 400}, YARD)
    million = 1_000_000
    assert written.reading * million == pytest.approx(90 * 1)
    assert written.writing * million == pytest.approx(400 * 10)
    assert written.instructions * million == pytest.approx(900 * 2 + 900 * 0.5)
    assert written.billed * million == pytest.approx(110 * 1 + 500 * 10 + 2000 * 0.5)
    assert mended.instructions * million == pytest.approx(400 * 1)
    assert (warm.task, warm.calls, warm.floor) == ("warm", 1, 0)
    assert warm.billed * million == pytest.approx(1000 * 2)


def test_a_text_asked_for_twice_is_in_the_floor_once() -> None:
    twice = [asked(0, 1, output=100), asked(1, 2, output=100)]
    (row,) = floor.rows(twice, {("translate", "a"): (40, 90)}, {"translate": 500}, YARD)
    assert row.calls == 2
    assert row.writing * 1_000_000 == pytest.approx(900)
    assert row.billed > row.writing


def test_a_line_of_the_log_says_what_the_model_was_asked() -> None:
    noted = {"asked": ["translate", "ko", 1, "ff"], "usage": {"input_tokens": 5, "output_tokens": 7}}
    rows = [
        {**ROW, "server": "model", "noted": json.dumps(noted)},
        {**ROW, "began": 0.5, "noted": ""},
        {**ROW, "ended": None},
    ]
    first, second = lines(rows)
    assert (first.began, first.task) == (0.5, "")
    assert (second.task, second.text, second.fresh, second.output) == ("translate", "ff", 5, 7)


ROW = {
    "server": "forum",
    "began": 1.0,
    "ended": 2.0,
    "method": "GET",
    "path": "/",
    "status": 200,
    "noted": "",
}


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (Figure(figure="f", value=1.0, unit="×", aim=1.0), True),
        (Figure(figure="f", value=1.01, unit="×", aim=1.0), False),
        (Figure(figure="f", value=4.9, unit="×", aim=5.0, at_least=True), False),
        (Figure(figure="f", value=5.0, unit="×", aim=5.0, at_least=True), True),
        (Figure(figure="f", value=9.0, unit="×"), True),
    ],
)
def test_a_missed_aim_makes_the_exit_code_1(
    figure: Figure, holds: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measured() -> Iterator[Figure]:
        yield Figure(figure="another", value=0, unit="s", aim=1)
        yield figure

    monkeypatch.setattr(program, "MEASURES", (measured,))
    assert program.main([]) == (0 if holds else 1)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert list(told[0]) == ["figure", "value", "unit", "aim", "holds"]
    assert [one["holds"] for one in told] == [True, holds]


@pytest.fixture
def measured() -> page.Measured:
    known = week.Known(pieces=[], prompts={}, calls=[], posted=1)
    rows = floor.rows(
        WEEK[:6], {("translate", "a"): (40, 150), ("translate", "b"): (50, 250)}, {"translate": 900}, YARD
    )
    times = {"began": -2.0, "ready": 0.0, "done": 15.0, "ended": 16.0}
    return page.Measured(
        figures=[Figure(figure="a & b", value=2.5, unit="×", aim=2.0)],
        ours=paced.Ours(**times, lines=WEEK, week=known, path=critical_path(WEEK, YARD), floor=rows),
        naive=paced.Run(**times, lines=WEEK),
        spread=spread.Spread(editions={1: 0.01, 100: 0.01}, locales={1: 0.01, 2: 0.02}, again=0, one_more=0),
    )


def test_the_page_says_what_was_measured_and_not_on_whose_machine(measured: page.Measured) -> None:
    text = page.page(measured)
    assert "| a & b | 2.5 × | ≤ 2 | **does not hold** |" in text
    assert "| **critical path** | **9.75** |" in text
    assert socket.gethostname() not in text
    assert max(len(line) for line in text.splitlines() if not line.startswith("|")) <= 120


def test_the_pictures_are_whole_and_can_be_read_on_dark_ground(measured: page.Measured) -> None:
    drawn = draw.timeline(measured.ours)
    for picture in (drawn, draw.costs(measured.spread)):
        assert ElementTree.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"
    assert "prefers-color-scheme: dark" in drawn


def test_every_word_of_the_pictures_stands_inside_them(measured: page.Measured) -> None:
    many = paced.Ours(
        **{"began": -2.0, "ready": 0.0, "done": 15.0, "ended": 16.0},
        lines=[*WEEK, asked(5, 9, "judge", "c"), Line(server="forum", began=9, ended=9.1, status=429)],
        week=measured.ours.week,
        path=measured.ours.path,
        floor=measured.ours.floor,
    )
    for picture in (draw.timeline(many), draw.costs(measured.spread)):
        for one in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text"):
            begins = float(one.attrib["x"]) - {"end": 1.0, "middle": 0.5}.get(
                one.get("text-anchor", ""), 0
            ) * draw.LETTER * len(one.text or "")
            assert begins >= 0
            assert begins + draw.LETTER * len(one.text or "") <= draw.WIDTH + draw.RIGHT
