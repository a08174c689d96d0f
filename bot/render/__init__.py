"""Digest → Draft through a template of `bot/templates/`: what a post says, in what order, cut between papers; and back.

Rule: the template sees a view of the digest in plain text, and every value it prints is escaped for Markdown on the
way out. What a person's edit says is believed only where the layout, given it, would print the very same.
"""

from bot.render.layout import Layout
from bot.render.receipts import appendix
from bot.render.structured import structured

__all__ = ["Layout", "appendix", "structured"]
