"""A question put to a model: memory first, then the call, the ledger, and only then the answer.

Every answer is a row of the ledger before anything is made of it, also a refused, cut or malformed one; only an
answer that was understood is remembered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.domain import UNANSWERED, WARM, Call, Usage, trial_of
from bot.errors import OutcomeUnknown, Rejected
from bot.llm import warmth
from bot.llm.lacks import Lack
from bot.llm.prices import cost_usd, most_usd
from bot.llm.purse import Bill
from bot.llm.question import Malformed, Question
from bot.llm.settings import ModelSettings
from bot.llm.shared import Shared
from bot.llm.wire import Reply
from bot.net import patiently
from bot.ports import Check

if TYPE_CHECKING:
    from bot.llm.client import Client

A = TypeVar("A")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[A]):
    """An answer that was understood, and the model that gave it."""

    value: A
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A model that is tried, so that its calls have keys of their own; not `buying`, memory alone answers."""

    model: str
    buying: bool = True


class Asker:
    """Asks one model. The SDK is loaded and the connection made by the first question that memory cannot answer.

    Where its `own` view is wanted, what another model answered is no answer.
    """

    def __init__(
        self, settings: ModelSettings, shared: Shared, *, own: bool = False, trial: Trial | None = None
    ) -> None:
        self._settings = settings
        self._own = own
        self._trial = trial
        self._calls = shared.calls
        self._clock = shared.clock
        self._purse = shared.purse
        self._report = shared.report
        self._lanes = shared.to(settings)
        self._warmth = warmth.Warmth(settings, shared.calls, shared.clock)
        self._connecting = Lock()
        self._client: Client | None = None

    def ask(self, question: Question[A]) -> Answer[A]:
        """Raises: Unavailable (also OverBudget), Rejected (refused, cut, or malformed twice), Misconfigured."""
        if self._own:
            question = replace(question, only=self._settings.model)
        remembered = self._recall(question)
        if remembered is not None:
            return remembered
        if self._trial and not self._trial.buying:
            raise Rejected(f"{question.key}: {self._settings.model} gave no answer that could be kept")
        try:
            return self._call(question, question.user)
        except Malformed as first:
            note = f"An earlier answer could not be used: {first}. Answer again, as asked."
        try:
            return self._call(question, f"{note}\n\n{question.user}")
        except Malformed as second:
            raise Rejected(
                f"{question.key}: the model's answer was not usable twice ({second}); try again, choose another model"
                " in [llm] and release it, or `paperboy drop` the entry"
            ) from second

    def warm(self, question: Question[Any], texts: int) -> str:
        """Has the server keep the instructions of `question` for so many calls to come, where that is cheaper.

        Returns why it does not keep them, when that is first seen; else nothing. Raises: Unavailable, Misconfigured.
        """
        if not self._warmth.is_wanted(question.prompt, texts):
            return ""
        most_tokens = warmth.MOST_TOKENS
        with self._purse.paying(self._key(question), self._most(question, warmth.USER, most_tokens)) as bill:
            try:
                reply = self._reply(bill, question, warmth.USER, cached=True, max_tokens=most_tokens)
            except Rejected as error:
                self._warmth.give_up(question.prompt)
                why = str(error).removeprefix(f"{question.key}: ")
                return f"{why}; until a restart each call pays for them in full"
            self._record(bill, replace(self._row(question, reply), task=WARM))
        if why := self._warmth.why_not(reply.usage):
            # The ledger says it too, but not of a server that answers under another name than it was asked by.
            self._warmth.give_up(question.prompt)
        return why

    def count(self, *, key: str, system: str, user: str, schema: Mapping[str, Any]) -> int:
        """How many tokens a question has, by the model's server, asked once and free. Raises: as `Client.count`."""
        return self._connected().count(key=key, system=system, user=user, schema=schema)

    def check(self) -> Sequence[Check]:
        """Whether key, model and settings would be accepted, asked without spending anything."""
        from bot.llm.check import look  # noqa: PLC0415 - loads the SDK

        return [*look(self._connected(), self._settings), *self._warmth.check()]

    def close(self) -> None:
        """Closes the connections, if any were made."""
        if self._client is not None:
            self._client.close()

    def _connected(self) -> "Client":
        with self._connecting:
            if self._client is None:
                from bot.llm.client import Client  # noqa: PLC0415 - the SDK costs a second; memory may do without it

                self._client = Client(self._settings, self._lacks)
            return self._client

    def _lacks(self, lack: Lack) -> None:
        self._report("lacks", f"model {self._settings.model}", why=f"its server {lack}")

    def _recall(self, question: Question[A]) -> Answer[A] | None:
        kept = self._calls.remember(question.memory)
        if kept is None:
            return None
        text, by = kept
        try:
            return Answer(value=question.read(text), by=by)
        except Malformed:  # understood once, by rules that have become stricter since
            return None

    def _reply(self, bill: Bill, question: Question[Any], user: str, *, cached: bool, max_tokens: int) -> Reply:
        """The answer to a call, which is owed from now on; one that was perhaps given and did not come is recorded."""
        try:
            reply = self._send(question, user, cached=cached, max_tokens=max_tokens)
        except OutcomeUnknown:
            bill.owed = True
            self._record(bill, self._lost(question, bill))
            raise
        bill.owed = True
        return reply

    def _send(self, question: Question[Any], user: str, *, cached: bool, max_tokens: int) -> Reply:
        """The answer to one call, which waits its turn; between two tries it is in nobody's way."""

        def send() -> Reply:
            with self._lanes.lane():
                return self._connected().send(
                    key=question.key,
                    system=question.system,
                    user=user,
                    schema=question.schema,
                    cached=cached,
                    max_tokens=max_tokens,
                )

        reply = patiently(send, self._clock)
        if cached:
            self._warmth.saw(question.prompt, reply.usage)
        return reply

    def _call(self, question: Question[A], user: str) -> Answer[A]:
        most_tokens = self._settings.max_tokens
        with self._purse.paying(self._key(question), self._most(question, user, most_tokens)) as bill:
            cached = self._warmth.holds(question.prompt)
            reply = self._reply(bill, question, user, cached=cached, max_tokens=most_tokens)
            call = self._row(question, reply)
            try:
                _finished(reply, question.key, self._settings)
                value = question.read(reply.text)
            except (Rejected, Malformed):
                self._record(bill, call)
                raise
            self._record(bill, call, memory=question.memory, answer=reply.text)
        return Answer(value=value, by=reply.model)

    def _record(self, bill: Bill, call: Call, *, memory: str | None = None, answer: str = "") -> None:
        self._calls.add(call, memory=memory, answer=answer)
        bill.owed = False

    def _lost(self, question: Question[Any], bill: Bill) -> Call:
        """The row of a question that no whole answer came to: it may have to be paid, and counts at its dearest."""
        lost = Reply(
            text="", stop_reason=UNANSWERED, declined="", model=self._settings.model, usage=Usage(), milliseconds=0
        )
        return replace(self._row(question, lost), cost_usd=bill.most if self._settings.prices else None)

    def _most(self, question: Question[Any], user: str, max_tokens: int) -> float | None:
        """The most that a question can cost in US dollars; None where no prices are known."""
        sent = question.system + question.shape + user
        return most_usd(len(sent.encode()), max_tokens, self._settings.prices)

    def _key(self, question: Question[Any]) -> str:
        """What its calls are recorded under: one on trial belongs to no text."""
        return trial_of(question.key, self._trial.model) if self._trial else question.key

    def _row(self, question: Question[A], reply: Reply) -> Call:
        return Call(
            task=question.task,
            key=self._key(question),
            model=reply.model,
            prompt=question.prompt,
            usage=reply.usage,
            cost_usd=cost_usd(reply.usage if reply.measured else None, self._settings.prices),
            milliseconds=reply.milliseconds,
            stop_reason=reply.stop_reason,
        )


def _finished(reply: Reply, key: str, settings: ModelSettings) -> None:
    """Raises: Rejected, unless the model came to the end of its answer by itself."""
    match reply.stop_reason:
        case "end_turn" | "stop_sequence":
            return
        case "refusal":
            category = reply.declined or "not given"
            why = f"the model declined (category {category}); choose another model in [llm] and release it, or drop it"
        case "max_tokens":
            why = f"the answer was cut at max_tokens={settings.max_tokens}, thinking included; raise [llm] max_tokens"
        case "model_context_window_exceeded":
            why = "the text is longer than the model can take; choose another model in [llm]"
        case other:
            why = f"the model stopped for an unexpected reason ({other[:40]!r}); choose another model in [llm]"
    raise Rejected(f"{key}: {why}")
