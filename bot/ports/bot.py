"""The bundle of them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain import Edition, Locale, Spending
from bot.ports.keeping import Store
from bot.ports.publishing import Publisher
from bot.ports.world import (
    Archive,
    Clock,
    Engine,
    Feed,
    Library,
    Pulse,
    Renderer,
    Reporter,
    Source,
    Translator,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """All the bot can reach."""

    clock: Clock
    store: Store
    feed: Feed
    library: Library
    translator: Translator
    renderer: Renderer
    engine: Engine
    report: Reporter
    pulse: Pulse
    host: str
    sources: Mapping[str, Source]
    archives: Mapping[str, Archive]
    expect: Mapping[str, timedelta]
    editions: Sequence[Edition]
    locales: Mapping[str, Locale]
    publishers: Mapping[str, Publisher]
    patience: timedelta
    spending: Spending = field(default_factory=Spending)
