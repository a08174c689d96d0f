"""Formulas as plain text, and how they look on a forum without maths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.cook import cook, escape, link, prose, strong
from bot.cook.plain import plain


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"10^{-3}", "10⁻³"),
        (r"10^{5}x", "10⁵x"),
        (r"18\%", "18%"),
        (r"1{,}000", "1,000"),
        (r"10\,000", "10 000"),
        (r"\{a\}", "{a}"),
        (r"0.25^\circ", "0.25°"),
        (r"\sim 3\times", "∼3×"),
        (r"\alpha = 0.34", "α = 0.34"),
        (r"O(n \log n)", "O(n log n)"),
        (r"\tilde{O}(\sqrt{T})", "O\u0303(√(T))"),
        (r"\mathbb{R}^d", "ℝ^d"),
        (r"\mathcal{L}_{\text{CE}}", "ℒ_CE"),
        (r"\sum_{i=1}^n i", "∑_(i = 1)ⁿ i"),
        (r"x \in \{1,\dots,n\}", "x ∈ {1, …, n}"),
        (r"\frac{a+b}{2}", "(a+b)/2"),
    ],
)
def test_a_formula_is_written_on_one_line(tex: str, text: str) -> None:
    assert plain(tex) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"2\frac{1}{2}", r"\frac{21}{2}"),
        (r"x_i j", r"x_{ij}"),
        (r"e^i \pi", r"e^{i\pi}"),
        (r"x^{2^n}", r"x^2n"),
        (r"x^{2^n}", r"{x^2}^n"),
        (r"{a+b}^2", r"a+b^2"),
        (r"\frac{a}{b+c}", r"\frac{a}{b}+c"),
        (r"\frac{1}{2} x", r"\frac{1}{2x}"),
        (r"\sqrt{2}x", r"\sqrt{2x}"),
        (r"10^{6}", r"106"),
        (r"2^{-1}", r"2-1"),
    ],
)
def test_formulas_that_differ_are_written_differently(one: str, other: str) -> None:
    assert None not in (plain(one), plain(other))
    assert plain(one) != plain(other)


@pytest.mark.parametrize(
    "tex", [r"\begin{matrix} a & b \end{matrix}", r"\binom{n}{k}", r"\overline{ab}", r"\unknown{x}", ""]
)
def test_what_would_be_in_doubt_on_one_line_is_not_written(tex: str) -> None:
    assert plain(tex) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"The set $\{a, b\}$ has $2^{10}$ parts.", "The set {a, b} has 2¹⁰ parts."),
        (r"비용은 $O(n^2)$이고 $5입니다.", "비용은 O(n²)이고 $5입니다."),
        (r"$a*b$ and $c*d$, $x_i$ and $y_i$", "a*b and c*d, x_i and y_i"),
        (r"If $x<y$ and $p > 0.05$.", "If x < y and p > 0.05."),
        (r"$$\sqrt{d_k}$$", "√(d_k)"),
        (
            r"A table $\begin{matrix} a_1 & b_2 \end{matrix}$ here",
            r"A table \begin{matrix} a_1 & b_2 \end{matrix} here",
        ),
        (r"Costs $5 and $10.", "Costs $5 and $10."),
    ],
)
def test_without_maths_a_text_reads_whole(text: str, shown: str) -> None:
    for maths in (False, True):
        cooked = cook(prose(text, maths=False), maths=maths)
        assert 'class="math"' not in cooked
        assert "<em>" not in cooked
        assert seen(cooked) == shown


def test_a_formula_that_cannot_be_written_stands_in_code() -> None:
    assert "<code>\\binom{n}{k} --x</code>" in cook(prose(r"$\binom{n}{k} --x$", maths=False), maths=False)


def test_labels_and_links_are_without_maths_as_well() -> None:
    assert seen(cook(strong(r"Cost $O(n^2)$:", maths=False), maths=False)) == "Cost O(n²):"
    assert seen(cook(link(r"About $\{a\}_b$", "https://forum.example/t/1", maths=False), maths=False)) == "About {a}_b"
    assert seen(cook(escape(r"$\binom{n}{k}$ and $x$", maths=False), maths=False)) == r"$\binom{n}{k}$ and x"


def test_a_forum_without_the_plugin_shows_dollars_as_they_are() -> None:
    assert cook("Cost $x$ here", maths=False) == "<p>Cost $x$ here</p>"
    assert 'class="math"' in cook("Cost $x$ here")


@given(st.text("x12+-=_^{}\\<>*&$ab|()[], ", max_size=40))
def test_whatever_stands_between_dollars_nothing_fails_and_no_mark_up_comes_of_it(tex: str) -> None:
    tree = LexborHTMLParser(cook(prose(f"so ${tex}$ end", maths=False), maths=False)).body
    assert tree is not None
    assert {node.tag for node in tree.css("*")} <= {"body", "p", "code", "br"}


def seen(html: str) -> str:
    body = LexborHTMLParser(html).body
    return body.text().strip() if body else ""
