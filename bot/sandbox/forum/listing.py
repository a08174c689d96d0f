"""Lists of topics, and the search.

Sources: https://github.com/discourse/discourse/blob/main/lib/topic_query.rb, app/controllers/list_controller.rb,
search_controller.rb
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from bot.sandbox.forum.access import can_see_topic
from bot.sandbox.forum.answers import Answer, invalid_parameters, moved, not_found
from bot.sandbox.forum.limits import hit_search
from bot.sandbox.forum.post_json import excerpt, stamp, user_brief, visible_stream
from bot.sandbox.forum.state import REGULAR, Category, Post, Topic
from bot.sandbox.forum.tags import tags_json
from bot.sandbox.forum.topic_json import PER_PAGE, list_json, seen_categories
from bot.sandbox.forum.visit import Visit, text, whole

_MOST_SEARCH_PAGES = 10
_IN_LISTS_ONLY = ("posters", "last_poster_username", "views", "like_count", "op_like_count", "image_url")


def latest(visit: Visit) -> Answer:
    """GET /latest.json: what moved last first; `topic_ids` keeps only those, `order=created` sorts by birth."""
    return _listed(visit, "/latest", lambda topic: True, filter="latest")


def category_latest(visit: Visit) -> Answer:
    """GET /c/:slug/:id/l/latest.json."""
    category = _category(visit)
    return _listed(visit, f"/c/{category.slug}/{category.id}/l/latest", lambda topic: topic.category_id == category.id)


def created_by(visit: Visit) -> Answer:
    """GET /topics/created-by/:username.json."""
    author = visit.state.user(visit.path["username"])
    if author is None:
        raise not_found()
    return _listed(visit, f"/topics/created-by/{author.username}", lambda topic: topic.user_id == author.id)


def tag_topics(visit: Visit) -> Answer:
    """GET /tag/:name.json; in 2026 another name of a tag sends on to that."""
    tag = visit.state.tags.get(visit.path["name"].lower())
    if tag is None:
        raise not_found()
    if tag.synonym_of and visit.state.settings.version == "2026":
        return moved(f"{visit.base_url}/tag/{quote(tag.synonym_of)}/{visit.state.tags[tag.synonym_of].id}.json")
    return _tagged(visit, tag.synonym_of or tag.name)


def numbered_tag_topics(visit: Visit) -> Answer:
    """GET /tag/:slug/:id.json."""
    name = next((tag.name for tag in visit.state.tags.values() if tag.id == visit.number("id")), None)
    if name is None:
        raise not_found()
    return _tagged(visit, name)


def _tagged(visit: Visit, name: str) -> Answer:
    number = sum(name in topic.tags for topic in visit.state.listable())
    shown = [{"id": visit.state.tags[name].id, "name": name, "slug": name, "topic_count": number, "staff": False}]
    return _listed(visit, f"/tag/{name}", lambda topic: name in topic.tags, tags=shown)


def _category(visit: Visit) -> Category:
    category = visit.state.categories.get(visit.number("id"))
    if category is None or category not in seen_categories(visit.state, visit.caller):
        raise not_found()
    return category


def _listed(visit: Visit, address: str, belongs: Callable[[Topic], bool], **extra: Any) -> Answer:
    topics = [topic for topic in _visible(visit) if belongs(topic)]
    by_birth = visit.params.get("order") == "created"
    rising = visit.params.get("ascending") == "true"
    topics.sort(key=lambda topic: (topic.created_at if by_birth else topic.bumped_at, topic.id), reverse=not rising)
    if not by_birth:
        topics.sort(key=lambda topic: topic.pinned_at is None)
    page = whole(visit.params.get("page")) or 0
    start, end = page * PER_PAGE, (page + 1) * PER_PAGE
    kept = {name: text(value) for name, value in visit.params.items() if name in ("order", "ascending", "topic_ids")}
    more = f"{address}?{urlencode({**kept, 'page': page + 1})}" if len(topics) > end else None
    return Answer(body=list_json(visit.state, visit.caller, topics[start:end], more, **extra))


def _visible(visit: Visit) -> list[Topic]:
    """Topics that a list shows to the caller: unlisted ones only to staff."""
    topics = [
        topic
        for topic in visit.state.listable()
        if can_see_topic(visit.state, visit.caller.user, topic) and (topic.visible or visit.caller.staff)
    ]
    wanted = visit.params.get("topic_ids")
    if wanted is None:
        return topics
    listed = wanted if isinstance(wanted, list) else text(wanted).split(",")
    ids = {whole(each) for each in listed}
    return [topic for topic in topics if topic.id in ids]


def search(visit: Visit) -> Answer:
    """GET /search.json: a word begins with each of `q` in the post or its topic's title; one post a topic, the first.

    Of a topic that is not listed nothing is found, whoever asks. Source of the operators:
    https://github.com/discourse/discourse/blob/main/lib/search.rb
    """
    state, term = visit.state, text(visit.params.get("q"))
    hit_search(state, visit.caller.user, visit.caller.address)
    words, operators = _read_query(term)
    page = whole(visit.params.get("page")) or 1
    if "\0" in term or (not operators and len(term.strip()) < state.settings.min_search_term_length):
        raise invalid_parameters("q")
    if page > _MOST_SEARCH_PAGES:
        raise invalid_parameters("page")
    listed = [topic for topic in _visible(visit) if topic.visible]
    found = [post for topic in listed for post in _matches(visit, topic, words, operators)[:1]]
    found.sort(key=lambda post: post.id, reverse=True)
    size = state.settings.search_page_size
    shown, more = found[(page - 1) * size : page * size], len(found) > page * size
    return Answer(body=_found_json(visit, term, shown, more=more))


def _read_query(term: str) -> tuple[list[str], dict[str, str]]:
    operators: dict[str, str] = {}
    words = []
    for word in re.findall(r'"[^"]+"|\S+', term):
        if match := re.fullmatch(r"status:(\w+)", word):
            operators["status"] = f"{operators.get('status', '')} {match[1]}"
        elif match := re.fullmatch(r"(tags?|in|after|before|order|topic):(.+)", word):
            operators[match[1].removesuffix("s") if match[1] == "tags" else match[1]] = match[2]
        elif word[0] in "#@" and len(word) > 1:
            operators[word[0]] = word[1:]
        else:
            words.append(word.strip('"').lower())
    return words, operators


def _matches(visit: Visit, topic: Topic, words: list[str], operators: dict[str, str]) -> list[Post]:
    state = visit.state
    category = state.category(operators["#"]) if "#" in operators else None
    tags = set(operators.get("tag", "").split(",")) - {""}
    if "#" in operators and (category is None or topic.category_id != category.id):
        return []
    if not all(_has_status(visit, topic, status) for status in operators.get("status", "").split()):
        return []
    if tags and not tags & set(topic.tags):
        return []
    return [
        post
        for post in visible_stream(state, visit.caller.user, topic.id)
        if post.type == REGULAR
        and not (post.deleted_at or post.user_deleted_at or post.hidden_at)
        and _says(topic, post, words, title_only=operators.get("in") == "title")
        and _is_by(visit, post, operators.get("@"))
        and _is_within(post, operators)
    ]


def _has_status(visit: Visit, topic: Topic, status: str) -> bool:
    category = visit.state.categories.get(topic.category_id or 0)
    statuses = {
        "open": not (topic.closed or topic.archived),
        "closed": topic.closed,
        "archived": topic.archived,
        "public": category is not None and "everyone" in category.see,
    }
    return statuses.get(status, True)


def _says(topic: Topic, post: Post, words: list[str], *, title_only: bool) -> bool:
    if title_only:
        return post.number == 1 and _begin(words, topic.title)
    return _begin(words, f"{topic.title} {post.raw}" if post.number == 1 else post.raw)


def _begin(words: list[str], place: str) -> bool:
    """Whether each word begins one there: PostgreSQL's search knows words and how they begin, no pieces of words."""
    return all(re.search(rf"(?<!\w){re.escape(word)}", place, re.IGNORECASE) for word in words)


def _is_by(visit: Visit, post: Post, username: str | None) -> bool:
    author = visit.state.user(username) if username else None
    return username is None or (author is not None and post.user_id == author.id)


def _is_within(post: Post, operators: dict[str, str]) -> bool:
    day = post.created_at.date().isoformat()
    return operators.get("after", "") <= day and ("before" not in operators or day < operators["before"])


def _found_json(visit: Visit, term: str, posts: list[Post], *, more: bool) -> dict[str, Any]:
    state = visit.state
    topics = list(dict.fromkeys(post.topic_id for post in posts))
    return {
        "posts": [_found_post(visit, post) for post in posts],
        **({"topics": [_found_topic(visit, state.topics[topic_id]) for topic_id in topics]} if topics else {}),
        "users": [],
        "categories": [],
        "tags": [],
        "groups": [],
        "grouped_search_result": {
            "more_posts": None,
            "more_users": None,
            "more_categories": None,
            "term": term,
            "search_log_id": 1,
            "more_full_page_results": True if more else None,
            "can_create_topic": visit.caller.user is not None,
            "error": None,
            "post_ids": [post.id for post in posts],
            "user_ids": [],
            "category_ids": [],
            "tag_ids": [],
            "group_ids": [],
        },
    }


def _found_post(visit: Visit, post: Post) -> dict[str, Any]:
    return {
        **user_brief(visit.state.users[post.user_id]),
        "id": post.id,
        "created_at": stamp(post.created_at),
        "like_count": len(post.likes),
        "blurb": excerpt(post.cooked),
        "post_number": post.number,
        "topic_id": post.topic_id,
    }


def _found_topic(visit: Visit, topic: Topic) -> dict[str, Any]:
    """Unlike in a list, who wrote in it is not told."""
    listed = list_json(visit.state, visit.caller, [topic], None)["topic_list"]["topics"][0]
    listed = {name: value for name, value in listed.items() if name not in _IN_LISTS_ONLY}
    return {**listed, "tags": tags_json(visit.state, topic.tags)}
