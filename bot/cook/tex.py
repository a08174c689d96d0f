"""Makes the TeX in arXiv's prose readable.

Rule: markup becomes markup, symbols become characters, citations go, every word stays. Maths is left to itself, or
written out where none is drawn. What is not known here is shown as it was written.
"""

import re

from bot.cook import maths as formulas
from bot.cook.escaping import END, MATHS, clean, render, tidy, uncontrolled
from bot.cook.plain import plain

_TAGS = {
    "\x01": "<strong>",
    "\x02": "</strong>",
    "\x03": "<em>",
    "\x04": "</em>",
    "\x05": "<code>",
    "\x06": "</code>",
    "\x07": "\\-",
    "\x08": "\\$",
}
"""Marks that `clean` lets nobody else use, and what they become once the text around them is escaped."""

_HYPHEN, _DOLLAR = "\x07", "\x08"

_WRAPPERS = {
    **dict.fromkeys(("textbf", "bf", "bfseries"), ("\x01", "\x02")),
    **dict.fromkeys(("textit", "emph", "it", "em", "textsl", "itshape"), ("\x03", "\x04")),
    **dict.fromkeys(("texttt", "tt"), ("\x05", "\x06")),
    **dict.fromkeys(("textsc", "textsf", "textrm", "text", "uline", "underline", "mbox", "sc"), ("", "")),
}
_SYMBOLS = {
    "ie": "i.e.", "eg": "e.g.", "etal": "et al.", "times": "×", "pm": "±", "sim": "∼", "approx": "≈", "le": "≤",
    "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "to": "→", "rightarrow": "→", "infty": "∞", "cdot": "·",
    "dots": "…", "ldots": "…", "top": "⊤", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε",
    "eta": "η", "theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ",
    "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "textasciitilde": "~", "textbackslash": "\\",
}  # fmt: skip

_TEX = re.compile(
    r"(?P<cite>[\s~]{0,3}\\(?:cite\w*|label)\*?(?:\[[^\]$\n]{0,80}\]){0,2}\{[^{}$\n]{0,400}\})"
    r"|\\href\s*\{(?P<target>[^{}$\s]{1,2000})\}\s*\{(?P<shown>[^{}$\n]{0,400})\}"
    r"|\\url\s*\{(?P<url>[^{}$\n]{1,2000})\}"
    rf"|(?P<stray>\$?)\\(?P<wrap>{'|'.join(_WRAPPERS)})\s*\{{"
    r"|\{\\(?P<group>bf|it|em|tt|sc|bfseries|itshape)(?![A-Za-z])\s*"
    rf"|\\(?P<symbol>{'|'.join(sorted(_SYMBOLS, key=len, reverse=True))})(?![A-Za-z])(?:\{{\}})?"
    r"|\\(?P<literal>[%&#_{}~^])"
    r"|(?P<dollar>\\\$)"
    r"|(?P<space>\\\\|\\[ ,;:!]|(?<=[A-Za-z.)])~(?=[A-Za-z0-9\\(]))"
    r"|(?P<quote>``|'')"
    r"|`(?P<quoted>[^`'$\n]{1,200})'"
    r"|(?P<brace>[{}])(?P<tail>\$?)"
)
_STYLED = re.compile(r"\\(?:textbf|textit|emph|texttt)\{[^{}$\\^_]*[^\W\d_][^{}$\\^_]*\}")
_UNICODE = re.compile(r"\\unicode\{x([0-9A-Fa-f]{2,4})\}")


def prose(text: str, *, maths: bool = True) -> str:
    """Like `escape`, for text with the TeX people leave in abstracts: bold, italics, code, quotes, URLs, citations.

    With `maths=False` a formula that cannot be written out is shown as its source, in code.
    """
    readable = "\n\n".join(_readable(paragraph, maths=maths) for paragraph in clean(text).split("\n\n"))
    return re.sub("[\x01-\x08]", lambda m: _TAGS[m[0]], render(tidy(readable)))


def _readable(paragraph: str, *, maths: bool) -> str:
    closers: list[str] = []
    out: list[str] = []
    position = 0
    for start, end, tex in [*_maths(paragraph), (len(paragraph), len(paragraph), "")]:
        out.append(_plain(paragraph, position, start, closers))
        if _STYLED.fullmatch(tex):
            out.append(_plain(tex, 0, len(tex), closers))
        elif code := _UNICODE.fullmatch(tex):
            out.append(uncontrolled(chr(int(code[1], 16))))
        elif tex:
            out += [MATHS, tex, END] if maths else [_written(tex)]
        position = end
    out.extend(closer.strip("$") for closer in reversed(closers) if closer != "}")
    return "".join(out)


def _written(tex: str) -> str:
    return plain(tex) or _code(tex)


def _plain(text: str, position: int, end: int, closers: list[str]) -> str:
    out: list[str] = []
    for match in _TEX.finditer(text, position, end):
        out.append(_words(text[position : match.start()], closers))
        out.append(_replacement(match, closers))
        position = match.end()
    out.append(_words(text[position:end], closers))
    return "".join(out)


def _maths(paragraph: str) -> list[tuple[int, int, str]]:
    found, offset = [], 0
    for line in paragraph.split("\n"):
        found += [(offset + start, offset + end, tex) for start, end, tex in formulas.spans(line)]
        offset += len(line) + 1
    return found


def _words(text: str, closers: list[str]) -> str:
    return _kept(text) if "\x06" in closers[-4:] else text


def _code(text: str) -> str:
    return f"\x05{_kept(text)}\x06"


def _kept(code: str) -> str:
    """Code in which typography makes no dash."""
    return code.replace("--", "-" + _HYPHEN)


def _replacement(match: re.Match[str], closers: list[str]) -> str:
    match match.lastgroup:
        case "wrap" | "group" as kind:
            replacement, closer = _WRAPPERS[match[kind]]
            closers.append(closer + (match["stray"] or ""))
        case "tail":
            replacement = _brace(match["brace"], match["tail"], closers)
        case "shown":
            same = match["shown"].strip() == match["target"]
            replacement = match["target"] if same else f"{match['shown']} ({match['target']})"
        case "quote":
            replacement = "“" if match["quote"] == "``" else "”"
        case "quoted":
            replacement = f"‘{match['quoted']}’"
        case "symbol":
            replacement = _SYMBOLS[match["symbol"]]
        case "url" | "literal" as kind:
            replacement = match[kind]
        case other:
            replacement = {"space": " ", "dollar": _DOLLAR}.get(str(other), "")
    return replacement


def _brace(brace: str, tail: str, closers: list[str]) -> str:
    if brace == "{":
        closers.append("}")
    elif closers:
        closer = closers.pop()
        return closer[:-1] if tail and closer.endswith("$") else closer.removesuffix("$") + tail
    return brace + tail
