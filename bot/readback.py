"""Hand edits read back: the wording that a moderator gave a post in the forum becomes the next version of its text.

Rule: nothing here writes to a forum. What cannot be told for certain is said once, and left as people made it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot import waiting
from bot.domain import INTRO, Digest, Finding, Post, Severity, Translation
from bot.doubting import doubt
from bot.holding import Work
from bot.ports import Bot
from bot.posting import is_own_edit, marked_key

SOMEBODY = "moderator"
"""Who changed a text where the forum does not tell."""

Place = tuple[int, str]
"""A position (0 for the intro) and a field's name; what belongs to no field stands at `_FRAME`."""

_FRAME: Place = (INTRO, "frame")
_HEADING = re.compile(r"(?:## |<h2[^>]*>)(\d{1,3})\. ")
_LISTED = re.compile(r"(\d{1,3})\. ")
_RULE = "---"
"""The line between two papers, which belongs to none of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """A post as it stood when it was last read and as it stands, and both cut into the fields of its digest."""

    kept: Post
    fresh: Post
    before: Mapping[Place, str]
    after: Mapping[Place, str]

    @property
    def touched(self) -> tuple[Place, ...]:
        """What differs; an entry's line in the list of contents is its title's."""
        if [one for one in self.before if one in self.after] != [one for one in self.after if one in self.before]:
            return (_FRAME,)
        places = dict.fromkeys([*self.before, *self.after])
        changed = [one for one in places if self.before.get(one) != self.after.get(one)]
        return tuple(
            dict.fromkeys((number, "title") if name == "listed" else (number, name) for number, name in changed)
        )


def read_back(bot: Bot, work: Work, standing: Sequence[Post]) -> None:
    """Compares a posted digest with those of its posts that stand, and keeps what people made of it.

    Where one field of a part was reworded, that is the next, locked version of its text. Anything else that was
    changed, or is gone, is a finding. Nothing is written where nothing changed. Raises: Unavailable, Misconfigured.
    """
    kept, there = bot.store.posts.of(work.key), {post.key: post for post in standing}
    doubt(bot, [_gone(post) for post in kept if post.key not in there])
    pairs = [(post, there[post.key]) for post in kept if there.get(post.key, post) != post]
    edits = _edits(bot, work, pairs) if pairs else []
    for edit in edits:
        _settle(bot, work, edit, edits)
        bot.store.posts.add(edit.fresh, bot.clock.now())


def fields_of(bot: Bot, work: Work) -> Mapping[Place, str]:
    """Every field of a digest as it stood when its posts were last read; one that was taken out of them is absent."""
    fields = bot.renderer.fields(waiting.digest_of(bot, work), bot.locales[work.edition.locale])
    more = waiting.word_of(bot, work.edition, "part_end")
    shown: dict[Place, str] = {}
    for post in bot.store.posts.of(work.key):
        for place, text in _cut(post.raw, fields).items():
            if place in fields:
                shown.setdefault(place, text.removesuffix(more).rstrip())
    return shown


def _edits(bot: Bot, work: Work, pairs: Sequence[tuple[Post, Post]]) -> list[_Edit]:
    fields = bot.renderer.fields(waiting.digest_of(bot, work), bot.locales[work.edition.locale])
    return [
        _Edit(kept=kept, fresh=fresh, before=_cut(kept.raw, fields), after=_cut(fresh.raw, fields))
        for kept, fresh in pairs
    ]


def _cut(raw: str, fields: Mapping[Place, str]) -> dict[Place, str]:
    """A post's text by field, in the order they stand; each begins with its heading."""
    heads = {text.partition("\n")[0]: place for place, text in fields.items()}
    positions = {number for number, _name in fields}
    mark = "<h2" if any(head.startswith("<h2") for head in heads) else "## "
    place, found = _FRAME, dict[Place, list[str]]()
    for line in map(str.rstrip, raw.split("\n")):
        if marked_key(line) or line == _RULE:
            continue
        place = _heading(line, heads, positions) if line.startswith(mark) else _below(line, place, heads)
        listed = _LISTED.match(line) if place == _FRAME else None
        here = (int(listed[1]), "listed") if listed and int(listed[1]) in positions else place
        found.setdefault(here, []).append(line)
    return {one: "\n".join(lines).strip() for one, lines in found.items()}


def _heading(line: str, heads: Mapping[str, Place], positions: set[int]) -> Place:
    """The field that a heading of the second level begins, whatever stands after an entry's number."""
    numbered = _HEADING.match(line)
    if numbered and int(numbered[1]) in positions:
        return (int(numbered[1]), "title")
    return heads.get(line, _FRAME)


def _below(line: str, above: Place, heads: Mapping[str, Place]) -> Place:
    """Where another line stands that follows one at `above`."""
    return (above[0], heads[line][1]) if above[0] != INTRO and line in heads else above


def _settle(bot: Bot, work: Work, edit: _Edit, edits: Sequence[_Edit]) -> None:
    """Learns what an edit says, or says that it was made."""
    touched = edit.touched
    if not touched or is_own_edit(bot, edit.fresh):
        return
    if len(touched) > 1 or not _learnt(bot, work, edit, touched[0], edits):
        doubt(bot, [_by_hand(edit.fresh, touched)])


def _learnt(bot: Bot, work: Work, edit: _Edit, place: Place, edits: Sequence[_Edit]) -> bool:
    """Whether the text at a place is now that of a version: of the one that stands, or of the next."""
    # A title stands in the list of contents and in its heading, which may be in a later part.
    held = next((one for one in (edit, *edits) if place in one.after and place in one.before), None)
    digest, locale = waiting.digest_of(bot, work), bot.locales[work.edition.locale]
    stands = _translation(digest, place[0])
    if held is None or stands is None or not _is_listed_so(edit, place, held.after[place]):
        return False
    made = bot.renderer.read_back(digest, locale, place, held.after[place])
    if made is None or _texts(made) == _texts(stands):
        return made is not None
    if stands.locked:
        base = bot.renderer.read_back(digest, locale, place, held.before[place])
        if base is None or _texts(base) != _texts(stands):
            return False  # two people changed the same text in two places: neither is written over
    _keep(bot, work, held.fresh, replace(made, version=stands.version + 1))
    return True


def _is_listed_so(edit: _Edit, place: Place, heading: str) -> bool:
    """Whether an entry's line in the list of contents, where it was changed, says what its heading says."""
    listed = (place[0], "listed")
    line = edit.after.get(listed, "")
    return line == edit.before.get(listed, "") or f"{heading} / ".startswith(f"## {line} / ")


def _keep(bot: Bot, work: Work, post: Post, made: Translation) -> None:
    """Keeps a person's wording; the other editions that show the old one are told first, so that none is forgotten."""
    who = bot.publishers[work.edition.name].editor(post) or SOMEBODY
    text = replace(made, locked=True, by=who, prompt="")
    doubt(bot, [_same_there(work, sibling, text) for sibling in _siblings(bot, work)])
    bot.report("learnt", bot.store.translations.add(text).key, url=post.url)


def _siblings(bot: Bot, work: Work) -> list[Post]:
    """The first posts of the same issue in other editions of the locale."""
    others = [
        one
        for one in bot.editions
        if (one.source, one.locale) == (work.edition.source, work.edition.locale) and one.name != work.edition.name
    ]
    posted = [bot.store.posts.of(Work(issue=work.issue, edition=one).key) for one in others]
    return [posts[0] for posts in posted if posts]


def _translation(digest: Digest, position: int) -> Translation | None:
    if position == INTRO:
        return digest.intro
    return next((one.translation for one in digest.pieces if one.entry.position == position), None)


def _texts(made: Translation) -> tuple[str, str, str]:
    return (made.title, made.summary, made.abstract)


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _gone(post: Post) -> Finding:
    what = f"{post.url} is gone: somebody deleted or moved it; it is not posted again"
    return Finding(key=post.key, code="structure.gone", severity=Severity.WARN, message=what)


def _by_hand(post: Post, touched: Sequence[Place]) -> Finding:
    where = ", ".join(dict.fromkeys(map(_named, touched)))
    what = f"{post.url} was edited by hand ({where}) and is left alone; other editions do not get this wording"
    return Finding(key=post.key, code="structure.hand", severity=Severity.WARN, message=what)


def _same_there(work: Work, sibling: Post, made: Translation) -> Finding:
    position = int(made.entry.rpartition("/")[2])
    what = f"the wording of {_called(position)} was changed by hand in {work.edition.name} ({made.key}): same change"
    digest = sibling.key.partition("#")[0]
    return Finding(key=digest, code="structure.sibling", severity=Severity.WARN, message=f"{what} there? {sibling.url}")


def _named(place: Place) -> str:
    position, name = place
    if place == _FRAME:
        return "what stands around the entries"
    return _called(position) if position == INTRO else f"{_called(position)}: {name}"


def _called(position: int) -> str:
    return "the intro" if position == INTRO else f"entry {position}"
