"""What `[web]` asks for is served; what it must not ask for is said."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot import wiring
from bot.config import Config, load
from bot.errors import Misconfigured
from bot.web import address, link, serve
from bot.web.house import house_of
from tests import samples
from tests.databases import fresh
from tests.web.rooms import FORM

PROMPTS = Path(__file__).parents[2] / "prompts"
FORUM = '\nurl = "https://forum.example"\nusername = "paperboy"\ncategory = "news"\n'


def free() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


def config(folder: Path, web: str, *, editions: tuple[str, ...] = ("north",)) -> Config:
    """A configuration of editions on a forum, with that table."""
    file = folder / "config.toml"
    tables = [
        f'[editions.{name}]\nlocale = "ko"\npublisher = "discourse"\n'
        f"[editions.{name}.discourse]{FORUM.replace('forum', f'forum-{name}')}"
        for name in editions
    ]
    head = f'contact = "mailto:a@b.example"\nstate = "state"\nprompts = "{PROMPTS}"\n[llm]\nmodel = "m"\n'
    file.write_text(f"{head}{web}\n{''.join(tables)}", encoding="utf-8")
    return load(file)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[object]:
    with fresh(tmp_path / "paperboy.db", lambda: samples.SUNDAY) as made:
        yield made


def house(config: Config, store: object, folder: Path) -> object:
    clock = wiring.clock_of(config)
    with wiring.connected(config, store, clock, None, None, None) as bot:  # type: ignore[arg-type]  # nothing runs
        return house_of(config, bot, folder)


def test_the_operator_comes_in_by_the_link_that_the_command_prints(tmp_path: Path, store: object) -> None:
    port = free()
    made = config(tmp_path, f"[web]\nport = {port}\nlocal_login = true")
    assert address(made) == f"http://127.0.0.1:{port}"
    with serve(made, store), httpx.Client(base_url=address(made)) as client:  # type: ignore[arg-type]  # a database
        word = link(made, wiring.clock_of(made).now()).removeprefix(address(made))
        assert client.post(word, headers=FORM).status_code == 303
        assert client.get("/").status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(address(made))


def test_the_webhooks_door_has_a_port_of_its_own(
    tmp_path: Path, store: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, door = free(), free()
    monkeypatch.setenv("DISCOURSE_WEBHOOK_SECRET", "shared")
    made = config(tmp_path, f"[web]\nport = {pages}\nhook_port = {door}")
    with serve(made, store):  # type: ignore[arg-type]  # a database
        assert httpx.post(f"http://127.0.0.1:{door}/hook", content=b"{}").status_code == 403
        assert httpx.post(f"http://127.0.0.1:{pages}/hook", content=b"{}").status_code == 404
        assert httpx.get(f"http://127.0.0.1:{door}/login").status_code == 404


def test_without_the_table_nothing_is_served(tmp_path: Path, store: object) -> None:
    made = config(tmp_path, "")
    with serve(made, store):  # type: ignore[arg-type]  # a database
        pass
    with pytest.raises(Misconfigured, match=r"there are no pages without a table \[web\]"):
        address(made)


def test_a_port_that_is_taken_is_said_with_its_line(tmp_path: Path, store: object) -> None:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        made = config(tmp_path, f"[web]\nport = {sock.getsockname()[1]}")
        with pytest.raises(Misconfigured, match=r"config\.toml:7: web\.port: cannot listen"), serve(made, store):  # type: ignore[arg-type]  # a database
            pass


@pytest.mark.parametrize(
    ("web", "said"),
    [
        ('host = "192.0.2.1"\nlocal_login = true', "local_login: only where `host`"),
        ('host = "0.0.0.0"', "host: give the `url`"),
        ('host = "192.0.2.1"', "host: give the `url`"),
        ('url = "http://papers.example"', "url: over the network the pages are opened by https"),
        ('url = "https://papers.example/desk"', "url: the pages need a host of their own"),
    ],
)
def test_what_would_let_strangers_in_is_refused(tmp_path: Path, store: object, web: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        house(config(tmp_path, f"[web]\n{web}"), store, tmp_path)


def test_where_others_can_reach_the_machine_the_pages_have_their_own_name_alone(tmp_path: Path, store: object) -> None:
    made = house(config(tmp_path, '[web]\nhost = "0.0.0.0"\nurl = "https://papers.example"'), store, tmp_path)
    assert made.origins == {"papers.example": "https://papers.example"}  # type: ignore[attr-defined]  # a house


def test_at_the_machine_itself_the_pages_need_no_https(tmp_path: Path, store: object) -> None:
    made = house(config(tmp_path, '[web]\nurl = "http://localhost:8471"'), store, tmp_path)
    assert made.origins["localhost:8471"] == "http://localhost:8471"  # type: ignore[attr-defined]  # a house


def test_behind_a_proxy_the_pages_have_its_name_and_the_machines_own(tmp_path: Path, store: object) -> None:
    made = house(config(tmp_path, '[web]\nurl = "https://Papers.example:443/"'), store, tmp_path)
    assert made.origins == {  # type: ignore[attr-defined]  # a house
        "127.0.0.1:8471": "http://127.0.0.1:8471",
        "papers.example": "https://papers.example",
    }


def test_each_of_several_forums_has_a_secret_of_its_own(
    tmp_path: Path, store: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCOURSE_CONNECT_SECRET_SOUTH", "theirs")
    made = house(config(tmp_path, "[web]", editions=("north", "south")), store, tmp_path)
    assert made.secret("forum-south.example") == "theirs"  # type: ignore[attr-defined]  # a house
    with pytest.raises(Misconfigured, match="discourse-connect-secret-north"):
        made.secret("forum-north.example")  # type: ignore[attr-defined]  # a house


def test_a_login_that_is_not_set_up_is_said_without_telling_how(tmp_path: Path, store: object) -> None:
    made = config(tmp_path, f"[web]\nport = {free()}")
    with serve(made, store):  # type: ignore[arg-type]  # a database
        answer = httpx.get(f"{address(made)}/login/at/forum-north.example")
    assert (answer.status_code, "secret" in answer.text.lower()) == (503, False)
