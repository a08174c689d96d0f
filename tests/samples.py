"""Values of our own wording that tests begin from."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain import BULLET, Entry, Issue, Link, Paper, Record, Translation

SUNDAY = datetime(2026, 11, 15, 15, 1, tzinfo=UTC)


def issue(**changes: object) -> Issue:
    """An issue of one week; `changes` replace its fields."""
    basic = Issue(
        key="dair/2026-11-15",
        source="dair",
        slug="top-ai-papers-of-the-week-3f7",
        guid="https://newsletter.example/p/top-ai-papers-of-the-week-3f7",
        title="🥇Top AI Papers of the Week",
        url="https://newsletter.example/p/top-ai-papers-of-the-week-3f7",
        published=SUNDAY,
        start=date(2026, 11, 8),
        end=date(2026, 11, 15),
        body="<p>as received</p>",
    )
    return replace(basic, **changes)  # type: ignore[arg-type]  # fields by name


def entry(position: int = 1, **changes: object) -> Entry:
    """An entry with a lead and two bullets."""
    basic = Entry(
        issue="dair/2026-11-15",
        position=position,
        name=f"Lantern {position}",
        summary=f"Lantern {position} reads notes.\n{BULLET}Method: It keeps 4 notes.\n{BULLET}So what: It is cheap.",
        links=(
            Link(label="Paper", url=f"https://arxiv.org/abs/2611.{90000 + position}v2"),
            Link(label="Tweet", url=f"https://twitter.com/example/status/{position}?s=20"),
        ),
        arxiv_id=f"2611.{90000 + position}",
    )
    return replace(basic, **changes)  # type: ignore[arg-type]  # fields by name


def record(position: int = 1, **changes: object) -> Record:
    """arXiv's word on `entry(position)`."""
    basic = Record(
        arxiv_id=f"2611.{90000 + position}",
        title=f"Lantern {position}: Reading Long Notes",
        authors=("A. Example", "B. Sample"),
        abstract=f"We present Lantern {position}. It keeps 4 notes.",
    )
    return replace(basic, **changes)  # type: ignore[arg-type]  # fields by name


def paper(position: int = 1, **changes: object) -> Paper:
    """What `entry(position)` is about."""
    known = record(position)
    basic = Paper(
        entry=entry(position).key,
        title=known.title,
        authors=known.authors,
        arxiv_id=known.arxiv_id,
        abstract=known.abstract,
    )
    return replace(basic, **changes)  # type: ignore[arg-type]  # fields by name


def translation(position: int = 1, **changes: object) -> Translation:
    """A Korean text for `entry(position)`."""
    basic = Translation(
        entry=entry(position).key,
        locale="ko",
        title=f"Lantern {position}: 긴 메모 읽기",
        summary=f"Lantern {position} 모델은 메모를 읽습니다.\n{BULLET}방법: 메모 4개 보관.\n{BULLET}의미: 저렴합니다.",
        abstract=f"Lantern {position} 모델을 제안합니다. 메모 4개를 보관합니다.",
        topics=("long context",),
        by="recorded-model",
        prompt="0" * 64,
    )
    return replace(basic, **changes)  # type: ignore[arg-type]  # fields by name
