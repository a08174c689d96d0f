"""What `doctor` looks at of the pages: whether they could be served, and somebody come in."""

from collections.abc import Callable, Iterator
from functools import partial

from bot.config import Config, Secrets
from bot.errors import Misconfigured
from bot.ports import Bot, Check
from bot.web.hook import hook_secret
from bot.web.house import House, house_of
from bot.web.serving import address, links_of

_LOGIN = (
    "the forum has it as well, in discourse_connect_provider_secrets beside the host of the pages, with"
    " enable_discourse_connect_provider switched on"
)


def checks(config: Config, bot: Bot) -> Iterator[Check]:
    """The pages, the login of each forum, the webhook: a line each; nothing where there is no table [web].

    Where the operator comes in by a link no forum needs to let anybody in.
    """
    web = config.values.web
    if web is None:
        return
    try:
        house = house_of(config, bot, links_of(config))
    except Misconfigured as error:
        yield Check(what="pages", well=False, remedy=str(error))
        return
    yield _pages(address(config), house)
    for forum in () if web.local_login else house.forums:
        yield _asked(f"pages: login by {forum}", partial(house.secret, forum), f"; {_LOGIN}")
    if web.hook_port:
        yield _asked(f"pages: webhook on port {web.hook_port}", partial(hook_secret, Secrets()))


def _pages(where: str, house: House) -> Check:
    way_in = bool(house.forums) or house.links is not None
    remedy = "nobody can log in: no edition goes to a forum; set local_login = true, or take [web] away"
    return Check(what=f"pages: {where}", well=way_in, remedy="" if way_in else remedy)


def _asked(what: str, secret: Callable[[], str], more: str = "") -> Check:
    try:
        secret()
    except Misconfigured as error:
        return Check(what=what, well=False, remedy=f"{error}{more}")
    return Check(what=what, well=True)
