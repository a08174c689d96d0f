"""The rows of the table: what can go wrong with each service, and what may come of it."""

import json
from collections.abc import Callable

from bot.sandbox.faults import ServerName
from bot.sandbox.week import DEMO
from tools.faults import acts
from tools.faults.acts import BY_HAND
from tools.faults.calls import Call
from tools.faults.meddling import late, plain_json, slow
from tools.faults.troubles import (
    DECLINED,
    Strike,
    Trouble,
    Word,
    answered,
    html,
    message,
    named,
    ordered,
    replaced,
    tricked,
    writes,
)

RECOVERED, LATER, WAITS, HELD, STOPPED, BARE, ENGLISH, AGAIN, LOOK, DROPPED = Word

Words = tuple[Word, ...]

HELD_TOO = (RECOVERED, LATER, HELD)

BIG = json.dumps({"errors": "x" * 21_000_000})
"""More than any answer may have."""

NEVER_S = 21.0
"""Longer than the bot waits for the next byte of feed and arXiv, which no setting shortens: so only once."""

HTML = "text/html; charset=utf-8"


def _error(words: str, kind: str | None = None, **extras: object) -> dict[str, object]:
    """An error in Discourse's form."""
    return {"errors": [words], **({"error_type": kind} if kind else {}), **extras}


def _lines(server: ServerName) -> tuple[Trouble, ...]:
    """What can happen on every line: no answer, half of one, one too late or too large.

    Where a write was done although its answer was lost, it is found: the bot goes on while the trouble stands.
    """
    unanswered = {
        "connection cut before it acted": ordered(kind="cut_before"),
        "connection cut after it acted": ordered(kind="cut_after"),
    }
    too_late = {"too slow, then it acts": tricked(slow), "it acts, then is too slow": tricked(late)}
    useless = {
        "an answer of 20 MB": replaced(BIG),
        "an empty answer": replaced(""),
        "a page with 200": replaced(html("Just a moment..."), HTML),
    }
    ends = (WAITS, RECOVERED, LATER) if server == "forum" else (WAITS,)
    timed = tuple(Trouble(name=name, server=server, strike=strike, always=ends) for name, strike in too_late.items())
    never = ordered(kind="slow", seconds=NEVER_S)
    if server in ("newsletter", "arxiv"):
        timed = (Trouble(name="too slow", server=server, strike=never, always=None),)
    others = unanswered | useless
    return timed + tuple(
        Trouble(name=name, server=server, strike=strike, always=ends) for name, strike in others.items()
    )


def _forum_later() -> tuple[Trouble, ...]:
    """What passes by itself, or when the forum's people have mended it."""
    a_day = {"wait_seconds": 86_000, "time_left": "24 hours"}
    strikes = {
        "429, wait 39 s": ordered(kind="status", answer="forum rate limit"),
        "429 in plain text, by address": ordered(kind="status", answer="forum address limit"),
        "429 of the search": ordered(kind="status", answer="forum search limit"),
        "429 of nginx": answered(429, html("429 Too Many Requests"), HTML),
        "502 of nginx": ordered(kind="status", answer="bad gateway"),
        "500": ordered(kind="status", answer="server error"),
        "503, read-only": ordered(kind="status", answer="forum read-only"),
    }
    cut, other = replaced('{"id": 5, "topic_id": 10'), replaced({"success": "OK"})
    tomorrow = answered(429, _error("내일 다시 하세요.", "rate_limit", extras=a_day), **{"Retry-After": "86000"})
    return (
        # An edit that was made and not read back is looked at again tomorrow, fault or no fault; and a moderator who
        # decided does not wait a day.
        Trouble(
            name="429, wait a day",
            server="forum",
            strike=tomorrow,
            once=(RECOVERED, LATER, AGAIN),
            always=(WAITS, LATER, AGAIN),
        ),
        *(Trouble(name=name, server="forum", strike=strike) for name, strike in strikes.items()),
        Trouble(name="JSON that is cut", server="forum", strike=cut, always=(WAITS, RECOVERED, LATER)),
        # A forum that does not tell its limit has the usual one: a digest that is too long then is refused and held.
        Trouble(name="JSON of another shape", server="forum", strike=other, once=HELD_TOO, always=(WAITS, *HELD_TOO)),
    )


def _forum_refusals() -> tuple[Trouble, ...]:
    """What waiting does not mend."""
    stops = {
        "403, not allowed": answered(403, _error("권한이 없습니다.", "invalid_access")),
        "403 of a proxy": answered(403, html("403 Forbidden"), HTML),
        "413 of nginx": answered(413, html("413 Request Entity Too Large"), HTML),
        "404": answered(404, _error("찾을 수 없습니다.", "not_found")),
        "404 of a proxy": answered(404, html("404 Not Found"), HTML),
        "301 to another address": answered(301, "", HTML, location="https://forum.example/elsewhere"),
    }
    ends = (RECOVERED, LATER, WAITS, HELD, STOPPED)
    return tuple(
        Trouble(name=name, server="forum", strike=strike, once=ends, always=ends) for name, strike in stops.items()
    )


def _forum_writes() -> tuple[Trouble, ...]:
    """What the forum says to a text, a title or a category alone."""
    no = answered(422, {"action": "create_post", "errors": ["본문은(는) 올바르지 않습니다."]})
    category = answered(400, _error("You supplied invalid parameters: category", "invalid_parameters"))
    conflict = answered(409, _error("다른 사람이 고쳤습니다."))
    ends = (RECOVERED, LATER, WAITS, HELD, STOPPED)

    def row(name: str, strike: Strike, on: Callable[[Call], bool], once: Words, always: Words) -> Trouble:
        return Trouble(name=name, server="forum", strike=strike, on=on, once=once, always=always)

    return (
        row("409", conflict, named("the edit", "the correction"), ends, ends),
        row("422 in Korean", no, _writes_text, (HELD,), (HELD,)),
        row("422 to a message", no, named("the message"), (LATER,), (STOPPED,)),
        row("422 to a like", no, named("the like"), (LATER,), (LATER,)),
        row("400, no such category", category, named("the topic"), ends, ends),
    )


def _writes_text(call: Call) -> bool:
    """A text for everybody: a message may be refused because of who it is to, and a like is none."""
    return writes(call) and call.name not in ("the message", "the like")


def _people() -> tuple[Trouble, ...]:
    """What people do, and settings that somebody changes."""

    def row(name: str, strike: Strike, call: str, *ends: Word, **more: object) -> Trouble:
        return Trouble(name=name, server="forum", strike=strike, once=None, always=ends, on=named(call), **more)  # type: ignore[arg-type]  # the rest of Trouble's fields

    posted, edit, correction = {"after_posting": True}, "the edit", "the correction"
    return (
        row("somebody posted this week", acts.week_taken, "other people's topics", HELD),
        row("somebody's topic has the title", acts.title_taken, "the topic", HELD),
        row("topic deleted, database lost", acts.topic_deleted_and_forgotten, "the topic", HELD, edits=False, **posted),
        row("topic waits for approval, and gets it", acts.approval_of_topics, "the topic", WAITS),
        row("topic waits for approval, and is refused", acts.rejection_of_topics, "the topic", HELD, resend=True),
        row("reply waits for approval, and gets it", acts.approval_of_replies, "a reply", WAITS),
        row("reply waits for approval, and is refused", acts.rejection_of_replies, "a reply", HELD, resend=True),
        row("topic deleted before an edit", acts.topic_deleted, "looking for hand edits", HELD, **posted),
        row("topic closed before an edit", acts.status("closed"), edit, RECOVERED, **posted),
        row("topic archived before an edit", acts.status("archived"), edit, HELD, **posted),
        row("post locked before an edit", acts.locked, edit, HELD, **posted),
        row("post too old for an edit", acts.too_old, edit, HELD, **posted),
        row("edited by hand before an edit", acts.edited_by_hand, edit, RECOVERED, kept=BY_HAND, **posted),
        row("edited by hand in the midst of an edit", acts.edited_meanwhile, edit, LATER, HELD, kept=BY_HAND),
        row("the role is lost meanwhile", acts.role_lost, "the role", AGAIN),
        row("the comment is deleted meanwhile", acts.comment_deleted, "the role", DROPPED),
        row("topic closed before a correction", acts.status("closed"), correction, HELD, **posted),
        row("topic archived before a correction", acts.status("archived"), correction, AGAIN, **posted),
        row("post locked before a correction", acts.locked, correction, AGAIN, **posted),
        row("post too old for a correction", acts.too_old, correction, AGAIN, **posted),
        row("edited by hand in the midst of a correction", acts.edited_meanwhile, correction, LATER, kept=BY_HAND),
    )


def _spoken(text: str) -> dict[str, object]:
    return message(content=[{"type": "text", "text": text}])


def _model_error(kind: str, words: str, **more: object) -> dict[str, object]:
    return {"type": "error", "error": {"type": kind, "message": words, **more}, "request_id": "req_1"}


def _another_papers() -> str:
    """The answer for the week's last paper, whose summary has other lines than most."""
    lines = [json.loads(line) for line in (DEMO.parent / "answers.ko.jsonl").read_text(encoding="utf-8").splitlines()]
    return json.dumps(lines[-1]["answer"], ensure_ascii=False)


def _model() -> tuple[Trouble, ...]:
    waits: dict[str, Strike] = {
        "429, wait 20 s": ordered(kind="status", answer="model rate limit"),
        "529, overloaded": ordered(kind="status", answer="model overloaded"),
        "500": answered(500, _model_error("api_error", "Internal server error")),
        "500, x-should-retry: false": answered(
            500, _model_error("api_error", "Internal"), **{"x-should-retry": "false"}
        ),
        "JSON that is cut": replaced('{"id": "msg_1", "type": "mess'),
        "JSON of another shape": replaced({"ok": True}),
    }
    limit = {"details": {"error_code": "enforced_spend_limit_reached"}}
    stops: dict[str, Strike] = {
        "429, spending limit": answered(
            429, _model_error("rate_limit_error", "Spend limit", **limit), **{"x-should-retry": "false"}
        ),
        "401, key refused": answered(401, _model_error("authentication_error", "invalid key")),
        "402, no credit": answered(402, _model_error("billing_error", "payment required")),
        "403, key may not": answered(403, _model_error("permission_error", "not allowed")),
        "404, no such model": answered(404, _model_error("not_found_error", "model: claude-haiku-5-5")),
        "400, a setting it does not take": answered(
            400, _model_error("invalid_request_error", "thinking.type.disabled: not supported for this model")
        ),
    }
    unknown = answered(400, _model_error("invalid_request_error", "thinking: Extra inputs are not permitted"))
    held: dict[str, Strike] = {
        "400, this text": answered(400, _model_error("invalid_request_error", "messages: not accepted")),
        "413, too large": answered(413, _model_error("request_too_large", "too large")),
        "declined": DECLINED,
        "cut at max_tokens": replaced(message(stop_reason="max_tokens", content=[{"type": "text", "text": '{"ti'}])),
    }
    twice: dict[str, Strike] = {
        "a text that is not JSON": replaced(_spoken("번역은 다음과 같습니다.")),
        "an answer of another shape": replaced(_spoken('{"translation": "…"}')),
        "an answer for another paper": replaced(_spoken(_another_papers())),
    }
    return (
        *(Trouble(name=name, server="model", strike=strike) for name, strike in waits.items()),
        *(
            Trouble(name=name, server="model", strike=strike, once=(LATER,), always=(STOPPED,))
            for name, strike in stops.items()
        ),
        Trouble(
            name="400, a field it does not know", server="model", strike=unknown, once=(RECOVERED,), always=(STOPPED,)
        ),
        *(
            Trouble(name=name, server="model", strike=strike, once=(HELD, BARE, ENGLISH), always=(HELD, BARE, ENGLISH))
            for name, strike in held.items()
        ),
        *(
            Trouble(name=name, server="model", strike=strike, once=(RECOVERED,), always=(HELD, BARE, ENGLISH))
            for name, strike in twice.items()
        ),
        *_lines("model"),
    )


def _cut_xml() -> str:
    return '<?xml version="1.0"?><rss version="2.0"><channel><title>A newsletter</title><item><title>Half'


def _feed() -> tuple[Trouble, ...]:
    strikes: dict[str, Strike] = {
        "429": answered(429, "Too many requests", "text/plain", **{"Retry-After": "600"}),
        "500": ordered(kind="status", answer="server error"),
        "403 of a bot check": answered(403, html("Just a moment..."), HTML),
        "XML that is cut": replaced(_cut_xml(), "application/xml; charset=utf-8"),
    }
    unchanged = answered(304, "", "application/xml")
    return (
        Trouble(name="304", server="newsletter", strike=unchanged, always=(WAITS, RECOVERED)),
        *(Trouble(name=name, server="newsletter", strike=strike) for name, strike in strikes.items()),
        *_lines("newsletter"),
    )


def _arxiv() -> tuple[Trouble, ...]:
    nobody = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query</title></feed>'
    atom = "application/atom+xml; charset=utf-8"
    strikes: dict[str, Strike] = {
        "429": ordered(kind="status", answer="arxiv rate limit"),
        "429, wait 60 s": ordered(kind="status", answer="arxiv rate limit", headers={"Retry-After": "60"}),
        "406": answered(406, "", "text/plain"),
        "503": answered(503, html("Service Unavailable"), HTML),
        "XML that is cut": replaced(nobody[:90], atom),
    }
    return (
        Trouble(name="ids it does not know", server="arxiv", strike=replaced(nobody, atom), quiet=True),
        *(Trouble(name=name, server="arxiv", strike=strike) for name, strike in strikes.items()),
        *_lines("arxiv"),
    )


TROUBLES: tuple[Trouble, ...] = (
    *_feed(),
    *_arxiv(),
    *_model(),
    *_forum_later(),
    *_lines("forum"),
    Trouble(name="`application/json` alone", server="forum", strike=tricked(plain_json), always=(RECOVERED,)),
    *_forum_refusals(),
    *_forum_writes(),
    *_people(),
)
