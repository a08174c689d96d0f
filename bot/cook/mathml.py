"""The maths of cooked HTML as MathML, so that a page needs no script to show it.

Rule: what cannot be set, or is too large, is shown as its source in `<code>`; no TeX, however hostile, fails, takes
long, or brings mark-up, an address or a style of its own.
Source of the spaces around names: The TeXbook, chapter 18. Of what browsers draw: https://www.w3.org/TR/mathml-core/.
"""

import html
import re
from xml.etree.ElementTree import Element, tostring

_MATHS = re.compile(r'<(span|div) class="math">([^<]*)</\1>')

_LONGEST = 2_000
"""Code points of TeX."""

_DEEPEST = 40
"""Elements within elements; browsers draw slowly what lies deeper."""

# A definition, and the operator that `\sideset` repeats, double what they hold, and that as often as they are nested.
_MULTIPLYING = re.compile(r"\\(?:def|newcommand|newenvironment|DeclareMathOperator|sideset)(?![A-Za-z])")

# The one name of standard LaTeX's that the converter does not know.
_ARG = re.compile(r"(?<!\\)\\arg(?![A-Za-z])")

# Beside its own errors, which have no common name, latex2mathml lets Python's out where an argument is missing or odd.
_STUMBLES: tuple[type[Exception], ...] = (
    ArithmeticError,
    LookupError,
    RecursionError,
    StopIteration,
    TypeError,
    ValueError,
)

ATTRIBUTES = {
    "accent", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle", "fence", "form",
    "height", "linebreak", "linethickness", "lspace", "mathsize", "mathvariant", "maxsize", "minsize", "movablelimits",
    "notation", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "voffset", "width",
}  # fmt: skip
_VALUE = re.compile(r"[a-z-]+|[+-]?(?:\d?(?:\.\d{1,4})?(?:em|ex|width)?|\d{1,2}(?:\.\d{1,4})?(?:pt|px|mu))")
_ESCAPED = re.compile(r"\\([%#&_${} ])")

_ROWS = {"math", "mrow", "mstyle", "mtd", "mpadded", "mphantom"}
_SCRIPTED = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
_NAME = re.compile(r"(?!mod\b)[A-Za-z]+(?:\s[a-z]+)?")
_THIN = "0.1667em"

_CLOSING = frozenset(")]}!⟩⌉⌋")
_STARTING = frozenset("([{⟨⌈⌊,;:=≠≡<>≤≥≈∼∝∈∉→←⇒↦×⋅±+−∣")
_SIGNS = frozenset("+−±∓")
_LETTERS = frozenset("∀∂∃∅∇∞⊤")


def with_mathml(cooked: str) -> str:
    """The same HTML with every formula of it drawn."""
    return _MATHS.sub(_drawn, cooked)


def formula(tex: str, display: str = "inline") -> Element | None:
    """A formula in MathML, spaced as TeX would; None where it cannot be set, or is too large."""
    made = None
    if len(tex) <= _LONGEST and not _MULTIPLYING.search(tex):
        made = _converted(_ARG.sub(r"\\operatorname{arg}", tex), display)
    if made is None or not _read(made) or _depth(made) > _DEEPEST:
        return None
    for one in list(made.iter()):
        _restrict(one)
        _mend(one)
    for row in [one for one in made.iter() if one.tag in _ROWS]:
        _take_sides(row)
        _space(row)
    return made


def _drawn(found: re.Match[str]) -> str:
    tex = html.unescape(found[2]).strip()
    made = formula(tex, "block" if found[1] == "div" else "inline")
    return f"<code>{html.escape(tex)}</code>" if made is None else tostring(made, encoding="unicode")


def _converted(tex: str, display: str) -> Element | None:
    # Most commands draw no formula, and this takes a while to load.
    from latex2mathml import exceptions  # noqa: PLC0415 - see above
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415 - see above

    own = (one for one in vars(exceptions).values() if isinstance(one, type) and issubclass(one, Exception))
    try:
        formula: Element = convert_to_element(tex, display=display)
    except (*_STUMBLES, *own):
        return None
    return formula


def _read(formula: Element) -> bool:
    """Turns the converter's references into characters; False where it met a command that it does not know."""
    for one in formula.iter():
        text = _ESCAPED.sub(r"\1", one.text or "") if one.tag == "mtext" else one.text or ""
        if "\\" in text or "&#xNone;" in text:
            return False
        one.text = html.unescape(text)
    return True


def _depth(formula: Element) -> int:
    depth, level = 0, [formula]
    while level:
        depth, level = depth + 1, [child for one in level for child in one]
    return depth


def _restrict(one: Element) -> None:
    """Of the attributes leaves those that draw, and of lengths the small ones."""
    for name, value in list(one.attrib.items()):
        if name not in ATTRIBUTES or not all(_VALUE.fullmatch(each) for each in value.split(" ")):
            del one.attrib[name]


def _mend(one: Element) -> None:
    """Tells names, letters and symbols apart where the converter does not, or browsers do not as it does."""
    if one.tag == "mo" and len(one):
        _flatten(one)
    elif one.tag == "mo" and one.text in _LETTERS:
        one.tag, one.attrib = "mi", {"mathvariant": "normal"}
    elif one.tag == "mi" and one.text == "~":
        one.tag, one.text = "mo", "∼"
    elif one.tag == "mrow" and len(one) == 1 and one[0].text == ",":
        one[0].tag = "mn"
    if one.tag == "mo" and (_is_name(one) or not one.text):
        one.attrib.update(lspace="0em", rspace="0em")


def _flatten(operator: Element) -> None:
    """Makes one word of an operator put together from letters; else it is none, for an operator holds text alone."""
    word = "".join(operator.itertext())
    if len(word) == 1 or _NAME.fullmatch(word):
        del operator[:]
        operator.text = word
    else:
        operator.tag = "mrow"


def _is_name(one: Element) -> bool:
    """Whether it is `log`, `max` and the like, bare or with something above, below or behind it."""
    while (one.tag in _SCRIPTED and len(one)) or (one.tag in _ROWS and len(one) == 1):
        one = one[0]
    text = one.text or ""
    if one.tag not in {"mi", "mo"} or (one.tag == "mi" and len(text) == 1):
        return False
    return bool(_NAME.fullmatch(text))


def _take_sides(row: Element) -> None:
    """Ties a sign or a bar to what it belongs to; browsers take all but the outermost for one between two things."""
    within = False
    for at, one in enumerate(row):
        starts = at == 0 or _is_name(row[at - 1]) or _edge(row[at - 1], -1).text in _STARTING
        bar = _edge(one, 0)
        if one.tag == "mo" and one.text in _SIGNS and starts:
            one.set("form", "prefix")
        elif bar.tag == "mo" and bar.text == "|" and (within or starts):
            bar.set("form", "postfix" if within else "prefix")
            within = not within


def _space(row: Element) -> None:
    for at in reversed(range(1, len(row))):
        if _apart(row[at - 1], row[at]):
            row.insert(at, Element("mspace", width=_THIN))


def _apart(left: Element, right: Element) -> bool:
    """Whether TeX would put its thin space between: beside a name, but not at a bracket, a sign or a space."""
    if _is_name(left):
        return _solid(_edge(right, 0))
    end = _edge(left, -1)
    return _is_name(right) and (_solid(end) or end.text in _CLOSING)


def _edge(one: Element, side: int) -> Element:
    """The outermost element on one side (0 or -1)."""
    while one.tag in _ROWS | _SCRIPTED and len(one):
        one = one[side if one.tag in _ROWS else 0]
    return one


def _solid(one: Element) -> bool:
    if one.tag == "mtext":
        return not (one.text or "").isspace()
    return one.tag not in {"mo", "mspace"} or _is_name(one)
