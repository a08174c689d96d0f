"""The templates of `bot/templates/`: which one an edition names, and what it uses.

A layout's name says what it prints: `NAME.md.j2` Markdown, `NAME.html.j2` HTML. The macros and the values are the same
for both (`bot.render.pieces`); how a value is printed is the format's own.
"""

import re

from jinja2 import Environment, Template, TemplateNotFound

from bot.domain import Edition
from bot.errors import Misconfigured
from bot.render import hypertext, markdown

_SAYS = re.compile(r"\bsay(?:\.plain)?\(\s*[\"'](\w+)[\"']")
_MACRO = re.compile(r"\bmacro (\w+)\(")


def _templates(edition: Edition) -> Environment:
    made = hypertext.templates if edition.form == "html" else markdown.templates
    return made(maths=edition.shape.maths)


def template_of(edition: Edition) -> Template:
    """The template that an edition names. Raises: Misconfigured (there is none; no layout)."""
    known, name = _templates(edition), edition.template
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
    known = _templates(edition)
    return known.loader.get_source(known, edition.template)[0] if known.loader else ""
