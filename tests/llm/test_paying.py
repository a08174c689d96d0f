"""What a question may cost, what becomes of it where there is no room: through the real SDK and the sandbox's model."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from bot.clock import WoundClock
from bot.domain import Call, Spending, Usage
from bot.errors import OutcomeUnknown, OverBudget, Rejected, Unavailable
from bot.llm import Model, ModelSettings, Prices, Purse, Shared, translate
from bot.llm.prices import most_usd
from bot.llm.question import Question
from bot.sandbox.model import KEY, Service
from bot.sandbox.recordings import Recording
from bot.store import Database
from tests.llm.conftest import START
from tests.llm.fakes import GOOD, entry, locale, paper
from tests.sandbox.serving import served

PRICES = Prices(input=1, output=5, cache_write=1.25, cache_read=0.1, as_of=date(2026, 11, 1), source="a page")
MOST_TOKENS = 400
TEXT = translate.source(entry(), paper())


@dataclass
class Desk:
    """A ledger, a clock, and a model of the sandbox; `answered` is how often that was asked."""

    store: Database
    clock: WoundClock
    base_url: str
    made: list[Model] = field(default_factory=list)

    def model(self, purse: Purse, name: str = "claude-haiku-5-5", **changes: object) -> Model:
        given = {"thinking": {"type": "disabled"}, "prices": PRICES, "max_tokens": MOST_TOKENS, "timeout_s": 5.0}
        settings = ModelSettings(model=name, api_key=KEY, base_url=self.base_url, **{**given, **changes})  # type: ignore[arg-type]  # by name
        self.made.append(Model(settings, replace(Shared.of(self.store.calls, self.clock), purse=purse)))
        return self.made[-1]

    def purse(self, month: float = 10.0, digest: float = 10.0) -> Purse:
        return Purse(self.store.calls, self.clock, Spending(month=month, digest=digest, reserved=0.0))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = WoundClock.create(tmp_path / "clock", START)
    source = sha256(TEXT.encode()).hexdigest()
    service = Service(clock, [Recording(task="translate", locale="ko", sha256=source, answer=GOOD)])
    with ExitStack() as stack:
        base = stack.enter_context(served(service.app()))
        store = stack.enter_context(closing(Database.open(tmp_path / "paperboy.db", now=clock.now)))
        desk = Desk(store, clock, base)
        yield desk
        for model in desk.made:
            model.close()


def rows(desk: Desk) -> list[Call]:
    return list(desk.store.calls.under("dair/2026-06-28"))


def token_short(desk: Desk, tokens: int) -> float:
    """A cap under which the question fits when so many tokens of its longest answer are left out."""
    question = Question(task="translate", key="k", locale=locale(), source=TEXT, schema=translate.SCHEMA, read=str)
    sent = len((question.system + question.shape + question.user).encode())
    return most_usd(sent, MOST_TOKENS - tokens, PRICES) or 0.0


@pytest.mark.parametrize("cap", ["month", "digest"])
def test_at_the_cap_it_is_asked_and_one_token_over_it_is_not(desk: Desk, cap: str) -> None:
    with pytest.raises(OverBudget):
        desk.model(desk.purse(**{cap: token_short(desk, 1)})).translate(entry(), paper(), locale())
    assert rows(desk) == []
    assert desk.model(desk.purse(**{cap: token_short(desk, 0)})).translate(entry(), paper(), locale()).title
    (row,) = rows(desk)
    assert row.cost_usd
    assert row.cost_usd <= token_short(desk, 0)


def test_what_was_paid_for_is_answered_from_memory_whatever_the_budget(desk: Desk) -> None:
    first = desk.model(desk.purse()).translate(entry(), paper(), locale())
    assert desk.model(desk.purse(month=1e-9)).translate(entry(), paper(), locale()) == first
    assert len(rows(desk)) == 1


def test_two_models_are_paid_from_one_purse(desk: Desk) -> None:
    purse = desk.purse(month=token_short(desk, 0))
    desk.model(purse).translate(entry(), paper(), locale())
    with pytest.raises(OverBudget, match=r"the month's budget: of 0\.\d+ US dollars 0\.\d+ are spent, and the next"):
        desk.model(purse, "claude-opus-5-5", thinking=None).translate(entry(name="Another"), paper(), locale())


def test_a_model_that_only_ever_thinks_is_paid_for_once_and_says_what_to_do(desk: Desk) -> None:
    model = desk.model(desk.purse(), thinking={"type": "adaptive"}, effort="max", max_tokens=64)
    with pytest.raises(Rejected, match=r"cut at max_tokens=64, thinking included; raise \[llm\] max_tokens"):
        model.translate(entry(), paper(), locale())
    (row,) = rows(desk)
    assert (row.stop_reason, row.usage.thinking, row.usage.output) == ("max_tokens", 64, 64)
    assert row.cost_usd


def test_a_model_that_only_ever_thinks_never_passes_the_cap(desk: Desk) -> None:
    cap = 3 * token_short(desk, MOST_TOKENS - 64)
    model, refused = desk.model(desk.purse(digest=cap), thinking={"type": "adaptive"}, effort="max", max_tokens=64), 0
    for _ in range(20):
        try:
            model.translate(entry(), paper(), locale())
        except OverBudget:
            refused += 1
        except Rejected:
            assert not refused
    assert refused
    assert 1 < len(rows(desk)) < 20
    assert desk.store.calls.spent_on("dair/2026-06-28", "ko") <= cap


def test_an_answer_that_the_ledger_has_no_room_for_stays_spent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    model = desk.model(desk.purse(month=1.5 * token_short(desk, 0)))

    def full(*_given: object, **_more: object) -> None:
        raise Unavailable("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(desk.store.calls, "add", full)
        with pytest.raises(Unavailable, match="disk is full"):
            model.translate(entry(), paper(), locale())
    with pytest.raises(OverBudget):
        model.translate(entry(), paper(), locale())


def test_a_model_without_prices_is_asked_whatever_the_budget(desk: Desk) -> None:
    desk.model(desk.purse(month=1e-9), prices=None).translate(entry(), paper(), locale())
    (row,) = rows(desk)
    assert (row.cost_usd, row.usage.output > 0) == (None, True)


def test_a_question_that_no_answer_came_to_counts_as_the_most_it_can_cost_and_is_not_sent_again_at_once(
    httpserver: HTTPServer, desk: Desk
) -> None:
    asked = list[Request]()

    def silent(request: Request) -> Response:
        asked.append(request)
        over.wait(5)
        return Response("")

    over = Event()
    httpserver.expect_request("/v1/messages", method="POST").respond_with_handler(silent)
    desk.base_url = httpserver.url_for("").rstrip("/")
    model = desk.model(desk.purse(digest=1.5 * token_short(desk, 0)), timeout_s=0.4)
    try:
        with pytest.raises(OutcomeUnknown):
            model.translate(entry(), paper(), locale())
        with pytest.raises(OverBudget):
            model.translate(entry(), paper(), locale())
    finally:
        over.set()
    (row,) = rows(desk)
    assert (row.stop_reason, row.usage, row.cost_usd) == ("no answer", Usage(), pytest.approx(token_short(desk, 0)))
    assert len(asked) == 1


def test_a_warming_call_that_no_answer_came_to_counts_as_the_most_it_can_cost(
    httpserver: HTTPServer, desk: Desk
) -> None:
    over = Event()

    def silent(_request: Request) -> Response:
        over.wait(5)
        return Response("")

    httpserver.expect_request("/v1/messages", method="POST").respond_with_handler(silent)
    desk.base_url = httpserver.url_for("").rstrip("/")
    try:
        with pytest.raises(OutcomeUnknown):
            desk.model(desk.purse(), timeout_s=0.4).warm("dair/2026-06-28", locale(), 10)
    finally:
        over.set()
    (row,) = rows(desk)
    assert row.stop_reason == "no answer"
    assert 0 < (row.cost_usd or 0) < token_short(desk, 0)
    assert desk.store.calls.warmed(row.model) is None, "nobody knows what the server keeps"
