"""Markdown → HTML as Discourse does it: markdown-it with its options, its own rules, its allow-list.

Rule: `core` is plain markdown-it under Discourse's options and is compared with npm's; what Discourse adds stands in
`rules` and `bbcode`. Left out, because they need a forum: avatars, heading anchors (they carry the post's id), emoji
pictures, boxes and titles fetched from the web, hashtags and mentions that resolve.
Source: https://github.com/discourse/discourse, frontend/discourse-markdown-it and plugins/discourse-math.
"""

import re
from collections.abc import Iterator
from functools import cache

import mdurl
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt

from bot.cook import bbcode, rules
from bot.cook.sanitising import sanitise

TLDS = ("com", "net", "org", "io", "onion", "co", "tv", "ru", "cn", "us", "uk", "me", "de", "fr", "fi", "gov")
"""The ends of bare hosts that become links (the setting markdown_linkify_tlds)."""

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character, which UTF-8 cannot carry."""

_COMMENTS = re.compile(r"(?:<!--(?:(?!-->).)*-->\s*)+", re.DOTALL)


class _Markdown(MarkdownIt):
    def normalizeLinkText(self, link: str) -> str:
        """Shows an address decoded, but a `%20` as it is, so that it stays one word."""
        if "%20" not in link:
            return super().normalizeLinkText(link)
        return mdurl.decode(
            mdurl.format(mdurl.parse(link, slashes_denote_host=True)), mdurl.DECODE_DEFAULT_CHARS + "% "
        )


def core() -> MarkdownIt:
    """markdown-it under Discourse's options, without Discourse's own rules."""
    engine = _Markdown("default", {"html": True, "breaks": True, "linkify": True, "typographer": True})
    engine.linkify = LinkifyIt().tlds(list(TLDS))
    return engine


def cook(markdown: str, *, maths: bool = True) -> str:
    """The HTML a reader of the forum gets, on one with the maths plugin or on one without."""
    return sanitise(_engine(maths=maths).render(_source(markdown))).strip()


def paragraphs(markdown: str) -> Iterator[str]:
    """The Markdown of the paragraphs that a post begins with, up to whatever else stands there.

    Quotes, blocks of code and comments are passed over: they are not its author's words to its readers. A comment that
    is never closed hides all that follows.
    """
    quoted, tokens = 0, iter(_engine().parse(_source(markdown)))
    for token in tokens:
        if token.type == "html_block" and "<!--" in _COMMENTS.sub("", token.content):
            return
        if quoted or token.type == "blockquote_open" or token.tag == "aside":
            quoted += token.nesting
        elif token.type == "paragraph_open" or (token.type == "heading_open" and token.markup in ("=", "-")):
            yield next(tokens).content
            next(tokens)
        elif token.type not in ("fence", "code_block") and not _COMMENTS.fullmatch(token.content):
            return


def links_whole(address: str) -> bool:
    """Whether the address, written bare, becomes a link from its first to its last character."""
    match = _finder().match_at_start(address)
    return match is not None and bool(match.last_index == len(address))


def _source(markdown: str) -> str:
    # markdown-it-py fails on some texts that do not end with a line's end: `>- <pre>`, then `> `.
    return LONE_SURROGATE.sub("\ufffd", markdown) + "\n"


@cache
def _engine(*, maths: bool = True) -> MarkdownIt:
    engine = core()
    rules.install(engine, maths=maths)
    bbcode.install(engine)
    return engine


def _finder() -> LinkifyIt:
    return _engine().linkify
