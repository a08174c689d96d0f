"""Plain text → Markdown that cooks back to the same readable text.

Rule: a character that Markdown or Discourse would act on is escaped where it stands; the rest stays as it is, so that
a person editing the post reads prose. Discourse looks for mentions, hashtags, emoji and `[date=…]` after it has
resolved escapes, so those are broken by an empty comment, which the cooked page does not have.
"""

import re
from collections.abc import Callable

from markdown_it.common.utils import isWhiteSpace

from bot.cook import maths as formulas
from bot.cook.engine import LONE_SURROGATE, TLDS
from bot.cook.plain import plain

MATHS, END = "\x0e", "\x0f"
"""The marks around TeX that `render` leaves alone; `clean` lets nobody else use them."""

_BREAK = "<!-- -->"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What nobody sees. From U+200E on they turn the writing direction: a text would read otherwise than it stands."""

_SAFE_BESIDE_MATHS = frozenset("、。，：；．？！،؛؟ฯ!\"#%&'()*+,-./:;<=>?@[\\]^_`{|}~")

_AFTER_NO_LETTER = r"(?<![^\W_])"
_URL = r"(?<![A-Za-z0-9])(?i:https?)://[A-Za-z0-9](?:(?!\((?i:tm|pa)\))[!#%&'()*+,\-./0-9:;=?@A-Z_a-z~])*"
_BREAKS = _AFTER_NO_LETTER + (
    r"(?:@(?=\w)"
    r"|\#(?=[\w:\-\u00c0-\u1fff\u2c00-\ud7ff])"
    r"|:(?=[\w+\-]{1,60}:)"
    r"|[:;](?=[-']{0,2}(?:[()|/$]|[pPDO](?![^\W_])))"
    r"|\^(?=__?\^)"
    r"|8(?=-\))"
    r"|(?<=\[)date(?=[=\-]))"
)
_ENTITIES = {"<": "&lt;", "&": "&amp;", "(": "&#40;"}
_ENTITY = r"<|&(?=\#?\w+;)|\((?=(?i:tm|pa)\))"
_SLASHED = (
    r"[\\`*\[\]|$]|~(?=~)|(?<=~)~|(?<![^\W_])_|_(?![^\W_])"  # Markdown
    r"|\+(?=-)|,(?=,)|[?!](?=[?!]{3}|\.{3}|…)"  # typography that would lose characters
    rf"|\.(?=(?i:{'|'.join(TLDS)}|xn--\w+)(?![^\W_]))|/(?=/)|(?<=mailto):"  # words that look like addresses
)
_IN_LABEL = {"[": r"\lbrack ", "]": r"\rbrack ", "<": r"\lt ", ">": r"\gt "}

_LIVE = re.compile(
    rf"(?P<url>{_URL})|(?P<maths>{MATHS}[^{END}]*{END})|(?P<break>{_BREAKS})|(?P<entity>{_ENTITY})|(?P<slash>{_SLASHED})"
)
_DEAD = re.compile(
    rf"(?P<url>(?!))|(?P<maths>{MATHS}[^{END}]*{END})|(?P<break>{_BREAKS})|(?P<entity>{_ENTITY})|(?P<slash>{_SLASHED})"
)

_RULE = re.compile(r"=+|[-:|][-:|\s]*")
_LINE_START = re.compile(
    r"(?P<entity>[>\[])|(?P<digits>\d{1,9})(?P<after>[.)])(?=\s|$)|(?P<mark>\#{1,6}(?=\s|$)|[-+](?=\s|$))"
)


def escape(text: str, *, live_urls: bool = True, maths: bool = True) -> str:
    """Markdown that reads as `text` when cooked.

    Lines and paragraphs stay; indentation and control characters go. TeX between dollars stays maths (see
    `bot.cook.maths`), with a space where Discourse would not see it as such. URLs become `<URL>`, live but never a
    box, with a space before a letter that follows; `live_urls=False` leaves them dead (a link's label). Where no maths
    are drawn, `maths=False` writes them out, and leaves as it is what cannot be written so.
    """
    lines = (_marked(line) if maths else _written(line) for line in clean(text).split("\n"))
    return render("\n".join(lines), live_urls=live_urls)


def one_line(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(clean(text).split())


def strong(text: str, *, maths: bool = True) -> str:
    """The text in bold, on one line; HTML, because `**` stays literal beside Korean and Japanese."""
    line = one_line(text)
    return f"<strong>{escape(line, maths=maths)}</strong>" if line else ""


def clean(text: str) -> str:
    """The text as UTF-8 can carry it, without control characters (those of writing direction too), tidy."""
    return tidy(uncontrolled(text.replace("\r\n", "\n").replace("\r", "\n")))


def uncontrolled(text: str) -> str:
    """The text without control characters but line break and tab; half a character becomes the sign for one lost."""
    return _CONTROL.sub("", LONE_SURROGATE.sub("\ufffd", text))


def tidy(text: str) -> str:
    """The text with its lines stripped and no more than one empty line in a row."""
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def render(text: str, *, live_urls: bool = True) -> str:
    """What `escape` does to a tidy text that has its maths between marks."""
    return "\n".join(_line(line, _LIVE if live_urls else _DEAD) for line in text.split("\n"))


def _marked(line: str) -> str:
    return _with_formulas(line, lambda tex, _whole: MATHS + tex + END)


def _written(line: str) -> str:
    return _with_formulas(line, lambda tex, whole: plain(tex) or whole)


def _with_formulas(line: str, made: Callable[[str, str], str]) -> str:
    """The line with each formula as `made` of its TeX and of the whole that stands there."""
    out, position = [], 0
    for start, end, tex in formulas.spans(line):
        out += [line[position:start], made(tex, line[start:end])]
        position = end
    return "".join([*out, line[position:]])


def _line(line: str, special: re.Pattern[str]) -> str:
    out, position = _start(line)
    while match := special.search(line, position):
        out.append(line[position : match.start()])
        position = match.end()
        match match.lastgroup:
            case "maths":
                out.append(_inline_maths(line, match.start(), position, special is _DEAD))
            case "url":
                address = _trimmed(match[0])
                position = match.start() + len(address)
                out.append(f"<{address}>" + " " * line[position : position + 1].isalnum())
            case "break":
                out.append(match[0] + _BREAK)
            case "entity":
                out.append(_ENTITIES[match[0]])
            case _:
                out.append("\\" + match[0])
    out.append(line[position:])
    return "".join(out)


def _start(line: str) -> tuple[list[str], int]:
    if _RULE.fullmatch(line):
        return [re.sub(r"\S", r"\\\g<0>", line)], len(line)
    match = _LINE_START.match(line)
    if not match:
        return [], 0
    if match["entity"]:
        return ["&gt;" if match["entity"] == ">" else "&#91;"], 1
    if match["mark"]:
        return ["\\" + line[0]], 1
    return [f"{match['digits']}\\{match['after']}"], match.end()


def _inline_maths(line: str, start: int, end: int, in_label: bool) -> str:
    before = "" if start == 0 or _safe_beside_maths(line[start - 1]) else " "
    after = "" if end == len(line) or _safe_beside_maths(line[end]) else " "
    tex = line[start + 1 : end - 1]
    # While it looks for the end of a label, Discourse does not see maths.
    tex = re.sub(r"(?<!\\)[\[\]<>]", lambda m: _IN_LABEL[m[0]], tex) if in_label else tex
    return f"{before}${tex}${after}"


def _safe_beside_maths(char: str) -> bool:
    return char in _SAFE_BESIDE_MATHS or isWhiteSpace(ord(char)) or (char < " " and char != END)


def _trimmed(address: str) -> str:
    end, unopened = len(address), address.count(")") - address.count("(")
    while address[end - 1] in ".,;:!?'*_~&" or (address[end - 1] == ")" and unopened > 0):
        unopened -= address[end - 1] == ")"
        end -= 1
    return address[:end]
