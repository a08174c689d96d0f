"""One request as the pages see it, and the answers they give."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.web.house import House
from bot.web.memory import Session
from bot.web.words import Words, languages

_TEMPLATES = Environment(
    loader=PackageLoader("bot.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)

STYLE = _TEMPLATES.get_template("style.css").render()
STYLE_URL = f"/style-{hashlib.sha256(STYLE.encode()).hexdigest()[:12]}.css"


class Refused(Exception):
    """A request that is not fulfilled: the answer's status, and the word that says why."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status
        self.word = word


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request. `address` is where it comes from, `page` what it asks for, `name` that of the session's cookie, `path`
    what the route takes out of the address, `form` what was sent, the last of each name.
    """

    house: House
    words: Words
    origin: str
    address: str
    page: str = "/"
    name: str = field(default="", repr=False)
    session: Session | None = None
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def person(self) -> Session:
        """Who is there. Raises: Refused where nobody is."""
        if self.session is None:
            raise Refused(403, "who")
        return self.session

    @property
    def secure(self) -> bool:
        """Whether the pages are opened by https."""
        return self.origin.startswith("https:")

    def cookie(self, name: str) -> str:
        """A cookie's full name: by https one that no other host, and no page without https, can set."""
        return f"__Host-{name}" if self.secure else name

    def give(self, answer: Response, name: str, value: str) -> None:
        """Sets a cookie that no script sees, for as long as the browser is open."""
        answer.set_cookie(self.cookie(name), value, path="/", secure=self.secure, httponly=True, samesite="lax")

    def take_back(self, answer: Response, name: str) -> None:
        """Ends a cookie."""
        answer.delete_cookie(self.cookie(name), path="/", secure=self.secure, httponly=True, samesite="lax")

    def show(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page in the visitor's language."""
        shown = {
            "t": self.words.say,
            "when": self.when,
            "language": self.words.language,
            "style": STYLE_URL,
            "session": self.session,
            "languages": languages(),
            "zone": self.zone.key,
            "address": self.page,
            "notice": None,
            "here": "",
            **values,
        }
        return HTMLResponse(_TEMPLATES.get_template(template).render(shown), status_code=status)

    def when(self, moment: datetime | None) -> str:
        """A time as the edition's people have it; empty for None."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}" if moment else ""

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the first edition they see."""
        editions = self.house.editions(self.session) if self.session else self.house.bot.editions
        return ZoneInfo((editions or self.house.bot.editions)[0].window.zone)


def go(to: str) -> Response:
    """Leads on to another page, by GET."""
    return RedirectResponse(to, status_code=303)
