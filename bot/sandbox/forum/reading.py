"""Answers for one topic or one post: streams, raw text, revisions, who liked.

Sources: https://github.com/discourse/discourse/blob/main/app/controllers/topics_controller.rb, posts_controller.rb,
lib/topic_view.rb, lib/latest_posts_query.rb
"""

import difflib
import html
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from bot.sandbox.forum.access import can_see_post, can_see_topic, seen_post
from bot.sandbox.forum.answers import Answer, invalid_access, moved, not_found, topic_not_found
from bot.sandbox.forum.post_json import avatar, excerpt, mentioned_users, post_json, stamp, user_brief, visible_stream
from bot.sandbox.forum.state import LIKE, REGULAR, Post, Revision, Topic
from bot.sandbox.forum.titles import fancy
from bot.sandbox.forum.topic_json import CHUNK_SIZE, stream_posts, topic_json
from bot.sandbox.forum.visit import Visit, text, whole

_KEPT_IN_REDIRECTS = ("page", "print", "filter")
_LATEST_POSTS = 50
_MOST_LIKERS = 200


def show_topic(visit: Visit) -> Answer:
    """GET /t/:id.json, and /t/:slug/:id.json, which sends a wrong slug to the right one."""
    topic = _topic(visit)
    slug = visit.path.get("slug")
    if slug not in (None, topic.slug, "-"):
        return _moved_to(visit, topic)
    page = max(whole(visit.params.get("page")) or 1, 1)
    shown = visible_stream(visit.state, visit.caller.user, topic.id)[(page - 1) * CHUNK_SIZE : page * CHUNK_SIZE]
    if page > 1 and not shown:
        raise topic_not_found()
    return Answer(body=topic_json(visit.state, visit.caller, topic, shown, raw=_with_raw(visit)))


def show_by_external_id(visit: Visit) -> Answer:
    """GET /t/external_id/:id.json: 301 to the topic; one that was deleted is not found."""
    wanted = visit.path["external_id"].lower()
    found = next((each for each in visit.state.topics.values() if (each.external_id or "").lower() == wanted), None)
    if found is None or found.deleted_at is not None or not can_see_topic(visit.state, visit.caller.user, found):
        raise topic_not_found()
    return _moved_to(visit, found)


def _moved_to(visit: Visit, topic: Topic) -> Answer:
    kept = {name: text(visit.params[name]) for name in _KEPT_IN_REDIRECTS if name in visit.params}
    query = f"?{urlencode(kept)}" if kept else ""
    return moved(f"{visit.base_url}/t/{topic.slug}/{topic.id}.json{query}")


def topic_posts(visit: Visit) -> Answer:
    """GET /t/:id/posts.json: by `post_ids[]`, or on from a `post_number`, or the first 20."""
    topic = _topic(visit)
    stream = visible_stream(visit.state, visit.caller.user, topic.id)
    ids, after = visit.params.get("post_ids"), whole(visit.params.get("post_number"))
    chosen: Sequence[Post]
    if ids is not None:
        wanted = {whole(each) for each in (ids if isinstance(ids, list) else [ids])}
        chosen = [post for post in stream if post.id in wanted]
    elif after is not None:
        chosen = _neighbours(stream, after, ascending=visit.params.get("asc") in ("true", True))
    else:
        chosen = stream[:CHUNK_SIZE]
    posts = stream_posts(visit.state, visit.caller, chosen, raw=_with_raw(visit))
    return Answer(body={"post_stream": {"posts": posts}, "id": topic.id})


def _neighbours(stream: Sequence[Post], number: int, *, ascending: bool) -> Sequence[Post]:
    if ascending:
        return [post for post in stream if post.number > number][:CHUNK_SIZE]
    return [post for post in stream if post.number < number][-CHUNK_SIZE:]


def _with_raw(visit: Visit) -> bool:
    """Any value at all asks for it, `false` as well."""
    return visit.params.get("include_raw") is not None


def _topic(visit: Visit) -> Topic:
    topic = visit.state.topics.get(visit.number("id"))
    if topic is None or not can_see_topic(visit.state, visit.caller.user, topic):
        raise topic_not_found()
    return topic


def show_post(visit: Visit) -> Answer:
    """GET /posts/:id.json."""
    return _one_post(visit, _post(visit))


def show_post_by_number(visit: Visit) -> Answer:
    """GET /posts/by_number/:topic_id/:number."""
    stream = visit.state.stream(visit.number("topic_id"))
    post = next((each for each in stream if each.number == visit.number("number")), None)
    if post is None:
        raise not_found()
    return _one_post(visit, seen_post(visit.state, visit.caller.user, post.id))


def _one_post(visit: Visit, post: Post) -> Answer:
    shown = post_json(visit.state, visit.caller, post, raw=True)
    return Answer(body={**shown, "mentioned_users": mentioned_users(visit.state, post)})


def _post(visit: Visit) -> Post:
    return seen_post(visit.state, visit.caller.user, visit.number("id"))


def raw_post(visit: Visit) -> Answer:
    """GET /posts/:id/raw: plain text."""
    return Answer(body=_post(visit).raw, content_type="text/plain; charset=utf-8")


def replies(visit: Visit) -> Answer:
    """GET /posts/:id/replies.json: the posts that answer this one, a plain list."""
    post = _post(visit)
    stream = visible_stream(visit.state, visit.caller.user, post.topic_id)
    answers = [each for each in stream if each.reply_to == post.number and each.deleted_at is None]
    after = whole(visit.params.get("after")) or 1
    chosen = [each for each in answers if each.number > after][:CHUNK_SIZE]
    return Answer(body=[post_json(visit.state, visit.caller, each) for each in chosen])


def latest_posts(visit: Visit) -> Answer:
    """GET /posts.json: the newest 50 public, visible, regular posts with an id below `before`, with their raw."""
    state, caller = visit.state, visit.caller
    before = whole(visit.params.get("before")) or max(state.posts, default=0) + 1
    chosen = [post for post in reversed(state.posts.values()) if post.id < before and _is_public(visit, post)]
    return Answer(
        body={
            "latest_posts": [
                {
                    **post_json(state, caller, post, raw=True),
                    "topic_title": state.topics[post.topic_id].title,
                    "topic_html_title": fancy(state.topics[post.topic_id].title),
                    "category_id": state.topics[post.topic_id].category_id,
                    "excerpt": excerpt(post.cooked),
                    "truncated": len(excerpt(post.cooked)) > 1 and excerpt(post.cooked).endswith("…"),
                }
                for post in chosen[:_LATEST_POSTS]
            ]
        }
    )


def _is_public(visit: Visit, post: Post) -> bool:
    topic = visit.state.topics[post.topic_id]
    standing = not (post.deleted_at or post.hidden_at or post.user_deleted_at or topic.deleted_at)
    regular = post.type == REGULAR and topic.visible and not topic.is_message
    return standing and regular and can_see_post(visit.state, visit.caller.user, post)


def likers(visit: Visit) -> Answer:
    """GET /post_action_users.json: who pressed the heart, oldest first."""
    post = visit.state.posts.get(whole(visit.params.get("id")) or 0)
    kind = whole(visit.params.get("post_action_type_id"))
    if post is None or kind != LIKE or not can_see_post(visit.state, visit.caller.user, post):
        raise not_found()
    size = min(whole(visit.params.get("limit")) or _MOST_LIKERS, _MOST_LIKERS)
    start = (whole(visit.params.get("page")) or 0) * size
    users = [visit.state.users[who] for who in post.likes]
    body: dict[str, Any] = {"post_action_users": [user_brief(user) for user in users[start : start + size]]}
    if len(users) > start + size:
        body["total_rows_post_action_users"] = len(users)
    return Answer(body=body)


def latest_revision(visit: Visit) -> Answer:
    """GET /posts/:id/revisions/latest.json."""
    post = _with_history(visit)
    if not post.revisions:
        raise not_found()
    return Answer(body=_revision_json(visit, post, post.revisions[-1]))


def revision(visit: Visit) -> Answer:
    """GET /posts/:id/revisions/:number.json; the first change is number 2."""
    post = _with_history(visit)
    found = next((each for each in post.revisions if each.number == visit.number("number")), None)
    if found is None:
        raise not_found()
    return Answer(body=_revision_json(visit, post, found))


def _with_history(visit: Visit) -> Post:
    """The post, if the caller may see its history: staff and its author always, others unless site or flags hide it.

    Source: https://github.com/discourse/discourse/blob/main/lib/guardian/post_guardian.rb (can_view_edit_history?)
    """
    post, user = _post(visit), visit.caller.user
    open_to_all = post.wiki or visit.state.settings.edit_history_visible_to_public
    own = user is not None and (user.staff or user.id == post.user_id)
    if not own and (post.hidden_at or not open_to_all):
        raise invalid_access()
    return post


def _revision_json(visit: Visit, post: Post, shown: Revision) -> dict[str, Any]:
    state, numbers = visit.state, [each.number for each in post.revisions]
    editor = state.users[shown.user_id]
    before, after = shown.before, shown.after
    body: dict[str, Any] = {
        "created_at": stamp(shown.at),
        "post_id": post.id,
        "previous_hidden": False,
        "current_hidden": False,
        "first_revision": numbers[0],
        "previous_revision": shown.number - 1 if shown.number - 1 in numbers else None,
        "current_revision": shown.number,
        "next_revision": shown.number + 1 if shown.number + 1 in numbers else None,
        "last_revision": numbers[-1],
        "current_version": shown.number,
        "version_count": post.version,
        "username": editor.username,
        "display_username": editor.name,
        "avatar_template": avatar(editor),
        "edit_reason": shown.reason,
        "body_changes": {
            "inline": f'<div class="inline-diff">{after.cooked}</div>',
            "side_by_side": _pair(before.cooked, after.cooked),
            "side_by_side_markdown": raw_diff(before.raw, after.raw),
        },
        "wiki": post.wiki,
        "can_edit": bool(visit.caller.user and visit.caller.staff),
    }
    if before.title != after.title:
        body["title_changes"] = {"inline": f"<div>{_pair(html.escape(before.title), html.escape(after.title))}</div>"}
    if before.tags != after.tags:
        body["tags_changes"] = {"previous": list(before.tags), "current": list(after.tags)}
    if before.category_id != after.category_id:
        body["category_id_changes"] = {"previous": before.category_id, "current": after.category_id}
    return body


def _pair(old: str, new: str) -> str:
    return f'<div class="revision-content">{old}</div><div class="revision-content">{new}</div>'


def raw_diff(old: str, new: str) -> str:
    """The two texts line by line in a table, escaped: what went on the left, what came on the right."""
    rows = []
    before, after = old.splitlines(), new.splitlines()
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            rows += [(line, line, "", "") for line in before[a:b]]
        else:
            gone, come = before[a:b], after[c:d]
            rows += [(line, "", "diff-del", "") for line in gone] + [("", line, "", "diff-ins") for line in come]
    cells = "".join(
        f'<tr><td class="{left_class}">{html.escape(left)}</td><td class="{right_class}">{html.escape(right)}</td></tr>'
        for left, right, left_class, right_class in rows
    )
    return f'<table class="markdown">{cells}</table>'
