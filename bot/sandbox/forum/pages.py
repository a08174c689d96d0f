"""The forum's pages for people: read, reply, like, edit, look through the history, approve.

Plain HTML forms, no script, nothing fetched from anywhere. A cookie says who reads; on loopback that is enough.
"""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from bot.cook import with_mathml
from bot.sandbox.forum import connect
from bot.sandbox.forum.access import Caller, can_edit, can_reply, can_see_topic, can_whisper, seen_post, seen_topic
from bot.sandbox.forum.answers import Refused, invalid_access, not_found
from bot.sandbox.forum.creating import perform, save_queued
from bot.sandbox.forum.editing import Change, revise
from bot.sandbox.forum.languages import cooked_in, locale_of, title_in
from bot.sandbox.forum.post_json import visible_stream
from bot.sandbox.forum.seed import ADMIN, BOT, MODERATOR, OTHER_READER, READER
from bot.sandbox.forum.state import SMALL_ACTION, WHISPER, Post, State, Topic, User
from bot.sandbox.forum.topic_json import seen_categories
from bot.sandbox.forum.visit import query_params, text, whole
from bot.sandbox.forum.wishes import Wish
from bot.sandbox.forum.words import clean_raw

_COOKIE = "reader"
_ASKED = "sso_payload"
_GUEST = "-"
_KANA = re.compile("[\u3041-\u30ff]")
"""Lines of Japanese break elsewhere than those of Korean; most posts do not say which they are."""
_SEOUL = timezone(timedelta(hours=9))
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_ACTIONS = {
    "closed.enabled": "주제를 닫았습니다",
    "closed.disabled": "주제를 다시 열었습니다",
    "archived.enabled": "주제를 보관했습니다",
    "archived.disabled": "보관을 풀었습니다",
    "visible.enabled": "목록에 다시 보이게 했습니다",
    "visible.disabled": "목록에서 숨겼습니다",
}

Form = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A request for a page: who reads, the number in the address, and the form that was sent.

    `query` is what stands after the question mark; `asked`, that of another site which waits until somebody logged in.
    """

    reader: User | None
    number: int = 0
    form: Form = field(default_factory=dict)
    query: str = ""
    asked: str = ""

    @property
    def caller(self) -> Caller:
        """The reader as the forum's rules know one; without a key."""
        return Caller(user=self.reader)


class Pages:
    """Answers the browser. `comments` are texts that a reader can post with one click under the bot's topics."""

    def __init__(self, state: State, comments: Sequence[str] = ()) -> None:
        self._state = state
        self._comments = comments
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self._templates.filters.update(
            when=_when,
            maths=lambda cooked: Markup(with_mathml(cooked)),  # noqa: S704 - cook sanitises
            tongue=lambda shown: "ja" if _KANA.search(shown) else "ko",
        )
        self._table: tuple[tuple[str, re.Pattern[str], Callable[[Page], Response]], ...] = tuple(
            (method, re.compile(pattern), answer)
            for method, pattern, answer in (
                ("GET", r"/(?:latest)?", self._home),
                ("GET", r"/t/(?:[^/]+/)?(\d+)(?:/\d+)?", self._topic),
                ("GET", r"/here/new", self._new),
                ("GET", r"/here/edit/(\d+)", self._edit_form),
                ("GET", r"/here/history/(\d+)", self._history),
                ("GET", r"/here/queue", self._queue),
                ("GET", r"/login", self._login),
                ("GET", r"/session/sso_provider", self._provide),
                ("POST", r"/here/reader", self._switch),
                ("POST", r"/here/new", self._create),
                ("POST", r"/here/reply/(\d+)", self._reply),
                ("POST", r"/here/like/(\d+)", self._like),
                ("POST", r"/here/edit/(\d+)", self._edit),
                ("POST", r"/here/approve/(\d+)", self._approve),
                ("POST", r"/here/reject/(\d+)", self._reject),
            )
        )

    async def answer(self, request: Request) -> Response | None:
        """The page a browser asked for; None where the request is not for one."""
        path = request.scope["path"]
        wants_json = "application/json" in request.headers.get("accept", "")
        for method, pattern, answer in self._table:
            if method == request.method and (match := pattern.fullmatch(path)) and not wants_json:
                form = {name: str(value) for name, value in (await request.form()).items()} if method == "POST" else {}
                number = int(match[1]) if pattern.groups else 0
                with self._state.lock:
                    return self._carefully(request, answer, number, form)
        return None

    def _carefully(self, request: Request, answer: Callable[[Page], Response], number: int, form: Form) -> Response:
        query, asked = request.url.query, request.cookies.get(_ASKED, "")
        page = Page(reader=self._reader(request), number=number, form=form, query=query, asked=asked)
        try:
            if request.headers.get("sec-fetch-site") == "cross-site" and request.method == "POST":
                raise invalid_access()
            return answer(page)
        except Refused as refused:
            body = refused.answer.body
            errors = body["errors"] if isinstance(body, dict) else [str(body)]
            return self._show("refused.html", page, status=refused.answer.status, errors=errors)

    def _reader(self, request: Request) -> User | None:
        chosen = request.cookies.get(_COOKIE, READER)
        return None if chosen == _GUEST else self._state.user(chosen)

    def shell(self, caller: Caller) -> str:
        """What a GET that did not ask for JSON gets: the application's HTML."""
        return self._render("shell.html", Page(reader=caller.user))

    def _show(self, name: str, page: Page, *, status: int = 200, **values: Any) -> HTMLResponse:
        return HTMLResponse(self._render(name, page, **values), status_code=status, headers=_HEADERS)

    def _render(self, name: str, page: Page, **values: Any) -> str:
        readers = [user for user in map(self._state.user, (READER, OTHER_READER, MODERATOR, ADMIN)) if user]
        waiting = len(self._state.queue) if page.reader and page.reader.staff else 0
        return self._templates.get_template(name).render(
            site=self._state.settings.title, reader=page.reader, readers=readers, waiting=waiting, **values
        )

    def _home(self, page: Page) -> Response:
        staff = page.caller.staff
        topics = [
            topic
            for topic in self._state.topics.values()
            if can_see_topic(self._state, page.reader, topic) and (topic.visible or staff) and not topic.deleted_at
        ]
        topics.sort(key=lambda topic: (topic.pinned_at is None, -topic.bumped_at.timestamp(), -topic.id))
        rows = [self._row(page, topic) for topic in topics]
        return self._show("list.html", page, rows=rows)

    def _row(self, page: Page, topic: Topic) -> dict[str, Any]:
        posts = [post for post in visible_stream(self._state, page.reader, topic.id) if not post.deleted_at]
        return {
            "topic": topic,
            "category": self._state.categories.get(topic.category_id or 0),
            "author": self._state.users[topic.user_id],
            "replies": max(len([post for post in posts if post.type != SMALL_ACTION]) - 1, 0),
            "likes": sum(len(post.likes) for post in posts),
        }

    def _topic(self, page: Page) -> Response:
        topic = seen_topic(self._state, page.reader, page.number)
        posts = [self._shown(page, post) for post in visible_stream(self._state, page.reader, topic.id)]
        may_reply = page.reader is not None and can_reply(self._state, page.reader, topic)
        return self._show(
            "topic.html",
            page,
            title=title_in(self._state, topic, self._language(page)),
            posts=posts,
            may_reply=may_reply,
            may_whisper=can_whisper(self._state, page.reader),
            prepared=self._comments if may_reply and self._state.users[topic.user_id].username == BOT else (),
            **self._row(page, topic),
        )

    def _shown(self, page: Page, post: Post) -> dict[str, Any]:
        reader = page.reader
        return {
            "post": post,
            "cooked": cooked_in(self._state, post, self._language(page)),
            "author": self._state.users[post.user_id],
            "whisper": post.type == WHISPER,
            "action": _ACTIONS.get(post.action_code or ""),
            "liked": reader is not None and reader.id in post.likes,
            "may_like": reader is not None and reader.id != post.user_id and not post.deleted_at,
            "may_edit": reader is not None and not post.deleted_at and can_edit(self._state, reader, post),
        }

    def _language(self, page: Page) -> str:
        """The reader's, or what the language switcher puts into the address: `?tl=ja`."""
        return text(query_params(page.query).get("tl")) or locale_of(self._state, page.reader)

    def _new(self, page: Page) -> Response:
        page.caller.must_be_somebody()
        return self._show("new.html", page, categories=seen_categories(self._state, page.caller))

    def _create(self, page: Page) -> Response:
        category = self._state.categories.get(whole(page.form.get("category")) or 0)
        if category not in seen_categories(self._state, page.caller):
            raise not_found()
        tags = tuple(tag for tag in page.form.get("tags", "").replace(",", " ").split() if tag)
        return self._write(page, Wish(raw=_raw(page), title=page.form.get("title", ""), category=category, tags=tags))

    def _reply(self, page: Page) -> Response:
        whisper = page.form.get("whisper") == "true" and can_whisper(self._state, page.reader)
        reply_to = whole(page.form.get("reply_to"))
        return self._write(page, Wish(raw=_raw(page), topic_id=page.number, whisper=whisper, reply_to=reply_to))

    def _write(self, page: Page, wish: Wish) -> Response:
        status, body = perform(self._state, page.caller, wish)
        if errors := body.get("errors"):
            return self._show("refused.html", page, status=status, errors=errors)
        if "id" not in body:
            return self._show("refused.html", page, errors=["운영진이 확인한 뒤에 올라갑니다."])
        return self._go_to(self._state.posts[body["id"]])

    def _like(self, page: Page) -> Response:
        post, user = seen_post(self._state, page.reader, page.number), page.caller.must_be_somebody()
        if user.id == post.user_id:
            raise invalid_access()
        if user.id in post.likes:
            del post.likes[user.id]
        else:
            post.likes[user.id] = self._state.clock.now()
        return self._go_to(post)

    def _edit_form(self, page: Page) -> Response:
        post = self._editable(page)
        return self._show("edit.html", page, post=post, topic=self._state.topics[post.topic_id])

    def _edit(self, page: Page) -> Response:
        post, user = self._editable(page), page.caller.must_be_somebody()
        title = page.form.get("title") if post.number == 1 else None
        change = Change(raw=_raw(page), title=title, reason=page.form.get("reason", "").strip() or None)
        revise(self._state, user, post, change, paced=False)
        return self._go_to(post)

    def _editable(self, page: Page) -> Post:
        post = seen_post(self._state, page.reader, page.number)
        if not can_edit(self._state, page.caller.must_be_somebody(), post):
            raise invalid_access()
        return post

    def _history(self, page: Page) -> Response:
        post = seen_post(self._state, page.reader, page.number)
        steps = [
            {
                "revision": each,
                "editor": self._state.users[each.user_id],
                "lines": _changed_lines(each.before.raw, each.after.raw),
            }
            for each in reversed(post.revisions)
        ]
        return self._show("history.html", page, post=post, topic=self._state.topics[post.topic_id], steps=steps)

    def _queue(self, page: Page) -> Response:
        self._must_be_staff(page)
        waiting_posts = [(each, self._state.users[each.user_id]) for each in self._state.queue.values()]
        return self._show("queue.html", page, waiting_posts=waiting_posts)

    def _approve(self, page: Page) -> Response:
        self._must_be_staff(page)
        queued = self._state.queue.get(page.number)
        if queued is None:
            raise not_found()
        return self._go_to(save_queued(self._state, queued))

    def _reject(self, page: Page) -> Response:
        self._must_be_staff(page)
        self._state.queue.pop(page.number, None)
        return RedirectResponse("/here/queue", status_code=303)

    def _switch(self, page: Page) -> Response:
        back = page.form.get("back", "/")
        back = back if re.fullmatch(r"/(?:[\w-][\w/-]*)?", back) else "/"
        answer = RedirectResponse(f"/session/sso_provider?{page.asked}" if page.asked else back, status_code=303)
        # Lax: whoever is logged in here comes back from another site as the same reader.
        answer.set_cookie(_COOKIE, page.form.get("as", READER), httponly=True, samesite="lax")
        answer.delete_cookie(_ASKED)
        return answer

    def _login(self, page: Page) -> Response:
        answer = self._show("login.html", page)
        # The form's answer leads on to the site that asks, which a browser counts as the form's address too.
        answer.headers["Content-Security-Policy"] = _HEADERS["Content-Security-Policy"].replace("'self'", "*", 1)
        return answer

    def _provide(self, page: Page) -> Response:
        """Sends the browser back to the site that asks who this is; a guest must say so first."""
        try:
            payload, secret = connect.asked(self._state.settings, page.query)
        except connect.NotUnderstood as refused:
            return PlainTextResponse(str(refused), status_code=refused.status)
        if page.reader is None:
            answer = RedirectResponse("/login", status_code=302)
            answer.set_cookie(_ASKED, page.query, httponly=True, samesite="lax")
            return answer
        return RedirectResponse(connect.answer(payload, secret, page.reader), status_code=302)

    def _must_be_staff(self, page: Page) -> None:
        if not page.caller.staff:
            raise invalid_access()

    def _go_to(self, post: Post) -> Response:
        topic = self._state.topics[post.topic_id]
        return RedirectResponse(f"/t/{topic.slug}/{topic.id}#post_{post.number}", status_code=303)


def _raw(page: Page) -> str:
    """A browser sends lines with \\r\\n."""
    return clean_raw(page.form.get("raw", "").replace("\r\n", "\n"))


def _changed_lines(old: str, new: str) -> list[tuple[str, str]]:
    """What an edit took away (`del`) and put in (`ins`), each change between the lines beside it."""
    kinds = {"-": "del", "+": "ins", " ": "same"}
    header = 2
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1))[header:]
    return [(kinds.get(line[:1], "gap"), line[1:]) for line in lines if line.strip()]


def _when(moment: datetime) -> str:
    return moment.astimezone(_SEOUL).strftime("%Y-%m-%d %H:%M")
