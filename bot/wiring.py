"""Config → a `Bot`: imports the plug-ins that config.toml names, and lets each validate its own table."""

import importlib
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import ValidationError

from bot.clock import AnyClock, SystemClock, WoundClock
from bot.config import (
    Config,
    Kind,
    Secrets,
    check_labels,
    load_locale,
    no_such,
    plug_ins,
    validated,
)
from bot.domain import Edition, Locale, Spending, fingerprint
from bot.errors import Misconfigured
from bot.net import Budgets
from bot.ports import Archive, Bot, Engine, Publisher, Pulse, Reporter, Source, Store
from bot.store import Database

if TYPE_CHECKING:
    from bot.outside import Outside

T = TypeVar("T")


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


def spending_of(config: Config) -> Spending:
    """What may be spent."""
    return Spending(**config.values.budget.model_dump())


@contextmanager
def connected(  # noqa: PLR0913 - what a bot is made of, and two ways to open it
    config: Config,
    store: Store,
    clock: AnyClock,
    engine: Engine,
    report: Reporter,
    pulse: Pulse,
    *,
    apart: bool = False,
    glance: bool = False,
) -> Iterator[Bot]:
    """The whole bot. Nothing is asked of any service yet, and no secret read, until something is.

    What is asked `apart` leaves the share of new digests alone. For a `glance` at the store, what asks the world or
    lays out is loaded only where it is needed after all, and no template is looked at.
    Raises: Misconfigured.
    """
    values, editions, budgets, spending = config.values, config.editions, Budgets(clock), spending_of(config)
    sources = {name: source_of(config, name) for name in dict.fromkeys(one.source for one in editions)}
    archives = _archives(config)
    locales = _locales(config, editions)
    with ExitStack() as stack:

        @cache
        def outside() -> "Outside":
            from bot.outside import outside as opened  # noqa: PLC0415 - it is long to load, and `status` needs none

            return stack.enter_context(opened(config, store, clock, spending, report, apart=apart))

        part = _later if glance else _now
        renderer = part(lambda: outside().renderer)
        for edition in () if glance else editions:
            renderer.require(edition, locales[edition.locale])
        yield Bot(
            clock=clock,
            store=store,
            feed=part(lambda: outside().feed),
            library=part(lambda: outside().library),
            translator=part(lambda: outside().translator),
            renderer=renderer,
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


def _now(make: Callable[[], T]) -> T:
    return make()


def _later(make: Callable[[], T]) -> T:
    """Stands for what is made when something is first asked of it."""
    return cast(T, _Later(make))


class _Later:
    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        return getattr(self._make(), name)


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
    try:
        found: Source | Archive = plugin.connect(settings, name=name, feed=config.source(name).feed)
    except Misconfigured as error:
        raise Misconfigured(f"{config.table.where(('sources', name))}: {error}") from error
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
