"""The pictures of docs/editions.md: its recipes, run against the sandbox with the demo's week, and what comes of them.

arXiv's day has answers of its own, `daily.ko-plain.toml`; the webhook's receiver says that it has everything.
"""

import json
import os
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from bot.config import load_locale
from bot.domain import Entry, Paper, fingerprint
from bot.llm import translate
from bot.sandbox.forum import seed
from bot.sandbox.listing import Announcement, Listing
from bot.sandbox.recordings import Recording
from bot.sandbox.week import DEMO, Record, load_week
from tests.commands import letters
from tests.commands.street import ISSUE, PROJECT, Street, a_street
from tests.publishers.receiver import SECRET, receiving
from tools.camera import DESKTOP, PHONE, browser, page_of, take, terminal
from tools.recipes import recipes

DAY = date(2026, 11, 10)
DAILY = Path(__file__).with_name("daily.ko-plain.toml")
KEYS = {"DISCOURSE_API_KEY": seed.GLOBAL_KEY, "WEBHOOK_SECRET": SECRET}
LANGUAGES = {"content_localization_enabled": True, "content_localization_supported_locales": "ko|ja"}
LONGEST = 60
SHORT = {**PHONE, "viewport": {"width": 390, "height": 700}}


def main() -> None:
    """Every picture of the page, in one go."""
    with browser() as chromium:
        photograph(chromium)


def photograph(chromium: Browser) -> None:
    """One run for each newsletter; the weekly's places are one run, as they would be in one config.toml."""
    os.environ.update(KEYS)  # noqa: TID251 - where the page says that they are put
    with receiving() as place, _following("korean", "nihongo", "geeknews", "blog", "place", hook=place.url) as street:
        street.hands.configure(**LANGUAGES)
        title = "Ledgermoth 논문을 같이 읽어요"
        street.hands.post_as(seed.OTHER_READER, f"{title}. 함께 이야기해요.", title=title, category_id=seed.FREE_ID)
        _deliver(street)
        topic = f"{street.addresses['forum']}/t/{street.topics[0].id}"
        _dressed(chromium, topic)
        _localized(chromium, topic)
        _blog(chromium, street)
        _offered(chromium, street)
        terminal(chromium, "webhook", "POST /hooks/papers", _posted(place.calls[0].json))
    with _following("korean", "japanese", "qiita") as street:
        _deliver(street)
        with page_of(chromium, PHONE, f"{street.addresses['forum']}/t/{street.topics[1].id}") as page:
            take(page, "sibling-phone", page.locator(".cooked p", has_text="他の言語で読む"), block="end")
        with page_of(chromium, PHONE, _page(street, "qiita")) as page:
            take(page, "list-look-phone", page.locator(".look"))
    _daily(chromium)
    _letter(chromium)


def _dressed(chromium: Browser, topic: str) -> None:
    with page_of(chromium, PHONE, topic) as page:
        take(page, "dressed-phone", page.locator("main h1"))
        take(page, "related-phone", page.locator("h3", has_text="더 읽어보기"), block="center")


def _localized(chromium: Browser, topic: str) -> None:
    with page_of(chromium, SHORT, f"{topic}?tl=ja") as page:
        take(page, "localized-phone", page.locator("main h1"))


def _offered(chromium: Browser, street: Street) -> None:
    """The page to copy from; and again, after a moderator changed a word on the forum."""
    with page_of(chromium, PHONE, _page(street, "geeknews")) as page:
        take(page, "paste-phone")
    first = street.hands.state.first_post(street.topics[0].id)
    street.hands.edit_as(seed.MODERATOR, first.id, first.raw.replace("에이전트가 간직하고", "에이전트가 보관하고"))
    street.wind(hours=1)
    street.run("tick")
    with page_of(chromium, PHONE, _page(street, "geeknews")) as page:
        take(page, "paste-fixes-phone")


def _blog(chromium: Browser, street: Street) -> None:
    with page_of(chromium, DESKTOP, _page(street, "blog")) as page:
        take(page, "blog-desktop", page.locator(".look h3", has_text="초록"))


def _posted(body: dict[str, Any]) -> str:
    """What a webhook got, its texts cut short and one of its papers."""
    digest = body["digest"]
    paper = {key: digest["entries"][0][key] for key in ("position", "title", "authors", "summary")}
    short = {**body, "digest": {**digest, "entries": [paper]}}
    told = json.dumps(_cut(short), ensure_ascii=False, indent=2)
    return f"X-Paperboy-Event: {body['event']}\nIdempotency-Key: {body['key']}\n\n{told}"


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cut(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_cut(one) for one in value]
    return f"{value[:LONGEST]}…" if isinstance(value, str) and len(value) > LONGEST else value


def _daily(chromium: Browser) -> None:
    """A Tuesday's announcements: three of the demo's papers."""
    records = {int(one.arxiv_id[-2:]): one for one in load_week(DEMO).records}
    answers = tomllib.loads(DAILY.read_text(encoding="utf-8"))["papers"]
    with _following("daily") as street:
        street.clock.set(datetime(2026, 11, 9, 20, tzinfo=UTC))
        street.run("tick")
        announced = (Announcement(record=records[one["position"]], day=DAY) for one in answers)
        street.world.apps["listing"] = Listing(street.clock, announced).app()
        street.world.service.add(_recording(records[one["position"]], one) for one in answers)
        street.clock.set(datetime(2026, 11, 10, 12, tzinfo=UTC))
        _deliver(street)
        with page_of(chromium, PHONE, _page(street, "daily", f"nlp/{DAY}")) as page:
            take(page, "daily-phone", page.locator(".look h2", has_text="1. JamoWeave"))


def _recording(record: Record, answer: dict[str, Any]) -> Recording:
    """What the model says of a paper of which there is nothing but arXiv's record."""
    entry = Entry(issue="nlp", position=1, name=record.title, summary="")
    paper = Paper(entry=entry.key, title=record.title, arxiv_id=record.arxiv_id, abstract=record.abstract)
    said = {"title": answer["title"], "summary": "", "abstract": answer["abstract"], "topics": answer["topics"]}
    source = fingerprint(translate.source(entry, paper))
    return Recording(task=translate.TASK, locale="ko-plain", sha256=source, answer=said)


def _letter(chromium: Browser) -> None:
    """Another newsletter, with the demo's papers."""
    with _following("letter") as street:
        letters.serve(street, letters.body("headings"))
        _deliver(street)
        with page_of(chromium, PHONE, f"{street.addresses['forum']}/t/{street.topics[0].id}") as page:
            take(page, "letter-phone", page.locator("main h1"))


@contextmanager
def _following(*names: str, hook: str = "") -> Iterator[Street]:
    """A street whose configuration has these recipes, each with a word that its papers are made up."""
    with tempfile.TemporaryDirectory() as folder, a_street(Path(folder)) as street:
        found = recipes(street.addresses, hook) if hook else recipes(street.addresses)
        head, _, _ = street.config.read_text(encoding="utf-8").partition("[editions.forum]")
        text = "\n".join([head, *(found[name] for name in names)])
        for code in ("ko", "ja", "ko-plain"):
            note = load_locale(PROJECT / "prompts", code).words["demo"]
            text = text.replace(f'locale = "{code}"', f'note = "{note}"\nlocale = "{code}"')
        street.config.write_text(text, encoding="utf-8")
        yield street


def _deliver(street: Street) -> None:
    """Until all is out, what waits for corrections too."""
    for _ in range(3):
        ran = street.run("tick")
        if ran.code:
            raise RuntimeError(ran.err)
        street.wind(hours=8)


def _page(street: Street, edition: str, issue: str = ISSUE) -> str:
    """The address of what was laid down to be pasted."""
    return (street.folder / "paste" / issue / edition / "index.html").as_uri()


if __name__ == "__main__":
    main()
