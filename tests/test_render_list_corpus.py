"""Ninety-one real weeks in the list layout: every defect of the posts that were published there is absent."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.config import load_locale
from bot.domain import Digest
from bot.render import Layout
from tests import test_render_corpus as corpus

pytestmark = [*corpus.pytestmark, pytest.mark.xdist_group("render list corpus")]

KOREAN = load_locale(Path(__file__).parents[1] / "prompts", "ko")
LAYOUT = Layout()
PLAIN = MarkdownIt("commonmark")
TOPIC = "https://forum.example/t/104"


@pytest.fixture(scope="module")
def laid_out() -> list[tuple[Digest, str, list[Token]]]:
    """Each week's digest, its text, and what a place makes of it that knows CommonMark alone."""
    out = []
    for one in corpus.digests("quote"):
        edition = replace(one.edition, template="list.md.j2", campaign="geeknews")
        week = replace(one, edition=edition, topic_url=f"{TOPIC}?utm_source=geeknews")
        (text,) = LAYOUT.draft(week, KOREAN, None).parts
        out.append((week, text, PLAIN.parse(text)))
    return out


def inlines(tokens: list[Token], within: str = "") -> Iterator[Token]:
    """The lines of text, those in a kind of block only where one is named."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith(within or "\0") else 0
        if token.type == "inline" and (depth or not within):
            yield token


def shown(token: Token) -> str:
    return "".join(" " if one.type == "softbreak" else one.content for one in token.children or ())


def test_every_quote_is_a_quote_and_none_stands_in_a_list(laid_out: list[tuple[Digest, str, list[Token]]]) -> None:
    for one, _, tokens in laid_out:
        quotes = [token.level for token in tokens if token.type == "blockquote_open"]
        wanted = sum(bool(each.entry.summary) + bool(each.paper.abstract) for each in one.pieces)
        assert quotes == [0] * wanted, one.key


def test_no_sign_of_markdown_or_html_is_left_to_read(laid_out: list[tuple[Digest, str, list[Token]]]) -> None:
    for one, text, tokens in laid_out:
        assert not re.search(r"(?m)^#{1,6}$|^#[^#\s]|<!--|<span|<strong|\[/?details", text), one.key
        assert not [token for token in tokens if token.type in ("html_block", "fence", "code_block", "hr")], one.key
        for token in inlines(tokens):
            assert not [child for child in token.children or () if child.type == "html_inline"], one.key
            texts = [child.content for child in token.children or () if child.type == "text"]
            assert not [each for each in texts if re.match(r">|#|\*\*", each) or each.endswith("**")], one.key


def test_headings_stand_in_order_and_in_their_own_case(laid_out: list[tuple[Digest, str, list[Token]]]) -> None:
    for one, _, tokens in laid_out:
        heads = [shown(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open"]
        mains = [head for at, head in enumerate(heads) if re.match(r"\d+\. |개요|원문", head)]
        assert mains[0] == "개요", one.key
        assert mains[-1] == "원문", one.key
        assert [head.partition(".")[0] for head in mains[1:-1]] == [str(number) for number in range(1, 11)], one.key
        names = [re.sub(r"[^\w]", "", head.partition(" / ")[2]) for head in mains[1:-1]]
        assert names == [re.sub(r"[^\w]", "", each.paper.title) for each in one.pieces], one.key


def test_the_english_is_the_newsletters_word_for_word_and_sign_for_sign(
    laid_out: list[tuple[Digest, str, list[Token]]],
) -> None:
    seen = 0
    for one, _, tokens in laid_out:
        quoted = " ".join(shown(token) for token in inlines(tokens, "blockquote"))
        for each in one.pieces:
            plain = [word for word in each.entry.summary.split() if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.%-]*", word)]
            missing = [word for word in plain if word not in quoted]
            assert missing == [], each.entry.key
            seen += len(plain)
    assert seen > 50_000


def test_no_formula_loses_a_sign(laid_out: list[tuple[Digest, str, list[Token]]]) -> None:
    formulas = 0
    for one, _, tokens in laid_out:
        codes = [
            child.content for token in inlines(tokens) for child in token.children or () if child.type == "code_inline"
        ]
        for code in codes:
            sources = [text for each in one.pieces for text in (each.paper.abstract, each.entry.summary)]
            assert any(code in text for text in sources), (one.key, code)
        formulas += len(codes)
    assert formulas >= 12


def test_no_two_languages_are_glued_together(laid_out: list[tuple[Digest, str, list[Token]]]) -> None:
    for one, _, tokens in laid_out:
        for token in inlines(tokens, "blockquote"):
            assert "옮긴" not in shown(token), one.key
            assert "입니다" not in shown(token), one.key


def test_every_address_stands_alone_and_no_tracking_is_left_but_our_own(
    laid_out: list[tuple[Digest, str, list[Token]]],
) -> None:
    for one, text, tokens in laid_out:
        alone = {token.content for token in inlines(tokens) if re.fullmatch(r"https?://\S+", token.content)}
        wanted = {corpus.expected(link) for each in one.pieces for link in each.entry.links}
        assert wanted <= {corpus.unquote(address) for address in alone}, one.key
        assert re.findall(r"utm_\w+=\w+", text) == ["utm_source=geeknews"], one.key
        assert "twitter.com" not in " ".join(alone), one.key
