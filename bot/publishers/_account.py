"""A forum and the bot's account there: what config.toml says of them, whatever is done with them."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from bot.config import Secrets
from bot.config.values import Duration
from bot.domain import Edition
from bot.net import PER_MINUTE, Budget, Budgets
from bot.publishers._lost import DEADLINE_S


class Account(BaseModel):
    """The part of a publisher's table that says where, and as whom."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    url: Annotated[str, Field(pattern=r"^https?://[^/\s@?#]+(/[^\s@?#]*)?$", description="The forum's own address.")]
    username: str = Field(description="The bot's account: its own, not staff, trust level 2 recommended.", min_length=1)
    api_key_file: Path | None = Field(
        None, description="A file that holds the key; else the secret `discourse-api-key`."
    )
    timeout: Duration = Field(
        timedelta(seconds=DEADLINE_S),
        ge=timedelta(seconds=1),
        le=timedelta(seconds=120),
        description="For one request; at most 120s.",
    )
    requests_per_minute: int = Field(
        PER_MINUTE, ge=1, le=55, description="To this forum, by all editions together; the lowest of theirs counts."
    )

    def key(self, edition: Edition, root: Path, secrets: Secrets) -> Callable[[], str]:
        """What reads the key when it is first needed."""
        file = root / self.api_key_file if self.api_key_file else None
        return partial(secrets.get, "discourse-api-key", needed_for=f"the edition {edition.name}", file=file)

    def budget(self, budgets: Budgets) -> Budget:
        """What all editions of the forum share."""
        return budgets.of(urlsplit(self.url).netloc.lower(), per_minute=self.requests_per_minute)


def forum_locale(edition: Edition) -> str:
    """Discourse's name of an edition's language, from its locale: `ko` of `ko-plain`, `pt_BR` of `pt-br`.

    Source: https://github.com/discourse/discourse/tree/main/config/locales
    """
    language, _, rest = edition.locale.partition("-")
    return f"{language}_{rest.upper()}" if re.fullmatch(r"[A-Za-z]{2}", rest) else language
