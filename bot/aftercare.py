"""What is done to a digest that is out: abstracts that came late are filled in, the same week's topics in other
languages are linked, what was withdrawn is taken down.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot import cook, posting, siblings, texts, waiting
from bot.domain import INTRO, Digest, Finding, Missing, Piece, Post, Severity, Sibling, Translation
from bot.doubting import doubt
from bot.errors import Rejected
from bot.holding import Work
from bot.ports import Bot, Localizer, Publisher, Unseen


def fill_in(bot: Bot, work: Work) -> None:
    """Puts every abstract that came late in the place of its notice, in English where its translation failed.

    Raises: as `posting.edit`.
    """
    posts = bot.store.posts.of(work.key)
    if not _some_lack_one(bot, work, posts):
        return
    digest, locale = waiting.digest_of(bot, work), bot.locales[work.edition.locale]
    unwritten = {unit.entry for unit in texts.untranslated(bot, work.issue, locale)}
    known = [piece.entry.position for piece in digest.pieces if piece.paper.abstract and piece.entry not in unwritten]
    changes = list(_abstracts_of(bot, digest, known)) if known else []
    posting.edit(bot, bot.publishers[work.edition.name], posts, changes)


def _some_lack_one(bot: Bot, work: Work, posts: Sequence[Post]) -> bool:
    """Whether a notice stands anywhere: they are the same in every entry, and most weeks there is none."""
    notices = [waiting.word_of(bot, work.edition, name) for name in ("not_yet", "source_only")]
    return any(notice in post.raw for notice in notices for post in posts)


def link_siblings(bot: Bot, work: Work) -> None:
    """Adds the topics in other languages that a digest does not link yet, all by one edit, and each once for ever.

    What people make of the line is theirs. Where the forum takes no such edit that is said once, and not tried again.
    Raises: as `posting.edit`, but Rejected.
    """
    others = siblings.linked(bot, work)
    missing = [one for one in others if not _was_linked(bot, work, one)]
    if not missing or not posting.is_sent(bot, work.key):
        return
    change = _siblings_change(bot, work, others, missing)
    said = _not_linked(change)
    if not change.wanted or said in bot.store.findings.under(change.part):
        return
    try:
        left = posting.edit(bot, bot.publishers[work.edition.name], bot.store.posts.of(work.key), [change])
    except Rejected:
        left = [change]
    if left:
        doubt(bot, [said])
    for one in missing:
        _was_linked(bot, work, one)  # what the edit brought is on record from now on


def keep_up(bot: Bot, work: Work) -> None:
    """Sends what is shown in the place of posts that were edited since once more, so that it counts as up to date.

    Raises: as `posting.edit`.
    """
    publisher = bot.publishers[work.edition.name]
    if isinstance(publisher, Localizer):
        for post in publisher.outdated(bot.store.posts.of(work.key)):
            posting.refresh(bot, publisher, post)


def _was_linked(bot: Bot, work: Work, one: Sibling) -> bool:
    """Whether a digest links that topic, or did before somebody took the link out.

    It was sent with it, or shows it, or an edit that brought it is on record as one that stood.
    """
    link = f"]({cook.url(one.url)})"
    edits = [edit.key for edit in bot.store.posts.edits(work.key) if link in edit.raw]
    if any(link in part.raw for part in bot.store.posts.parts(work.key)) or any(map(bot.store.posts.get, edits)):
        return True
    shown = next((post for post in bot.store.posts.of(work.key) if link in post.raw), None)
    if shown and edits:
        bot.store.posts.add(replace(shown, key=edits[-1]), bot.clock.now())
    return shown is not None


def _siblings_change(bot: Bot, work: Work, others: Sequence[Sibling], missing: Sequence[Sibling]) -> posting.Change:
    """The line with all of them in the place of the one that stands; where none does, one with those that are missing.

    The line comes after all the rest, as it does where a digest is sent with it.
    """
    last = bot.store.posts.of(work.key)[-1]
    known = [one for one in others if one not in missing]
    stands, whole, line = (_siblings_line(bot, work, some) for some in (known, others, missing))
    is_there = bool(stands) and stands in map(str.rstrip, last.raw.split("\n"))
    return posting.Change(
        heading="",
        stands=stands if is_there else "",
        wanted=whole if is_there else line,
        reason=waiting.word_of(bot, work.edition, "sibling_added"),
        part=last.key,
    )


def _siblings_line(bot: Bot, work: Work, some: Sequence[Sibling]) -> str:
    # Of all that a digest says nothing else is looked at here.
    bare = Digest(issue=work.issue, edition=work.edition, intro=None, pieces=(), siblings=tuple(some))
    return bot.renderer.fields(bare, bot.locales[work.edition.locale]).get((INTRO, "siblings"), "")


def _not_linked(change: posting.Change) -> Finding:
    what = f"the same week in another language could not be linked; add the line by hand: {change.wanted}"
    return Finding(key=change.part, code="structure.sibling_link", severity=Severity.WARN, message=what)


def take_down(bot: Bot, work: Work, piece: Piece | None) -> None:
    """All of a digest's posts, or the section of one entry, whatever became of its wording; once.

    What people write there afterwards is theirs, whatever words the notice is given later. What is shown in the place
    of another edition's posts is deleted: everybody is shown those.
    """
    if _is_down(bot, work, piece):
        return
    publisher, notice = bot.publishers[work.edition.name], _notice(bot, work, piece)
    if not waiting.finished(bot, work):
        bot.store.posts.adopt(_may_stand(bot, publisher, work, piece), bot.clock.now())
    if not bot.store.posts.of(work.key):
        return
    if piece is None and isinstance(publisher, Localizer):
        publisher.remove(bot.store.posts.of(work.key))
    elif piece is None:
        posting.take_down(bot, publisher, bot.store.posts.of(work.key), notice)
    elif any(posting.has_section(part.raw, notice) for part in bot.store.posts.parts(work.key)):
        ending = waiting.word_of(bot, work.edition, "part_end")
        posting.take_down_entry(bot, publisher, bot.store.posts.of(work.key), notice, ending)
    posts = bot.store.posts.of(work.key)
    if piece is None:
        done = isinstance(publisher, Localizer) or all(posting.shows(post, notice) for post in posts)
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


def _may_stand(bot: Bot, publisher: Publisher, work: Work, piece: Piece | None) -> Sequence[Post]:
    """What was sent and not seen since: it may stand there, or come to stand once it is approved.

    Of a place that cannot be asked all of it is believed, but where only an entry goes, and the rest is sent again.
    """
    if isinstance(publisher, Unseen):
        return [publisher.believed(part) for part in bot.store.posts.parts(work.key)] if piece is None else ()
    return publisher.parts(work.key, posting.external_id(work.edition.name, work.issue))


def _is_down(bot: Bot, work: Work, piece: Piece | None) -> bool:
    return _down(bot, work, piece) in bot.store.findings.under(work.key)


def _down(bot: Bot, work: Work, piece: Piece | None) -> Finding:
    """The record that it was taken down."""
    what = f"entry {piece.entry.position}" if piece else "all of it"
    posts = bot.store.posts.of(work.key)
    message = (
        f"{what} was taken down and is left as it stands: {(posts[0].url or posts[0].key) if posts else 'nowhere yet'}"
    )
    return Finding(key=work.key, code="structure.withdrawn", severity=Severity.WARN, message=message)


def _abstracts_of(bot: Bot, digest: Digest, positions: Sequence[int]) -> Iterator[posting.Change]:
    """Each abstract in the place of the notice that there is none yet, or of its English."""
    locale, reason = bot.locales[digest.edition.locale], waiting.word_of(bot, digest.edition, "abstract_added")
    wanted, *before = (
        bot.renderer.fields(replace(digest, pieces=pieces), locale)
        for pieces in (
            digest.pieces,
            tuple(map(_without_abstract, digest.pieces)),
            tuple(map(_without_translation, digest.pieces)),
        )
    )
    for position in positions:
        heading, abstract = (wanted.get((position, name), "") for name in ("title", "abstract"))
        for fields in before:
            stands = fields.get((position, "abstract"), "")
            if stands != abstract:
                yield posting.Change(heading=heading, stands=stands, wanted=abstract, reason=reason)


def _without_abstract(piece: Piece) -> Piece:
    paper = replace(piece.paper, abstract="", missing=Missing.NOT_YET)
    return replace(_without_translation(piece), paper=paper)


def _without_translation(piece: Piece) -> Piece:
    made: Translation | None = replace(piece.translation, abstract="") if piece.translation else None
    return replace(piece, translation=made)


def _notice(bot: Bot, work: Work, piece: Piece | None) -> str:
    return bot.renderer.notice(waiting.digest_of(bot, work), bot.locales[work.edition.locale], piece)
