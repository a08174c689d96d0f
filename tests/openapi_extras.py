"""Where the sandbox forum's answers and Discourse's OpenAPI description differ, each with its source in Discourse.

The description was recorded from single answers: it lacks whole endpoints and some fields, and takes the type of a
field from the one value that was seen.
"""

ENDPOINTS_NOT_DESCRIBED = {
    "GET /t/{slug}/{id}.json": "topics_controller show; 301 on another slug: slugs_do_not_match",
    "GET /site/settings.json": "site_controller settings; every `client: true` row of config/site_settings.yml",
    "GET /session/current.json": "session_controller current; current_user_serializer",
    "GET /about.json": "about_controller index; about_serializer",
    "GET /srv/status": "forums_controller status",
    "GET /c/{slug}/{id}/l/latest.json": "list_controller category_latest",
    "GET /c/{id}/l/latest.json": "list_controller category_latest",
    "GET /topics/created-by/{username}.json": "list_controller topics_by",
    "GET /posts/{id}/raw": "posts_controller markdown_id",
    "GET /posts/by_number/{topic_id}/{number}.json": "posts_controller by_number",
    "GET /posts/{id}/revisions/latest.json": "posts_controller latest_revision; post_revision_serializer",
    "GET /posts/{id}/revisions/{number}.json": "posts_controller revisions; post_revision_serializer",
    "DELETE /post_actions/{id}.json": "post_actions_controller destroy",
    "GET /post_action_users.json": "post_action_users_controller index",
    "GET /post_localizations/{post_id}.json": "post_localizations_controller show",
    "POST /post_localizations/create_or_update.json": "post_localizations_controller create_or_update",
    "DELETE /post_localizations/destroy.json": "post_localizations_controller destroy",
    "POST /topic_localizations/create_or_update.json": "topic_localizations_controller create_or_update",
    "DELETE /topic_localizations/destroy.json": "topic_localizations_controller destroy",
}

PARAMETERS_NOT_DESCRIBED = {
    "POST /posts.json": {
        "tags": "posts_controller create_params, tag_param_limit",
        "whisper": "posts_controller create_params",
        "locale": "posts_controller create_params",
        "skip_validations": "posts_controller create_params (is_api?)",
        "nested_post": "posts_controller backwards_compatible_json",
        "no_bump": "posts_controller create_params",
        "unlist_topic": "posts_controller create_params",
    },
    "PUT /posts/{id}.json": {
        "post[original_text]": "posts_controller update (edit_conflict)",
        "post[raw_old]": "posts_controller update",
        "post[locale]": "posts_controller update",
        "post[category_id]": "posts_controller update (first post)",
        "title": "posts_controller update (first post)",
    },
    "PUT /t/-/{id}.json": {
        "tags": "topics_controller update, post_revisor tracked_topic_fields",
        "original_title": "topics_controller update",
        "original_tags": "topics_controller update",
    },
    "GET /t/{id}.json": {"include_raw": "topics_controller show; topic_view"},
    "GET /latest.json": {"topic_ids": "topic_query public_valid_options", "page": "topic_query public_valid_options"},
}

FIELDS_NOT_DESCRIBED = {
    "reply_to_user": "post_serializer include_reply_to_user?",
    "external_id": "topic_view_serializer include_external_id?",
    "raw": "post_serializer include_raw? (include_raw)",
    "mentioned_users": "post_serializer mentioned_users",
    "locale": "post_serializer locale",
    "locked": "post_serializer include_locked?",
    "action_code": "post_serializer action_code",
    "deleted_by": "post_serializer deleted_by (staff)",
    "post_url": "post_serializer post_url",
    "posts_count": "post_serializer posts_count",
    "flair_group_id": "post_serializer flair_group_id",
    "badges_granted": "post_serializer badges_granted",
    "count": "post_serializer actions_summary",
    "acted": "post_serializer actions_summary",
    "can_undo": "post_serializer actions_summary",
    "tags": "topic_tags_mixin",
    "tags_descriptions": "topic_tags_mixin",
    "op_like_count": "topic_list_item_serializer",
    "draft": "topic_list_serializer",
    "draft_key": "topic_list_serializer",
    "draft_sequence": "topic_list_serializer",
    "more_topics_url": "topic_list_serializer",
    "topics": "grouped_search_result_serializer topics",
}
"""Fields the description forbids (`additionalProperties: false`) where Discourse sends them."""

TYPES_OTHERWISE = {
    "reply_to_post_number": "an integer or null in post_serializer; only null was recorded",
    "extras": "null for a poster who is not the latest: topic_poster_serializer",
    "excerpt": "in lists only of pinned topics: topic_list_item_serializer include_excerpt?",
    "can_act": "absent from one's own post and once pressed: post_serializer actions_summary",
    "bookmarked": "null for who never bookmarked: topic_list_item_serializer",
    "liked": "null for who never liked: topic_list_item_serializer",
    "topic_url": "null for a category without a topic about it: basic_category_serializer",
    "image_url": "null without an image: listable_topic_serializer",
    "reviewable_id": "null where there is none: post_serializer reviewable_id",
}
"""Fields whose description is narrower than Discourse itself."""
