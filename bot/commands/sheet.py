"""A digest on a page of its own, in a folder where nothing is published."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot import posting
from bot.domain import Digest, Receipt
from bot.ports import Bot
from bot.publishers.folder import Folder
from bot.render import appendix


def lay_out(bot: Bot, digest: Digest, receipts: Mapping[str, Receipt], folder: Path) -> Path:
    """Writes it as it would be posted, with the receipts by entry key below it; returns the page."""
    locale = bot.locales[digest.edition.locale]
    draft = bot.renderer.draft(digest, locale, bot.publishers[digest.edition.name].limit())
    place = folder.resolve() / digest.key
    shutil.rmtree(place, ignore_errors=True)
    sheet = Folder(folder.resolve(), None, digest.edition, bot.clock, appendix(digest, locale, receipts))
    topic, *replies = posting.intents_for(digest, draft)
    first = sheet.create(topic)
    for reply in replies:
        sheet.create(replace(reply, topic_id=first.topic_id))
    return place / "index.html"
