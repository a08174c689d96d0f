"""Our Markdown → Markdown that any place reads: for text that a person pastes somewhere else.

Rule: what `cook` writes for Discourse as HTML goes, every word stays.
"""

import re

from bot.render.markdown import Markdown, escaped

_STYLE = "</?(?:strong|em|code)>"
_OPENING = re.compile(rf"(?m)^(?:{_STYLE})+(?=[-+#>=|\d\[])")
"""Style before what would begin a heading, a list or a quote without it."""

_COMMENT = "<!-- -->"
_NOTHING = "\u200b"
"""What nobody sees and no place acts on: `@` and a word with it between them call nobody."""

_FORMULA = re.compile(r"\\.|\$((?:\\.|[^\\$\n])+)\$")
"""A dollar that is money has a backslash by now; no formula holds a backtick (`bot.cook.maths`)."""


def plain(text: object) -> Markdown:
    """The same without HTML, comments and bold or slanted words; formulas are fenced, so that no sign in them is lost.

    A formula becomes $`…`$, which GitHub and Qiita draw and every other place shows as it is.
    Sources: https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions
    and https://help.qiita.com/ja/articles/qiita-markdown
    """
    unstyled = re.sub(_STYLE, "", _OPENING.sub(_NOTHING, str(escaped(text))))
    quiet = unstyled.replace(f"#{_COMMENT}", r"\#").replace(_COMMENT, _NOTHING)
    return Markdown(_FORMULA.sub(_fenced, quiet))


def _fenced(found: re.Match[str]) -> str:
    return f"$`{found[1]}`$" if found[1] else found[0]
