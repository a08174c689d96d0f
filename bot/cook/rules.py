"""Discourse's own rules: maths between dollars, its typography, mentions and hashtags, boxes for lone links.

Rule: each rule does what Discourse's does, its oddities included.
Source: https://github.com/discourse/discourse, discourse-math.js, custom-typographer-replacements.js,
text-post-process.js, mentions.js, hashtag-autocomplete.js, onebox.js.
"""

import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_WIDE_PUNCTUATION = frozenset("、。，：；．？！،؛؟ฯ")
_ABBREVIATION = re.compile(r"\((tm|pa)\)", re.IGNORECASE)
_RARE = re.compile(r"\+-|\.\.\.|\?\?\?\?|!!!!|,,|--|->|<-")
_REPLACEMENTS = tuple(
    (re.compile(pattern, re.MULTILINE), new)
    for pattern, new in (
        (r"\+-", "±"),
        (r"(^|\s)-{1,2}>(\s|$)", " → "),
        (r"(^|\s)<-{1,2}(\s|$)", " ← "),
        (r"(^|\s)<-{1,2}>(\s|$)", " ↔ "),
        (r"\.{3,}", "…"),
        (r"([?!])…", r"\1.."),
        (r"([?!]){4,}", r"\1\1\1"),
        (r",{2,}", ","),
        (r"(^|[^-])---(?=[^-]|$)", r"\1—"),
        (r"(^|\s)--(?=\s|$)", r"\1–"),
        (r"(^|[^-\s])--(?=[^-\s]|$)", r"\1–"),
    )
)
_NAMED = re.compile(
    r"@(?P<mention>\w[\w.-]{0,58}[^\W_]|\w)|#(?P<hashtag>[\u00c0-\u1fff\u2c00-\ud7ffA-Za-z0-9_:-]{1,101})", re.ASCII
)
_LONE = re.compile(r"http|//", re.IGNORECASE)


def install(engine: MarkdownIt, *, maths: bool) -> None:
    """Adds the rules, where Discourse has them; `maths` are those of its maths plugin."""
    if maths:
        _install_maths(engine)
    engine.add_render_rule("table_open", _render_table_open)
    engine.add_render_rule("table_close", _render_table_close)
    engine.core.ruler.at("replacements", _typography)
    engine.core.ruler.after("linkify", "onebox", _oneboxes)
    engine.core.ruler.push("text-post-process", _names)


def _install_maths(engine: MarkdownIt) -> None:
    engine.inline.add_terminator_char("$")
    engine.inline.ruler.after("escape", "math", _inline_maths)
    engine.block.ruler.after("code", "math", _block_maths, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    engine.add_render_rule("math_inline", _render_inline_maths)
    engine.add_render_rule("math_block", _render_block_maths)


def _inline_maths(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if silent or source[start] != "$" or start + 2 > state.posMax or source[start + 1 : start + 2] == "$":
        return False
    if start and not _beside_maths(source[start - 1]):
        return False
    end = _closing_dollar(source, start + 1, state.posMax)
    if end < 0 or (end + 1 < len(source) and not _beside_maths(source[end + 1])):
        return False
    if "\n" in source[start:end]:
        return False
    state.push("math_inline", "", 0).content = source[start + 1 : end]
    state.pos = end + 1
    return True


def _closing_dollar(source: str, position: int, end: int) -> int:
    for match in re.compile(r"\\.|\$", re.DOTALL).finditer(source, position, end):
        if match[0] == "$":
            return match.start()
    return -1


def _beside_maths(char: str) -> bool:
    # Discourse asks for Unicode punctuation with a number where a string is needed: only its own list counts.
    code = ord(char)
    return char != "$" and (isWhiteSpace(code) or isMdAsciiPunct(code) or char in _WIDE_PUNCTUATION)


def _block_maths(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    line = _line(state, start_line).strip()
    if line.startswith("$$") and line.endswith("$$") and line.strip("$"):
        content, next_line = line[2:-2].strip(), start_line + 1
        if not content and not silent:
            return False
    elif line == "$$":
        closing = next((n for n in range(start_line + 1, end_line) if _line(state, n).rstrip() == "$$"), None)
        last = end_line if closing is None else closing
        content = state.getLines(start_line + 1, last, state.sCount[start_line], False)
        next_line = last if closing is None else last + 1
    else:
        return False
    if not silent:
        token = state.push("math_block", "", 0)
        token.content, token.block = content, True
        state.line = next_line
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _typography(state: StateCore) -> None:
    for block in state.tokens:
        if block.type != "inline" or not block.children:
            continue
        in_link = False
        for token in block.children:
            if token.info == "auto":
                in_link = token.type == "link_open"
            if token.type == "text":
                token.content = _ABBREVIATION.sub(lambda m: {"tm": "™", "pa": "¶"}[m[1].lower()], token.content)
                if not in_link and _RARE.search(token.content):
                    token.content = _replaced(token.content)


def _replaced(text: str) -> str:
    for pattern, new in _REPLACEMENTS:
        text = pattern.sub(new, text)
    return text


def _names(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _named(block.children)


def _named(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    links = 0
    for token in tokens:
        if token.type in {"link_open", "link_close"}:
            links += token.nesting
        elif token.type == "html_inline":
            links += bool(re.match(r"<a(\s.*)?>", token.content, re.IGNORECASE)) - token.content.lower().startswith(
                "</a>"
            )
        out.extend(_name_tokens(token.content) if token.type == "text" and links == 0 else [token])
    return out


def _name_tokens(text: str) -> list[Token]:
    out: list[Token] = []
    position = 0
    for match in _NAMED.finditer(text):
        if not (_is_boundary(text, match.start() - 1) and _is_boundary(text, match.end())):
            continue
        css = "mention" if match["mention"] else "hashtag-raw"
        opening = Token("span_open", "span", 1, attrs={"class": css})
        out += [_text_token(text[position : match.start()]), opening, _text_token(match[0])]
        out.append(Token("span_close", "span", -1))
        position = match.end()
    return [*out, _text_token(text[position:])]


def _text_token(text: str) -> Token:
    return Token("text", "", 0, content=text)


def _is_boundary(text: str, index: int) -> bool:
    return not 0 <= index < len(text) or isWhiteSpace(ord(text[index])) or isPunctChar(text[index])


def _oneboxes(state: StateCore) -> None:
    for before, block in zip(state.tokens, state.tokens[1:], strict=False):
        if block.type == "inline" and before.type == "paragraph_open" and before.level == 0 and block.map:
            _box_lone_links(block, state.src.split("\n")[block.map[0]][:1].isspace())


def _box_lone_links(block: Token, indented: bool) -> None:
    children = block.children or []
    lines = [" ", *block.content.split("\n")[1:]] if indented else block.content.split("\n")
    breaks = 0
    for index, token in enumerate(children):
        breaks += token.tag == "br"
        if token.type != "link_open" or token.markup != "linkify":
            continue
        before, after = children[index - 1 : index], children[index + 3 : index + 4]
        alone = all(neighbour.tag == "br" for neighbour in (*before, *after))
        if not alone or lines[breaks : breaks + 1] == [] or lines[breaks][:1].isspace():
            return
        if _LONE.match(str(token.attrs.get("href", ""))):
            token.attrs |= {"class": "onebox", "target": "_blank"}


_Render = Callable[[RendererProtocol, Sequence[Token], int, OptionsDict, EnvType], str]


def _render_inline_maths(
    _renderer: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return f'<span class="math">{escapeHtml(tokens[index].content)}</span>'


def _render_block_maths(
    _renderer: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return f'<div class="math">\n{escapeHtml(tokens[index].content)}\n</div>\n'


def _render_table_open(*_: object) -> str:
    return '<div class="md-table">\n<table>\n'


def _render_table_close(*_: object) -> str:
    return "</table>\n</div>"
