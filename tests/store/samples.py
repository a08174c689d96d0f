"""Issues, papers and translations of our own invention, as short as a test needs them."""

from datetime import UTC, date, datetime, timedelta

from bot.domain import (
    Call,
    Comment,
    Correction,
    Entry,
    Field,
    Finding,
    Hold,
    Intent,
    Issue,
    Link,
    Paper,
    Post,
    Receipt,
    Severity,
    Span,
    Split,
    Translation,
    Usage,
    Verdict,
)

NOON = datetime(2026, 6, 28, 12, tzinfo=UTC)


def an_issue(slug: str = "week-26", *, key: str = "dair/2026-06-28", source: str = "dair", why: str = "") -> Issue:
    return Issue(
        key=key,
        source=source,
        slug=slug,
        guid=f"https://letters.example/p/{slug}",
        title="Papers worth an evening",
        url=f"https://letters.example/p/{slug}",
        published=NOON,
        start=date(2026, 6, 22),
        end=date(2026, 6, 28),
        body="<p>Ten papers &amp; one tea</p>",
        why=why,
    )


def a_split(slug: str = "week-26", *, papers: int = 3, why: str = "", later: int = 0) -> Split:
    issue = an_issue(slug, why=why)
    made = Issue(
        **{name: getattr(issue, name) for name in issue.__slots__} | {"published": NOON + timedelta(days=later)}
    )
    return Split(issue=made, entries=tuple(an_entry(number) for number in range(1, papers + 1)))


def an_entry(position: int, *, issue: str = "dair/2026-06-28") -> Entry:
    return Entry(
        issue=issue,
        position=position,
        name=f"Lantern {position}",
        summary="It remembers.\n● It forgets on purpose.",
        links=(
            Link(label="Paper", url="https://arxiv.org/abs/2606.00001"),
            Link(label="Post", url="https://x.example/?a=1"),
        ),
        arxiv_id="2606.00001",
    )


def a_paper(entry: str, **changes: object) -> Paper:
    facts = {"title": "Lantern: Memory by Lamplight", "authors": ("Ana Ortiz", "지우 박"), "arxiv_id": "2606.00001"}
    return Paper(entry=entry, **({**facts, "abstract": "We light $n$ lamps."} | changes))


def a_translation(entry: str, **changes: object) -> Translation:
    facts = {
        "locale": "ko",
        "title": "등불",
        "summary": "기억합니다.",
        "topics": ("memory",),
        "by": "model-x",
        "prompt": "f00d",
    }
    return Translation(entry=entry, **(facts | changes))


def a_finding(key: str, **changes: object) -> Finding:
    facts = {"code": "number.lost", "severity": Severity.REPAIR, "message": "42 is missing", "source_span": "42"}
    return Finding(key=key, **(facts | changes))


def a_receipt(key: str, **changes: object) -> Receipt:
    facts = {"verdict": Verdict.FAILED, "repairs": 2, "judge": "model-y", "glossary": "beef"}
    return Receipt(key=key, **(facts | changes))


def a_call(key: str, **changes: object) -> Call:
    usage = Usage(input=1200, output=900, cache_write=10, cache_read=20, thinking=300)
    facts = {"task": "translate", "model": "model-x", "prompt": "f00d", "usage": usage, "cost_usd": 0.017345123}
    return Call(key=key, milliseconds=2100, stop_reason="end_turn", **(facts | changes))


def an_intent(key: str, **changes: object) -> Intent:
    return Intent(key=key, **({"raw": f"text of {key}", "title": "Week 26", "tags": ("ai", "논문")} | changes))


def a_post(key: str, **changes: object) -> Post:
    facts = {
        "topic_id": 7,
        "post_id": 70,
        "url": "https://forum.example/t/7",
        "title": "Week 26",
        "raw": "text",
        "tags": ("ai",),
    }
    return Post(key=key, **(facts | changes))


def a_hold(key: str, **changes: object) -> Hold:
    return Hold(key=key, **({"reason": "wait for me", "who": "Mina", "since": NOON} | changes))


def a_comment(post_id: int = 502, **changes: object) -> Comment:
    facts = {
        "forum": "forum.example",
        "topic_id": 7,
        "version": 1,
        "number": post_id - 500,
        "author_id": 31,
        "author": "sora",
        "at": NOON + timedelta(minutes=post_id),
        "text": "3번의 등불은 램프가 맞지 않나요?",
    }
    return Comment(post_id=post_id, **(facts | changes))


def a_correction(about: str = "dair/2026-06-28/1@ko.1", **changes: object) -> Correction:
    facts = {
        "digest": "dair/2026-06-28/pytorch-kr",
        "field": Field.TITLE,
        "before": "등불",
        "spans": (Span(start=0, old="등불", new="램프"),),
        "reason": "a lamp is no lantern",
        "by": "model-x",
    }
    return Correction(about=about, **(facts | changes))
