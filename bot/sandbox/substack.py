"""A week in Substack's mark-up of 2026: a post's body, and the RSS document with other posts around it.

Non-ASCII text is written as decimal references, text nodes are wrapped in `<span>` in some places and not in others,
figures and widgets stand between the papers: as in the real feeds, where both forms occur in one document.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from bot.sandbox.week import Paper, Week

RULE = "<div><hr></div>"
_IMAGE = "https://substack-post-media.s3.amazonaws.com/public/images/made-up-{}_2400x1350.png"
_FETCHED = "https://substackcdn.com/image/fetch/$s_!made!,w_1456,c_limit,f_auto,q_auto:good,fl_progressive:steep/{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post of the feed. `body` is its HTML without widgets; `widgets` the HTML that stands between its sections."""

    title: str
    subtitle: str
    slug: str
    published: datetime
    sections: tuple[str, ...]
    paid: bool = False

    def body(self, base: str) -> str:
        """The content as the feed carries it; a paid post's ends where the paywall stands."""
        widgets = (_figure(self.slug), "", _subscribe(base), "", _share(f"{base}/p/{self.slug}"))
        parts = [
            widgets[place % len(widgets)] + section + (RULE if place else "")
            for place, section in enumerate(self.sections)
        ]
        return "".join(parts) + (_paywall(f"{base}/p/{self.slug}") if self.paid else "")


def refs(text: str) -> str:
    """Text as Substack writes it: mark-up escaped, all that is not ASCII as decimal references."""
    return escape(text, quote=False).replace('"', "&quot;").encode("ascii", "xmlcharrefreplace").decode()


def posts(week: Week) -> tuple[Post, ...]:
    """The issue and the other posts of its newsletter, newest first."""
    issue = Post(
        title=week.title,
        subtitle=week.subtitle,
        slug=week.slug,
        published=week.published,
        sections=(_paragraph(week.notice, spans=True), *map(_section, week.papers)),
    )
    return tuple(sorted((issue, *_others(week)), key=lambda post: post.published, reverse=True))


def rss(week: Week, listed: Sequence[Post], base: str) -> bytes:
    """The RSS document of these posts, whose pages are below `base`."""
    built = max((post.published for post in listed), default=week.published)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" '
        'version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
        'xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0"><channel>'
        f"{_cdata('title', 'Made-up AI Newsletter')}{_cdata('description', week.notice)}<link>{base}</link>"
        f"<image><url>{_IMAGE.format('logo')}</url><title>Made-up AI Newsletter</title><link>{base}</link></image>"
        f"<generator>Substack</generator><lastBuildDate>{_date(built)}</lastBuildDate>"
        f'<atom:link href="{base}/feed" rel="self" type="application/rss+xml"/>'
        f"{_cdata('copyright', 'Nobody')}{_cdata('language', 'en')}{_cdata('webMaster', 'nobody@example.com')}"
        f"{_cdata('itunes:author', 'Nobody')}{_cdata('itunes:block', 'Yes')}"
    )
    return (head + "".join(_item(post, base) for post in listed) + "</channel></rss>").encode()


def _item(post: Post, base: str) -> str:
    url = f"{base}/p/{post.slug}"
    return (
        f"<item>{_cdata('title', post.title)}{_cdata('description', post.subtitle)}<link>{url}</link>"
        f'<guid isPermaLink="false">{url}</guid>{_cdata("dc:creator", "Nobody")}'
        f"<pubDate>{_date(post.published)}</pubDate>"
        f'<enclosure url="{_FETCHED.format("cover.png")}" length="0" type="image/jpeg"/>'
        f"{_cdata('content:encoded', post.body(base))}</item>"
    )


def _section(paper: Paper) -> str:
    """One paper: heading, lead, bullets, a line of links; every second one in the editor's newer `<span>` mark-up."""
    spans = paper.position % 2 == 1
    bullets = "".join(
        f"<li><p><strong>{_text(label + ':', spans=spans)}</strong>{_text(' ' + text, spans=spans)}</p></li>"
        for label, text in paper.bullets
    )
    links = " | ".join(_link(label, url, spans=spans) for label, url in paper.links)
    return (
        f"<h2>{_text(f'{paper.position}. {paper.name}', spans=spans)}</h2>"
        + _paragraph(paper.lead + " ", spans=spans)
        + (f"<ul>{bullets}</ul>" if bullets else "")
        + (f"<p>{links}</p>" if links else "")
    )


def _others(week: Week) -> tuple[Post, ...]:
    """Posts that a reader of the feed must not take for an issue, though they number papers and link to arXiv."""
    agents = (
        "Welcome to a made-up agents weekly. Below: papers on tool memory, a shell that forgets, and more.",
        "1. A shell that forgets its history",
        "2. Three papers on tool memory",
    )
    essay = (
        "A made-up essay. Reading the top papers of the week with a model is a habit worth keeping.",
        "1. Ask for the claim before the method",
        "2. Check every number by hand",
    )
    return (
        Post(
            title="🤖 AI Agents Weekly: Tool Memory Papers, Forgetful Shells, and More",
            subtitle="Tool Memory Papers, Forgetful Shells",
            slug="ai-agents-weekly-tool-memory-papers",
            published=week.published - timedelta(days=1),
            sections=tuple(map(_remark, agents)),
            paid=True,
        ),
        Post(
            title="Reading Papers With a Model at Your Side",
            subtitle="On a slow habit",
            slug="reading-papers-with-a-model",
            published=week.published - timedelta(days=4, hours=2),
            sections=tuple(map(_remark, essay)),
        ),
    )


def _remark(text: str) -> str:
    if not text[0].isdigit():
        return _paragraph(text, spans=False)
    link = _link("Paper", "https://arxiv.org/abs/2611.99990", spans=True)
    return f"<h3><span>{refs(text)}</span></h3><p>Made up, like the rest.</p><p>{link}</p>"


def _paragraph(text: str, *, spans: bool) -> str:
    return f"<p>{_text(text, spans=spans)}</p>"


def _text(text: str, *, spans: bool) -> str:
    return f"<span>{refs(text)}</span>" if spans else refs(text)


def _link(label: str, url: str, *, spans: bool) -> str:
    return (
        f'<a href="{url.replace(chr(34), "%22")}">{_text(label, spans=spans)}</a>'  # `&` stays bare, as it does there
    )


def _figure(slug: str) -> str:
    source = _IMAGE.format(slug)
    fetched = _FETCHED.format(source.replace(":", "%3A").replace("/", "%2F"))
    attrs = escape(json.dumps({"src": source, "height": 819, "width": 1456, "type": "image/png"}))
    return (
        '<div class="captioned-image-container"><figure><a class="image-link image2 is-viewable-img" target="_blank" '
        f'href="{fetched}" data-component-name="Image2ToDOM"><div class="image2-inset"><picture>'
        f'<source type="image/webp" srcset="{fetched} 1456w" sizes="100vw"><img src="{fetched}" width="1456" '
        f'height="819" data-attrs="{attrs}" class="sizing-normal" alt="" sizes="100vw"></picture>'
        '<div class="image-link-expand"><div class="pencraft"><button type="button"><svg role="img" '
        'viewBox="0 0 20 20"><g><title></title></g></svg></button></div></div></div></a>'
        '<figcaption class="image-caption">A made-up figure</figcaption></figure></div>'
    )


def _subscribe(base: str) -> str:
    attrs = escape(json.dumps({"url": f"{base}/subscribe?", "text": "Subscribe", "language": "en"}))
    return (
        f'<div class="subscription-widget-wrap-editor" data-attrs="{attrs}" data-component-name="SubscribeWidgetToDOM">'
        '<div class="subscription-widget show-subscribe"><div class="preamble"><p class="cta-caption">'
        "11. Subscribe to a newsletter that does not exist.</p></div>"
        '<form class="subscription-widget-subscribe"><input type="email" class="email-input" name="email">'
        '<input type="submit" class="button primary" value="Subscribe"><div class="fake-input-wrapper">'
        '<div class="fake-input"></div><div class="fake-button"></div></div></form></div></div>'
    )


def _share(url: str) -> str:
    shared = f"{url}?utm_source=substack&utm_medium=email&utm_content=share&action=share"
    attrs = escape(json.dumps({"url": shared, "text": "Share"}))
    return (
        f'<p class="button-wrapper" data-attrs="{attrs}" data-component-name="ButtonCreateButton">'
        f'<a class="button primary" href="{shared}"><span>Share</span></a></p>'
    )


def _paywall(url: str) -> str:
    return f'\n      <p>\n          <a href="{url}">\n              Read more\n          </a>\n      </p>\n   '


def _cdata(tag: str, text: str) -> str:
    return f"<{tag}><![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]></{tag}>"


def _date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)
