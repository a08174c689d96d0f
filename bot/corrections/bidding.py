"""What a person asks for on a page, beside rulings on corrections: hold, release, send, reword, take a term back, have
older posts corrected for a term.

Whoever is no operator is asked of the forum first, at the moment of doing. What came of it is said as `bid`.
"""

from dataclasses import replace

from bot import gate, texts, waiting
from bot.corrections.deciding import decide
from bot.corrections.judging import case_of, new_findings, with_text
from bot.corrections.learning import known, propose_older
from bot.corrections.quoting import difference
from bot.corrections.roles import may_decide
from bot.corrections.showing import text_of
from bot.corrections.wording import own_wording
from bot.domain import Correction, Edition, Field, Finding, Hold, Ruling, Stop, Translation, Verb, Wish
from bot.errors import Misconfigured
from bot.holding import Work
from bot.ports import Bot
from bot.releasing import release

DONE, REFUSED, CHANGED, DOUBTED = "done", "refused", "changed", "doubted"


def bid(bot: Bot, wish: Wish) -> None:
    """Does what a page asked for, and says what came of it. Raises: Unavailable, Rejected, Misconfigured."""
    if not allowed(bot, wish):
        return
    match wish.what:
        case "hold":
            reason = wish.facts.get("reason", "").strip() or "held on the page"
            bot.store.holds.put(Hold(key=wish.key, reason=reason, who=wish.who, since=bot.clock.now(), kind=Stop.HELD))
            came = DONE
        case "release":
            came = DONE if release(bot, wish.key, wish.who) else CHANGED
        case "forget":
            code, _, source = wish.key.partition("/")
            came = DONE if bot.store.terms.forget(code, source, wish.facts.get("sense", "")) else CHANGED
        case "older":
            came = _proposed(bot, *wish.key.split("/", 1))
        case "reword":
            came = _reworded(bot, wish)
        case unknown:
            raise Misconfigured(f"{unknown}: no page asks for this")
    _say(bot, wish, came)


def is_operator(wish: Wish) -> bool:
    """Whether it is of the person at the machine itself, of whom nothing is asked."""
    return wish.facts.get("operator") == "yes"


def allowed(bot: Bot, wish: Wish) -> bool:
    """Whether whoever asks may have it; where not, that is said."""
    if is_operator(wish):
        return True
    # An edition without a forum has no moderators of its own.
    about = [one for one in editions_of(bot, wish.key) if bot.publishers[one.name].forum]
    enough = any if wish.what == "forget" else all
    may = bool(about) and enough(may_decide(bot, one, wish.who) for one in about)
    if not may:
        _say(bot, wish, REFUSED)
    return may


def editions_of(bot: Bot, key: str) -> list[Edition]:
    """The editions that a key is about: that of a digest, or those of an issue, an entry, a text, a term's locale."""
    by_name = [one for one in bot.editions if one.name == key]
    works = by_name or [one.edition for one in waiting.named(bot, key)]
    if works:
        return works
    entry, _, version = key.partition("@")
    locale = version.partition(".")[0]
    under = [one.edition for one in waiting.named(bot, entry.rpartition("/")[0])]
    of_entry = [one for one in under if locale in ("", one.locale)]
    return of_entry or [one for one in bot.editions if one.locale == key.partition("/")[0]]


def _proposed(bot: Bot, code: str, source: str) -> str:
    """The next of the older posts that have a term otherwise, each as a correction that waits for a decision."""
    term = known(bot, code, source)
    if term is None:
        return CHANGED
    propose_older(bot, code, term)
    return DONE


# ── a text in a person's own words ───────────────────────────────────────────────────────────────────────────────────


def _reworded(bot: Bot, wish: Wish) -> str:
    """A field in other words: of what is out by a correction, which is decided at once; else as the next version."""
    work = next(iter(waiting.named(bot, wish.key)), None)
    about, field = wish.facts.get("about", ""), Field(wish.facts.get("field", ""))
    stands = text_to_edit(bot, work, about) if work else None
    if work is None or stands is None or stands.key != about:
        return CHANGED
    before, wording = text_of(stands, field), own_wording(field, wish.facts.get("text", ""))
    if not wording or wording == before:
        return REFUSED
    wanted = Correction(
        digest=work.key, about=about, field=field, before=before, spans=(difference(before, wording),), by=wish.who
    )
    anyway = bool(wish.facts.get("anyway"))
    if not anyway and doubts(bot, work, stands, wanted):
        return DOUBTED
    if bot.store.posts.parts(work.key):
        return _decided(bot, wish, bot.store.corrections.propose(wanted, "", bot.clock.now()), anyway=anyway)
    _keep(bot, work, with_text(stands, field, wording), stands, wish.who)
    return DONE


def text_to_edit(bot: Bot, work: Work, about: str) -> Translation | None:
    """The version of a text that a person may reword: what the posts show, else the last, fit to be read or not."""
    entry = about.partition("@")[0]
    if bot.store.posts.parts(work.key):
        return texts.texts_of(bot, work.issue, bot.locales[work.edition.locale]).get(entry)
    made = bot.store.translations.latest(work.issue.key, work.edition.locale).get(entry)
    return made if made and not made.empty else None


def doubts(bot: Bot, work: Work, stands: Translation, wanted: Correction) -> tuple[Finding, ...]:
    """What keeps a new wording from being read: of what is out what it brings, else all there is."""
    if bot.store.posts.parts(work.key):
        return gate.to_mend(new_findings(bot, work, wanted))
    made = with_text(stands, wanted.field, wanted.after)
    return gate.to_mend(gate.found(case_of(bot, waiting.digest_of(bot, work), made)))


def _keep(bot: Bot, work: Work, made: Translation, stands: Translation, who: str) -> None:
    """Keeps a person's wording; what the bot held the text for is mended with it."""
    kept = bot.store.translations.add(replace(made, version=stands.version + 1, locked=True, by=who, prompt=""))
    for key in (f"{kept.entry}@{kept.locale}", stands.key):
        bot.store.holds.lift(key, who, bot.clock.now())
    bot.report("learnt", kept.key)


def _decided(bot: Bot, wish: Wish, correction: Correction, *, anyway: bool) -> str:
    """Whoever words it decides it: their yes is part of it."""
    ruling = Ruling(
        number=correction.number,
        verb=Verb.ANYWAY if anyway else Verb.APPLY,
        who=wish.who,
        shown=correction.shown,
        operator=is_operator(wish),
    )
    return decide(bot, ruling).event


def _say(bot: Bot, wish: Wish, came: str) -> None:
    bot.report("bid", wish.key, what=wish.what, came=came)
