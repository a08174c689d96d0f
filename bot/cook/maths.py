"""Where a line of plain text holds TeX between dollar signs, and where a dollar is money.

Rule: two dollars on one line are maths when what stands between them reads like TeX: balanced braces, no word of
prose, no Korean, Japanese or Chinese outside `\\text{…}`, no operator or comma at its end, no space inside either
dollar (unless a command, `^`, `_` or `=` vouches for it), and no digit after the second. Anything else is money.
"""

import re

_LONGEST = 600
"""Characters between two dollars; longer is not inline maths."""

_MARKS = re.compile(r"\\[A-Za-z]|\\[%{}|,;:!]|[\^_=]")
_COMMANDS = re.compile(r"\\(?:text\w*|math\w+|operatorname\*?|mbox)\s*\{[^{}]*\}|\\[A-Za-z]+")
_FUNCTIONS = frozenset(
    ("argmax", "argmin", "cos", "det", "exp", "inf", "lim", "log", "max", "min", "mod", "sin", "sup")
)
_WORD = re.compile(r"(?:^|(?<=\s))[a-z]{2,}(?=\s|$)")
_CJK = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z]")
_SHORT = re.compile(r"[A-Za-z0-9]{1,2}")
_DANGLING = tuple(",;:/-+(&=<>*")


def spans(line: str) -> list[tuple[int, int, str]]:
    """The maths of one line in order: (start, end, TeX without its dollars). `$$…$$` counts as `$…$`."""
    found: list[tuple[int, int, str]] = []
    dollars = _dollars(line)
    i = 0
    while i < len(dollars) - 1:
        match = _double(line, dollars, i) or _single(line, dollars, i)
        if match:
            used, end, tex = match
            found.append((dollars[i], end, tex))
            i += used
        else:
            i += 1
    return found


def _dollars(line: str) -> list[int]:
    return [m.start() for m in re.finditer(r"\\.|\$", line) if m[0] == "$"]


def _single(line: str, dollars: list[int], i: int) -> tuple[int, int, str] | None:
    start, end = dollars[i], dollars[i + 1]
    tex = line[start + 1 : end]
    return (2, end + 1, tex) if _is_maths(tex, line[end + 1 : end + 2]) else None


def _double(line: str, dollars: list[int], i: int) -> tuple[int, int, str] | None:
    match dollars[i : i + 4]:
        case [first, second, third, fourth] if second == first + 1 and fourth == third + 1:
            tex = line[second + 1 : third].strip()
            return (4, fourth + 1, tex) if _is_maths(tex, line[fourth + 1 : fourth + 2]) else None
    return None


def _is_maths(tex: str, after: str) -> bool:
    bare = tex.strip()
    if not bare or len(tex) > _LONGEST or "`" in tex or after.isdecimal() or bare.endswith(_DANGLING):
        return False
    if not _MARKS.search(tex) and (tex != bare or (_LATIN.match(after) and not _SHORT.fullmatch(bare))):
        return False
    return _balanced(tex) and not _reads_as_prose(tex)


def _balanced(tex: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\.|[{}]", tex):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


def _reads_as_prose(tex: str) -> bool:
    rest = _COMMANDS.sub(" ", tex)
    if _CJK.search(rest):
        return True
    return bool(re.search(r"\s", rest.strip())) and any(w not in _FUNCTIONS for w in _WORD.findall(rest))
