"""Two languages: their locales, and a translator that writes each text in the one that is asked for."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.config import load_locale
from bot.domain import BULLET, Entry, Issue, Locale, Paper, Translation
from tests.fakes import FakeTranslator

LOCALES = {code: load_locale(Path(__file__).parents[1] / "prompts", code) for code in ("ko", "ja")}


class Translator(FakeTranslator):
    """Writes each text in its own language."""

    def translate(self, entry: Entry, paper: Paper, locale: Locale) -> Translation:
        made = super().translate(entry, paper, locale)
        return replace(made, **japanese(entry.position)) if locale.language != "Korean" else made

    def introduce(self, issue: Issue, pieces: Sequence[tuple[Entry, Paper]], locale: Locale) -> Translation:
        made = super().introduce(issue, pieces, locale)
        return (
            made
            if locale.language == "Korean"
            else replace(made, title="今週の一文です。", summary="最初です。\n\n次です。")
        )


def japanese(position: int) -> dict[str, str]:
    name = f"Lantern {position}"
    return {
        "title": f"{name}: 長いメモを読む",
        "summary": f"{name}はメモを読みます。\n{BULLET}方法：メモを4件残します。\n{BULLET}意義：安価です。",
        "abstract": f"{name}を提案します。メモを4件残します。",
    }
