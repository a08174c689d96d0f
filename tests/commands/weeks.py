"""Weeks beside the demo's own, a model that answers whatever it is asked, a second edition and a second machine."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.sandbox.arxiv import Library
from bot.sandbox.forum import seed
from bot.sandbox.messages import Message, Refusal
from bot.sandbox.model import KEY, Service
from bot.sandbox.recordings import Recording, fenced, load_recordings
from bot.sandbox.substack import Post, posts, rss
from bot.sandbox.week import DEMO, Record, load_week
from tests.commands.street import CONFIG, DIGEST, ISSUE, PROJECT, Street

SECOND = DIGEST.replace("/forum", "/second")


class Willing(Service):
    """Answers about the demo's papers also where their source is not the recorded one."""

    def _recorded(self, message: Message) -> Recording:
        try:
            return super()._recorded(message)
        except Refusal:
            asked = "\n".join(block.text for block in message.messages[-1].blocks)
            key = fenced(asked)
            found = re.search(r"<source [^>]*>\n(.*)\n</source ", asked, re.DOTALL)
            assert key
            assert found
            task, locale, round_, digest = key
            answer = _introduced() if task == "intro" else _translated(found[1])
            if locale == "ko-plain":
                answer = {field: plain(said) if isinstance(said, str) else said for field, said in answer.items()}
            return Recording(task=task, locale=locale, round=round_, sha256=digest, answer=answer)


def plain(text: str) -> str:
    """Polite Korean in the plain style: 합니다 is 한다, 읽습니다 is 읽는다, 있습니다 is 있다."""
    text = text.replace("입니다", "이다")
    text = re.sub(r"([가-힣])습니다", lambda found: found[1] + ("다" if _final(found[1]) in (18, 20) else "는다"), text)
    return re.sub(
        r"([가-힣])니다", lambda found: f"{chr(ord(found[1]) - 17 + 4)}다" if _final(found[1]) == 17 else found[0], text
    )


def willing(street: Street) -> None:
    """Puts a model before the bot that can be asked about any text."""
    street.world.service = Willing(street.clock, load_recordings(DEMO.parent))
    street.world.apps["model"] = street.world.service.app()


def an_issue(number: int = 0, **changes: Any) -> Post:
    """The demo's issue, or one so many weeks before it with papers of its own; `changes` replace what it says."""
    week = load_week(DEMO)
    own = next(one for one in posts(week) if one.slug == week.slug)
    if number:
        sections = (re.sub(r"arxiv\.org/abs/\d{4}", f"arxiv.org/abs/{_month(number)}", one) for one in own.sections)
        own = replace(
            own,
            slug=f"{own.slug[:-3]}{number % 4096:03x}",
            published=own.published - timedelta(weeks=number),
            subtitle="",
            sections=tuple(sections),
        )
    return replace(own, **changes)


def serve(street: Street, *issues: Post) -> None:
    """Puts these issues into the feed; arXiv knows the papers of every week that `an_issue` makes."""
    street.world.newsletter.xml = rss(load_week(DEMO), issues, street.addresses["newsletter"])
    for number in range(-9, 10):
        street.world.library.add(
            replace(one, arxiv_id=f"{_month(number)}{one.arxiv_id[4:]}") for one in load_week(DEMO).records if number
        )


def lacking(street: Street, position: int) -> Record:
    """Has arXiv not know the demo's paper at a position yet; returns its record."""
    records = {one.arxiv_id: one for one in load_week(DEMO).records}
    late = records.pop(f"2611.{90000 + position}")
    street.world.library = Library(street.clock, records.values())
    street.world.apps["arxiv"] = street.world.library.app()
    return late


def add_edition(street: Street) -> None:
    """Has the same week go to another category of the forum as well, in an edition named `second`."""
    street.hands.configure(duplicate_topic_titles="allowed_in_other_categories")
    _, _, edition = street.config.read_text(encoding="utf-8").partition("[editions.forum]")
    second = edition.replace("editions.forum", "editions.second").replace('"news"', '"free"')
    with street.config.open("a", encoding="utf-8") as file:
        file.write(f"\n[editions.second]{second}")


def another_machine(street: Street, folder: Path) -> Street:
    """The same configuration with a state of its own."""
    folder.mkdir()
    other = replace(street, folder=folder)
    text = CONFIG.format(prompts=PROJECT / "prompts", **street.addresses)
    text = text.replace('clock = "clock"', f'clock = "{street.clock.path}"')
    other.config.write_text(text, encoding="utf-8")
    other.give("model-key", KEY)
    other.give("forum-key", seed.BOT_KEY)
    return other


def shown(street: Street, key: str) -> dict[str, Any]:
    """What `show --json` prints."""
    return dict(json.loads(street.run("show", key, "--json").out))


def decisions(street: Street, key: str) -> list[tuple[str, str, str]]:
    """What was decided of a key, by whom and why."""
    return [(one["what"], one["who"], one["reason"]) for one in shown(street, key)["decisions"]]


def status(street: Street) -> dict[str, dict[str, Any]]:
    """What `status --json` says of each digest."""
    return {one["key"]: one for one in json.loads(street.run("status", "--json").out)["digests"]}


def codes(street: Street, key: str = ISSUE) -> list[str]:
    """What was found under a key."""
    return [one["code"] for one in shown(street, key)["findings"]]


def writes(street: Street) -> int:
    """How often the bot wrote to the forum, or tried to."""
    return len(street.asked("forum", "POST")) + len(street.asked("forum", "PUT"))


def _final(letter: str) -> int:
    """The number of the consonant a syllable ends in: 4 is ㄴ, 17 ㅂ, 18 ㅄ, 20 ㅆ."""
    return (ord(letter) - 0xAC00) % 28


def _month(number: int) -> int:
    return 2500 + number


def _names() -> dict[str, str]:
    """What the newsletter calls a paper, by its title: a listing knows no other name."""
    week = load_week(DEMO)
    linked = [(paper.name, url) for paper in week.papers for _label, url in paper.links]
    return {one.title: name for one in week.records for name, url in linked if one.arxiv_id in url}


def _introduced() -> dict[str, Any]:
    return {"headline": "한 주의 논문입니다.", "paragraphs": ["첫 번째 문단입니다.", "두 번째 문단입니다."]}


def _translated(source: str) -> dict[str, Any]:
    """What the demo's model says of the paper in the end, as far as the source has it."""
    name = _names().get(title := source.partition("\n")[0].removeprefix("name: "), title)
    korean = (one for one in load_recordings(DEMO.parent) if one.locale == "ko")
    said = [one.answer for one in korean if one.about.partition(", mended")[0] == name]
    assert said[-1:]
    assert said[-1]
    missing = [field for field in ("summary", "abstract") if f"\n\n{field}:\n" not in source]
    return {**said[-1], **dict.fromkeys(missing, "")}
