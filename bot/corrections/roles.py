"""Who may decide, as the forum says at this moment."""

from bot.domain import Correcting, Edition
from bot.ports import Bot


def may_decide(bot: Bot, edition: Edition, who: str) -> bool:
    """Whether a user of an edition's forum is of its staff, or in the group that the edition names.

    The bot's own account may not, nor one that is suspended, nor one that tells nobody what it is.
    Raises: Unavailable, Misconfigured.
    """
    forum = bot.publishers[edition.name].forum
    if forum is None or who.lower() == forum.username.lower():
        return False
    member = forum.member(who)
    if member is None or member.hidden or member.suspended:
        return False
    group = (edition.correcting or Correcting()).group.lower()
    return member.staff or (group != "" and group in (name.lower() for name in member.groups))
