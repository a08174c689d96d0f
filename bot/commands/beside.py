"""What several places were given of one issue, side by side on one page that needs nothing else."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot import cook, posting, waiting
from bot.holding import Work
from bot.ports import Bot

_STYLES = ("page.css", "beside.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One edition's; `text` is HTML, or what a person is to paste where it is `plain`."""

    edition: str
    place: str
    language: str
    title: str
    url: str
    text: str
    plain: bool


def columns(bot: Bot) -> Sequence[Column]:
    """What stands of the newest issue in each edition, in the order of the configuration."""
    works = (Work(issue=one.issue, edition=one.edition) for one in waiting.newest(bot))
    return [column for work in works if (column := _column(bot, work))]


def write(file: Path, shown: Sequence[Column]) -> None:
    """The page, in one file."""
    templates = Environment(
        loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = "".join(templates.get_template(name).render() for name in _STYLES)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    made = templates.get_template("beside.j2").render(columns=shown, style_hash=digest)
    file.write_text(made, encoding="utf-8")


def _column(bot: Bot, work: Work) -> Column | None:
    """None where nothing of it is out."""
    posts = bot.store.posts.of(work.key)
    if not posts:
        return None
    texts = [posting.without_marker(post.raw).strip() for post in posts]
    pasted = work.edition.publisher == "paste"
    locale = bot.locales[work.edition.locale]
    return Column(
        edition=work.edition.name,
        place=f"{work.edition.publisher}, {locale.native}",
        language=locale.language_code,
        title=posts[0].title,
        url=posts[0].url,
        text="\n\n".join(texts if pasted else [cook.displayed(text, work.edition.form) for text in texts]),
        plain=pasted,
    )
