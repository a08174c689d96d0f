"""Newsletter HTML as clean blocks with their links; knows no newsletter.

The text is the author's, character for character; widgets of the platform are left out, mark-up never is text.
Time and memory grow with the size of the body.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from selectolax.lexbor import LexborNode

from bot.trees import parsed


class Kind(StrEnum):
    """What a block is. Each item of a list is a block of its own."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Part of a block's text, from `start` to `end`; `url` is a link's, empty where the source has none."""

    start: int
    end: int
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of text in reading order; `links` and `strong` are stretches of `text`, in order and not empty.

    `text` has no white space around it; a forced line break in it is a newline. Runs of plain spaces are kept:
    some authors separate with them. `level` is a heading's, 1 to 6, and 0 for all else.
    """

    kind: Kind
    text: str = ""
    level: int = 0
    links: tuple[Stretch, ...] = ()
    strong: tuple[Stretch, ...] = ()

    def after(self, offset: int) -> "Block":
        """The same block without its first `offset` characters and the white space that follows them."""
        text = self.text[offset:].lstrip(_BLANK)
        gone = len(self.text) - len(text)
        links, strong = _moved(self.links, gone, len(text)), _moved(self.strong, gone, len(text))
        return Block(kind=self.kind, text=text, level=self.level, links=links, strong=strong)


def blocks(html: str) -> tuple[Block, ...]:
    """The blocks of a body, in reading order, with or without the `<span>`s of the platform's newer editor.

    Raises: Rejected (over 2 MB, deeper than 2,000 open tags, or formatting left open throughout).
    """
    body = parsed(html).body
    if body is None:
        return ()
    reader = _Reader({node.mem_id for node in body.css(_LEFT_OUT)})
    reader.read(body)
    return tuple(reader.blocks)


def sections(
    html: str, item: str, *, until: str = "", links: str = "", strong: str = ""
) -> tuple[tuple[Block, ...], ...]:
    """The blocks of each element of a body that the CSS selector `item` finds, in reading order.

    With `until` an item is what follows its element as well, to the next item or to an element that `until` finds. So
    are headings without it: each to the next rule, or heading of the same level or above. Where `links` or `strong`
    are given, only what they find counts as a link, or as bold. Raises: Rejected, as `blocks`.
    """
    body = parsed(html).body
    if body is None:
        return ()
    items = body.css(item)
    until = until or _end_of(items)
    reader = _Reader(
        {node.mem_id for node in body.css(_LEFT_OUT)},
        items=_ids(items),
        ends=_ids(body.css(until)) if until else None,
        links=_ids(body.css(links)) if links else None,
        strong=_ids(body.css(strong)) if strong else None,
    )
    reader.read(body)
    cuts = [*reader.cuts, (len(reader.blocks), False)]
    return tuple(tuple(reader.blocks[at:end]) for (at, begins), (end, _) in pairwise(cuts) if begins)


def one_line(text: str) -> str:
    """The text without white space around it, a run of spaces or line breaks in it as one space."""
    return (_SPACES.sub(" ", text) if "  " in text or "\n" in text else text).strip()


def arxiv_id(url: str) -> str | None:
    """The arXiv id a URL leads to, without version; None when it leads elsewhere.

    Source: https://info.arxiv.org/help/arxiv_identifier.html
    """
    found = _ARXIV.match(url.strip())
    return re.sub("%2f", "/", found["id"], flags=re.IGNORECASE) if found else None


_ARXIV = re.compile(
    r"""(?ix)
    (?: https?:// (?: (?:www|export|browse)\. )? arxiv\.org (?::\d+)? /+ (?:abs|pdf|html|format|src|e-print|ps) /+
        (?:arxiv:)?
      | https?:// (?:dx\.|www\.)? doi\.org / 10\.48550 / arxiv\. )
    (?P<id> \d{4}\.\d{4,5} (?!\d) | [a-z-]+ (?:\.[a-z]{2})? (?:/|%2f) \d{7} (?!\d) )
    (?:v\d+)? (?:\.pdf)? /* (?: [?\#].* )? $"""
)

# Every part of the platform's own furniture carries a component's name; the classes are those of its older posts.
# A mention is the one component that is the author's text.
_LEFT_OUT = ", ".join(
    (
        '[data-component-name]:not([data-component-name="MentionToDOM"])',
        ".captioned-image-container, .image-link, .image-gallery-embed, .button-wrapper, a.button",
        ".subscription-widget-wrap, .subscription-widget-wrap-editor, .subscription-widget",
        ".tweet, .twitter-embed, .youtube-wrap, .vimeo-wrap, .poll-embed, .paywall-jump, .footnote, .footnote-anchor",
        ".digest-post-embed, .embedded-post-wrap, .embedded-publication-wrap, .file-embed-wrapper",
        ".native-audio-embed, .native-video-embed, .latex-rendered",
        "figure, picture, img, svg, video, audio, iframe, object, form, button, input, select, textarea",
        "script, style, noscript, template",
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STRONG = frozenset({"b", "strong"})
# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "fieldset", "footer",
    "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul", *_HEADINGS,
})
# In an item of a list these part words, not blocks.
_INSIDE_ITEM = frozenset({"blockquote", "div", "p", "pre"})
# fmt: on
_BLANK = " \n\t\r\f\u00a0\u202f\u200b\u2060\ufeff"
_SPACES = re.compile(r"[ \n]+")
_WHITE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")


class _Ranges:
    """The stretches of one block's text that one kind of tag covers; tags inside such a tag add nothing."""

    def __init__(self) -> None:
        self._done: list[Stretch] = []
        self._depth = 0
        self._start = 0
        self._url = ""

    def open(self, at: int, url: str = "") -> None:
        self._depth += 1
        if self._depth == 1:
            self._start, self._url = at, url

    def close(self, at: int) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._end(at)

    def take(self, at: int) -> tuple[Stretch, ...]:
        """What was covered until `at`, where the block ends; a tag still open goes on in the next block."""
        if self._depth:
            self._end(at)
        done = tuple(self._done)
        self._done, self._start = [], 0
        return done

    def _end(self, at: int) -> None:
        last = self._done[-1] if self._done else None
        if last and last.end == self._start and last.url == self._url:
            self._done[-1] = Stretch(start=last.start, end=at, url=last.url)
        elif at > self._start:
            self._done.append(Stretch(start=self._start, end=at, url=self._url))


class _Reader:
    """Walks a tree once, without recursion, and gathers text until a block ends."""

    def __init__(
        self,
        left_out: set[int],
        *,
        items: frozenset[int] = frozenset(),
        ends: frozenset[int] | None = None,
        links: frozenset[int] | None = None,
        strong: frozenset[int] | None = None,
    ) -> None:
        """Nodes by their ids: `left_out` with all below; of `links` and `strong` None stands for the usual tags.

        An item ends where another begins or where one of `ends` stands; with None, with its own element.
        """
        self.blocks: list[Block] = []
        self.cuts: list[tuple[int, bool]] = []
        """Where an item begins (True) or ends among the blocks."""
        self._left_out = left_out
        self._begin, self._end = items, ends
        self._inside = 0
        """The item whose element is open, where each is its element."""
        self._only_links, self._only_strong = links, strong
        self._text: list[str] = []
        self._length = 0
        self._links = _Ranges()
        self._strong = _Ranges()
        self._items = 0
        self._level = 0

    def read(self, root: LexborNode) -> None:
        """Appends the blocks of everything below `root`."""
        node = root.first_child
        while node is not None:
            node = self._enter(node) or self._onward(node, root)
        self._flush()

    def _onward(self, node: LexborNode, root: LexborNode) -> LexborNode | None:
        """What follows a node that is done, once the elements that end with it are left; None at the end."""
        while node.next is None:
            parent = node.parent
            if parent is None or parent.mem_id == root.mem_id:
                return None
            self._leave(parent)
            node = parent
        return node.next

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """Takes in a node's start; its first child, None where there is none to visit."""
        if node.is_text_node:
            text = node.text_content or ""
            self._add(text if text.isprintable() else _WHITE.sub(_one_space, text))
            return None
        if not node.is_element_node or node.mem_id in self._left_out:
            return None
        tag = node.tag or ""
        if tag == "span" and "data-component-name" in node.attributes:
            self._add(_mentioned(node.attributes.get("data-attrs") or ""))
            return None
        self._start(tag, node)
        inside = node.first_child
        if inside is None:
            self._leave(node)
        return inside

    def _start(self, tag: str, node: LexborNode) -> None:
        self._cut(node)
        if self._is_strong(tag, node):
            self._strong.open(self._length)
        if tag == "br":
            self._add("\n")
        elif self._is_link(tag, node):
            self._links.open(self._length, (node.attributes.get("href") or "").strip())
        elif tag in _BLOCKS:
            self._break(tag)
            self._items += self._is_bullet(tag, node)
            self._level = _HEADINGS.get(tag, self._level)
            if tag == "hr":
                self.blocks.append(Block(kind=Kind.RULE))

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if self._is_strong(tag, node):
            self._strong.close(self._length)
        if self._is_link(tag, node):
            self._links.close(self._length)
        elif tag in _BLOCKS:
            self._break(tag)
            self._items -= self._is_bullet(tag, node)
            if tag in _HEADINGS:
                self._level = 0
        if self._inside == node.mem_id:
            self._inside = 0
            self._flush()
            self.cuts.append((len(self.blocks), False))

    def _cut(self, node: LexborNode) -> None:
        """Begins an item, or ends one; an element of an item within another begins none."""
        begins = node.mem_id in self._begin and not self._inside
        if begins or (self._end and node.mem_id in self._end):
            self._flush()
            self.cuts.append((len(self.blocks), begins))
            self._inside = node.mem_id if begins and self._end is None else self._inside

    def _is_strong(self, tag: str, node: LexborNode) -> bool:
        return tag in _STRONG if self._only_strong is None else node.mem_id in self._only_strong

    def _is_link(self, tag: str, node: LexborNode) -> bool:
        return tag == "a" and (self._only_links is None or node.mem_id in self._only_links)

    def _is_bullet(self, tag: str, node: LexborNode) -> bool:
        """Whether it makes its text a bullet: one that is a whole section does not, one within a section does."""
        return tag == "li" and not (node.mem_id in self._begin and self._inside in (0, node.mem_id))

    def _add(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def _break(self, tag: str) -> None:
        if not self._items or tag not in _INSIDE_ITEM:
            self._flush()
        elif self._text and not self._text[-1].endswith(" "):
            self._add(" ")

    def _flush(self) -> None:
        if not self._text:
            return
        text = "".join(self._text).rstrip(_BLANK)
        gone, text = len(text), text.lstrip(_BLANK)
        gone -= len(text)
        links, strong = self._links.take(self._length), self._strong.take(self._length)
        self._text, self._length = [], 0
        if not text:
            return
        kind = Kind.HEADING if self._level else Kind.BULLET if self._items else Kind.PARAGRAPH
        links, strong = _moved(links, gone, len(text)), _moved(strong, gone, len(text))
        self.blocks.append(Block(kind=kind, text=text, level=self._level, links=links, strong=strong))


def _moved(stretches: tuple[Stretch, ...], by: int, length: int) -> tuple[Stretch, ...]:
    """The stretches `by` characters nearer the beginning, as far as they lie in a text of that length."""
    if not stretches or (by == 0 and stretches[-1].end <= length):
        return stretches
    return tuple(
        Stretch(start=max(0, each.start - by), end=min(length, each.end - by), url=each.url)
        for each in stretches
        if each.end > by and each.start - by < length
    )


def _one_space(found: re.Match[str]) -> str:
    """White space with a line break or a tab in it is one space, as in a browser; plain spaces stay."""
    run = found[0]
    return " " if run.strip(" ") else run


def _mentioned(data: str) -> str:
    """A mention has no text: the person's name stands only in its data."""
    try:
        name = json.loads(data)["name"]
    except (ValueError, KeyError, TypeError):
        return ""
    return name if isinstance(name, str) else ""


def _ids(nodes: Sequence[LexborNode]) -> frozenset[int]:
    return frozenset(node.mem_id for node in nodes)


def _end_of(items: Sequence[LexborNode]) -> str:
    """What ends items that are headings, as a selector; empty where each item is its own element."""
    levels = [_HEADINGS.get(node.tag or "", 0) for node in items]
    return ", ".join(["hr", *(f"h{level}" for level in range(1, max(levels) + 1))]) if levels and all(levels) else ""
