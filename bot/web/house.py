"""What the pages can reach, and who may come in."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.config import Config, Secrets, WebTable, person
from bot.domain import Correcting, Edition
from bot.errors import Misconfigured
from bot.ports import Bot
from bot.web.memory import Memory, Session

_PORTS = {"http": 80, "https": 443}
"""Those that a browser does not name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the pages can reach.

    `origins` are the addresses they are opened at, by what a browser sends as `Host`; any other is refused. `forums`
    are those that say who somebody is, by host. `links` is the folder of the one-time links, None where there are none.
    `behind` says that a proxy of this machine tells where a request came from. `look_s` are the seconds between two
    looks for the worker's answer.
    """

    bot: Bot
    memory: Memory
    origins: Mapping[str, str]
    forums: Mapping[str, str]
    secrets: Secrets
    operator: str
    links: Path | None = None
    behind: bool = False
    look_s: float = 0.1

    def secret(self, forum: str) -> str:
        """What is shared with a forum. Raises: Misconfigured."""
        return self.secrets.get(self._secret_of(forum), needed_for=f"the login of {forum}", has_key=False)

    def editions(self, session: Session) -> list[Edition]:
        """The editions that somebody may see: those of their forum; the operator, all."""
        return [one for one in self.bot.editions if session.operator or self.forum_of(one) == session.forum]

    def forum_of(self, edition: Edition) -> str:
        """The host of an edition's forum; empty where it goes to none."""
        forum = self.bot.publishers[edition.name].forum
        return forum.name if forum else ""

    def lets_in(self, forum: str, *, staff: bool, groups: tuple[str, ...]) -> bool:
        """Whether an account of a forum may see the pages: its staff, and the group that an edition there names."""
        here = [one for one in self.bot.editions if self.forum_of(one) == forum]
        deciding = {(one.correcting or Correcting()).group for one in here} - {""}
        return bool(here) and (staff or not deciding.isdisjoint(groups))

    def _secret_of(self, forum: str) -> str:
        """Forums do not know each other's secret: with it one could answer in another's name."""
        name = "discourse-connect-secret"
        first = next(one.name for one in self.bot.editions if self.forum_of(one) == forum)
        return name if len(self.forums) == 1 else f"{name}-{first}"


def house_of(config: Config, bot: Bot, links: Path) -> House:
    """The pages' house as the configuration has it. Raises: Misconfigured."""
    web = config.values.web or WebTable()
    loopback = is_loopback(web.host)
    if web.local_login and not loopback:
        raise Misconfigured(
            f"{config.table.place(['web', 'local_login'])}: only where `host` is an address of this machine alone, such"
            " as 127.0.0.1"
        )
    if not web.url and not loopback:
        raise Misconfigured(f"{config.table.place(['web', 'host'])}: give the `url` at which the pages are opened")
    here = netloc(web)
    origins = {here: f"http://{here}"} if loopback else {}
    if web.url:
        origin = _origin(config, web.url)
        origins[urlsplit(origin).netloc] = origin
    return House(
        bot=bot,
        memory=Memory(bot.clock.now),
        origins=origins,
        forums=_forums(config, bot),
        secrets=Secrets(),
        operator=person(),
        links=links if web.local_login else None,
        behind=loopback and bool(web.url),
    )


def netloc(web: WebTable) -> str:
    """The address that is listened on, as a browser names it."""
    host = f"[{web.host}]" if ":" in web.host else web.host
    return host if web.port == _PORTS["http"] else f"{host}:{web.port}"


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _origin(config: Config, url: str) -> str:
    parts = urlsplit(url)
    if parts.path.strip("/") or parts.query:
        raise Misconfigured(f"{config.table.place(['web', 'url'])}: the pages need a host of their own, without a path")
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        # Without it a cookie has no `__Host-`, and anybody on the way reads it.
        raise Misconfigured(
            f"{config.table.place(['web', 'url'])}: over the network the pages are opened by https; put a proxy with"
            " TLS before them"
        )
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(f':{_PORTS[parts.scheme]}')}"


def _forums(config: Config, bot: Bot) -> dict[str, str]:
    """The addresses of the editions' forums, by host."""
    return {
        forum.name: str(config.publisher_table(one).values["url"]).rstrip("/")
        for one in bot.editions
        if (forum := bot.publishers[one.name].forum)
    }
