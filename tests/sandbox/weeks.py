"""A small week of our own for the sandbox's tests, and the clock it is published by."""

from datetime import UTC, datetime
from hashlib import sha256

from bot.sandbox.week import Paper, Record, Week

PUBLISHED = datetime(2026, 11, 15, 15, 1, tzinfo=UTC)

RECORDS = (
    Record(
        arxiv_id="2611.90001",
        title="Quiet Gates: Routing Without a Router",
        authors=("A. Example", "Ö. Sample"),
        abstract="We drop the router & keep $x<y$.\nA second paragraph.",
    ),
    Record(
        arxiv_id="2611.90002",
        title="Withdrawn Things",
        authors=("B. Sample",),
        abstract="Nothing stands.",
        comment="This paper has been withdrawn by the authors",
        version=2,
    ),
)

WEEK = Week(
    title="🥇Top AI Papers of the Week",
    subtitle="The Top AI Papers of the Week (November 8 - 15)",
    slug="top-ai-papers-of-the-week-3f7",
    published=PUBLISHED,
    notice="Made up for tests.",
    papers=(
        Paper(
            position=1,
            name="Quiet Gates",
            lead="Gates that emit <pause> & wait – at 3.5× the speed…",
            bullets=(("Setting", "7B on 8×H100."), ("Why it matters", "It’s cheap.")),
            links=(("Paper", "https://arxiv.org/abs/2611.90001"), ("Tweet", "https://x.com/example/status/1?s=20&t=a")),
        ),
        Paper(position=2, name="Withdrawn Things", lead="One paragraph.", links=(("Paper", "https://example.org/p"),)),
    ),
    records=RECORDS,
)

WEEK_TOML = """\
[issue]
title = "Top AI Papers of the Week"
subtitle = "The Top AI Papers of the Week (November 8 - 15)"
slug = "top-ai-papers-of-the-week-3f7"
published = 2026-11-15T15:01:00Z

[[papers]]
position = 1
name = "Quiet Gates"
lead = "Gates that wait."
bullets = [["Setting", "Small."]]
links = [["Paper", "https://arxiv.org/abs/2611.90001"]]
arxiv_id = "2611.90001"
title = "Quiet Gates: Routing Without a Router"
authors = ["A. Example"]
abstract = "We drop the router."

[[papers]]
position = 2
name = "A Page Only"
lead = "It is not on arXiv."
"""


def fence(text: str, *, task: str = "translate", locale: str = "ko", round_: int = 1) -> str:
    """Source text fenced as the bot does it."""
    digest = sha256(text.encode()).hexdigest()
    head = f'<source task="{task}" locale="{locale}" round="{round_}" sha256="{digest}">'
    return f'{head}\n{text}\n</source sha256="{digest}">'
