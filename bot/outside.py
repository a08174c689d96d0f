"""What asks the world or lays out: newsletter, arXiv, the models, the templates. All of it together is long to load."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version

from bot.arxiv import Arxiv
from bot.clock import AnyClock
from bot.config import Config
from bot.domain import Spending
from bot.feed import Newsletter
from bot.llm import Purse, Shared
from bot.net import Net
from bot.ports import Reporter, Store
from bot.render import Layout
from bot.timing import LATE
from bot.writer import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Each implements the port of its name."""

    feed: Newsletter
    library: Arxiv
    translator: Writer
    renderer: Layout


@contextmanager
def outside(
    config: Config, store: Store, clock: AnyClock, spending: Spending, report: Reporter, *, apart: bool
) -> Iterator[Outside]:
    """All of it. Nothing is asked of any service yet, and no secret read, until something is.

    What is asked `apart` leaves the share of new digests alone.
    """
    net = Net(contact=config.values.contact, version=version("paperboy-bot"))
    purse = Purse(store.calls, clock, spending, _is_new(store, clock, apart=apart))
    writer = Writer(config=config, shared=Shared(calls=store.calls, clock=clock, purse=purse, report=report))
    try:
        yield Outside(
            feed=Newsletter(net, clock),
            library=Arxiv(net, clock, url=config.values.arxiv.url),
            translator=writer,
            renderer=Layout(),
        )
    finally:
        writer.close()
        net.close()


def _is_new(store: Store, clock: AnyClock, *, apart: bool) -> Callable[[str], bool]:
    """Says of an issue whether it is a real one and still news."""

    def is_new(issue_key: str) -> bool:
        issue = None if apart else store.issues.get(issue_key)
        return issue is not None and clock.now() - issue.published <= LATE

    return is_new
