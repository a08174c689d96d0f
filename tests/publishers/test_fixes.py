"""What a person is told to change in a text that was pasted already."""

from bot.publishers._fixes import Fix, fixes

TEXT = """## 개요

- 등불이 많았습니다.

## 1. 등불 / Lamp

- 등불은 어둠을 봅니다. 판정 모델은 없습니다.

## 2. 연 / Kite

- 연은 하늘을 봅니다. 판정 모델은 없습니다.
"""


def told(new: str, old: str = TEXT) -> list[Fix]:
    return list(fixes(old, new, part=1, at="2026-11-17 12:00"))


def test_equal_texts_have_nothing_to_fix() -> None:
    assert told(TEXT) == []
    assert told(TEXT + "\n") == []


def test_a_fix_says_in_which_entry_and_which_words() -> None:
    (one,) = told(TEXT.replace("어둠을", "밤을"))
    assert (one.heading, one.at, one.part) == ("1. 등불 / Lamp", "2026-11-17 12:00", 1)
    assert one.old.replace("어둠을", "밤을") == one.new
    assert one.lines == "- 등불은 밤을 봅니다. 판정 모델은 없습니다."


def test_the_words_to_look_for_stand_once_in_the_text() -> None:
    for one in told(TEXT.replace("판정", "평가")):
        assert TEXT.count(one.old) == 1
        assert "평가" in one.new


def test_one_term_in_two_entries_is_two_fixes_in_their_order() -> None:
    assert [one.heading for one in told(TEXT.replace("판정", "평가"))] == ["1. 등불 / Lamp", "2. 연 / Kite"]


def test_a_heading_that_changes_is_named_as_it_stood() -> None:
    (one,) = told(TEXT.replace("## 2. 연 /", "## 2. 방패연 /"))
    assert one.heading == "2. 연 / Kite"
    assert one.lines == "## 2. 방패연 / Kite"


def test_what_was_added_belongs_to_the_entry_above_it_and_has_words_to_find_its_place_by() -> None:
    (one,) = told(TEXT.replace("\n## 2.", "\n- 값도 쌉니다.\n\n## 2."))
    assert one.heading == "1. 등불 / Lamp"
    assert one.lines == "- 값도 쌉니다."
    assert "값도 쌉니다." in one.new


def test_what_was_taken_out_has_no_new_lines() -> None:
    (one,) = told(TEXT.replace("- 연은 하늘을 봅니다. 판정 모델은 없습니다.\n", ""))
    assert (one.heading, one.lines) == ("2. 연 / Kite", "")
    assert "연은 하늘을" in one.old


def test_a_text_replaced_as_a_whole_is_one_fix() -> None:
    notice = "- 등불이 많았습니다.\n\n게시를 중단했습니다.\n\nhttps://lamps.example/p\n"
    (one,) = told(notice)
    assert (one.old, one.lines) == (TEXT.strip(), notice.strip())


def test_in_html_the_heading_is_the_line_that_is_one() -> None:
    old = '<h2 lang="ko">1. 등불 / <span lang="en">Lamp</span></h2>\n\n<p>판정이 늦습니다.</p>\n'
    (one,) = fixes(old, old.replace("판정", "평가"), part=1, at="2026-11-17 12:00")
    assert one.heading == '<h2 lang="ko">1. 등불 / <span lang="en">Lamp</span></h2>'
