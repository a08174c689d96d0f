"""The templates of `bot/templates/`: which there are, and what they may use.

A layout's name says what it prints: `NAME.md.j2` Markdown, `NAME.html.j2` HTML. The macros and the values are the same
for both (`bot.render.pieces`); what prints a value, escaped and with its filters, is the format's own.
"""

import re
from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, TemplateNotFound

from bot.domain import Edition
from bot.errors import Misconfigured
from bot.render import hypertext, markdown

_SAYS = re.compile(r"\bsay(?:\.plain)?\(\s*[\"'](\w+)[\"']")
_MACRO = re.compile(r"\bmacro (\w+)\(")

_FORMATS = {"md": (markdown.escaped, markdown.filters), "html": (hypertext.shown, hypertext.filters)}


def templates(form: str = "md", *, maths: bool = True) -> Environment:
    """The templates in an environment for one format, `md` or `html`; each is compiled once a process.

    Without `maths` formulas are written out.
    """
    return _templates(form, maths)


@cache
def _templates(form: str, maths: bool) -> Environment:
    escaped, filters = _FORMATS[form]
    made = Environment(
        loader=PackageLoader("bot"),
        autoescape=True,
        finalize=partial(escaped, maths=maths),  # comes first, and leaves nothing for Jinja2's own escaping
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= filters(maths=maths)
    return made


def template_of(edition: Edition) -> Template:
    """The template that an edition names. Raises: Misconfigured (there is none; no layout)."""
    known, name = templates(edition.form, maths=edition.shape.maths), edition.template
    try:
        if not name.endswith(f".{edition.form}.j2"):
            raise TemplateNotFound(name)
        return known.get_template(name)
    except TemplateNotFound as error:
        names = ", ".join(known.list_templates(filter_func=lambda one: one.endswith((".md.j2", ".html.j2"))))
        raise Misconfigured(
            f"edition {edition.name}: there is no template {edition.template!r}; there are: {names}"
        ) from error


def words_of(edition: Edition) -> list[str]:
    """The keys of the texts that an edition's template says."""
    return sorted(set(_SAYS.findall(_source(edition))))


def macros_of(edition: Edition) -> set[str]:
    """The names of the pieces that an edition's template makes."""
    return set(_MACRO.findall(_source(edition)))


def _source(edition: Edition) -> str:
    known = templates(edition.form, maths=edition.shape.maths)
    return known.loader.get_source(known, edition.template)[0] if known.loader else ""
