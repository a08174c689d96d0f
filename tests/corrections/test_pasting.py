"""A text that was pasted elsewhere follows the forum's: nobody decides there, and somebody mends it by hand."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.config import Secrets, load_locale
from bot.corrections.applying import apply_approved
from bot.corrections.telling import tell
from bot.domain import BOT, Correction, Field, Stop, Verb
from bot.domain import State as S
from bot.net import Budgets
from bot.pipeline import listen, look_after, take_down
from bot.posting import without_marker
from bot.publishers import paste
from tests.corrections.agora import ISSUE, MODERATOR, PROMPTS, Square
from tests.corrections.docket import NEW, OLD, applied, ask_for, post_again, rule, work_of
from tests.fakes import EDITION

PASTED = f"{ISSUE}/geeknews"
LEAD = f"Lantern 2 모델은 {OLD}."


@pytest.fixture
def two(make: Callable[..., Square], tmp_path: Path) -> Square:
    """A square whose week was offered to be pasted as well, in the list layout."""
    where = make()
    edition = replace(EDITION, name="geeknews", template="list.md.j2", publisher="paste", correcting=None)
    publisher = paste.connect(
        paste.Settings(path=tmp_path / "out"),
        edition=edition,
        locale=load_locale(PROMPTS, "ko"),
        root=tmp_path,
        secrets=Secrets({}),
        clock=where.clock,
        budgets=Budgets(where.clock),
    )
    where.here.add_edition(publisher, name=edition.name, template=edition.template)
    post_again(where, "geeknews")
    return where


def text(where: Square) -> str:
    (post,) = where.bot.store.posts.of(PASTED)
    return without_marker(post.raw)


def fixes(where: Square) -> list[str]:
    """The list of what is to be mended by hand."""
    page = where.bot.publishers["geeknews"].path / PASTED / "index.html"  # type: ignore[attr-defined]  # a folder
    found = LexborHTMLParser(page.read_text(encoding="utf-8"))
    return [node.text().strip() for node in found.css(".fixes .said")]


def there(where: Square) -> list[Correction]:
    return [one for one in where.bot.store.corrections.all() if one.digest == PASTED]


def test_what_a_moderator_approved_on_the_forum_is_made_in_the_pasted_text_and_listed(two: Square) -> None:
    applied(two, ask_for(two))
    apply_approved(two.bot)
    assert f"Lantern 2 모델은 {NEW}." in text(two)
    assert text(two).count(NEW) == 1
    (one,) = fixes(two)
    assert "긴 메모를" in one
    (made,) = there(two)
    steps = two.bot.store.corrections.steps(made.number)
    assert [(step.state, step.who) for step in steps] == [(S.APPROVED, MODERATOR), (S.APPLIED, BOT)]


@pytest.mark.parametrize(
    ("field", "position", "old", "new"),
    [
        (Field.TITLE, 2, "읽기", "독해"),
        (Field.ABSTRACT, 2, "4", "네"),
        (Field.LINK, 2, "status/2", "status/22"),
        (Field.TITLE, 0, "한 문장", "짧은 한 문장"),
        (Field.INTRO, 0, "둘째입니다", "다음입니다"),
    ],
)
def test_so_is_every_other_field(two: Square, field: Field, position: int, old: str, new: str) -> None:
    before = text(two)
    applied(two, ask_for(two, old, new, field=field, position=position), Verb.ANYWAY)
    apply_approved(two.bot)
    assert text(two) != before
    assert len(fixes(two)) == 1


def test_it_is_made_once_and_nobody_is_asked_about_it(two: Square) -> None:
    applied(two, ask_for(two))
    for _ in range(3):
        apply_approved(two.bot)
        listen(two.bot)
        tell(two.bot)
    assert [one.state for one in there(two)] == [S.APPLIED]
    assert len(fixes(two)) == 1
    assert len(two.bot.store.posts.edits(PASTED)) == 1


@pytest.mark.parametrize("new", [NEW, "쪽지를 읽습니다"])
def test_what_the_operator_was_asked_about_it_does_not_stand_in_the_way(two: Square, new: str) -> None:
    ask_for(two, OLD, new, author=None, digest=PASTED)
    applied(two, ask_for(two))
    apply_approved(two.bot)
    assert f"Lantern 2 모델은 {NEW}." in text(two)
    assert len(fixes(two)) == 1


def test_what_was_undone_on_the_forum_is_taken_back_and_listed(two: Square) -> None:
    before, one = text(two), ask_for(two)
    applied(two, one)
    apply_approved(two.bot)
    applied(two, one, Verb.UNDO)
    apply_approved(two.bot)
    assert text(two) == before
    assert len(fixes(two)) == 2


def test_a_moderators_own_edit_on_the_forum_is_made_there_as_well(two: Square) -> None:
    two.edit_by_hand(LEAD, f"Lantern 2 모델은 {NEW}.")
    listen(two.bot)
    apply_approved(two.bot)
    assert f"Lantern 2 모델은 {NEW}." in text(two)
    assert len(fixes(two)) == 1


def test_what_the_forum_only_talks_about_changes_nothing_there(two: Square) -> None:
    before = text(two)
    rule(two, ask_for(two), Verb.HOLD)
    apply_approved(two.bot)
    assert (text(two), there(two), fixes(two)) == (before, [], [])


def test_an_edition_on_a_forum_is_still_asked(make: Callable[..., Square]) -> None:
    where = make(beside={"second": "ko"})
    applied(where, ask_for(where))
    states = [one.state for one in where.bot.store.corrections.all() if one.digest == f"{ISSUE}/second"]
    assert states == [S.PROPOSED]


def test_its_owners_own_wording_in_the_file_is_read_back_and_kept(two: Square) -> None:
    file = two.bot.publishers["geeknews"].path / PASTED / "part-1.md"  # type: ignore[attr-defined]  # a folder
    file.write_text(file.read_text(encoding="utf-8").replace(LEAD, f"Lantern 2 모델은 {NEW}."), encoding="utf-8")
    look_after(two.bot, [work_of(two, PASTED)])
    assert two.text(2).summary.startswith(f"Lantern 2 모델은 {NEW}.")
    assert two.text(2).locked
    assert fixes(two) == []
    assert f"Lantern 2 모델은 {NEW}." in file.with_name("index.html").read_text(encoding="utf-8")


def test_what_was_withdrawn_is_replaced_there_by_one_fix(two: Square) -> None:
    two.here.stop(PASTED, Stop.WITHDRAWN)
    take_down(two.bot)
    assert "게시를 중단했습니다" in text(two)
    assert "Lantern" not in text(two)
    assert len(fixes(two)) == 1
