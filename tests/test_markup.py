"""What newsletter HTML becomes: blocks, links, arXiv ids; and what is refused."""

import time
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Rejected
from bot.markup import Block, Kind, arxiv_id, blocks, one_line

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u00a0\u202f\u200b\u2060\ufeff"))


def spanned(pieces: list[tuple[str, bool]]) -> str:
    return "".join(f"<span>{escape(text)}</span>" if wrapped else escape(text) for text, wrapped in pieces)


@given(st.lists(st.tuples(WORDS, st.booleans())))
def test_text_comes_back_character_for_character_whatever_is_wrapped_in_spans(pieces: list[tuple[str, bool]]) -> None:
    text = "".join(text for text, _ in pieces).strip(" ")
    assert [block.text for block in blocks(f"<p>{spanned(pieces)}</p>")] == ([text] if text else [])


@given(st.lists(st.tuples(WORDS, WORDS.filter(str.strip), WORDS), min_size=1))
def test_links_and_bold_are_found_where_they_stand(parts: list[tuple[str, str, str]]) -> None:
    html = "".join(
        f'{escape(before)}|<a href="https://a.example/{n}"><span>{escape(label)}</span></a>|<b>{escape(bold)}</b>|'
        for n, (before, label, bold) in enumerate(parts)
    )
    (block,) = blocks(f"<p>{html}</p>")
    found = [(block.text[link.start : link.end], link.url) for link in block.links]
    assert found == [(label, f"https://a.example/{n}") for n, (_, label, _) in enumerate(parts)]
    assert [block.text[b.start : b.end] for b in block.strong] == [bold for _, _, bold in parts if bold]


@given(st.text())
def test_any_text_as_html_is_read_without_a_crash(html: str) -> None:
    for block in blocks(html):
        assert block.kind is Kind.RULE or block.text
        assert all(0 <= part.start < part.end <= len(block.text) for part in (*block.links, *block.strong))


@given(
    st.text("ab <>/=\"'", max_size=60), st.lists(st.sampled_from(["<p>", "</p>", "<li>", "<a href=x>", "</a>", "<b>"]))
)
def test_broken_tags_are_read_without_a_crash(text: str, tags: list[str]) -> None:
    for block in blocks(text.join(tags)):
        assert all(0 <= part.start < part.end <= len(block.text) for part in (*block.links, *block.strong))


def test_headings_paragraphs_items_and_rules_come_in_reading_order() -> None:
    html = (
        "<h3><span>One</span></h3><p>Two</p><div><hr></div><ul><li><p>Three</p><p>more</p>"
        "<ol><li>Four</li></ol></li></ul>five"
    )
    assert [(block.kind, block.text, block.level) for block in blocks(html)] == [
        (Kind.HEADING, "One", 3),
        (Kind.PARAGRAPH, "Two", 0),
        (Kind.RULE, "", 0),
        (Kind.BULLET, "Three more", 0),
        (Kind.BULLET, "Four", 0),
        (Kind.PARAGRAPH, "five", 0),
    ]


@pytest.mark.parametrize(
    "widget",
    [
        '<div data-component-name="AnythingToDOM"><p>gone</p></div>',
        '<p class="button-wrapper"><a class="button primary" href="https://a.example"><span>gone</span></a></p>',
        '<div class="subscription-widget-wrap-editor"><p>gone</p><form><input value="gone"></form></div>',
        '<div class="captioned-image-container"><figure><figcaption>gone</figcaption></figure></div>',
        '<div class="tweet"><a href="https://x.com/a/status/1">gone</a></div>',
        '<div class="poll-embed">gone</div>',
        '<div class="footnote"><p>gone</p></div>',
        '<a class="footnote-anchor" href="#footnote-1">gone</a>',
        "<iframe>gone</iframe><button>gone</button><svg><title>gone</title></svg><script>gone()</script><style>gone</style>",
        "<!-- gone -->",
    ],
)
def test_widgets_leave_nothing_behind(widget: str) -> None:
    assert [(block.text, block.links) for block in blocks(f"<div><p>kept</p>{widget}<p>too</p></div>")] == [
        ("kept", ()),
        ("too", ()),
    ]


def test_a_mention_is_named_by_its_data() -> None:
    mention = '<span data-attrs="{}" data-component-name="MentionToDOM"></span>'
    named = mention.format("{&quot;name&quot;:&quot;Ada Example&quot;}")
    html = f"<p>by {named}, {mention.format('[1]')}{mention.format('{')}too</p>"
    assert [block.text for block in blocks(html)] == ["by Ada Example, too"]


def test_escaped_angle_brackets_are_text() -> None:
    assert [block.text for block in blocks("<p>the &lt;pause&gt; token, x&lt;y &amp; more</p>")] == [
        "the <pause> token, x<y & more"
    ]


def test_a_forced_line_break_is_a_newline_and_a_broken_source_line_is_a_space() -> None:
    assert [block.text for block in blocks("<p>\n  one<br>two\n   three  four\t</p>")] == ["one\ntwo three  four"]


def test_a_link_split_by_the_editor_is_one_link() -> None:
    (block,) = blocks(
        '<p><a href="https://a.example/?x=1&utm_source=y">Pa</a><a href="https://a.example/?x=1&utm_source=y">per</a></p>'
    )
    assert [(link.start, link.end, link.url) for link in block.links] == [(0, 5, "https://a.example/?x=1&utm_source=y")]


def test_a_link_around_several_paragraphs_stands_in_each() -> None:
    found = blocks('<a href="https://a.example"><p>one</p><p>two</p></a>three')
    assert [(block.text, len(block.links)) for block in found] == [("one", 1), ("two", 1), ("three", 0)]


def test_a_link_without_address_is_kept_as_such() -> None:
    (block,) = blocks('<p><a href="">one</a> <a>two</a></p>')
    assert [link.url for link in block.links] == ["", ""]


def test_the_rest_of_a_block_keeps_its_offsets_right() -> None:
    (block,) = blocks('<p><b>12 a</b> <a href="u">bc</a></p>')
    rest = block.after(2)
    assert isinstance(rest, Block)
    assert (rest.text, rest.strong[0].start, rest.strong[0].end) == ("a bc", 0, 1)
    assert rest.text[rest.links[0].start : rest.links[0].end] == "bc"


def test_one_line_leaves_odd_spaces_alone() -> None:
    assert one_line("  a \n  b\u00a0c ") == "a b\u00a0c"


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 2_001,
        "<div></b>" * 2_001,
        "<DIV>" * 2_001 + "</p>" * 5_000,
        "".join(f"<p><b id={n}></p>" for n in range(1_500)) + "<p>x</p>" * 3_000,
        "x" * 2_000_001,
        "é" * 1_000_001,
    ],
    ids=["deep", "deep, with other ends", "deep, capitals", "formatting never closed", "long", "long in bytes"],
)
def test_a_bomb_is_refused_before_it_is_parsed(bomb: str) -> None:
    with pytest.raises(Rejected):
        blocks(bomb)


def test_what_is_just_allowed_is_read() -> None:
    assert [block.text for block in blocks("<div>" * 1_998 + "x")] == ["x"]
    assert len(blocks("<p><b>x</b></p>" * 20_000)) == 20_000
    assert [len(block.text) for block in blocks("x" * 2_000_000)] == [2_000_000]


def test_time_grows_with_the_size_alone() -> None:
    def seconds(html: str) -> float:
        start = time.process_time()
        blocks(html)
        return time.process_time() - start

    item = "<p>a <b>b</b> <a href='u'>c</a>" + " " * 50 + "</p>"
    small, large = (min(seconds(item * count) for _ in range(3)) for count in (1_000, 10_000))
    assert large < 30 * small


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://arxiv.org/abs/2301.00704", "2301.00704"),
        ("http://arxiv.org/abs/2301.00704v12", "2301.00704"),
        ("https://www.arxiv.org/pdf/2301.00704v2.pdf", "2301.00704"),
        ("https://arxiv.org/pdf/2412.15605", "2412.15605"),
        ("https://export.arxiv.org/html/2301.00704v1#S3", "2301.00704"),
        ("https://arxiv.org/abs/2301.00704/?utm_source=x&y=1", "2301.00704"),
        ("HTTPS://ArXiv.org/abs/0704.0001", "0704.0001"),
        ("https://arxiv.org/abs/hep-th/9901001v3", "hep-th/9901001"),
        ("https://arxiv.org/pdf/math.GT%2F0309136.pdf", "math.GT/0309136"),
        ("https://doi.org/10.48550/arXiv.2301.00704", "2301.00704"),
        ("https://alphaxiv.org/abs/2301.00704", None),
        ("https://www.alphaxiv.org/abs/2301.00704v1", None),
        ("https://arxiv.org.example/abs/2301.00704", None),
        ("https://example.org/?u=https://arxiv.org/abs/2301.00704", None),
        ("https://arxiv.org/abs/2301.007", None),
        ("https://arxiv.org/abs/2301.007041", None),
        ("https://arxiv.org/abs/23010.00704", None),
        ("https://arxiv.org/list/cs.CL/recent", None),
        ("arXiv:2301.00704", None),
        ("", None),
    ],
)
def test_an_arxiv_id_is_read_from_every_form_of_its_address(url: str, found: str | None) -> None:
    assert arxiv_id(url) == found


@given(
    st.from_regex(r"[0-9]{4}\.[0-9]{4,5}|[a-z-]{2,8}(\.[A-Z]{2})?/[0-9]{7}", fullmatch=True),
    st.sampled_from(["https://arxiv.org/abs/", "http://www.arxiv.org/pdf/", "https://export.arxiv.org/html/"]),
    st.sampled_from(["", "v1", "v23"]),
    st.sampled_from(["", ".pdf", "?a=b", "#c"]),
)
def test_an_arxiv_id_survives_host_version_and_ending(paper: str, host: str, version: str, ending: str) -> None:
    assert arxiv_id(host + paper + version + ending) == paper
