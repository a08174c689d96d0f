"""Reads prompts/: the model's instructions by task, and one folder a locale."""

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from io import StringIO
from pathlib import Path
from string import Template
from typing import Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from bot.config.files import Table, read_table, unknown_key, validated
from bot.config.values import unfilled
from bot.domain import Locale, Term, Verb, language_of
from bot.errors import Misconfigured

Row = TypeVar("Row")
Cells: TypeAlias = Mapping[str | None, Any]

TASKS = ("translate", "intro", "repair", "judge", "correction")

CHOICES = ("unread", "unnamed")
"""What a reader may tell the bot, beside what a moderator may."""


class LocaleTable(BaseModel):
    """`locale.toml`: the language's English name and its own, the guide for the model, the words people see and say.

    `register` is how sentences end: in the polite style (합니다, です・ます) or in the plain one (한다, である).
    """

    model_config = ConfigDict(extra="forbid")
    base: str = ""
    language: str
    native: str = ""
    register_: Literal["polite", "plain"] = Field("polite", alias="register")  # pydantic has a `register` of its own
    guide: str
    words: dict[str, str]
    kinds: dict[str, dict[str, str]] = {}
    commands: dict[str, tuple[str, ...]] = {}


class VariantTable(LocaleTable):
    """`locale.toml` of a locale that stands on another of its language: only what differs."""

    language: str = ""
    words: dict[str, str] = {}


def load_locale(prompts: Path, code: str) -> Locale:
    """A locale folder of `prompts/`. Raises: Misconfigured (missing, incomplete, a placeholder nobody fills).

    With `base = "ko"` it is what the folder `ko` says, but for what stands in its own.
    """
    folder = prompts / code
    if not (folder / "locale.toml").is_file():
        known = sorted(path.parent.name for path in prompts.glob("*/locale.toml"))
        raise Misconfigured(f"{folder}: there is no such locale; there are: {', '.join(known) or 'none'}")
    file = read_table(folder / "locale.toml")
    _check_commands(file.below("commands"))
    if "base" in file.values:
        table: LocaleTable = validated(VariantTable, file)
        base = _base(prompts, code, table.base, file)
    else:
        table, base = validated(LocaleTable, file), Locale(code="", language="", words={}, prompts={})
    language = table.language or base.language
    return Locale(
        code=code,
        language=language,
        native=table.native or base.native or language,
        words={**base.words, **table.words},
        kinds={
            kind: {**base.kinds.get(kind, {}), **table.kinds.get(kind, {})} for kind in {**base.kinds, **table.kinds}
        },
        prompts={task: _prompt(prompts / f"{task}.md", language, table.guide) for task in TASKS},
        glossary=_table(folder / "glossary.csv", _term) or base.glossary,
        findings=_findings(folder / "findings.toml") or base.findings,
        organisations=_table(folder / "organisations.csv", _forms) or base.organisations,
        commands={**base.commands, **table.commands},
        register=table.register_,
        base=base.code,
    )


def _base(prompts: Path, code: str, name: str, file: Table) -> Locale:
    """What a locale stands on: the one that its own name begins with. Raises: Misconfigured."""
    if name == code or name != language_of(code):
        raise Misconfigured(
            f"{file.place(['base'])}: a locale is called after its base; name the folder {name or 'xx'}-something, or"
            " leave out `base`"
        )
    base = load_locale(prompts, name)
    strange = [key for key in file.below("words").values if key not in base.words]
    if strange:
        raise Misconfigured(
            "\n".join(f"{file.place(['words', key])}: {unknown_key(key, base.words)}" for key in strange)
        )
    return base


def check_labels(labels: Table, locale: Locale) -> None:
    """Raises: Misconfigured, one line a label that replaces no word of the locale, or in which a place stays empty."""
    tables = (locale.words, *locale.kinds.values())
    known = {key for words in tables for key in words} - {"title"}
    wrong = {key: unknown_key(key, known) for key in labels.values if key not in known}
    for key, label in labels.values.items():
        if key in known and (said := unfilled(str(label), _facts([words.get(key, "") for words in tables]))):
            wrong[key] = said
    if wrong:
        raise Misconfigured("\n".join(f"{labels.place([key])}: {said}" for key, said in wrong.items()))


def _facts(texts: Iterable[str]) -> list[str]:
    """The facts that a word's texts have places for, and the bot's name, which any text to moderators may have."""
    return sorted({"bot", *(name for text in texts for name in re.findall(r"\{(\w+)\}", text))})


def _check_commands(commands: Table) -> None:
    """Raises: Misconfigured, one line a table of forms that no command takes."""
    known = (*(verb.value for verb in Verb), *CHOICES)
    strange = [key for key in commands.values if key not in known]
    if strange:
        raise Misconfigured("\n".join(f"{commands.place([key])}: {unknown_key(key, known)}" for key in strange))


def _prompt(file: Path, language: str, guide: str) -> str:
    try:
        return Template(file.read_text(encoding="utf-8")).substitute(language=language, guide=guide.strip())
    except FileNotFoundError as error:
        raise Misconfigured(f"{file}: there is no such prompt") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file}: cannot be read: {error}") from error
    except (KeyError, ValueError) as error:
        raise Misconfigured(
            f"{file}: {error}: the placeholders are $language and $guide; a dollar sign is $$"
        ) from error


def _findings(file: Path) -> dict[str, str]:
    """A table a family, a sentence a code: `[number]` and `missing` are `number.missing`; no file, no sentences."""
    if not file.exists():
        return {}
    whole, sentences = read_table(file), {}
    for family in whole.values:
        table = whole.below(family)
        for code, sentence in table.values.items():
            if not isinstance(sentence, str):
                raise Misconfigured(f"{table.place([code])}: this must be a sentence, in quotes")
            sentences[f"{family}.{code}"] = sentence
    return sentences


def _table(file: Path, of: Callable[[Cells, str], Row]) -> tuple[Row, ...]:
    """The rows of a table with a header; no file, no rows. Raises: Misconfigured."""
    if not file.exists():
        return ()
    try:
        return _parsed(file.read_text(encoding="utf-8-sig"), file, of)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Misconfigured(f"{file}: cannot be read: {error}") from error


@lru_cache(maxsize=16)
def _parsed(text: str, file: Path, of: Callable[[Cells, str], Row]) -> tuple[Row, ...]:
    """While the text is the same, the same tuple: what is made of the rows once is found again by their identity."""
    reader = csv.DictReader(StringIO(text), strict=True)
    rows = []
    for cells in reader:
        where = f"{file}:{reader.line_num}"
        if None in cells:
            raise Misconfigured(f"{where}: too many commas; put a cell that has one in double quotes")
        rows.append(of(cells, where))
    return tuple(rows)


def _term(row: Cells, where: str) -> Term:
    """A row `source,accepted,forbidden,sense`, alternatives separated by `|`; the last two may be left out."""
    source, accepted = (row.get("source") or "").strip(), _split(row.get("accepted"))
    if not source or not accepted:
        raise Misconfigured(f"{where}: a term needs `source` and `accepted`")
    sense = (row.get("sense") or "").strip()
    return Term(source=source, accepted=accepted, forbidden=_split(row.get("forbidden")), sense=sense)


def _forms(row: Cells, where: str) -> tuple[str, ...]:
    """A row `latin,native`, forms separated by `|`: all its forms, the Latin ones first."""
    latin = _split(row.get("latin"))
    if not latin:
        raise Misconfigured(f"{where}: an organisation needs `latin`")
    return latin + _split(row.get("native"))


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split("|") if part.strip())
