"""An e-mail of a newsletter: its HTML, what its header says of the post, and its links without the platform's redirect.

Of a message that carries another as an attachment, the other is read. A header is data: nothing of it is trusted to
be there, or to be what it should.
"""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from html import escape
from urllib.parse import urlsplit

from bot.errors import Rejected

_FORWARDED = re.compile(r"\s*(?:fwd?|fw|wg|tr|전달)\s*:", re.IGNORECASE)
_ADDRESS = re.compile(r"<(https?://[^<>\s]+)>")
_REDIRECT = re.compile(r"https?://(?:[\w-]+\.)?substack\.com/redirect/[^\s\"'<>]+")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An e-mail. `url` is the post's address, empty where its header has none; `sent` None where that has no date."""

    subject: str
    url: str
    sent: datetime | None
    html: str


def opened(name: str, data: bytes) -> Letter:
    """The newsletter in an e-mail. Raises: Rejected (no HTML in it, damaged, or forwarded as text)."""
    try:
        message = _innermost(message_from_bytes(data))
        html = next(_texts(name, message), "")
    except RecursionError as error:
        raise Rejected(f"{name}: the parts of this e-mail lie in one another too deep; nothing was read") from error
    if not html:
        raise Rejected(f"{name}: this e-mail has no HTML; save the one that the newsletter sent, whole, as .eml")
    subject, url = _header(message, "Subject"), _ADDRESS.search(_header(message, "List-Post"))
    if not url and _FORWARDED.match(subject):
        raise Rejected(
            f"{name}: this e-mail was forwarded, and has neither the post's date nor its subject; save the one that the"
            " newsletter sent, or forward it as an attachment"
        )
    return Letter(subject=subject, url=url[1] if url else "", sent=_sent(message), html=html)


def direct(html: str) -> str:
    """The same with each link through the platform's redirect as it was written, where its address carries that."""
    return _REDIRECT.sub(lambda found: escape(_target(found[0])) or found[0], html)


def is_redirect(url: str) -> bool:
    """Whether a link leads through the platform's redirect, which knows who follows it."""
    return bool(_REDIRECT.match(url))


def is_address(url: str) -> bool:
    """Whether it is one that a browser opens."""
    try:
        return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _innermost(message: Message) -> Message:
    """The message that is attached to this one, or to that; itself where none is."""
    inner = next((part for part in message.walk() if part.get_content_type() == "message/rfc822"), None)
    attached = inner.get_payload() if inner else None
    return _innermost(attached[0]) if isinstance(attached, list) and isinstance(attached[0], Message) else message


def _texts(name: str, message: Message) -> Iterator[str]:
    """The HTML parts in order. Raises: Rejected (in no encoding, or not in the one it names)."""
    for part in message.walk():
        if part.get_content_type() == "text/html" and part.get_content_disposition() != "attachment":
            body = part.get_payload(decode=True)
            charset = part.get_content_charset("utf-8")
            try:
                yield body.decode(charset) if isinstance(body, bytes) else ""
            except (LookupError, ValueError) as error:
                raise Rejected(f"{name}: the text of this e-mail is not clean {charset}; save it again") from error


def _header(message: Message, name: str) -> str:
    """A header in one line; empty where there is none, or nothing that can be read."""
    value = str(message.get(name, ""))
    try:
        return " ".join(str(make_header(decode_header(value))).split())
    except (MessageError, LookupError, ValueError):
        return ""


def _sent(message: Message) -> datetime | None:
    try:
        sent = parsedate_to_datetime(str(message.get("Date", "")))
    except (ValueError, OverflowError):
        return None
    # `-0000`: in UTC, from a place that is not told (RFC 5322, 3.3).
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)


def _target(url: str) -> str:
    """Where a redirect leads; empty where its address does not say.

    `/redirect/2/PAYLOAD.SIGNATURE` has the target in its payload, `/redirect/ID?j=PAYLOAD.SIGNATURE` mostly the reader.
    """
    for token in _TOKEN.findall(url.partition("/redirect/")[2]):
        try:
            said = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        except (ValueError, RecursionError):
            continue
        target = said.get("e") if isinstance(said, dict) else None
        if isinstance(target, str) and is_address(target):
            return target
    return ""
