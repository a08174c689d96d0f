"""The Markdown core beside npm's markdown-it under the same options (Discourse's own rules are apart from it)."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cook import escape, prose
from bot.cook.engine import core

pytestmark = pytest.mark.node

NODE = Path(__file__).parent / "node"
Cook = Callable[[list[str]], list[str]]

SAMPLES = [
    "# 하나\n\n두 줄\n세 줄  \n네 줄\\\n다섯",
    "**85%**의 *GPT-4(논문)*를 **“인용”**이다 __a__b _c_",
    "> 인용\n- 하나\n  - 둘\n\n    셋\n1. a\n   > b\n2. c\n\n***\n\n```py\nx < 1\n```\n\n    code\n",
    "|a|b\\|c|\n|:-|-:|\n|1|`2|3`|\n",
    "\"double\" 'single' it's ... --- -- +- (c) (tm) ????? !!!!! ,, \"한글\"은 'あ'",
    "https://example.org/a_b_c?q=1&r=%20#x, example.io. www.example.com/a) a@b.com example.ai ftp://a.com //a.com",
    "https://example.org/한글에서 <https://example.org/x*y> [l](https://e.org/a%20b (t)) ![i](a.png 't')",
    "[r] and [r][] and [x][r]\n\n[r]: https://example.org 'title'",
    "<div>\n*a*\n\n*b*\n</div>\n\na <b>c</b> <!-- d --> &amp; &lt; &#35; x<y and z>w <pause>",
    "Title\n=====\nOther\n---\n~~gone~~ ~one~ ~~a ~~b~~ `` ` `` \\* \\# \\한",
    "* a\n\n  b\n* c\n+ d\n\n1) x\n3) y\n",
    "line\u2028sep \u00a0nbsp\u3000ideographic \u200bzero",
]


@pytest.fixture(scope="module")
def npm() -> Cook:
    """Cooks many texts with npm's markdown-it at once."""
    node = shutil.which("node")
    if not node or not (NODE / "node_modules" / "markdown-it").is_dir():
        pytest.skip("npm's markdown-it is not installed: run npm ci in tests/node")

    def cook(texts: list[str]) -> list[str]:
        lines = "".join(json.dumps(text) + "\n" for text in texts)
        done = subprocess.run([node, "cook.mjs"], cwd=NODE, input=lines, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.split("\n")[:-1]]

    return cook


def differences(npm: Cook, texts: list[str]) -> list[tuple[str, str, str]]:
    """The texts that the two cook differently, with both results."""
    engine = core()
    both = [(text, theirs, engine.render(text)) for text, theirs in zip(texts, npm(texts), strict=True)]
    return [row for row in both if row[1] != row[2]]


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text().split("\n") if line]


def test_samples_cook_as_npm_cooks_them(npm: Cook) -> None:
    assert differences(npm, SAMPLES) == []


def test_the_corpus_cooks_as_npm_cooks_it(npm: Cook, shared: Path) -> None:
    summaries = [paper["summary"] for week in rows(shared / "corpus" / "weeks.jsonl") for paper in week["papers"]]
    abstracts = [row["abstract"] for row in rows(shared / "corpus" / "abstracts.jsonl")]
    texts = summaries + abstracts + [escape(text) for text in summaries] + [prose(text) for text in abstracts]
    assert len(texts) > 2000
    assert differences(npm, texts) == []


# Left out of the generated text are the differences listed below: "![", runs of backticks, "<!x", and emoji.
PIECES = [
    "a", "word ", "모델", "を", "。", "**", "*", "_", "__", "~~", "~", "\n", "\n\n", "> ", "- ", "1. ", "# ",
    "\t", "[", "]", "(", ")", "<", ">", "<b>", "</b>", "&amp;", "&", "\\", "$", "https://x.io/a",
    "http://한글.com/?q=1&b=%20", "www.a.com", "a@b.com", "example.io", "|", "|-|-|\n", "---", "===", "...",
    "--", "+-", "(c)", "\"", "'", "“", "…", "\u3000", "\u00a0", "<div>", ":", "//", "x.com에서", "?", "!!!!",
    ",,", "\"a\"", "[a](b)", "[r]: /u\n", "[r]", "\u200b", "`x`",
]  # fmt: skip


@settings(deadline=None, max_examples=15)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), min_size=20, max_size=60))
def test_generated_text_cooks_as_npm_cooks_it(npm: Cook, texts: list[str]) -> None:
    assert differences(npm, texts) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('😀"a"', "npm's sees half of a character beyond U+FFFF and takes it for a letter, ours sees a symbol"),
        ("😀**> a**", "the same for emphasis"),
        ("![`,,)- ~~`~``", "npm's forgets which runs of backticks it has seen after a label that never ends"),
        ("![\\[a](b)", "npm's drops a bracket escaped within the text of a picture"),
        ("> a\n<!x b", "ours takes `<!x` for a declaration, as CommonMark does, npm's only `<!X`"),
    ],
)
def test_a_known_difference_is_still_one(npm: Cook, text: str, reason: str) -> None:
    assert differences(npm, [text]), f"no longer a difference: {reason}"
