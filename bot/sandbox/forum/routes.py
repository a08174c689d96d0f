"""The forum's addresses as data: method, path, the action's name (scopes speak of it), the endpoint."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.forum import acting, creating, editing, languages, listing, reading, site
from bot.sandbox.forum.answers import Answer
from bot.sandbox.forum.visit import Visit

Endpoint = Callable[[Visit], Answer]

_TABLE: tuple[tuple[str, str, str, Endpoint], ...] = (
    ("GET", "/srv/status", "forums#status", site.status),
    ("GET", "/site/settings", "site#settings", site.settings),
    ("GET", "/site", "site#site", site.site),
    ("GET", "/about", "about#index", site.about),
    ("GET", "/session/current", "session#current", site.session),
    ("GET", "/u/:username", "users#show", site.show_user),
    ("GET", "/users/:username", "users#show", site.show_user),
    ("GET", "/groups/:name", "groups#show", site.show_group),
    ("GET", "/categories", "categories#index", site.categories),
    ("GET", "/c/:id/show", "categories#show", site.show_category),
    ("GET", "/c/:slug/:id/l/latest", "list#category_latest", listing.category_latest),
    ("GET", "/c/:id/l/latest", "list#category_latest", listing.category_latest),
    ("GET", "/c/:slug/:id", "list#category_latest", listing.category_latest),
    ("GET", "/latest", "list#latest", listing.latest),
    ("GET", "/topics/created-by/:username", "list#topics_by", listing.created_by),
    ("GET", "/tags", "tags#index", site.tags),
    ("GET", "/tag/:slug/:id", "tags#show", listing.numbered_tag_topics),
    ("GET", "/tag/:name", "tags#show", listing.tag_topics),
    ("GET", "/search", "search#show", listing.search),
    ("POST", "/posts", "posts#create", creating.create),
    ("GET", "/posts", "posts#latest", reading.latest_posts),
    ("GET", "/posts/by_number/:topic_id/:number", "posts#by_number", reading.show_post_by_number),
    ("GET", "/posts/:id/raw", "posts#markdown_id", reading.raw_post),
    ("GET", "/posts/:id/replies", "posts#replies", reading.replies),
    ("GET", "/posts/:id/revisions/latest", "posts#latest_revision", reading.latest_revision),
    ("GET", "/posts/:id/revisions/:number", "posts#revisions", reading.revision),
    ("GET", "/posts/:id", "posts#show", reading.show_post),
    ("PUT", "/posts/:id", "posts#update", editing.update_post),
    ("DELETE", "/posts/:id", "posts#destroy", acting.destroy_post),
    ("GET", "/t/external_id/:external_id", "topics#show_by_external_id", reading.show_by_external_id),
    ("GET", "/t/:id/posts", "topics#posts", reading.topic_posts),
    ("GET", "/t/:id", "topics#show", reading.show_topic),
    ("GET", "/t/:slug/:id", "topics#show", reading.show_topic),
    ("PUT", "/t/:id/status", "topics#status", acting.topic_status),
    ("PUT", "/t/:id", "topics#update", editing.update_topic),
    ("PUT", "/t/:slug/:id", "topics#update", editing.update_topic),
    ("DELETE", "/t/:id", "topics#destroy", acting.destroy_topic),
    ("POST", "/post_actions", "post_actions#create", acting.like),
    ("DELETE", "/post_actions/:id", "post_actions#destroy", acting.unlike),
    ("GET", "/post_action_users", "post_action_users#index", reading.likers),
    ("POST", "/post_localizations/create_or_update", "post_localizations#create_or_update", languages.localise_post),
    ("DELETE", "/post_localizations/destroy", "post_localizations#destroy", languages.forget_post_localization),
    ("GET", "/post_localizations/:id", "post_localizations#show", languages.localizations),
    ("POST", "/topic_localizations/create_or_update", "topic_localizations#create_or_update", languages.localise_topic),
    ("DELETE", "/topic_localizations/destroy", "topic_localizations#destroy", languages.forget_topic_localization),
)
_DIGITS = ("id", "topic_id", "number")


@dataclass(frozen=True, slots=True)
class Match:
    """An endpoint that was found, its action's name, and the pieces of the address."""

    action: str
    endpoint: Endpoint
    pieces: dict[str, str]


def find_route(method: str, path: str) -> Match | None:
    """The endpoint of an address given without its `.json`; None when there is none."""
    for wanted, pattern, action, endpoint in _COMPILED:
        if wanted == method and (found := pattern.fullmatch(path)):
            return Match(action, endpoint, found.groupdict())
    return None


def _pattern(path: str) -> re.Pattern[str]:
    def piece(match: re.Match[str]) -> str:
        name = match[1]
        if name == "external_id":
            return r"(?P<external_id>[\w-]+)"
        return rf"(?P<{name}>\d{{1,15}})" if name in _DIGITS else rf"(?P<{name}>[^/]+)"

    return re.compile(re.sub(r":(\w+)", piece, path), re.ASCII)


_COMPILED = tuple((method, _pattern(path), action, endpoint) for method, path, action, endpoint in _TABLE)
