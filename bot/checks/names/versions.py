"""Names whose version stands apart: Lean 4, RTX 3090, Llama 2."""

import re
from collections.abc import Iterator

MOST = 40
"""As many names with a version are looked for in one text."""

_NUMBER = r"([0-9]{1,6}(?:\.[0-9]{1,3}){0,2}[A-Z]?)"
_VERSIONED = re.compile(rf"([A-Z](?<![0-9A-Za-z-].)[0-9A-Za-z-]{{1,40}}) {_NUMBER}(?![0-9A-Za-z%]|[.,-][0-9A-Za-z])")
_AFTER = rf"[ -]?{_NUMBER}(?![0-9A-Za-z%]|[.,][0-9]|\s?[만억조천백万億兆千百개종건명대배분個件本名種台枚倍])"


def other_versions(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Names with their version in the source, and the name with another one in the target; empty where the target
    has the name and the number nowhere.

    Let pass: a name that the target has not (it may be a word, Table 3), and a count behind a name (LLM 10종).
    """
    for name, versions in _versioned(source).items():
        if name not in target or any(f"{name} {version}" in target for version in versions):
            continue
        others = [one for one in re.finditer(re.escape(name) + _AFTER, target) if one[1] not in versions]
        if others:
            yield f"{name} {versions[0]}", others[0][0]
        elif versions[0][-1].isdigit() and not any(version in target for version in versions):
            yield f"{name} {versions[0]}", ""


def _versioned(source: str) -> dict[str, list[str]]:
    """The names followed by a number, with the numbers that follow them, in order."""
    found: dict[str, list[str]] = {}
    for name, version in dict.fromkeys(_VERSIONED.findall(source)):
        if name in found or len(found) < MOST:
            found.setdefault(name, []).append(version)
    return {name: versions for name, versions in found.items() if len(versions) <= MOST}
