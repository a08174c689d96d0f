"""What a post tells the bot to do: its own first line, in the forms of the locale and in no other."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.config import load_locale
from bot.cook import cook
from bot.corrections.commands import LONGEST, UNKNOWN, addresses, command_in
from bot.domain import Verb

PROMPTS = Path(__file__).parents[2] / "prompts"
LOCALES = {code: load_locale(PROMPTS, code) for code in ("ko", "ja")}
KO = LOCALES["ko"]
BOT = "paperboy"

FORMS = {
    "ko": {
        Verb.APPLY: "반영|반영해 주세요|반영해주세요|반영 부탁드립니다|적용|승인",
        Verb.ANYWAY: "그대로 반영",
        Verb.REJECT: "거절|반려",
        Verb.HOLD: "보류",
        Verb.CLOSE: "닫기|종료",
        Verb.UNDO: "되돌리기|되돌려 주세요|반영 취소",
        Verb.STATUS: "상태",
        Verb.HELP: "도움말",
    },
    "ja": {
        Verb.APPLY: "反映|反映してください|反映お願いします|適用|承認",
        Verb.ANYWAY: "そのまま反映",
        Verb.REJECT: "見送り|却下",
        Verb.HOLD: "保留",
        Verb.CLOSE: "閉じる",
        Verb.UNDO: "取り消し|元に戻す",
        Verb.STATUS: "状況",
        Verb.HELP: "ヘルプ",
    },
}
ENGLISH = {
    Verb.APPLY: "apply|approve|Apply",
    Verb.ANYWAY: "apply anyway",
    Verb.REJECT: "reject|decline",
    Verb.HOLD: "hold",
    Verb.CLOSE: "close",
    Verb.UNDO: "undo|revert",
    Verb.STATUS: "status",
    Verb.HELP: "help",
}
TABLE = [
    (code, verb, form)
    for code, forms in FORMS.items()
    for several in (forms, ENGLISH)
    for verb, row in several.items()
    for form in row.split("|")
]


@pytest.mark.parametrize(("code", "verb", "form"), TABLE)
def test_every_form_is_a_command(code: str, verb: Verb, form: str) -> None:
    assert command_in(f"@{BOT} {form}", BOT, LOCALES[code]) == (verb, "")


@pytest.mark.parametrize(
    "address", ["@paperboy ", "@Paperboy ", "@paperboy님 ", "@paperboy, ", "@paperboy,", "  @paperboy  "]
)
def test_the_bot_is_addressed_in_three_ways(address: str) -> None:
    assert command_in(f"{address}반영", BOT, KO) == (Verb.APPLY, "")


@pytest.mark.parametrize(
    ("code", "said", "verb", "text"),
    [
        ("ko", "반영: 모델은 메모를 읽습니다.", Verb.APPLY_OWN, "모델은 메모를 읽습니다."),
        ("ko", "반영：모델은 `x`를 읽습니다.", Verb.APPLY_OWN, "모델은 `x`를 읽습니다."),
        ("ko", "반영 : 새 문장", Verb.APPLY_OWN, "새 문장"),
        ("ko", "apply: 새 문장", Verb.APPLY_OWN, "새 문장"),
        ("ja", "反映：新しい文", Verb.APPLY_OWN, "新しい文"),
        ("ko", "거절 원문과 다릅니다.", Verb.REJECT, "원문과 다릅니다."),
        ("ko", "반려 하드웨어 이름입니다", Verb.REJECT, "하드웨어 이름입니다"),
        ("ko", "거절 하지만 원문이 그렇습니다", Verb.REJECT, "하지만 원문이 그렇습니다"),
        ("ko", "거절 취소선은 원문의 것입니다", Verb.REJECT, "취소선은 원문의 것입니다"),
        ("ja", "見送り 原文どおりです", Verb.REJECT, "原文どおりです"),
        ("ko", "decline it is right as it stands", Verb.REJECT, "it is right as it stands"),
    ],
)
def test_free_text_comes_along(code: str, said: str, verb: Verb, text: str) -> None:
    assert command_in(f"@{BOT} {said}", BOT, LOCALES[code]) == (verb, text)


NO_FORMS = {
    "ko": "반영했습니다|수정|ㅇㅋ|확인|거절했습니다|거절 했습니다|반려 합니다|보류 중|그대로|반영:|반 영|反映"
    "|거절 하지 마세요|거절 할까요?|반려 취소해 주세요",
    "ja": "反映しました|修正|了解|見送りました|見送り しました|保留中|反映：|반영"
    "|見送り しないでください|却下 してもいいですか？|却下 取り消し",
    "en": "|done|fixed|ok|applied|apply it|rejected|undo!|apply anyway please",
}


@pytest.mark.parametrize(
    ("code", "said"),
    [(code, said) for code, row in NO_FORMS.items() for said in row.split("|")],
)
def test_nothing_else_is_a_command(code: str, said: str) -> None:
    assert command_in(f"@{BOT} {said}", BOT, LOCALES.get(code, KO)) is UNKNOWN


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "반영",
        "네, @paperboy 반영",
        "감사합니다\n@paperboy 반영",
        "@paperboy2 반영",
        "@paperboy-dev 반영",
        "@paperboy.kim 반영",
        "@paperboy반영",
        "@kim 반영",
        "paperboy 반영",
        "＠paperboy 반영",
        "@ paperboy 반영",
        "> @paperboy 반영",
        "> 인용\n@paperboy 반영",
        "- @paperboy 반영",
        "# @paperboy 반영",
        '[quote="kim, post:3, topic:5"]\n@paperboy 반영\n[/quote]',
        '[quote="kim"]\n[quote="lee"]\n한마디\n[/quote]\n@paperboy 반영\n[/quote]\n알겠습니다',
        '[quote="kim"]\n@paperboy 반영',
        "```\n@paperboy 반영\n```",
        "```\n@paperboy 반영",
        "~~~~\n~~~\n@paperboy 반영\n~~~~",
        "`@paperboy 반영`",
        "``@paperboy` 반영``",
        "    @paperboy 반영",
        "\t@paperboy 반영",
        "[code]\n@paperboy 반영\n[/code]",
        "<!-- \n@paperboy 반영\n-->",
        "<!-- @paperboy 반영",
        '[quote="kim, post:3, topic:5"]\n여기요 [/quote]\n@paperboy 반영\n[/quote]\n\n확인하겠습니다',
        '[quote="kim"]\n여기 [/quote]\n@paperboy 반영\n여기 [quote]\n[/quote]',
        "[quote]@paperboy 반영[/quote]",
        "```\n```~~~\n@paperboy 반영\n```",
        "> 이렇게요?\n```\n\n@paperboy 반영\n```",
        "> 이렇게요?\n<!--\n\n@paperboy 반영\n-->",
        "> <!--\n\n@paperboy 반영",
        "> 이렇게요?\n[details]\n\n@paperboy 반영\n[/details]",
        "> 이렇게요?\n[code]\n\n@paperboy 반영\n[/code]",
        "[spoiler]\n\n@paperboy 반영\n[/spoiler]",
        "> 이렇게요?\n`네`\n@paperboy 반영",
        "$$\n@paperboy 반영\n$$",
        "<del>@paperboy 반영</del>",
        "<del>\n@paperboy 반영\n</del>",
        "<div hidden>\n\n@paperboy 반영\n\n</div>",
        '[details="x"]\n@paperboy 반영\n[/details]',
        "-- \n@paperboy 반영",
        "2026년 11월 21일 (토) 오후 9:10, kim 님이 작성:\n@paperboy 반영",
        "@рaperboy 반영",
        "@pаperboy 반영",
        "@paper\u200bboy 반영",
        "\u202e@paperboy 반영",
        "@paperboy\u00ad 반영",
    ],
)
def test_what_is_not_its_authors_own_first_line_to_the_bot_is_no_command(raw: str) -> None:
    assert command_in(raw, BOT, KO) in (None, UNKNOWN)


@pytest.mark.parametrize(
    "said", ["аpply", "ap\u200bply", "반영\u200b", "반\u1160영", "ａｐｐｌｙ", "반영<!-- -->함", "<b>반영</b>"]
)
def test_letters_that_only_look_alike_are_no_command(said: str) -> None:
    assert command_in(f"@{BOT} {said}", BOT, KO) is UNKNOWN


def test_the_kelvin_sign_is_no_k() -> None:
    assert command_in("@\u212aim apply", "kim", KO) is None


@pytest.mark.parametrize(
    "before",
    [
        '[quote="kim, post:3, topic:5"]\n@paperboy 거절\n[/quote]\n\n',
        '[quote="kim"]\n[quote="lee"]\n@paperboy 거절\n[/quote]\n둘\n[/quote]\n',
        "> @paperboy 거절\n\n",
        "```\n@paperboy 거절\n```\n",
        "<!-- @paperboy 거절 -->\n",
        "`@paperboy 거절`\n",
        "    @paperboy 거절\n",
        "\n\n\r\n",
    ],
)
def test_a_command_below_what_it_quotes_counts(before: str) -> None:
    assert command_in(f"{before}@{BOT} 반영\n\n> @{BOT} 거절\n", BOT, KO) == (Verb.APPLY, "")


@given(text=st.text(max_size=60), code=st.sampled_from(["ko", "ja"]))
def test_what_does_not_name_the_bot_is_never_a_command(text: str, code: str) -> None:
    if BOT not in text.lower():
        assert command_in(text, BOT, LOCALES[code]) is None


@given(text=st.text(max_size=60).filter(lambda text: "`" not in text), fence=st.sampled_from(["```", "````"]))
def test_nothing_in_a_fence_is_a_command(text: str, fence: str) -> None:
    assert command_in(f"{fence}\n@{BOT} apply\n{text}\n{fence}", BOT, KO) is None


@pytest.mark.parametrize(
    "after", ["---", "-- \n김", "> 인용", "```\n코드\n```", "[code]x[/code]", "[/quote]", "<!-- x -->"]
)
def test_what_stands_below_a_command_takes_nothing_from_it(after: str) -> None:
    assert command_in(f"@{BOT} 반영\n{after}", BOT, KO) == (Verb.APPLY, "")


PIECES = """
[quote] [quote="kim"] [/quote] [details] [/details] ``` ```` ~~~ ` `` > <!-- --> - 1. <div> <pre> </pre> $$ x
"""


@given(pieces=st.lists(st.sampled_from([*PIECES.split(), "\n", "\n", "\n", "    ", f"\n@{BOT} apply\n"]), max_size=12))
def test_what_the_forum_shows_as_no_line_of_its_authors_is_no_command(pieces: list[str]) -> None:
    raw = "".join(pieces)
    if command_in(raw, BOT, KO) not in (None, UNKNOWN):
        mine = outside_of_quotes(cook(raw))
        assert re.search(rf'(?:^|<p>|<h[12]>)<span class="mention">@{BOT}</span> apply', mine, re.MULTILINE)


def outside_of_quotes(html: str) -> str:
    """What is left of a cooked post without its quotes and its code."""
    tree = LexborHTMLParser(html)
    for node in tree.css("blockquote, pre, code, details"):
        node.decompose()
    return str(tree.html)


@given(text=st.text(alphabet="[]quote/`>~<!-@paperboy apply\n ", max_size=200))
def test_a_command_always_stands_in_a_line_of_its_own(text: str) -> None:
    found = command_in(text, BOT, KO)
    if found not in (None, UNKNOWN):
        assert any(line.strip().lower().startswith(f"@{BOT}") for line in text.split("\n"))


@pytest.mark.parametrize("piece", ["`a", "[quote", "[quote]", "> a\n", "<!--", "```\n", "`x``x", "@paperboy "])
def test_a_huge_post_is_not_looked_at(piece: str) -> None:
    assert command_in(f"@{BOT} apply\n{piece * LONGEST}", BOT, KO) is None


def test_a_readers_choice_is_said_like_a_command() -> None:
    forms = KO.commands["unread"]
    assert addresses(f"@{BOT} {forms[0]}\n\n고맙습니다", BOT, forms)
    assert not addresses(f"@{BOT} {forms[0]} 이요", BOT, forms)
    assert not addresses(forms[0], BOT, forms)
