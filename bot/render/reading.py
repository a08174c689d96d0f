"""A field as a person left it, cooked → the translations that may be meant by it.

Rule: nothing here decides. What cannot be read is left out, and only a guess that the layout prints as the very same
HTML is believed.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from bot.domain import BULLET, Translation
from bot.render.view import lines_of

_TOKEN = re.compile(
    r'<span class="math">(?P<maths>[^<]*)</span>'
    r'|<a (?:[^>]* )?href="(?P<address>[^"]*)"[^>]*>[^<]*</a>'
    r"|<(?P<tag>/?\w+)[^>]*>"
    r"|(?P<text>[^<]+)"
)
_LABEL = re.compile(r"<strong>(?P<label>.*?[:：])</strong> (?P<text>(?=\S).*)")
_OPENING = '<span class="excerpt">'
_EXCERPT = re.compile(rf"{_OPENING}(.*)</span>")
_MARKDOWN = {"strong": "**", "/strong": "**"}
_GUARDED = str.maketrans({"\\": r"\textbackslash{}", "$": r"\$"})
_TEX = {"strong": r"\textbf{", "/strong": "}"}
_EITHER = {"em": r"\emph{", "/em": "}", "code": r"\texttt{", "/code": "}"}

Line = tuple[str, str]
"""The bullet of a line or nothing, and its HTML."""


def intros(stands: Translation, old: str, new: str) -> Iterator[Translation]:
    """What the intro may say in `new`, where it was laid out as `old`: in paragraphs, or in a list of nothing else.

    What the layout says in that list before the intro is not the intro's.
    """
    text, listed = f"{stands.title}\n{stands.summary}", "<p>" not in old
    ahead = len(_lines(old, itemised=True)) - len(lines_of(text)) if listed else 0
    for lines in _readings(text, old, new, itemised=listed, ahead=ahead):
        sentence = lines[:1] if _OPENING in new or (listed and stands.title) else []
        yield replace(stands, title="".join(sentence), summary="\n\n".join(lines[len(sentence) :]))


def texts(
    stands: Translation, name: str, old: str, new: str, *, itemised: bool, folded: bool = False
) -> Iterator[Translation]:
    """What `summary` or `abstract` may say in `new`, where it was laid out as `old`; `folded` where it is in a fold."""
    old, new = (_unfolded(old), _unfolded(new)) if folded else (old, new)
    text = stands.abstract if name == "abstract" else stands.summary
    gap = "\n\n" if "\n\n" in text else "\n"
    for lines in _readings(text, old, new, itemised=itemised):
        said = gap.join(lines)
        yield replace(stands, abstract=said) if name == "abstract" else replace(stands, summary=said)


def titles(stands: Translation, bare: str, new: str) -> Iterator[Translation]:
    """What the heading `new` may have for a title; `bare` is the heading with nothing but number and name."""
    number, _, name = _heading(bare).partition(" ")
    shown = _heading(new).removeprefix(f"{number} ").removesuffix(f" / {name}")
    for tex in (False, True):
        yield replace(stands, title=_plain(("", shown), tex=tex))


def _readings(text: str, old: str, new: str, *, itemised: bool, ahead: int = 0) -> Iterator[list[str]]:
    """The lines that `new` may have; one that `old` shows as well is kept as `text` has it.

    The first `ahead` of both are not of the text.
    """
    printed, sources = _lines(old, itemised=itemised)[ahead:], lines_of(text)
    known = dict(zip(printed, sources, strict=True)) if len(printed) == len(sources) else {}
    shown = _lines(new, itemised=itemised)[ahead:]
    for tex in (False, True):
        yield [known.get(line) or line[0] + _plain(line, tex=tex) for line in shown]


def _heading(html: str) -> str:
    found = LexborHTMLParser(html).css_first("h2")
    return (found.inner_html or "") if found else ""


def _lines(html: str, *, itemised: bool) -> list[Line]:
    """The paragraphs and the list items of the text itself; not what is quoted or folded."""
    body = LexborHTMLParser(html).body
    lines = []
    for node in body.iter() if body else ():
        if node.tag == "p":
            lines.append(("", _inner(node.inner_html)))
        elif node.tag == "ul":
            lines += [("" if itemised else BULLET, _inner(item.inner_html)) for item in node.iter()]
    return lines


def _unfolded(html: str) -> str:
    """What the first fold holds."""
    found = LexborHTMLParser(html).css_first("details")
    return (found.inner_html or "") if found else html


def _inner(html: str | None) -> str:
    return (html or "").partition("<blockquote>")[0].replace("\n", " ").strip()


def _plain(line: Line, *, tex: bool) -> str:
    """A line's HTML as our own plain text; `tex` spells in TeX what Markdown would read otherwise."""
    bullet, html = line
    html = excerpt[1] if (excerpt := _EXCERPT.fullmatch(html)) else html
    label = _LABEL.fullmatch(html) if bullet and not tex else None
    if label:
        gap = "" if label["label"].endswith("：") else " "
        return _spelled(label["label"], tex=tex) + gap + _spelled(label["text"], tex=tex)
    return _spelled(html, tex=tex)


def _spelled(html: str, *, tex: bool) -> str:
    return "".join(_word(token, tex=tex) for token in _TOKEN.finditer(html)).strip()


def _word(token: re.Match[str], *, tex: bool) -> str:
    match token.lastgroup:
        case "maths":
            return f"${unescape(token['maths'])}$"
        case "address":
            return unescape(token["address"])
        case "text":
            text = unescape(token["text"])
            return text.translate(_GUARDED) if tex else text
        case _:
            return (_EITHER | (_TEX if tex else _MARKDOWN)).get(token["tag"], "")
