"""What stands in the store, as the pages show it: digests with what they wait for, and what each text came to."""

from dataclasses import dataclass
from datetime import datetime

from bot import holding, waiting
from bot.corrections import phrasing
from bot.corrections.bidding import editions_of
from bot.domain import OPEN, Correction, Hold, Stop, Wait
from bot.holding import Work
from bot.ports import Bot
from bot.web.diff import NEARER, Part, changed, lines
from bot.web.visit import Refused, Visit

OUT, WAITS, HELD, PAUSED, GIVEN_UP, EARLY = "out", "waits", "held", "paused", "given_up", "early"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A digest: what it is about, its state, the hold or the wait that explains it, and where it stands."""

    work: Work
    state: str
    wait: Wait | None = None
    hold: Hold | None = None
    url: str = ""

    @property
    def key(self) -> str:
        """The digest's key."""
        return self.work.key

    @property
    def until(self) -> datetime | None:
        """When it goes on by itself; None where nobody knows."""
        return self.wait.until if self.wait else None


def row_of(bot: Bot, work: Work) -> Row:
    """One digest as it stands now."""
    posts = bot.store.posts.of(work.key)
    url = posts[0].url if posts else ""
    if stop := holding.given_up(bot, work):
        return Row(work=work, state=GIVEN_UP, hold=stop, url=url)
    if waiting.finished(bot, work):
        return Row(work=work, state=OUT, url=url)
    since = bot.store.editions.since(work.edition.name)
    if not posts and (since is None or work.issue.published < since):
        return Row(work=work, state=EARLY)
    hold = holding.hold_on(bot, work)
    if hold:
        state = PAUSED if hold.kind is Stop.PAUSED else HELD
        return Row(work=work, state=state, hold=hold, wait=waiting.wait_of(bot, work), url=url)
    return Row(work=work, state=WAITS, wait=waiting.wait_of(bot, work), url=url)


def works(visit: Visit) -> list[Work]:
    """The digests that the visitor may see and that are or were news, the newest first."""
    bot = visit.house.bot
    mine = [work for edition in visit.house.editions(visit.person) for work in waiting.works(bot, edition)]
    return sorted(mine, key=lambda one: one.issue.published, reverse=True)


def work_named(visit: Visit, key: str) -> Work:
    """The digest of that key. Raises: Refused where there is none that the visitor may see."""
    mine = visit.house.editions(visit.person)
    found = [one for one in waiting.named(visit.house.bot, key) if one.key == key and one.edition in mine]
    if not found:
        raise Refused(404, "nothing_here")
    return found[0]


def corrections_seen(visit: Visit) -> list[Correction]:
    """The corrections that the visitor may see, oldest first."""
    names = {one.name for one in visit.house.editions(visit.person)}
    return [one for one in visit.house.bot.store.corrections.all() if edition_of(one.digest) in names]


def waiting_corrections(visit: Visit) -> list[Correction]:
    """Those that wait for a person."""
    return [one for one in corrections_seen(visit) if one.state in OPEN]


def card(visit: Visit, correction: Correction) -> tuple[Correction, list[list[Part]], str, str]:
    """A correction as a list shows it: with the lines that change, the locale they are in, and why it was asked for."""
    edition = next(one for one in visit.house.bot.editions if one.name == edition_of(correction.digest))
    return correction, lines(changed(correction), NEARER), edition.locale, reason(visit, correction)


def reason(visit: Visit, correction: Correction) -> str:
    """Why it was asked for; where a person must look, why, in the words of its edition."""
    if correction.spans:
        return correction.reason
    bot = visit.house.bot
    edition = next(one for one in bot.editions if one.name == edition_of(correction.digest))
    return phrasing.beside(bot, edition, *phrasing.look(bot, edition, correction))


def edition_of(digest: str) -> str:
    """The name of the edition of a digest's key."""
    return digest.rpartition("/")[2]


def holds_seen(visit: Visit) -> list[Hold]:
    """What is held or paused now of the visitor's editions."""
    bot, mine = visit.house.bot, {one.name for one in visit.house.editions(visit.person)}
    lifted = (hold for hold in holding.standing(bot) if hold.kind in (Stop.HELD, Stop.PAUSED))
    return [hold for hold in lifted if mine & {one.name for one in editions_of(bot, hold.key)}]
