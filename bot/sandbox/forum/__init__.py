"""A Discourse on loopback: the endpoints a posting bot uses, with Discourse's rules, and pages to read it by.

What is kinder here than there is a bug. Each file names the part of Discourse that it follows.
"""

from bot.sandbox.forum.app import forum
from bot.sandbox.forum.settings import ForumSettings

__all__ = ["ForumSettings", "forum"]
