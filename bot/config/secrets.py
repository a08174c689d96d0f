"""Secrets: read where the operator put them, never from config.toml, never shown."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import Misconfigured

_HANDED_OUT: set[str] = set()
"""Every secret this process has read, also as an exception shows it, so that its log can leave them out."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Where secrets are looked for: a file that the configuration names, systemd's credentials, the environment.

    A secret `discourse-api-key` is the file of that name in `$CREDENTIALS_DIRECTORY`, or `$DISCOURSE_API_KEY`.
    Source: https://systemd.io/CREDENTIALS/
    """

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)  # noqa: TID251 - this is the one place

    def get(
        self, name: str, *, needed_for: str, file: Path | None = None, has_key: bool = True, instead: str = ""
    ) -> str:
        """The secret, without the line break at its end. `file` is one the configuration names for it; `has_key` says
        whether it could. `instead` is what does where there is none, or an empty one.

        Raises: Misconfigured (found nowhere, empty, unreadable, not one line of plain characters).
        """
        variable = name.upper().replace("-", "_")
        named = ", as a file named by a *_file key in config.toml," if has_key else ""
        ways = f"give it as the systemd credential {name!r}{named} or in the environment as {variable}"
        try:
            found = self._found(name, variable, file)
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured(f"{name}: it cannot be read ({_told(error)}); {ways}") from None
        if instead and not (found and found[1].strip()):
            return instead
        if found is None:
            raise Misconfigured(f"{name}: {needed_for} needs this secret; {ways}")
        place, value = found[0], found[1].strip()
        if not value:
            raise Misconfigured(f"{name}: {place} is empty; {ways}")
        if not (value.isascii() and value.isprintable()):
            raise Misconfigured(f"{name}: {place} holds more than one line of plain characters; {ways}")
        _HANDED_OUT.update((value, repr(value)[1:-1]))
        return value

    def _found(self, name: str, variable: str, file: Path | None) -> tuple[str, str] | None:
        """Where the secret is, and what stands there; None where it is nowhere."""
        folder = self.environment.get("CREDENTIALS_DIRECTORY")
        credential = Path(folder, name) if folder else None
        path = file or (credential if credential and credential.exists() else None)
        if path:
            return str(path), path.read_text(encoding="utf-8")
        return (variable, self.environment[variable]) if self.environment.get(variable) else None


def masked(text: str) -> str:
    """The text with `***` in the place of every secret that was read so far."""
    # The longest first: one secret may be the beginning of another.
    for secret in sorted(_HANDED_OUT, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def _told(error: OSError | UnicodeDecodeError) -> str:
    """What went wrong, without anything that was read."""
    return f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else "it is not text"
