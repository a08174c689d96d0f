"""What stands around a digest; what is sent beside its text: an address, the digest as data, a day; and backfills."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for name in ("link", "data"):
        op.add_column("intents", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("intents", sa.Column("created_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "surroundings",
        sa.Column("digest", sa.Text(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("tags", "related")),
        sa.PrimaryKeyConstraint("digest", name="pk_surroundings"),
    )
    op.create_table(
        "backfills",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("editions", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("since", "until")),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in ("gathered", "looked", "ended")),
        sa.PrimaryKeyConstraint("number", name="pk_backfills"),
    )
