"""What a text holds beside its words: addresses, and characters that show nothing. Pure."""

import re
import unicodedata

from bot.cook import url

LONGEST_URL = 2_000

_TLDS = (
    "com|net|org|edu|gov|mil|int|io|ai|co|tv|me|cc|ru|cn|us|uk|de|fr|fi|kr|jp|tw|hk|in|eu|nl|it|es|br|pl|ch|se|ws|to"
    "|ly|gg|gl|gd|is|be|st|sh|im|so|fm|link|site|online|store|shop|xyz|top|info|biz|app|dev|page|live|club|onion|zip"
)
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}:\s?//\S*|(?<!:)//[\w.-]+|\bwww\.\S+|\b(?:mailto|javascript|data|tel|xmpp):\S+"
    r"|(?:[a-z0-9-]{1,63}[.。．｡]){0,8}[a-z0-9-]{0,62}\w[.。．｡]"
    rf"(?:{_TLDS})(?![a-z0-9_-])(?:[/:?#]\S*)?"
    r"|\b\d{1,3}(?:\.\d{1,3}){3}(?:[/:]\S*)?",
    re.IGNORECASE,
)
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u180e\u034f\u17b4\u17b5")
"""Letters and signs that show nothing; their categories do not tell."""


def bare(address: str) -> str:
    """An address without the brackets that it stands in where it is no box."""
    return address[1:-1] if address.startswith("<") and address.endswith(">") else address


def addresses(text: str) -> list[str]:
    """Everything in a text that a browser or a forum may take for an address, full-width forms included."""
    return [match[0].rstrip(".,;:!?)'\"") for match in _ADDRESS.finditer(visible(unicodedata.normalize("NFKC", text)))]


def visible(text: str) -> str:
    """The text without the characters that show nothing."""
    return "".join(char for char in text if not is_hidden(char))


def is_hidden(char: str) -> bool:
    """Whether a character shows nothing, or turns the text around it: control, format and private characters."""
    if char in "\n\t":
        return False
    category = unicodedata.category(char)
    return category[0] == "C" or category in ("Zl", "Zp") or char in _BLANKS or "VARIATION SELECTOR" in name(char)


def name(char: str) -> str:
    """What Unicode calls a character; empty where it has no name."""
    return unicodedata.name(char, "")


def is_plain_url(text: str) -> bool:
    """Whether it is printed as it stands, and has a named host, no credentials and no port of its own."""
    host = re.match(r"https?://(?:[a-z0-9-]+\.)+[a-z]{2,}(?=[/?#]|$)", text)
    return bool(host) and len(text) <= LONGEST_URL and re.fullmatch(r"[!-~]+", text) is not None and url(text) == text
