"""`paperboy preview`: a digest as it would be posted, on no forum."""

import json
from pathlib import Path

import pytest

from tests.commands.street import DIGEST, ISSUE, TITLE, Ran, Street

pytestmark = pytest.mark.long


def test_the_newest_issue_is_shown_and_nothing_is_written_to_the_forum(street: Street) -> None:
    ran, page = shown(street)
    first, counts, *mended = ran.out.splitlines()
    assert (ran.code, first, counts) == (0, f"{DIGEST}  {page}", "  checked: 9 clean, 2 repaired")
    assert [line.split(" · ")[:2] for line in mended] == [
        [f"  {ISSUE}/{number}@ko.1  repaired", "1 found, 1 mended"] for number in (1, 8)
    ]
    assert f"<title>{TITLE}</title>" in page.read_text(encoding="utf-8")
    assert [path.name for path in sorted(page.parent.glob("part-*.md"))] == ["part-1.md", "part-2.md"]
    assert street.topics == []
    assert {line.method for line in street.asked("forum")} == {"GET"}


def test_what_it_bought_is_posted_later_without_buying_it_again(street: Street) -> None:
    shown(street)
    calls = len(street.asked("model"))
    assert street.run("tick").code == 0
    assert len(street.topics) == 1
    assert len(street.asked("model")) == calls


def test_what_is_posted_is_what_was_shown(street: Street) -> None:
    _ran, page = shown(street)
    street.run("tick")
    parts = [path.read_text(encoding="utf-8").rstrip("\n") for path in sorted(page.parent.glob("part-*.md"))]
    assert street.bodies(street.topics[0]) == parts


def test_a_key_names_an_issue_or_a_digest(street: Street) -> None:
    street.run("tick")
    for key in (ISSUE, DIGEST):
        ran, page = shown(street, key)
        assert ran.out.splitlines()[0] == f"{DIGEST}  {page}"


def test_each_digest_is_one_line_of_json(street: Street) -> None:
    ran, page = shown(street, "--json")
    told = json.loads(ran.out)
    assert (told["key"], told["page"]) == (DIGEST, str(page))
    assert [one["key"] for one in told["texts"]] == [f"{ISSUE}/{number}@ko.1" for number in range(11)]
    assert {one["outcome"] for one in told["texts"]} == {"clean", "repaired"}


def test_a_second_preview_replaces_the_first(street: Street) -> None:
    _ran, page = shown(street)
    left = page.with_name("part-3.md")
    left.write_text("of a longer digest", encoding="utf-8")
    ran, _page = shown(street)
    assert ran.code == 0
    assert not left.exists()


def test_a_saved_feed_stays_apart_from_the_real_issues(street: Street) -> None:
    file = street.folder / "feed.xml"
    file.write_bytes(street.serve_week())
    ran, page = shown(street, str(file))
    assert (ran.code, page.is_file()) == (0, True)
    assert street.asked("newsletter") == []
    assert "not read yet" in street.run("status").out
    assert street.run("show", ISSUE).code == 2


def test_a_saved_feed_without_an_issue_says_where_to_look(street: Street) -> None:
    file = street.folder / "feed.xml"
    file.write_bytes(
        street.serve_week().replace(b"Top AI Papers of the Week", b"An Essay").replace(b"top-ai-papers", b"essay")
    )
    ran, _page = shown(street, str(file))
    assert ran.code == 4
    assert ran.told == f"paperboy: {file}: there is no issue in it; `paperboy split {file}` says why"


def test_a_saved_feed_that_is_cut_is_told_in_one_line(street: Street) -> None:
    file = street.folder / "feed.xml"
    file.write_bytes(street.serve_week()[:-2000])
    for command in ("preview", "split", "ingest"):
        ran = street.run(command, file)
        assert ran.code == 2
        assert f"{file}: the feed is cut or damaged" in ran.told
        assert ran.told.endswith("; nothing of it was read; save it again"), "nobody tries a file later"


def test_a_feed_without_any_issue_is_no_silence(street: Street) -> None:
    street.world.newsletter.xml = b"<rss version='2.0'><channel><title>Nothing yet</title></channel></rss>"
    ran, _page = shown(street)
    assert ran.code == 75
    assert "no issue is known yet" in ran.err


def test_an_issue_that_is_held_is_shown_all_the_same(street: Street) -> None:
    street.serve_week(papers=9)
    ran, page = shown(street)
    assert ran.code == 0
    assert "1 left out" in ran.out, "nine papers have no recorded intro"
    assert "Ledgermoth" in page.read_text(encoding="utf-8")
    with street.store() as store:
        assert ISSUE in [hold.key for hold in store.holds.all()]
    assert street.run("tick").code == 4
    assert street.topics == []


def test_a_key_that_names_nothing_is_wrong_usage(street: Street) -> None:
    ran, _page = shown(street, "dair/2020-01-05")
    assert ran.code == 2
    assert ran.told == (
        "Error: dair/2020-01-05: there is no such issue or digest; none is known yet; `paperboy tick` reads the feed"
    )


def test_while_arxiv_is_silent_there_is_no_page_and_a_reason(street: Street) -> None:
    street.wind(hours=-4)
    street.order(server="arxiv", nth=None, kind="status", answer="server error")
    ran, page = shown(street)
    assert ran.code == 75
    assert "arXiv" in ran.err
    assert not page.exists()


def shown(street: Street, *words: str) -> tuple[Ran, Path]:
    """How `preview` ended, and where the digest's page is if there is one."""
    folder = street.folder / "pages"
    return street.run("preview", "--to", folder, *words), folder / DIGEST / "index.html"


def test_a_folder_that_an_edition_publishes_to_is_refused(street: Street) -> None:
    street.publish_to_folder()
    street.run("tick")
    ran = street.run("preview", "--to", street.folder / "out")
    assert ran.code == 78
    assert "the edition forum publishes there; name another folder" in ran.told
    assert (street.folder / "out" / DIGEST / "part-1.md").exists()


def test_a_file_that_was_edited_shows_what_it_says_now(street: Street) -> None:
    file = street.folder / "saved.xml"
    file.write_bytes(street.serve_week())
    street.run("preview", file, "--to", street.folder / "pages")
    file.write_bytes(street.serve_week(lead="Nobody recorded an answer to this."))
    ran = street.run("preview", file, "--to", street.folder / "pages")
    assert "has no recording" in ran.err, "the model is asked for the new text"


def test_a_name_that_is_no_file_and_no_key_says_so(street: Street) -> None:
    ran = street.run("preview", "missing.xml")
    assert (ran.code, ran.told) == (2, "Error: missing.xml: there is no such file")


def test_page_and_terminal_say_what_the_model_refused_and_that_it_goes_out_in_english(street: Street) -> None:
    street.record(stop_reason="refusal")
    ran, page = shown(street, "--json")
    (told,) = [one for one in json.loads(ran.out)["texts"] if one["outcome"] not in ("clean", "repaired")]
    assert told["outcome"] == "source-only"
    assert told["left"][0]["code"] == "structure.refused"
    ran, page = shown(street)
    assert "\n  checked: 9 clean, 1 repaired, 1 source-only\n" in ran.out
    assert f"\n  {told['key']}  source-only · " in ran.out
    assert "자동 검사 기록" in page.read_text(encoding="utf-8")
    assert "원문만 게시" in page.read_text(encoding="utf-8")
    assert not any("자동 검사 기록" in one.read_text(encoding="utf-8") for one in page.parent.glob("part-*.md"))
