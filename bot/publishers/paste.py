"""Offers digests to be pasted by a person where no program may post: a folder each, with a page to copy from.

Title, link and text stand on the page, each with a button that copies it. What is corrected later is changed in the
files, and the page says what to change by hand in the text that was pasted already. Text that its owner changes in
`part-1.md` is read back, as in any folder, and stands on the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.config import Secrets
from bot.domain import Edition, Locale, Post, language_of
from bot.net import Budgets
from bot.ports import Clock
from bot.posting import with_marker, without_marker
from bot.publishers import folder
from bot.publishers._fixes import Fix, fixes
from bot.wording import said

_WORDS = ("field_title", "field_link", "field_text", "field_look", "copy", "copied", "fixes", "fix")


class Settings(folder.Settings):
    """`[editions.NAME.paste]`."""


def connect(
    settings: Settings,
    *,
    edition: Edition,
    locale: Locale,
    root: Path,
    secrets: Secrets,
    clock: Clock,
    budgets: Budgets,
) -> "Paste":
    """The publisher of an edition; a relative path counts from `root`. Raises: Misconfigured (a word is missing)."""
    words = {word: said(edition, locale, word) for word in _WORDS}
    return Paste((root / settings.path).resolve(), settings.max_post_length, edition, clock, words)


class Paste(folder.Folder):
    """A folder whose parts have no marker in them: what a person copies is what readers see."""

    def __init__(
        self, path: Path, max_post_length: int | None, edition: Edition, clock: Clock, words: Mapping[str, str]
    ) -> None:
        super().__init__(path, max_post_length, edition, clock)
        self._words = words

    def read(self, posts: Sequence[Post]) -> Sequence[Post]:
        """As in any folder; what its owner changed in a file is on the page from then on."""
        found = super().read(posts)
        if found and found != tuple(posts):
            self.draw(found[0].key)
        return found

    def text_of(self, raw: str) -> str:
        """The text without its marker."""
        return without_marker(raw).rstrip() + "\n"

    def raw_of(self, key: str, text: str) -> str:
        """The text with the marker it was sent with."""
        return with_marker(key, text)

    def fixes_of(self, known: tuple[Fix, ...], part: int, old: str, new: str) -> tuple[Fix, ...]:
        """What was known, and what differs now; an edit that a stop cut short is told once."""
        made = tuple(fixes(old, new, part=part, at=f"{self.now():%Y-%m-%d %H:%M}"))
        again = tuple(replace(one, at="") for one in made) == tuple(replace(one, at="") for one in known[-len(made) :])
        return known if again else (*known, *made)

    def page_of(self, record: folder.Record, parts: Sequence[str]) -> str:
        """The page to copy from."""
        from bot.publishers._page import paste_page  # noqa: PLC0415 - as in a folder

        return paste_page(
            title=record.title,
            link=record.link,
            day=record.posted,
            language=language_of(self._edition.locale),
            parts=[part.strip() for part in parts],
            form=self._edition.form,
            fixes=record.fixes,
            words=self._words,
        )
