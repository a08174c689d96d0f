"""The recipes of docs/editions.md: each block of TOML there, by the edition or the source it is about.

Tests and pictures run what the page says, with a sandbox's addresses in the place of those that are examples.
"""

import re
from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "editions.md"

_BLOCK = re.compile(r"^```toml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_NAME = re.compile(r"^\[(?:editions|sources)\.([a-z-]+)\]", re.MULTILINE)
_MODEL = "http://127.0.0.1:8080"
_ARCHIVE = 'kind = "dair_archive"\n'
_LISTING = 'kind = "arxiv_listing"\n'


def recipes(addresses: Mapping[str, str], hook: str = "https://place.example/hooks/papers") -> dict[str, str]:
    """By the last edition, or source, that each block names; what is sent to a webhook goes to `hook`."""
    places = {
        "https://forum.example.org": addresses["forum"],
        "https://letter.example.org/feed": addresses["feed"],
        "https://place.example/hooks/papers": hook,
        _LISTING: f'{_LISTING}feed = "{addresses["listing"]}/cs.CL"\n',
        _ARCHIVE: f'{_ARCHIVE}\n[sources.old.dair_archive]\nyears = "{addresses["newsletter"]}/years/{{year}}.md"\n',
    }
    found = {}
    for block in _blocks():
        if block.startswith("[llm]"):
            continue
        text = block
        for example, here in places.items():
            text = text.replace(example, here)
        found[_NAME.findall(block)[-1]] = text
    return found


def own_model(base_url: str) -> str:
    """The recipe for a server of one's own, with this address."""
    return next(block for block in _blocks() if block.startswith("[llm]")).replace(_MODEL, base_url)


def _blocks() -> list[str]:
    return _BLOCK.findall(PAGE.read_text(encoding="utf-8"))
