"""What an item waits for, and why a correction came to nothing, in the language of a page: the line's own sentences."""

import re

from bot.corrections import applying, deciding, following, reading
from bot.web.words import Words

_SENTENCES = (
    (r"its settle time to pass", "wait_settle"),
    (r"a moderator's review; .*", "wait_review"),
    (r"the moderators' review to end", "wait_review_end"),
    (r"the edition's window to open", "wait_window"),
    (r"the next window: .*", "wait_next_window"),
    (r"the end of its pause: (?P<why>.*)", "wait_pause"),
    (r"the forum's moderators to approve it there", "wait_approval"),
    (r"a person: it is (?P<n>\d+) days old; .*", "wait_old"),
    (r"a person: parts of it were never sent; .*", "wait_parts"),
    (r"a person: no paper could be read in the issue", "wait_no_paper"),
    (r"a person: (?P<why>.*)", "wait_person"),
    (r"arXiv: (?P<n>\d+) papers not looked up yet(?: \((?P<why>.*)\))?", "wait_arxiv"),
    (r"the model: (?P<n>\d+) texts not written yet(?: \((?P<why>.*)\))?", "wait_model"),
    (r"its publisher: (?P<why>.*)", "wait_publisher"),
    (r"the topic of edition (?P<edition>.*)", "wait_after"),
    (r"corrections of the topic of edition (?P<edition>.*)", "wait_grace"),
)

_REASONS = {
    applying.CHANGED: "why_changed",
    applying.NO_ROOM: "why_no_room",
    deciding.WITHDRAWN: "why_withdrawn",
    following.GONE: "why_gone",
    following.MOVED: "why_moved",
    reading.CHANGED: "why_reworded",
    reading.DELETED: "why_deleted",
}


def said(words: Words, what: str) -> str:
    """The sentence of a `Wait` in the page's language, what went wrong as it was said; any other as it is."""
    for form, word in _SENTENCES:
        if found := re.fullmatch(form, what, re.DOTALL):
            facts = found.groupdict()
            told = words.say(word, **{name: one or "" for name, one in facts.items()})
            more = facts.get("why") if "n" in facts else ""
            return f"{told} ({more})" if more else told
    return what


def reason(words: Words, why: str) -> str:
    """Why the bot made a step, in the page's language; what people wrote and all else as it is."""
    return words.say(_REASONS[why]) if why in _REASONS else why
