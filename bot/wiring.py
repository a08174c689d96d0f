"""Config → a `Bot`: imports the plug-ins that config.toml names, and lets each validate its own table."""

import importlib
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from types import ModuleType

from pydantic import ValidationError

from bot.arxiv import Arxiv
from bot.clock import AnyClock, SystemClock, WoundClock
from bot.config import (
    Config,
    Kind,
    OtherModelTable,
    Secrets,
    check_labels,
    load_locale,
    no_such,
    plug_ins,
    validated,
)
from bot.domain import Comment, Edition, Entry, Issue, Locale, Paper, Reading, Shown, Spending, Translation, fingerprint
from bot.errors import Misconfigured
from bot.feed import Newsletter
from bot.gate import Case, Found
from bot.llm import Model, ModelSettings, Prices, Purse, Shared, estimate_usd
from bot.net import Budgets, Net
from bot.ports import Archive, Author, Bot, Check, Engine, Publisher, Pulse, Reporter, Source, Store
from bot.render import Layout
from bot.store import Database
from bot.timing import LATE

UNPRICED = "it has no prices: its tokens are counted, no dollars, and no budget stops it"


def clock_of(config: Config) -> AnyClock:
    """The machine's clock, or the wound one that the configuration shares with a sandbox. Raises: Misconfigured."""
    if config.values.clock is None:
        return SystemClock()
    clock = WoundClock(config.path(config.values.clock))
    clock.now()
    return clock


def open_store(config: Config, clock: AnyClock, *, apart: bool = False) -> Database:
    """The database the configuration names, made or migrated where needed; `apart`, one beside it for trials.

    Raises: Misconfigured, Unavailable.
    """
    own = state_folder(config, apart=apart) / "paperboy.db"
    return Database.open(own if apart else config.values.database or own, now=clock.now)


def state_folder(config: Config, *, apart: bool = False) -> Path:
    """Where database and lock live; `apart`, those of trials."""
    folder = config.path(config.values.state)
    return folder / "apart" if apart else folder


def host_of(config: Config) -> str:
    """A name for this machine and state folder, the same at every start: `server-3f9a01c2`."""
    place = f"{_machine_id()} {state_folder(config).resolve()}"
    return f"{socket.gethostname().partition('.')[0]}-{fingerprint(place)[:8]}"


@contextmanager
def connected(
    config: Config,
    store: Store,
    clock: AnyClock,
    engine: Engine,
    report: Reporter,
    pulse: Pulse,
    *,
    apart: bool = False,
) -> Iterator[Bot]:
    """The whole bot. Nothing is asked of any service yet, and no secret read, until something is.

    What is asked `apart` leaves the share of new digests alone.
    """
    values, editions = config.values, config.editions
    net, budgets = Net(contact=values.contact, version=version("paperboy-bot")), Budgets(clock)
    layout = Layout()
    spending = Spending(month=values.budget.month, digest=values.budget.digest, reserved=values.budget.reserved)
    writer = _Writer(config=config, store=store, clock=clock, spending=spending, report=report, apart=apart)
    sources = {name: source_of(config, name) for name in dict.fromkeys(one.source for one in editions)}
    archives = _archives(config)
    locales = _locales(config, editions)
    for edition in editions:
        layout.require(edition, locales[edition.locale])
    try:
        yield Bot(
            clock=clock,
            store=store,
            feed=Newsletter(net, clock),
            library=Arxiv(net, clock, url=values.arxiv.url),
            translator=writer,
            renderer=layout,
            engine=engine,
            report=report,
            pulse=pulse,
            host=host_of(config),
            sources=sources,
            archives=archives,
            expect={name: config.source(name).expect or source.expect for name, source in sources.items()},
            editions=editions,
            locales=locales,
            publishers={one.name: _publisher(config, one, locales[one.locale], clock, budgets) for one in editions},
            patience=values.arxiv.patience,
            spending=spending,
        )
    finally:
        writer.close()
        net.close()


_KEYS = {
    "anthropic-api-key": "the model",
    "judge-api-key": "the second model",
    "stronger-api-key": "the stronger model",
}
"""Whose key each secret is."""


@dataclass(frozen=True)
class _Writer:
    """Reads the key and builds the model's client when the first text is wanted: most commands never do."""

    config: Config
    store: Store
    clock: AnyClock
    spending: Spending
    report: Reporter
    apart: bool
    _building: Lock = field(default_factory=Lock, init=False)

    @property
    def _model(self) -> Model:
        with self._building:  # the first two threads that want it get the same one
            return self._built

    @cached_property
    def _built(self) -> Model:
        llm = self.config.values.llm
        writer = self._settings(llm.model, llm.base_url, self._key("anthropic-api-key", llm.api_key_file), llm.headers)
        judge = self._beside(writer, llm.judge, "judge-api-key") if llm.judge else None
        stronger = self._beside(writer, llm.stronger, "stronger-api-key") if llm.stronger else None
        for name in self._unpriced():
            self.report("unpriced", name, why=UNPRICED)
        return Model(writer, self._shared, judge=judge, stronger=stronger)

    @property
    def _shared(self) -> Shared:
        purse = Purse(self.store.calls, self.clock, self.spending, self._is_new)
        return Shared(calls=self.store.calls, clock=self.clock, purse=purse)

    def _is_new(self, issue_key: str) -> bool:
        """Whether an issue is a real one and still news."""
        issue = None if self.apart else self.store.issues.get(issue_key)
        return issue is not None and self.clock.now() - issue.published <= LATE

    def _beside(self, writer: ModelSettings, table: OtherModelTable, secret: str) -> ModelSettings:
        """At the first model's address it has that one's key and headers; at another one nobody's but its own."""
        if table.base_url is None and table.api_key_file is None:
            key = writer.api_key
        else:
            key = self._key(secret, table.api_key_file)
        headers = table.headers if table.headers or table.base_url else self.config.values.llm.headers
        return self._settings(table.model, table.base_url or writer.base_url, key, headers)

    def _key(self, name: str, file: Path | None) -> str:
        return Secrets().get(name, needed_for=_KEYS[name], file=self.config.path(file) if file else None)

    def _settings(self, model: str, base_url: str, api_key: str, headers: Mapping[str, str]) -> ModelSettings:
        llm = self.config.values.llm
        own = llm.models.get(model)
        return ModelSettings(
            model=model,
            api_key=api_key,
            base_url=base_url,
            headers={name: value.replace("{api_key}", api_key) for name, value in headers.items()},
            max_tokens=llm.max_tokens,
            concurrency=llm.concurrency,
            thinking=own.thinking if own else None,
            effort=own.effort if own else None,
            timeout_s=llm.timeout.total_seconds(),
            prices=Prices(**own.prices.model_dump()) if own and own.prices else None,
        )

    def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
        return self._model.translate(entry, paper, locale)

    def introduce(self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], locale: Locale) -> Translation:
        return self._model.introduce(issue, pieces, locale)

    def warm(self, issue_key: str, locale: Locale, texts: int) -> Sequence[str]:
        return self._model.warm(issue_key, locale, texts)

    def repair(self, case: Case, findings: Found) -> Translation:
        return self._model.repair(case, findings)

    @property
    def stronger(self) -> Author | None:
        return self._model.stronger if self.config.values.llm.stronger else None

    def estimate(self, texts: int, characters: int) -> float:
        llm = self.config.values.llm
        models = (llm.model, *([llm.judge.model] if llm.judge else ()))
        return sum(estimate_usd(texts, characters, self._prices_of(model)) for model in models)

    def _unpriced(self) -> Sequence[str]:
        llm = self.config.values.llm
        names = dict.fromkeys((llm.model, *(one.model for one in (llm.judge, llm.stronger) if one)))
        return [name for name in names if name not in llm.models or llm.models[name].prices is None]

    def _prices_of(self, model: str) -> Prices:
        own = self.config.values.llm.models.get(model)
        if own is None or own.prices is None:
            raise Misconfigured(
                f"llm.models.{model}.prices: the model has no prices, so that nobody can say when the month's budget"
                " is spent; give them, with the day and the page they were read"
            )
        return Prices(**own.prices.model_dump())

    @property
    def judged_by(self) -> str:
        judge = self.config.values.llm.judge
        return judge.model if judge else ""

    def judge(self, case: Case) -> Found:
        return self._model.judge(case)

    def read(self, comment: Comment, shown: Sequence[Shown], locale: Locale) -> Reading:
        return self._model.read(comment, shown, locale)

    def check(self) -> Sequence[Check]:
        said = [Check(what=f"model {name}: {UNPRICED}", well=True) for name in self._unpriced()]
        return [*self._model.check(), *said]

    def close(self) -> None:
        """Closes the model's connections, if it was ever asked for."""
        if "_built" in vars(self):
            self._built.close()


def source_of(config: Config, name: str) -> Source:
    """A newsletter as config.toml describes it. Raises: Misconfigured (also where it holds only old issues)."""
    found = reader_of(config, name)
    if isinstance(found, Archive):
        place = config.table.place(("sources", name))
        raise Misconfigured(f"{place}: an archive of {found.newsletter}; an edition reads the newsletter itself")
    return found


def _archives(config: Config) -> dict[str, Archive]:
    """By the newsletter whose old issues they hold. Raises: Misconfigured (two of one newsletter, or one of none)."""
    archives: dict[str, Archive] = {}
    for name in config.values.sources:
        found = reader_of(config, name)
        if isinstance(found, Archive):
            place = config.table.place(("sources", name, config.kind_of(name), "newsletter"))
            if found.newsletter not in config.values.sources and found.newsletter not in plug_ins("sources"):
                raise Misconfigured(f"{place}: {no_such('sources', found.newsletter)}")
            if found.newsletter in archives:
                raise Misconfigured(f"{place}: {found.newsletter} has an archive already; take one of the two out")
            archives[found.newsletter] = found
    return archives


def reader_of(config: Config, name: str) -> Source | Archive:
    """What reads a source of config.toml. Raises: Misconfigured."""
    plugin = _plugin("sources", config.kind_of(name))
    settings = validated(plugin.Settings, config.source_table(name))
    found: Source | Archive = plugin.connect(settings, name=name, feed=config.source(name).feed)
    return found


def plain_source(kind: str) -> Source | Archive:
    """A newsletter that needs no configuration, under its plug-in's name. Raises: Misconfigured (none, or it does)."""
    plugin = _plugin("sources", kind)
    try:
        source: Source | Archive = plugin.connect(plugin.Settings(), name=kind, feed=None)
    except ValidationError as error:
        raise Misconfigured(f"{kind}: this source must be described in [sources.NAME] of config.toml") from error
    return source


def _machine_id() -> str:
    """https://www.freedesktop.org/software/systemd/man/latest/machine-id.html; empty where there is none."""
    try:
        return Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _publisher(config: Config, edition: Edition, locale: Locale, clock: AnyClock, budgets: Budgets) -> Publisher:
    plugin = _plugin("publishers", edition.publisher)
    settings = validated(plugin.Settings, config.publisher_table(edition))
    publisher: Publisher = plugin.connect(
        settings, edition=edition, locale=locale, root=config.root, secrets=Secrets(), clock=clock, budgets=budgets
    )
    return publisher


def _locales(config: Config, editions: Sequence[Edition]) -> dict[str, Locale]:
    folder = config.path(config.values.prompts)
    locales = {code: load_locale(folder, code) for code in dict.fromkeys(edition.locale for edition in editions)}
    for edition in editions:
        check_labels(config.table.below("editions", edition.name, "labels"), locales[edition.locale])
    return locales


def _plugin(kind: Kind, name: str) -> ModuleType:
    if name not in plug_ins(kind):
        raise Misconfigured(no_such(kind, name))
    return importlib.import_module(f"bot.{kind}.{name}")
