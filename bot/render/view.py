"""What the template sees of a digest: plain values in the order and the form they are printed."""

import re
from dataclasses import dataclass, replace
from itertools import groupby

from bot.domain import BULLET, Digest, Missing, Piece, Topic
from bot.render.addresses import addresses

LABEL_LENGTH = 60
"""A bullet's text before its first colon is a label when it is no longer than this."""

_NOTICES = {Missing.WITHDRAWN: "withdrawn", Missing.NOT_YET: "not_yet", Missing.NOT_ON_ARXIV: "", None: ""}
"""The word that says why an abstract is missing; one that was never on arXiv is not missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullet:
    """One line of a list; `label` is empty where it has none."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph of one line, or a list of bullets."""

    line: str = ""
    bullets: tuple[Bullet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A text and its English; `itemised` when its paragraphs stand as list items, `folded` when both are in a fold.

    Where it is not `translated`, the text is the English, or there is none.
    """

    notice: str
    text: tuple[Block, ...]
    english: tuple[Block, ...]
    translated: bool
    shown: str
    itemised: bool
    folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """`title` is empty where the translation has none of its own: a name is printed once.

    `arxiv_id` is empty where the paper is not on arXiv; else the first of `paper_urls` is its page there.
    """

    number: int
    title: str
    name: str
    summary: Section | None
    abstract: Section | None
    authors: tuple[str, ...]
    arxiv_id: str
    paper_urls: tuple[str, ...]
    further_urls: tuple[str, ...]
    related: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroView:
    """The week in one sentence, and the paragraphs below it."""

    sentence: str
    blocks: tuple[Block, ...]


def entry_view(digest: Digest, piece: Piece) -> EntryView:
    """What the template sees of one paper."""
    shown, made = digest.edition.source_text, piece.translation
    itemised = is_itemised(digest)
    title = made.title.strip() if made else ""
    summary = made.summary if made else ""
    abstract = made.abstract if made else ""
    papers, further = addresses(piece)
    english = piece.entry.summary
    notice = _NOTICES[piece.paper.missing]
    if piece.paper.abstract and not abstract and (made or not english):
        notice = "source_only"  # it came late, and its translation did not pass the gate; or it is all there is
    return EntryView(
        number=piece.entry.position,
        title="" if title == piece.paper.title.strip() else title,
        name=piece.paper.title,
        summary=_section("source_only" if english and not made else "", summary, english, shown.summary, itemised),
        abstract=_folded(digest, _section(notice, abstract, piece.paper.abstract, shown.abstract, itemised)),
        authors=piece.paper.authors,
        arxiv_id=piece.paper.arxiv_id or "",
        paper_urls=papers,
        further_urls=further,
        related=tuple(digest.surroundings.related.get(piece.entry.position, ())),
    )


def _section(notice: str, text: str, english: str, shown: str, itemised: bool) -> Section | None:
    """What stands under one heading; None when that is nothing. English without a translation stands open."""
    blocks, original = _blocks(text or english), _blocks(english if text else "")
    if not blocks and not notice:
        return None
    return Section(notice=notice, text=blocks, english=original, translated=bool(text), shown=shown, itemised=itemised)


def _folded(digest: Digest, section: Section | None) -> Section | None:
    """An abstract as the edition shows it. English inside the fold is quoted: it has no fold of its own."""
    if section is None or not digest.edition.shape.folded:
        return section
    return replace(section, folded=bool(section.text), shown="quote" if section.shown == "folded" else section.shown)


def is_itemised(digest: Digest) -> bool:
    """Whether each text is a list item with its English below: the form of the weeks without a single bullet."""
    return not any(BULLET in one.entry.summary for one in digest.pieces)


def intro_view(digest: Digest) -> IntroView | None:
    """What the template sees of the intro; None where it was dropped."""
    intro = digest.intro
    return IntroView(sentence=intro.title, blocks=_blocks(intro.summary)) if intro else None


def lines_of(text: str) -> list[str]:
    """The lines of a text that are printed, each as a paragraph or a bullet of its own."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _blocks(text: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for bulleted, group in groupby(lines_of(text), key=lambda line: line.startswith(BULLET)):
        if bulleted:
            blocks.append(Block(bullets=tuple(map(_bullet, group))))
        else:
            blocks += [Block(line=line) for line in group]
    return tuple(blocks)


def _bullet(line: str) -> Bullet:
    """`● Label: text`. Text that a cut at the colon would break, maths or braces, has no label."""
    text = line.removeprefix(BULLET).strip()
    found = re.match(rf"(.{{1,{LABEL_LENGTH}}}?(?:: |：))\s*(?=\S)", text)
    label = found.group(1).strip() if found else ""
    if not found or label.count("$") % 2 or label.count("{") != label.count("}"):
        return Bullet(label="", text=text)
    return Bullet(label=label, text=text[found.end() :])


def models(digest: Digest) -> list[str]:
    """The models whose words stand in the digest; people, who have no prompt, are not named here."""
    made = [digest.intro, *(piece.translation for piece in digest.pieces)]
    return sorted({one.by for one in made if one and one.prompt})
