"""The same issue in other editions: whose topic a digest comes after, and which topics it links to.

Editions are connected by `after`, one by one or through others; only those link to each other.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from bot import holding, timing
from bot.domain import Edition, Post, Sibling, Wait
from bot.holding import Work
from bot.ports import Bot

_LET_GO = ("released", "resumed")


def wait_of(bot: Bot, work: Work) -> Wait | None:
    """What a digest that all else lets go waits for of the edition it comes after; None where it waits no longer.

    Whatever keeps that one, its time limit is counted; without one is what has no topic of its own.
    """
    other = before(bot, work)
    if other is None:
        return None
    there = topic_of(bot, work) is not None
    opened = (bot.store.posts.opened(other.key) or work.issue.published) if there else None
    free = _let_go(bot, work) if opened is None else opened
    wait = timing.comes_after(work.edition, work.key, opened, free, bot.clock.now())
    hold = holding.hold_on(bot, other) if wait and opened is None else None
    return replace(wait, what=f"{wait.what} ({holding.text(hold)})") if wait and hold else wait


def before(bot: Bot, work: Work) -> Work | None:
    """The digest that this one comes after; None where it comes after none."""
    found = (one for one in bot.editions if one.name == work.edition.after)
    return next((Work(issue=work.issue, edition=one) for one in found), None)


def topic_of(bot: Bot, work: Work) -> Post | None:
    """The topic of the digest that this one comes after, as it was kept; None where none is open.

    For what is shown in that one's posts there is none before all of them stand.
    """
    other = before(bot, work)
    if other is None or holding.given_up(bot, other):
        return None
    posts = bot.store.posts.of(other.key)
    if work.edition.localizes and len(posts) < len(bot.store.posts.parts(other.key)):
        return None
    return posts[0] if posts else None


def topic_url(bot: Bot, work: Work) -> str:
    """Its address; empty where none is open."""
    topic = topic_of(bot, work)
    return campaigned(topic.url, work.edition.campaign) if topic else ""


def linked(bot: Bot, work: Work) -> tuple[Sibling, ...]:
    """The issue's topics in other languages, one a language, in the editions' order.

    Only what the net shows is linked, and nothing that is shown within another topic.
    """
    found, mine = dict[str, Sibling](), bot.locales[work.edition.locale].native
    for edition in _connected(bot, work.edition):
        other, native = Work(issue=work.issue, edition=edition), bot.locales[edition.locale].native
        apart = not edition.localizes and edition.name != work.edition.localizes
        # A locale may be another style of the same language.
        posts = bot.store.posts.of(other.key) if apart and native != mine else ()
        if posts and posts[0].url.startswith(("https://", "http://")) and not holding.given_up(bot, other):
            url = campaigned(posts[0].url, work.edition.campaign)
            found.setdefault(native, Sibling(locale=edition.locale, native=native, url=url))
    return tuple(found.values())


def campaigned(url: str, campaign: str) -> str:
    """The address of a page on the net that says where its reader came from; as it is without a campaign."""
    address, mark, fragment = url.partition("#")
    path, _, query = address.partition("?")
    if not campaign or not path.startswith(("https://", "http://")):
        return url
    kept = [one for one in query.split("&") if one and not one.startswith("utm_source=")]
    told = "&".join([*kept, f"utm_source={quote(campaign, safe='')}"])
    return f"{path}?{told}{mark}{fragment}"


def _connected(bot: Bot, edition: Edition) -> list[Edition]:
    """The other editions that `after` leads to or from, in their order."""
    known, names = {one.name: one for one in bot.editions}, {edition.name}
    while more := {name for one in known.values() for name in _pair(one) if names & set(_pair(one))} - names:
        names |= more
    return [one for one in bot.editions if one.name in names and one.name != edition.name]


def _pair(edition: Edition) -> tuple[str, ...]:
    return (edition.name, edition.after) if edition.after else ()


def _let_go(bot: Bot, work: Work) -> datetime:
    """Since when nothing else keeps a digest: its time came, its texts were written, nobody holds it any more."""
    clock = timing.free(work.edition, work.issue) or bot.clock.now()
    written = bot.store.calls.last(work.issue.key, work.edition.locale)
    moments: list[datetime] = [clock, *_lifted(bot, work), *((written,) if written else ())]
    return max(moments)


def _lifted(bot: Bot, work: Work) -> Iterator[datetime]:
    """When holds on a digest fell: a person lifted them, or they ran out."""
    keys = (work.issue.key, work.key, work.edition.name)
    for key in keys:
        yield from (one.at for one in bot.store.holds.decisions(key) if one.what in _LET_GO and _is_on(one.key, work))
    now = bot.clock.now()
    yield from (one.until for one in bot.store.holds.all() if one.key in keys and one.until and one.until <= now)


def _is_on(key: str, work: Work) -> bool:
    """Whether a hold on a key may have kept a digest: its own, or of an entry, in its locale or in all."""
    position, _, locale = key.removeprefix(f"{work.issue.key}/").partition("@")
    mine = position.isdecimal() and locale.partition(".")[0] in ("", work.edition.locale)
    return mine or key in (work.issue.key, work.key, work.edition.name)
