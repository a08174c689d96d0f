"""Lays digests out, whole or a field at a time, and reads a field back that a person changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot import cook
from bot.domain import INTRO, MARKER_RESERVE, Digest, Draft, Edition, Locale, Piece, Translation
from bot.errors import Misconfigured
from bot.render import reading
from bot.render.addresses import clean
from bot.render.cutting import cut, cut_before
from bot.render.pieces import NAMES, Pieces
from bot.render.templates import macros_of, template_of, words_of
from bot.render.view import entry_view, is_itemised
from bot.render.words import Words, title_of
from bot.wording import said

_FIELDS = ("title", "summary", "abstract", "links", "further")
"""The named pieces of an entry, in the order they stand."""


class Layout:
    """Lays digests out in the templates that their editions name."""

    def require(self, edition: Edition, locale: Locale) -> None:
        """Said before a text is paid for.

        Raises: Misconfigured (no such template, one that is no layout, or a word of it that nobody has).
        """
        template_of(edition)
        missing = ", ".join(sorted(set(NAMES) - macros_of(edition)))
        if missing:
            raise Misconfigured(
                f"edition {edition.name}: the template {edition.template!r} lacks the macros {missing};"
                " discourse.md.j2 shows what each prints"
            )
        for word in ("title", *words_of(edition)):
            said(edition, locale, word)

    def draft(self, digest: Digest, locale: Locale, limit: int | None, firsts: Sequence[int] | None = None) -> Draft:
        """The parts, none longer than `limit` code points with the marker that posting adds.

        As few parts as the limit allows, and those of even length: an edit finds room in each. `firsts` are the first
        entries of the second part and of each further one where another digest says how it is cut, whatever its length;
        a number that no entry has is the end's.
        Raises: Rejected (one entry alone is longer; no title for this issue), Misconfigured (template, words).
        """
        pieces = self._pieces(digest, locale)
        if firsts is None:
            parts = cut(pieces, digest.issue.key, None if limit is None else limit - MARKER_RESERVE)
        else:
            parts = cut_before(pieces, firsts)
        return Draft(
            title=title_of(digest, Words(digest, locale)),
            parts=parts,
            tags=(*digest.edition.tags, *digest.surroundings.tags),
            link=digest.topic_url or clean(digest.issue.url),
        )

    def field(self, digest: Digest, locale: Locale, piece: Piece, name: str) -> str:
        """One named field of one entry exactly as it stands in the draft; empty where the draft has none.

        Names: `title` (the heading line), `listed` (the line in the list of contents), `summary`, `abstract`, `links`,
        `further`, each with its heading.
        """
        return self._pieces(digest, locale).piece(name, entry_view(digest, piece))

    def fields(self, digest: Digest, locale: Locale) -> Mapping[tuple[int, str], str]:
        """Every named field of the draft by position and name, in order, exactly as it stands there.

        Position 0 has `intro` and, at the very end, `siblings` and `credits`; the others have what makes up their
        section. A field that the draft does not have is absent.
        """
        pieces = self._pieces(digest, locale)
        made = {(INTRO, "intro"): pieces.piece("introduction")}
        made |= {(one.number, name): pieces.piece(name, one) for one in pieces.entries for name in _FIELDS}
        made |= {(INTRO, name): pieces.piece(name) for name in ("siblings", "credits")}
        return {place: text for place, text in made.items() if text}

    def notice(self, digest: Digest, locale: Locale, piece: Piece | None) -> str:
        """What stands in the place of a part, or of one entry with its heading, once it was taken down."""
        pieces = self._pieces(digest, locale)
        return pieces.piece("taken_down_entry", entry_view(digest, piece)) if piece else pieces.piece("taken_down")

    def read_back(self, digest: Digest, locale: Locale, place: tuple[int, str], text: str) -> Translation | None:
        """The translation that would be laid out as `text`, to the same HTML; None where none would.

        The one that stands comes back where `text` still shows it; of HTML nothing else is read. What the field does
        not show is taken from it, and lines that did not change are kept as they were written there. The version is
        not set.
        """
        stands, printed = _translation(digest, place[0]), self._field(digest, locale, place)
        if stands is None or not printed:
            return None
        more = self._pieces(digest, locale).piece("to_be_continued")
        bare = text.rstrip().removesuffix(more).rstrip()
        if digest.edition.form == "html":
            return stands if bare == printed else None
        old, new = cook.cook(printed), cook.cook(bare)
        if old == new:
            return stands
        guesses = self._guesses(digest, locale, place, stands, (old, new))
        shown = (one for one in guesses if cook.cook(self._field(_with(digest, one), locale, place)) == new)
        return next(shown, None)

    def _guesses(
        self, digest: Digest, locale: Locale, place: tuple[int, str], stands: Translation, html: tuple[str, str]
    ) -> Iterable[Translation]:
        position, name = place
        match name:
            case "intro":
                return reading.intros(stands, *html)
            case "summary" | "abstract":
                folded = name == "abstract" and digest.edition.shape.folded
                return reading.texts(stands, name, *html, itemised=is_itemised(digest), folded=folded)
            case "title":
                bare = _with(digest, replace(stands, title=_name(digest, position)))
                return reading.titles(stands, cook.cook(self._field(bare, locale, place)), html[1])
            case _:
                return ()

    def _field(self, digest: Digest, locale: Locale, place: tuple[int, str]) -> str:
        return self.fields(digest, locale).get(place, "")

    def _pieces(self, digest: Digest, locale: Locale) -> Pieces:
        return Pieces(template_of(digest.edition), digest, locale)


def _translation(digest: Digest, position: int) -> Translation | None:
    if position == INTRO:
        return digest.intro
    return next((one.translation for one in digest.pieces if one.entry.position == position), None)


def _name(digest: Digest, position: int) -> str:
    return next(one.paper.title for one in digest.pieces if one.entry.position == position)


def _with(digest: Digest, made: Translation) -> Digest:
    """The digest with another translation of one of its texts."""
    if digest.intro and digest.intro.entry == made.entry:
        return replace(digest, intro=made)
    pieces = (replace(one, translation=made) if one.entry.key == made.entry else one for one in digest.pieces)
    return replace(digest, pieces=tuple(pieces))
