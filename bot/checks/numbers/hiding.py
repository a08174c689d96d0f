"""Blanks what has figures that are no values: formulas, code, addresses and names.

Numbers of formulas, code and addresses are matters of other families; a figure inside a Latin name (GPT-4, ResNet-50)
is a part of the name.
"""

import re

BLANK = "\ufffc"
"""Stands for each hidden character, so that places stay places; no letter, digit, space or punctuation."""


def hidden(text: str) -> str:
    """The text, as long as before, its full-width figures as ASCII ones, without what is no value."""
    narrow = text if text.isascii() else text.translate(_NARROW)
    return _HIDDEN.sub(_blanked, narrow.replace(_TIMES, "×".ljust(len(_TIMES))))


def _blanked(found: re.Match[str]) -> str:
    return BLANK * len(found[0])


_NARROW = str.maketrans("０１２３４５６７８９％．，－＋／＄", "0123456789%.,-+/$")
_TIMES = "$\\times$"
"""After a figure this is a unit, no formula."""

_NAME = r"[A-Za-z]++ (?: [-_][A-Za-z]++ )*+ [-_]? \d [A-Za-z0-9]*+ (?: (?: [-_] | (?<=\d)\.(?=\d) ) [A-Za-z0-9]++ )*"

_HIDDEN = re.compile(
    rf"""
      (?=[$\\`\#]) (?:
        \$\$[^$]{{1,1000}}\$\$
      | (?<!\\)\$ (?: [^\s$\\] | [^\s$][^$\n]{{0,300}}[^\s$\\] ) \$ (?!\d)
      | \\\( [^\\\n]* (?: \\(?![()]) [^\\\n]* )* \\\)
      | \\\[ [^\\]* (?: \\(?![\[\]]) [^\\]* )* \\\]
      | `{{1,3}} [^`]{{1,1000}} `{{1,3}}
      | \\(?:cite[a-z]*|ref|url|label|texttt|unicode) \{{ [^{{}}]{{0,300}} \}}
      | \#[A-Za-z0-9][\w-]*
      )
    | (?<![A-Za-z0-9])(?=[A-Za-z]) (?:
        (?: https?:// | www\. ) [^\s<>()\[\]{{}}"'、。가-힣ぁ-んァ-ヶ一-龥]+
      | (?i:arxiv) :? \s? \d{{4}}\.\d{{4,5}}
      | (?<![A-Za-z][-_]) (?! (?i:sub|pre|post|mid|top|rank|under|over|around|layer|level) -\d ) {_NAME}
      )
    | (?<=\dx)(?=[A-Z]) {_NAME}
    """,
    re.VERBOSE | re.ASCII,
)
"""A formula does not begin or end with a space and is not followed by a digit: $5 and $10 are prices.

No possessive group has a choice in it: with such ones Python 3.11 was seen to find no formula, once in many runs.

Of sub-10, mid-2023 and top-5 the figure is a value. A word with a hash is a tag.
"""
