"""That somebody was heard is shown by a like: nobody is sent a message for it."""

from bot.corrections import thanking
from bot.corrections.watching import Watched
from bot.domain import Comment
from bot.errors import Misconfigured, Rejected, Unavailable
from bot.ports import Bot


def like(bot: Bot, place: Watched, comment: Comment) -> bool:
    """Presses the heart; False where the forum does not allow that.

    A courtesy, which holds nothing up: where the forum does not answer, or says something strange, that is said, and
    the heart is left.
    """
    try:
        return place.forum.like(comment)
    except (Unavailable, Rejected, Misconfigured) as error:
        bot.report("unliked", comment.key, why=str(error))
        return True


def acknowledge(bot: Bot, place: Watched, comment: Comment) -> None:
    """A like for a reader's comment; where there are none, a word of thanks is to be said."""
    if not like(bot, place, comment):
        thanking.acknowledge(bot, place.work, comment)
