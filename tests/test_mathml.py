"""Formulas in cooked HTML: drawn with TeX's spaces, or shown as their source; never anything else."""

from html import escape
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.cook import cook, with_mathml


def drawn(tex: str, *, block: bool = False) -> str:
    tag = "div" if block else "span"
    return with_mathml(f'<{tag} class="math">{escape(tex)}</{tag}>')


def formula(tex: str, *, block: bool = False) -> LexborNode:
    (found,) = LexborHTMLParser(drawn(tex, block=block)).css("body > math")
    return found


def line(tex: str) -> str:
    """The formula's text, with `_` where a space was put."""
    made = drawn(tex).replace('<mspace width="0.1667em" />', "_")
    return LexborHTMLParser(made).css_first("math").text()


def test_inline_and_block_formulas_are_drawn_where_they_stand() -> None:
    made = with_mathml(cook("값 $\\alpha < 1$ 입니다.\n\n$$\n\\frac{a}{b}\n$$\n"))
    inline, block = LexborHTMLParser(made).css("math")
    assert made.startswith("<p>값 <math")
    assert inline.text() == "α<1"
    assert inline.attributes["display"] == "inline"
    assert block.attributes["display"] == "block"
    assert len(block.css("mfrac mi")) == 2


def test_the_source_of_a_block_is_shown_without_the_lines_around_it() -> None:
    assert with_mathml(cook("$$\n\\nosuch\n$$")) == "<code>\\nosuch</code>"


def test_html_without_formulas_stays_as_it_is() -> None:
    cooked = cook("값 **둘**, `$x$` 그리고 $5\n\n<span lang='ko'>x</span>")
    assert with_mathml(cooked) == cooked


def test_a_readers_own_mark_up_in_a_formulas_place_is_left_alone() -> None:
    cooked = cook('<span class="math">a<b>c</b></span>\n\n<div class="math"><div>a</div>b</div>')
    assert with_mathml(cooked) == cooked


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"O(n \log n)", "O(n_log_n)"),
        (r"\log_2 n", "log2_n"),
        (r"2\sin x\cos y", "2_sin_x_cos_y"),
        (r"\log\log n", "log_log_n"),
        (r"x^2\exp y", "x2_exp_y"),
        (r"f(x)\ln g", "f(x)_ln_g"),
        (r"(a)^{+}\ln g", "(a)+_ln_g"),
        (r"{\log} n", "log_n"),
        (r"\max_x \operatorname{rank} A", "maxx_rank_A"),
        (r"\nabla_\theta \log \pi", "∇θ_log_π"),
        (r"\log\frac{1}{n}", "log_1n"),
        (r"\sqrt{\log n}", "log_n"),
        (r"\arg\max_x f", "arg_maxx_f"),
        (r"\mathop{\mathrm{argmin}}_x f", "argminx_f"),
        (r"\displaystyle n\log n", "n_log_n"),
    ],
)
def test_a_name_stands_apart_from_letters_numbers_and_names(tex: str, shown: str) -> None:
    assert line(tex) == shown


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\log", "log"),
        (r"\exp(x)", "exp(x)"),
        (r"\exp\left(x\right)", "exp(x)"),
        (r"(\min)", "(min)"),
        (r"\log|x|", "log|x|"),
        (r"-\log+1", "−log+1"),
        (r"a,\max", "a,max"),
        (r"\log\,n\ \log", "logn\xa0log"),
        (r"a \bmod b", "amodb"),
        (r"\text{log} n", "logn"),
        (r"a\\arg x", "aargx"),
    ],
)
def test_no_space_is_put_at_an_edge_a_bracket_a_sign_or_a_space(tex: str, shown: str) -> None:
    assert line(tex) == shown


@pytest.mark.parametrize("tex", [r"\max(a)", r"\operatorname{softmax}(a)", r"\Pr(a)", r"\operatorname{F1}"])
def test_a_name_brings_no_space_of_its_own(tex: str) -> None:
    name = formula(tex).css_first("mo")
    assert name.attributes["lspace"] == name.attributes["rspace"] == "0em"


@pytest.mark.parametrize(
    ("tex", "forms"),
    [
        ("x=-1", [None, "prefix"]),
        ("(-x,-y)", [None, "prefix", None, "prefix", None]),
        ("a-b", [None]),
        ("|x|+|y|", ["prefix", "postfix", None, "prefix", "postfix"]),
        ("f=|x|^2-1", [None, "prefix", "postfix", None]),
        ("p(y|x)", [None, None, None]),
        (r"\log|x|+1", ["prefix", "postfix", None]),
        (r"\log-x", ["prefix"]),
    ],
)
def test_signs_and_bars_are_tied_to_what_they_belong_to(tex: str, forms: list[str | None]) -> None:
    assert [one.attributes.get("form") for one in formula(tex).css("mo")] == forms


@pytest.mark.parametrize(
    ("tex", "mark_up"),
    [
        (r"a\sim b", "<mo>∼</mo>"),
        (r"\infty", '<mi mathvariant="normal">∞</mi>'),
        (r"1{,}000", "<mn>1</mn><mrow><mn>,</mn></mrow><mn>000</mn>"),
        (r"\text{18\% of}", "<mtext>18%\xa0of</mtext>"),
        (r"a\mathbin{+}b", '<mo lspace="0.22em" rspace="0.22em">+</mo>'),
        (r"a\mathrel{:=}b", "<mrow><mrow><mi>:</mi><mo>=</mo></mrow></mrow>"),
    ],
)
def test_what_the_converter_takes_for_something_else_is_mended(tex: str, mark_up: str) -> None:
    assert mark_up in drawn(tex)


@pytest.mark.parametrize(
    "tex",
    [
        *("\\frac{", "x^", "\\nosuch{a}", "\\begin{matrix}", "\\begin{matrix} a", "\\left( x", "", "\\skew3A"),
        *("\\skew{" + "9" * 400 + "}{x}", "\\left(a\\middle\\foo b\\right)", "\\rule1", "\\text{\\foo}", "x_a_b"),
        *("\\begin^|", "1\\verb\\left", "\\nosuch<b>", "\\hspace"),
    ],
)
@pytest.mark.parametrize("block", [False, True])
def test_tex_that_cannot_be_set_is_shown_as_it_is(tex: str, block: bool) -> None:
    assert drawn(tex, block=block) == f"<code>{escape(tex)}</code>"


LETTERS = "abcdefgh"
BOMB = "".join(rf"\def\{one}{{{{\{after}}}{{\{after}}}}}" for one, after in pairwise(LETTERS))


@pytest.mark.parametrize(
    "tex",
    [
        *("{" * 1_500, "x" * 2_001, "\\sqrt" * 400, "\\huge" * 300, "x^{" * 600 + "}" * 600, "\\left(" * 300),
        *("\\frac{1}{" * 40 + "x" + "}" * 40, BOMB + r"\def\h{x}\a", r"\sideset{}{}{" * 2 + "x" + "}" * 2),
        *(r"\newcommand{\a}{x}\a", r"\DeclareMathOperator{\a}{x}\a", r"\newenvironment{a}{x}{y}"),
    ],
    ids=lambda tex: tex[:12],
)
def test_tex_too_large_too_deep_or_multiplying_is_shown_as_it_is(tex: str) -> None:
    assert drawn(tex) == f"<code>{escape(tex)}</code>"


@pytest.mark.parametrize(
    "tex", ["x" * 2_000, "\\log " * 400, "'" * 2_000, "&" * 2_000, "\\verb|" * 300, "\\operatorname{" + " " * 1_980]
)
def test_the_longest_tex_takes_no_time_to_speak_of(tex: str) -> None:
    drawn("x")
    began = process_time()
    drawn(tex)
    assert process_time() - began < 2


@pytest.mark.parametrize(
    "tex",
    [
        *("x & y", "\\text{<script>alert(1)</script>}", "\\href{javascript:alert(1)}{x}", "\\text{&lt;b&gt;}"),
        *("\\style{position:fixed}{x}", "\\class{a}{x}", "\\textcolor{red;x:y}{x}", "\\colorbox{url(//a)}{x}"),
        *("\\unicode{x3c}b\\unicode{x3e}", '\\hspace{1em" onclick="a}', "\\verb|</code><b>|", "</span><b>x</b>"),
    ],
)
@pytest.mark.parametrize("block", [False, True])
def test_maths_cannot_carry_mark_up_addresses_or_styles(tex: str, block: bool) -> None:
    shown = LexborHTMLParser(drawn(tex, block=block))
    assert len(shown.css("body > *")) == 1
    assert not shown.css("script, b, [href], [class], [style], [onclick], [mathcolor], [mathbackground]")


@pytest.mark.parametrize(
    ("tex", "width"), [(r"\hspace{3em}", "3em"), (r"\hspace{12pt}", "12pt"), (r"\hspace{99em}", None)]
)
def test_only_small_lengths_are_kept(tex: str, width: str | None) -> None:
    assert formula(f"a{tex}b").css_first("mspace").attributes.get("width") == width


COMMANDS = (
    *("frac", "left(", "right)", "sqrt", "text", "href", "log", "max", "begin{matrix}", "end{matrix}", "middle", "not"),
    *("over", "skew", "unicode", "operatorname", "mathop", "mathrm", "hspace", "raise", "color", "style", "limits"),
)
TEX = st.lists(
    st.sampled_from([*"ab12{}[]()^_&\\<>'\"$%~|-, 가", *(f"\\{name}" for name in COMMANDS)]), max_size=12
) | st.lists(st.text(max_size=12), max_size=3)


@given(TEX.map("".join), st.booleans())
def test_any_tex_becomes_one_formula_or_its_source(tex: str, block: bool) -> None:
    made = LexborHTMLParser(drawn(tex, block=block))
    assert len(made.css("body > math")) + len(made.css("body > code")) == 1
    assert len(made.css("body > *")) == 1
    assert not made.css("script, [href], [onclick], [style], [class]")
