"""Pairs for the tests of formulas, marks and links: sentences of this project's own, in a bare locale."""

from hypothesis import strategies as st

from bot.checks import Kind, Pair
from bot.domain import Finding, Locale, Severity

KOREAN = Locale(code="ko", language="Korean", words={}, prompts={})
JAPANESE = Locale(code="ja", language="Japanese", words={}, prompts={})

ANY_TEXT = st.text(st.characters(), max_size=80)
"""Any Unicode, lone surrogates too."""

_PIECES = (
    "$ $$ ` `` * ** _ \\ \\textbf{ \\( \\) { } < > </s> [MASK] &amp; https:// a.io /x @ ab @ab 1 n^2 ]( [ 는 の 。 '"
)
PIECES = st.lists(
    st.sampled_from([*_PIECES.split(), " ", "\n", "\0", "\ud800", "\\url{", "this https URL", "arXiv:2401.00001"]),
    max_size=40,
).map("".join)
"""What marks and addresses are made of, in any order."""


def pair(source: str, target: str, *, locale: Locale = KOREAN, kind: Kind = Kind.ABSTRACT) -> Pair:
    return Pair(key="dair/2026-06-28/1@ko.1", kind=kind, source=source, target=target, locale=locale)


def seen(findings: list[Finding]) -> list[tuple[str, str, str]]:
    """Code and spans; every one must be mended."""
    assert all(one.severity is Severity.REPAIR for one in findings)
    return [(one.code, one.source_span, one.target_span) for one in findings]


def assert_sound(asked: Pair, findings: list[Finding]) -> None:
    """No more than a moderator reads, and every span stands where it says."""
    assert len(findings) <= 20
    assert all(one.source_span in asked.source and one.target_span in asked.target for one in findings)
    assert all(one.source_span or one.target_span for one in findings)
