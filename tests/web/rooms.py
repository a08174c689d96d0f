"""The pages over a square: a forum in memory, a week posted there, a worker that grants what the pages ask."""

import atexit
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.config import Secrets
from bot.domain import Correction, Field, Span
from bot.errors import PaperboyError
from bot.granting import grant
from bot.web import connect, links
from bot.web.app import app
from bot.web.house import House
from bot.web.memory import Memory
from bot.web.serving import listen, served
from tests.corrections.agora import DIGEST, ISSUE, MODERATOR, READER, Square, square

SECRET = "a shared secret"
FORUM = "forum.example"
SAID = "3번 논문의 ‘보관합니다’는 ‘간직합니다’가 낫겠습니다."


@dataclass
class Rooms:
    """The pages, and everything around them."""

    square: Square
    house: House
    base: str
    folder: Path
    clients: list[httpx.Client] = field(default_factory=list)

    def client(self, **headers: str) -> httpx.Client:
        """A browser that has never been there."""
        # Nothing here is encrypted: the certificates of the world need not be read.
        made = httpx.Client(base_url=self.base, headers={"Accept-Language": "ko", **headers}, timeout=20, verify=False)
        self.clients.append(made)
        return made

    def operator(self) -> httpx.Client:
        """A browser in which the operator is logged in."""
        client = self.client()
        word = links.issue(self.folder, self.square.clock.now())
        assert client.post(f"/login/link/{word}", data={}, headers=FORM).status_code == 303
        return client

    def moderator(self, who: str = MODERATOR, **told: str) -> httpx.Client:
        """A browser in which a user of the forum is logged in."""
        client = self.client()
        assert client.get(self.answer(client, who, **told)).status_code == 303
        return client

    def answer(self, client: httpx.Client, who: str, *, secret: str = SECRET, **told: str) -> str:
        """Begins a login; the address that the forum then sends the browser to."""
        asked = client.get(f"/login/at/{FORUM}")
        query = parse_qs(urlsplit(asked.headers["location"]).query)
        question = connect.base64.b64decode(query["sso"][0]).decode()
        nonce = parse_qs(question)["nonce"][0]
        facts = {"nonce": nonce, "username": who, "admin": "false", "moderator": "true", "groups": "staff", **told}
        sso = connect.base64.b64encode(urlencode(facts).encode()).decode()
        return f"/login/return?{urlencode({'sso': sso, 'sig': connect.signature(sso, secret)})}"

    def post(self, client: httpx.Client, page: str, **data: str) -> httpx.Response:
        """Sends a form of a page, with the token that stands there."""
        token = data.pop("token", "") or token_of(client, page)
        return client.post(page, data={"token": token, **data})

    def propose(self, old: str = "보관합니다", new: str = "간직합니다", position: int = 3) -> Correction:
        """A reader's comment, read as a correction of an abstract."""
        made = self.square.text(position)
        written = self.square.comment(SAID)
        comment = self.square.forum.as_comment(written)
        store, now = self.square.bot.store, self.square.clock.now()
        store.comments.add(comment, DIGEST)
        wanted = Correction(
            digest=DIGEST,
            about=made.key,
            field=Field.ABSTRACT,
            before=made.abstract,
            spans=(Span(start=made.abstract.index(old), old=old, new=new),),
            reason="말이 더 자연스럽습니다",
            by="recorded-model",
        )
        return store.corrections.propose(wanted, comment.key, now)


@dataclass
class Door:
    """One socket of this process that one application after another is served at: to end a server takes a while."""

    base: str
    inside: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.inside
        await self.inside(scope, receive, send)

    @contextmanager
    def open_to(self, application: ASGIApp) -> Iterator[None]:
        """What is asked at the door is answered by that application."""
        self.inside = application
        yield
        self.inside = None


@cache
def door() -> Door:
    """The door, served until the process ends."""
    sock = listen("127.0.0.1", 0, "a test")
    made, stack = Door(base="http://{}:{}".format(*sock.getsockname())), ExitStack()
    stack.enter_context(served(made, sock))
    atexit.register(stack.close)
    return made


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def token_of(client: httpx.Client, page: str) -> str:
    """The token in the forms of a page."""
    found = re.search(r'name="token" value="([^"]+)"', client.get(page).text)
    assert found, page
    return found[1]


@contextmanager
def rooms(folder: Path, *, works: bool = True, **how: object) -> Iterator[Rooms]:
    """The pages, served over a real socket, with a worker beside them where it `works`."""
    with ExitStack() as stack:
        made = square(folder, stack.enter_context, **how)  # type: ignore[arg-type]  # by name
        base = door().base
        here = base.removeprefix("http://")
        house = House(
            bot=made.bot,
            memory=Memory(made.clock.now),
            origins={here: base},
            forums={FORUM: f"https://{FORUM}"},
            secrets=Secrets({"DISCOURSE_CONNECT_SECRET": SECRET}),
            operator="jiwon",
            links=folder / "logins",
            look_s=0.01,
        )
        if works:
            stack.enter_context(working(made))
        stack.enter_context(door().open_to(app(house)))
        here_ = Rooms(square=made, house=house, base=base, folder=folder / "logins")
        yield here_
        for client in here_.clients:
            client.close()


@contextmanager
def working(square: Square) -> Iterator[None]:
    """Grants wishes as the service does."""
    ended = threading.Event()
    thread = threading.Thread(target=_work, args=(square, ended.wait))
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _work(square: Square, waited: Callable[[float], bool]) -> None:
    heard = square.here.heard.events
    while not waited(0.01):
        for wish in square.bot.store.wishes.open():
            before = len(heard)
            try:
                grant(square.bot, wish)
            except PaperboyError as error:
                square.bot.report("held", wish.key, why=str(error))
            events = [
                {"event": event, "key": key, **{name: str(fact) for name, fact in facts.items()}}
                for event, key, facts in heard[before:]
            ]
            square.bot.store.wishes.answer(wish.number, events, square.clock.now())


__all__ = ["DIGEST", "FORM", "FORUM", "ISSUE", "READER", "Rooms", "rooms", "token_of", "working"]
