"""The ten papers of an issue of DAIR.AI's newsletter, however it arrives: what is in doubt about them."""

from collections.abc import Iterable, Sequence

from bot.domain import Entry

PAPERS = 10
"""How many papers an issue has; all 181 weeks until July 2026 had ten."""

NUMBERS = range(1, PAPERS + 1)


def doubts(entries: Sequence[Entry], surplus: Iterable[int], loose: Iterable[int], where: str) -> list[str]:
    """Why a moderator must look at the papers, one sentence a reason; `where` is what holds them, a post or a page.

    `surplus` are numbers without a place, `loose` those of papers with text after their links.
    """
    found = {entry.position for entry in entries}
    return said(
        where,
        {
            f"Of {PAPERS} papers these cannot be found in the {where}": [n for n in NUMBERS if n not in found],
            "Numbers that begin a paper once too often": sorted(set(surplus)),
            "Papers whose name cannot be told from their text": [each.position for each in entries if not each.name],
            "Papers with text after their links, which is left out": loose,
            "Papers without text and links": [each.position for each in entries if not each.summary and not each.links],
        },
    )


def said(where: str, numbered: dict[str, Iterable[int]]) -> list[str]:
    """A sentence for each of these that names a number."""
    lists = {what: ", ".join(map(str, dict.fromkeys(numbers))) for what, numbers in numbered.items()}
    return [f"{what}: {numbers}; see the {where}." for what, numbers in lists.items() if numbers]
