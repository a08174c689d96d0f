"""The calls the bot makes in a week: the columns of the table. A call that no column names is an error of this list."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from bot.sandbox.faults import Asked, ServerName

TOPIC = r"^/t/\d+\.json$"
MESSAGES = "^/v1/messages$"
POSTS = r"^/t/\d+/posts\.json$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One kind of request, by what it is for.

    `path` is a regular expression, as are `after` and `before`, which the requests around it must fit, written
    `server METHOD path`. It is at least the `nth` of its server, method and path. Without the
    answer to a `spare` one the bot goes on. One of the `loop` is made when readers and moderators have written.
    """

    name: str
    server: ServerName
    method: str
    path: str
    after: str = ""
    before: str = ""
    nth: int = 1
    spare: bool = False
    loop: bool = False

    def asks(self, line: Asked) -> bool:
        """Whether a request has this server, method and path; several calls may share them."""
        return (line.server, line.method) == (self.server, self.method) and bool(re.search(self.path, line.path))

    def fits(self, lines: Sequence[Asked], at: int) -> bool:
        """Whether the request at that place is of this kind."""
        if not self.asks(lines[at]) or count(self, lines[: at + 1]) < self.nth:
            return False
        around = zip((self.after, self.before), (_line(lines, at - 1), _line(lines, at + 1)), strict=True)
        return all(re.search(wanted, line) for wanted, line in around)


LISTED = r"GET /latest\.json$"
"""Before a look at a topic in which something may have been written, or edited by hand."""

LATEST = r"^/c/\d+/l/latest\.json$"

CALLS = (
    Call(name="the feed", server="newsletter", method="GET", path="^/feed$"),
    Call(name="the feed again", server="newsletter", method="GET", path="^/feed$", nth=2),
    Call(name="the week's papers", server="arxiv", method="GET", path="^/api/query$"),
    Call(name="papers not known yet", server="arxiv", method="GET", path="^/api/query$", nth=2),
    Call(
        name="the instructions",
        server="model",
        method="POST",
        path=MESSAGES,
        after="^arxiv",
        before="^model",
        spare=True,
    ),
    Call(name="a paper", server="model", method="POST", path=MESSAGES, after="^model", before="^model"),
    Call(name="the intro", server="model", method="POST", path=MESSAGES, after="^model", before="^(?!model)"),
    Call(name="a late abstract", server="model", method="POST", path=MESSAGES, after="^arxiv", before="^forum"),
    Call(name="is it there", server="forum", method="GET", path="^/t/external_id/pb-forum", after="^(?!forum)"),
    Call(name="categories", server="forum", method="GET", path=r"^/categories\.json$"),
    Call(name="own newest topics", server="forum", method="GET", path=LATEST, after="/(categories|external_id)"),
    Call(name="other people's topics", server="forum", method="GET", path=LATEST, after="/l/latest"),
    Call(name="is the sign of life there", server="forum", method="GET", path="^/t/external_id/pb-host", spare=True),
    Call(name="the sign again", server="forum", method="GET", path=TOPIC, after="/pb-host", spare=True),
    Call(name="sign of life", server="forum", method="POST", path="^/posts$", after="/pb-host", spare=True),
    Call(name="limits", server="forum", method="GET", path=r"^/site/settings\.json$"),
    Call(name="is the topic there", server="forum", method="GET", path="^/t/external_id/pb-forum", after="GET /site"),
    Call(name="the topic", server="forum", method="POST", path="^/posts$", after="/l/latest"),
    Call(name="reading back", server="forum", method="GET", path=TOPIC, after="POST /posts$"),
    Call(name="is the reply there", server="forum", method="GET", path=TOPIC, before="POST /posts$"),
    Call(name="a reply", server="forum", method="POST", path="^/posts$", after="GET /t/\\d"),
    Call(name="the list of topics", server="forum", method="GET", path=r"^/latest\.json$"),
    Call(name="looking for hand edits", server="forum", method="GET", path=TOPIC, after=LISTED),
    Call(name="reading before an edit", server="forum", method="GET", path=TOPIC, before="GET /site"),
    Call(name="the edit", server="forum", method="PUT", path=r"^/posts/\d+$"),
    Call(name="reading the edit back", server="forum", method="GET", path=TOPIC, after="PUT /posts"),
    Call(name="a comment", server="model", method="POST", path=MESSAGES, loop=True),
    Call(name="reading the comments", server="forum", method="GET", path=TOPIC, after=LISTED, loop=True),
    Call(name="the like", server="forum", method="POST", path="^/post_actions$", spare=True, loop=True),
    Call(name="is the message there", server="forum", method="GET", path="^/t/external_id/pb-desk", loop=True),
    Call(name="the message", server="forum", method="POST", path="^/posts$", after="/pb-desk", loop=True),
    Call(name="the proposal", server="forum", method="POST", path="^/posts$", after=r"GET /t/\d", nth=2, loop=True),
    Call(name="reading the answers", server="forum", method="GET", path=TOPIC, before="/posts.json$", loop=True),
    Call(name="the answer afresh", server="forum", method="GET", path=POSTS, loop=True),
    Call(name="the role", server="forum", method="GET", path=r"^/u/[^/]+\.json$", loop=True),
    Call(name="the correction", server="forum", method="PUT", path=r"^/posts/\d+$", loop=True),
    Call(name="what came of it", server="forum", method="POST", path="^/posts$", nth=4, loop=True),
    Call(name="the thanks", server="forum", method="POST", path="^/posts$", nth=5, loop=True),
)


def ordinals(lines: Sequence[Asked], *, loop: bool = False) -> dict[str, int]:
    """Of each call, the how manieth of its server, method and path its first is, in a week or a loop without faults.

    Raises: LookupError (a request that no call names, or a call that nobody makes).
    """
    found: dict[str, int] = {}
    mine = [call for call in CALLS if call.loop == loop]
    for at, line in enumerate(lines):
        kinds = [call for call in mine if call.fits(lines, at)]
        # The loop makes many a call that the week makes too: it is tried there.
        known = kinds or (loop and any(call.asks(line) for call in CALLS))
        if not known and HTTPStatus.TOO_MANY_REQUESTS not in (line.status, lines[at - 1].status):
            raise LookupError(f"no call of this list is {_line(lines, at)} after {_line(lines, at - 1)}")
        for call in kinds:
            found.setdefault(call.name, count(call, lines[: at + 1]))
    unmade = [call.name for call in mine if call.name not in found]
    if unmade:
        raise LookupError(f"nobody makes the call {unmade[0]!r}")
    return found


def count(call: Call, lines: Iterable[Asked]) -> int:
    """How many requests have the call's server, method and path."""
    return sum(call.asks(line) for line in lines)


def _line(lines: Sequence[Asked], at: int) -> str:
    return f"{lines[at].server} {lines[at].method} {lines[at].path}" if 0 <= at < len(lines) else ""
