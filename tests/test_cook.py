"""Cooking as Discourse does, and text that survives it."""

import html
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cook import cook, escape, link, one_line, paragraphs, prose, strong, url
from bot.cook.escaping import uncontrolled

ONEBOX = '<a href="https://example.org/a" class="onebox" target="_blank">https://example.org/a</a>'
PLAIN = '<a href="https://example.org/a">https://example.org/a</a>'


def visible(cooked: str) -> str:
    """What a reader sees: text, with maths between dollars; fails on a tag that plain text must not make."""
    text = re.sub(r'<span class="math">(.*?)</span>', r"$\1$", cooked, flags=re.DOTALL)
    text = re.sub(r'</?(?:p|br|strong|em|code)>|<a href="https?://[^"]*">|</a>', "", text)
    assert not re.search(r"<[^>]*>", text), cooked
    return html.unescape(text)


def plainly(text: str) -> str:
    """The text without white space, control characters and typography, its URLs decoded."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    for typographic, typed in zip("…—–“”‘’→", ("...", "---", "--", '"', '"', "'", "'", "->"), strict=True):
        text = text.replace(typographic, typed)
    text = re.sub(r"\.{3,}", "...", re.sub(r"-+>", "->", unquote(text)))
    return re.sub(r"\$+", "$", re.sub(r"\s+", "", text))


@pytest.mark.parametrize(
    ("markdown", "cooked"),
    [
        ("하나\n둘", "<p>하나<br>\n둘</p>"),
        ("example.io 와 example.ai", '<p><a href="http://example.io">example.io</a> 와 example.ai</p>'),
        ("wait... 1 -- 2 a->b a -> b +-3 (tm) (c)", "<p>wait… 1 – 2 a-&gt;b a → b ±3 ™ (c)</p>"),
        ('"둘" really', "<p>“둘” really</p>"),
        ("값 $x_1 < 2$ 는", '<p>값 <span class="math">x_1 &lt; 2</span> 는</p>'),
        ("값$x$ 는", "<p>값$x$ 는</p>"),
        ("값 $x$는", "<p>값 $x$는</p>"),
        ("$5 and $10", "<p>$5 and $10</p>"),
        (r"($a\$b$)", r'<p>(<span class="math">a\$b</span>)</p>'),
        ("값 $x$。", '<p>값 <span class="math">x</span>。</p>'),
        ("“$x$”", "<p>“$x$”</p>"),
        ("$$\na < b\n$$", '<div class="math">\na &lt; b\n</div>'),
        ("$$a$$", '<div class="math">\na\n</div>'),
        ("한 $$a$$ 줄", "<p>한 $$a$$ 줄</p>"),
        ("앞\n\n$$\n뒤\n\n끝", '<p>앞</p>\n<div class="math">\n뒤\n\n끝\n</div>'),
        ("@ann and a@b", '<p><span class="mention">@ann</span> and a@b</p>'),
        ("`@ann` [@ann](https://a.io)", '<p><code>@ann</code> <a href="https://a.io">@ann</a></p>'),
        (
            "#1 C# #둘.",
            '<p><span class="hashtag-raw">#1</span> C# <span class="hashtag-raw">#둘</span>.</p>',
        ),
        ("Insert <pause> here", "<p>Insert  here</p>"),
        ("if x<y and z>w", "<p>if xw</p>"),
        ("p<0.05, a < b", "<p>p&lt;0.05, a &lt; b</p>"),
        ("**(ABC)**은", "<p>**(ABC)**은</p>"),
        ("a <!-- note --> b", "<p>a  b</p>"),
        ("a<script>alert(1)</script>", "<p>a</p>"),
        ('<span class="excerpt">한 문장</span>', '<p><span class="excerpt">한 문장</span></p>'),
        ('<span class="big" onclick="x()">a</span>', "<p><span>a</span></p>"),
        ('<a href="javascript:x()">a</a>', "<p><a>a</a></p>"),
        ('<h2 id="heading--one">a</h2>', '<h2 id="heading--one">a</h2>'),
        ('<h2 id="one">a</h2>', "<h2>a</h2>"),
        ("https://example.org/a", f"<p>{ONEBOX}</p>"),
        ("하나\nhttps://example.org/a\n둘", f"<p>하나<br>\n{ONEBOX}<br>\n둘</p>"),
        ("보기 https://example.org/a", f"<p>보기 {PLAIN}</p>"),
        (" https://example.org/a", f"<p>{PLAIN}</p>"),
        ("<https://example.org/a>", f"<p>{PLAIN}</p>"),
        ("- https://example.org/a", f"<ul>\n<li>{PLAIN}</li>\n</ul>"),
        ("> https://example.org/a", f"<blockquote>\n<p>{PLAIN}</p>\n</blockquote>"),
        ("a https://b.io에서", '<p>a <a href="https://b.xn--io-q04jk9m">https://b.io에서</a></p>'),
        (
            '[details="원문 <b>"]\n\n*hi*\n\n[/details]',
            "<details>\n<summary>\n원문 &lt;b&gt;</summary>\n<p><em>hi</em></p>\n</details>",
        ),
        ("[details=a]b[/details]", "<details>\n<summary>\na</summary>\n<p>b</p>\n</details>"),
        ("[details=a]\nb", "<p>[details=a]<br>\nb</p>"),
        (
            '[quote="ann, post:3, topic:4"]\nhi\n[/quote]',
            '<aside class="quote no-group" data-username="ann" data-post="3" data-topic="4">\n<div class="title">\n'
            '<div class="quote-controls"></div>\n ann:</div>\n<blockquote>\n<p>hi</p>\n</blockquote>\n</aside>',
        ),
        (
            "|a|\n|-|\n|b|",
            '<div class="md-table">\n<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n'
            "<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n</div>",
        ),
        ("half \ud83d", "<p>half \ufffd</p>"),
    ],
)
def test_markdown_cooks_as_discourse_cooks_it(markdown: str, cooked: str) -> None:
    assert cook(markdown) == cooked


def test_details_nest_in_lists_and_in_each_other() -> None:
    cooked = cook("- a\n  [details=b]\n  - c\n\n  [details=d]\n  e\n  [/details]\n  [/details]\n- f")
    assert cooked.count("<details>") == cooked.count("</details>") == 2
    assert cooked.endswith("<li>f</li>\n</ul>")


def test_a_post_begins_with_the_paragraphs_that_its_author_wrote() -> None:
    passed_over = "> a quote\ngoes on\n\n[quote]\na [/quote]\n[/quote]\n```\ncode\n```\n\n    code\n<!-- unseen -->\n"
    assert list(paragraphs(f"{passed_over}one\ntwo\n\n> a quote\n\nthree\n---\n\n- a list\n\nfour")) == [
        "one\ntwo",
        "three",
    ]
    assert list(paragraphs("> <!-- never closed\n\none")) == []


def test_a_text_that_ends_within_html_in_a_list_in_a_quote_is_cooked() -> None:
    assert "blockquote" in cook(">- <pre>\n> ")


def test_threads_do_not_disturb_each_other() -> None:
    texts = [f"at https://example.org/{n} and n{n}.io " * (n % 7 + 1) for n in range(80)]
    alone = [cook(text) for text in texts]
    pause = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(cook, texts)) == alone
    finally:
        sys.setswitchinterval(pause)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("We insert <pause> tokens", "We insert &lt;pause> tokens"),
        ("if x<y and z>w", "if x&lt;y and z>w"),
        ("**85%**의", r"\*\*85%\*\*의"),
        ("from $250 to $32,000", r"from \$250 to \$32,000"),
        ("$208K out of $500.8K", r"\$208K out of \$500.8K"),
        ("$5 and $10, ~$9", r"\$5 and \$10, ~\$9"),
        ("5$에서 10$까지", r"5\$에서 10\$까지"),
        ("$HOME/$USER", r"\$HOME/\$USER"),
        ("$5/$n$", r"\$5/$n$"),
        (r"$18\%$ of $n$", r"$18\%$ of $n$"),
        (r"in $O(n \log n)$ for $(K+1)^{th}$", r"in $O(n \log n)$ for $(K+1)^{th}$"),
        (r"$\{a\}$, $1\%$", r"$\{a\}$, $1\%$"),
        ("$x$는", "$x$ 는"),
        ("값$x$", "값 $x$"),
        ("“$x$”", "“ $x$ ”"),
        ("the $i$th", "the $i$ th"),
        ("$x$$y$", "$x$ $y$"),
        ("so $$x = 1$$ holds", "so $x = 1$ holds"),
        ("$x < y$ and a<b", "$x < y$ and a&lt;b"),
        (r"\$x\$", r"\\\$x\\\$"),
        ("@here", "@<!-- -->here"),
        ("ann@example.org", r"ann@example\.org"),
        ("#1 of C# 10", "#<!-- -->1 of C# 10"),
        (":smile: at 10:30:00", ":<!-- -->smile: at 10:30:00"),
        ("ok :)", "ok :<!-- -->)"),
        ("on [date=2026-01-05]", r"on \[date<!-- -->=2026-01-05\]"),
        ("~3x, ~~x~~", r"~3x, \~\~x\~\~"),
        ("1) a", r"1\) a"),
        ("12. a", r"12\. a"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("-1 is less", "-1 is less"),
        ("> a", "&gt; a"),
        ("# a", r"\# a"),
        ("a\n---", "a\n" + r"\-\-\-"),
        ("[x](y)", r"&#91;x\](y)"),
        ("a[^1]", r"a\[^1\]"),
        ("&amp; AT&T", "&amp;amp; AT&T"),
        ("\\", r"\\"),
        ("snake_case _x_", r"snake_case \_x\_"),
        ("Trademark (TM)", "Trademark &#40;TM)"),
        ("    deep", "deep"),
        ("보기 https://x.io에서", "보기 <https://x.io> 에서"),
        ("코드는https://x.io에서, これはhttps://x.io/bで", "코드는<https://x.io> 에서, これは<https://x.io/b> で"),
        ("xhttps://x.io/a", r"xhttps:\//x\.io/a"),
        ("(https://x.io/a_(b)).", "(<https://x.io/a_(b)>)."),
        ("see scale.com", r"see scale\.com"),
        ("GPT-4.5 v1.2", "GPT-4.5 v1.2"),
        ("a\x00b\r\nc\ud83d", "ab\nc\ufffd"),
        ("", ""),
    ],
)
def test_text_is_escaped_only_where_it_would_be_misread(text: str, markdown: str) -> None:
    assert escape(text) == markdown
    assert plainly(visible(cook(markdown))) == plainly(text.replace("\ud83d", "\ufffd"))


@pytest.mark.parametrize(
    "text", ["값$x$는", "“$x$”", "$a$$b$", "한$\\frac{1}{2}$글", "→$x^2$→", "2$x$3", "$i$th, $k$-NN"]
)
def test_kept_maths_is_maths_for_discourse(text: str) -> None:
    assert cook(escape(text)).count('class="math"') == len(re.findall(r"\$[^$]+\$(?!\d)", text))


@pytest.mark.parametrize(
    "shape",
    [
        "85%",
        "(ABC)",
        "논문(Paper)",
        "“인용”",
        "検索（RAG）",
        "GPT-4(논문)",
        "<b>",
        "`x`",
        "a*b*c",
        "$x$",
        "100.",
        "[a]",
    ],
)
def test_bold_holds_beside_korean_and_japanese(shape: str) -> None:
    cooked = cook(f"그{strong(shape)}은 그リ{strong(shape)}は")
    assert cooked.count("<strong>") == 2
    assert plainly(visible(cooked)) == plainly(f"그{shape}은 그リ{shape}は")


PIECES = [
    "a", "word ", "모델", "を", "。", "**", "*", "_", "__", "~~", "~", "`", "``", "\n", "\n\n", "> ", "- ",
    "1. ", "# ", "#a", "@b", "\t", "    ", "[", "]", "(", ")", "<", ">", "<b>", "</b>", "<!-- c -->",
    "&amp;", "&lt;", "&", "\\", "$", "$x$", "$250", "$O(n)$", "$$", "https://x.io/a",
    "http://x.com/?q=1&b=%41", "www.a.com", "a@b.com", "example.io", "|", "|-|-|\n", "---", "===", "...",
    "--", "+-", "(tm)", "\"", "'", "!", "![", "“", "…", "😀", "\u3000", "\u00a0", "```\n", "<div>", ":", "//",
    "x.com에서", "?", "!!!!", ",,", "[a](b)", "[r]: /u\n", "[r]", ":smile:", ":)", "[x]", "^", "[^1]",
    "<https://x.io>", "mailto:a@b", "@here", "#1", "ftp://a.com", "[quote]\n", "[details=x]\n", "\\(", "\\[",
    "\u200b", "\u202e", "\u2066", "/", ";", "=", "{", "}",
]  # fmt: skip
SOUP = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)


@settings(deadline=None, max_examples=300)
@given(st.one_of(SOUP, st.text(max_size=60), SOUP.flatmap(lambda soup: st.text(max_size=9).map(lambda t: soup + t))))
def test_any_text_reads_the_same_after_cooking(text: str) -> None:
    cooked = cook(escape(text))
    assert plainly(visible(cooked)) == plainly(text)


@settings(deadline=None, max_examples=150)
@given(SOUP, SOUP)
def test_escaped_texts_stand_side_by_side_in_a_list_a_quote_and_bold(first: str, second: str) -> None:
    cooked = cook(f"- {strong(first)} x {escape(one_line(second))}\n\n  > y {escape(one_line(first))}")
    inside = re.sub(r"</?(?:ul|li|blockquote)>", "", cooked)
    assert plainly(visible(inside)) == plainly(f"{first}x{second}y{first}")


TURNING = [chr(code) for code in (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]


@pytest.mark.parametrize("mark", TURNING, ids=[f"{ord(mark):X}" for mark in TURNING])
def test_nothing_turns_the_writing_direction(mark: str) -> None:
    text = f"a{mark}b *{mark}c* $x{mark}_1$ https://x.io/{mark}d"
    for markdown in (escape(text), prose(text), one_line(text), strong(text), link(text, f"https://x.io/{mark}d")):
        assert mark not in html.unescape(markdown)
        assert mark not in html.unescape(cook(markdown))
    assert escape(f"a{mark}b") == prose(f"a{mark}b") == one_line(f"a{mark}b") == "ab"


def test_letters_that_are_written_from_the_right_stay() -> None:
    assert escape("שלום عربي") == prose("שלום عربي") == "שלום عربي"


@pytest.mark.parametrize("code", ["0e", "0F", "01", "7f", "200E", "202E", "2069"])
def test_tex_cannot_spell_what_text_may_not_hold(code: str) -> None:
    assert prose(rf"a $\unicode{{x{code}}}$ b") == "a  b"


def test_tex_cannot_spell_half_a_character() -> None:
    assert prose(r"a $\unicode{xD800}$ b") == "a \ufffd b"


@settings(deadline=None, max_examples=150)
@given(SOUP)
def test_prose_loses_no_word(text: str) -> None:
    words = re.compile(r"[a-z]{2,}|[가-힣]+|[ぁ-ん]+")
    said = uncontrolled(text.replace("\r", "\n"))
    assert set(words.findall(said)) <= set(words.findall(visible(cook(prose(text)))))


@pytest.mark.parametrize(
    ("tex", "markdown"),
    [
        (r"\textbf{a} \emph{b \textit{c}}", "<strong>a</strong> <em>b <em>c</em></em>"),
        (r"{\em a} {GPT}", "<em>a</em> {GPT}"),
        (r"\texttt{--dry*run}", r"<code>-\-dry\*run</code>"),
        (r"\url{https://x.io/a_b}에서", "<https://x.io/a_b> 에서"),
        (r"\href{https://x.io}{our page}", "our page (<https://x.io>)"),
        (r"5\% of Q\&A costs \$5 or \$6", r"5% of Q&A costs \$5 or \$6"),
        ("``quoted'' and `single' but it's", "“quoted” and ‘single’ but it's"),
        (r"shown~\cite{a,b} by Kim et al.~\citep[p.~2]{c}.", "shown by Kim et al.."),
        (r"Fig.~2 is ~3x, \ie two \times", "Fig. 2 is ~3x, i.e. two ×"),
        (r"$\textbf{Name}$ and $\textbf{x}_1$", r"<strong>Name</strong> and $\textbf{x}_1$"),
        (r"a $x\%$ \textbf{b $y$ c", r"a $x\%$ <strong>b $y$ c</strong>"),
        (r"\unknown{a} \textbf", r"\\unknown{a} \\textbf"),
        ("a \\textbf{b\n\nc}", "a <strong>b</strong>\n\nc}"),
        ("<pause> @here", "&lt;pause> @<!-- -->here"),
    ],
)
def test_tex_in_prose_becomes_readable(tex: str, markdown: str) -> None:
    assert prose(tex) == markdown


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org/a_b?c=1&d=2#e", "https://example.org/a_b?c=1&d=2#e"),
        (" HTTP://example.org ", "http://example.org"),
        ("https://example.org/a b*c", "https://example.org/a%20b%2Ac"),
        ("https://example.org/wiki/Attention_(x)", "https://example.org/wiki/Attention_(x)"),
        ("https://example.org/a)b", "https://example.org/a%29b"),
        ("https://example.org/a.", "https://example.org/a%2E"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org/??1", "https://example.org/?%3F1"),
        ("https://example.org/..-", "https://example.org/%2E%2E%2D"),
        ("https://example.org/_a_", "https://example.org/%5Fa_"),
        ("https://example.org/한글", "https://example.org/%ED%95%9C%EA%B8%80"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/?a&lt;", "https://example.org/?a&lt%3B"),
        ("javascript:alert(1)", ""),
        ("ftp://example.org", ""),
        ("https://", ""),
        ("https://[::1]/", ""),
        ("/local", ""),
        ("", ""),
    ],
)
def test_a_url_is_made_safe_or_refused(address: str, safe: str) -> None:
    assert url(address) == safe


ADDRESSES = st.text("ab1._~-*()[]{}<>&;=?#%/@:,!$'\"\\`^|+ 한\n", max_size=30).map("https://example.org/".__add__)


@settings(deadline=None, max_examples=150)
@given(ADDRESSES)
def test_a_safe_url_is_one_whole_link_wherever_it_stands(address: str) -> None:
    safe = url(address)
    hrefs = re.findall(r'href="([^"]*)"', cook(f"{safe}\n\n- a {safe} b\n\n[x]({safe})"))
    assert [html.unescape(href) for href in hrefs] == [safe] * 3


@settings(deadline=None, max_examples=150)
@given(SOUP, ADDRESSES)
def test_a_link_is_one_link_whatever_its_label(label: str, address: str) -> None:
    cooked = cook(f"- {link(label, address)}")
    assert cooked.count("<a ") == 1
    shown = visible(re.sub(r"</?(?:ul|li)>", "", cooked))
    for command, char in {r"\lbrack ": "[", r"\rbrack ": "]", r"\lt ": "<", r"\gt ": ">"}.items():
        shown = shown.replace(command, char)
    assert plainly(shown) == plainly(one_line(label) or url(address))


def test_a_link_without_an_address_is_its_label() -> None:
    assert link("a *b*", "javascript:x") == r"a \*b\*"


@pytest.mark.parametrize(
    "piece",
    ["$", "$x ", "[(", "\\", "``", "{\\bf ", "https://x.io/", "a.com ", "@a#b:c:", "?!", "-", "{", "\\cite{",
    "\\href{", "~", "((", "\n", "1", "$\\text{", "\\cite[a]{b}~", " ~\\cite{", "&a", "a_",
    "https://x.io/))))))))", "🙂한"],
)  # fmt: skip
def test_hostile_text_takes_time_in_proportion(piece: str) -> None:
    text = "x" + piece * (200_000 // len(piece))
    start = time.process_time()
    assert escape(text)
    assert prose(text)
    assert time.process_time() - start < 6
