"""What a digest's forum had around it; and what is sent beside the text: an address, the digest as data, a day."""

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
