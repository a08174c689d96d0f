"""The pages for moderators, and the door for the forum's webhook. They read the store and leave wishes; no page acts.

What a person decides here is done by the worker, which asks the forum who that is before it does anything.
"""

from bot.web.checking import checks
from bot.web.serving import address, link, serve

__all__ = ["address", "checks", "link", "serve"]
