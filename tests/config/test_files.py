"""Line numbers in TOML, and complaints that name file, line, key and what may stand there."""

import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from bot.config import Table, read_table, validated
from bot.errors import Misconfigured

ANY_FILE = Path("any.toml")


class Lamp(BaseModel):
    model_config = ConfigDict(extra="forbid")
    watts: int
    socket: int | str = "E27"
    colours: tuple[str, ...] = ()


class House(BaseModel):
    model_config = ConfigDict(extra="forbid")
    lamps: dict[str, Lamp]
    street: str = "Elm"


def table(text: str) -> Table:
    return Table(file=ANY_FILE, values=tomllib.loads(text), text=text)


def complaint(text: str) -> str:
    with pytest.raises(Misconfigured) as caught:
        validated(House, table(text))
    return str(caught.value)


def test_a_missing_file_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"none\.toml: there is no such file; make one"):
        read_table(tmp_path / "none.toml", remedy="make one")


def test_a_folder_in_place_of_a_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"cannot be read: Is a directory"):
        read_table(tmp_path)


def test_a_file_that_is_not_utf8_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'street = "Caf\xe9"\n')
    with pytest.raises(Misconfigured, match=r"latin\.toml: cannot be read: it is not UTF-8 \(byte 14\)"):
        read_table(tmp_path / "latin.toml")


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "marked.toml").write_bytes(b'\xef\xbb\xbfstreet = "Oak"\n')
    assert read_table(tmp_path / "marked.toml").values == {"street": "Oak"}


def test_a_file_that_is_not_toml_says_where_it_stops_being_so(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('street = "Oak"\nlamps\n', encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"bad\.toml: not TOML: .*line 2"):
        read_table(tmp_path / "bad.toml")


def test_an_unknown_key_is_named_with_its_line_the_allowed_ones_and_the_nearest() -> None:
    found = complaint("[lamps.hall]\nwatts = 4\nsockett = 1\n")
    assert found == (
        "any.toml:3: lamps.hall.sockett: unknown key; did you mean 'socket'? allowed here: colours, socket, watts"
    )


def test_an_unknown_key_that_is_like_no_other_gets_no_guess() -> None:
    assert complaint("zzz = 1\n[lamps]\n") == "any.toml:1: zzz: unknown key; allowed here: lamps, street"


def test_a_missing_key_has_the_line_of_its_table() -> None:
    assert complaint("\n[lamps.hall]\n") == "any.toml:2: lamps.hall.watts: this key is required"


def test_every_mistake_has_one_line_of_its_own() -> None:
    text = "street = 5\n[lamps.hall]\nwatts = 'bright'\n[lamps.attic]\ncolours = 'red'\n"
    assert [line.split(": ")[:2] for line in complaint(text).splitlines()] == [
        ["any.toml:3", "lamps.hall.watts"],
        ["any.toml:4", "lamps.attic.watts"],
        ["any.toml:5", "lamps.attic.colours"],
        ["any.toml:1", "street"],
    ]


def test_a_value_that_could_be_of_two_kinds_and_is_of_neither_is_one_mistake() -> None:
    found = complaint("[lamps.hall]\nwatts = 4\nsocket = 1.5\n")
    assert found.startswith("any.toml:3: lamps.hall.socket: ")
    assert (found.count("\n"), "integer" in found, "string" in found) == (0, True, True)


def test_an_item_of_a_list_has_the_line_of_its_list() -> None:
    found = complaint('[lamps.hall]\nwatts = 4\ncolours = [\n  "red",\n  7,\n]\n')
    assert found.startswith("any.toml:3: lamps.hall.colours.1: ")


def test_a_value_in_place_of_a_table_is_said_to_be_one() -> None:
    assert complaint("lamps = 3\n") == "any.toml:1: lamps: this must be a table"
    assert complaint("[lamps]\nhall = 3\n") == "any.toml:2: lamps.hall: this must be a table"


def test_a_quoted_name_is_shown_in_quotes_and_found() -> None:
    found = complaint('[lamps]\n[lamps."a.b"]\nwatts = "x"\n')
    assert found.startswith('any.toml:3: lamps."a.b".watts: ')


def test_keys_of_an_inline_table_share_its_line() -> None:
    assert complaint("[lamps]\n\nhall = { wats = 4, watts = 5 }\n").startswith("any.toml:3: lamps.hall.wats: unknown")


def test_the_value_is_never_part_of_a_complaint() -> None:
    secret = "sk-very-secret"
    with pytest.raises(Misconfigured) as caught:
        validated(House, table(f'street = ["{secret}"]\nkey = "{secret}"\n[lamps.hall]\nwatts = "{secret}"\n'))
    assert secret not in str(caught.value)
    assert caught.value.__cause__ is None, "pydantic's own error prints the values"
    assert caught.value.__suppress_context__


def test_a_table_shows_no_values() -> None:
    assert "sk-very-secret" not in repr(table('key = "sk-very-secret"\n'))


def test_a_table_that_is_left_out_is_empty() -> None:
    assert table("street = 'Oak'\n").below("lamps", "hall").values == {}


def test_a_value_below_which_a_table_is_wanted_is_a_mistake() -> None:
    with pytest.raises(Misconfigured, match=r"any\.toml:2: lamps\.hall: this is a table; write \[lamps\.hall\]"):
        table("[lamps]\nhall = 3\n").below("lamps", "hall", "bulb")


@pytest.mark.parametrize(
    "before",
    [
        'guide = """\n[lamps.hall]\nwatts = 1\n"""',
        "guide = '''\nwatts = 1\n[lamps]\n'''",
        'rows = [\n  ["lamps"],\n  [["lamps"]],\n]',
        "rows = [ # [lamps]\n  { watts = 1 },\n]",
        "# [lamps.hall]\n# watts = 1",
        'guide = "a\u2028b\u0085c"',
        'guide = """a\r\nb"""',
        "[[shelf]]\nwatts = 1\n[[shelf]]",
        "[ lamps . attic ] # [lamps.hall]\nwatts = 1",
    ],
)
def test_what_only_looks_like_a_key_moves_no_line(before: str) -> None:
    text = f"{before}\n[lamps.hall]\nwatts = 1\n"
    below = table(text).below("lamps", "hall")
    header = before.count("\n") + 2
    assert (below.where(), below.where(["watts"])) == (f"any.toml:{header}", f"any.toml:{header + 1}")


def test_a_key_that_spans_lines_stands_where_it_begins() -> None:
    found = table('colours = [\n  "red",\n]\nguide = """\nlong\n"""\nstreet = "Oak"\n')
    assert [found.where([key]) for key in ("colours", "guide", "street")] == ["any.toml:1", "any.toml:4", "any.toml:7"]


def test_dotted_and_quoted_keys_are_found() -> None:
    text = 'a.b = 1\n"c d".e = 2\n\'f.g\' = 3\n"h\\"i" = 4\n'
    paths = [("a", "b"), ("c d", "e"), ("f.g",), ('h"i',)]
    assert [table(text).where(path) for path in paths] == [f"any.toml:{line}" for line in (1, 2, 3, 4)]


def test_what_has_no_line_gets_that_of_the_nearest_table_or_the_file_alone() -> None:
    found = table("[lamps.hall]\nwatts = 1\n")
    assert (found.where(["lamps", "hall", "bulb", "glass"]), found.where(["street"])) == ("any.toml:1", "any.toml")


KEYS = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=8)
SINGLE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\'), max_size=12)
LINES = st.lists(
    st.sampled_from(["[lamps]", "watts = 1", "", "# note", "]", '["lamps"]', "''", '""', "a.b = 2", "{}"]), max_size=4
)
VALUES = st.one_of(
    st.integers(0, 99).map(str),
    SINGLE.map(lambda text: f'"{text}"'),
    LINES.map(lambda lines: '"""\n' + "\n".join(one for one in lines if one != '""') + '\n"""'),
    LINES.map(lambda lines: "'''\n" + "\n".join(one for one in lines if one != "''") + "\n'''"),
    st.lists(st.sampled_from(["1", '"[x]"', '["lamps"]', "[['a']]", "{ b = 1 }"])).map(
        lambda items: "[\n" + ",\n".join(items) + "\n]"
    ),
    st.just("{ a = 1, c = { d = [\n2] } }"),
)


@settings(deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=6), st.lists(st.sampled_from(["", "  ", "# a = 1", "#["]), max_size=3))
def test_every_key_of_a_text_is_found_on_its_line(written: dict[str, str], between: list[str]) -> None:
    text, expected = "", {}
    for key, value in written.items():
        text += "".join(f"{line}\n" for line in between)
        expected[key] = text.count("\n") + 1
        text += f"{key} = {value} # end\n"
    found = table(text)
    assert {key: found.where([key]) for key in written} == {key: f"any.toml:{at}" for key, at in expected.items()}


@settings(deadline=None)
@given(st.dictionaries(SINGLE.filter(bool), st.dictionaries(KEYS, VALUES, max_size=3), max_size=4))
def test_every_key_below_a_quoted_header_is_found_on_its_line(written: dict[str, dict[str, str]]) -> None:
    text, expected = "", {}
    for name, keys in written.items():
        text += f'[lamps."{name}"]\n'
        for key, value in keys.items():
            expected["lamps", name, key] = text.count("\n") + 1
            text += f"{key} = {value}\n"
    found = table(text)
    assert {path: found.where(path) for path in expected} == {path: f"any.toml:{at}" for path, at in expected.items()}
