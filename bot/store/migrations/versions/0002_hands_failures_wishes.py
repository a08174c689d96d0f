"""Decisions, failures and wishes; what a hold does, what a text was made from, what the forum queued, and when.

Columns are added, no table is rebuilt: SQLite would have to drop one that others refer to.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("translations", _text("source", server_default=""))
    op.add_column("holds", _text("kind", server_default="held"))
    op.add_column("holds", _time("until", nullable=True))
    op.add_column("intents", _time("queued", nullable=True))
    op.add_column("posts", _time("at", nullable=True))
    _tables()


def _text(name: str, *, server_default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=server_default)


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _tables() -> None:
    op.create_table(
        "decisions",
        _number("number"),
        *(_text(name) for name in ("key", "what", "who")),
        _time("at"),
        _text("reason"),
        sa.PrimaryKeyConstraint("number", name="pk_decisions"),
    )
    op.create_table(
        "failures",
        _text("key"),
        _text("why"),
        _number("count"),
        _time("since"),
        _time("until"),
        sa.PrimaryKeyConstraint("key", name="pk_failures"),
    )
    op.create_table(
        "wishes",
        _number("number"),
        *(_text(name) for name in ("what", "key", "who")),
        _time("at"),
        sa.Column("events", sa.JSON(), nullable=True),
        _time("answered", nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_wishes"),
        sqlite_autoincrement=True,
    )
