"""Real weeks in other packaging: each copy is the same issue as by feed."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import copies
from bot.domain import FeedItem, Split
from bot.feed import read
from bot.net import Answer
from bot.sources import dair
from tests.envelopes import json_of, mail_of, page_of


@pytest.fixture(scope="module")
def items(shared: Path) -> tuple[FeedItem, ...]:
    """Every week of the corpus as a feed has it."""
    tool, weeks = shared / "tools" / "substack_feed.py", shared / "corpus" / "weeks.jsonl"
    xml = subprocess.run([sys.executable, tool, weeks], capture_output=True, check=True).stdout
    return read("corpus", Answer(status=200, headers={}, body=xml))


@pytest.mark.parametrize(
    "packed",
    [page_of, json_of, mail_of, lambda item: mail_of(item, cte="base64")],
    ids=["page", "JSON", "e-mail", "e-mail in base64"],
)
def test_a_copy_of_each_real_week_is_the_same_issue_as_by_feed(
    items: tuple[FeedItem, ...], packed: Callable[[FeedItem], bytes]
) -> None:
    assert len(items) > 80
    for item in items:
        data = packed(item)
        copy = copies.read("copy", data, copies.kind_of("copy", data))
        by_feed, by_hand = dair.split("dair", item), dair.split("dair", copy)
        assert isinstance(by_feed, Split)
        assert isinstance(by_hand, Split)
        assert by_hand.entries == by_feed.entries, item.url
        for fact in ("key", "slug", "title", "url", "start", "end", "why"):
            assert getattr(by_hand.issue, fact) == getattr(by_feed.issue, fact), (item.url, fact)
        assert copies.doubted(by_hand) == by_hand
