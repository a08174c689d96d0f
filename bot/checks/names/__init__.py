"""Names: models, data sets, benchmarks, tools, methods, people and organisations stay as the source writes them.

A name of the target that the source has not is altered where it is near one of the source's, else invented; a coined
name of the source that the target has nowhere is missing. Let pass: a name said less often than in the source, and
the native form of a name that only begins with a capital, which people's names are.
"""

from collections.abc import Container, Iterator, Mapping
from itertools import islice

from bot.checks.names.comparing import Texts, lost, strange
from bot.checks.names.glosses import corrupted
from bot.checks.names.known import rendered
from bot.checks.names.organisations import borrowed, credited, organisations
from bot.checks.names.pieces import beheaded, lowered, transcribed, unheard
from bot.checks.names.reading import as_written
from bot.checks.names.versions import other_versions
from bot.checks.pair import Kind, Pair
from bot.domain import Finding, Severity

SAYS: Mapping[str, str] = {
    "name.missing": "The name ‘{source}’ of the source is not in the translation. Keep it in Latin letters, exactly "
    "as the source writes it.",
    "name.altered": "The translation has ‘{target}’ where the source has ‘{source}’. Write the name exactly as the "
    "source does.",
    "name.torn": "Of the name ‘{source}’ only the piece ‘{target}’ is in the translation. Write the whole name, "
    "unbroken.",
    "name.invented": "The name ‘{target}’ is not in the source. Take it out, or write the source's own name there.",
    "name.organisation": "The source does not name the organisation ‘{target}’. Take it out: the authors' ‘we’ and "
    "‘our’ are never a company.",
    "name.gloss": "The English in brackets, ‘{target}’, is not the source's wording. Copy it from the source, or leave "
    "the brackets out.",
}
"""What the findings of this family say."""

MOST = 20
"""As many findings as a text can have of this family."""


def check(pair: Pair) -> Iterator[Finding]:
    """What is wrong with the names of a translation. An intro need not name all that it introduces."""
    for code, source, target in islice(_found(pair), MOST):
        yield pair.doubt(
            SAYS, code, Severity.REPAIR, source=as_written(pair.source, source), target=as_written(pair.target, target)
        )


def _found(pair: Pair) -> Iterator[tuple[str, str, str]]:
    texts = Texts(pair)
    told: set[str] = set()
    for code, source, target in strange(texts):
        told.add(source)
        yield code, source, target
    for name in organisations(pair.locale.organisations, texts.named.text, pair.target):
        yield "name.organisation", "", name
    for name in borrowed(pair.locale.organisations, texts.source, texts.target):
        yield "name.organisation", "", name
    for _, name in credited(pair.locale.organisations, texts.named.text, pair.target):
        yield "name.organisation", "", name
    for source, target in other_versions(texts.source, texts.target):
        yield "name.altered" if target else "name.missing", source, target
    for source, target in corrupted(texts.target, texts.named):
        yield "name.gloss", source, target
    for source, target in (*_in_part(texts), *lowered(texts.written, texts.spoken)):
        if source not in told:
            told.add(source)
            yield "name.altered", source, target
    if pair.kind is not Kind.INTRO:
        yield from _gone(texts, told)


def _in_part(texts: Texts) -> Iterator[tuple[str, str]]:
    """Not in a title, where every word has a capital."""
    if texts.pair.kind is not Kind.TITLE:
        yield from transcribed(texts.source, texts.target)
        yield from beheaded(texts.source, texts.target)


def _gone(texts: Texts, told: Container[str]) -> Iterator[tuple[str, str, str]]:
    for name in unheard(texts.source, texts.small, rendered(texts.pair.locale.glossary)):
        yield "name.missing", name, ""
    for name in texts.missing:
        if name not in told:
            code, target = lost(texts, name)
            if code:
                yield code, name, target
