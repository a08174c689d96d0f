"""One digest: as its readers see it, text by text beside the source, and what may be done with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup
from starlette.responses import Response

from bot import cook, gate, waiting
from bot.corrections.bidding import doubts, text_to_edit
from bot.corrections.showing import PARTS
from bot.domain import INTRO, Correction, Entry, Field, Finding, Paper, Receipt, Span, Translation
from bot.errors import Misconfigured, Rejected
from bot.holding import Work
from bot.web import asking, shelf
from bot.web.diff import Part, marked, stands_in
from bot.web.visit import Refused, Visit
from bot.web.waits import said

_OF_INTRO = (Field.TITLE, Field.INTRO)
_OF_ENTRY = (Field.TITLE, Field.SUMMARY, Field.ABSTRACT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed into a field, and what was found in it."""

    about: str
    field: Field
    text: str
    doubts: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A field of a text beside its source, with the findings marked in both; `typed` is what stands in its form."""

    field: Field
    text: str
    source: Sequence[Part]
    target: Sequence[Part]
    typed: str
    doubts: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of the digest with its receipt. `about` is its version's key, empty where it has no text."""

    position: int
    name: str
    about: str
    by: str
    end: str
    lines: Sequence[Line]
    findings: Sequence[Finding]
    mended: Sequence[Finding]
    cost: float | None


def page(visit: Visit) -> Response:
    """The digest."""
    return _shown(visit, shelf.work_named(visit, visit.path["key"]), asking.noticed(visit))


def act(visit: Visit) -> Response:
    """What somebody wants done with it."""
    work, form = shelf.work_named(visit, visit.path["key"]), visit.form
    match form.get("do"):
        case "hold":
            reason = form.get("reason", "").strip()[:200] or visit.words.say("no_reason")
            came = asking.ask(visit, "hold", work.key, reason=reason)
        case "release":
            came = asking.ask(visit, "release", work.key)
        case "send":
            came = asking.ask(visit, "send", work.key)
        case "reword":
            typed = _typed(form)
            facts = {"about": typed.about, "field": typed.field.value, "text": typed.text}
            came = asking.ask(visit, "reword", work.key, **facts, anyway=form.get("anyway", ""))
            if came.what in ("doubted", "refused", "changed"):
                return _shown(visit, work, came, _looked_at(visit, work, typed))
        case _:
            raise Refused(400, "not_meant")
    return asking.after(visit, came, f"/digests/{work.key}")


def release(visit: Visit) -> Response:
    """Lets go whatever is held, by its own key."""
    key = visit.form.get("key", "")
    if key not in {hold.key for hold in shelf.holds_seen(visit)}:
        raise Refused(404, "nothing_here")
    return asking.after(visit, asking.ask(visit, "release", key), "/")


def _shown(visit: Visit, work: Work, notice: asking.Came | None, typed: Typed | None = None) -> Response:
    bot, row = visit.house.bot, shelf.row_of(visit.house.bot, work)
    missing = waiting.text_of(bot, work)
    return visit.show(
        "digest.html.j2",
        status=409 if typed else 200,
        notice=notice,
        row=row,
        why=said(visit.words, row.wait.what) if row.wait else "",
        may_hold=row.state == shelf.WAITS,
        may_release=row.state == shelf.HELD and row.hold is not None and row.hold.key == work.key,
        may_send=row.state == shelf.WAITS and missing is None,
        texts=list(_texts(visit, work, typed)),
        bodies=[Markup(cook.displayed(raw, work.edition.form)) for raw in _bodies(visit, work)],  # noqa: S704 - cook sanitises
        # Those of a text stand beside it.
        doubted=[one for one in waiting.findings_of(bot, work) if "@" not in one.partition(": ")[0]],
    )


def _bodies(visit: Visit, work: Work) -> list[str]:
    """What stands on the forum, else what would; nothing while it cannot be laid out."""
    bot = visit.house.bot
    if posts := bot.store.posts.of(work.key):
        return [post.raw for post in posts]
    if waiting.text_of(bot, work):
        return []
    try:
        return list(bot.renderer.draft(waiting.digest_of(bot, work), bot.locales[work.edition.locale], None).parts)
    except (Rejected, Misconfigured):
        return []


def _texts(visit: Visit, work: Work, typed: Typed | None) -> Iterator[Text]:
    bot, digest = visit.house.bot, waiting.digest_of(visit.house.bot, work)
    receipts = bot.store.receipts.of(work.issue.key, work.edition.locale)
    intro = text_to_edit(bot, work, f"{work.issue.key}/{INTRO}")
    if intro:
        yield _text(visit, work, intro, receipts, {field: "" for field in _OF_INTRO}, "", typed)
    for piece in digest.pieces:
        made = text_to_edit(bot, work, piece.entry.key)
        sources = _sources(piece.entry, piece.paper)
        if made:
            yield _text(visit, work, made, receipts, sources, piece.paper.title, typed)
        else:
            yield _without(visit, work, piece.entry, sources)


def _sources(entry: Entry, paper: Paper) -> dict[Field, str]:
    return {Field.TITLE: paper.title, Field.SUMMARY: entry.summary, Field.ABSTRACT: paper.abstract}


def _text(
    visit: Visit,
    work: Work,
    made: Translation,
    receipts: Mapping[str, Receipt],
    sources: Mapping[Field, str],
    name: str,
    typed: Typed | None,
) -> Text:
    receipt, bot = receipts.get(made.key), visit.house.bot
    found = [*(receipt.left if receipt else ()), *bot.store.findings.under(made.key)]
    findings = list({(one.code, one.message): one for one in found}.values())
    calls = bot.store.calls.under(f"{made.entry}@{made.locale}")
    return Text(
        position=int(made.entry.rpartition("/")[2]),
        name=name,
        about=made.key,
        by=made.by,
        end=_end(made, receipt, work.edition.on_failure),
        lines=[_line(made, field, source, findings, typed) for field, source in sources.items()],
        findings=findings,
        mended=receipt.mended if receipt else (),
        cost=sum(one.cost_usd or 0 for one in calls) if calls else None,
    )


def _line(made: Translation, field: Field, source: str, findings: Sequence[Finding], typed: Typed | None) -> Line:
    text: str = getattr(made, PARTS[field])
    mine = typed if typed and (typed.about, typed.field) == (made.key, field) else None
    there = [one for one in findings if stands_in(text, one) or stands_in(source, one, source=True)]
    return Line(
        field=field,
        text=text,
        source=marked(source, there, source=True),
        target=marked(text, there),
        typed=mine.text if mine else text,
        doubts=mine.doubts if mine else (),
    )


def _without(visit: Visit, work: Work, entry: Entry, sources: Mapping[Field, str]) -> Text:
    """An entry that readers see in its source language: nothing is written yet, or it is not fit to be read."""
    bot, locale = visit.house.bot, work.edition.locale
    last = bot.store.translations.latest(work.issue.key, locale).get(entry.key)
    receipt = bot.store.receipts.of(work.issue.key, locale).get(last.key) if last else None
    lines = [
        Line(field=field, text="", source=marked(source, ()), target=(), typed="") for field, source in sources.items()
    ]
    return Text(
        position=entry.position,
        name=sources[Field.TITLE],
        about="",
        by=last.by if last else "",
        end=_end(last, receipt, work.edition.on_failure) if last else "none",
        lines=lines,
        findings=receipt.left if receipt else (),
        mended=(),
        cost=None,
    )


def _end(made: Translation, receipt: Receipt | None, on_failure: str) -> str:
    """What became of a text, as a word's ending."""
    return gate.fate(made, receipt, on_failure).replace(" ", "_").replace("-", "_")


def _typed(form: Mapping[str, str]) -> Typed:
    """What a form says; a browser sends lines with \\r\\n. Raises: Refused."""
    try:
        field = Field(form.get("field", ""))
    except ValueError as error:
        raise Refused(400, "not_meant") from error
    if field not in (*_OF_INTRO, *_OF_ENTRY):
        raise Refused(400, "not_meant")
    return Typed(about=form.get("about", ""), field=field, text=form.get("text", "").replace("\r\n", "\n"))


def _looked_at(visit: Visit, work: Work, typed: Typed) -> Typed:
    """What was typed, with what is found in it."""
    bot = visit.house.bot
    stands = text_to_edit(bot, work, typed.about)
    if stands is None or stands.key != typed.about or not typed.text.strip():
        return typed
    before: str = getattr(stands, PARTS[typed.field])
    spans = (Span(start=0, old=before, new=typed.text.strip()),)
    wanted = Correction(
        digest=work.key, about=typed.about, field=typed.field, before=before, spans=spans, by=visit.person.who
    )
    return replace(typed, doubts=doubts(bot, work, stands, wanted))
