"""What a template prints: Markdown, in which every bare value is escaped."""

import re
from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot import cook

_BOLD = re.compile(r"(?<![A-Za-z0-9_*])\*\*(?=[^\s*])([^*{}$]{0,199}[^\s*{}$])\*\*(?![A-Za-z0-9_*])")
"""Bold that an author or a model wrote as Markdown, not two powers such as `x**2 + y**2`."""


class Markdown(Markup):
    """Text that is Markdown already; what Jinja2 takes for safe."""


@cache
def templates(*, maths: bool) -> Environment:
    """The templates of `bot/templates/`, with the filters they use; each is compiled once a process.

    Without `maths` formulas are written out.
    """
    made = Environment(
        loader=PackageLoader("bot"),
        autoescape=True,
        finalize=partial(escaped, maths=maths),  # comes first, and leaves nothing for Jinja2's own escaping, HTML's
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "address": lambda url: Markdown(cook.url(url)),
        "link": lambda label, url: Markdown(cook.link(label, url, maths=maths)),
        "nested": lambda text: Markdown(re.sub(r"(?m)^(?=.)", "  ", text)),
        "prose": lambda text: Markdown(cook.prose(_BOLD.sub(r"\\textbf{\1}", text), maths=maths)),
        "quoted": lambda text: Markdown(re.sub(r"(?m)^", "> ", tidy(text)).replace("> \n", ">\n")),
        "strong": lambda text: Markdown(cook.strong(text, maths=maths)),
        "unboxed": lambda url: Markdown(re.sub(r"(.+)", r"<\1>", cook.url(url))),
        "attribute": lambda text: Markdown(re.sub(r"[\"\[\]\n]", "", text)),
    }
    return made


def escaped(value: object, *, maths: bool = True) -> Markup:
    """Markdown as it is, anything else escaped."""
    return value if isinstance(value, Markup) else Markdown(cook.escape(str(value), maths=maths))


def tidy(text: str) -> str:
    """Blank lines in a row become one; none stand at either end."""
    return re.sub(r"\n(?:[ \t]*\n)+", "\n\n", str(text)).strip()
