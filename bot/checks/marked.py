r"""Where a text holds code, special tokens, Markdown's emphasis and TeX's text commands.

Kinds: `code`, `token`, `**`, `*`, `_`, and a command with an argument by its name (`textbf`). The key is what must stay
verbatim: all of code and of a token, the identifier in `\texttt{…}`, nothing of words that are only bold or slanted,
but `{}` where there are none.
"""

import re
from collections.abc import Container, Iterator
from itertools import islice

from bot.checks.marks import Mark

CODE, TOKEN, QUOTE = "code", "token", "quote"
VERBATIM = frozenset((CODE, TOKEN))
"""Kinds of which every character counts, delimiters included."""

_MOST = 1_000
"""Marks of one kind that are looked at; a text with more is none of ours."""

_MOST_COMMANDS = 200
_MOST_ALIKE = 50
_LONGEST_ARGUMENT = 1_000

_CODE = re.compile(
    r"(?P<quote>``(?=[^\s`])[^`\n]{1,300}?(?:''|\"|”)|`(?=\S)[^`'\n$]{1,200}'(?![A-Za-z'`\[\](){}]))"
    r"|(?<!`)(?P<ticks>`{1,3})(?!`)(?=\S)(?P<code>[^`\n]{1,200})(?<=\S)(?P=ticks)(?!`)"
)
"""TeX's quotation marks first, so that ``a'' and `b' are no code. Code does not begin or end with a space here: what
would, is the end of one and the beginning of the next.
"""
_TOKEN = re.compile(
    r"<\|?/?[A-Za-z][A-Za-z0-9_./|:-]{0,40}/?>|<[A-Za-z]{1,10}\s[A-Za-z-]{1,20}=[^<>\n]{0,200}>"
    r"|\[/?[A-Z][A-Z0-9_]{1,15}\]"
)
_SQUARE = re.compile(r"[［\[【][^［\[【\]］】\n\0]{1,40}[\]］】]")
_ANGLE = re.compile(r"(?:[<＜〈《‹]|&lt;)[^<>＜＞〈〉《》‹›\n\0]{1,40}(?:[>＞〉》›]|&gt;)")
_EMPHASIS = re.compile(
    r"(?<![A-Za-z0-9_*])(?P<bold>\*\*)(?=[^\s*])(?P<strong>[^*{}$]{0,199}[^\s*{}$])\*\*(?![A-Za-z0-9_*])"
    r"|(?<![A-Za-z0-9_*\\])(?P<star>\*)(?=[^\s*])(?P<starred>[^*\n]{0,199}[^\s*])\*(?![A-Za-z0-9_*])"
    r"|(?<![A-Za-z0-9_\\/])(?P<bar>_)(?=[^\s_])(?P<barred>[^_\n]{0,199}[^\s_])_(?![A-Za-z0-9_])"
)
"""The bold is what the layout makes bold, also beside Korean and Japanese letters."""

_COMMAND = re.compile(r"\\(?!(?:cite|url|href|ref|label|unicode))(?P<name>[A-Za-z]{2,20})\s?\{")
"""Any command with an argument, but addresses, which are family `link`'s, and what the layout takes out."""

_BRACE = re.compile(r"\\.|[{}]|\n\n", re.DOTALL)
_IDENTIFIER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_./+-]|\\_)*|--?[A-Za-z0-9](?:[A-Za-z0-9_./+=-]|\\_)*")
"""A word as programs have them, or an option of a command: `--dry-run`."""

_OPTION = re.compile(r"[A-Za-z0-9] --?[A-Za-z][A-Za-z0-9_-]*(?![^ =])")
"""What makes an argument a command to type: `tide run --dry-run`."""


def code(text: str) -> Iterator[Mark]:
    """Code between backticks; marks of the kind `quote` are TeX's quotation marks, which are none."""
    for match in islice(_CODE.finditer(text), _MOST):
        kind = QUOTE if match["quote"] else CODE
        inner = "" if match["quote"] else match["code"]
        yield Mark(kind=kind, key=match[0], text=match[0], start=match.start(), inner=inner)


def tokens(text: str) -> Iterator[Mark]:
    """Special tokens and tags: `<pause>`, `</s>`, `<|end|>`, `[MASK]`."""
    for match in islice(_TOKEN.finditer(text), _MOST):
        yield Mark(kind=TOKEN, key=match[0], text=match[0], start=match.start(), inner=match[0].strip("<>[]|/"))


def look_alike(token: Mark, text: str, known: Container[str]) -> str:
    """What stands in brackets like the token's own, full-width ones included, and is none of the `known` tokens."""
    found = (_SQUARE if token.text.startswith("[") else _ANGLE).finditer(text)
    return next((match[0] for match in islice(found, _MOST_ALIKE) if match[0] not in known), "")


def emphasis(text: str) -> Iterator[Mark]:
    """Bold and slanted words in Markdown."""
    for match in islice(_EMPHASIS.finditer(text), _MOST):
        kind = match["bold"] or match["star"] or match["bar"]
        inner = match["strong"] or match["starred"] or match["barred"]
        yield Mark(kind=kind, key="", text=match[0], start=match.start(), inner=inner)


def commands(text: str) -> Iterator[Mark]:
    """Text commands of TeX, also one within another. One whose brace is never closed is its head alone."""
    for match in islice(_COMMAND.finditer(text), _MOST_COMMANDS):
        end = _closing(text, match.end())
        inner = text[match.end() : end - 1] if end else ""
        yield Mark(
            kind=match["name"],
            key=_command_key(match["name"], inner if end else _named(text, match.end())),
            text=text[match.start() : end or match.end()],
            start=match.start(),
            inner=inner,
        )


def is_open(mark: Mark) -> bool:
    """Whether it is a text command whose brace is never closed."""
    return mark.text.endswith("{")


def _command_key(name: str, inner: str) -> str:
    if not inner.strip():
        return "{}"
    plain = inner.replace("\\_", "_")
    return plain if name == "texttt" and (_IDENTIFIER.fullmatch(plain) or _OPTION.search(plain)) else ""


def _named(text: str, position: int) -> str:
    """What an argument that is never closed begins with: its identifier, or its first character."""
    found = _IDENTIFIER.match(text, position)
    return found[0] if found else text[position : position + 1]


def _closing(text: str, position: int) -> int:
    """Behind the brace that closes the one before `position`; 0 where none does within the paragraph."""
    depth = 1
    for match in _BRACE.finditer(text, position, position + _LONGEST_ARGUMENT):
        if match[0] == "\n\n":
            return 0
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return 0
