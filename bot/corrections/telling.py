"""Moderators are told what waits for them, each thing once: by a whisper in the topic, or in a message to a group.

    what waits ─► an intent, written down ─► looked for ─► sent

Safe to repeat after a stop anywhere. Nothing here is public; what readers are told is in `thanking.py`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot import gate, posting, waiting
from bot.corrections import phrasing
from bot.corrections.applying import CHANGED, NO_ROOM
from bot.corrections.judging import case_of
from bot.corrections.thanking import may_say, thank
from bot.corrections.unpaid import unpaid
from bot.corrections.watching import Watched, watched
from bot.domain import (
    OPEN,
    Audience,
    Correcting,
    Correction,
    Edition,
    Finding,
    Intent,
    Severity,
    State,
    Translation,
    fingerprint,
)
from bot.guard import unit
from bot.ports import Bot

MOST_LISTED = 20
"""How many corrections the weekly message lists; it counts all of them."""

_ASK = re.compile(r"#ask-(\d+)-[0-9a-f]{8}$")


def tell(bot: Bot) -> None:
    """Says all that is to be said beside the digests that are out, to moderators and then to readers."""
    places = {one.work.key: one for one in watched(bot) if one.work.edition.correcting}
    desk = _Desk(bot, places)
    for correction in bot.store.corrections.all(OPEN):
        if correction.digest in places:
            desk.tell_of(correction)
    for place in places.values():
        desk.warn(place)
    for edition in bot.editions:
        desk.remind(edition)
    desk.tell_unpaid()
    desk.send()
    thank(bot, places)


def ask_key(correction: Correction) -> str:
    """The key under which a correction is shown as it is now."""
    return f"{correction.digest}#ask-{correction.number}-{correction.shown[:8]}"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What moderators are told in one pass. `places` are the digests that are out, by key; `written` has the keys of
    what was written down before, by what stands before their `#`.
    """

    bot: Bot
    places: Mapping[str, Watched]
    written: dict[str, set[str]] = field(default_factory=dict)

    # ── what there is to say ─────────────────────────────────────────────────────────────────────────────────────────

    def tell_of(self, correction: Correction) -> None:
        """A correction as it is now; or, where it was approved and could not be made, why not."""
        place = self.places[correction.digest]
        if correction.state is State.LOOK and correction.spans:
            steps = self.bot.store.corrections.steps(correction.number)
            failed = [one.why for one in steps if one.state is State.LOOK]
            key = f"{correction.digest}#told-{correction.number}-look{len(failed)}"
            self._say(place, key, partial(_not_made, self.bot, place.work.edition, failed[-1]))
        else:
            self._say(place, ask_key(correction), partial(phrasing.proposal, self.bot, place.work, correction))

    def warn(self, place: Watched) -> None:
        """At once what must not stand in a post, and does since somebody edited it by hand."""
        edition = place.work.edition
        for made, finding in _blocking(self.bot, place):
            url = phrasing.link(self.bot.store.posts.of(place.work.key)[0].url)
            key = f"{place.work.key}#block-{fingerprint(f'{made.key} {finding.code} {finding.message}')[:8]}"
            said = phrasing.findings([finding])
            self._say(place, key, partial(phrasing.said, self.bot, edition, "blocked", finding=said, url=url))

    def remind(self, edition: Edition) -> None:
        """How many corrections wait, once a week; nothing where none has waited since before the week began."""
        now = _there(edition, self.bot.clock.now())
        waits = self._waiting(edition)
        if any(one.since and one.since < _monday(now) for one in waits):
            text = partial(_reminder, self.bot, edition, waits)
            if place := self._newest(edition):
                self._say(place, _week_key(edition, now), text, to_group=True)

    def tell_unpaid(self) -> None:
        """At once, and once, of each digest that does not go out because a budget is spent."""
        for one in unpaid(self.bot):
            text = partial(phrasing.said, self.bot, one.edition, one.word, key=one.digest)
            if place := self._newest(one.edition):
                self._say(place, one.key, text, to_group=True)

    def _newest(self, edition: Edition) -> Watched | None:
        """Where an edition's moderators are told of what is about none of its topics; None where none is watched."""
        mine = (place for place in self.places.values() if place.work.edition == edition)
        return max(mine, key=lambda place: place.work.issue.published, default=None)

    def _waiting(self, edition: Edition) -> list[Correction]:
        mine = {key for key, place in self.places.items() if place.work.edition == edition}
        return [one for one in self.bot.store.corrections.all(OPEN) if one.digest in mine]

    # ── writing it down, and sending it ──────────────────────────────────────────────────────────────────────────────

    def _say(self, place: Watched, key: str, text: Callable[[], str], *, to_group: bool = False) -> None:
        """Writes down what is to be said, once. `to_group`: in the group's message wherever there is a group."""
        if key in self._written(key) or not may_say(self.bot, key):
            return
        with unit(self.bot, key):
            correcting = place.work.edition.correcting or Correcting()
            intent = Intent(key=key, raw=posting.with_marker(key, text()), topic_id=place.topic_id)
            if correcting.channel is Audience.GROUP or (to_group and correcting.group):
                desk = _desk(self.bot, place, correcting.group)
                intent = replace(intent, audience=Audience.GROUP, to=correcting.group, topic_id=desk)
            else:
                intent = replace(intent, audience=Audience.WHISPER)
            self.bot.store.posts.intend([intent])

    def _written(self, key: str) -> set[str]:
        digest = key.rpartition("#")[0]
        if digest not in self.written:
            self.written[digest] = {one.key for one in self.bot.store.posts.said(digest)}
        return self.written[digest]

    def send(self) -> None:
        """Sends what was written down and does not stand yet, the oldest first; answers to commands are among it."""
        for intent in self.bot.store.posts.unsaid():
            edition = self._edition_of(intent)
            if edition and may_say(self.bot, intent.key):
                with unit(self.bot, intent.key):
                    posting.say(self.bot, self.bot.publishers[edition.name], intent)

    def _edition_of(self, intent: Intent) -> Edition | None:
        """Where it is to be sent; None where it is public, or is no news any more."""
        above = intent.key.rpartition("#")[0]
        if intent.audience is Audience.EVERYBODY:
            return None
        if place := self.places.get(above):
            return place.work.edition if self._is_news(intent) else None
        mine = (one for one in self.bot.editions if one.name == above)
        return next((one for one in mine if intent.key in self._news_of(one)), None)

    def _news_of(self, edition: Edition) -> set[str]:
        """The keys of what is said of an edition as a whole and still holds."""
        week = {_week_key(edition, _there(edition, self.bot.clock.now()))} if self._waiting(edition) else set[str]()
        return week | {one.key for one in unpaid(self.bot) if one.edition == edition}

    def _is_news(self, intent: Intent) -> bool:
        """Whether a proposal still waits as it was shown; true of all else."""
        asked = _ASK.search(intent.key)
        correction = self.bot.store.corrections.get(int(asked[1])) if asked else None
        return correction is None or (correction.state in OPEN and ask_key(correction) == intent.key)


def _desk(bot: Bot, place: Watched, group: str) -> int:
    """The id of the edition's message to a group."""
    edition = place.work.edition
    title = phrasing.said(bot, edition, "desk_title", edition=edition.name)
    # With a marker, since a forum refuses what the account wrote a moment ago, for another edition.
    raw = posting.with_marker(f"{edition.name}#desk", phrasing.said(bot, edition, "desk"))
    return place.forum.desk(group, title, raw, f"pb-desk-{edition.name}")


def _not_made(bot: Bot, edition: Edition, why: str) -> str:
    """Why a correction that was approved does not stand in the post."""
    if why == CHANGED:
        return phrasing.said(bot, edition, "changed")
    said = waiting.word_of(bot, edition, "no_room") if why == NO_ROOM else phrasing.plain(why.rstrip("."))
    return phrasing.said(bot, edition, "not_edited", why=said)


def _reminder(bot: Bot, edition: Edition, waits: Sequence[Correction]) -> str:
    """How many corrections wait, and the first of them with what was said of each."""
    lines = [phrasing.said(bot, edition, "weekly", n=len(waits)), ""]
    for one in waits[:MOST_LISTED]:
        state = waiting.word_of(bot, edition, f"state_{one.state.name.lower()}")
        shown = bot.store.posts.get(ask_key(one))
        status = phrasing.said(bot, edition, "listed", n=one.number, state=state)
        lines.append(f"- {status} {phrasing.link(shown.url)}" if shown else f"- {status}")
    return "\n".join(lines)


def _blocking(bot: Bot, place: Watched) -> Iterator[tuple[Translation, Finding]]:
    """What the rules would never let out, in wordings of people's own hands that are out and not old.

    What moderators approved over the rules is not among it: they saw it.
    """
    if bot.clock.now() - place.work.issue.published > waiting.AFTERCARE:
        return
    latest = bot.store.translations.latest(place.work.issue.key, place.work.edition.locale)
    if not any(one.locked for one in latest.values()):
        return
    digest = waiting.digest_of(bot, place.work)
    approved = {one.made for one in bot.store.corrections.under(place.work.issue.key)}
    for made in (digest.intro, *(piece.translation for piece in digest.pieces)):
        if made and made.locked and made.key not in approved:
            found = gate.found(case_of(bot, digest, made))
            yield from ((made, one) for one in found if one.severity is Severity.BLOCK)


def _there(edition: Edition, now: datetime) -> datetime:
    """The time where the edition is read."""
    return now.astimezone(ZoneInfo(edition.window.zone))


def _monday(now: datetime) -> datetime:
    """When the week began."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=now.weekday())


def _week_key(edition: Edition, now: datetime) -> str:
    """`my-forum#week-2026-47`: of the edition, since the newest digest may be another tomorrow."""
    year, week, _day = now.isocalendar()
    return f"{edition.name}#week-{year}-{week:02}"
