"""A day of arXiv's as the blog had it: three papers, in the plain style, with what their post left out."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.config import load_locale
from bot.sandbox.listing import Announcement
from bot.sandbox.week import Record
from tests.commands.street import PROJECT, a_street
from tests.commands.test_daily_listing import CONFIG
from tests.published.defects import Defects, Published
from tests.published.week import PUBLISHED, TRAP, Row, Translating, lines, needs_corpus

pytestmark = [needs_corpus, pytest.mark.long, pytest.mark.xdist_group("published 000")]

DAY = date(2023, 12, 6)
FORMULAS = (
    '<math display="inline"><mrow><mn>1</mn><mi>%</mi></mrow></math>',
    "<msub><mi>x</mi><mn>1</mn></msub><mo>*</mo><msub><mi>x</mi><mn>2</mn></msub></mrow></math>",
)
BLOG = """
[editions.blog]
source = "daily"
locale = "ko-plain"
publisher = "folder"
template = "blog.html.j2"
start = "latest"
settle = "0s"
source_text = { abstract = "quote" }
window = { zone = "Asia/Seoul" }

[editions.blog.folder]
path = "blog"
"""


def papers() -> list[Row]:
    """The post's three abstracts as arXiv's interface has them, and one that holds all that such posts lost."""
    sources = [one["source"] for one in lines(PUBLISHED) if one["seed"] == "000"]
    told = [one.removeprefix("Abstract:").replace("this https URL", "https://code.example/d") for one in sources]
    return [
        Row(
            number=number,
            name=(title := f"Lamp{number}GPT: Reading at Night"),
            summary="",
            urls=(f"https://arxiv.org/abs/2312.0{number:04}",),
            arxiv_id=f"2312.0{number:04}",
            title=title,
            abstract=abstract,
        )
        for number, abstract in enumerate([*told, TRAP], 1)
    ]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    rows = papers()
    with a_street(tmp_path_factory.mktemp("published")) as street:
        street.clock.set(datetime(2023, 12, 6, 9, tzinfo=UTC))
        records = [
            Record(arxiv_id=str(one.arxiv_id), title=one.title, authors=("A. Example",), abstract=one.abstract)
            for one in rows
        ]
        street.world.library.add(records)
        street.world.listing.announce(*(Announcement(record=one, day=DAY) for one in records))
        street.world.service = Translating(street.clock, ())
        street.world.apps["model"] = street.world.service.app()
        head, _, _ = CONFIG.partition("[editions.daily]")
        street.config.write_text(
            head.format(prompts=PROJECT / "prompts", **street.addresses).replace("cs.CL+cs.AI", "cs.CL") + BLOG,
            encoding="utf-8",
        )
        ran = street.run("tick")
        assert ran.code == 0, ran.err
        assert len(street.asked("model")) == len(rows) + 1, "a text was sent back to be mended"
        (file,) = street.folder.glob("blog/**/part-1.html")
        (about,) = street.folder.glob("blog/**/post.json")
        text = file.read_text(encoding="utf-8")
        yield Published(
            title=about.read_text(encoding="utf-8"),
            text=text,
            page=LexborHTMLParser(text),
            rows=rows,
            locale=load_locale(PROJECT / "prompts", "ko-plain"),
            formulas=FORMULAS,
        )


class TestDefects(Defects):
    """Each of them absent."""


def test_the_title_has_the_day_and_what_it_is_about(post: Published) -> None:
    assert re.search(r'"\[2023-12-06\] 오늘의 자연어처리[,"]', post.title)


def test_every_paper_has_its_title_in_both_languages_its_authors_its_address_and_its_abstract(post: Published) -> None:
    numbered = [one for one in post.headings if re.match(r"h2 \d", one)]
    assert numbered == post.heads()
    assert [one for one in post.headings if one.startswith("h3 ")] == [f"h3 {post.locale.words['abstract']}"] * 4
    assert post.page.text().count("A. Example") == 4
    links = [one.attributes["href"] for one in post.page.css("a")]
    assert [one for one in links if one and "/abs/" in one] == [row.urls[0] for row in post.rows]


def test_the_source_is_named_and_a_machine_is_said_to_have_translated(post: Published) -> None:
    assert "https://arxiv.org/list/cs.CL/2023-12" in post.page.text()
    assert "claude-haiku-5-5" in post.page.text()


def test_source_and_translation_say_their_language_and_stand_apart(post: Published) -> None:
    assert [one.attributes.get("lang") for one in post.page.css("blockquote")] == ["en"] * 4
    assert [one for one in post.quotes if len(re.findall("[가-힣]", one)) > len("영어 원문")] == []


def test_every_sentence_is_in_the_plain_style(post: Published) -> None:
    translated = [line for line in post.leaves if "이 문장은" in line]
    assert len(translated) == 4
    assert not [line for line in translated if re.search(r"(?:니다|어요)[.]", line)]
