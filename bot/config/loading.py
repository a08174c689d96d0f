"""config.toml as a whole: read, validated, and its editions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.config.files import Path_, Table, read_table, validated
from bot.config.plugins import Kind, no_such, plug_ins
from bot.config.schema import ConfigTable, CorrectionsTable, EditionTable, SourceConfig
from bot.domain import Audience, Correcting, Edition, Related, Shape, SourceText, Window, price_table
from bot.errors import Misconfigured

_NAMES = {
    "sources": re.compile(r"[a-z][a-z0-9_-]{0,30}"),
    "editions": re.compile(r"[a-z][a-z0-9-]{0,30}"),
}


class Config:
    """A validated config.toml. Relative paths in it count from its own folder."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.root = table.file.resolve().parent
        named = list(_plug_ins(table.values))
        for kind, path, key, name in named:
            self._require(kind, name, *path, *([key] if key in table.below(*path).values else []))
        own = replace(table, values=_without(table.values, {(*path, name) for _, path, _, name in named}))
        self.values = validated(ConfigTable, own, also={path: name for _, path, _, name in named})
        for folder, names in (("sources", self.values.sources), ("editions", self.values.editions)):
            for name in names:
                self._require_name(folder, name)
        for name, edition in self.values.editions.items():
            if edition.source not in self.values.sources:
                self._require("sources", edition.source, "editions", name, "source")
            if self._others(name):
                self._require_other(name, edition)
            elif edition.grace:
                place = self.table.place(("editions", name, "grace"))
                raise Misconfigured(f"{place}: it is counted from the topic of `after`; name one, or take `grace` out")
        if "budget" in table.values:
            self._require_prices()

    def path(self, path: Path) -> Path:
        """A path as the operator meant it."""
        return path if path.is_absolute() else self.root / path

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions in the order of the file."""
        shown = {name: self._of(name) for name in self.values.editions}
        made = (_edition(name, table, self.kind_of(table.source)) for name, table in self.values.editions.items())
        return tuple(
            replace(
                one,
                after=shown[one.name] or one.after,
                localizes=shown[one.name],
                localized=one.name in shown.values(),
            )
            for one in made
        )

    def source(self, name: str) -> SourceConfig:
        """What is said of a source; the defaults where nothing is."""
        return self.values.sources.get(name, SourceConfig())

    def kind_of(self, source: str) -> str:
        """The plug-in that reads a source."""
        return self.source(source).kind or source

    def source_table(self, name: str) -> Table:
        """The raw table a source has for its plug-in, for that to validate; empty where there is none."""
        return self.table.below("sources", name, self.kind_of(name))

    def publisher_table(self, edition: Edition) -> Table:
        """The raw table an edition has for its publisher, for the plug-in to validate."""
        if edition.publisher not in self.table.below("editions", edition.name).values:
            where = self.table.where(("editions", edition.name))
            name = f"editions.{edition.name}.{edition.publisher}"
            raise Misconfigured(f"{where}: {name}: the publisher's own table is missing")
        return self.table.below("editions", edition.name, edition.publisher)

    def _require(self, kind: Kind, name: str, *keys: str) -> None:
        if name not in plug_ins(kind):
            raise Misconfigured(f"{self.table.place(keys)}: {no_such(kind, name)}")

    def _require_name(self, folder: str, name: str) -> None:
        if not _NAMES[folder].fullmatch(name):
            place = self.table.place((folder, name))
            raise Misconfigured(f"{place}: a name is a-z, 0-9 and -, at most 31, a letter first")

    def _require_prices(self) -> None:
        """Raises: Misconfigured (a model in use has no prices, so that nobody could keep to the budget)."""
        llm = self.values.llm
        tables = {name: getattr(llm, name) for name in type(llm).model_fields}
        used: dict[tuple[str, ...], str] = {("llm", "model"): llm.model}
        used |= {("llm", name, "model"): one.model for name, one in tables.items() if hasattr(one, "model")}
        for keys, model in used.items():
            if model not in llm.models or llm.models[model].prices is None:
                raise Misconfigured(
                    f"{self.table.place(keys)}: {model} has no prices, so that nobody can keep to [budget]; give them"
                    f" in {price_table(model)} (0 for a server of your own), or take [budget] out"
                )

    def _of(self, name: str) -> str:
        """The edition in whose topics another is shown, `of` in its publisher's table; empty where it has its own."""
        table = self.table.below("editions", name).values.get(self.values.editions[name].publisher)
        of = table.get("of") if isinstance(table, dict) else None
        return of if isinstance(of, str) else ""

    def _others(self, name: str) -> str:
        """The edition that another comes after; empty where it comes after none."""
        return self._of(name) or self.values.editions[name].after

    def _require_other(self, name: str, edition: EditionTable) -> None:
        """Raises: Misconfigured (what an edition comes after is no other of its source, or comes after itself; or what
        it is shown in cannot show it).
        """
        of = self._of(name)
        place = self.table.place(("editions", name, *((edition.publisher, "of") if of else ("after",))))
        passed, other = [name], self._others(name)
        while other:
            known = self.values.editions.get(other)
            if known is None or known.source != edition.source:
                fitting = [one for one, each in self.values.editions.items() if each.source == edition.source]
                there = ", ".join(one for one in fitting if one != name) or "none"
                raise Misconfigured(
                    f"{place}: there is no other edition {other!r} of {edition.source}; there are: {there}"
                )
            if other in passed:
                raise Misconfigured(f"{place}: {' waits for '.join([*passed, other])}; take one `after` out")
            passed, other = [*passed, other], self._others(other)
        if of and edition.after:
            raise Misconfigured(f"{place}: what is shown in the topics of {of} comes after those; take `after` out")
        if of and self._of(of):
            raise Misconfigured(f"{place}: {of} has no topics of its own; name {self._of(of)!r}")
        if of and self.values.editions[of].locale == edition.locale:
            raise Misconfigured(f"{place}: {of} is written in {edition.locale} too; name one of another `locale`")
        if of and self._account(of) != self._account(name):
            raise Misconfigured(
                f"{place}: {of} is not posted there by that account; give both its `url` and `username`"
            )

    def _account(self, name: str) -> tuple[str, str]:
        """The forum and the account there that an edition's publisher is told; empty where it is told none."""
        told = self.table.below("editions", name).values.get(self.values.editions[name].publisher)
        url, username = (str(told.get(key, "")) if isinstance(told, dict) else "" for key in ("url", "username"))
        return url.rstrip("/").casefold(), username.casefold()


def load(file: Path) -> Config:
    """Reads and validates a config.toml. Raises: Misconfigured."""
    return Config(read_table(file, remedy="give one with --config, or copy the project's config.toml"))


def _plug_ins(values: Mapping[str, Any]) -> Iterator[tuple[Kind, Path_, str, str]]:
    """Each plug-in that is named: its kind, the path of the table that names it, the key there, and its name.

    `[editions.NAME.PUBLISHER]` and `[sources.NAME.KIND]` belong to the plug-in of that name, which validates them when
    it is connected.
    """
    for name, table in _tables(values, "editions"):
        if isinstance(table.get("publisher"), str):
            yield "publishers", ("editions", name), "publisher", table["publisher"]
    for name, table in _tables(values, "sources"):
        kind = table.get("kind", name)
        if isinstance(kind, str):
            yield "sources", ("sources", name), "kind", kind


def _tables(values: Mapping[str, Any], folder: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The tables below a table, by name; what is no table is complained of elsewhere."""
    inner = values.get(folder)
    return ((name, one) for name, one in (inner.items() if isinstance(inner, dict) else ()) if isinstance(one, dict))


def _without(values: Mapping[str, Any], paths: set[Path_], at: Path_ = ()) -> dict[str, Any]:
    """The same without the tables at these paths."""
    return {
        key: _without(one, paths, (*at, key)) if isinstance(one, dict) and len(at) < 2 else one  # noqa: PLR2004
        for key, one in values.items()
        if (*at, key) not in paths
    }


def _edition(name: str, table: EditionTable, kind: str) -> Edition:
    return Edition(
        name=name,
        source=table.source,
        locale=table.locale,
        template=table.template,
        publisher=table.publisher,
        tags=table.tags,
        start=table.start,
        settle=table.settle,
        review=table.review or ("until 12:00" if table.publisher == "discourse" else "none"),
        window=Window(zone=table.window.zone, opens=table.window.opens, closes=table.window.closes),
        source_text=SourceText(summary=table.source_text.summary, abstract=table.source_text.abstract),
        labels={**table.labels, **({"title": table.title} if table.title else {})},
        note=table.note,
        on_failure=table.on_failure,
        receipt=table.receipt,
        correcting=_correcting(table.corrections) if table.corrections else None,
        source_kind=kind,
        shape=Shape(boxes=table.boxes, rules=table.rules, folded=table.folded_abstracts, maths=table.maths),
        topic_tags=table.topic_tags,
        related=Related(most=table.related.most, threshold=table.related.threshold) if table.related else None,
        after=table.after,
        after_limit=table.after_limit,
        grace=table.grace,
        campaign=table.campaign,
    )


def _correcting(table: CorrectionsTable) -> Correcting:
    return Correcting(
        channel=Audience(table.channel),
        group=table.group,
        watch_days=table.watch_days,
        credits=table.credits,
        calls_a_reader=table.calls_a_reader,
        calls_a_day=table.calls_a_day,
        ignore=table.ignore,
    )
