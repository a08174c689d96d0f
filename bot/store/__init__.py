"""The database: the only SQL, one file a noun. It keeps what came; who may change it is decided elsewhere.

What waits is what has no row yet, so a run that was killed leaves nothing to repair.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Self

from bot.store.backfills import Backfills
from bot.store.calls import Apart, Calls
from bot.store.comments import Comments
from bot.store.corrections import Corrections
from bot.store.editions import Editions
from bot.store.engine import Transactions, connect
from bot.store.failures import Failures
from bot.store.feeds import Feeds
from bot.store.findings import Findings
from bot.store.holds import Holds
from bot.store.issues import Issues
from bot.store.papers import Papers
from bot.store.places import Places
from bot.store.posts import Posts
from bot.store.receipts import Receipts
from bot.store.schema import bring_up_to_date
from bot.store.terms import Terms
from bot.store.topics import Topics
from bot.store.translations import Translations
from bot.store.wishes import Wishes


class Database:
    """Implements `ports.Store`, on SQLite and on PostgreSQL, for any number of threads and processes.

    Every method is one transaction, whole or not at all, and raises Unavailable (locked, disk full, connection lost)
    or Misconfigured (damaged, not writable, refused).
    """

    def __init__(self, transactions: Transactions, now: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self.feeds = Feeds(transactions)
        self.issues = Issues(transactions, now)
        self.editions = Editions(transactions)
        self.papers = Papers(transactions)
        self.translations = Translations(transactions)
        self.calls = Calls(transactions, now)
        self.receipts = Receipts(transactions)
        self.findings = Findings(transactions)
        self.holds = Holds(transactions)
        self.failures = Failures(transactions)
        self.wishes = Wishes(transactions)
        self.posts = Posts(transactions)
        self.comments = Comments(transactions)
        self.corrections = Corrections(transactions, now)
        self.topics = Topics(transactions)
        self.terms = Terms(transactions)
        self.places = Places(transactions)
        self.backfills = Backfills(transactions)

    @classmethod
    def open(cls, where: str | Path, *, now: Callable[[], datetime]) -> Self:
        """The database at a path (SQLite) or a PostgreSQL URL, made where it is missing, brought up to date.

        Raises: Misconfigured, Unavailable.
        """
        transactions = connect(where)
        with ExitStack() as undone:
            undone.callback(transactions.close)
            bring_up_to_date(transactions)
            undone.pop_all()
        return cls(transactions, now)

    def pay_from(self, real: Self) -> None:
        """Makes this the database of saved files: what it pays is paid from the real one's budget."""
        self.calls = Apart(self.calls, real.calls)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def require_room(self) -> None:
        """Raises: Unavailable where the disk has no room to keep what is about to be paid for."""
        self._transactions.require_room()

    def close(self) -> None:
        """Gives all connections back."""
        self._transactions.close()
