"""Answers of the forum: what succeeds, and every way to be refused, with Discourse's status, body and headers.

Source of the bodies: https://github.com/discourse/discourse/blob/main/app/controllers/application_controller.rb
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer. `body` as a mapping goes out as JSON, as text with `content_type`; None is an empty body."""

    status: int = 200
    body: Mapping[str, Any] | Sequence[Any] | str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"


class Refused(Exception):
    """Ends a request with an answer; nothing of it was saved."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.status} {answer.body}")
        self.answer = answer


def _error(status: int, message: str, error_type: str | None = None, **more: Any) -> Refused:
    body: dict[str, Any] = {"errors": [message]}
    if error_type:
        body["error_type"] = error_type
    return Refused(Answer(status=status, body={**body, **more}))


def invalid_access(message: str = "You are not permitted to view the requested resource.") -> Refused:
    """403: the caller may not do this."""
    return _error(403, message, "invalid_access")


def invalid_credentials() -> Refused:
    """403: the key, its user or its scopes do not fit the request."""
    return invalid_access("You are not permitted to view the requested resource. The API username or key is invalid.")


def not_logged_in() -> Refused:
    """403 (never 401): nobody is asking."""
    return _error(403, "You need to be logged in to do that.", "not_logged_in")


def not_found(extras: Mapping[str, Any] | None = None) -> Refused:
    """404, also for what exists but must not be known to the caller."""
    more = {"extras": extras} if extras else {}
    return _error(404, "The requested URL or resource could not be found.", "not_found", **more)


def topic_not_found() -> Refused:
    """404 of a topic's page, which carries the page to show."""
    title = "Page Not Found"
    return not_found({"html": f"<h1>{title}</h1>", "title": title, "group": None})


def invalid_parameters(name: str) -> Refused:
    """400: a parameter that cannot be understood."""
    return _error(400, f"You supplied invalid parameters to the request: {name}", "invalid_parameters")


def missing_parameter(name: str) -> Refused:
    """400: a parameter that had to be there; no error_type."""
    return _error(400, f"param is missing or the value is empty: {name}")


def unprocessable(errors: Sequence[str]) -> Refused:
    """422 outside a create: no action, no error_type."""
    return Refused(Answer(status=422, body={"errors": list(errors)}))


def conflict() -> Refused:
    """409: somebody else changed it meanwhile."""
    return _error(409, "That post was edited by another user and your changes can no longer be saved.")


def read_only() -> Refused:
    """503: the site takes no writes."""
    return _error(503, "The site is in read only mode. Interactions are disabled.", "read_only")


def too_fast(seconds: int, code: str | None = None) -> Refused:
    """429 from inside the application, with how long to wait."""
    left = _in_words(seconds)
    headers = {"Retry-After": str(seconds)}
    if code:
        headers["Discourse-Rate-Limit-Error-Code"] = code
    body = {
        "errors": [f"You've performed this action too many times. Please wait {left} before trying again."],
        "error_type": "rate_limit",
        "extras": {"wait_seconds": seconds, "time_left": left},
    }
    return Refused(Answer(status=429, body=body, headers=headers))


def too_fast_from_address(seconds: int, code: str) -> Refused:
    """429 from before the application: plain text."""
    return Refused(
        Answer(
            status=429,
            body=(
                "Slow down, too many requests from this IP address. "
                f"Please retry again in {seconds} seconds. Error code: {code}."
            ),
            headers={"Retry-After": str(seconds), "Discourse-Rate-Limit-Error-Code": code},
            content_type="text/plain",
        )
    )


def search_too_fast(seconds: int) -> Refused:
    """429 of the search: neither errors nor Retry-After."""
    message = f"You're searching too often. Please wait {_in_words(seconds)}."
    return Refused(Answer(status=429, body={"failed": "FAILED", "message": message}))


def server_error() -> Refused:
    """500: Discourse itself fell over."""
    return Refused(
        Answer(
            status=500,
            body='{"status":500,"error":"Internal Server Error"}',
            content_type="application/json; charset=UTF-8",
        )
    )


def moved(location: str) -> Answer:
    """301 with an HTML body, as Rails redirects."""
    page = f'<html><body>You are being <a href="{location}">redirected</a>.</body></html>'
    return Answer(status=301, body=page, headers={"Location": location})


def _in_words(seconds: int) -> str:
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= size:
            number = round(seconds / size)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
