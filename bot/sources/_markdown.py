"""One line of GitHub's Markdown as a block of text with its links, as a reader sees it there."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.markup import Block, Kind, Stretch


def line(markdown: str) -> Block:
    """The text of a line or a cell: escapes undone, `<br>` a line break; any other tag is text, as `<pause>` is."""
    (inline,) = _PARSER.parseInline(_IN_WORD.sub(r"\*", _BREAK.sub("\n", markdown.strip())))
    text = ""
    opened: dict[str, list[tuple[int, str]]] = {"strong": [], "link": []}
    covered: dict[str, list[Stretch]] = {"strong": [], "link": []}
    for token in inline.children or ():
        kind, _, step = token.type.rpartition("_")
        if kind in opened and step == "open":
            opened[kind].append((len(text), str(token.attrGet("href") or "")))
        elif kind in opened:
            start, url = opened[kind].pop()
            if len(text) > start and not opened[kind]:  # `****Name****` is bold once
                covered[kind].append(Stretch(start=start, end=len(text), url=url))
        text += _text(token)
    return Block(kind=Kind.PARAGRAPH, text=text, links=tuple(covered["link"]), strong=tuple(covered["strong"]))


_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_IN_WORD = re.compile(r"(?<=\w)\*(?=\w)")
"""A star within a word is text, as in `O*NET`, though two of them slant what stands between."""


class _Parser(MarkdownIt):
    """Leaves addresses as they are printed; which of them are links is for the reader of the rows to say."""

    def normalizeLink(self, url: str) -> str:
        return url

    def validateLink(self, url: str) -> bool:
        return True


# Pictures and addresses in angle brackets do not occur; what looks like them is text.
_PARSER = _Parser("commonmark", {"html": False}).disable(["image", "autolink"])


def _text(token: Token) -> str:
    return "\n" if token.type in ("softbreak", "hardbreak") else token.content
