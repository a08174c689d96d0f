"""Comments, the corrections they ask for, watched topics and learned terms; who reads what the bot writes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("wishes", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("intents", _text("audience", server_default="everybody"))
    op.add_column("intents", _text("to", server_default=""))
    op.add_column("intents", _number("answers", nullable=True))
    _comments()
    _corrections()
    _what_hangs_on_a_correction()
    _topics_and_terms()


def _text(name: str, *, nullable: bool = False, server_default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable, server_default=server_default)


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _id(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def _list(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _fact(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _comments() -> None:
    op.create_table(
        "comments",
        *(_text(name) for name in ("key", "digest", "forum")),
        *(_id(name) for name in ("topic_id", "post_id")),
        *(_number(name) for name in ("version", "number")),
        _id("author_id"),
        _text("author"),
        _time("at"),
        _text("text"),
        _number("answers", nullable=True),
        *(_fact(name) for name in ("whisper", "wiki")),
        _number("trust"),
        _text("what", nullable=True),
        _time("read", nullable=True),
        _fact("asked"),
        sa.PrimaryKeyConstraint("key", name="pk_comments"),
        sa.UniqueConstraint("forum", "post_id", "version", name="uq_comments_forum_post_id_version"),
    )
    op.create_index("ix_comments_digest", "comments", ["digest"])
    op.create_table(
        "choices",
        _text("forum"),
        _id("author_id"),
        _text("what"),
        _time("at"),
        sa.PrimaryKeyConstraint("forum", "author_id", "what", name="pk_choices"),
    )


def _corrections() -> None:
    op.create_table(
        "corrections",
        _number("number"),
        *(_text(name) for name in ("digest", "about", "field", "before")),
        _list("spans"),
        *(_text(name) for name in ("reason", "by")),
        _number("cause", nullable=True),
        *(_text(name) for name in ("made", "state")),
        _time("since"),
        _text("same", nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_corrections"),
        sa.ForeignKeyConstraint(["cause"], ["corrections.number"], name="fk_corrections_cause"),
        sa.UniqueConstraint("same", name="uq_corrections_same"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_corrections_digest", "corrections", ["digest"])


def _what_hangs_on_a_correction() -> None:
    op.create_table(
        "steps",
        *(_number(name) for name in ("step", "number")),
        *(_text(name) for name in ("state", "who")),
        _time("at"),
        _text("why"),
        sa.PrimaryKeyConstraint("step", name="pk_steps"),
        sa.ForeignKeyConstraint(["number"], ["corrections.number"], name="fk_steps_number"),
    )
    op.create_index("ix_steps_number", "steps", ["number"])
    op.create_table(
        "requests",
        *(_number(name) for name in ("request", "number")),
        _text("comment"),
        sa.PrimaryKeyConstraint("request", name="pk_requests"),
        sa.ForeignKeyConstraint(["number"], ["corrections.number"], name="fk_requests_number"),
        sa.ForeignKeyConstraint(["comment"], ["comments.key"], name="fk_requests_comment"),
        sa.UniqueConstraint("number", "comment", name="uq_requests_number_comment"),
    )
    op.create_index("ix_requests_comment", "requests", ["comment"])
    op.create_table(
        "seconds",
        *(_number(name) for name in ("second", "number")),
        _text("who"),
        _time("at"),
        sa.PrimaryKeyConstraint("second", name="pk_seconds"),
        sa.ForeignKeyConstraint(["number"], ["corrections.number"], name="fk_seconds_number"),
        sa.UniqueConstraint("number", "who", name="uq_seconds_number_who"),
    )


def _topics_and_terms() -> None:
    op.create_table(
        "topics",
        _text("forum"),
        _id("topic_id"),
        *(_number(name) for name in ("highest", "posts")),
        *(_time(name, nullable=True) for name in ("last_posted", "read")),
        sa.PrimaryKeyConstraint("forum", "topic_id", name="pk_topics"),
    )
    op.create_table(
        "terms",
        *(_text(name) for name in ("locale", "source", "sense")),
        *(_list(name) for name in ("accepted", "forbidden")),
        *(_text(name) for name in ("who", "seconded")),
        _time("at"),
        sa.PrimaryKeyConstraint("locale", "source", "sense", name="pk_terms"),
    )
