"""Discourse's block tags in square brackets: `[details]`, `[quote]`, `[excerpt]`.

Rule: the opening and the closing tag stand on lines of their own, or both on one line; an unclosed tag is text.
Source: bbcode-block.js, quotes.js and details.js of https://github.com/discourse/discourse.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_TAG = re.compile(r"\[(?P<end>/?)(?P<name>details|quote|excerpt)(?P<rest>[^\]\n]*)\]", re.IGNORECASE)
_DEFAULT = re.compile(r"\s*=(.+)")
_QUOTES = "\"'“”"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    name: str
    value: str
    open: bool
    length: int


def install(engine: MarkdownIt) -> None:
    """Adds the rule, where Discourse has it."""
    engine.block.ruler.after("fence", "bbcode", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    line = _text(state, start_line)
    tag = _opening(line)
    if tag is None or silent:
        return tag is not None
    rest = line[tag.length :]
    inline = re.fullmatch(rf"(.*)\[/{tag.name}\]\s*", rest, re.IGNORECASE)
    last = start_line if inline else _closing_line(state, tag.name, start_line + 1, end_line)
    if last is None or not (inline or not rest.strip()):
        return False
    parent, maximum = state.parentType, state.lineMax
    state.lineMax = last
    closing = _push_opening(state, tag)
    if inline:
        _push_paragraph(state, inline[1], start_line)
    else:
        state.md.block.tokenize(state, start_line + 1, last)
    for name in closing:
        state.push("bbcode_close", name, -1)
    state.parentType, state.lineMax = parent, maximum
    state.line = last + 1
    return True


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _opening(line: str) -> _Open | None:
    match = _TAG.match(line)
    if not match or match["end"]:
        return None
    default = _DEFAULT.fullmatch(match["rest"])
    if match["rest"] and not default and not match["rest"].startswith(" "):
        return None
    value = default[1].strip() if default else ""
    if len(value) > 1 and value[0] in _QUOTES and value[-1] in _QUOTES:
        value = value[1:-1]
    return _Open(name=match["name"].lower(), value=value, open=match["rest"].strip() == "open", length=match.end())


def _closing_line(state: StateBlock, name: str, line: int, end_line: int) -> int | None:
    depth = 0
    while line < end_line:
        text = _text(state, line)
        if text and state.sCount[line] < state.blkIndent:
            return None
        match = _TAG.fullmatch(text.rstrip())
        if match and match["name"].lower() == name and not state.is_code_block(line):
            if match["end"] and depth == 0:
                return line
            depth += -1 if match["end"] else 1
        line += 1
    return None


def _push_opening(state: StateBlock, tag: _Open) -> tuple[str, ...]:
    if tag.name == "details":
        details = state.push("bbcode_open", "details", 1)
        if tag.open:
            details.attrs = {"open": ""}
        state.push("bbcode_open", "summary", 1)
        state.push("text", "", 0).content = tag.value
        state.push("bbcode_close", "summary", -1)
        return ("details",)
    if tag.name == "excerpt":
        state.push("bbcode_open", "div", 1).attrs = {"class": "excerpt"}
        return ("div",)
    _push_quote(state, tag.value)
    return ("blockquote", "aside")


def _push_quote(state: StateBlock, value: str) -> None:
    user, *details = re.split(r",\s*", value)
    numbers = dict(re.findall(r"\b(post|topic):(\d+)", ",".join(details)))
    attributes = {"class": "quote no-group", "data-username": user}
    attributes |= {f"data-{name}": number for name, number in numbers.items()}
    state.push("bbcode_open", "aside", 1).attrs = {k: v for k, v in attributes.items() if v}
    if user:
        state.push("bbcode_open", "div", 1).attrs = {"class": "title"}
        state.push("bbcode_open", "div", 1).attrs = {"class": "quote-controls"}
        state.push("bbcode_close", "div", -1)
        state.push("text", "", 0).content = f" {user}:"
        state.push("bbcode_close", "div", -1)
    state.push("bbcode_open", "blockquote", 1)


def _push_paragraph(state: StateBlock, content: str, line: int) -> None:
    state.push("paragraph_open", "p", 1).map = [line, line]
    token = state.push("inline", "", 0)
    token.map, token.content, token.children = [line, line], content, []
    state.push("paragraph_close", "p", -1)
