"""What the published posts had wrong, each as a test that a post of ours has it not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.domain import Locale
from tests.published.planted import PLANTED
from tests.published.translating import titled
from tests.published.week import Row

NATIVE = "가-힣぀-ヿ一-鿿"
_COINED = re.compile(r"[A-Za-z0-9-]*(?:[A-Z][A-Z0-9]|[a-z][A-Z])[A-Za-z0-9-]*")

_BLOCKS = {"p", "ul", "ol", "blockquote"}
"""What stands in a list item as a text of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A post as it stands: its title, its text as it was sent, and the page that its place makes of it.

    `formulas` are the two of the trap's that posts broke, as HTML: a percentage and a product.
    """

    title: str
    text: str
    page: LexborHTMLParser
    rows: list[Row]
    locale: Locale
    formulas: tuple[str, str]

    @property
    def headings(self) -> list[str]:
        return [f"{one.tag} {plain(one.text())}" for one in self.page.css("h1, h2, h3, h4")]

    @property
    def quotes(self) -> list[str]:
        return [plain(one.text()) for one in self.page.css("blockquote")]

    @property
    def leaves(self) -> Iterator[str]:
        """The lines of text as they are read."""
        for one in self.page.css("p, li, h2, h3"):
            own = (part.text() for part in one.iter(include_text=True) if part.tag not in _BLOCKS)
            if line := plain("".join(own)):
                yield line

    @property
    def translated(self) -> list[str]:
        """The lines of text that are no English quote and no heading."""
        quoted = " ".join(self.quotes)
        heads = {plain(one.text()) for one in self.page.css("h2, h3")}
        return [line for line in self.leaves if line not in quoted and line not in heads]

    @property
    def cited(self) -> set[str]:
        """The addresses within the sources' texts."""
        texts = (f"{row.summary} {row.abstract}" for row in self.rows)
        return {url.rstrip(".,") for text in texts for url in re.findall(r"https?://[^\s{}]+", text)}

    def heads(self, *sections: str) -> list[str]:
        """The headings of all papers, `sections` being their words' keys; an abstract's only where there is one."""
        said = []
        for row in self.rows:
            said.append(f"h2 {row.number}. {titled(row.title, self.locale)} / {row.title}")
            keys = [key for key in sections if key != "abstract" or row.abstract]
            said += [f"h3 {self.locale.words[key]}" for key in keys]
        return [plain(one) for one in said]


def plain(text: str) -> str:
    return " ".join(text.split())


def letters(text: str) -> str:
    """Only what is read aloud: a place may set quotation marks of its own and write formulas its own way."""
    return re.sub(r"[\W_]+", "", text)


class Defects:
    """The tests that every post has; `post` is the module's fixture."""

    def test_every_word_of_the_english_stands_there_and_no_name_lost_its_capitals(self, post: Published) -> None:
        quoted, seen = " ".join(map(letters, post.quotes)), 0
        for row in post.rows:
            texts = [text.replace(r"\url", "") for text in (row.summary, row.abstract)]
            assert [text for text in texts if letters(text) not in quoted] == [], row.name
            for name in _COINED.findall(" ".join(texts)):
                assert name in " ".join(post.quotes), name
                seen += 1
        assert seen > 5

    def test_no_name_lost_its_capitals_in_the_translation(self, post: Published) -> None:
        said = " ".join(line for line in post.leaves if re.search(f"[{NATIVE}]", line))
        source = " ".join(f"{row.title} {row.summary} {row.abstract}" for row in post.rows)
        for name in set(_COINED.findall(source)):
            lowered = rf"(?<![A-Za-z0-9-]){re.escape(name.lower())}(?![A-Za-z0-9-])"
            if not re.search(lowered, source):
                assert not re.search(lowered, said), name

    def test_no_organisation_is_named_that_no_source_names(self, post: Published) -> None:
        said = " ".join(post.translated)
        source = " ".join(f"{row.title} {row.summary} {row.abstract}".casefold() for row in post.rows)
        for name in (one for forms in post.locale.organisations for one in forms):
            if name.casefold() not in source:
                assert not re.search(rf"(?<![A-Za-z가-힣ァ-ヺー]){re.escape(name)}(?![A-Za-zァ-ヺー])", said), name

    def test_every_quote_is_english_and_every_other_text_is_not(self, post: Published) -> None:
        assert [one for one in post.quotes if len(re.findall(f"[{NATIVE}]", one)) > len("영어원문")] == []
        wrong = [line for line in post.translated if re.search(r"(?:[a-z]+ ){4}", line)]
        assert wrong == []

    def test_no_sign_of_the_layout_is_left_to_read(self, post: Published) -> None:
        assert [line for line in post.leaves if re.match(r"[>#](?!\d)|\* |</?[a-z]", line)] == []

    def test_no_two_languages_are_glued_together(self, post: Published) -> None:
        for line in post.leaves:
            assert not re.search(rf"[{NATIVE}][.:。]\s?[A-Z][a-z]+ [a-z]+ ", line), line
            assert not re.match(r"(?:Abstract|초록|要旨)\s?:", line), line

    def test_an_abstract_is_called_by_its_name(self, post: Published) -> None:
        label = f"h3 {post.locale.words['abstract']}"
        assert post.headings.count(label) == sum(bool(row.abstract) for row in post.rows)
        assert "추상화" not in post.page.text()
        assert "抽象" not in post.page.text()

    def test_every_formula_stands_whole_in_both_languages(self, post: Published) -> None:
        assert [(post.page.html or "").count(one) for one in post.formulas] == [2, 2]

    def test_no_formula_takes_the_text_after_it_along(self, post: Published) -> None:
        assert "lamps and" in " ".join(post.quotes)
        assert "rooms we count 105K notes" in " ".join(post.quotes)

    def test_no_quotation_mark_of_a_source_is_lost(self, post: Published) -> None:
        assert "We read “long” notes" in " ".join(post.quotes)

    def test_no_asterisk_of_a_source_is_swallowed_and_bold_has_none(self, post: Published) -> None:
        assert "*all* of them." in " ".join(post.quotes)
        assert re.search(rf"\*[{NATIVE}]+\*(?!\*)", " ".join(post.translated))

    def test_no_angle_token_is_dropped(self, post: Published) -> None:
        assert "#1 is <think> in it" in " ".join(post.quotes)
        assert "<think>" in " ".join(post.translated)

    def test_no_hashtag_is_left_in_a_text_or_a_heading(self, post: Published) -> None:
        assert [one for one in (*post.leaves, *post.headings) if re.search(r"#[^\W\d]", one)] == []
        assert [one for one in post.headings if "#" in one] == []

    def test_an_address_in_a_text_is_a_link_that_shows_it_in_both_languages(self, post: Published) -> None:
        assert r"https://code.example/a_b_(c)" in post.cited
        for url in post.cited:
            shown = [one.text() for one in post.page.css("a") if one.attributes["href"] == url]
            assert shown == [url] * 2, url

    def test_no_link_leads_where_no_source_does(self, post: Published) -> None:
        known = post.cited.union(*(row.urls for row in post.rows))
        found = {unquote(one.attributes["href"] or "") for one in post.page.css("a")}
        assert [
            one for one in found - known if not re.search(r"elvissaravia\.com/p/[\w-]+$|arxiv\.org/list/", one)
        ] == []

    @pytest.mark.parametrize(("fact", "was", "became"), PLANTED)
    def test_a_defect_that_is_put_in_is_seen(self, post: Published, fact: str, was: str, became: str) -> None:
        good = post.page.html or ""
        wrong = re.sub(was, became, good)
        assert wrong != good
        with pytest.raises(AssertionError):
            getattr(self, fact)(replace(post, page=LexborHTMLParser(wrong)))
