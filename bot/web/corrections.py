"""Corrections: the list, and one with all that it takes to decide it."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.responses import Response

from bot import gate
from bot.corrections.deciding import GRACE
from bot.corrections.judging import findings, new_findings
from bot.corrections.learning import asked_for, disagreeing
from bot.corrections.wording import own_wording
from bot.domain import OPEN, Comment, Correction, Field, Finding, State, Verb
from bot.holding import Work
from bot.web import asking, diff, shelf
from bot.web.visit import Refused, Visit
from bot.web.waits import reason

LONGEST_REASON = 1_000
_DIGITS = 9
"""No correction's number has more."""

_VERBS = (Verb.APPLY, Verb.APPLY_OWN, Verb.ANYWAY, Verb.REJECT, Verb.HOLD, Verb.CLOSE, Verb.UNDO)

MOST = 200
"""So many are listed at once."""


def listed(visit: Visit) -> Response:
    """Those that wait, the oldest first; or all, the newest first."""
    everything = visit.query.get("all") == "yes"
    seen = shelf.corrections_seen(visit)
    rows = seen[::-1] if everything else [one for one in seen if one.state in OPEN]
    shown = [shelf.card(visit, one) for one in rows[:MOST]]
    notice = asking.noticed(visit)
    return visit.show("corrections.html.j2", notice=notice, rows=shown, everything=everything, count=len(rows))


def page(visit: Visit) -> Response:
    """One correction."""
    return _shown(visit, *_named(visit), asking.noticed(visit))


def act(visit: Visit) -> Response:
    """A ruling."""
    correction, work = _named(visit)
    verb, text = _ruled(visit)
    came = asking.ask(
        visit,
        "rule",
        correction.digest,
        number=str(correction.number),
        verb=verb.value,
        shown=visit.form.get("shown", ""),
        text=text,
    )
    if came.done or came.what == "unknown":
        return asking.after(visit, came, f"/corrections/{correction.number}")
    fresh = visit.house.bot.store.corrections.get(correction.number) or correction
    return _shown(visit, fresh, work, came, typed=text if verb in (Verb.APPLY_OWN, Verb.ANYWAY) else "")


def _ruled(visit: Visit) -> tuple[Verb, str]:
    """The verb, and the text that goes with it. Raises: Refused."""
    told = visit.form.get("verb", "")
    if told not in {one.value for one in _VERBS}:
        raise Refused(400, "not_meant")
    verb, text = Verb(told), visit.form.get("text", "").replace("\r\n", "\n").strip()
    if verb is Verb.APPLY_OWN and visit.form.get("anyway"):
        verb = Verb.ANYWAY
    return verb, text[:LONGEST_REASON] if verb is Verb.REJECT else text


def _named(visit: Visit) -> tuple[Correction, Work]:
    told = visit.path["number"]
    known = told.isascii() and told.isdecimal() and len(told) <= _DIGITS
    correction = visit.house.bot.store.corrections.get(int(told)) if known else None
    if correction is None:
        raise Refused(404, "nothing_here")
    return correction, shelf.work_named(visit, correction.digest)


def _shown(
    visit: Visit, correction: Correction, work: Work, notice: asking.Came | None, *, typed: str = ""
) -> Response:
    bot = visit.house.bot
    before, after = findings(bot, work, correction)
    new = new_findings(bot, work, correction)
    parts = diff.changed(correction)
    return visit.show(
        "correction.html.j2",
        status=409 if notice and not notice.done and visit.form else 200,
        notice=notice,
        one=correction,
        work=work,
        reason=shelf.reason(visit, correction),
        whole=parts,
        lines=diff.lines(parts),
        folded=sum(len(part.text) for line in diff.lines(parts) for part in line)
        < sum(len(part.text) for part in parts),
        before=before,
        after=after,
        new=new,
        grave=bool(gate.to_mend(new)),
        comments=[(comment, _address(visit, comment)) for comment in bot.store.corrections.comments(correction.number)],
        steps=[(one, reason(visit.words, one.why)) for one in bot.store.corrections.steps(correction.number)],
        wording=_wording(correction),
        typed=typed,
        doubts=_doubts(visit, work, correction, typed),
        older=_older(visit, correction),
        may_undo=_may_undo(visit, correction),
        is_open=correction.state in OPEN,
    )


def _wording(correction: Correction) -> str:
    """What is to stand in the place of every span, where that is one wording; else empty."""
    wordings = {span.new for span in correction.spans}
    return wordings.pop() if len(wordings) == 1 else ""


def _doubts(visit: Visit, work: Work, correction: Correction, typed: str) -> Sequence[Finding]:
    """What is found in somebody's own wording."""
    wording = own_wording(correction.field, typed)
    if not wording or correction.field is Field.TERM:
        return ()
    return gate.to_mend(new_findings(visit.house.bot, work, correction.with_wording(wording)))


def _older(visit: Visit, correction: Correction) -> Sequence[str]:
    """The keys of the older texts that have a term otherwise."""
    if correction.field is not Field.TERM or correction.state not in OPEN:
        return ()
    bot, (code, term) = visit.house.bot, asked_for(correction)
    return [one.entry for one in disagreeing(bot, code, term)] if term.accepted else ()


def _may_undo(visit: Visit, correction: Correction) -> bool:
    since = correction.since
    return correction.state is State.APPLIED and since is not None and visit.house.bot.clock.now() - since <= GRACE


def _address(visit: Visit, comment: Comment) -> str:
    """Where a comment stands in its thread; empty where its forum is none of these."""
    forum = visit.house.forums.get(comment.forum, "")
    return f"{forum}/t/{comment.topic_id}/{comment.number}" if urlsplit(forum).scheme else ""
