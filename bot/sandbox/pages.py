"""A post as its own page and as the JSON of Substack's interface: the feed's text in other packaging."""

import json
from html import escape
from typing import Any

from bot.sandbox.substack import RULE, Post

_ANCHOR = (
    '<div class="pencraft header-anchor-parent"><div class="pencraft"><div id="anchor" class="header-anchor"></div>'
    '<button type="button" aria-label="Link"><svg role="img" viewBox="0 0 24 24"></svg></button></div></div>'
)


def head(post: Post, url: str) -> str:
    """What the page says to machines: its own address, and schema.org's words for the post."""
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "url": url,
        "mainEntityOfPage": url,
        "headline": post.title,
        "description": post.subtitle,
        "datePublished": post.published.isoformat(),
        "isAccessibleForFree": not post.paid,
    }
    machine = json.dumps(said).replace("<", "\\u003c")
    return (
        f'<link rel="canonical" href="{escape(url)}"><meta property="og:title" content="{escape(post.title)}">'
        f'<script type="application/ld+json">{machine}</script>'
    )


def article(post: Post) -> str:
    """The post with its title; a paid one ends where its paywall stands."""
    headed = (
        RULE.join(post.sections).replace("<h2>", '<h2 class="header-anchor-post">').replace("</h2>", f"{_ANCHOR}</h2>")
    )
    wall = '<div data-testid="paywall" class="paywall"><h2>This post is for paid subscribers</h2></div>'
    return (
        f'<article class="newsletter-post post"><div class="post-header"><h1 class="post-title published">'
        f'{escape(post.title)}</h1><h3 class="subtitle">{escape(post.subtitle)}</h3></div>'
        f'<div class="available-content"><div dir="auto" class="body markup">{headed}</div></div>'
        f"{wall if post.paid else ''}</article>"
    )


def as_json(post: Post, base: str) -> dict[str, Any]:
    """What `/api/v1/posts/SLUG` answers to somebody who subscribes to nothing."""
    return {
        "id": 1,
        "type": "newsletter",
        "audience": "only_paid" if post.paid else "everyone",
        "title": post.title,
        "subtitle": post.subtitle,
        "slug": post.slug,
        "canonical_url": f"{base}/p/{post.slug}",
        "post_date": f"{post.published:%Y-%m-%dT%H:%M:%S.000Z}",
        "body_html": None if post.paid else post.body(base),
    }
