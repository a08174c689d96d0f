"""What `deploy/` puts on a server: units systemd accepts, the same sandbox for both, a sparing install."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import paperboy
from bot.config import load

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = ("paperboy.service", "paperboy-backup.service")
UNITS = (*SERVICES, "paperboy-backup.timer")
PROGRAM = "/opt/paperboy/.venv/bin/paperboy"

KEYS_OF_EACH = {
    "AmbientCapabilities",
    "CapabilityBoundingSet",
    "Group",
    "LimitCORE",
    "LockPersonality",
    "MemoryDenyWriteExecute",
    "NoNewPrivileges",
    "PrivateDevices",
    "PrivateMounts",
    "PrivateTmp",
    "PrivateUsers",
    "ProcSubset",
    "ProtectClock",
    "ProtectControlGroups",
    "ProtectHome",
    "ProtectHostname",
    "ProtectKernelLogs",
    "ProtectKernelModules",
    "ProtectKernelTunables",
    "ProtectProc",
    "ProtectSystem",
    "RemoveIPC",
    "RestrictNamespaces",
    "RestrictRealtime",
    "RestrictSUIDSGID",
    "StateDirectory",
    "StateDirectoryMode",
    "SystemCallArchitectures",
    "SystemCallFilter",
    "UMask",
    "User",
}
"""The part of the sandbox that both services must have, and have alike."""

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


def settings(unit: str) -> dict[str, list[str]]:
    """A unit's values by key, in order."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / unit).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z]+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def groups(unit: str) -> Iterator[list[str]]:
    """Settings that stand together, each group with the comment above it."""
    group: list[str] = []
    for line in (DEPLOY / unit).read_text(encoding="utf-8").splitlines():
        begins = line.startswith("#") and not (group and group[-1].startswith("#"))
        if begins or not line or line.startswith("["):
            yield group
            group = []
        if line and not line.startswith("["):
            group.append(line)
    yield group


def command_line(unit: str) -> list[str]:
    (line,) = settings(unit)["ExecStart"]
    return line.split()


def install(tree: Path, *arguments: str, prefix: str = "/opt/paperboy") -> str:
    """Runs the script on a staged tree, for a strict root: no account, no packages, no systemd."""
    place = {"PATH": os.environ["PATH"], "DESTDIR": str(tree), "PREFIX": prefix}  # noqa: TID251 - bash and sed are there
    done = subprocess.run(
        [DEPLOY / "install", *arguments],
        env=place, umask=0o077, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        # Only the program's place is another: verify wants to see one that can be run.
        text = (DEPLOY / unit).read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / unit).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / unit for unit in UNITS)],
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    # A key it does not know is only a line there, and exit code 0.
    assert (done.stdout + done.stderr, done.returncode) == ("", 0)


@needs_systemd
@pytest.mark.parametrize(("unit", "most"), [("paperboy.service", 1.5), ("paperboy-backup.service", 0.5)])
def test_the_services_are_exposed_to_little(unit: str, most: float) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", DEPLOY / unit],
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert found
    assert float(found[1]) <= most


@pytest.mark.parametrize("unit", UNITS)
def test_every_setting_says_why_it_is_there(unit: str) -> None:
    assert [group for group in groups(unit) if group and not group[0].startswith("#")] == []


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_starts_a_command_that_there_is(unit: str) -> None:
    program, *words = command_line(unit)
    assert program == PROGRAM
    with paperboy.make_context("paperboy", list(words)) as context:
        assert context.params["config"] == Path("/etc/paperboy/config.toml")
        name, *options = words[2:]
        command = paperboy.get_command(context, name)
        assert isinstance(command, click.Command), name
        # Raises a usage error for an option that the command has not.
        command.make_context(name, options)


def test_both_services_have_the_same_sandbox() -> None:
    service, backup = map(settings, SERVICES)
    for key in KEYS_OF_EACH:
        assert service[key] == backup[key], key


def test_the_service_is_watched_and_comes_back() -> None:
    service = settings("paperboy.service")
    assert service["Type"] == ["notify"]
    assert service["WatchdogSec"] == ["5min"]
    assert service["Restart"] == ["always"]
    assert service["StartLimitIntervalSec"] == ["0"]
    assert service["RestartPreventExitStatus"] == ["78"]


def test_a_backup_has_neither_network_nor_keys() -> None:
    backup = settings("paperboy-backup.service")
    assert backup["PrivateNetwork"] == ["yes"]
    assert backup["RestrictAddressFamilies"] == ["none"]
    assert "LoadCredential" not in backup


def test_keys_are_handed_over_as_credentials_and_nowhere_else() -> None:
    names = ("anthropic-api-key", "discourse-api-key", "discourse-connect-secret", "discourse-webhook-secret")
    service = settings("paperboy.service")
    assert service["LoadCredential"] == [f"{name}:/etc/paperboy/{name}" for name in names]
    for unit in UNITS:
        assert not {"SetCredential", "PassEnvironment", "EnvironmentFile"} & set(settings(unit))
        assert not any(re.search("key|token|secret", value, re.I) for value in settings(unit).get("Environment", []))
    for name in names:
        # systemd does not start a service whose credential is missing; an empty one is the program's to complain of.
        assert f"f /etc/paperboy/{name} 0600 root root -" in (DEPLOY / "paperboy.tmpfiles").read_text(encoding="utf-8")


def test_root_hands_every_secret_to_the_command_and_nothing_else(tmp_path: Path) -> None:
    etc = tmp_path / "etc"
    etc.mkdir()
    for name in ("anthropic-api-key", "discourse-connect-secret", "discourse-connect-secret-my-forum", "config.toml"):
        (etc / name).write_text(f"word of {name}\n", encoding="utf-8")
    (etc / "old.discourse-api-key").write_text("old", encoding="utf-8")
    (etc / "judge-api-key").touch()
    for name, does in (("id", "echo 0"), ("setpriv", "env")):
        tool = tmp_path / name
        tool.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        tool.chmod(0o755)
    script = (DEPLOY / "paperboy").read_text(encoding="utf-8").replace("/etc/paperboy", str(etc))
    place = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}  # noqa: TID251 - the shell's own tools are there
    done = subprocess.run(
        ["/bin/sh", "-c", script, "paperboy", "doctor"],
        env=place, check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    told = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert {name: value for name, value in told.items() if "KEY" in name or "SECRET" in name} == {
        "ANTHROPIC_API_KEY": "word of anthropic-api-key",
        "DISCOURSE_CONNECT_SECRET": "word of discourse-connect-secret",
        "DISCOURSE_CONNECT_SECRET_MY_FORUM": "word of discourse-connect-secret-my-forum",
    }


@pytest.mark.skipif(not shutil.which("systemd-sysusers"), reason="systemd-sysusers is not installed")
def test_systemd_would_make_the_account(tmp_path: Path) -> None:
    done = subprocess.run(
        ["systemd-sysusers", "--dry-run", f"--root={tmp_path}", "-"],
        input=(DEPLOY / "paperboy.sysusers").read_text(encoding="utf-8"),
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "Creating user 'paperboy'" in done.stdout + done.stderr


def test_an_install_makes_a_configuration_that_works_from_any_folder(tmp_path: Path) -> None:
    install(tmp_path, prefix="/srv/paperboy")
    config = load(tmp_path / "etc/paperboy/config.toml")
    assert config.values.state == Path("/var/lib/paperboy")
    assert config.values.prompts == Path("/srv/paperboy/prompts")
    (edition,) = config.editions
    assert config.publisher_table(edition).values["path"] == "/var/lib/paperboy/out"


def test_an_install_again_renews_the_program_and_spares_the_configuration(tmp_path: Path) -> None:
    install(tmp_path)
    config, gone = tmp_path / "etc/paperboy/config.toml", tmp_path / "opt/paperboy/bot/sources/gone.py"
    config.write_text("mine", encoding="utf-8")
    gone.touch()
    install(tmp_path)
    assert config.read_text(encoding="utf-8") == "mine"
    assert not gone.exists()
    assert (tmp_path / "opt/paperboy/bot/cli.py").is_file()


def test_anyone_may_read_the_program_and_only_root_and_the_service_the_configuration(tmp_path: Path) -> None:
    install(tmp_path)
    folder = tmp_path / "etc/paperboy"
    assert [path for path in (folder, *folder.iterdir()) if path.stat().st_mode & 0o007] == []
    program = (tmp_path / "opt/paperboy", *(tmp_path / "opt/paperboy").rglob("*"))
    assert [path for path in program if path.stat().st_mode & 0o022 or not path.stat().st_mode & 0o004] == []


def test_what_is_installed_names_the_place_of_the_program(tmp_path: Path) -> None:
    install(tmp_path, prefix="/srv/paperboy")
    command = tmp_path / "usr/local/bin/paperboy"
    units = [tmp_path / "etc/systemd/system" / unit for unit in SERVICES]
    for file in (command, *units):
        text = file.read_text(encoding="utf-8")
        assert "/srv/paperboy/.venv/bin/paperboy --config /etc/paperboy/config.toml" in text
        assert "/opt/paperboy" not in text
    assert command.stat().st_mode & 0o777 == 0o755


def test_a_removal_leaves_configuration_and_state(tmp_path: Path) -> None:
    install(tmp_path)
    state = tmp_path / "var/lib/paperboy/paperboy.db"
    state.parent.mkdir(parents=True)
    state.touch()
    install(tmp_path, "--remove")
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"etc/paperboy/config.toml", "var/lib/paperboy/paperboy.db"}
    assert not (tmp_path / "opt/paperboy").exists()


@pytest.mark.parametrize("prefix", ["opt/paperboy", "/home/me/paperboy", "/tmp/paperboy", "/opt/a|b", "/"])
def test_a_place_the_service_could_not_use_is_refused(tmp_path: Path, prefix: str) -> None:
    with pytest.raises(AssertionError, match="install: PREFIX="):
        install(tmp_path, prefix=prefix)
    assert list(tmp_path.iterdir()) == []
