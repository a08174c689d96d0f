"""What is done to a digest that is out: abstracts that came late are filled in, what was withdrawn is taken down."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot import posting, texts, waiting
from bot.domain import Digest, Finding, Missing, Piece, Post, Severity, Translation
from bot.doubting import doubt
from bot.holding import Work
from bot.ports import Bot


def fill_in(bot: Bot, work: Work) -> None:
    """Puts every abstract that came late in the place of its notice, in English where its translation failed.

    Raises: as `posting.edit`.
    """
    posts = bot.store.posts.of(work.key)
    if not _some_lack_one(bot, work, posts):
        return
    digest, locale = waiting.digest_of(bot, work), bot.locales[work.edition.locale]
    unwritten = {unit.entry for unit in texts.untranslated(bot, work.issue, locale)}
    known = [piece for piece in digest.pieces if piece.paper.abstract and piece.entry not in unwritten]
    changes = [change for piece in known for change in _abstract_of(bot, digest, piece)]
    posting.edit(bot, bot.publishers[work.edition.name], posts, changes)


def _some_lack_one(bot: Bot, work: Work, posts: Sequence[Post]) -> bool:
    """Whether a notice stands anywhere: they are the same in every entry, and most weeks there is none."""
    notices = [waiting.word_of(bot, work.edition, name) for name in ("not_yet", "source_only")]
    return any(notice in post.raw for notice in notices for post in posts)


def take_down(bot: Bot, work: Work, piece: Piece | None) -> None:
    """All of a digest's posts, or the section of one entry, whatever became of its wording; once.

    What people write there afterwards is theirs, whatever words the notice is given later.
    """
    if _is_down(bot, work, piece):
        return
    publisher, notice = bot.publishers[work.edition.name], _notice(bot, work, piece)
    if not waiting.finished(bot, work):
        # What was sent and not seen since may stand there, or come to stand once it is approved.
        found = publisher.parts(work.key, posting.external_id(work.edition.name, work.issue))
        bot.store.posts.adopt(found, bot.clock.now())
    if not bot.store.posts.of(work.key):
        return
    if piece is None:
        posting.take_down(bot, publisher, bot.store.posts.of(work.key), notice)
    elif any(posting.has_section(part.raw, notice) for part in bot.store.posts.parts(work.key)):
        ending = waiting.word_of(bot, work.edition, "part_end")
        posting.take_down_entry(bot, publisher, bot.store.posts.of(work.key), notice, ending)
    posts = bot.store.posts.of(work.key)
    if piece is None:
        done = all(posting.shows(post, notice) for post in posts)
    else:
        done = not any(posting.has_section(post.raw, notice) and notice not in post.raw for post in posts)
    if done:
        doubt(bot, [_down(bot, work, piece)])
        bot.report("withdrawn", work.key, url=posts[0].url)


def still_up(bot: Bot, key: str) -> list[Work]:
    """The digests in which what was withdrawn under a key is still to be read."""
    return [
        work
        for work, piece in waiting.withdrawn(bot)
        if key in (work.issue.key, work.key, piece.entry.key if piece else "") and not _is_down(bot, work, piece)
    ]


def _is_down(bot: Bot, work: Work, piece: Piece | None) -> bool:
    return _down(bot, work, piece) in bot.store.findings.under(work.key)


def _down(bot: Bot, work: Work, piece: Piece | None) -> Finding:
    """The record that it was taken down."""
    what = f"entry {piece.entry.position}" if piece else "all of it"
    posts = bot.store.posts.of(work.key)
    message = f"{what} was taken down and is left as it stands: {posts[0].url if posts else 'nowhere yet'}"
    return Finding(key=work.key, code="structure.withdrawn", severity=Severity.WARN, message=message)


def _abstract_of(bot: Bot, digest: Digest, piece: Piece) -> Iterator[posting.Change]:
    """The abstract in the place of the notice that there is none yet, or of its English."""
    locale = bot.locales[digest.edition.locale]
    wanted = bot.renderer.field(digest, locale, piece, "abstract")
    for before in (_without_abstract(piece), _without_translation(piece)):
        stands = bot.renderer.field(digest, locale, before, "abstract")
        if stands != wanted:
            yield posting.Change(
                heading=bot.renderer.field(digest, locale, piece, "title"),
                stands=stands,
                wanted=wanted,
                reason=waiting.word_of(bot, digest.edition, "abstract_added"),
            )


def _without_abstract(piece: Piece) -> Piece:
    paper = replace(piece.paper, abstract="", missing=Missing.NOT_YET)
    return replace(_without_translation(piece), paper=paper)


def _without_translation(piece: Piece) -> Piece:
    made: Translation | None = replace(piece.translation, abstract="") if piece.translation else None
    return replace(piece, translation=made)


def _notice(bot: Bot, work: Work, piece: Piece | None) -> str:
    return bot.renderer.notice(waiting.digest_of(bot, work), bot.locales[work.edition.locale], piece)
