"""The service: one worker that polls when it is due, grants wishes, and tells systemd how it is."""

from bot.service.serving import serve

__all__ = ["serve"]
