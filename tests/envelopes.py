"""Other packaging for the text of one post: the page, the e-mail, the JSON that somebody saves of it."""

import json
import re
from base64 import urlsafe_b64encode
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

from bot.domain import FeedItem

_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_HREF = re.compile(r'href="(https?://[^"]*)"')
_ANCHOR = '<div class="header-anchor-parent"><div id="a"></div><button type="button"><svg></svg></button></div>'


def page_of(item: FeedItem) -> bytes:
    """The post's page as a browser saves it."""
    machine = {
        "@type": "NewsArticle",
        "url": item.url,
        "headline": item.title,
        "description": item.subtitle,
        "datePublished": item.published.isoformat(),
    }
    body = _HEADING.sub(rf'<h2 class="header-anchor-post">\1{_ANCHOR}</h2>', item.html)
    return f"""<!DOCTYPE html>
<!-- saved from url=(0046){item.url} -->
<html lang="en"><head><meta charset="utf-8"><title>{escape(item.title)} - by nobody</title>
<link rel="canonical" href="{escape(item.url)}?utm_source=x">
<meta property="og:title" content="{escape(item.title)} | A letter">
<script type="application/ld+json">{json.dumps(machine)}</script>
<script>window._preloads = JSON.parse("{{}}")</script></head>
<body><div id="entry"><nav><a href="/archive">1. Archive</a></nav><article>
<h1 class="post-title">{escape(item.title)}</h1>
<h3 class="subtitle">{escape(item.subtitle)}</h3><div class="available-content"><div dir="auto" class="body markup">
{body}
</div></div></article><section><h2>10. Discussion</h2><p>Nice!</p></section></div></body></html>""".encode()


def json_of(item: FeedItem) -> bytes:
    """What the platform's interface answers."""
    slug = item.url.rpartition("/")[2]
    post = {
        "id": 7,
        "title": item.title,
        "subtitle": item.subtitle,
        "slug": slug,
        "canonical_url": item.url,
        "post_date": f"{item.published:%Y-%m-%dT%H:%M:%S.000Z}",
        "audience": "everyone",
        "body_html": item.html,
    }
    return json.dumps(post).encode()


def mail_of(item: FeedItem, *, cte: str = "quoted-printable", known: bool = True) -> bytes:
    """The e-mail of the post, sent two minutes later; `known`, its redirects carry where they lead."""
    message = EmailMessage()
    message["From"] = "A letter <letter@substack.example>"
    message["To"] = "somebody@reader.example"
    message["Subject"] = item.title
    message["Date"] = format_datetime(item.published + timedelta(minutes=2))
    message["List-Post"] = f"<{item.url}>"
    message.set_content("View this post on the web. 1. Nothing stands here.\n", cte="7bit")
    message.add_alternative(mail_html(item, known=known), subtype="html", cte=cte)
    return bytes(message)


def mail_html(item: FeedItem, *, known: bool = True) -> str:
    """The e-mail's own mark-up."""
    slug = item.url.rpartition("/")[2]
    own = f"https://open.substack.com/pub/aletter/p/{slug}?utm_source=post-email-title&token={'e' * 20}"
    body = _HREF.sub(lambda found: f'href="{_redirect(found[1], known=known)}"', item.html)
    return f"""<html><head><title>{escape(item.title)}</title></head><body class="email-body">
<div class="preview" style="display:none">{escape(item.subtitle)} &#847; &#173;</div>
<table role="presentation" class="email-body-container"><tbody><tr><td></td><td class="content" width="550">
<p>Forwarded this email? <a href="{_redirect("https://aletter.substack.com/subscribe", known=True)}">Subscribe</a></p>
<h1 class="post-title published"><a href="{escape(own)}">{escape(item.title)}</a></h1>
<h3 class="subtitle">{escape(item.subtitle)}</h3>
<div class="post typography" dir="auto"><div class="body markup" dir="auto">{body}</div></div>
<p>3. Like, 4. Comment</p></td><td></td></tr></tbody></table></body></html>
"""


def _redirect(url: str, *, known: bool) -> str:
    url = url.replace("&amp;", "&")
    if not known:
        reader = _token({"u": "8o54n"})
        return f"https://substack.com/redirect/be7c20d5-bae6-4c49-8d0f-22252bfebccf?j={reader}"
    return f"https://substack.com/redirect/2/{_token({'e': url, 'p': 158345077, 's': 458709, 'iss': 'pub-0'})}?"


def _token(payload: dict[str, object]) -> str:
    coded = urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
    return f"{coded}.6oeetudtJEh-zO1onUJvtadWEdbodFIw0h4xbugrh1o"
