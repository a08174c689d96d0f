"""Everything an operator or a service can get wrong: one clear line, the right exit code, nothing half-written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from bot.config import plug_ins
from bot.sandbox.forum import seed
from tests.commands.street import DIGEST, ISSUE, TITLE, WEEK_IS_OUT, Street, paperboy

pytestmark = pytest.mark.long

WRONG_KEY = "9e" * 32


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("empty", "the feed is empty; nothing was read"),
        ("login", "the answer is not a feed (a login or error page?); open the address in a browser"),
        ("half", "the feed is cut or damaged"),
        ("bad byte", "the feed is not clean UTF-8"),
        ("bomb", "the answer is larger than 5,000,000 bytes"),
        ("laughs", "the feed declares entities"),
    ],
)
def test_of_a_feed_that_cannot_be_trusted_nothing_is_kept(street: Street, shown: str, said: str) -> None:
    street.clock.set(WEEK_IS_OUT)
    street.world.newsletter.shown = shown
    ran = street.run("tick")
    assert ran.code == 75
    assert said in ran.told
    assert ran.told.startswith(f"… waits       dair  {street.addresses['feed']}: ")
    with street.store() as store:
        assert store.issues.all() == []
        assert store.feeds.last_change("dair") is None
        assert store.editions.since("forum") is None
    street.world.newsletter.shown = "week"
    assert f"collected   {ISSUE}" in street.run("tick").err


BROKEN: dict[str, tuple[str, str, str]] = {
    "an unknown key": (
        "start =",
        "strat =",
        "config.toml:25: editions.forum.strat: unknown key; did you mean 'start'?",
    ),
    "an unknown key of the publisher": (
        'category = "news"',
        'catgory = 14\ncategory = "news"',
        "config.toml:32: editions.forum.discourse.catgory: unknown key; did you mean 'category'?",
    ),
    "a wrong type": ("concurrency = 4", 'concurrency = "four"', "config.toml:16: llm.concurrency: "),
    "a key that is missing": ('model = "claude-haiku-5-5"\n', "", "llm.model: this key is required"),
    "no TOML": ("[arxiv]", "[arxiv", "config.toml: not TOML: "),
    "no such zone": ("Asia/Seoul", "Asia/Soul", "config.toml:27: editions.forum.window.zone: no such time zone"),
    "an edition's name": ("[editions.forum", "[editions.Forum", "config.toml:21: editions.Forum: a name is a-z"),
    "no such locale": ('"ko"', '"xx"', "prompts/xx: there is no such locale; there are: "),
    "no such source": (
        'source = "dair"',
        'source = "daily"',
        "config.toml:22: editions.forum.source: there is no source 'daily'; did you mean 'dair'?",
    ),
    "a label that is no word": (
        "[editions.forum.discourse]",
        '[editions.forum.labels]\ndisclaimr = "Made by hand."\n\n[editions.forum.discourse]',
        "config.toml:30: editions.forum.labels.disclaimr: unknown key; did you mean 'disclaimer'?",
    ),
    "a contact no header carries": (
        'contact = "',
        'contact = "우리 ',
        "config.toml:1: contact: give one line in plain",
    ),
    "no such folder of prompts": ('prompts = "', 'prompts = "/nowhere', "there is no such locale"),
    "a state below a file": ('state = "state"', 'state = "clock/state"', "cannot be opened for writing"),
}


COMMANDS_THAT_READ_IT = (("tick",), ("status",), ("doctor",), ("preview",), ("post", DIGEST), ("show", ISSUE))


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_mistake_in_the_configuration_is_one_line(street: Street, mistake: str) -> None:
    old, new, said = BROKEN[mistake]
    street.change(old, new)
    for words in COMMANDS_THAT_READ_IT:
        ran = street.run(*words)
        assert ran.code == 78
        assert said in ran.told
        assert ran.told.startswith("paperboy: ")
    assert street.world.desk.requests == []


def test_an_unknown_publisher_is_told_with_those_there_are(street: Street) -> None:
    street.change("discourse", "fax")
    ran = street.run("tick")
    assert ran.code == 78
    there = ", ".join(plug_ins("publishers"))
    assert ran.told.endswith(
        f"/config.toml:24: editions.forum.publisher: there is no publisher 'fax'; there are: {there}"
    )


def test_without_a_configuration_nothing_is_made(tmp_path: Path) -> None:
    ran = paperboy("--config", tmp_path / "config.toml", "tick")
    assert ran.code == 78
    assert ran.told.startswith(f"paperboy: {tmp_path}/config.toml: there is no such file; give one with --config")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    ran = paperboy("--config", tmp_path, "status")
    assert ran.code == 78
    assert ran.told.startswith(f"paperboy: {tmp_path}: cannot be read")


def test_a_command_that_does_not_exist_is_told_with_those_there_are() -> None:
    ran = paperboy("tock")
    assert ran.code == 2
    assert ran.err.endswith(f"Error: there is no command 'tock'; there are: {', '.join(COMMANDS)}\n")


def test_a_file_that_is_no_database_is_left_as_it_is(street: Street) -> None:
    file = street.folder / "state" / "paperboy.db"
    file.parent.mkdir()
    file.write_bytes(b"a letter to the editor\n" * 100)
    ran = street.run("tick")
    assert ran.code == 78
    assert f"{file}: is not an SQLite database; restore it from a backup or give another path" in ran.told
    assert file.read_bytes() == b"a letter to the editor\n" * 100


FILED = "systemd credential 'discourse-api-key', as a file named by a *_file key in config.toml, or in the environment"
LOCAL = "it wants a key, and none was given: give the secret 'anthropic-api-key'"


@pytest.mark.parametrize(("file", "said"), [("model-key", LOCAL), ("forum-key", FILED)])
def test_a_missing_secret_says_the_three_ways_to_give_it(street: Street, file: str, said: str) -> None:
    street.change(f'api_key_file = "{file}"\n', "")
    ran = street.run("tick")
    line = complaints(ran.err)[0]
    assert ran.code == 78
    assert said in line
    assert "environment" in line
    assert street.topics == []


def wrong_forum_key(street: Street) -> None:
    street.give("forum-key", WRONG_KEY)


def wrong_model_key(street: Street) -> None:
    street.give("model-key", "wrong-model-key")


def narrow_key(street: Street) -> None:
    street.give("forum-key", seed.NARROW_KEY)


def reading_key(street: Street) -> None:
    street.give("forum-key", seed.READ_KEY)


def no_such_category(street: Street) -> None:
    street.change('"news"', '"nowhere"')


def no_such_model(street: Street) -> None:
    street.change('model = "claude-haiku-5-5"', 'model = "claude-nobody"')


def no_such_template(street: Street) -> None:
    street.change('publisher = "discourse"', 'publisher = "discourse"\ntemplate = "none.md.j2"')


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (wrong_forum_key, "check the API key, its user, and that it has the scope topics:read"),
        (narrow_key, "scope topics:read_lists"),
        (reading_key, "scope topics:write"),
        (wrong_model_key, "the key is refused: check the secret"),
        (no_such_category, "has no category 'nowhere' that paperboy can see; name one by its id; there are: news (14)"),
        (no_such_model, "claude-nobody; there is no such model or address: check [llm] model and base_url"),
        (no_such_template, "no template 'none.md.j2'; there are: blog.html.j2, discourse.md.j2"),
    ],
)
def test_what_only_the_service_can_know_is_one_line_too(
    street: Street, mistake: Callable[[Street], None], said: str
) -> None:
    mistake(street)
    ran = street.run("tick")
    (line,) = complaints(ran.err)
    assert ran.code == 78
    assert said in line
    assert WRONG_KEY not in ran.err
    assert "wrong-model-key" not in ran.err
    assert street.topics == []
    with street.store() as store:
        assert store.holds.all() == []
        assert store.posts.of(DIGEST) == []


def declined(street: Street) -> None:
    street.record(stop_reason="refusal")


def malformed(street: Street) -> None:
    street.record(answer=None, text="Here is your translation!")


def unrecorded(street: Street) -> None:
    street.serve_week(lead="A lead that nobody has recorded an answer to.")


@pytest.mark.parametrize(
    ("trouble", "said", "calls"),
    [
        (declined, "the model declined (category not given); choose another model in [llm] and release it", 13),
        (malformed, "the model's answer was not usable twice", 14),
        (unrecorded, "The sandbox has no recording for task translate", 11),
    ],
)
def test_an_answer_that_is_no_translation_is_held_where_the_edition_wants_it(
    street: Street, trouble: Callable[[Street], None], said: str, calls: int
) -> None:
    trouble(street)
    street.change("[editions.forum]", '[editions.forum]\non_failure = "hold"')
    ran = street.run("tick")
    lines = [one for one in complaints(ran.err) if one.startswith("! held")]
    assert ran.code == 4
    assert f"held        {ISSUE}/" in lines[0]
    assert said in lines[0]
    assert lines[0].count(ISSUE) == 1, "the item is named once"
    with street.store() as store:
        empty = [key for key, one in sorted(store.translations.latest(ISSUE, "ko").items()) if one.empty]
        assert [hold.key for hold in store.holds.all()] == [f"{key}@ko" for key in empty if key != f"{ISSUE}/0"]
        assert len(store.calls.under(ISSUE)) == calls
    assert street.topics == []
    assert "a person" in street.run("status").out


@pytest.mark.parametrize("trouble", [declined, malformed, unrecorded])
def test_an_answer_that_is_no_translation_is_never_posted(street: Street, trouble: Callable[[Street], None]) -> None:
    trouble(street)
    assert street.run("tick").code == 0
    text = "".join(street.bodies(street.topics[0]))
    assert text.count("영어 원문만 싣습니다") == 1
    assert "Here is your translation!" not in text


def test_a_cut_answer_is_never_text(street: Street) -> None:
    street.change("concurrency = 4", "concurrency = 4\nmax_tokens = 256")
    street.change("[editions.forum]", '[editions.forum]\non_failure = "hold"')
    ran = street.run("tick")
    held = [one for one in complaints(ran.err) if one.startswith("! held")]
    assert (ran.code, len(held)) == (4, 10)
    assert all("the answer was cut at max_tokens=256, thinking included; raise" in one for one in held)
    with street.store() as store:
        assert all(one.empty for one in store.translations.latest(ISSUE, "ko").values())
        assert (len(store.holds.all()), len(store.calls.under(ISSUE))) == (10, 12)
    assert street.topics == []


def test_a_week_that_a_person_posted_is_held_before_the_model_is_paid(street: Street) -> None:
    street.hands.post_as(seed.READER, "이번 주 논문을 제가 먼저 올려 봅니다.", title=TITLE, category_id=seed.NEWS_ID)
    ran = street.run("tick")
    (line,) = complaints(ran.err)
    assert ran.code == 4
    assert f"held        {DIGEST}  somebody posted this week already: {street.addresses['forum']}/t/103" in line
    assert street.run("tick").code == 4
    assert (street.asked("model"), street.topics) == ([], [])


def test_a_title_that_is_taken_holds_the_digest_and_pays_nothing_again(street: Street) -> None:
    elsewhere = seed.FREE_ID
    street.hands.post_as(seed.READER, "이번 주 논문을 제가 먼저 올려 봅니다.", title=TITLE, category_id=elsewhere)
    ran = street.run("tick")
    (line,) = complaints(ran.err)
    assert ran.code == 4
    assert f"held        {DIGEST}" in line
    assert "Title has already been used" in line
    assert street.topics == []
    asked = len(street.asked("model"))
    assert street.run("tick").code == 4
    assert (len(street.asked("model")), street.topics) == (asked, [])


def test_what_a_service_says_cannot_command_the_terminal(street: Street) -> None:
    body = '{"errors":["\\u001b]0;owned\\u0007\\u001b[2J no"]}'
    street.order(server="forum", method="POST", path="/posts", nth=None, kind="status", status=422, body=body)
    ran = street.run("tick")
    assert ran.code == 4
    assert "owned" in ran.err
    for words in (("status",), ("show", DIGEST), ("post", DIGEST)):
        ran = street.run(*words)
        assert all(line.isprintable() for line in [*ran.out.splitlines(), *ran.err.splitlines()])


def complaints(err: str) -> list[str]:
    """The lines that tell of trouble."""
    return [line for line in err.splitlines() if line.startswith(("!", "…", "paperboy:"))]
