"""All tables. A table is named after its noun, a column after the field it keeps.

A column that came later stands last, and has a default of the server's for the rows that were there.
Constraints have names, so that a migration can change them; what must be unique is unique here, whatever the code does.
"""

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
)

from bot.domain import Audience, Field, Missing, Severity, State, Stop, Verdict
from bot.store.types import Dollars, Doubts, Events, Facts, Links, Moment, Neighbours, OneOf, Spans, Strings, Words

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _needed(name: str, kind: Any, *more: Any, **options: Any) -> Column[Any]:
    return Column(name, kind, *more, nullable=False, **options)


feeds = Table(
    "feeds",
    metadata,
    Column("source", Words, primary_key=True),
    Column("etag", Words),
    Column("last_modified", Words),
    _needed("changed", Moment),
)

issues = Table(
    "issues",
    metadata,
    Column("key", Words, primary_key=True),
    _needed("source", Words),
    _needed("slug", Words),
    _needed("guid", Words),
    _needed("title", Words),
    _needed("url", Words),
    _needed("published", Moment),
    _needed("start", Date),
    _needed("end", Date),
    _needed("body", Words),
    _needed("why", Words),
    UniqueConstraint("source", "slug"),
)

entries = Table(
    "entries",
    metadata,
    Column("key", Words, primary_key=True),
    _needed("issue", Words, ForeignKey("issues.key")),
    _needed("position", Integer),
    _needed("name", Words),
    _needed("summary", Words),
    _needed("links", Links),
    Column("arxiv_id", Words),
    UniqueConstraint("issue", "position"),
)

editions = Table(
    "editions",
    metadata,
    Column("name", Words, primary_key=True),
    _needed("since", Moment),
)

records = Table(
    "records",
    metadata,
    Column("arxiv_id", Words, primary_key=True),
    _needed("title", Words),
    _needed("authors", Strings),
    _needed("abstract", Words),
    _needed("withdrawn", Boolean),
    _needed("comment", Words),
)

papers = Table(
    "papers",
    metadata,
    Column("entry", Words, ForeignKey("entries.key"), primary_key=True),
    _needed("title", Words),
    _needed("authors", Strings),
    Column("arxiv_id", Words),
    _needed("abstract", Words),
    Column("missing", OneOf(Missing)),
)

# `entry` refers to no row of `entries`: the week's intro, position 0, is written without having been printed.
translations = Table(
    "translations",
    metadata,
    Column("entry", Words, primary_key=True),
    Column("locale", Words, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    _needed("issue", Words, ForeignKey("issues.key"), index=True),
    _needed("title", Words),
    _needed("summary", Words),
    _needed("abstract", Words),
    _needed("topics", Strings),
    _needed("by", Words),
    _needed("prompt", Words),
    _needed("locked", Boolean),
    _needed("source", Words, server_default=""),
)

# `same` is the message's fingerprint: an index of PostgreSQL holds no long text.
findings = Table(
    "findings",
    metadata,
    Column("number", Integer, primary_key=True),
    _needed("key", Words),
    _needed("code", Words),
    _needed("same", Words),
    _needed("severity", OneOf(Severity)),
    _needed("message", Words),
    _needed("source_span", Words),
    _needed("target_span", Words),
    _needed("local", Words, server_default=""),
    UniqueConstraint("key", "code", "same"),
)

# `key` is that of the version of a translation that it is about.
receipts = Table(
    "receipts",
    metadata,
    Column("key", Words, primary_key=True),
    _needed("issue", Words, ForeignKey("issues.key"), index=True),
    _needed("locale", Words),
    _needed("verdict", OneOf(Verdict)),
    _needed("found", Doubts),
    _needed("left", Doubts),
    _needed("repairs", Integer),
    _needed("judge", Words),
    _needed("glossary", Words),
    _needed("waived", Words),
)

calls = Table(
    "calls",
    metadata,
    Column("number", Integer, primary_key=True),
    _needed("at", Moment),
    _needed("task", Words),
    _needed("key", Words),
    _needed("model", Words),
    _needed("prompt", Words),
    _needed("input", Integer),
    _needed("output", Integer),
    _needed("cache_write", Integer),
    _needed("cache_read", Integer),
    _needed("thinking", Integer),
    Column("cost_usd", Dollars),
    _needed("milliseconds", Integer),
    _needed("stop_reason", Words),
)

memory = Table(
    "memory",
    metadata,
    Column("fingerprint", Words, primary_key=True),
    _needed("answer", Words),
    _needed("call", Integer, ForeignKey("calls.number")),
)

holds = Table(
    "holds",
    metadata,
    Column("key", Words, primary_key=True),
    _needed("reason", Words),
    _needed("who", Words),
    _needed("since", Moment),
    _needed("kind", OneOf(Stop), server_default=Stop.HELD.value),
    Column("until", Moment),
)

decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True),
    _needed("key", Words),
    _needed("what", Words),
    _needed("who", Words),
    _needed("at", Moment),
    _needed("reason", Words),
)

failures = Table(
    "failures",
    metadata,
    Column("key", Words, primary_key=True),
    _needed("why", Words),
    _needed("count", Integer),
    _needed("since", Moment),
    _needed("until", Moment),
)

# A number that was withdrawn is never given again: the worker may be answering it still.
wishes = Table(
    "wishes",
    metadata,
    Column("number", Integer, primary_key=True),
    _needed("what", Words),
    _needed("key", Words),
    _needed("who", Words),
    _needed("at", Moment),
    Column("events", Events),
    Column("answered", Moment),
    _needed("facts", Facts, server_default="{}"),
    sqlite_autoincrement=True,
)

# `edit` is what follows the part's number in the key, `edit-17`; empty for the part itself; the whole name of what is
# said beside the parts, `thanks-17-502`.
intents = Table(
    "intents",
    metadata,
    Column("number", Integer, primary_key=True),
    _needed("key", Words, unique=True),
    _needed("digest", Words, index=True),
    _needed("edit", Words),
    _needed("raw", Words),
    _needed("title", Words),
    Column("external_id", Words),
    _needed("tags", Strings),
    Column("topic_id", BigInteger),
    Column("queued", Moment),
    _needed("audience", OneOf(Audience), server_default=Audience.EVERYBODY.value),
    _needed("to", Words, server_default=""),
    Column("answers", Integer),
    _needed("link", Words, server_default=""),
    _needed("data", Words, server_default=""),
    Column("created_at", Moment),
)

# What a digest's forum had around it when it was drawn.
surroundings = Table(
    "surroundings",
    metadata,
    Column("digest", Words, primary_key=True),
    _needed("tags", Strings),
    _needed("related", Neighbours),
)

backfills = Table(
    "backfills",
    metadata,
    Column("number", Integer, primary_key=True),
    _needed("editions", Strings),
    _needed("since", Date),
    _needed("until", Date),
    _needed("who", Words),
    _needed("at", Moment),
    Column("gathered", Moment),
    Column("looked", Moment),
    Column("ended", Moment),
)

posts = Table(
    "posts",
    metadata,
    Column("key", Words, ForeignKey("intents.key"), primary_key=True),
    _needed("topic_id", BigInteger),
    _needed("post_id", BigInteger),
    _needed("url", Words),
    _needed("title", Words),
    _needed("raw", Words),
    _needed("tags", Strings),
    Column("at", Moment),
)

# `what` was made of it, at `read`; neither is there before that. `asked`: a model was shown it.
comments = Table(
    "comments",
    metadata,
    Column("key", Words, primary_key=True),
    _needed("digest", Words, index=True),
    _needed("forum", Words),
    _needed("topic_id", BigInteger),
    _needed("post_id", BigInteger),
    _needed("version", Integer),
    _needed("number", Integer),
    _needed("author_id", BigInteger),
    _needed("author", Words),
    _needed("at", Moment),
    _needed("text", Words),
    Column("answers", Integer),
    _needed("whisper", Boolean),
    _needed("wiki", Boolean),
    _needed("trust", Integer),
    Column("what", Words),
    Column("read", Moment),
    _needed("asked", Boolean),
    UniqueConstraint("forum", "post_id", "version"),
)

choices = Table(
    "choices",
    metadata,
    Column("forum", Words, primary_key=True),
    Column("author_id", BigInteger, primary_key=True, autoincrement=False),
    Column("what", Words, primary_key=True),
    _needed("at", Moment),
)

# `same` is the fingerprint of what it changes, None once it is over: of those that are not, no two say the same.
corrections = Table(
    "corrections",
    metadata,
    Column("number", Integer, primary_key=True),
    _needed("digest", Words, index=True),
    _needed("about", Words),
    _needed("field", OneOf(Field)),
    _needed("before", Words),
    _needed("spans", Spans),
    _needed("reason", Words),
    _needed("by", Words),
    Column("cause", Integer, ForeignKey("corrections.number")),
    _needed("made", Words),
    _needed("state", OneOf(State)),
    _needed("since", Moment),
    Column("same", Words, unique=True),
    sqlite_autoincrement=True,
)

steps = Table(
    "steps",
    metadata,
    Column("step", Integer, primary_key=True),
    _needed("number", Integer, ForeignKey("corrections.number"), index=True),
    _needed("state", OneOf(State)),
    _needed("who", Words),
    _needed("at", Moment),
    _needed("why", Words),
)

# Which comment asks for which correction.
requests = Table(
    "requests",
    metadata,
    Column("request", Integer, primary_key=True),
    _needed("number", Integer, ForeignKey("corrections.number")),
    _needed("comment", Words, ForeignKey("comments.key"), index=True),
    UniqueConstraint("number", "comment"),
)

# Who agrees to the change of a term.
seconds = Table(
    "seconds",
    metadata,
    Column("second", Integer, primary_key=True),
    _needed("number", Integer, ForeignKey("corrections.number")),
    _needed("who", Words),
    _needed("at", Moment),
    UniqueConstraint("number", "who"),
)

topics = Table(
    "topics",
    metadata,
    Column("forum", Words, primary_key=True),
    Column("topic_id", BigInteger, primary_key=True, autoincrement=False),
    _needed("highest", Integer),
    _needed("posts", Integer),
    Column("last_posted", Moment),
    Column("read", Moment),
)

terms = Table(
    "terms",
    metadata,
    Column("locale", Words, primary_key=True),
    Column("source", Words, primary_key=True),
    Column("sense", Words, primary_key=True),
    _needed("accepted", Strings),
    _needed("forbidden", Strings),
    _needed("who", Words),
    _needed("seconded", Words),
    _needed("at", Moment),
)


def columns(table: Table, noun: "type[DataclassInstance]") -> list[Column[Any]]:
    """The columns that keep a noun's fields, in the fields' order."""
    return [table.c[field.name] for field in fields(noun)]


def row(noun: "DataclassInstance") -> dict[str, Any]:
    """A noun's fields by name."""
    return {field.name: getattr(noun, field.name) for field in fields(noun)}
