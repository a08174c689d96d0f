"""A locale folder is whole, or it is refused with file, line and remedy."""

import re
from pathlib import Path
from string import Formatter

import pytest

from bot.config import Table, check_labels, load_locale
from bot.config.prompts import TASKS
from bot.domain import Locale, Term, Verb
from bot.errors import Misconfigured
from bot.sandbox.forum import ForumSettings

ROOT = Path(__file__).parents[2]
ANSWERS = ("changed", "decided", "done", "doubted", "not_allowed", "second", "status", "too_late", "unknown_command")
"""What stands in a post of its own, with nothing but its facts."""

LOCALE = 'language = "Welsh"\nguide = """\nBe kind.\n"""\n[words]\nintro = "Cyflwyniad"\n'


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """A folder with one whole locale, `cy`, without a glossary."""
    (tmp_path / "cy").mkdir()
    (tmp_path / "cy" / "locale.toml").write_text(LOCALE, encoding="utf-8")
    for task in TASKS:
        (tmp_path / f"{task}.md").write_text(f"{task} to $language; it costs $$5\n$guide|", encoding="utf-8")
    return tmp_path


def glossary(prompts: Path, text: str | bytes) -> Locale:
    (prompts / "cy" / "glossary.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_locale(prompts, "cy")


def refusal(prompts: Path, code: str = "cy") -> str:
    with pytest.raises(Misconfigured) as caught:
        load_locale(prompts, code)
    return str(caught.value).replace(f"{prompts}/", "")


@pytest.mark.parametrize(("code", "language"), [("ko", "Korean"), ("ja", "Japanese"), ("ko-plain", "Korean")])
def test_the_projects_own_folders_load(code: str, language: str) -> None:
    locale = load_locale(ROOT / "prompts", code)
    assert (locale.code, locale.language) == (code, language)
    assert set(locale.prompts) == {"translate", "intro", "repair", "judge", "correction"}
    assert locale.words
    assert locale.glossary
    assert locale.findings


def test_the_projects_locales_have_the_same_words_with_the_same_placeholders() -> None:
    korean, japanese = (load_locale(ROOT / "prompts", code).words for code in ("ko", "ja"))
    assert list(korean) == list(japanese)
    for key, word in korean.items():
        assert placeholders(word) == placeholders(japanese[key]), key


@pytest.mark.parametrize("code", ["ko", "ja"])
def test_what_is_said_of_every_source_tells_no_week_and_no_newsletter(code: str) -> None:
    words = load_locale(ROOT / "prompts", code).words
    for key in ("contents", "previous", "source", "siblings", "list_intro"):
        assert not [one for one in ("이번 주", "지난주", "오늘", "週", "今日", "DAIR") if one in words[key]], key


@pytest.mark.parametrize("code", ["ko", "ja"])
@pytest.mark.parametrize("key", ANSWERS)
def test_what_is_answered_to_a_command_is_long_enough_to_be_posted(code: str, key: str) -> None:
    words = load_locale(ROOT / "prompts", code).words
    state = min((word for name, word in words.items() if name.startswith("state_")), key=len)
    said = words[key].format_map({"n": "1", "user": "kim", "state": state, "bot": "bot", "finding": "", "why": ""})
    assert len(said.strip()) >= ForumSettings.of(code).min_post_length


def test_the_projects_locales_say_the_same_findings_with_the_same_placeholders() -> None:
    korean, japanese = (load_locale(ROOT / "prompts", code).findings for code in ("ko", "ja"))
    assert set(korean) == set(japanese)
    for code, sentence in korean.items():
        assert placeholders(sentence) == placeholders(japanese[code]), code


@pytest.mark.parametrize("code", ["ko", "ko-plain"])
def test_no_korean_particle_that_goes_by_sound_follows_what_is_filled_in(code: str) -> None:
    locale = load_locale(ROOT / "prompts", code)
    kinds = {f"{kind}.{key}": word for kind, words in locale.kinds.items() for key, word in words.items()}
    for key, sentence in {**locale.words, **kinds, **locale.findings}.items():
        # The particle after the brackets with the model's name goes by the word before them.
        bare = sentence.replace("생성형 AI({model})가", "")
        assert not re.search(r"\}[`’”」]*(?:을|를|은|는|이|가|과|와|으로|로)(?![가-힣])", bare), key


def test_the_projects_locales_take_the_same_commands() -> None:
    korean, japanese = (load_locale(ROOT / "prompts", code).commands for code in ("ko", "ja"))
    assert set(korean) == set(japanese) == {*Verb, "unread", "unnamed"}
    for forms in (korean, japanese):
        every = [form for several in forms.values() for form in several]
        assert len(set(every)) == len(every), "one form, one command"


def test_forms_of_an_unknown_command_are_refused_with_their_line(prompts: Path) -> None:
    file = prompts / "cy" / "locale.toml"
    file.write_text(f'{file.read_text(encoding="utf-8")}\n[commands]\n"aply" = ["cymhwyso"]\n', encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"locale.toml:\d+: commands.aply: unknown key; did you mean 'apply'"):
        load_locale(prompts, "cy")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_a_prompt_is_filled_in_and_a_dollar_sign_stays(prompts: Path) -> None:
    locale = load_locale(prompts, "cy")
    assert locale.prompts["intro"] == "intro to Welsh; it costs $5\nBe kind.|"
    assert (locale.words, locale.glossary) == ({"intro": "Cyflwyniad"}, ())
    assert (locale.findings, locale.organisations) == ({}, ())


@pytest.mark.parametrize("code", ["fr", "", "cy/.."])
def test_a_locale_that_is_not_there_lists_those_that_are(prompts: Path, code: str) -> None:
    (prompts / "half").mkdir()
    assert refusal(prompts, code).endswith("there is no such locale; there are: cy")


def test_where_there_is_no_locale_at_all_it_says_so(tmp_path: Path) -> None:
    assert refusal(tmp_path, "cy") == "cy: there is no such locale; there are: none"


def test_an_unknown_key_in_a_locale_has_its_line(prompts: Path) -> None:
    (prompts / "cy" / "locale.toml").write_text(LOCALE.replace("[words]", 'word = "x"\n[words]'), encoding="utf-8")
    allowed = "base, commands, guide, kinds, language, native, register, words"
    said = f"unknown key; did you mean 'words'? allowed here: {allowed}"
    assert refusal(prompts) == f"cy/locale.toml:5: word: {said}"


def labels(**values: str) -> Table:
    text = "[labels]\n" + "".join(f'{key} = "{value}"\n' for key, value in values.items())
    return Table(file=Path("config.toml"), values={"labels": values}, text=text).below("labels")


def test_a_label_replaces_a_word_of_its_locale_and_no_other(prompts: Path) -> None:
    welsh = load_locale(prompts, "cy")
    check_labels(labels(intro="Croeso"), welsh)
    with pytest.raises(Misconfigured) as caught:
        check_labels(labels(intro="Croeso", intor="Helo", footer="Hwyl"), welsh)
    assert str(caught.value).splitlines() == [
        "config.toml:3: labels.intor: unknown key; did you mean 'intro'? allowed here: intro",
        "config.toml:4: labels.footer: unknown key; allowed here: intro",
    ]


def test_a_label_with_a_place_that_nothing_fills_is_refused() -> None:
    ko = load_locale(ROOT / "prompts", "ko")
    check_labels(
        labels(disclaimer="{model} 번역", part_n="{n}/{of}", weekly="{bot}: {n}", disclaimer_reviewed="{model}"), ko
    )
    with pytest.raises(Misconfigured) as caught:
        check_labels(labels(disclaimer="{modell} 번역", intro="{n} 소개"), ko)
    assert str(caught.value).splitlines() == [
        "config.toml:2: labels.disclaimer: nothing fills {modell}; what is filled here: {bot}, {model}",
        "config.toml:3: labels.intro: nothing fills {n}; what is filled here: {bot}",
    ]


def variant(prompts: Path, text: str, code: str = "cy-north") -> None:
    (prompts / code).mkdir()
    (prompts / code / "locale.toml").write_text(text, encoding="utf-8")


def test_a_locale_on_a_base_says_only_what_differs(prompts: Path) -> None:
    more = 'contents = "Rhestr"\n[kinds.dair]\ntitle = "Teitl"\nsource_note = "Nodyn"\n[commands]\nhold = ["dal"]\n'
    (prompts / "cy" / "locale.toml").write_text(LOCALE + more, encoding="utf-8")
    (prompts / "cy" / "organisations.csv").write_text("latin,native\nMurk,\n", encoding="utf-8")
    findings(prompts, '[number]\nmissing = "{source}: dim"\n')
    base = glossary(prompts, "source,accepted\nmodel,un\n")
    words = '[words]\ncontents = "Cynnwys"\n[kinds.dair]\nsource_note = "Arall"\n'
    variant(prompts, f'base = "cy"\nregister = "plain"\nguide = "Be brief."\n{words}')
    locale = load_locale(prompts, "cy-north")
    assert (locale.code, locale.language, locale.native, locale.language_code) == ("cy-north", "Welsh", "Welsh", "cy")
    assert (locale.register, locale.base) == ("plain", "cy")
    assert locale.words == {"intro": "Cyflwyniad", "contents": "Cynnwys"}
    assert locale.kinds == {"dair": {"title": "Teitl", "source_note": "Arall"}}
    assert locale.glossary is base.glossary
    assert (locale.findings, locale.organisations) == (base.findings, base.organisations)
    assert locale.commands == {"hold": ("dal",)}
    assert locale.prompts["intro"] == "intro to Welsh; it costs $5\nBe brief.|"
    assert (base.register, base.base) == ("polite", "")


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        (
            "north",
            'base = "cy"\nguide = "x"\n',
            "north/locale.toml:1: base: a locale is called after its base; name the",
        ),
        ("cy-north", 'base = "cy-north"\nguide = "x"\n', "cy-north/locale.toml:1: base: a locale is called after its"),
        ("ga-x", 'base = "ga"\nguide = "x"\n', "ga: there is no such locale; there are: cy, ga-x"),
        ("cy-north", 'base = "cy"\n', "cy-north/locale.toml: guide: this key is required"),
        (
            "cy-north",
            'base = "cy"\nguide = "x"\nregister = "kind"\n',
            "cy-north/locale.toml:3: register: Input should be",
        ),
        (
            "cy-north",
            'base = "cy"\nguide = "x"\n[words]\nintor = "y"\n',
            "cy-north/locale.toml:4: words.intor: unknown key; did you mean 'intro'? allowed here: intro",
        ),
    ],
)
def test_a_base_that_does_not_fit_is_refused_with_its_line(prompts: Path, code: str, text: str, said: str) -> None:
    variant(prompts, text, code)
    assert refusal(prompts, code).startswith(said)


@pytest.mark.parametrize("task", TASKS)
def test_a_missing_prompt_is_named(prompts: Path, task: str) -> None:
    (prompts / f"{task}.md").unlink()
    assert refusal(prompts) == f"{task}.md: there is no such prompt"


@pytest.mark.parametrize("text", ["to $langauge", "it costs $5", "a $"])
def test_a_placeholder_that_nobody_fills_is_refused(prompts: Path, text: str) -> None:
    (prompts / "intro.md").write_text(text, encoding="utf-8")
    said = refusal(prompts)
    assert said.startswith("intro.md: ")
    assert said.endswith("the placeholders are $language and $guide; a dollar sign is $$")


def test_a_prompt_that_is_not_utf8_cannot_be_read(prompts: Path) -> None:
    (prompts / "intro.md").write_bytes(b"caf\xe9")
    assert refusal(prompts).startswith("intro.md: cannot be read: ")


def test_a_prompt_that_is_a_folder_cannot_be_read(prompts: Path) -> None:
    (prompts / "intro.md").unlink()
    (prompts / "intro.md").mkdir()
    assert refusal(prompts).startswith("intro.md: cannot be read: ")


def test_alternatives_are_separated_by_bars_and_stripped(prompts: Path) -> None:
    text = 'source,accepted,forbidden\n model , un | dau ,tri\n"a, b",pedwar\n\nc,pump|,|\n'
    assert glossary(prompts, text).glossary == (
        Term(source="model", accepted=("un", "dau"), forbidden=("tri",)),
        Term(source="a, b", accepted=("pedwar",)),
        Term(source="c", accepted=("pump",)),
    )


def test_a_spreadsheets_byte_order_mark_and_line_ends_are_no_mistake(prompts: Path) -> None:
    text = b"\xef\xbb\xbfsource,accepted,forbidden\r\nmodel,un,\r\n"
    assert glossary(prompts, text).glossary == (Term(source="model", accepted=("un",)),)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("ok,iawn,\nmodel,,\n", "cy/glossary.csv:3: a term needs `source` and `accepted`"),
        ("ok,iawn,\n\n,un,\n", "cy/glossary.csv:4: a term needs `source` and `accepted`"),
        ('ok,"ia\nwn",\nmodel\n', "cy/glossary.csv:4: a term needs `source` and `accepted`"),
        (" ,un,\n", "cy/glossary.csv:2: a term needs `source` and `accepted`"),
        ("model,|,\n", "cy/glossary.csv:2: a term needs `source` and `accepted`"),
        ("a, b,un,dau\n", "cy/glossary.csv:2: too many commas; put a cell that has one in double quotes"),
        ('ok,"iawn\n', "cy/glossary.csv: cannot be read: unexpected end of data"),
    ],
)
def test_a_row_that_is_no_term_is_refused_with_its_line(prompts: Path, rows: str, said: str) -> None:
    (prompts / "cy" / "glossary.csv").write_text(f"source,accepted,forbidden\n{rows}", encoding="utf-8")
    assert refusal(prompts) == said


def test_a_glossary_without_its_header_is_refused(prompts: Path) -> None:
    (prompts / "cy" / "glossary.csv").write_text("model,un,\nok,iawn,\n", encoding="utf-8")
    assert refusal(prompts).startswith("cy/glossary.csv:2: ")


def test_a_glossary_that_is_not_utf8_cannot_be_read(prompts: Path) -> None:
    (prompts / "cy" / "glossary.csv").write_bytes(b"source,accepted\ncaf\xe9,un\n")
    assert refusal(prompts).startswith("cy/glossary.csv: cannot be read: ")


def test_rows_of_one_term_are_told_apart_by_their_sense(prompts: Path) -> None:
    text = "source,accepted,forbidden,sense\nmodel,un,,\nmodel,dau,, person \n"
    assert glossary(prompts, text).glossary == (
        Term(source="model", accepted=("un",)),
        Term(source="model", accepted=("dau",), sense="person"),
    )


def findings(prompts: Path, text: str) -> None:
    (prompts / "cy" / "findings.toml").write_text(text, encoding="utf-8")


def test_what_a_finding_says_is_found_by_family_and_code(prompts: Path) -> None:
    findings(prompts, '[number]\nmissing = "{source}: dim"\nother = "dau"\n[url]\nlost = "tri"\n')
    assert load_locale(prompts, "cy").findings == {
        "number.missing": "{source}: dim",
        "number.other": "dau",
        "url.lost": "tri",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[number]\nmissing = "x"\nother = 5\n',
            "cy/findings.toml:3: number.other: this must be a sentence, in quotes",
        ),
        (
            '[number]\nmissing = ["x"]\n',
            "cy/findings.toml:2: number.missing: this must be a sentence, in quotes",
        ),
        (
            'number = "x"\n',
            "cy/findings.toml:1: number: this is a table; write [number] and its keys",
        ),
    ],
)
def test_a_finding_that_is_no_sentence_is_refused_with_its_line(prompts: Path, text: str, said: str) -> None:
    findings(prompts, text)
    assert refusal(prompts) == said


def test_an_organisation_has_all_its_forms_the_latin_ones_first(prompts: Path) -> None:
    text = "latin,native\nLamp Works | LW,Gwaith Lamp|GL\nMurk,\n"
    (prompts / "cy" / "organisations.csv").write_text(text, encoding="utf-8")
    assert load_locale(prompts, "cy").organisations == (("Lamp Works", "LW", "Gwaith Lamp", "GL"), ("Murk",))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("Murk,M\n,GL\n", "cy/organisations.csv:3: an organisation needs `latin`"),
        ("a,b,c\n", "cy/organisations.csv:2: too many commas; put a cell that has one in double quotes"),
        ('"a,b\n', "cy/organisations.csv: cannot be read: unexpected end of data"),
    ],
)
def test_a_row_that_is_no_organisation_is_refused_with_its_line(prompts: Path, rows: str, said: str) -> None:
    (prompts / "cy" / "organisations.csv").write_text(f"latin,native\n{rows}", encoding="utf-8")
    assert refusal(prompts) == said
