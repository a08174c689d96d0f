"""TeX as plain text, for places that do not draw formulas.

Rule: what is written reads as the formula does, with the same letters and numbers; what cannot be written on a line
without doubt (a matrix, a wide accent) is not written at all.
"""

import re
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from bot.cook.mathml import formula

_SUPERSCRIPTS = str.maketrans("0123456789+−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SCRIPTABLE = {"^": re.compile(r"[−+]?[0-9]+|n"), "_": re.compile(r"[0-9]+")}
_SMALL = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉")
_RAISED = {"∘": "°", "′": "′", "″": "″", "*": "*", "∗": "*", "†": "†", "‡": "‡", "%": "%"}
_ACCENTS = {
    "^": "\u0302",
    "~": "\u0303",
    "˜": "\u0303",
    "¯": "\u0304",
    "‾": "\u0304",
    "―": "\u0304",
    "→": "\u20d7",
    "˙": "\u0307",
}
_RELATIONS = frozenset("=≠≡<>≤≥≈∼≃≅∝∈∉⊂⊆→←⇒↦↔⟶∣≪≫≔")
_ONE = re.compile(rf"[^\W_{''.join(_SMALL)}]+(?:[.,][0-9]+)*|.", re.DOTALL)
_ROWS = ("math", "mrow", "mstyle", "mpadded")


class _Unwritable(Exception):
    """It would not read on one line as it does in two dimensions."""


def plain(tex: str) -> str | None:
    """The formula on one line: `10^{-3}` is 10⁻³, `\\frac{a+b}{2}` is (a+b)/2; None where it cannot be written so."""
    made = formula(tex.strip())
    if made is None:
        return None
    try:
        return " ".join(_text(made).split()) or None
    except _Unwritable:
        return None


def _text(one: Element) -> str:
    written = _WRITTEN.get(one.tag)
    if written is None:
        raise _Unwritable
    return written(one)


def _row(parts: list[Element]) -> str:
    out = ""
    for at, one in enumerate(parts):
        text = _text(one)
        if one.tag == "mfrac" and not all(
            each.tag == "mo" for each in parts[max(at - 1, 0) : at + 2] if each is not one
        ):
            text = f"({text})"
        if one.tag == "mo":
            text = _spaced(text, first=not out.strip(), last=at == len(parts) - 1)
        elif at and text[:1].isalnum() and _reaches_on(parts[at - 1], out):
            out += " "
        out += text
    return out


def _spaced(sign: str, *, first: bool, last: bool) -> str:
    if sign in _RELATIONS and not first and not last:
        return f" {sign} "
    return f"{sign} " if sign in (",", ";") and not last else sign


def _reaches_on(one: Element, text: str) -> bool:
    """Whether what follows would be read as part of an index or a power, or is what a sum is of."""
    scripted = one.tag.startswith(("msu", "mund"))
    return scripted and (text[-1:] not in _SMALL or one[0].tag == "mo")


def _operand(one: Element) -> str:
    """What a line, an index or a power belongs to: in brackets where it is more than one thing."""
    text = _text(one)
    return text if not text or _ONE.fullmatch(text) or _is_script(one) else f"({text})"


def _is_script(one: Element) -> bool:
    while one.tag in _ROWS and len(one) == 1:
        one = one[0]
    return one.tag in {"msub", "msup", "msubsup", "mi", "mn", "mo", "mtext", "msqrt"}


def _script(sign: str, one: Element) -> str:
    text = _text(one).strip()
    if sign == "^" and text in _RAISED:
        return _RAISED[text]
    if _SCRIPTABLE[sign].fullmatch(text):
        return text.translate(_SUPERSCRIPTS if sign == "^" else _SUBSCRIPTS)
    return f"{sign}{text}" if _ONE.fullmatch(text) else f"{sign}({text})"


def _accented(one: Element) -> str:
    base, accent = _text(one[0]), _ACCENTS.get(_text(one[1]))
    if accent and len(base) == 1:
        return base + accent
    if accent is None and one[0].tag == "mo":
        return base + _script("^", one[1])
    raise _Unwritable


def _space(one: Element) -> str:
    return "" if one.get("width", "").startswith(("-", "0em", "0.0")) else " "


def _fraction(one: Element) -> str:
    if "linethickness" in one.attrib:
        raise _Unwritable  # not a fraction but one thing above another
    return f"{_operand(one[0])}/{_operand(one[1])}"


def _below(one: Element) -> str:
    return _operand(one[0]) + _script("_", one[1])


def _above(one: Element) -> str:
    return _operand(one[0]) + _script("^", one[1])


def _both(one: Element) -> str:
    return _below(one) + _script("^", one[2])


_WRITTEN: Mapping[str, Callable[[Element], str]] = {
    **dict.fromkeys(("mi", "mn", "mo", "mtext", "ms"), lambda one: one.text or ""),
    **dict.fromkeys(_ROWS, lambda one: _row(list(one))),
    **dict.fromkeys(("msub", "munder"), _below),
    **dict.fromkeys(("msubsup", "munderover"), _both),
    "msup": _above,
    "mover": _accented,
    "mfrac": _fraction,
    "mspace": _space,
    "msqrt": lambda one: f"√({_row(list(one))})",
}
