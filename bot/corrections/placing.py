"""Where a correction stands in the posts of a digest, as the changes that one edit makes there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot import cook, posting, waiting
from bot.corrections.judging import position_of, translation_at, with_text, with_translation
from bot.corrections.showing import PARTS
from bot.domain import INTRO, Correction, Digest, Field, Piece, Post
from bot.holding import Work
from bot.ports import Bot
from bot.posting import Change


def changes_of(bot: Bot, work: Work, correction: Correction, *, back: bool = False) -> list[Change]:
    """What makes it readable, its own field first; with `back`, what takes it back. None where it has no place there.

    A title stands in the list of contents as well.
    """
    of = _of_text if correction.field in PARTS else _of_lines
    made = list(of(bot, work, correction))
    return [replace(one, stands=one.wanted, wanted=one.stands) for one in made] if back else made


def credits_change(bot: Bot, work: Work, *, soon: int = 0) -> list[Change]:
    """The line that names the readers, as it shall be from now on; nothing where it stands so."""
    names, last = waiting.credits_of(bot, work, soon=soon), bot.store.posts.of(work.key)[-1]
    # Of all that a digest says nothing else is looked at here.
    bare = Digest(issue=work.issue, edition=work.edition, intro=None, pieces=(), credits=names)
    wanted = bot.renderer.fields(bare, bot.locales[work.edition.locale]).get((INTRO, "credits"), "")
    stands = _credits_line(bot, work, last)
    if stands == wanted:
        return []
    return [Change(heading="", stands=stands, wanted=wanted, reason="", part=last.key, follows=True)]


def _of_text(bot: Bot, work: Work, correction: Correction) -> list[Change]:
    digest, position = waiting.digest_of(bot, work), position_of(correction.about)
    now = translation_at(digest, position)
    if now is None:
        return []
    texts = (correction.before, correction.after)
    old, new = (with_translation(digest, with_text(now, correction.field, text)) for text in texts)
    if position != INTRO and correction.field is Field.TITLE:
        return [_line(bot, old, new, position, name) for name in ("title", "listed")]
    name = "intro" if position == INTRO else PARTS[correction.field]
    locale = bot.locales[work.edition.locale]
    stands, wanted = (bot.renderer.fields(one, locale).get((position, name), "") for one in (old, new))
    if not stands or not wanted:
        return []
    heading = stands.partition("\n")[0] if position == INTRO else _heading(bot, work, digest, position)
    return [Change(heading=heading, stands=stands, wanted=wanted, reason="")]


def _line(bot: Bot, old: Digest, new: Digest, position: int, name: str) -> Change:
    """A field that is one whole line, wherever it stands: it begins with the entry's number."""
    locale = bot.locales[old.edition.locale]
    stands, wanted = (bot.renderer.field(one, locale, _piece(one, position), name) for one in (old, new))
    return Change(heading="", stands=stands, wanted=wanted, reason="")


def _of_lines(bot: Bot, work: Work, correction: Correction) -> Iterator[Change]:
    """The lines that it touches, of an address or of the English: these stand in a post as `before` has them."""
    digest, position = waiting.digest_of(bot, work), position_of(correction.about)
    if position not in {one.entry.position for one in digest.pieces}:
        return
    heading = _heading(bot, work, digest, position)
    start = 0
    for line in correction.before.split("\n"):
        end = start + len(line)
        inside = [one for one in correction.spans if start <= one.start and one.start + len(one.old) <= end]
        if inside:
            spans = tuple(replace(one, start=one.start - start) for one in inside)
            wanted = replace(correction, before=line, spans=spans).after
            sign = _sign_before(bot.store.posts.of(work.key), (line, wanted))
            yield Change(heading=heading, stands=sign + line, wanted=sign + wanted, reason="")
        start = end + 1


def _sign_before(posts: Sequence[Post], lines: Sequence[str]) -> str:
    """What stands before a line that is quoted in a post; nothing before any other."""
    one_of = "|".join(map(re.escape, lines))
    found = (re.search(rf"^([ >]*)(?:{one_of})[ \t]*$", post.raw, re.MULTILINE) for post in posts)
    return next((match[1] for match in found if match), "")


def _heading(bot: Bot, work: Work, digest: Digest, position: int) -> str:
    """The heading of an entry as it stands, whatever its title is by now."""
    title = bot.renderer.field(digest, bot.locales[work.edition.locale], _piece(digest, position), "title")
    return posting.heading_of(bot.store.posts.of(work.key), title)


def _piece(digest: Digest, position: int) -> Piece:
    return next(one for one in digest.pieces if one.entry.position == position)


def _credits_line(bot: Bot, work: Work, post: Post) -> str:
    """The line that stands there; empty where there is none."""
    before, _, after = waiting.word_of(bot, work.edition, "credits").partition("{names}")
    said = ".+".join(re.escape(cook.escape(words)) for words in (before, after))
    found: Sequence[str] = re.findall(rf"^{said}[ \t]*$", post.raw, re.MULTILINE)
    return found[-1].rstrip() if found else ""
