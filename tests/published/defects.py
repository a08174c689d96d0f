"""What the published posts had wrong, each as a test that a post of ours has it not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from bot.domain import Locale
from tests.published.translating import titled
from tests.published.week import Row

NATIVE = "가-힣぀-ヿ一-鿿"
_COINED = re.compile(r"[A-Za-z0-9-]*(?:[A-Z][A-Z0-9]|[a-z][A-Z])[A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A post as it stands: its title, its text as it was sent, and the page that its place makes of it."""

    title: str
    text: str
    page: LexborHTMLParser
    rows: list[Row]
    locale: Locale

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
            # An element is among those that its own selection finds.
            if all(inner.mem_id == one.mem_id for inner in one.css("p, li, blockquote")):
                yield plain(one.text())

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
            source = (row.summary or row.abstract).replace(r"\url", "")
            assert letters(source) in quoted, row.name
            for name in _COINED.findall(source):
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

    def test_no_backslash_and_no_quotation_mark_of_a_source_is_lost(self, post: Published) -> None:
        quoted = " ".join(post.quotes)
        assert r"1\%" in quoted or ("1%" in quoted and "<math" in post.text)
        assert re.search(r"(?:``|“|\")long(?:''|”|\")", quoted), "the quotation marks are gone"

    def test_no_asterisk_of_a_source_is_swallowed(self, post: Published) -> None:
        quoted = " ".join(post.quotes)
        assert "*all* of " in quoted
        assert "of them" in quoted or "of **them**" in quoted

    def test_no_formula_takes_the_text_after_it_along(self, post: Published) -> None:
        assert "lamps and" in " ".join(post.quotes)
        assert "rooms we count 105K notes" in " ".join(post.quotes)

    def test_no_angle_token_is_dropped(self, post: Published) -> None:
        assert "#1 is <think> in it" in " ".join(post.quotes)

    def test_no_hashtag_is_a_heading(self, post: Published) -> None:
        assert [one for one in post.headings if re.search(r"#\w", one)] == []
