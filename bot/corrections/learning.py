"""Terms that people settle: asked for with a correction, learnt by a yes of their own, and taken back.

A term is a correction of the glossary: `about` is `ko/rollout`, `before` and `after` are the renderings that are
accepted, separated by `|` as in the glossary's file; none before where the term is new.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot import gate, texts, waiting
from bot.checks import terms
from bot.checks.glossary import key
from bot.corrections.showing import PARTS
from bot.domain import BOT, OPEN, Correction, Entry, Field, Learned, Locale, Paper, Span, State, Term, Translation
from bot.holding import Work
from bot.ports import Bot

MOST_OLDER = 10
"""How many older texts are proposed for correction at a time: asked again, the next ones are."""

_ALTERNATIVE = "|"


def known(bot: Bot, code: str, source: str) -> Term | None:
    """The term of a locale as it is used now, its usual sense first; None where there is none."""
    same = [one for one in texts.locale_of(bot, code).glossary if key(one.source) == key(source)]
    return next((one for one in same if not one.sense), same[0] if same else None)


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
        about=f"{work.edition.locale}/{source}",
        field=Field.TERM,
        before=before,
        spans=(Span(start=0, old=before, new=rendering),),
        reason=correction.reason,
        by=correction.by,
        cause=correction.number,
    )
    return bot.store.corrections.propose(wanted, comment, bot.clock.now())


def learn(bot: Bot, work: Work, correction: Correction) -> None:
    """Keeps a term that was approved; who agreed to it is on record."""
    code, source = _term_of(correction)
    now, last = bot.clock.now(), bot.store.corrections.steps(correction.number)[-1]
    agreed = [*bot.store.corrections.second(correction.number, last.who, now), ""]
    term = Learned(
        locale=code, source=source, accepted=_forms(correction.after), who=agreed[0], seconded=agreed[1], at=now
    )
    bot.store.terms.learn(term)
    if bot.store.corrections.step(correction.number, (State.APPROVED,), State.APPLIED, BOT, now):
        bot.report("learnt", correction.about, accepted=correction.after, who=agreed[0])


def forget(bot: Bot, work: Work, correction: Correction) -> None:
    """Takes a term back that was undone; the one that people had decided before stands again.

    Nothing happens where somebody decided it anew since.
    """
    code, source = _term_of(correction)
    last = bot.store.corrections.steps(correction.number)[-1]
    learned = next((one for one in bot.store.terms.all(code) if (one.source, one.sense) == (source, "")), None)
    if learned is None or learned.accepted != _forms(correction.after) or learned.at > last.at:
        return
    before = _forms(correction.before)
    in_file = [one.accepted for one in bot.locales[code].glossary if key(one.source) == key(source)]
    if before and before not in in_file:
        bot.store.terms.learn(replace(learned, accepted=before, who=last.who, seconded="", at=bot.clock.now()))
    else:
        bot.store.terms.forget(code, source)
    bot.report("forgotten", correction.about, who=last.who)


def disagreeing(bot: Bot, code: str, term: Term) -> list[Translation]:
    """The texts of a locale that are out and do not render a term as it says, the newest issue first."""
    return [made for _work, made, _fields in _older(bot, code, term)]


def propose_older(bot: Bot, code: str, term: Term, *, most: int = MOST_OLDER) -> list[Correction]:
    """Proposes to correct the newest of the older texts that do not render a term as it says.

    One correction a field, of at most so many texts; no comment asks for them, and so nobody is thanked. What is
    to be replaced is what was accepted or forbidden until now; where none of that stands, a person must look.
    """
    proposed, made = [], 0
    corrections = bot.store.corrections.all()
    decided = {(one.digest, one.about, one.field) for one in corrections}
    waits = {(one.digest, one.about.partition("@")[0], one.field) for one in corrections if one.state in OPEN}
    for work, text, fields in _older(bot, code, term):
        fresh = [
            one for one in fields if not {(work.key, text.key, one), (work.key, text.entry, one)} & (decided | waits)
        ]
        proposed += [_proposed(bot, work, text, one, term) for one in fresh]
        made += bool(fresh)
        if made == most:
            break
    return proposed


def _proposed(bot: Bot, work: Work, text: Translation, field: Field, term: Term) -> Correction:
    before: str = getattr(text, PARTS[field])
    spans = _spans(before, _wrong(bot, text.locale, term))
    wanted = Correction(
        digest=work.key,
        about=text.key,
        field=field,
        before=before,
        spans=spans,
        reason=f"{term.source}: {', '.join(term.accepted)}",
        by=BOT,
        state=State.PROPOSED if spans else State.LOOK,
    )
    return bot.store.corrections.propose(wanted, "", bot.clock.now())


def _older(bot: Bot, code: str, term: Term) -> Iterator[tuple[Work, Translation, Sequence[Field]]]:
    """Each text with the digest that shows it and the fields that have the term otherwise."""
    locale = replace(bot.locales[code], glossary=(term,))
    seen: set[str] = set()
    works = [one for edition in bot.editions if edition.locale == code for one in waiting.works(bot, edition)]
    for work in sorted(works, key=lambda one: one.issue.published, reverse=True):
        if work.issue.key in seen or not bot.store.posts.of(work.key):
            continue
        seen.add(work.issue.key)
        shown = texts.texts_of(bot, work.issue, locale)
        for entry, paper in texts.papers_of(bot, work.issue):
            made = shown.get(entry.key)
            if made and paper and (fields := _otherwise(made, entry, paper, locale)):
                yield work, made, fields


def _otherwise(made: Translation, entry: Entry, paper: Paper, locale: Locale) -> Sequence[Field]:
    """The fields whose English has the one term of the locale and whose text the gate would doubt for it."""
    words = key(locale.glossary[0].source)
    pairs = gate.of_entry(made, entry, paper, locale).pairs
    likely = {field: pair for field, pair in pairs.items() if pair.target and words in key(pair.source)}
    return [Field(field) for field, pair in likely.items() if next(terms.check(pair), None)]


def _wrong(bot: Bot, code: str, term: Term) -> dict[str, str]:
    """What stood for a term until now, and what is to stand there: the words a reader gave, else its first rendering.

    The longest first.
    """
    file = [one for one in bot.locales[code].glossary if key(one.source) == key(term.source)]
    forms = [*term.forbidden, *(form for one in file for form in (*one.accepted, *one.forbidden))]
    wrong = {form: term.accepted[0] for form in forms if form not in term.accepted}
    for one in bot.store.corrections.all((State.APPLIED,)):
        cause = bot.store.corrections.get(one.cause) if one.cause and one.about == f"{code}/{term.source}" else None
        wrong |= {span.old: span.new for span in cause.spans if span.old} if cause else {}
    return dict(sorted(wrong.items(), key=lambda pair: len(pair[0]), reverse=True))


def _spans(text: str, wrong: Mapping[str, str]) -> tuple[Span, ...]:
    """Every place where one of the forms stands, those of the longest first; two never overlap."""
    found: list[Span] = []
    for form, right in wrong.items():
        for match in re.finditer(re.escape(form), text):
            if all(match.end() <= one.start or one.start + len(one.old) <= match.start() for one in found):
                found.append(Span(start=match.start(), old=form, new=right))
    return tuple(sorted(found, key=lambda one: one.start))


def _term_of(correction: Correction) -> tuple[str, str]:
    """The locale and the source term."""
    code, _, source = correction.about.partition("/")
    return code, source


def _forms(text: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in text.split(_ALTERNATIVE) if form.strip())
