"""Fences source text off as data. What a model is to work on stands between two lines only its own hash can write."""

from bot.domain import fingerprint


def fence(text: str, *, task: str, locale: str, round_: int = 1) -> str:
    """The text between its fences, exactly:

        <source task="translate" locale="ko" round="1" sha256="HEX">
        TEXT
        </source sha256="HEX">

    HEX is the SHA-256 of TEXT, so a text would have to hold its own hash to close its fence. Recorded answers are
    found by the four attributes. `round_` counts from 1, in each task: it is higher where the text was mended before.
    """
    own = fingerprint(text)
    head = f'<source task="{task}" locale="{locale}" round="{round_}" sha256="{own}">'
    return f'{head}\n{text}\n</source sha256="{own}">'


def enclosed(name: str, text: str) -> str:
    """The text between fences of that name, which hold nothing but its hash: `<translation sha256="HEX">`."""
    own = fingerprint(text)
    return f'<{name} sha256="{own}">\n{text}\n</{name} sha256="{own}">'
