"""How a fault is made, and what may come of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.sandbox.faults import FAULTS, ServerName
from tools.faults.calls import Call
from tools.faults.meddling import Meddled, Trick
from tools.faults.stage import Mend, Stage

Strike = Callable[[Stage, Call, int, bool], Mend]
"""Makes the trouble for a call, from its how manieth request on, standing or only once; returns what ends it."""

MANY = 300
"""More requests of one kind than a trial makes."""

JSON = "application/json; charset=utf-8"


class Word(StrEnum):
    """How a trial can end well."""

    RECOVERED = "recovered"
    LATER = "later"
    WAITS = "waits"
    HELD = "held"
    STOPPED = "stopped"
    BARE = "no intro"
    ENGLISH = "in English"
    AGAIN = "asks again"
    LOOK = "needs a look"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A row.

    `once` are the words that may come of it where it strikes one request, `always` where it stands until somebody
    mends it; None where it has no such form. `on` says which calls of the server it can strike.
    `after_posting`: it begins when the digest is out, in the loop when moderators were asked. `edits`: the late
    abstract is part of the trial. `resend`: a person releases what waits. `quiet`: the bot may wait without saying so.
    `kept`: words of a person that must stand in the end.
    """

    name: str
    server: ServerName
    strike: Strike
    once: tuple[Word, ...] | None = (Word.RECOVERED, Word.LATER)
    always: tuple[Word, ...] | None = (Word.WAITS,)
    on: Callable[[Call], bool] = lambda call: True
    after_posting: bool = False
    edits: bool = True
    resend: bool = False
    quiet: bool = False
    kept: str = ""


def ordered(**fault: Any) -> Strike:
    """A fault that the sandbox knows."""

    def strike(stage: Stage, call: Call, first: int, standing: bool) -> Mend:
        place = {"server": call.server, "method": call.method, "path": call.path}
        last = first + (MANY if standing else 1)
        stage.street.world.desk.order(
            FAULTS.validate_python([{**place, **fault, "nth": nth} for nth in range(first, last)])
        )
        return stage.street.world.desk.clear

    return strike


def answered(status: int, body: object, content_type: str = JSON, **headers: str) -> Strike:
    """An answer that is given without asking the server."""
    return ordered(kind="status", status=status, body=_text(body), content_type=content_type, headers=headers)


def replaced(body: object, content_type: str = JSON) -> Strike:
    """Another body in the place of the server's, which has acted."""
    return ordered(kind="body", body=_text(body), content_type=content_type, status=200)


def tricked(trick: Trick) -> Strike:
    """The server's own answer, tricked with."""

    def strike(stage: Stage, call: Call, first: int, standing: bool) -> Mend:
        apps = stage.street.world.apps
        own = apps[call.server]
        meddled = Meddled(app=own, call=call, first=first, standing=standing, trick=trick)
        apps[call.server] = meddled
        stage.meddled.append(meddled)
        return lambda: apps.update({call.server: own})

    return strike


def message(**changes: object) -> dict[str, object]:
    """What the model's server says, in the form of the Messages API."""
    usage = {"input_tokens": 900, "output_tokens": 40}
    told = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-haiku-5-5", "content": []}
    return {**told, "stop_reason": "end_turn", "stop_sequence": None, "usage": usage, **changes}


def html(title: str) -> str:
    """A page of a proxy."""
    return f"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center></body></html>"


def named(*names: str) -> Callable[[Call], bool]:
    """Only these calls."""
    return lambda call: call.name in names


def writes(call: Call) -> bool:
    """Only those that change something."""
    return call.server == "forum" and call.method != "GET"


def _text(body: object) -> str:
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)


DECLINED = replaced(message(stop_reason="refusal", stop_details={"type": "refusal", "category": "cyber"}))
"""The model will not write this text."""
