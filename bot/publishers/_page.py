"""A digest's parts → one HTML page that needs nothing else: no request, maths as MathML; a script only to copy.

What it shows has been through `cook`, and so is sanitised; the page's own policy forbids everything but its style, and
the few styles that the elements of a blog's text carry.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from selectolax.lexbor import LexborHTMLParser

from bot.cook import cook, displayed
from bot.publishers._fixes import Fix

_TEMPLATES = Environment(
    loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)

_NUMBERED = re.compile(r"<h2(?: lang=\"[\w-]+\")?>(\d+)\. (.*?)(?: / ((?:(?! / ).)*))?</h2>")
_TITLE = re.compile(r"(?:\[(?P<when>[^\]]+)\] )?(?P<name>.+?)(?: \((?P<also>[^()]+)\))?", re.DOTALL)


def page(
    *,
    title: str,
    tags: Sequence[str],
    day: date,
    language: str,
    parts: Sequence[str],
    form: str = "md",
    below: str = "",
) -> str:
    """The page of a digest, from its parts, which are Markdown or of another `form`, and the Markdown `below` them."""
    bodies = _displayed(parts, form) + (_displayed([below], "md") if below else [])
    return _TEMPLATES.get_template("page.j2").render(
        title=title,
        shown=_shown(title),
        tags=tags,
        day=day,
        language=language,
        numbers=[found[1] for body in bodies for found in _NUMBERED.finditer(body)],
        bodies=[_NUMBERED.sub(_heading, body) for body in bodies],
        styled=form == "html",
        style_hash=_hash("page.css"),
    )


def paste_page(  # noqa: PLR0913 - what stands on the page
    *,
    title: str,
    link: str,
    day: date,
    language: str,
    parts: Sequence[str],
    form: str,
    fixes: Sequence[Fix],
    words: Mapping[str, str],
) -> str:
    """The page from which a digest is copied; its script copies, and asks nobody for anything.

    `words` are said on it, by key; `fixes` are listed as they come.
    """
    return _TEMPLATES.get_template("paste.j2").render(
        title=title,
        shown=_shown(title),
        link=link,
        day=day,
        language=language,
        parts=parts,
        bodies=[_NUMBERED.sub(_heading, body) for body in _displayed(parts, form)],
        styled=form == "html",
        fixes=[(one, _readable(one.heading), _said(words["fix"], one)) for one in fixes],
        words=words,
        style_hash=_hash("page.css", "paste.css"),
        script_hash=_hash("paste.js"),
    )


def _displayed(parts: Sequence[str], form: str) -> list[str]:
    return [displayed(part, form) for part in parts]


def _shown(title: str) -> dict[str, str | None]:
    shown = _TITLE.fullmatch(title)
    return shown.groupdict() if shown else {"when": None, "name": title, "also": None}


@cache
def _hash(*names: str) -> str:
    """What the page's policy knows a style or a script by that stands in it."""
    text = "".join(_TEMPLATES.get_template(name).render() for name in names)
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _readable(heading: str) -> str:
    """A heading's words without its Markdown, or the HTML that it is."""
    body = LexborHTMLParser(heading if heading.startswith("<h2") else cook(f"## {heading}")).body
    return body.text().strip() if body else heading


def _said(word: str, fix: Fix) -> Markup:
    """What stands and what shall stand, in the words of the language, each marked as such."""
    told = {"{old}": Markup("<del>{}</del>").format(fix.old), "{new}": Markup("<ins>{}</ins>").format(fix.new)}
    return Markup("").join(told.get(piece, escape(piece)) for piece in re.split(r"(\{(?:old|new)\})", word))


def _heading(found: re.Match[str]) -> str:
    number, title, english = found.groups()
    also = f' <span class="also">{english}</span>' if english else ""
    return f'<h2 id="paper-{number}"><span class="number">{number}.</span> {title}{also}</h2>'
