"""Secrets are found where the operator put them, and never shown."""

from pathlib import Path

import pytest

from bot.config import Secrets
from bot.errors import Misconfigured

NAME = "discourse-api-key"
WAYS = (
    "systemd credential 'discourse-api-key'",
    "*_file key in config.toml",
    "in the environment as DISCOURSE_API_KEY",
)


def put(file: Path, text: str | bytes) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def get(environment: dict[str, str], file: Path | None = None) -> str:
    return Secrets(environment).get(NAME, needed_for="the forum", file=file)


def refusal(environment: dict[str, str], file: Path | None = None) -> str:
    with pytest.raises(Misconfigured) as caught:
        get(environment, file)
    said = str(caught.value)
    assert said.startswith(f"{NAME}: ")
    assert [way for way in WAYS if way not in said] == []
    assert "\n" not in said
    return said


def test_a_file_that_the_configuration_names_comes_first_then_the_credential_then_the_environment(
    tmp_path: Path,
) -> None:
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials"), "DISCOURSE_API_KEY": "from-environment"}
    file = put(tmp_path / "key", "from-file")
    credential = put(tmp_path / "credentials" / NAME, "from-systemd")
    assert get(environment, file) == "from-file"
    assert get(environment) == "from-systemd"
    credential.unlink()
    assert get(environment) == "from-environment"


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n", " \n"])
def test_the_line_break_at_its_end_is_no_part_of_it(tmp_path: Path, end: str) -> None:
    assert get({}, put(tmp_path / "key", f"abc{end}")) == "abc"
    assert get({"DISCOURSE_API_KEY": f"abc{end}"}) == "abc"


def test_found_nowhere_it_says_what_for_and_the_three_ways() -> None:
    assert "the forum needs this secret" in refusal({"ANTHROPIC_API_KEY": "another"})


def test_what_does_in_its_place_is_taken_where_there_is_none_or_an_empty_one(tmp_path: Path) -> None:
    def optional(file: Path | None) -> str:
        return Secrets({}).get(NAME, needed_for="the forum", file=file, instead="none")

    assert optional(None) == "none"
    assert optional(put(tmp_path / "key", " \n")) == "none"
    assert optional(put(tmp_path / "key", "abc\n")) == "abc"
    with pytest.raises(Misconfigured, match="cannot be read"):
        optional(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "\n", "  \n"])
def test_an_empty_secret_is_refused_and_nothing_else_is_tried(tmp_path: Path, text: str) -> None:
    said = refusal({"DISCOURSE_API_KEY": "sk-other"}, put(tmp_path / "key", text))
    assert f"{tmp_path / 'key'} is empty" in said
    assert "sk-other" not in said


def test_a_blank_variable_is_empty() -> None:
    assert "DISCOURSE_API_KEY is empty" in refusal({"DISCOURSE_API_KEY": " \n"})


def test_a_file_that_is_named_and_missing_is_not_passed_over(tmp_path: Path) -> None:
    said = refusal({"DISCOURSE_API_KEY": "sk-other"}, tmp_path / "none")
    assert f"{tmp_path / 'none'}: No such file" in said


def test_a_folder_in_place_of_a_credential_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    assert "Is a directory" in refusal({"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_a_credentials_folder_that_cannot_be_looked_into_is_said() -> None:
    assert "File name too long" in refusal({"CREDENTIALS_DIRECTORY": "/x" + "x" * 300})


@pytest.mark.parametrize("text", [b"sk-one\nsk-two\n", "sk-열쇠".encode(), b"sk-\x00", b"sk-\xff\xfe"])
def test_what_could_not_be_a_key_is_refused_unseen(tmp_path: Path, text: bytes) -> None:
    assert "sk-" not in refusal({}, put(tmp_path / "key", text))


def test_nothing_shows_when_it_is_printed() -> None:
    secrets = Secrets({"DISCOURSE_API_KEY": "sk-very-secret"})
    assert "sk-very-secret" not in f"{secrets!r} {secrets}"


def test_without_an_environment_given_it_reads_the_processs_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCOURSE_API_KEY", "from-process")
    assert Secrets().get(NAME, needed_for="the forum") == "from-process"
