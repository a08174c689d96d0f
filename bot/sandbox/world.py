"""All that the five servers know, and how it starts afresh."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.types import ASGIApp

from bot.clock import AnyClock
from bot.sandbox.arxiv import Library
from bot.sandbox.faults import Desk, ServerName
from bot.sandbox.forum import ForumSettings, forum
from bot.sandbox.listing import Listing, of_week
from bot.sandbox.model import Service
from bot.sandbox.newsletter import Newsletter
from bot.sandbox.pace import AT_ONCE, Figures
from bot.sandbox.recordings import Recording, load_recordings
from bot.sandbox.week import DEMO, Week, load_comments, load_week

FORUM = ForumSettings(whispers_allowed_groups=("staff", "newsdesk"), min_post_length=10)
"""The bot may whisper to the moderators, and their answer may be as short as a command."""


class World:
    """The state behind the servers; `apps` are the servers' own applications by name."""

    def __init__(
        self,
        clock: AnyClock,
        *,
        week: Path = DEMO,
        feed: bytes | None = None,
        years: Mapping[int, str] | None = None,
        figures: Figures = AT_ONCE,
    ) -> None:
        """`week` is a week file with its recordings beside it; `feed` an XML document to serve in place of its feed.

        `years` are pages of an archive by year, in place of the week's own; `figures` the model server's.
        """
        self.desk = Desk(clock)
        self.apps: dict[ServerName, ASGIApp] = {}
        self._clock = clock
        self._week: Week = load_week(week)
        self._recordings: Sequence[Recording] = tuple(load_recordings(week.parent))
        self._comments = load_comments(week.parent)
        self._feed = feed
        self._years = years
        self._figures = figures
        self.reset()

    def reset(self) -> None:
        """Makes everything as it was at the start; only the clock keeps its time."""
        self.desk.clear()
        self.desk.requests.clear()
        self.newsletter = Newsletter(self._clock, self._week, self._feed, self._years)
        self.listing = Listing(self._clock, of_week(self._week))
        self.library = Library(self._clock, self._week.records)
        self.service = Service(self._clock, self._recordings, self._figures)
        self.apps["newsletter"] = self.newsletter.app()
        self.apps["listing"] = self.listing.app()
        self.apps["arxiv"] = self.library.app()
        self.apps["model"] = self.service.app()
        self.apps["forum"] = self.forum = forum(self._clock, FORUM, self._comments)
