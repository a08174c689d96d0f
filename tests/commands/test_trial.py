"""`paperboy preview --model`: another model's texts, by themselves or beside what stands; none becomes the digest's."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.commands.console import Console
from bot.commands.desk import reading
from bot.domain import Wish
from bot.granting import grant
from bot.sandbox.recordings import load_recordings
from bot.sandbox.week import DEMO
from tests.commands.street import CALLS, DIGEST, ISSUE, Ran, Street
from tests.commands.test_errand import Asking, answer, occupied, wish_left

pytestmark = pytest.mark.long

FIRST, OTHER = "claude-haiku-5-5", "claude-sonnet-5-5"
PRICES = """
[llm.models.{model}.prices]
as_of = 2026-11-21
source = "https://platform.claude.com/docs/en/about-claude/pricing"
input = 2.0
output = 10.0
cache_write = 2.5
cache_read = 0.1
"""
SECOND = [one for one in load_recordings(DEMO.parent) if (one.task, one.locale) == ("translate", "ko")][1]
OLD = str((SECOND.answer or {})["title"])
TITLE = f"{OLD} 새로"
ESTIMATED = "Error: --estimate is of the configured model; leave --model and --against out"
ATTACK = "<script>alert(1)</script>"


def trial(street: Street, *words: str) -> tuple[Ran, Path]:
    """How it ended, and where its pages are."""
    folder = street.folder / "pages"
    return street.run("preview", "--to", folder, "--model", OTHER, *words), folder / f"by-{OTHER}" / DIGEST


def write(street: Street, **changes: Any) -> None:
    """Has the other model write the second paper's text so."""
    answer = {**(SECOND.answer or {}), **changes}
    street.world.service.add([SECOND.model_copy(update={"model": OTHER, "answer": answer})])


def test_nothing_that_a_model_on_trial_writes_becomes_the_digests(street: Street) -> None:
    write(street, title=TITLE)
    ran, place = trial(street)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0] == f"{DIGEST}  {place / 'index.html'}"
    assert TITLE in (place / "index.html").read_text(encoding="utf-8")
    with street.store() as store:
        assert store.translations.latest(ISSUE, "ko") == {}
        assert store.receipts.of(ISSUE, "ko") == {}
        assert store.holds.all() == []
    assert len(street.asked("model")) == CALLS


def test_the_digest_is_written_by_its_own_model_all_the_same(street: Street) -> None:
    write(street, title=TITLE)
    trial(street)
    assert street.run("tick").code == 0
    assert not any(TITLE in body for body in street.bodies(street.topics[0]))
    assert len(street.asked("model")) == 2 * CALLS


def test_a_second_look_is_free(street: Street) -> None:
    trial(street)
    calls = len(street.asked("model"))
    ran, _place = trial(street, "--against", "last")
    assert (ran.code, len(street.asked("model"))) == (0, calls)


def test_its_calls_are_in_the_ledger_and_count_for_no_text_of_the_digest(street: Street) -> None:
    street.run("tick")
    cost = json.loads(street.run("preview", "--to", street.folder / "pages", "--json").out)["texts"]
    trial(street)
    with street.store() as store:
        calls = store.calls.under(ISSUE)
        assert len([one for one in calls if one.model == OTHER]) == CALLS
        assert {one.key for one in calls if one.model == OTHER} == {f"{ISSUE}/{n}@ko~{OTHER}" for n in range(11)}
    assert json.loads(street.run("preview", "--to", street.folder / "pages", "--json").out)["texts"] == cost


def test_beside_what_stands_each_difference_is_marked(street: Street) -> None:
    street.run("tick")
    write(street, title=TITLE)
    ran, place = trial(street, "--against", "last")
    page = place.with_suffix(".html").read_text(encoding="utf-8")
    assert ran.code == 0
    assert f'lang="ko">{OLD}<ins> 새로</ins></div>' in page
    assert page.count("<ins>") == 1
    assert "<del>" not in page
    assert page.count("<section>") == 11
    assert page.count("The same.") == 29, "of an intro and thirty fields one is changed, and one has no source"
    assert 'name="viewport"' in page


def test_the_terminal_says_verdicts_tokens_and_dollars_of_each(street: Street) -> None:
    with street.config.open("a", encoding="utf-8") as file:
        file.write(PRICES.format(model=FIRST) + PRICES.format(model=OTHER))
    street.run("tick")
    write(street, abstract="abstract")
    ran, _place = trial(street, "--against", "last")
    _first, last, tried, *doubts = ran.out.splitlines()
    tail = rf"{CALLS} calls · [\d,]+ tokens in, [\d,]+ out · \$0\.\d{{4}}"
    assert re.fullmatch(rf"  last               9 clean, 2 repaired · {tail}", last)
    assert re.fullmatch(rf"  {OTHER}  8 clean, 2 repaired, 1 source-only · {tail}", tried)
    assert doubts
    assert all(line.startswith(f"  {OTHER}  {ISSUE}/2@ko.1  source-only · ") for line in doubts)


def test_as_json_each_text_is_told_on_either_side(street: Street) -> None:
    street.run("tick")
    told = json.loads(trial(street, "--against", "last", "--json")[0].out)
    assert (told["key"], told["model"], len(told["texts"])) == (DIGEST, OTHER, 11)
    one = told["texts"][1]
    assert (one["entry"], one["last"]["model"], one["tried"]["model"]) == (f"{ISSUE}/1", FIRST, OTHER)
    assert one["tried"]["tokens"]["output"] > one["last"]["tokens"]["output"] > 0, "it thinks"
    assert one["tried"]["cost_usd"] is None


def test_a_model_without_settings_is_asked_with_its_own_and_its_prices_are_said_to_be_missing(street: Street) -> None:
    ran, _place = trial(street)
    (said,) = [line for line in ran.out.splitlines() if "no prices" in line]
    assert said == f'  {OTHER} has no prices in config.toml: give it [llm.models."{OTHER}".prices]'
    assert "· no price" in ran.out


def test_where_there_is_a_budget_a_model_without_prices_is_not_tried(street: Street) -> None:
    with street.config.open("a", encoding="utf-8") as file:
        file.write(PRICES.format(model=FIRST) + "\n[budget]\nmonth = 5\n")
    ran, place = trial(street)
    assert (ran.code, street.asked("model"), place.exists()) == (78, [], False)
    assert f"[llm.models.{OTHER}.prices]" in ran.err.replace('"', "")
    assert "has no prices, so that nobody can keep to [budget]" in ran.err
    with street.config.open("a", encoding="utf-8") as file:
        file.write(PRICES.format(model=OTHER))
    assert trial(street)[0].code == 0


def test_where_nothing_is_written_yet_that_is_said_and_the_model_shown_alone(street: Street) -> None:
    ran, place = trial(street, "--against", "last")
    assert ran.code == 0
    assert f"\n  {'last':<{len(OTHER)}}  nothing is written yet\n" in ran.out
    page = place.with_suffix(".html").read_text(encoding="utf-8")
    assert "Nothing is written yet." in page
    assert "<ins>" not in page
    told = json.loads(trial(street, "--against", "last", "--json")[0].out)
    assert {one["last"] for one in told["texts"]} == {None}


def test_whatever_a_model_writes_is_text_on_the_page(street: Street) -> None:
    write(street, title=ATTACK)
    _ran, place = trial(street, "--against", "last")
    page = place.with_suffix(".html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert ATTACK not in page
    assert "default-src 'none'" in page


def test_what_it_refuses_is_shown_as_refused(street: Street) -> None:
    street.world.service.add([SECOND.model_copy(update={"model": OTHER, "stop_reason": "refusal"})])
    ran, _place = trial(street)
    assert ran.code == 0
    assert f"{ISSUE}/2@ko.1  source-only · The model gave no text: {OTHER} gave no answer that could be kept" in ran.out


def test_a_saved_file_is_tried_apart(street: Street) -> None:
    file = street.folder / "feed.xml"
    file.write_bytes(street.serve_week())
    ran, _place = trial(street, str(file), "--against", "last")
    assert ran.code == 0
    assert "nothing is written yet" in ran.out
    assert "not read yet" in street.run("status").out


def test_no_stronger_model_stands_behind_one_on_trial(street: Street) -> None:
    with street.config.open("a", encoding="utf-8") as file:
        file.write(f'\n[llm.stronger]\nmodel = "{OTHER}"\n')
    street.record(place=1, stop_reason="refusal")
    trial(street)
    assert len([one for one in street.asked("model") if one.path == "/v1/messages"]) == CALLS


def test_a_model_that_is_not_there_is_a_line_and_a_mistake_in_the_configuration(street: Street) -> None:
    ran = street.run("preview", "--to", street.folder / "pages", "--model", "no-such-model")
    assert ran.code == 78
    assert ran.out == ""
    assert "no-such-model" in ran.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--against", "last"), "Error: --against needs --model: it shows what that model writes beside what stands"),
        (("--model", " "), "Error: --model needs a model's id"),
        (("--estimate", "--against", "last"), ESTIMATED),
        (("--estimate", "--model", "x"), ESTIMATED),
        (("--model", "x", "--against", "first"), "Error: Invalid value for '--against': 'first' is not 'last'."),
    ],
)
def test_wrong_usage_is_one_line(street: Street, words: tuple[str, ...], said: str) -> None:
    ran = street.run("preview", *words)
    assert (ran.code, ran.err.splitlines()[-1]) == (2, said)


def test_while_arxiv_is_silent_nothing_is_tried(street: Street) -> None:
    street.wind(hours=-4)
    street.order(server="arxiv", nth=None, kind="status", answer="server error")
    ran, place = trial(street)
    assert (ran.code, place.exists(), street.asked("model")) == (75, False, [])


def test_a_models_name_never_leaves_the_folder(street: Street) -> None:
    with street.config.open("a", encoding="utf-8") as file:
        file.write('\n[llm.models."../../x"]\n')
    street.run("preview", "--to", street.folder / "pages", "--model", "../../x")
    assert not (street.folder / "x").exists()


def test_beside_a_worker_it_is_asked_for_and_then_read_from_memory(street: Street) -> None:
    street.run("tick")
    with occupied(street):
        asking = Asking(street, "preview", "--to", str(street.folder / "pages"), "--model", OTHER, ISSUE)
        wish = wish_left(street)
        assert (wish.what, wish.key, wish.facts) == ("try", ISSUE, {"model": OTHER})
        grant_in_place(street, wish)
        answer(street, wish)
        ran = asking.ends()
    assert ran.code == 0, ran.err
    assert f"  {OTHER}  9 clean, 2 repaired · " in ran.out
    assert len([one for one in street.asked("model")]) == 2 * CALLS


def test_beside_a_worker_no_key_is_needed(street: Street) -> None:
    street.run("tick")
    with occupied(street):
        asking = Asking(street, "preview", "--to", str(street.folder / "pages"), "--model", OTHER, ISSUE)
        wish = wish_left(street)
        grant_in_place(street, wish)
        (street.folder / "model-key").unlink()
        answer(street, wish)
        ran = asking.ends()
    assert ran.code == 0, ran.err
    assert f"  {OTHER}  9 clean, 2 repaired · " in ran.out


def test_where_a_worker_could_not_ask_nothing_is_drawn(street: Street) -> None:
    with occupied(street):
        asking = Asking(street, "preview", "--to", str(street.folder / "pages"), "--model", OTHER)
        answer(street, wish_left(street), {"event": "waits", "key": "try", "why": "the model is busy"})
        ran = asking.ends()
    assert (ran.code, ran.out) == (75, "")
    assert "the model is busy" in ran.err
    assert not (street.folder / "pages").exists()


def grant_in_place(street: Street, wish: Wish) -> None:
    """What the worker does with a wish, in its own process."""
    console = Console()
    with reading(street.config, console) as bot:
        grant(bot, wish)
