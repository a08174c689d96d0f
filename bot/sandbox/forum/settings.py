"""The forum's site settings: Discourse's own names and defaults, so that what is measured here holds there.

Source of the defaults: https://github.com/discourse/discourse/blob/main/config/site_settings.yml
"""

from dataclasses import dataclass, fields
from typing import Any, Literal

LONG_WORD_LOCALES = ("ja", "ko", "zh_CN", "zh_TW")
"""Locales in which a title may have words of any length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumSettings:
    """What an operator of a Discourse can set, as far as a posting bot can notice.

    `version` says how tags look in answers and whether too many of them are cut (`2025`) or refused (`2026`).
    The group settings name groups; a number of 0 in a rate limit lets nothing through. A provider's secret stands
    after the domain it is for (`*` is any). The webhook is one that an administrator made, for all posts.
    """

    title: str = "논문 마당"
    default_locale: str = "ko"
    version: Literal["2025", "2026"] = "2026"
    read_only: bool = False
    staff_writes_only: bool = False

    min_post_length: int = 20
    min_first_post_length: int = 20
    min_personal_message_post_length: int = 10
    max_post_length: int = 32_000
    body_min_entropy: int = 7
    allow_uppercase_posts: bool = False
    unique_posts_mins: int = 5
    max_mentions_per_post: int = 10
    newuser_max_mentions_per_post: int = 2
    newuser_max_links: int = 2
    newuser_max_replies_per_topic: int = 3
    max_consecutive_replies: int = 3

    min_topic_title_length: int = 15
    min_personal_message_title_length: int = 2
    max_topic_title_length: int = 255
    title_min_entropy: int = 10
    title_max_word_length: int = 50
    max_emojis_in_title: int = 1
    title_prettify: bool = True
    duplicate_topic_titles: Literal["allowed", "allowed_in_other_categories", "disallowed"] = "disallowed"
    allow_uncategorized_topics: bool = False

    tagging_enabled: bool = True
    max_tags_per_topic: int = 5
    max_tag_length: int = 20
    force_lowercase_tags: bool = True
    create_tag_allowed_groups: tuple[str, ...] = ("admins", "moderators", "trust_level_3")
    tag_topic_allowed_groups: tuple[str, ...] = ("admins", "moderators", "trust_level_0")

    approve_unless_allowed_groups: tuple[str, ...] = ("trust_level_0",)
    approve_new_topics_unless_allowed_groups: tuple[str, ...] = ("trust_level_0",)
    require_approval_words: tuple[str, ...] = ()
    blocked_words: tuple[str, ...] = ()
    whispers_allowed_groups: tuple[str, ...] = ("staff",)
    personal_message_enabled_groups: tuple[str, ...] = ("staff", "trust_level_1")

    editing_grace_period: int = 300
    editing_grace_period_max_diff: int = 100
    editing_grace_period_max_diff_high_trust: int = 400
    post_edit_time_limit: int = 1440
    tl2_post_edit_time_limit: int = 43_200
    edit_history_visible_to_public: bool = True
    delete_removed_posts_after: int = 24
    post_undo_action_window_mins: int = 10

    max_admin_api_reqs_per_minute: int = 60
    max_reqs_per_ip_per_10_seconds: int = 50
    max_reqs_per_ip_per_minute: int = 200
    rate_limit_create_topic: int = 15
    rate_limit_create_post: int = 5
    rate_limit_new_user_create_post: int = 30
    rate_limit_search_user: int = 30
    rate_limit_search_anon_user_per_minute: int = 8
    max_topics_per_day: int = 20
    max_topics_in_first_day: int = 3
    tl1_max_topics_in_first_day: int = 6
    max_replies_in_first_day: int = 10
    tl1_max_replies_in_first_day: int = 30
    max_personal_messages_per_day: int = 20
    max_edits_per_day: int = 30
    max_likes_per_day: int = 50
    max_post_deletions_per_minute: int = 2
    max_post_deletions_per_day: int = 10
    revoke_api_keys_unused_days: int = 180

    search_page_size: int = 50
    min_search_term_length: int = 1
    discourse_math_enabled: bool = True
    enable_discourse_connect_provider: bool = False
    discourse_connect_provider_secrets: tuple[tuple[str, str], ...] = ()
    webhook_url: str = ""
    webhook_secret: str = ""
    content_localization_enabled: bool = False
    content_localization_allowed_groups: tuple[str, ...] = ("admins", "moderators")
    content_localization_allow_author_localization: bool = True
    content_localization_supported_locales: str = ""
    content_localization_max_locales: int = 10

    def __post_init__(self) -> None:
        """Raises: ValueError (more languages than may be supported)."""
        languages = [one for one in self.content_localization_supported_locales.split("|") if one]
        if len(languages) > self.content_localization_max_locales:
            raise ValueError(f"content_localization_supported_locales: at most {self.content_localization_max_locales}")

    @classmethod
    def of(cls, locale: str, **changes: Any) -> "ForumSettings":
        """The defaults of a site in that language; the class itself has those of a Korean one."""
        return cls(default_locale=locale, **{**_DEFAULTS_BY_LOCALE.get(locale, _ELSEWHERE), **changes})


_ELSEWHERE: dict[str, Any] = {"title_max_word_length": 30, "min_search_term_length": 3}
_UNSPACED: dict[str, Any] = {
    "min_post_length": 8,
    "min_first_post_length": 8,
    "min_topic_title_length": 6,
    "title_min_entropy": 3,
    "title_prettify": False,
}
_DEFAULTS_BY_LOCALE: dict[str, dict[str, Any]] = {"ko": {}, "ja": _UNSPACED, "zh_CN": _UNSPACED, "zh_TW": _UNSPACED}
_FOR_THE_SERVER_ONLY = (
    "version",
    "read_only",
    "staff_writes_only",
    "require_approval_words",
    "blocked_words",
    "approve_unless_allowed_groups",
    "approve_new_topics_unless_allowed_groups",
    "rate_limit_",
    "max_admin_api_",
    "max_reqs_per_ip_",
    "max_topics_",
    "tl1_max_",
    "max_replies_",
    "max_personal_messages_",
    "max_edits_",
    "max_likes_",
    "revoke_",
    "unique_posts_mins",
    "body_min_entropy",
    "title_min_entropy",
    "title_max_word_length",
    "duplicate_topic_titles",
    "editing_grace_",
    "delete_removed_",
    "newuser_",
    "discourse_connect_",
    "content_localization_allowed_groups",
    "webhook_",
)


def client_settings(settings: ForumSettings) -> dict[str, Any]:
    """What `/site/settings.json` tells anybody: the settings that Discourse marks `client: true`, groups as `a|b`."""
    shown = {
        field.name: getattr(settings, field.name)
        for field in fields(settings)
        if not field.name.startswith(_FOR_THE_SERVER_ONLY)
    }
    return {name: "|".join(value) if isinstance(value, tuple) else value for name, value in shown.items()}
