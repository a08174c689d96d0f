"""Receipts: what the gate did about each version of a text; and what a finding says in the locale's language."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("findings", sa.Column("local", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "receipts",
        *(_text(name) for name in ("key", "issue", "locale", "verdict")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("found", "left")),
        sa.Column("repairs", sa.Integer(), nullable=False),
        *(_text(name) for name in ("judge", "glossary", "waived")),
        sa.PrimaryKeyConstraint("key", name="pk_receipts"),
        sa.ForeignKeyConstraint(["issue"], ["issues.key"], name="fk_receipts_issue"),
    )
    op.create_index("ix_receipts_issue", "receipts", ["issue"])


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)
