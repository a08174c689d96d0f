"""Markdown as Discourse cooks it, the escaping that survives it, and the formulas in it drawn.

Rule: what a reader must see goes through `escape` or `prose` before it meets Markdown; nothing here reads or writes
anything, and no text, however hostile, makes it fail.
"""

from bot.cook.displaying import displayed
from bot.cook.engine import cook, paragraphs
from bot.cook.escaping import escape, one_line, strong
from bot.cook.links import link, url
from bot.cook.mathml import with_mathml
from bot.cook.tex import prose

__all__ = ["cook", "displayed", "escape", "link", "one_line", "paragraphs", "prose", "strong", "url", "with_mathml"]
