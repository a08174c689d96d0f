"""What a template of Markdown prints: every bare value escaped, and the filters that both formats share."""

import re
from collections.abc import Callable, Mapping

from markupsafe import Markup

from bot import cook

_BOLD = re.compile(r"(?<![A-Za-z0-9_*])\*\*(?=[^\s*])([^*{}$]{0,199}[^\s*{}$])\*\*(?![A-Za-z0-9_*])")
"""Bold that an author or a model wrote as Markdown, not two powers such as `x**2 + y**2`."""


class Markdown(Markup):
    """Text that is Markdown already; what Jinja2 takes for safe."""


def escaped(value: object) -> Markup:
    """Markdown as it is, anything else escaped."""
    return value if isinstance(value, Markup) else Markdown(cook.escape(str(value)))


def tidy(text: str) -> str:
    """Blank lines in a row become one; none stand at either end."""
    return re.sub(r"\n(?:[ \t]*\n)+", "\n\n", str(text)).strip()


FILTERS: Mapping[str, Callable[[str], Markup]] = {
    "address": lambda url: Markdown(cook.url(url)),
    "nested": lambda text: Markdown(re.sub(r"(?m)^(?=.)", "  ", text)),
    "prose": lambda text: Markdown(cook.prose(_BOLD.sub(r"\\textbf{\1}", text))),
    "quoted": lambda text: Markdown(re.sub(r"(?m)^", "> ", tidy(text)).replace("> \n", ">\n")),
    "strong": lambda text: Markdown(cook.strong(text)),
    "attribute": lambda text: Markdown(re.sub(r"[\"\[\]\n]", "", text)),
}
