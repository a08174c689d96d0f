"""What further editions, languages and runs of a week cost: the ledger of real runs, against an unpaced sandbox."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench import street, week
from bench.figure import Figure
from bench.street import Edition, Street
from bot.sandbox.recordings import Recording

EDITIONS = (1, 10, 100)

LOCALES = ("ko", "ja", "ko-two", "ja-two")
"""The last two are made here of the first: languages of their own, as far as the bot can tell, with the same words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Dollars by the number of editions and of locales, and how many calls a run again and one edition more took."""

    editions: dict[int, float]
    locales: dict[int, float]
    again: int
    one_more: int


@cache
def spread() -> Spread:
    """Each run begins with an empty database and a server that has cached nothing."""
    with tempfile.TemporaryDirectory() as name, street.sandbox(Path(name), paced=False) as there:
        folder = Path(name)
        prompts = _prompts(folder / "prompts")

        def cost(editions: Sequence[Edition]) -> float:
            _afresh(there)
            config = street.write_config(
                folder / f"run-{len(list(folder.iterdir()))}", there, editions, prompts=prompts
            )
            street.tick(config)
            return week.known(config).cost

        editions = {count: cost([Edition(name=f"e{number}") for number in range(count)]) for count in EDITIONS}
        locales = {
            count: cost([Edition(name=code, locale=code) for code in LOCALES[:count]]) for count in (1, 2, len(LOCALES))
        }
        again, one_more = _repeated(folder / "again", there)
    return Spread(editions=editions, locales=locales, again=again, one_more=one_more)


def figures(found: Spread) -> Iterator[Figure]:
    """What more editions and runs cost: nothing; and more languages: each the same."""
    yield Figure(figure="re-run of a finished week, model calls", value=found.again, unit="calls", aim=0)
    yield Figure(figure="a second edition in the same locale, model calls", value=found.one_more, unit="calls", aim=0)
    yield Figure(figure="model cost of one edition", value=round(found.editions[1], 6), unit="$")
    for count in EDITIONS[1:]:
        times = round(found.editions[count] / found.editions[1], 3)
        yield Figure(figure=f"model cost of {count} editions in one locale ÷ of 1", value=times, unit="×", aim=1.0)
    for count, half in ((2, 1), (4, 2)):
        times = round(found.locales[count] / found.locales[half], 3)
        yield Figure(figure=f"model cost of {count} locales ÷ of {half}", value=times, unit="×", aim=2.05)


def _repeated(folder: Path, there: Street) -> tuple[int, int]:
    """Calls of the model that a second tick made, and one with another edition in the same locale."""
    _afresh(there)
    config = street.write_config(folder, there, [Edition(name="one")])
    street.tick(config)
    first = _calls(there)
    street.tick(config)
    second = _calls(there)
    street.tick(street.write_config(folder, there, [Edition(name="one"), Edition(name="two")]))
    assert all(list((folder / "out" / name).iterdir()) for name in ("one", "two")), "a digest is missing"
    return second - first, _calls(there) - second


def _calls(there: Street) -> int:
    return sum(line.server == "model" for line in there.log())


def _afresh(there: Street) -> None:
    there.reset()
    there.add(_answers())


def _answers() -> Iterator[Recording]:
    for code in LOCALES[2:]:
        yield from (one.model_copy(update={"locale": code}) for one in week.answers(_base(code)))


def _prompts(folder: Path) -> Path:
    """The project's prompts, with a folder for each locale that is made up."""
    folder.mkdir()
    for one in street.PROMPTS.iterdir():
        (folder / one.name).symlink_to(one)
    for code in LOCALES[2:]:
        (folder / code).mkdir()
        text = (street.PROMPTS / _base(code) / "locale.toml").read_text(encoding="utf-8")
        # With other instructions, so that a server cannot take the one's prefix for the other's.
        own = text.replace('guide = """', f'guide = """\n- This is {code}.', 1)
        (folder / code / "locale.toml").write_text(f'base = "{_base(code)}"\n{own}', encoding="utf-8")
    return folder


def _base(code: str) -> str:
    return code.partition("-")[0]
