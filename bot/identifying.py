"""What an entry is about: one question to arXiv an issue, and what to make of the answer."""

from collections.abc import Sequence

from bot import texts
from bot.domain import Entry, Finding, Issue, Missing, Paper, Record, Severity
from bot.errors import Unavailable
from bot.ports import Bot


def identify_entries(bot: Bot, issue: Issue, entries: Sequence[Entry], *, insist: bool = False) -> None:
    """Looks the entries' papers up and keeps what is new. While arXiv is silent they wait, as long as patience lasts;
    with `insist` however old the issue is.

    Raises: Unavailable, unless papers that are not known yet have waited long enough.
    """
    ids = list(dict.fromkeys(entry.arxiv_id for entry in entries if entry.arxiv_id))
    records = dict(bot.store.papers.records(ids))
    known = bot.store.papers.of(issue.key)
    out_of_patience = bot.clock.now() - issue.published > bot.patience
    try:
        asked = bot.library.look_up([one for one in ids if one not in records]) if set(ids) - set(records) else {}
    except Unavailable:
        if insist or not out_of_patience or all(entry.key in known for entry in entries):
            raise
        asked = {}
    bot.store.papers.keep(asked.values())
    records |= asked
    papers = [_paper(entry, records.get(entry.arxiv_id or ""), known.get(entry.key)) for entry in entries]
    # An id that arXiv does not know yet (its index lags) waits like one it did not answer for.
    settled = [paper for paper in papers if paper.missing is not Missing.NOT_YET or out_of_patience]
    found, findings = _without_twins(entries, settled)
    fresh = [paper for paper in found if known.get(paper.entry) != paper]
    if fresh:
        bot.store.papers.put(fresh, findings)
        for finding in findings:
            bot.report("finding", finding.key, why=finding.message)
        bot.report("identified", issue.key, papers=len(fresh), abstracts=sum(bool(paper.abstract) for paper in fresh))


def _paper(entry: Entry, record: Record | None, posted: Paper | None) -> Paper:
    """What an entry is about. A title that stands in a post already is kept: only the abstract is filled in later."""
    if record is None:
        return texts.unknown_paper(entry)
    title = posted.title if posted else record.title or entry.name
    abstract = "" if record.withdrawn else record.abstract
    missing = Missing.WITHDRAWN if record.withdrawn else None
    return Paper(
        entry=entry.key,
        title=title,
        authors=record.authors,
        arxiv_id=record.arxiv_id,
        abstract=abstract,
        missing=missing or (None if abstract else Missing.NOT_YET),
    )


def _without_twins(entries: Sequence[Entry], papers: Sequence[Paper]) -> tuple[list[Paper], list[Finding]]:
    """One arXiv id under two entries of a week is a slip of the newsletter's: the second keeps its own name."""
    names = {entry.key: entry.name for entry in entries}
    first: dict[str, Paper] = {}
    kept: list[Paper] = []
    findings = []
    for paper in papers:
        twin = first.setdefault(paper.arxiv_id, paper) if paper.arxiv_id else paper
        if twin is paper:
            kept.append(paper)
        else:
            what = f"{paper.arxiv_id} is also the link of {twin.entry}; its title and abstract are not used here"
            findings.append(Finding(key=paper.entry, code="link.twice", severity=Severity.WARN, message=what))
            kept.append(Paper(entry=paper.entry, title=names[paper.entry], missing=Missing.NOT_ON_ARXIV))
    return kept, findings
