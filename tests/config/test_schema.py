"""What config.toml may say, and every way of getting it wrong."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config, Table, load, plug_ins, validated
from bot.config.schema import LlmTable, SourceConfig
from bot.domain import Audience, Correcting, SourceText, Window
from bot.errors import Misconfigured
from bot.publishers import discourse, folder

ROOT = Path(__file__).parents[2]
PLAIN = """\
contact = "paperboy@forum.example"
{top}
[llm]
model = "some-model"
{llm}
[editions.north]
locale = "ko"
publisher = "folder"
{edition}
[editions.north.folder]
path = "out"
"""

Configure = Callable[..., Config]


@pytest.fixture
def configure(tmp_path: Path) -> Configure:
    """Loads a config.toml: a plain one with lines put into it (line 2, line 5, line 9), or a whole text."""

    def write(text: str | None = None, *, top: str = "", llm: str = "", edition: str = "") -> Config:
        file = tmp_path / "config.toml"
        file.write_text(text if text is not None else PLAIN.format(top=top, llm=llm, edition=edition), encoding="utf-8")
        return load(file)

    return write


def refusal(configure: Configure, text: str | None = None, **lines: str) -> str:
    """What is said, with the file's folder taken away."""
    with pytest.raises(Misconfigured) as caught:
        configure(text, **lines)
    return re.sub(r"\S*/config\.toml", "config.toml", str(caught.value))


def test_the_projects_own_file_works_as_it_stands() -> None:
    config = load(ROOT / "config.toml")
    (edition,) = config.editions
    assert (edition.publisher, edition.review, config.root) == ("folder", "none", ROOT)
    assert validated(folder.Settings, config.publisher_table(edition)).path == Path("out")
    assert config.values.llm.models[config.values.llm.model].prices is not None


def test_no_file_names_both_remedies(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"config\.toml: there is no such file; give one with --config, or copy"):
        load(tmp_path / "config.toml")


def test_an_empty_file_says_what_is_required(configure: Configure) -> None:
    assert refusal(configure, "").splitlines() == [
        "config.toml: contact: this key is required",
        "config.toml: llm: this key is required",
        "config.toml: editions: this key is required",
    ]


def test_what_is_left_out_has_its_default(configure: Configure) -> None:
    config = configure()
    (edition,) = config.editions
    assert (edition.name, edition.source, edition.start, edition.settle) == (
        "north",
        "dair",
        "next",
        timedelta(hours=3),
    )
    assert (edition.window, edition.source_text) == (Window(), SourceText())
    assert (config.values.arxiv.patience, config.values.llm.timeout) == (timedelta(hours=12), timedelta(minutes=2))
    service = config.values.service
    assert (service.schedule, service.zone) == ("*/20 * * * *", "UTC")
    assert (service.jitter, service.stale_polls) == (timedelta(minutes=1), 500)
    assert SourceConfig().expect is None


def test_the_services_own_settings_are_taken(configure: Configure) -> None:
    service = configure(
        top="""[service]
schedule = "15 * * * Mon-Fri"
zone = "Asia/Seoul"
jitter = "0s"
stale_polls = 1"""
    ).values.service
    assert (service.schedule, service.zone) == ("15 * * * mon-fri", "Asia/Seoul")
    assert (service.jitter, service.stale_polls) == (timedelta(0), 1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("schedule = '0 7 * * 1'", "schedule: the fifth field is the weekday; write mon..sun: numbers mean other days"),
        ("schedule = 'hourly'", "schedule: give five fields: minute, hour, "),
        ("schedule = '0 25 * * *'", "schedule: '25' is no hour; give '*', "),
        ("schedule = 20", "schedule: Input should be a valid string"),
        ("zone = 'Asia/Soul'", "zone: no such time zone; "),
        ("jitter = 60", "jitter: give a time span such as '90m', '3h' or '10d'"),
        ("jitter = '11m'", "jitter: Input should be less than or equal to 10 minutes"),
        ("stale_polls = 0", "stale_polls: Input should be greater than or equal to 1"),
        ("cron = '* * * * *'", "cron: unknown key; "),
    ],
)
def test_a_bad_setting_of_the_service_is_refused_with_its_line(configure: Configure, line: str, said: str) -> None:
    assert refusal(configure, top=f"[service]\n{line}").startswith(f"config.toml:3: service.{said}")


def test_how_often_a_source_is_expected_is_its_own_setting(configure: Configure) -> None:
    assert configure(top='sources.dair.expect = "32d"').values.sources["dair"].expect == timedelta(days=32)
    assert refusal(configure, top='sources.dair.expect = "59m"') == (
        "config.toml:2: sources.dair.expect: this must be 1h or more"
    )


def test_a_window_that_closes_when_it_opens_is_refused(configure: Configure) -> None:
    said = "editions.north.window.closes: a window cannot close when it opens; leave `closes` out for the rest"
    assert said in refusal(configure, edition='window = { closes = "09:00", opens = "09:00" }')
    assert said in refusal(configure, edition='window = { closes = "00:00" }')
    (edition,) = configure(edition='window = { opens = "22:00", closes = "02:00" }').editions
    assert edition.window == Window(opens="22:00", closes="02:00")


def test_what_is_given_reaches_the_edition(configure: Configure) -> None:
    lines = [
        'tags = ["weekly", "papers"]',
        "start = 2026-06-28",
        'settle = "90m"',
        'review = "required"',
        'note = "A trial."',
        'window = { zone = "Asia/Seoul", opens = "09:00", closes = "21:30" }',
        'source_text = { summary = "quote", abstract = "none" }',
        'labels = { intro = "Hello" }',
    ]
    (edition,) = configure(edition="\n".join(lines)).editions
    assert (edition.tags, edition.start, edition.settle) == (("weekly", "papers"), "2026-06-28", timedelta(minutes=90))
    assert (edition.review, edition.note, edition.labels) == ("required", "A trial.", {"intro": "Hello"})
    assert edition.window == Window(zone="Asia/Seoul", opens="09:00", closes="21:30")
    assert edition.source_text == SourceText(summary="quote", abstract="none")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            {"top": "stat = 's'"},
            "config.toml:2: stat: unknown key; did you mean 'state'? allowed here: arxiv, budget, clock, ",
        ),
        ({"llm": "modell = 'm'"}, "config.toml:5: llm.modell: unknown key; did you mean 'model'? allowed here: api_"),
        (
            {"llm": '[llm.models."a.b"]\neffor = "low"'},
            "config.toml:6: llm.models.\"a.b\".effor: unknown key; did you mean 'effort'? allowed here: effort, prices",
        ),
        (
            {"llm": "[llm.models.m.prices]\ninputs = 1"},
            "config.toml:6: llm.models.m.prices.inputs: unknown key; did you mean 'input'? allowed here: as_of, ",
        ),
        ({"top": "[sources.dair]\nfead = 'x'"}, "config.toml:3: sources.dair.fead: unknown key; did you mean 'feed'?"),
        (
            {"edition": "tag = []"},
            "config.toml:9: editions.north.tag: unknown key; did you mean 'tags'? allowed here: ",
        ),
        (
            {"edition": "window = { open = '09:00' }"},
            "config.toml:9: editions.north.window.open: unknown key; did you mean 'opens'? allowed here: closes, opens",
        ),
        (
            {"edition": "[editions.north.foldr]"},
            "config.toml:9: editions.north.foldr: unknown key; did you mean 'folder'",
        ),
    ],
)
def test_an_unknown_key_is_refused_at_every_depth(configure: Configure, lines: dict[str, str], said: str) -> None:
    assert said in refusal(configure, **lines)


def test_the_table_of_another_publisher_is_an_unknown_key_and_the_own_one_is_allowed(configure: Configure) -> None:
    said = refusal(configure, edition="[editions.north.discourse]\nurl = 'https://forum.example'")
    assert said.startswith("config.toml:9: editions.north.discourse: unknown key; ")
    assert "folder, grace, labels, " in said


def test_an_edition_listens_to_its_readers_only_where_it_says_so(configure: Configure) -> None:
    assert configure().editions[0].correcting is None
    told = configure(edition="[editions.north.corrections]\nchannel = 'whisper'\nwatch_days = 30\nignore = ['bot']")
    assert told.editions[0].correcting == Correcting(channel=Audience.WHISPER, watch_days=30, ignore=("bot",))


def test_a_message_to_no_group_is_refused_and_whispers_need_none(configure: Configure) -> None:
    table = "[editions.north.corrections]\ngroup = ''\nchannel = "
    said = refusal(configure, edition=f"{table}'group'")
    assert said.endswith('a `channel` that is "group" needs the name of the `group`')
    told = configure(edition=f"{table}'whisper'").editions[0].correcting
    assert told
    assert told.group == ""


SPAN = "give a time span such as '90m', '3h' or '10d'"
TIME = "give a time of day such as '09:00'"
START = "give 'next', 'latest' or a date such as '2026-06-28'"
REVIEW = "give 'none', 'required' or 'until 12:00'"
ADDRESS = "give an address that begins with https:// (or http:// on this machine)"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        *[(f"settle = {value}", SPAN) for value in ("3", "'3'", "'h'", "'3 weeks'", "'-3h'", "'1.5h'", "''", "[]")],
        (f"settle = '{'9' * 30}d'", "this time span is too long; "),
        *[(f"start = {value}", START) for value in ("5", "'soon'", "'2026-02-30'", "2026-06-28T09:00:00Z", "09:00:00")],
        *[(f"review = {value}", REVIEW) for value in ("'maybe'", "'until'", "'until noon at 12:00'")],
        *[(f"review = {value}", TIME) for value in ("'until noon'", "'until 24:00'")],
        ("review = 5", "valid string"),
        ("tags = 'weekly'", "this must be a list, in square brackets"),
        ("tags = [5]", "valid string"),
        ("labels = { intro = 5 }", "valid string"),
        ("window = 'all day'", "this must be a table"),
        ("source_text = { summary = 'hidden' }", "'quote', 'folded' or 'none'"),
        ("locale = 'ko'", "Cannot overwrite a value"),
    ],
)
def test_a_bad_value_in_an_edition_is_refused_with_its_line(configure: Configure, line: str, said: str) -> None:
    found = refusal(configure, edition=line)
    assert said in found
    assert found.startswith("config.toml: not TOML" if said.startswith("Cannot") else "config.toml:9: editions.north.")
    assert "\n" not in found


@pytest.mark.parametrize(
    "value", ["'9:00'", "'24:00'", "'09:60'", "'09:00+09:00'", "'0900'", "'09:00:30'", "09:00:00", "9"]
)
@pytest.mark.parametrize("key", ["opens", "closes"])
def test_a_bad_time_of_day_is_refused(configure: Configure, key: str, value: str) -> None:
    found = refusal(configure, edition=f"window = {{ {key} = {value} }}")
    assert found == f"config.toml:9: editions.north.window.{key}: {TIME}"


@pytest.mark.parametrize(
    "value", ["'Asia/Soul'", "'America'", "''", "'../etc/passwd'", "'/etc/localtime'", "'+09:00'", f"'{'x' * 300}'"]
)
def test_a_bad_zone_is_refused(configure: Configure, value: str) -> None:
    found = refusal(configure, edition=f"window = {{ zone = {value} }}")
    assert found.endswith("editions.north.window.zone: no such time zone; give one such as 'Asia/Seoul'")


@pytest.mark.parametrize(
    "value", ["'forum.example'", "'ftp://forum.example'", "'https://'", "'https:///x'", "'https://a b'", "''"]
)
def test_a_bad_address_is_refused(configure: Configure, value: str) -> None:
    assert refusal(configure, llm=f"base_url = {value}").endswith(f"config.toml:5: llm.base_url: {ADDRESS}")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("concurrency = 0", "greater than or equal to 1"),
        ("concurrency = 'many'", "valid integer"),
        ("max_tokens = 255", "greater than or equal to 256"),
        ("timeout = '121s'", "less than or equal to 2 minutes"),
        ("timeout = '0s'", "greater than or equal to 1 second"),
        ("models = 5", "this must be a table"),
        ("[llm.models.m]\nprices = { input = -1 }", "config.toml:6: llm.models.m.prices.input: "),
        ("[llm.models.m]\nprices = { as_of = 'May' }", "config.toml:6: llm.models.m.prices.as_of: "),
        ("[llm.models.m]\nprices = {}", "config.toml:6: llm.models.m.prices.as_of: this key is required"),
    ],
)
def test_a_bad_value_for_the_model_is_refused(configure: Configure, line: str, said: str) -> None:
    found = refusal(configure, llm=line)
    assert said in found
    assert found.startswith("config.toml:")


def test_a_second_model_is_optional_and_needs_only_its_name(configure: Configure) -> None:
    assert configure().values.llm.judge is None

    judge = configure(llm='[llm.judge]\nmodel = "another"').values.llm.judge

    assert judge
    assert (judge.model, judge.base_url, judge.headers, judge.api_key_file) == ("another", None, {}, None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("judge = 'another'", "config.toml:5: llm.judge: this must be a table"),
        ("[llm.stronger]", "llm.stronger.model: this key is required"),
        ("[llm.stronger]\nmodel = 'm'\nheader = 1", "config.toml:7: llm.stronger.header: unknown key; did you mean"),
        ("[llm.judge]", "llm.judge.model: this key is required"),
        ("[llm.judge]\nmodel = 'm'\nbase_url = 'models.example'", f"config.toml:7: llm.judge.base_url: {ADDRESS}"),
        ("[llm.judge]\nmodel = 'm'\nmodels = 1", "config.toml:7: llm.judge.models: unknown key; did you mean 'model'?"),
    ],
)
def test_a_bad_second_model_is_refused(configure: Configure, line: str, said: str) -> None:
    assert said in refusal(configure, llm=line)


@pytest.mark.parametrize("text", ["editions = 5", "editions = { north = 5 }", "editions = []", "[[editions]]\na = 1"])
def test_editions_that_are_no_tables_are_refused(configure: Configure, text: str) -> None:
    assert "this must be a table" in refusal(configure, text)


def test_no_edition_at_all_is_refused(configure: Configure) -> None:
    assert "config.toml:3: editions: " in refusal(configure, "contact = 'a'\nllm = { model = 'm' }\n[editions]\n")


@pytest.mark.parametrize("name", ["North", "1st", "north_end", "n" * 32, '"my forum"', '"북"'])
def test_a_name_that_could_not_be_part_of_a_key_is_refused(configure: Configure, name: str) -> None:
    found = refusal(configure, edition=f"[editions.{name}]\nlocale = 'ko'\npublisher = 'folder'")
    assert found == f"config.toml:9: editions.{name}: a name is a-z, 0-9 and -, at most 31, a letter first"


@pytest.mark.parametrize("line", ["llm", "top", "edition"])
def test_a_secret_in_the_wrong_place_is_never_repeated(configure: Configure, line: str) -> None:
    said = refusal(configure, **{line: "api_key = 'sk-very-secret'"})
    assert "api_key: unknown key" in said
    assert "sk-very-secret" not in said


def test_relative_paths_count_from_the_folder_of_the_file(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure(top="state = '../state'")
    monkeypatch.chdir("/")
    assert config.path(config.values.state) == tmp_path / "../state"
    assert config.path(Path("/var/lib/paperboy")) == Path("/var/lib/paperboy")


def test_a_file_named_by_a_relative_path_has_a_whole_root(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure()
    monkeypatch.chdir(tmp_path)
    assert load(Path("config.toml")).root == tmp_path


FORUM = """\
contact = "a"
llm = { model = "m" }
[editions.north]
locale = "ko"
publisher = "discourse"
[editions.north.discourse]
url = "https://forum.example"
username = "paperboy"
category = "news"
"""


def test_a_forum_is_reviewed_until_noon_unless_it_says_otherwise(configure: Configure) -> None:
    assert configure(FORUM).editions[0].review == "until 12:00"
    said = FORUM.replace('"discourse"\n', '"discourse"\nreview = "none"\n', 1)
    assert configure(said).editions[0].review == "none"


def publisher_table(config: Config) -> Table:
    return config.publisher_table(config.editions[0])


def test_a_publishers_table_is_left_to_its_plug_in(configure: Configure) -> None:
    table = publisher_table(configure(FORUM))
    assert table.where().endswith("config.toml:6")
    assert validated(discourse.Settings, table).category == "news"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('username = "paperboy"', "user = 'x'", "editions.north.discourse.user: unknown key; did you mean 'username'?"),
        ('username = "paperboy"', "", "config.toml:6: editions.north.discourse.username: this key is required"),
        ('category = "news"', "category = 1.5", "config.toml:9: editions.north.discourse.category: "),
        ('"https://forum.example"', '"forum.example"', "config.toml:7: editions.north.discourse.url: "),
    ],
)
def test_a_mistake_in_a_publishers_table_has_its_line(configure: Configure, old: str, new: str, said: str) -> None:
    table = publisher_table(configure(FORUM.replace(old, new)))
    with pytest.raises(Misconfigured) as caught:
        validated(discourse.Settings, table)
    assert said in str(caught.value)


def test_a_publisher_without_a_table_is_told_which(configure: Configure) -> None:
    config = configure(FORUM.partition("[editions.north.discourse]")[0])
    with pytest.raises(Misconfigured, match=r":3: editions\.north\.discourse: the publisher's own table is missing"):
        publisher_table(config)


def test_a_publishers_table_that_is_none_is_refused(configure: Configure) -> None:
    config = configure(FORUM.partition("[editions.north.discourse]")[0] + "discourse = 'https://forum.example'\n")
    with pytest.raises(Misconfigured, match=r":6: editions\.north\.discourse: this is a table"):
        publisher_table(config)


@pytest.mark.parametrize(
    ("name", "hint"), [("discorse", "did you mean 'discourse'? "), ("locale", ""), ("__init__", "")]
)
def test_a_publisher_that_does_not_exist_is_told_with_those_that_do(configure: Configure, name: str, hint: str) -> None:
    said = refusal(configure, FORUM.replace('publisher = "discourse"', f'publisher = "{name}"'))
    there = ", ".join(plug_ins("publishers"))
    assert said == f"config.toml:5: editions.north.publisher: there is no publisher {name!r}; {hint}there are: {there}"


def test_a_source_that_does_not_exist_is_told_with_those_that_do(configure: Configure) -> None:
    said = refusal(configure, edition="source = 'dare'")
    there = ", ".join(plug_ins("sources"))
    assert said == (
        f"config.toml:9: editions.north.source: there is no source 'dare'; did you mean 'dair'? there are: {there}"
    )


def test_settings_of_a_source_that_does_not_exist_are_refused(configure: Configure) -> None:
    said = refusal(configure, top="[sources.dari]\nfeed = 'https://news.example/feed'")
    there = ", ".join(plug_ins("sources"))
    assert said == f"config.toml:2: sources.dari: there is no source 'dari'; did you mean 'dair'? there are: {there}"


@pytest.mark.parametrize(
    "contact", ["", "   ", "메일", "a\\nb", "a\\tb", "a\\u0000b", "ünal@forum.example", "a\\u007F"]
)
def test_a_contact_that_no_header_carries_is_refused(configure: Configure, contact: str) -> None:
    said = refusal(configure, PLAIN.format(top="", llm="", edition="").replace("paperboy@forum.example", contact))
    assert said.startswith("config.toml:1: contact: give one line in plain ASCII, such as ")


@pytest.mark.parametrize("label", ["", "  ", "\\u200B", "\\u202E \\u00A0"])
def test_a_label_may_not_be_blank(configure: Configure, label: str) -> None:
    said = refusal(configure, edition=f'[editions.north.labels]\ndisclaimer = "{label}"')
    assert said.startswith("config.toml:10: editions.north.labels.disclaimer: a label may not be blank; ")


def test_a_title_with_a_place_that_nothing_fills_is_refused(configure: Configure) -> None:
    assert configure(edition='title = "[{start} ~ {end}] {date} {title} {field}"').editions[0].labels["title"]
    said = refusal(configure, edition='title = "[{week}] {field}"')
    known = "{start}, {end}, {date}, {title}, {field}"
    assert said == f"config.toml:9: editions.north.title: nothing fills {{week}}; what is filled here: {known}"


@given(number=st.integers(1, 60), unit=st.sampled_from("smhd"), gap=st.sampled_from(["", " "]))
def test_every_time_span_is_its_seconds(number: int, unit: str, gap: str) -> None:
    seconds = number * {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    text = f"[llm]\nmodel = 'm'\ntimeout = '{number}{gap}{unit}'\n"
    table = Table(
        file=Path("any.toml"), values={"model": "m", "timeout": f"{number}{gap}{unit}"}, text=text, at=("llm",)
    )
    if seconds <= 120:
        assert validated(LlmTable, table).timeout.total_seconds() == seconds
    else:
        with pytest.raises(Misconfigured, match=r"any\.toml:3: llm\.timeout: .*2 minutes"):
            validated(LlmTable, table)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://paperboy:hush-hush@db/papers",
        "postgresql+psycopg://a:hush-hush@/x",
        "postgresql://db/x?password=hush-hush",
    ],
)
def test_a_password_in_the_database_url_is_refused_and_not_repeated(configure: Configure, url: str) -> None:
    found = refusal(configure, top=f'database = "{url}"')
    assert "take the password out" in found
    assert "hush-hush" not in found


def test_a_database_without_a_password_is_taken(configure: Configure) -> None:
    assert configure(top='database = "postgresql://paperboy@db/papers"').values.database
    assert "begins with postgresql://" in refusal(configure, top='database = "mysql://db/papers"')


def test_what_becomes_of_a_text_that_fails_is_the_editions_choice(configure: Configure) -> None:
    (edition,) = configure().editions
    assert (edition.on_failure, edition.receipt) == ("source", False)
    (edition,) = configure(edition='on_failure = "hold"\nreceipt = true').editions
    assert (edition.on_failure, edition.receipt) == ("hold", True)
    said = refusal(configure, edition='on_failure = "skip"')
    assert said == "config.toml:9: editions.north.on_failure: Input should be 'source' or 'hold'"
