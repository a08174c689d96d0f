"""What a template prints: Markdown, in which every bare value is escaped."""

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, TemplateNotFound
from markupsafe import Markup

from bot import cook
from bot.domain import Edition
from bot.errors import Misconfigured

_BOLD = re.compile(r"(?<![A-Za-z0-9_*])\*\*(?=[^\s*])([^*{}$]{0,199}[^\s*{}$])\*\*(?![A-Za-z0-9_*])")
"""Bold that an author or a model wrote as Markdown, not two powers such as `x**2 + y**2`."""


_SAYS = re.compile(r"\bsay(?:\.plain)?\(\s*[\"'](\w+)[\"']")


class Markdown(Markup):
    """Text that is Markdown already; what Jinja2 takes for safe."""


@cache
def templates() -> Environment:
    """The templates of `bot/templates/`, with the filters they use; each is compiled once a process."""
    made = Environment(
        loader=PackageLoader("bot"),
        autoescape=True,
        finalize=escaped,  # comes first, and leaves nothing for Jinja2's own escaping, which is HTML's
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "address": lambda url: Markdown(cook.url(url)),
        "nested": lambda text: Markdown(re.sub(r"(?m)^(?=.)", "  ", text)),
        "prose": lambda text: Markdown(cook.prose(_BOLD.sub(r"\\textbf{\1}", text))),
        "quoted": lambda text: Markdown(re.sub(r"(?m)^", "> ", tidy(text)).replace("> \n", ">\n")),
        "strong": lambda text: Markdown(cook.strong(text)),
        "attribute": lambda text: Markdown(re.sub(r"[\"\[\]\n]", "", text)),
    }
    return made


def template_of(known: Environment, edition: Edition) -> Template:
    """The template that an edition names. Raises: Misconfigured."""
    try:
        return known.get_template(edition.template)
    except TemplateNotFound as error:
        names = ", ".join(known.list_templates(filter_func=lambda one: one.endswith(".md.j2")))
        raise Misconfigured(
            f"edition {edition.name}: there is no template {edition.template!r}; there are: {names}"
        ) from error


def words_of(known: Environment, template: str) -> list[str]:
    """The keys of the texts that a template says."""
    source, _, _ = known.loader.get_source(known, template) if known.loader else ("", None, None)
    return sorted(set(_SAYS.findall(source)))


def escaped(value: object) -> Markup:
    """Markdown as it is, anything else escaped."""
    return value if isinstance(value, Markup) else Markdown(cook.escape(str(value)))


def tidy(text: str) -> str:
    """Blank lines in a row become one; none stand at either end."""
    return re.sub(r"\n(?:[ \t]*\n)+", "\n\n", str(text)).strip()
