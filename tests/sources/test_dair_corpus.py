"""Ninety-one real weeks as a feed in the mark-up of their time, read back exactly."""

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from bot.domain import FeedItem, Skipped, Split
from bot.sources import dair

SHARED = Path(os.getenv("PAPERBOY_SHARED", Path(__file__).parents[3] / "shared"))
WEEKS = SHARED / "corpus/weeks.jsonl"
TOOL = SHARED / "tools/substack_feed.py"
SAMPLE = SHARED / "corpus/substack_feed_sample.xml"
needs_weeks = pytest.mark.skipif(not (WEEKS.exists() and TOOL.exists()), reason=f"no weeks or no feed tool in {SHARED}")
needs_sample = pytest.mark.skipif(not SAMPLE.exists(), reason=f"no feed sample in {SHARED}")

DECOYS = 6


def posts(xml: bytes) -> list[Split | Skipped]:
    feed = feedparser.parse(io.BytesIO(xml), sanitize_html=False, resolve_relative_uris=False)
    return [
        dair.split(
            "dair",
            FeedItem(
                title=entry.title,
                subtitle=entry.summary,
                url=entry.link,
                guid=entry.id,
                published=datetime(*entry.published_parsed[:6], tzinfo=UTC),
                html=entry.content[0].value,
            ),
        )
        for entry in feed.entries
    ]


def rendered(*options: str) -> list[Split | Skipped]:
    command = [sys.executable, str(TOOL), str(WEEKS), *options]
    return posts(subprocess.run(command, capture_output=True, check=True).stdout)


def weeks() -> dict[str, dict[str, Any]]:
    return {week["start"]: week for week in map(json.loads, WEEKS.read_text(encoding="utf-8").splitlines())}


def bare(summary: str) -> str:
    return " ".join(summary.replace("<br>", " ").replace("●", " ").split())


def links(printed: list[dict[str, str]]) -> list[tuple[str, str]]:
    first = {link["url"]: link["label"].casefold() for link in reversed(printed) if link["url"]}
    return [(first.pop(link["url"]), link["url"]) for link in printed if link["url"] in first]


@needs_weeks
@pytest.mark.parametrize("spans", ["0", "0.3", "1"])
def test_every_paper_of_every_week_is_read_exactly(spans: str) -> None:
    found = rendered("--decoys", "--spans", spans)
    issues = [post for post in found if isinstance(post, Split)]
    known = weeks()
    assert len(found) == len(known) + DECOYS
    assert [split.issue.why for split in issues] == [""] * len(known)
    assert {str(split.issue.start): str(split.issue.end) for split in issues} == {
        start: week["end"] for start, week in known.items()
    }
    read = [
        (
            entry.position,
            entry.name,
            bare(entry.summary),
            [(link.label.casefold(), link.url) for link in entry.links],
            entry.arxiv_id,
        )
        for split in issues
        for entry in split.entries
    ]
    true = [
        (paper["n"], paper["name"], bare(paper["summary"]), links(paper["links"]), paper["arxiv_id"])
        for split in issues
        for paper in known[str(split.issue.start)]["papers"]
    ]
    assert len(read) == 10 * len(known)
    assert [row for row in zip(read, true, strict=True) if row[0] != row[1]] == []


@needs_weeks
def test_a_week_behind_the_paywall_is_held() -> None:
    for start in (min(weeks()), max(weeks())):
        (held,) = rendered("--start", start, "--paywall", start)
        assert isinstance(held, Split)
        assert "subscribers" in held.issue.why
        assert 0 < len(held.entries) < dair.PAPERS
        assert all("Read more" not in entry.summary for entry in held.entries)


@needs_sample
def test_another_newsletter_has_no_issue() -> None:
    found = posts(SAMPLE.read_bytes())
    assert len(found) == 20
    assert all(isinstance(post, Skipped) for post in found)
