"""What a post tells the bot to do. Pure.

Only the first line counts that its author wrote: not what stands in a quote, in code, or in a comment that nobody sees,
as the forum's own Markdown takes them apart. The whole line must be one of the locale's forms, letter for letter. HTML
is not taken out: a line with a tag is no command, whatever a reader sees of it.
"""

import re
from enum import Enum, auto
from typing import Final

from bot.cook import paragraphs
from bot.domain import Locale, Verb


class Unknown(Enum):
    """Addressed to the bot, and not one of its commands."""

    UNKNOWN = auto()


UNKNOWN: Final = Unknown.UNKNOWN

Command = tuple[Verb, str]
"""What is to be done, and the free text that goes with it: a wording of one's own, or a reason for the reader."""

LONGEST = 5_000
"""Code points of a post that may be a command, with all that it quotes."""

_FREE = "…"
"""Ends a form after which free text may stand."""

_FOREIGN = re.compile(r"^ {0,3}\[(?:code|spoiler|wrap)\b.*", re.IGNORECASE | re.MULTILINE | re.DOTALL)
"""Tags that `cook` does not know: nothing behind one is told from what stands in it."""

_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")

_AFTER = re.compile(r"님?(?:$|, ?| |(?=[^\w\s.,\-]))")
"""What stands between the bot's name and what it is told. Letters, digits, dots and hyphens would be another's name."""

_ENDING = re.compile(
    r"(?:합니다|했습니다|했어요|했음|했다|함|하겠습니다|할게요|됨|됐습니다|되었습니다|완료|(?:해 ?주세요|부탁드립니다)"
    r"|하지 ?(?:말|마|않).*|할까요|해도 (?:될|되|괜찮).*|(?:안|못) ?(?:합니다|해요|함|할게요|하겠습니다)|취소(?!선).*"
    r"|しました|します|ました|です|でした|済み?|した|とします|ください|してください|お願いします"
    r"|し(?:ない|ません).*|しましょうか|しますか|して(?:も|は).*|を?取り消し(?!線).*)[.!?。！？]?"
)
"""What is left of `거절 했습니다` is no reason: it is the end of a verb, and says that something was done, or must not
be, or asks.
"""

_LOWER = str.maketrans({letter: letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
"""Capitals of other alphabets are other letters: some become ours when they are folded (the kelvin sign is no k)."""


def command_in(raw: str, username: str, locale: Locale) -> Command | Unknown | None:
    """What a post asks of the account; None where its first line is not addressed to it."""
    line = _first_line(raw)
    said = _addressed(line, username)
    if said is None:
        return None
    for verb in Verb:
        for form in locale.commands.get(verb, ()):
            text = _taken(form, said, colon=verb is Verb.APPLY_OWN)
            if text is not None:
                return verb, text
    return UNKNOWN


def addresses(raw: str, username: str, forms: tuple[str, ...]) -> bool:
    """Whether the first line says one of these forms, which take no free text, to the account."""
    said = _addressed(_first_line(raw), username)
    return said is not None and any(_taken(form, said, colon=False) == "" for form in forms)


def _first_line(raw: str) -> str:
    """The first line that is neither blank nor all code, its spaces as one each; empty where there is none."""
    if len(raw) > LONGEST:
        return ""
    lines = (" ".join(line.split()) for part in paragraphs(_FOREIGN.sub("", raw)) for line in part.split("\n"))
    return next((line for line in lines if _SPAN.sub("", line).strip()), "")


def _addressed(line: str, username: str) -> str | None:
    """What follows `@bot`, `@bot님` or `@bot,`; None where the line begins with no such word, or with a longer name."""
    mention = f"@{username}"
    if line[: len(mention)].translate(_LOWER) != mention.translate(_LOWER):
        return None
    rest = line[len(mention) :]
    return rest[found.end() :] if (found := _AFTER.match(rest)) else None


def _taken(form: str, said: str, *, colon: bool) -> str | None:
    """The free text of what was said in a form, empty where it takes none; None where it was said otherwise."""
    head = form.removesuffix(_FREE).rstrip().rstrip(":：").rstrip()
    if said[: len(head)].translate(_LOWER) != head.translate(_LOWER):
        return None
    rest = said[len(head) :]
    if not form.endswith(_FREE):
        return None if rest else ""
    if colon:
        found = re.match(r" ?[:：] ?(?=\S)", rest)
        return rest[found.end() :] if found else None
    if rest and not rest.startswith(" "):
        return None
    return None if _ENDING.fullmatch(rest.strip()) else rest.strip()
