"""How long it takes to read a feed and split its issues."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import feedparser

from bench.figure import Figure, ratio
from bot.domain import Split
from bot.feed import read
from bot.net import Answer
from bot.sandbox.substack import posts, rss
from bot.sandbox.week import DEMO, load_week
from bot.sources import dair

SIZE = 1_500_000
"""A real feed of twenty issues has about this many bytes."""

BASE = "https://newsletter.example"


def splitting_over_feedparser() -> Iterator[Figure]:
    """Our reading and splitting of a feed, beside feedparser alone as it comes (sanitising on)."""
    body, issues = _feed_of(SIZE)
    answer = Answer(status=200, headers={}, body=body)

    def ours() -> None:
        splits = [dair.split("dair", item) for item in read(BASE, answer)]
        complete = [one for one in splits if isinstance(one, Split) and len(one.entries) == dair.PAPERS]
        assert len(complete) == issues, f"only {len(complete)} of {issues} issues were split"

    value = ratio(ours, lambda: feedparser.parse(io.BytesIO(body)))
    name = f"reading and splitting {issues} issues, {len(body) / 1e6:.2f} MB ÷ feedparser, sanitising on"
    yield Figure(figure=name, value=value, unit="×", aim=0.35)


def _feed_of(size: int) -> tuple[bytes, int]:
    """A feed of at least that many bytes, and how many issues it holds."""
    week = load_week(DEMO)
    issue = next(post for post in posts(week) if post.slug == week.slug)
    count = -(-size // len(rss(week, [issue], BASE)))
    listed = [
        replace(issue, slug=f"{issue.slug[:-3]}{number:03x}", published=issue.published - timedelta(weeks=number))
        for number in range(count)
    ]
    return rss(week, listed, BASE), count
