"""docs/quality.md: how good the gate's rules are, what they cost, what they say, and what they cannot see."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.checks import SAYS
from tools.quality.aims import Aim, Quality, aims
from tools.quality.cost import Cost
from tools.quality.data import ROOT
from tools.quality.report import counts

PAGE = ROOT / "docs" / "quality.md"

SEVERITIES = ("critical", "major", "minor")

_PREFACE = """\
# Quality of the gate

<!-- written by `make quality` and `make mutation`; change the program, not this page -->

Before anyone sees a translation, rules compare it with its English source. What they find is given back to the model,
which mends it; what cannot be mended is not shown. So two things count: that a rule sees what is wrong, and that it is
silent about what is right. Both are measured here on pairs that people labelled. The pairs are no part of the project.
The rules were written beside these; as many others were kept back from those who wrote them, and say more about a
translation that nobody has seen yet.

A defect counts as caught where a finding of severity `repair` or `block` has a span that overlaps it and is no longer
than a sentence. An omission is also caught by the English sentence whose translation is missing.

`make quality` measures again, `python -m tools.quality --missed` lists each defect that was missed and each false
alarm, and `paperboy check FILE.jsonl` says what the rules find in pairs of your own.
"""

_UNSEEN = """\
## What a rule cannot see

- **Fluent mistranslation.** A sentence that reads well, keeps every number, name, formula and term, and says something
  else. That is for the judge model, where one is configured, and for readers.
- **Which of two things a figure belongs to,** where both sides have the same figures in another order of clauses.
- **A term that the glossary does not have,** and the wrong one of two accepted renderings.
- **A clause that is left out** when it has no number, name, formula or term and its sentence is still there.
- **An organisation that nobody listed,** unless it is written in Latin letters and the source has it not.
- **Lower-cased sources.** The newsletter's own text is never re-cased; a name that is in lower case there is compared
  without regard to case.
- **Style:** stiff wording, a particle that does not fit, a typing error that makes another word.
"""

_MUTATION = re.compile(r"(?<=## Mutation testing\n\n).*?\n(?=\n## |\Z)", re.DOTALL)

_NOT_YET = "Not measured yet: `make mutation`.\n"


def page(quality: Quality, costs: Sequence[Cost], mutation: str) -> str:
    """The whole page; `mutation` is what the last run of `make mutation` left on it."""
    sections = [
        _PREFACE,
        "## What is caught, what is wrongly flagged\n\n"
        + _table(("data", "aim", "measured"), map(_aim, aims(quality))),
        "Caught, by type:\n\n" + _types(quality),
        _cost_section(costs),
        _UNSEEN,
        f"## Mutation testing\n\n{mutation}",
        codes(),
    ]
    return "\n".join(sections)


def codes() -> str:
    """The table of findings; the one part of the page that `--check` compares."""
    rows = ((f"`{code}`", sentence) for code, sentence in SAYS.items())
    return "## What is found\n\n" + _table(("code", "says"), rows)


def stale(text: str) -> str:
    """What the page lacks; empty where its table of findings is that of the program."""
    return "" if text.endswith(codes()) else "its findings are not those of bot/checks"


def mutation_of(text: str) -> str:
    """What the page says of mutation testing."""
    found = _MUTATION.search(text)
    return found.group() if found else _NOT_YET


def with_mutation(text: str, said: str) -> str:
    """The page with another result of mutation testing."""
    return _MUTATION.sub(lambda _found: said, text, count=1)


def _aim(aim: Aim) -> tuple[str, str, str]:
    return aim.data, aim.aim, aim.measured if aim.holds else f"**{aim.measured}**"


def _types(quality: Quality) -> str:
    planted, published = counts(quality.planted), counts(quality.published)
    names = sorted({*planted, *(name.rpartition(" ")[0] for name in published)})
    rows = (
        (name, _share(planted.get(name)), *(_share(published.get(f"{name} {one}")) for one in SEVERITIES))
        for name in names
    )
    return _table(("type", "planted", *(f"published {one}" for one in SEVERITIES)), rows)


def _share(count: tuple[int, int] | None) -> str:
    return f"{count[0]} of {count[1]}" if count else "–"


def _cost_section(costs: Sequence[Cost]) -> str:
    rows = ((one.family, f"{one.milliseconds:.2f}", f"{one.ratio:,.0f}×") for one in costs)
    return (
        "## What it costs\n\nCPU time for one abstract of 1,500 characters, and beside it how often `json` reads the"
        " same two texts in that time.\n\n" + _table(("rules", "ms", "÷ json"), rows)
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(_rows(head, rows)) + "\n"


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
