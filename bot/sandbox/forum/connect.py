"""DiscourseConnect as a provider: another site asks who is logged in here, and is told, signed.

Sources: https://github.com/discourse/discourse/blob/main/app/controllers/session_controller.rb (sso_provider) and
lib/discourse_connect_provider.rb
"""

import base64
import hashlib
import hmac
from fnmatch import fnmatch
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.sandbox.forum.access import groups_of
from bot.sandbox.forum.settings import ForumSettings
from bot.sandbox.forum.state import User


class NotUnderstood(Exception):
    """A request that is refused in plain text: `status` and what is said."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


def asked(settings: ForumSettings, query: str) -> tuple[dict[str, str], str]:
    """What another site asks, and the secret it shares with the forum. Raises: NotUnderstood."""
    if not settings.enable_discourse_connect_provider:
        raise NotUnderstood(404, "")
    parameters = dict(parse_qsl(query, keep_blank_values=True))
    sso, signature = parameters.get("sso", ""), parameters.get("sig", "")
    payload = dict(parse_qsl(_decoded(sso), keep_blank_values=True))
    if "return_sso_url" not in payload:
        raise NotUnderstood(422, "login error")
    host = urlsplit(payload["return_sso_url"]).hostname or ""
    secrets = [secret for domain, secret in settings.discourse_connect_provider_secrets if fnmatch(host, domain)]
    if not secrets:
        raise NotUnderstood(400, "missing secret")
    fitting = [secret for secret in secrets if hmac.compare_digest(_sign(sso, secret).encode(), signature.encode())]
    if not fitting or not payload.get("nonce"):
        raise NotUnderstood(422, "login error")
    return payload, fitting[0]


def answer(payload: dict[str, str], secret: str, user: User) -> str:
    """The address that the browser is sent back to, with who it is."""
    told = {
        "nonce": payload["nonce"],
        "name": user.name,
        "username": user.username,
        "email": f"{user.username}@example.invalid",
        "external_id": str(user.id),
        "admin": str(user.admin).lower(),
        "moderator": str(user.moderator).lower(),
        "groups": ",".join(sorted(groups_of(user) - {"everyone"})),
        "return_sso_url": payload["return_sso_url"],
    }
    sso = base64.b64encode(urlencode(told).encode()).decode()
    back = payload["return_sso_url"]
    return f"{back}{'&' if '?' in back else '?'}{urlencode({'sso': sso, 'sig': _sign(sso, secret)})}"


def _decoded(sso: str) -> str:
    try:
        return base64.b64decode(sso).decode()
    except ValueError as error:
        raise NotUnderstood(422, "login error") from error


def _sign(sso: str, secret: str) -> str:
    return hmac.new(secret.encode(), sso.encode(), hashlib.sha256).hexdigest()
