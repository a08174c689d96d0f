"""All tables. A table is named after its noun, a column after the field it keeps.

A column that came later stands last, and has a default of the server's for the rows that were there.
Constraints have names, so that a migration can change them; what must be unique is unique here, whatever the code does.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Integer, MetaData, Table, UniqueConstraint

from bot.domain import Audience, Field, Missing, Severity, State, Stop, Verdict
from bot.store.columns import needed
from bot.store.types import Dollars, Doubts, Events, Facts, Links, Moment, Neighbours, OneOf, Spans, Strings, Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

feeds = Table(
    "feeds",
    metadata,
    Column("source", Words, primary_key=True),
    Column("etag", Words),
    Column("last_modified", Words),
    needed("changed", Moment),
)

issues = Table(
    "issues",
    metadata,
    Column("key", Words, primary_key=True),
    needed("source", Words),
    needed("slug", Words),
    needed("guid", Words),
    needed("title", Words),
    needed("url", Words),
    needed("published", Moment),
    needed("start", Date),
    needed("end", Date),
    needed("body", Words),
    needed("why", Words),
    UniqueConstraint("source", "slug"),
)

entries = Table(
    "entries",
    metadata,
    Column("key", Words, primary_key=True),
    needed("issue", Words, ForeignKey("issues.key")),
    needed("position", Integer),
    needed("name", Words),
    needed("summary", Words),
    needed("links", Links),
    Column("arxiv_id", Words),
    UniqueConstraint("issue", "position"),
)

editions = Table(
    "editions",
    metadata,
    Column("name", Words, primary_key=True),
    needed("since", Moment),
)

records = Table(
    "records",
    metadata,
    Column("arxiv_id", Words, primary_key=True),
    needed("title", Words),
    needed("authors", Strings),
    needed("abstract", Words),
    needed("withdrawn", Boolean),
    needed("comment", Words),
)

papers = Table(
    "papers",
    metadata,
    Column("entry", Words, ForeignKey("entries.key"), primary_key=True),
    needed("title", Words),
    needed("authors", Strings),
    Column("arxiv_id", Words),
    needed("abstract", Words),
    Column("missing", OneOf(Missing)),
)

# `entry` refers to no row of `entries`: the week's intro, position 0, is written without having been printed.
translations = Table(
    "translations",
    metadata,
    Column("entry", Words, primary_key=True),
    Column("locale", Words, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    needed("issue", Words, ForeignKey("issues.key"), index=True),
    needed("title", Words),
    needed("summary", Words),
    needed("abstract", Words),
    needed("topics", Strings),
    needed("by", Words),
    needed("prompt", Words),
    needed("locked", Boolean),
    needed("source", Words, server_default=""),
)

# `same` is the message's fingerprint: an index of PostgreSQL holds no long text.
findings = Table(
    "findings",
    metadata,
    Column("number", Integer, primary_key=True),
    needed("key", Words),
    needed("code", Words),
    needed("same", Words),
    needed("severity", OneOf(Severity)),
    needed("message", Words),
    needed("source_span", Words),
    needed("target_span", Words),
    needed("local", Words, server_default=""),
    UniqueConstraint("key", "code", "same"),
)

# `key` is that of the version of a translation that it is about.
receipts = Table(
    "receipts",
    metadata,
    Column("key", Words, primary_key=True),
    needed("issue", Words, ForeignKey("issues.key"), index=True),
    needed("locale", Words),
    needed("verdict", OneOf(Verdict)),
    needed("found", Doubts),
    needed("left", Doubts),
    needed("repairs", Integer),
    needed("judge", Words),
    needed("glossary", Words),
    needed("waived", Words),
)

calls = Table(
    "calls",
    metadata,
    Column("number", Integer, primary_key=True),
    needed("at", Moment),
    needed("task", Words),
    needed("key", Words),
    needed("model", Words),
    needed("prompt", Words),
    needed("input", Integer),
    needed("output", Integer),
    needed("cache_write", Integer),
    needed("cache_read", Integer),
    needed("thinking", Integer),
    Column("cost_usd", Dollars),
    needed("milliseconds", Integer),
    needed("stop_reason", Words),
)

memory = Table(
    "memory",
    metadata,
    Column("fingerprint", Words, primary_key=True),
    needed("answer", Words),
    needed("call", Integer, ForeignKey("calls.number")),
)

holds = Table(
    "holds",
    metadata,
    Column("key", Words, primary_key=True),
    needed("reason", Words),
    needed("who", Words),
    needed("since", Moment),
    needed("kind", OneOf(Stop), server_default=Stop.HELD.value),
    Column("until", Moment),
)

decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True),
    needed("key", Words),
    needed("what", Words),
    needed("who", Words),
    needed("at", Moment),
    needed("reason", Words),
)

failures = Table(
    "failures",
    metadata,
    Column("key", Words, primary_key=True),
    needed("why", Words),
    needed("count", Integer),
    needed("since", Moment),
    needed("until", Moment),
)

# A number that was withdrawn is never given again: the worker may be answering it still.
wishes = Table(
    "wishes",
    metadata,
    Column("number", Integer, primary_key=True),
    needed("what", Words),
    needed("key", Words),
    needed("who", Words),
    needed("at", Moment),
    Column("events", Events),
    Column("answered", Moment),
    needed("facts", Facts, server_default="{}"),
    sqlite_autoincrement=True,
)

# `edit` is what follows the part's number in the key, `edit-17`; empty for the part itself; the whole name of what is
# said beside the parts, `thanks-17-502`.
intents = Table(
    "intents",
    metadata,
    Column("number", Integer, primary_key=True),
    needed("key", Words, unique=True),
    needed("digest", Words, index=True),
    needed("edit", Words),
    needed("raw", Words),
    needed("title", Words),
    Column("external_id", Words),
    needed("tags", Strings),
    Column("topic_id", BigInteger),
    Column("queued", Moment),
    needed("audience", OneOf(Audience), server_default=Audience.EVERYBODY.value),
    needed("to", Words, server_default=""),
    Column("answers", Integer),
    needed("link", Words, server_default=""),
    needed("data", Words, server_default=""),
    Column("created_at", Moment),
)

# What a digest's forum had around it when it was drawn.
surroundings = Table(
    "surroundings",
    metadata,
    Column("digest", Words, primary_key=True),
    needed("tags", Strings),
    needed("related", Neighbours),
)

backfills = Table(
    "backfills",
    metadata,
    Column("number", Integer, primary_key=True),
    needed("editions", Strings),
    needed("since", Date),
    needed("until", Date),
    needed("who", Words),
    needed("at", Moment),
    Column("gathered", Moment),
    Column("looked", Moment),
    Column("ended", Moment),
)

posts = Table(
    "posts",
    metadata,
    Column("key", Words, ForeignKey("intents.key"), primary_key=True),
    needed("topic_id", BigInteger),
    needed("post_id", BigInteger),
    needed("url", Words),
    needed("title", Words),
    needed("raw", Words),
    needed("tags", Strings),
    Column("at", Moment),
)

# `what` was made of it, at `read`; neither is there before that. `asked`: a model was shown it.
comments = Table(
    "comments",
    metadata,
    Column("key", Words, primary_key=True),
    needed("digest", Words, index=True),
    needed("forum", Words),
    needed("topic_id", BigInteger),
    needed("post_id", BigInteger),
    needed("version", Integer),
    needed("number", Integer),
    needed("author_id", BigInteger),
    needed("author", Words),
    needed("at", Moment),
    needed("text", Words),
    Column("answers", Integer),
    needed("whisper", Boolean),
    needed("wiki", Boolean),
    needed("trust", Integer),
    Column("what", Words),
    Column("read", Moment),
    needed("asked", Boolean),
    UniqueConstraint("forum", "post_id", "version"),
)

choices = Table(
    "choices",
    metadata,
    Column("forum", Words, primary_key=True),
    Column("author_id", BigInteger, primary_key=True, autoincrement=False),
    Column("what", Words, primary_key=True),
    needed("at", Moment),
)

# `same` is the fingerprint of what it changes, None once it is over: of those that are not, no two say the same.
corrections = Table(
    "corrections",
    metadata,
    Column("number", Integer, primary_key=True),
    needed("digest", Words, index=True),
    needed("about", Words),
    needed("field", OneOf(Field)),
    needed("before", Words),
    needed("spans", Spans),
    needed("reason", Words),
    needed("by", Words),
    Column("cause", Integer, ForeignKey("corrections.number")),
    needed("made", Words),
    needed("state", OneOf(State)),
    needed("since", Moment),
    Column("same", Words, unique=True),
    sqlite_autoincrement=True,
)

steps = Table(
    "steps",
    metadata,
    Column("step", Integer, primary_key=True),
    needed("number", Integer, ForeignKey("corrections.number"), index=True),
    needed("state", OneOf(State)),
    needed("who", Words),
    needed("at", Moment),
    needed("why", Words),
)

# Which comment asks for which correction.
requests = Table(
    "requests",
    metadata,
    Column("request", Integer, primary_key=True),
    needed("number", Integer, ForeignKey("corrections.number")),
    needed("comment", Words, ForeignKey("comments.key"), index=True),
    UniqueConstraint("number", "comment"),
)

# Who agrees to the change of a term.
seconds = Table(
    "seconds",
    metadata,
    Column("second", Integer, primary_key=True),
    needed("number", Integer, ForeignKey("corrections.number")),
    needed("who", Words),
    needed("at", Moment),
    UniqueConstraint("number", "who"),
)

topics = Table(
    "topics",
    metadata,
    Column("forum", Words, primary_key=True),
    Column("topic_id", BigInteger, primary_key=True, autoincrement=False),
    needed("highest", Integer),
    needed("posts", Integer),
    Column("last_posted", Moment),
    Column("read", Moment),
)

terms = Table(
    "terms",
    metadata,
    Column("locale", Words, primary_key=True),
    Column("source", Words, primary_key=True),
    Column("sense", Words, primary_key=True),
    needed("accepted", Strings),
    needed("forbidden", Strings),
    needed("who", Words),
    needed("seconded", Words),
    needed("at", Moment),
)
