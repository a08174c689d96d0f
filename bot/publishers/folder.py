"""Writes digests into a folder: a file a part, Markdown or HTML, and one HTML page that shows them all.

A part counts as published once `post.json` names it; that file is written last, so a kill leaves nothing by halves.
"""

import errno
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from bot.config import Secrets
from bot.domain import Beat, Edition, Intent, Locale, Post, Topic, language_of
from bot.errors import Misconfigured, Rejected, Unavailable
from bot.net import Budgets
from bot.ports import Check, Clock
from bot.publishers import _beat
from bot.publishers._fixes import Fix

_KEY = re.compile(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*")
_PASSES = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ESTALE, errno.ETIMEDOUT}
_POSTS_A_TOPIC = 1_000


class Settings(BaseModel):
    """`[editions.NAME.folder]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: Path = Field(description="The folder; each digest gets one of its own in it.")
    max_post_length: int | None = Field(
        None, ge=1000, description="Cuts a digest into parts as a forum with this limit would; left out, one part."
    )


def connect(
    settings: Settings,
    *,
    edition: Edition,
    locale: Locale,
    root: Path,
    secrets: Secrets,
    clock: Clock,
    budgets: Budgets,
) -> "Folder":
    """The publisher of an edition; a relative path counts from `root`.

    Secrets and budgets are for those on the net, the locale for those that say something of their own.
    """
    return Folder((root / settings.path).resolve(), settings.max_post_length, edition, clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`post.json`: what stands in a digest's folder. `posted` is the day in the edition's zone; `fixes` are what was
    changed since, the oldest first, where that is kept.
    """

    topic_id: int
    title: str
    tags: tuple[str, ...]
    posted: date
    parts: tuple[int, ...] = ()
    link: str = ""
    fixes: tuple[Fix, ...] = ()


class Folder:
    """Implements `ports.Publisher`: a digest is a folder, its parts are `part-1.md`, `part-2.md` … in it; those of a
    layout of HTML end in `.html`.

    `appendix` is Markdown that stands on the page below the parts, and in none of them.
    """

    structured = False

    def __init__(
        self, path: Path, max_post_length: int | None, edition: Edition, clock: Clock, appendix: str = ""
    ) -> None:
        self.path = path
        self._appendix = appendix
        self._limit = max_post_length
        self._edition = edition
        self._clock = clock

    @property
    def forum(self) -> None:
        """None: nobody answers in a folder."""
        return None

    def check(self) -> Sequence[Check]:
        """Whether the folder can be written, or made where it is missing."""
        there = next(one for one in (self.path, *self.path.parents) if one.exists())
        well = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
        remedy = "" if well else f"{there} is not a folder that this user may write to"
        return [Check(what=f"{self._edition.name}: folder {self.path}", well=well, remedy=remedy)]

    def limit(self) -> int | None:
        """As configured; None for one part."""
        return self._limit

    def find(self, intent: Intent) -> Post | None:
        """The part, where `post.json` names it."""
        folder = self._folder(intent.key)
        with _spoken(folder):
            record = _read_record(folder)
            if record is None or intent.part not in record.parts:
                return None
            return self._post(intent.key, record, _read(self._part(folder, intent.part)))

    def create(self, intent: Intent) -> Post:
        """Page, part, record, in this order, each in one piece."""
        folder = self._folder(intent.key)
        with _spoken(folder):
            record = _read_record(folder) or self._new_record(intent)
            if intent.topic_id not in (None, record.topic_id):
                raise Rejected(f"{intent.key}: {folder} holds topic {record.topic_id}, not {intent.topic_id}")
            record = replace(record, parts=tuple(sorted({*record.parts, intent.part})))
            folder.mkdir(parents=True, exist_ok=True)
            text = self.text_of(intent.raw)
            self._write_page(folder, record, {intent.part: text})
            _write(self._part(folder, intent.part), text)
            _write_record(folder, record)
            return self._post(intent.key, record, _read(self._part(folder, intent.part)))

    def parts(self, digest: str, external_id: str) -> Sequence[Post]:
        """What `post.json` names; a folder goes by the digest's key and needs no external id."""
        folder = self._folder(digest)
        with _spoken(folder):
            record = _read_record(folder)
            if record is None:
                return ()
            return tuple(self._post(f"{digest}#{n}", record, _read(self._part(folder, n))) for n in record.parts)

    def newest(self) -> Sequence[Topic]:
        """The digests in the folder, the one made last first; all are the bot's own."""
        with _spoken(self.path):
            found = [(record, file.parent / "index.html") for file, record in self._records()]
        found.sort(key=lambda one: one[0].topic_id, reverse=True)
        return tuple(Topic(title=record.title, url=page.as_uri(), own=True) for record, page in found)

    def tags(self) -> None:
        """None: a folder keeps no list of tags."""
        return None

    def search(self, words: str) -> Sequence[Topic]:
        """Nothing: nobody else writes there."""
        return ()

    def beat(self, mine: Beat) -> Beat | None:
        """`paperboy-host.json` in the folder, which machines may share; one that cannot be read is written anew."""
        file = self.path / "paperboy-host.json"
        with _spoken(self.path):
            stood = _read_beat(file)
            if _beat.is_due(stood, mine):
                self.path.mkdir(parents=True, exist_ok=True)
                _write(file, json.dumps({"host": mine.host, "at": mine.at.isoformat()}) + "\n")
        return stood

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        """The parts' files as they stand now, whoever wrote them; one that is gone was taken away by hand."""
        return tuple(fresh for post in posts if (fresh := self._fresh(post)))

    def editor(self, post: Post) -> str:
        """Empty: a folder does not know who wrote into it."""
        return ""

    def edit(self, post: Post, raw: str, reason: str) -> Post:
        """Replaces the part's file and the page; a folder keeps no history, so `reason` is not kept either."""
        folder, number = self._folder(post.key), _number(post)
        fresh = self._fresh(post)
        if fresh is None:
            raise Rejected(f"{post.key}: it is not in {folder} any more; put it back and release, or leave it held")
        if fresh.raw != post.raw:
            raise Unavailable(
                f"{post.key}: somebody changed {self._part(folder, number)} meanwhile; it is read again first"
            )
        with _spoken(folder):
            record, text = _read_record(folder), self.text_of(raw)
            if record:
                fixes = self.fixes_of(record.fixes, number, self.text_of(fresh.raw), text)
                if fixes != record.fixes:
                    record = replace(record, fixes=fixes)
                    _write_record(folder, record)
                self._write_page(folder, record, {number: text})
            _write(self._part(folder, number), text)
        return replace(fresh, raw=raw)

    def draw(self, key: str) -> None:
        """Writes the page anew from the parts as they stand; nothing where one is gone."""
        folder = self._folder(key)
        with _spoken(folder):
            record = _read_record(folder)
            if record and all(self._part(folder, number).exists() for number in record.parts):
                self._write_page(folder, record, {})

    def text_of(self, raw: str) -> str:
        """What is written into a part's file."""
        return raw

    def raw_of(self, key: str, text: str) -> str:
        """What the file of a part stands for."""
        return text

    def fixes_of(self, known: tuple[Fix, ...], part: int, old: str, new: str) -> tuple[Fix, ...]:
        """What was changed, once the text of a part is another: nothing of it is kept here."""
        return known

    def page_of(self, record: Record, parts: Sequence[str]) -> str:
        """The digest's page."""
        from bot.publishers._page import page  # noqa: PLC0415 - what lays out is long to load, and `status` asks none

        return page(
            title=record.title,
            tags=record.tags,
            day=record.posted,
            language=language_of(self._edition.locale),
            parts=parts,
            form=self._edition.form,
            below=self._appendix,
        )

    def withdraw(self, post: Post, raw: str) -> Post:
        """As an edit: what stood there is gone."""
        return self.edit(post, raw, "")

    def _fresh(self, post: Post) -> Post | None:
        folder = self._folder(post.key)
        with _spoken(folder):
            record = _read_record(folder)
            file = self._part(folder, _number(post))
            if record is None or _number(post) not in record.parts or not file.exists():
                return None
            return self._post(post.key, record, _read(file))

    def _folder(self, key: str) -> Path:
        digest = key.partition("#")[0]
        if not _KEY.fullmatch(digest):
            raise Rejected(f"{key}: this cannot be the name of a folder; rename the issue or the edition")
        return self.path / digest

    def _part(self, folder: Path, number: int) -> Path:
        return folder / f"part-{number}.{self._edition.form}"

    def _new_record(self, intent: Intent) -> Record:
        ids = [record.topic_id for _, record in self._records()]
        today, number = self.now().date(), max(ids, default=0) + 1
        return Record(topic_id=number, title=intent.title, tags=intent.tags, posted=today, link=intent.link)

    def now(self) -> datetime:
        """The time in the edition's zone."""
        return self._clock.now().astimezone(ZoneInfo(self._edition.window.zone))

    def _records(self) -> Iterator[tuple[Path, Record]]:
        for file in self.path.rglob("post.json"):
            if record := _read_record(file.parent):
                yield file, record

    def _write_page(self, folder: Path, record: Record, changed: dict[int, str]) -> None:
        parts = [changed[number] if number in changed else _read(self._part(folder, number)) for number in record.parts]
        _write(folder / "index.html", self.page_of(record, parts))

    def _post(self, key: str, record: Record, text: str) -> Post:
        part = int(key.rpartition("#")[2])
        page = (self._folder(key) / "index.html").as_uri()
        return Post(
            key=key,
            topic_id=record.topic_id,
            post_id=record.topic_id * _POSTS_A_TOPIC + part,
            url=page if part == 1 else f"{page}#part-{part}",
            title=record.title,
            raw=self.raw_of(key, text),
            tags=record.tags,
        )


def _number(post: Post) -> int:
    return int(post.key.rpartition("#")[2])


def _read_record(folder: Path) -> Record | None:
    """None when nothing was published there. Raises: Rejected (not ours to read)."""
    file = folder / "post.json"
    if not file.exists():
        return None
    try:
        told = json.loads(_read(file))
        return Record(
            topic_id=int(told["topic_id"]),
            title=str(told["title"]),
            tags=tuple(told["tags"]),
            posted=date.fromisoformat(told["posted"]),
            parts=tuple(told["parts"]),
            link=str(told.get("link", "")),
            fixes=tuple(Fix(**one) for one in told.get("fixes", ())),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Rejected(f"{file}: unreadable ({error}); restore it, or move the folder away to publish again") from error


def _write_record(folder: Path, record: Record) -> None:
    _write(folder / "post.json", json.dumps(asdict(record), ensure_ascii=False, indent=2, default=str) + "\n")


def _read_beat(file: Path) -> Beat | None:
    """None where there is none, or nothing that could be one."""
    try:
        told = json.loads(file.read_bytes())
        return _beat.beat_of(str(told["host"]), str(told["at"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise Rejected(f"{file}: not UTF-8 any more ({error}); restore it") from error


def _write(file: Path, text: str) -> None:
    """Readers see the old file or the new one, never a piece of it, whatever happens meanwhile."""
    fresh = file.with_name(f".{file.name}.new")
    with fresh.open("wb") as stream:
        stream.write(text.encode())
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(fresh, file)


@contextmanager
def _spoken(folder: Path) -> Iterator[None]:
    """The operating system's refusals in our words."""
    try:
        yield
    except FileNotFoundError as error:
        raise Rejected(f"{error.filename}: this part of the digest is gone; restore it") from error
    except OSError as error:
        if error.errno in _PASSES:
            raise Unavailable(f"{folder}: {error.strerror}; free some space there") from error
        raise Misconfigured(f"{folder}: {error.strerror}; name a folder that this user may write to") from error
