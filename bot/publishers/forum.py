"""pydiscourse with a transport of our own: deadlines, one connection, no sleep, no redirect, errors by who must act.

pydiscourse knows the calls; what it leaves open is set here once. It never waits for ever, never sleeps on a 429, and
never follows a redirect: a redirected POST would become a GET, and the key would travel to another host.
"""

import re
from typing import Any, NoReturn

import requests
from pydiscourse import DiscourseClient
from urllib3.exceptions import NewConnectionError

from bot.errors import Misconfigured, OutcomeUnknown, Rejected, Unavailable

CONNECT_S = 5.0
READ_S = 30.0
LOST_SECONDS = 10.0
"""The wait after a 429 that does not name one (a proxy's, before Discourse was asked)."""

_TOPIC_PATH = re.compile(r"^(?:https?://[^/]+)?/(?:[^?]*/)?t/(?:[^/?]+/)?(\d+)(?:\.json)?(?:[/?]|$)")
_SECONDS = re.compile(r"retry again in (\d+) second")


class Forum(DiscourseClient):  # type: ignore[misc]  # pydiscourse has no types
    """The calls of pydiscourse, and the look-up it lacks.

    Every call raises: Unavailable (nothing happened, later), OutcomeUnknown (a write that may have happened),
    Rejected (this text, this title), Misconfigured (key, scope, category, address).
    """

    def __init__(self, url: str, username: str, api_key: str) -> None:
        super().__init__(url.rstrip("/"), username, api_key, timeout=(CONNECT_S, READ_S))
        self._session = requests.Session()

    def topic_id_by_external_id(self, external_id: str) -> int | None:
        """The topic created with this external id; None when there is none, or a moderator deleted it.

        Discourse answers with a 301 whose Location may be wrong behind a proxy: only the id is read out of its path.
        """
        response = self._send("GET", f"/t/external_id/{external_id}.json")
        if response.status_code == requests.codes.not_found:
            return None
        found = _TOPIC_PATH.match(response.headers.get("Location", ""))
        if response.status_code != requests.codes.moved_permanently or not found:
            self._refuse(response)
        return int(found.group(1))

    def anonymous(self, path: str) -> Any:
        """A public page's JSON, asked without the key: granular keys have no scope for these pages."""
        return self._decoded(self._send("GET", path, anonymous=True))

    def _request(
        self,
        verb: str,
        path: str,
        params: Any = None,
        files: Any = None,
        data: Any = None,
        json: Any = None,
        override_request_kwargs: Any = None,
    ) -> Any:
        """Every call of pydiscourse ends here."""
        return self._decoded(self._send(verb, path, params=params, data=data, files=files, json=json))

    def _send(self, verb: str, path: str, *, anonymous: bool = False, **body: Any) -> requests.Response:
        headers = {"Accept": "application/json"}
        if not anonymous:
            headers |= {"Api-Key": self.api_key, "Api-Username": self.api_username}
        try:
            return self._session.request(
                verb, self.host + path, headers=headers, timeout=self.timeout, allow_redirects=False, **body
            )
        except (requests.ConnectionError, requests.Timeout) as error:
            if verb == "GET" or _never_sent(error):
                raise Unavailable(f"{self.host}: no answer ({type(error).__name__}); tried again later") from error
            raise OutcomeUnknown(
                f"{self.host}: the connection was lost while posting; looked up before trying again"
            ) from error
        except requests.RequestException as error:
            raise Misconfigured(f"{self.host}: cannot be asked ({error}); check the forum's url") from error

    def _decoded(self, response: requests.Response) -> Any:
        if not response.ok or response.is_redirect:
            self._refuse(response)
        if not response.content.strip():
            return None
        try:
            return response.json()
        except ValueError as error:
            what = f"{self.host}: answered with something that is not JSON"
            if response.request.method == "GET":
                raise Unavailable(f"{what}; tried again later") from error
            raise OutcomeUnknown(f"{what}; looked up before trying again") from error

    def _refuse(self, response: requests.Response) -> NoReturn:
        status, said = response.status_code, _said(response)
        where = f"{self.host} ({response.request.method} {response.request.path_url.partition('?')[0]})"
        match status:
            case 301 | 302 | 303 | 307 | 308:
                raise Misconfigured(f"{where}: redirected; set the forum's url to its own https address")
            case 400:
                raise Misconfigured(f"{where}: {said}; check the category and the forum's settings")
            case 401 | 403:
                raise Misconfigured(f"{where}: {said}; check the API key, its user and its scopes")
            case 404 | 410:
                raise Rejected(f"{where}: not found, or not visible to the bot's account")
            case 409:
                raise Rejected(f"{where}: edited by somebody else meanwhile; nothing was changed")
            case 413 | 422:
                raise Rejected(f"{where}: {said}")
            case 429:
                raise Unavailable(f"{where}: too many requests", retry_after=_wait(response))
            case 503:
                # Read-only mode, or the proxy has no Discourse behind it: in both the request did not reach it.
                raise Unavailable(f"{where}: not available now ({said}); tried again later")
        if response.request.method == "GET":
            raise Unavailable(f"{where}: HTTP {status}; tried again later")
        raise OutcomeUnknown(f"{where}: HTTP {status}; looked up before trying again")


def _never_sent(error: requests.RequestException) -> bool:
    """Whether no connection was made at all, so that nothing can have happened."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(cause, NewConnectionError)


def _said(response: requests.Response) -> str:
    """Discourse's own words in one line. They are in the language of the bot's account: shown, never matched."""
    try:
        body = response.json()
    except ValueError:
        return f"HTTP {response.status_code}"
    errors = body.get("errors") or [body.get("message") or f"HTTP {response.status_code}"]
    return " ".join(" ".join(map(str, errors if isinstance(errors, list) else [errors])).split())


def _wait(response: requests.Response) -> float:
    """The seconds to wait, from any of the three bodies a 429 can have."""
    try:
        body = response.json()
        asked = body.get("extras", {}).get("wait_seconds")
    except ValueError:
        found = _SECONDS.search(response.text)
        asked = found.group(1) if found else None
    return float(asked or response.headers.get("Retry-After") or LOST_SECONDS)
