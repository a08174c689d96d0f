"""A digest's parts → one HTML page that needs nothing else: no script, no request, maths as MathML.

What it shows has been through `cook`, and so is sanitised; the page's own policy forbids everything but its style.
"""

import hashlib
import html
import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import Element, tostring

from jinja2 import Environment, PackageLoader, StrictUndefined
from latex2mathml import exceptions
from latex2mathml.converter import convert_to_element

from bot.cook import cook

LONGEST_TEX = 2_000
"""Code points; longer TeX is shown as it is."""

_TEMPLATES = Environment(
    loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_STYLE_HASH = b64encode(hashlib.sha256(_TEMPLATES.get_template("page.css").render().encode()).digest()).decode()

_MATHS = re.compile(r'<(span|div) class="math">(.*?)</\1>', re.DOTALL)
_NUMBERED = re.compile(r"<h2>(\d+)\. (.*?)(?: / ((?:(?! / ).)*))?</h2>")
_TITLE = re.compile(r"(?:\[(?P<when>[^\]]+)\] )?(?P<name>.+?)(?: \((?P<also>[^()]+)\))?", re.DOTALL)

# latex2mathml has no common error, and lets Python's own out where a command's arguments are missing.
_BAD_TEX: tuple[type[Exception], ...] = (
    *(one for one in vars(exceptions).values() if isinstance(one, type) and issubclass(one, Exception)),
    LookupError,
    RecursionError,
    StopIteration,
    ValueError,
)
_ATTRIBUTES = {
    "accent", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle", "fence", "form",
    "height", "linebreak", "linethickness", "lspace", "mathsize", "mathvariant", "maxsize", "minsize", "movablelimits",
    "notation", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "voffset", "width", "xmlns",
}  # fmt: skip


def page(*, title: str, tags: Sequence[str], day: date, language: str, parts: Sequence[str]) -> str:
    """The page of a digest, from the Markdown of its parts."""
    bodies = [_NUMBERED.sub(_heading, _MATHS.sub(_mathml, cook(part))) for part in parts]
    shown = _TITLE.fullmatch(title)
    return _TEMPLATES.get_template("page.html.j2").render(
        title=title,
        shown=shown.groupdict() if shown else {"when": None, "name": title, "also": None},
        tags=tags,
        day=day,
        language=language,
        numbers=[number for part in parts for number in re.findall(r"(?m)^## (\d+)\. ", part)],
        bodies=bodies,
        style_hash=_STYLE_HASH,
    )


def _heading(found: re.Match[str]) -> str:
    number, title, english = found.groups()
    also = f' <span class="also">{english}</span>' if english else ""
    return f'<h2 id="paper-{number}"><span class="number">{number}.</span> {title}{also}</h2>'


def _mathml(found: re.Match[str]) -> str:
    tex = html.unescape(found[2]).strip()
    return mathml(tex, block=found[1] == "div")


def mathml(tex: str, *, block: bool = False) -> str:
    """The formula as MathML; as its source in `<code>` when it is not TeX that can be set."""
    source = f"<code>{html.escape(tex)}</code>"
    if len(tex) > LONGEST_TEX:
        return source
    try:
        formula = convert_to_element(tex, display="block" if block else "inline")
    except _BAD_TEX:
        return source
    _clean(formula)
    if any(one.text and one.text.startswith("\\") for one in formula.iter()):
        return source
    return tostring(formula, encoding="unicode")


def _clean(formula: Element) -> None:
    """Leaves text and shape: entities become characters, and of the attributes only those that draw."""
    for one in formula.iter():
        one.text = html.unescape(one.text) if one.text else one.text
        one.tail = html.unescape(one.tail) if one.tail else one.tail
        for name in set(one.attrib) - _ATTRIBUTES:
            del one.attrib[name]
