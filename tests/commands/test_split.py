"""The JSON of `split`: its exact shape, and the keys of several issues on one day."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from bot.commands.split import as_json
from bot.domain import Skipped, Split
from tests.samples import entry, issue


def test_issues_and_skipped_posts_have_exactly_these_fields() -> None:
    moment = datetime(2026, 11, 15, 15, 1, tzinfo=UTC)
    post = Split(issue=issue(published=moment), entries=(entry(3),))
    found = json.loads(as_json([Skipped(title="An essay", why="No issue."), post]))
    printed = entry(3)
    assert found == {
        "issues": [
            {
                "key": "dair/2026-11-15",
                "title": "🥇Top AI Papers of the Week",
                "url": post.issue.url,
                "guid": post.issue.guid,
                "published": "2026-11-15T15:01:00+00:00",
                "start": "2026-11-08",
                "end": "2026-11-15",
                "complete": True,
                "why": "",
                "entries": [
                    {
                        "position": 3,
                        "name": printed.name,
                        "summary": printed.summary,
                        "links": [{"label": link.label, "url": link.url} for link in printed.links],
                        "arxiv_id": printed.arxiv_id,
                    }
                ],
            }
        ],
        "skipped": [{"title": "An essay", "why": "No issue."}],
    }


def test_a_held_issue_is_not_complete_and_lists_its_entries() -> None:
    (found,) = json.loads(as_json([Split(issue=issue(why="Cut."), entries=(entry(),))]))["issues"]
    assert (found["complete"], found["why"], len(found["entries"])) == (False, "Cut.", 1)


def test_issues_of_one_day_are_numbered_by_slug() -> None:
    slugs = ["top-c", "top-a", "top-b", "top-a"]
    posts = [Split(issue=issue(slug=slug), entries=()) for slug in slugs]
    other = Split(issue=replace(issue(slug="top-d"), key="dair/2026-11-22"), entries=())
    keys = [found["key"] for found in json.loads(as_json([*posts, other]))["issues"]]
    assert keys == ["dair/2026-11-15-3", "dair/2026-11-15", "dair/2026-11-15-2", "dair/2026-11-15", "dair/2026-11-22"]


def test_nothing_is_two_empty_lists() -> None:
    assert json.loads(as_json([])) == {"issues": [], "skipped": []}
