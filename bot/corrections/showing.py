"""The texts of a digest that its readers see, and what a correction of each is about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot import readback, waiting
from bot.domain import INTRO, Correction, Field, Piece, Shown, Translation
from bot.holding import Work
from bot.ports import Bot
from bot.readback import Place

_FOLDED = re.compile(r"\[details=[^\n]*\]\n(.*?)\n\[/details\]", re.DOTALL)
_QUOTED = re.compile(r"^ *> ?(.*)$", re.MULTILINE)

PARTS: Mapping[Field, str] = {
    Field.TITLE: "title",
    Field.INTRO: "summary",
    Field.SUMMARY: "summary",
    Field.ABSTRACT: "abstract",
}
"""The part of a translation that a field is; the title of an intro is its one sentence. No other field is part of one.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A text as readers see it now; `about` is what a correction of it is about."""

    about: str
    shown: Shown


def texts_of(bot: Bot, work: Work) -> Sequence[Standing]:
    """Every text of a digest that is out: of the intro, of each entry in order, and the topic's tags.

    Of a translation it is the plain text; of addresses and of the English, what the posts show.
    """
    digest, fields = waiting.digest_of(bot, work), readback.fields_of(bot, work)
    found = list(_translated(digest.intro, INTRO, {Field.TITLE: "", Field.INTRO: ""})) if digest.intro else []
    for piece in digest.pieces:
        found += _of_entry(piece, fields, folded=work.edition.shape.folded)
    tags = ", ".join(bot.store.posts.of(work.key)[0].tags)
    topics = Standing(about=f"{work.issue.key}/{INTRO}", shown=Shown(position=INTRO, field=Field.TOPICS, text=tags))
    return [*found, topics]


def text_of(made: Translation, field: Field) -> str:
    """The text of a field that is part of a translation."""
    text: str = getattr(made, PARTS[field])
    return text


def text_now(texts: Sequence[Standing], correction: Correction) -> Standing | None:
    """The text that a correction is about, as it stands now; None where the digest does not show it any more."""
    entry = _entry_of(correction.about)
    same = (one for one in texts if one.shown.field == correction.field and _entry_of(one.about) == entry)
    return next(same, None)


def is_out(bot: Bot, work: Work, standing: Standing) -> bool:
    """Whether the posts show a translation's text as it would be laid out now; true of what is no translation's."""
    shown = standing.shown
    if shown.field not in PARTS:
        return True
    fields = bot.renderer.fields(waiting.digest_of(bot, work), bot.locales[work.edition.locale])
    printed = fields.get((shown.position, "intro" if shown.position == INTRO else PARTS[shown.field]))
    return printed is not None and any(printed in post.raw for post in bot.store.posts.of(work.key))


def _of_entry(piece: Piece, fields: Mapping[Place, str], *, folded: bool) -> Iterator[Standing]:
    position = piece.entry.position
    if piece.translation:
        sources = {
            Field.TITLE: piece.paper.title,
            Field.SUMMARY: piece.entry.summary,
            Field.ABSTRACT: piece.paper.abstract,
        }
        yield from _translated(piece.translation, position, sources)
    for field, text in (
        (Field.LINK, _addresses(fields, position)),
        (Field.ENGLISH, _english(piece, fields, folded=folded)),
    ):
        if text:
            yield Standing(about=piece.entry.key, shown=Shown(position=position, field=field, text=text))


def _translated(made: Translation, position: int, sources: Mapping[Field, str]) -> Iterator[Standing]:
    for field, source in sources.items():
        if text := text_of(made, field):
            yield Standing(about=made.key, shown=Shown(position=position, field=field, text=text, source=source))


def _addresses(fields: Mapping[Place, str], position: int) -> str:
    return "\n\n".join(fields[position, name] for name in ("links", "further") if (position, name) in fields)


def _english(piece: Piece, fields: Mapping[Place, str], *, folded: bool) -> str:
    """What is folded or quoted below the translations of an entry; in a fold that holds both it is what is quoted."""
    found = []
    for name in ("summary", "abstract"):
        text = fields.get((piece.entry.position, name), "")
        both = folded and name == "abstract" and piece.translation is not None and bool(piece.translation.abstract)
        found += (not both and _FOLDED.findall(text)) or ["\n".join(_QUOTED.findall(text))]
    return "\n\n".join(text.strip() for text in found if text.strip())


def _entry_of(about: str) -> str:
    """The entry's key, of a version of its text or of itself."""
    return about.partition("@")[0]
