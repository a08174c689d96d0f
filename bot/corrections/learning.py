"""Terms that people settle: asked for with a correction, learnt by a yes of their own, and taken back.

A term is a correction of the glossary: `about` is `ko/rollout`, `before` and `after` are the renderings that are
accepted, separated by `|` as in the glossary's file; none before where the term is new.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot import gate, texts, waiting
from bot.checks import terms
from bot.checks.glossary import forms, squeezed
from bot.corrections.showing import PARTS
from bot.domain import BOT, OPEN, Correction, Entry, Field, Learned, Locale, Paper, Span, State, Term, Translation
from bot.holding import Work
from bot.ports import Bot
from bot.wording import key

MOST_OLDER = 10
"""How many older texts are proposed for correction at a time: asked again, the next ones are."""

_ALTERNATIVE = "|"


def known(bot: Bot, code: str, source: str) -> Term | None:
    """The term of a locale as it is used now, its usual sense first; None where there is none."""
    same = [one for one in texts.locale_of(bot, code).glossary if key(one.source) == key(source)]
    return next((one for one in same if not one.sense), same[0] if same else None)


def decided(bot: Bot, code: str, source: str, sense: str = "") -> Learned | None:
    """The term as people decided it, in whatever spelling; None where nobody did."""
    same = (one for one in bot.store.terms.all(code) if (key(one.source), one.sense) == (key(source), sense))
    return next(same, None)


def asked_for(correction: Correction) -> tuple[str, Term]:
    """The locale of a correction that is about a term, and the term as it is to be."""
    code, _, source = correction.about.partition("/")
    return code, Term(source=source, accepted=_forms(correction.after), learned=True)


def is_about_now(bot: Bot, correction: Correction) -> bool:
    """Whether a term still stands as its correction says that it does."""
    code, term = asked_for(correction)
    stands = known(bot, code, term.source)
    return _forms(correction.before) == (stands.accepted if stands else ())


def propose_again(bot: Bot, correction: Correction) -> None:
    """Asks for a term anew, as it stands now: whoever agreed to the change of another one did not agree to this."""
    cause = bot.store.corrections.get(correction.cause or correction.number) or correction
    term = asked_for(correction)[1].source, correction.after
    for comment in [one.key for one in bot.store.corrections.comments(correction.number)] or [""]:
        propose_term(bot, cause, term, comment)


def propose_term(bot: Bot, correction: Correction, term: tuple[str, str], comment: str) -> Correction | None:
    """Asks for the term, a source term and its rendering, that a correction was said to be about.

    `comment` is the key of the comment that asks for it. None where the term is used so already.
    """
    work, (source, rendering) = next(iter(waiting.named(bot, correction.digest))), term
    stands = known(bot, work.edition.locale, source)
    if stands and rendering in stands.accepted[:1]:
        return None
    before = _ALTERNATIVE.join(stands.accepted) if stands else ""
    wanted = Correction(
        digest=correction.digest,
        about=f"{work.edition.locale}/{stands.source if stands else source}",
        field=Field.TERM,
        before=before,
        spans=(Span(start=0, old=before, new=rendering),),
        reason=correction.reason,
        by=correction.by,
        cause=correction.number,
    )
    return bot.store.corrections.propose(wanted, comment, bot.clock.now())


def learn(bot: Bot, work: Work, correction: Correction) -> None:
    """Keeps a term that was approved; who agreed to it is on record. What was wrong for it before is wrong still."""
    code, term = asked_for(correction)
    now, last = bot.clock.now(), bot.store.corrections.steps(correction.number)[-1]
    agreed = [*bot.store.corrections.second(correction.number, last.who, now), ""]
    stands = known(bot, code, term.source)
    wrong = tuple(form for form in (stands.forbidden if stands else ()) if form not in term.accepted)
    keep(
        bot,
        Learned(
            locale=code,
            source=term.source,
            accepted=tuple(term.accepted),
            forbidden=wrong,
            who=agreed[0],
            seconded=agreed[1],
            at=now,
        ),
    )
    if bot.store.corrections.step(correction.number, (State.APPROVED,), State.APPLIED, BOT, now):
        bot.report("learnt", correction.about, accepted=correction.after, who=agreed[0])


def keep(bot: Bot, term: Learned) -> None:
    """Keeps a term in the place of the one that stands, under the spelling which that has."""
    stands = decided(bot, term.locale, term.source, term.sense)
    bot.store.terms.learn(replace(term, source=stands.source if stands else term.source))


def forget(bot: Bot, work: Work, correction: Correction) -> None:
    """Takes a term back that was undone; the one that people had decided before stands again.

    Nothing happens where somebody decided it anew since.
    """
    code, term = asked_for(correction)
    last = bot.store.corrections.steps(correction.number)[-1]
    learned = decided(bot, code, term.source)
    if learned is None or learned.accepted != term.accepted or learned.at > last.at:
        return
    before = _forms(correction.before)
    in_file = [one.accepted for one in bot.locales[code].glossary if key(one.source) == key(term.source)]
    if before and before not in in_file:
        bot.store.terms.learn(replace(learned, accepted=before, who=last.who, seconded="", at=bot.clock.now()))
    else:
        bot.store.terms.forget(code, learned.source)
    bot.report("forgotten", correction.about, who=last.who)


def older(bot: Bot, correction: Correction) -> list[Translation]:
    """The texts of other issues that are out and do not render a term as its correction says."""
    issue, (code, term) = correction.digest.rpartition("/")[0], asked_for(correction)
    return [one for one in disagreeing(bot, code, term) if not one.entry.startswith(f"{issue}/")]


def disagreeing(bot: Bot, code: str, term: Term) -> list[Translation]:
    """The texts of a locale that are out and do not render a term as it says, the newest issue first."""
    return [made for _work, made, _fields in _older(bot, code, term)]


def propose_older(bot: Bot, code: str, term: Term, *, most: int = MOST_OLDER) -> list[Correction]:
    """Proposes to correct the newest of the older texts that do not render a term as it says.

    One correction a field, of at most so many texts; no comment asks for them, and so nobody is thanked. What is
    to be replaced is what was accepted or forbidden until now; where none of that stands, a person must look.
    """
    proposed, made, reason = [], 0, f"{term.source}: {', '.join(term.accepted)}"
    corrections = bot.store.corrections.all()
    asked = {(one.digest, one.about, one.field) for one in corrections if (one.by, one.reason) == (BOT, reason)}
    waits = {(one.digest, one.about.partition("@")[0], one.field) for one in corrections if one.state in OPEN}
    wrong, right = _wrong(bot, code, term), _renderings(bot, code, term)
    for work, text, fields in _older(bot, code, term):
        fresh = [
            one for one in fields if not {(work.key, text.key, one), (work.key, text.entry, one)} & (asked | waits)
        ]
        for field in fresh:
            spans = _spans(getattr(text, PARTS[field]), wrong, right)
            proposed.append(_proposed(bot, work, text, field, spans, reason))
        made += bool(fresh)
        if made == most:
            break
    return proposed


def _proposed(
    bot: Bot, work: Work, text: Translation, field: Field, spans: tuple[Span, ...], reason: str
) -> Correction:
    wanted = Correction(
        digest=work.key,
        about=text.key,
        field=field,
        before=getattr(text, PARTS[field]),
        spans=spans,
        reason=reason,
        by=BOT,
        state=State.PROPOSED if spans else State.LOOK,
    )
    return bot.store.corrections.propose(wanted, "", bot.clock.now())


def _older(bot: Bot, code: str, term: Term) -> Iterator[tuple[Work, Translation, Sequence[Field]]]:
    """Each text with the digest that shows it and the fields that have the term otherwise."""
    locale = replace(bot.locales[code], glossary=(term, *_beside(bot, code, term)))
    seen: set[str] = set()
    works = [one for edition in bot.editions if edition.locale == code for one in waiting.works(bot, edition)]
    for work in sorted(works, key=lambda one: one.issue.published, reverse=True):
        if work.issue.key in seen:
            continue
        pairs = texts.papers_of(bot, work.issue)
        likely = [(entry, paper) for entry, paper in pairs if paper and _may_have(_english(entry, paper), term)]
        if not likely or not bot.store.posts.of(work.key):
            continue
        seen.add(work.issue.key)
        shown = texts.texts_of(bot, work.issue, locale)
        for entry, paper in likely:
            made = shown.get(entry.key)
            if made and (fields := _otherwise(made, entry, paper, locale, term)):
                yield work, made, fields


def _beside(bot: Bot, code: str, term: Term) -> Iterator[Term]:
    """The terms that say where a term is not meant: those it is a part of, and those that may be rendered as it may
    not.
    """
    words, wrong = key(term.source), [squeezed(form) for form in term.forbidden]
    for one in texts.locale_of(bot, code).glossary:
        name = key(one.source)
        alike = any(form in squeezed(other) for form in wrong for other in one.accepted)
        if name != words and (f" {words} " in f" {name} " or alike):
            yield one


def _english(entry: Entry, paper: Paper) -> str:
    return "\n".join((paper.title, entry.summary, paper.abstract))


def _may_have(source: str, term: Term) -> bool:
    """Whether the first word of a term stands in a text, which is quick to see; without it the term does not."""
    source = source.lower()
    return any(form.partition(" ")[0] in source for form in forms(key(term.source)))


def _otherwise(made: Translation, entry: Entry, paper: Paper, locale: Locale, term: Term) -> Sequence[Field]:
    """The fields whose text the gate would doubt for a term."""
    pairs = gate.of_entry(made, entry, paper, locale).pairs
    names = forms(key(term.source))
    likely = {field: pair for field, pair in pairs.items() if pair.target and _may_have(pair.source, term)}
    return [
        Field(field)
        for field, pair in likely.items()
        if any(key(found.source_span) in names for found in terms.check(pair))
    ]


def _wrong(bot: Bot, code: str, term: Term) -> dict[str, str]:
    """What stood for a term until now, and what is to stand there: the words a reader gave, else its first rendering.

    The longest first.
    """
    file = [one for one in bot.locales[code].glossary if key(one.source) == key(term.source)]
    known = [*term.forbidden, *(form for one in file for form in (*one.accepted, *one.forbidden))]
    wrong = {form: term.accepted[0] for form in known if form not in term.accepted}
    for one in bot.store.corrections.all((State.APPLIED,)):
        cause = bot.store.corrections.get(one.cause) if one.cause and one.about == f"{code}/{term.source}" else None
        for span in cause.spans if cause else ():
            # The same comment may have asked for more than the term.
            if span.old and any(form in span.new for form in term.accepted):
                wrong[span.old] = span.new
    return dict(sorted(wrong.items(), key=lambda pair: len(pair[0]), reverse=True))


def _renderings(bot: Bot, code: str, term: Term) -> list[str]:
    """What stands for a term, and for those that it is a part of: in there no word is one of it alone."""
    return [form for one in (term, *_beside(bot, code, term)) for form in one.accepted]


def _spans(text: str, wrong: Mapping[str, str], right: Sequence[str]) -> tuple[Span, ...]:
    """Every place where one of the wrong forms stands, those of the longest first, but not in a longer right one; two
    never overlap.
    """
    found: list[Span] = []
    whole = [match.span() for form in right for match in re.finditer(re.escape(form), text)]
    for form, instead in wrong.items():
        for match in re.finditer(re.escape(form), text):
            start, end = match.span()
            within = any(first <= start and end <= last and end - start < last - first for first, last in whole)
            if not within and all(end <= one.start or one.start + len(one.old) <= start for one in found):
                found.append(Span(start=start, old=form, new=instead))
    return tuple(sorted(found, key=lambda one: one.start))


def _forms(text: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in text.split(_ALTERNATIVE) if form.strip())
