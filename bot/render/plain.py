"""Our Markdown → Markdown that any place reads: for text that a person pastes somewhere else.

Rule: what `cook` writes for Discourse as HTML goes, every word stays.
"""

import re
from html import unescape

from bot.render.markdown import Markdown, escaped

_STYLE = "</?(?:strong|em|code)>"
_OPENING = re.compile(rf"(?m)^(?:{_STYLE})+(?=[-+#>=|\d\[])")
"""Style before what would begin a heading, a list or a quote without it."""

_COMMENT = "<!-- -->"
_NOTHING = "\u200b"
"""What nobody sees and no place acts on: `@` and a word with it between them call nobody."""

_SIGNS = re.compile(
    r"<https?://[^>]*>|\\."  # left alone: addresses, and signs that were escaped, as the dollar that is money was
    r"|\$(?P<tex>(?:\\.|[^\\$\n])+)\$|(?P<entity>&(?:lt|gt|amp|#91|#40);)"
)
"""No formula holds a backtick (`bot.cook.maths`)."""


def plain(text: object) -> Markdown:
    """The same without HTML, comments, bold and slanted words, and with every sign escaped as people do it.

    A formula becomes $`…`$: no sign in it is lost, some places draw it, and the others show it as it stands.
    Source: https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions
    """
    unstyled = re.sub(_STYLE, "", _OPENING.sub(_NOTHING, str(escaped(text))))
    quiet = unstyled.replace(f"#{_COMMENT}", r"\#").replace(_COMMENT, _NOTHING)
    return Markdown(_SIGNS.sub(_legible, quiet))


def _legible(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "tex":
            return f"$`{found['tex']}`$"
        case "entity":
            return "\\" + unescape(found["entity"])
        case _:
            return found[0]
