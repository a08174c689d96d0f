"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _newsletter()
    _papers()
    _texts()
    _ledger()
    _forum()


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _time(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _long(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _list(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _fact(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _newsletter() -> None:
    op.create_table(
        "feeds",
        _text("source"),
        _text("etag", nullable=True),
        _text("last_modified", nullable=True),
        _time("changed"),
        sa.PrimaryKeyConstraint("source", name="pk_feeds"),
    )
    op.create_table(
        "issues",
        *(_text(name) for name in ("key", "source", "slug", "guid", "title", "url")),
        _time("published"),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        _text("body"),
        _text("why"),
        sa.PrimaryKeyConstraint("key", name="pk_issues"),
        sa.UniqueConstraint("source", "slug", name="uq_issues_source_slug"),
    )
    op.create_table(
        "entries",
        _text("key"),
        _text("issue"),
        _number("position"),
        _text("name"),
        _text("summary"),
        _list("links"),
        _text("arxiv_id", nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_entries"),
        sa.ForeignKeyConstraint(["issue"], ["issues.key"], name="fk_entries_issue"),
        sa.UniqueConstraint("issue", "position", name="uq_entries_issue_position"),
    )


def _papers() -> None:
    op.create_table(
        "records",
        _text("arxiv_id"),
        _text("title"),
        _list("authors"),
        _text("abstract"),
        _fact("withdrawn"),
        _text("comment"),
        sa.PrimaryKeyConstraint("arxiv_id", name="pk_records"),
    )
    op.create_table(
        "papers",
        _text("entry"),
        _text("title"),
        _list("authors"),
        _text("arxiv_id", nullable=True),
        _text("abstract"),
        _text("missing", nullable=True),
        sa.PrimaryKeyConstraint("entry", name="pk_papers"),
        sa.ForeignKeyConstraint(["entry"], ["entries.key"], name="fk_papers_entry"),
    )


def _texts() -> None:
    op.create_table(
        "translations",
        _text("entry"),
        _text("locale"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *(_text(name) for name in ("issue", "title", "summary", "abstract")),
        _list("topics"),
        _text("by"),
        _text("prompt"),
        _fact("locked"),
        sa.PrimaryKeyConstraint("entry", "locale", "version", name="pk_translations"),
        sa.ForeignKeyConstraint(["issue"], ["issues.key"], name="fk_translations_issue"),
    )
    op.create_index("ix_translations_issue", "translations", ["issue"])
    op.create_table(
        "findings",
        _number("number"),
        *(_text(name) for name in ("key", "code", "same", "severity", "message", "source_span", "target_span")),
        sa.PrimaryKeyConstraint("number", name="pk_findings"),
        sa.UniqueConstraint("key", "code", "same", name="uq_findings_key_code_same"),
    )


def _ledger() -> None:
    op.create_table(
        "calls",
        _number("number"),
        _time("at"),
        *(_text(name) for name in ("task", "key", "model", "prompt")),
        *(_number(name) for name in ("input", "output", "cache_write", "cache_read", "thinking")),
        _long("cost_usd", nullable=True),
        _number("milliseconds"),
        _text("stop_reason"),
        sa.PrimaryKeyConstraint("number", name="pk_calls"),
    )
    op.create_table(
        "memory",
        _text("fingerprint"),
        _text("answer"),
        _number("call"),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_memory"),
        sa.ForeignKeyConstraint(["call"], ["calls.number"], name="fk_memory_call"),
    )


def _forum() -> None:
    op.create_table(
        "editions",
        _text("name"),
        _time("since"),
        sa.PrimaryKeyConstraint("name", name="pk_editions"),
    )
    op.create_table(
        "holds",
        _text("key"),
        _text("reason"),
        _text("who"),
        _time("since"),
        sa.PrimaryKeyConstraint("key", name="pk_holds"),
    )
    op.create_table(
        "intents",
        _number("number"),
        *(_text(name) for name in ("key", "digest", "edit", "raw", "title")),
        _text("external_id", nullable=True),
        _list("tags"),
        _long("topic_id", nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_intents"),
        sa.UniqueConstraint("key", name="uq_intents_key"),
    )
    op.create_index("ix_intents_digest", "intents", ["digest"])
    op.create_table(
        "posts",
        _text("key"),
        _long("topic_id"),
        _long("post_id"),
        _text("url"),
        _text("title"),
        _text("raw"),
        _list("tags"),
        sa.PrimaryKeyConstraint("key", name="pk_posts"),
        sa.ForeignKeyConstraint(["key"], ["intents.key"], name="fk_posts_key"),
    )
