"""DiscourseConnect, as the site that asks: who is logged in at the forum, said by it and signed.

Source: https://meta.discourse.org/t/using-discourse-as-an-identity-provider-sso-discourseconnect/32974
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who somebody is, as a forum says; `nonce` is what it was asked with."""

    nonce: str
    username: str
    staff: bool
    groups: tuple[str, ...]


def question(forum: str, secret: str, nonce: str, back: str) -> str:
    """The address at a forum that sends the browser back to `back` with the answer."""
    payload = base64.b64encode(urlencode({"nonce": nonce, "return_sso_url": back}).encode()).decode()
    return f"{forum}/session/sso_provider?{urlencode({'sso': payload, 'sig': signature(payload, secret)})}"


def answer(sso: str, sig: str, secret: str) -> Told | None:
    """What a forum says; None where it did not say it."""
    if not hmac.compare_digest(signature(sso, secret).encode(), sig.encode()):
        return None
    try:
        told = dict(parse_qsl(base64.b64decode(sso, validate=True).decode(), keep_blank_values=True))
    except (binascii.Error, UnicodeDecodeError):
        return None
    if not told.get("nonce") or not told.get("username") or told.get("failed") == "true":
        return None
    return Told(
        nonce=told["nonce"],
        username=told["username"],
        staff="true" in (told.get("admin"), told.get("moderator")),
        groups=tuple(name for name in told.get("groups", "").split(",") if name),
    )


def signature(sso: str, secret: str) -> str:
    """What is signed is the text as it stands in the address, decoded once."""
    return hmac.new(secret.encode(), sso.encode(), hashlib.sha256).hexdigest()
