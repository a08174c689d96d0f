"""What a person decides of a correction, by whichever way it was said: in a thread, on a page, by command.

A decision is about what its maker saw. Where anything of that has changed nothing happens, and that is said. Nothing is
written to the forum here: what was approved waits to be applied.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot import gate, waiting
from bot.corrections import phrasing
from bot.corrections.judging import new_findings, position_of, translation_at, with_text
from bot.corrections.learning import asked_for, is_about_now, propose_again
from bot.corrections.roles import may_decide
from bot.corrections.showing import PARTS, Standing, text_now, texts_of
from bot.corrections.wording import is_whole, own_wording
from bot.domain import BOT, OPEN, Correction, Field, Finding, Ruling, State, Translation, Verb
from bot.errors import Rejected
from bot.holding import Work
from bot.ports import Bot
from bot.readback import SOMEBODY

GRACE = timedelta(days=7)
"""For how long a correction that was applied may be undone."""

SETTLED = "the term was decided otherwise meanwhile"
_DECIDED = (State.APPROVED, State.REJECTED, State.UNDONE, State.BY_HAND)
"""What a person makes of a correction; all else the bot does by itself."""

WITHDRAWN = "the comment that asked for it was changed or deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a ruling: `event` in one word, for programs; `text` in the locale's words, as Markdown. Of somebody
    `unknown` nothing was done, since the forum does not say that they may.
    """

    event: str
    text: str
    unknown: bool = False


def decide(bot: Bot, ruling: Ruling) -> Outcome:
    """Does what a person wants done with a correction, or says why not.

    Raises: Unavailable (nobody knows now whether they may), Misconfigured, Rejected (there is no such correction).
    """
    correction = bot.store.corrections.get(ruling.number)
    work = next(iter(waiting.named(bot, correction.digest)), None) if correction else None
    if correction is None or work is None:
        raise Rejected(f"{ruling.number}: there is no correction of this number in an edition that is configured")
    outcome = _Desk(bot, work, correction, ruling).outcome()
    bot.report("ruled", correction.digest, number=ruling.number, verb=ruling.verb.value, came=outcome.event)
    return outcome


@dataclass(frozen=True, slots=True)
class _Desk:
    """One ruling on one correction as it stands now."""

    bot: Bot
    work: Work
    correction: Correction
    ruling: Ruling

    def outcome(self) -> Outcome:
        """In this order: may they, is it still to be decided, is it still what they saw."""
        # Asked of the forum at this moment.
        if not (self.ruling.operator or may_decide(self.bot, self.work.edition, self.ruling.who)):
            return replace(self._say("refused", "not_allowed"), unknown=True)
        match self.ruling.verb:
            case Verb.HELP:
                return self._say("help", "unknown_command" if self.ruling.text else "help")
            case Verb.STATUS:
                return self._state("status", "status")
            case Verb.UNDO:
                return self._undone()
            case _:
                return self._outdated() or self._ruled()

    def _outdated(self) -> Outcome | None:
        """What there is to say where nothing of what was seen is left to be decided; None where it is."""
        if self.correction.state not in OPEN:
            return self._decided()
        if self.ruling.shown != self.correction.shown:
            return self._say("changed", "changed")
        if not self._is_still_asked():
            self._step(OPEN, State.STALE, BOT, WITHDRAWN)
            return self._say("changed", "not_asked")
        return None

    def _ruled(self) -> Outcome:
        match self.ruling.verb:
            case Verb.HOLD:
                return self._moved(State.HELD)
            case Verb.CLOSE:
                return self._moved(State.REJECTED)
            case Verb.REJECT:
                return self._moved(State.REJECTED, self.ruling.text)
            case _ if self.correction.field is Field.TERM:
                return self._learnt()
            case _:
                return self._approved()

    # ── who, and whether it is still the same ────────────────────────────────────────────────────────────────────────

    def _is_still_asked(self) -> bool:
        """Whether one of the comments that ask for it stands as it was read; true where none ever asked.

        The operator has the word of the record: the forum need not answer.
        """
        comments = self.bot.store.corrections.comments(self.correction.number)
        forum = self.bot.publishers[self.work.edition.name].forum
        for comment in comments:
            if self.ruling.operator or forum is None:
                now = self.bot.store.comments.latest(comment.forum, comment.post_id)
            else:
                now = forum.afresh(comment)
            if now and now.text == comment.text:
                return True
        return not comments

    # ── what is done ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _approved(self) -> Outcome:
        wanted = self._wanted()
        if not self.correction.spans:
            return self._say("refused", "no_change")
        if wanted is None:
            return self._say("refused", "unusable")
        if self.correction.state is State.LOOK and self._is_settled(wanted):
            # It was approved before and could not be made.
            return self._moved(State.APPROVED)
        return self._gated(wanted)

    def _gated(self, wanted: Correction) -> Outcome:
        """Keeps the new text where the gate has nothing new against it, or where its doubts were seen."""
        made = self._made(wanted)
        if made is None:
            return self._say("changed", "changed")
        grave = gate.to_mend(new_findings(self.bot, self.work, wanted))
        if grave and self.ruling.verb is not Verb.ANYWAY:
            return self._doubted(grave)
        why = " · ".join(dict.fromkeys(f"{one.severity}: {one.message}" for one in grave))
        return self._state("approved", "done") if self._approve(wanted, *made, why=why) else self._too_late()

    def _is_settled(self, wanted: Correction) -> bool:
        """Whether our own text says it already, and only the post does not."""
        standing = self._standing()
        if standing is None or wanted != self.correction:
            return False
        return standing.shown.text == (wanted.after if wanted.field in PARTS else wanted.before)

    def _standing(self) -> Standing | None:
        """The text it is about as it stands now."""
        if not self.bot.store.posts.of(self.work.key):
            return None
        return text_now(texts_of(self.bot, self.work), self.correction)

    def _wanted(self) -> Correction | None:
        """The correction with the words it is to have; None where those cannot stand in a post."""
        own = self.ruling.verb is Verb.APPLY_OWN or (self.ruling.verb is Verb.ANYWAY and self.ruling.text)
        if not own:
            return self.correction
        wording = own_wording(self.correction.field, self.ruling.text)
        wanted = self.correction.with_wording(wording)
        return wanted if wording and is_whole(wanted) else None

    def _made(self, wanted: Correction) -> tuple[Translation | None] | None:
        """The version that carries it, None in it where no text of ours changes; nothing where the text is another."""
        standing = self._standing()
        if standing is None or standing.about != wanted.about:
            return None
        text = standing.shown.text
        if wanted.field not in PARTS:
            return (None,) if text == wanted.before else None
        if text == wanted.after:
            return (None,)
        # In another edition of the locale the text is settled already, and only the post is behind.
        if text not in (wanted.before, self.correction.after):
            return None
        return (self._version(wanted.field, wanted.about, wanted.after),)

    def _version(self, field: Field, about: str, text: str) -> Translation:
        stands = translation_at(waiting.digest_of(self.bot, self.work), position_of(about))
        if stands is None:
            raise Rejected(f"{about}: this text does not stand in the digest any more")
        made = with_text(stands, field, text)
        return replace(made, version=stands.version + 1, locked=True, by=self.ruling.who, prompt="")

    def _approve(self, wanted: Correction, made: Translation | None, *, why: str = "") -> bool:
        return self.bot.store.corrections.approve(wanted, made, self.ruling.who, self.bot.clock.now(), why)

    def _learnt(self) -> Outcome:
        """A term; where there is one already, a second person must agree to its change."""
        one, wanted = self.correction, self._wanted()
        if not is_about_now(self.bot, one):
            self._step(OPEN, State.STALE, BOT, SETTLED)
            propose_again(self.bot, one)
            return self._say("changed", "changed")
        there = bool(one.before)
        if wanted is None or not asked_for(wanted)[1].accepted:
            return self._say("refused", "unusable")
        if there and wanted != one:
            return self._say("refused", "same_words")  # two people must mean the same
        if there and len(self.bot.store.corrections.second(one.number, self.ruling.who, self.bot.clock.now())) == 1:
            return self._say("seconded", "second", n=one.number)
        return self._state("approved", "done") if self._approve(wanted, None) else self._too_late()

    def _undone(self) -> Outcome:
        """The text as it was, as its next version: only where it still says what the correction made of it."""
        one, now = self.correction, self.bot.clock.now()
        if one.state is not State.APPLIED:
            return self._decided()
        if one.since is None or now - one.since > GRACE:
            return self._say("refused", "too_late")
        made = (None,) if one.field is Field.TERM else self._as_before()
        if made is None:
            return self._say("changed", "changed")
        if not self.bot.store.corrections.undo(one.number, *made, self.ruling.who, now):
            return self._too_late()
        return self._state("undone", "done")

    def _as_before(self) -> tuple[Translation | None] | None:
        """The version without it, in the form of `_made`."""
        one, standing = self.correction, self._standing()
        text = standing.shown.text if standing else None
        if standing and text == one.after:
            return (self._version(one.field, standing.about, one.before) if one.field in PARTS else None,)
        # In another edition of the locale it was undone already.
        return (None,) if one.field in PARTS and text == one.before else None

    def _moved(self, to: State, why: str = "") -> Outcome:
        if not self._step(OPEN, to, self.ruling.who, why):
            return self._too_late()
        if to is State.REJECTED:
            self._end_terms()
        return self._state(to.name.lower(), "done")

    def _end_terms(self) -> None:
        """A term that somebody asked for with it is not asked for any more."""
        for one in self.bot.store.corrections.under(self.correction.digest):
            if one.cause == self.correction.number and one.field is Field.TERM:
                self.bot.store.corrections.step(one.number, OPEN, State.REJECTED, self.ruling.who, self.bot.clock.now())

    def _step(self, within: Sequence[State], to: State, who: str, why: str = "") -> bool:
        return self.bot.store.corrections.step(self.correction.number, within, to, who, self.bot.clock.now(), why)

    # ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _too_late(self) -> Outcome:
        """Somebody else was quicker."""
        now = self.bot.store.corrections.get(self.correction.number) or self.correction
        desk = replace(self, correction=now)
        return desk._say("changed", "changed") if now.state in OPEN else desk._decided()

    def _decided(self) -> Outcome:
        """Whose decision it was; only the state where it is nobody's, or nobody knows whose."""
        steps = self.bot.store.corrections.steps(self.correction.number)
        who = next((one.who for one in reversed(steps) if one.state in _DECIDED), "")
        if self.correction.state not in (*_DECIDED, State.APPLIED) or who in ("", SOMEBODY):
            return self._state("decided", "status")
        return self._state("decided", "decided", user=who)

    def _doubted(self, grave: Sequence[Finding]) -> Outcome:
        return Outcome(
            event="doubted",
            text=phrasing.said(self.bot, self.work.edition, "doubted", finding=phrasing.findings(grave)),
        )

    def _state(self, event: str, word: str, **facts: object) -> Outcome:
        """Says the state it is in now."""
        now = self.bot.store.corrections.get(self.correction.number) or self.correction
        state = waiting.word_of(self.bot, self.work.edition, f"state_{now.state.name.lower()}")
        return self._say(event, word, n=now.number, state=state, **facts)

    def _say(self, event: str, word: str, **facts: object) -> Outcome:
        given = {name: phrasing.plain(str(fact)) for name, fact in facts.items()}
        return Outcome(event=event, text=phrasing.said(self.bot, self.work.edition, word, **given))
