"""A digest's parts → one HTML page that needs nothing else: no script, no request, maths as MathML.

What it shows has been through `cook`, and so is sanitised; the page's own policy forbids everything but its style, and
the few styles that the elements of a blog's text carry.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.cook import displayed

_TEMPLATES = Environment(
    loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_STYLE_HASH = b64encode(hashlib.sha256(_TEMPLATES.get_template("page.css").render().encode()).digest()).decode()

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
    bodies = [displayed(part, form) for part in parts] + ([displayed(below, "md")] if below else [])
    shown = _TITLE.fullmatch(title)
    return _TEMPLATES.get_template("page.j2").render(
        title=title,
        shown=shown.groupdict() if shown else {"when": None, "name": title, "also": None},
        tags=tags,
        day=day,
        language=language,
        numbers=[found[1] for body in bodies for found in _NUMBERED.finditer(body)],
        bodies=[_NUMBERED.sub(_heading, body) for body in bodies],
        styled=form == "html",
        style_hash=_STYLE_HASH,
    )


def _heading(found: re.Match[str]) -> str:
    number, title, english = found.groups()
    also = f' <span class="also">{english}</span>' if english else ""
    return f'<h2 id="paper-{number}"><span class="number">{number}.</span> {title}{also}</h2>'
