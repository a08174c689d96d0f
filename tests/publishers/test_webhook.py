"""A digest handed to any other place, against a real receiver."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot import pipeline, posting
from bot.clock import SystemClock, WoundClock
from bot.config import Secrets, load_locale
from bot.domain import Intent, Post, Stop
from bot.errors import Misconfigured, OutcomeUnknown, Rejected
from bot.net import Budgets
from bot.publishers import webhook
from bot.publishers.webhook import Settings, Webhook
from bot.render import Layout
from tests import fakes
from tests.fakes import World, week
from tests.publishers.receiver import SECRET, Receiver, Reply, receiving, taken

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
DIGEST = "dair/2026-11-15/forum"
KEY = f"{DIGEST}#1"
TITLE = "[2026/11/08 ~ 11/15] 이번 주의 주요 AI 논문 (Top AI Papers of the Week)"
PROMPTS = Path(__file__).parents[2] / "prompts"
DOCUMENTATION = Path(__file__).parents[2] / "docs" / "webhook.md"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def clock(tmp_path: Path) -> WoundClock:
    return WoundClock.create(tmp_path / "webhook.clock", NOON)


Connect = Callable[..., Webhook]


@pytest.fixture
def connect(receiver: Receiver, clock: WoundClock, tmp_path: Path) -> Connect:
    def made(secret: str | None = SECRET, **settings: object) -> Webhook:
        return webhook.connect(
            Settings.model_validate({"url": receiver.url, **settings}),
            edition=fakes.EDITION,
            locale=fakes.LOCALE,
            root=tmp_path,
            secrets=Secrets({"WEBHOOK_SECRET": secret} if secret else {}),
            clock=clock,
            budgets=Budgets(clock),
        )

    return made


@pytest.fixture
def hook(connect: Connect) -> Webhook:
    return connect()


def intent(text: str = "## 1. 등불\n\n본문입니다.", **changes: object) -> Intent:
    made = Intent(
        key=KEY,
        raw=posting.with_marker(KEY, text),
        title="이번 주 논문",
        tags=("papers",),
        data='{"entries": [{"name": "등불 <b>"}]}',
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_digest_is_sent_as_json_with_its_text_and_signed(hook: Webhook, receiver: Receiver) -> None:
    hook.create(intent(link="https://forum.example/t/7", created_at=NOON))
    (call,) = receiver.calls
    assert call.is_signed
    assert (call.path, call.headers["x-paperboy-event"], call.key) == ("/hooks/of-ours", "publish", KEY)
    assert call.headers["content-type"] == "application/json; charset=utf-8"
    assert call.headers["x-paperboy-timestamp"] == str(int(NOON.timestamp()))
    assert call.json == {
        "event": "publish",
        "key": KEY,
        "version": 1,
        "title": "이번 주 논문",
        "tags": ["papers"],
        "link": "https://forum.example/t/7",
        "created_at": "2026-11-16T12:00:00+00:00",
        "markdown": "## 1. 등불\n\n본문입니다.",
        "digest": {"entries": [{"name": "등불 <b>"}]},
    }


def test_the_documentations_own_code_knows_a_genuine_request(
    connect: Connect, receiver: Receiver, clock: WoundClock
) -> None:
    code = DOCUMENTATION.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    said: dict[str, Any] = {}
    exec(code, said)
    clock.set(SystemClock().now())
    connect().create(intent())
    clock.wind(timedelta(minutes=-6))
    connect().create(intent())
    fresh, old = ({name.title(): value for name, value in call.headers.items()} for call in receiver.calls)
    body = receiver.calls[0].body
    assert said["is_genuine"](SECRET, fresh, body)
    assert not said["is_genuine"](SECRET, old, body)
    assert not said["is_genuine"](SECRET, fresh, body + b" ")
    assert not said["is_genuine"]("another", fresh, body)


def test_the_signature_changes_with_time_body_and_secret(
    connect: Connect, receiver: Receiver, clock: WoundClock
) -> None:
    connect().create(intent())
    clock.wind(timedelta(seconds=1))
    connect().create(intent())
    connect().create(intent("Other."))
    connect("another-secret-of-32-characters!").create(intent("Other."))
    signatures = [call.headers["x-paperboy-signature"] for call in receiver.calls]
    assert len(set(signatures)) == 4
    assert [call.is_signed for call in receiver.calls] == [True, True, True, False]
    assert receiver.calls[0].body == receiver.calls[1].body


@pytest.mark.parametrize(
    ("answer", "url", "number"),
    [
        (b'{"url": "https://place.example/p/1", "id": 41}', "https://place.example/p/1", 41),
        (b"{}", "", 0),
        (b"", "", 0),
        (b"<html>Thanks!</html>", "", 0),
        (b"\xff\xfe\x00", "", 0),
        (b'["https://place.example"]', "", 0),
        (b'{"url": "javascript:alert(1)", "id": "41"}', "", 0),
        (b'{"url": "https://place.example/a b", "id": -1}', "", 0),
        (b'{"url": 7, "id": true}', "", 0),
        (b'{"id": 99999999999999999999}', "", 0),
        (b"[" * 100_000, "", 0),
    ],
)
def test_the_answer_is_the_receipt_as_far_as_it_says_anything(
    hook: Webhook, receiver: Receiver, answer: bytes, url: str, number: int
) -> None:
    receiver.replies.append(Reply(status=202, body=answer))
    sent = intent()
    assert hook.create(sent) == Post(
        key=KEY, topic_id=number, post_id=1, url=url, title=sent.title, raw=sent.raw, tags=sent.tags
    )


def test_an_edit_brings_the_whole_text_as_the_next_version(hook: Webhook, receiver: Receiver) -> None:
    receiver.replies.append(taken(url="https://place.example/p/1", id=41))
    receiver.replies.append(taken())
    first = hook.create(intent("Old."))
    raw = posting.with_marker(KEY, "New.")
    second = hook.edit(first, raw, "댓글 #3 제보 반영")
    assert second == replace(first, raw=raw, post_id=2)
    call = receiver.calls[1]
    assert call.is_signed
    assert call.headers["x-paperboy-event"] == "edit"
    assert call.json == {
        "event": "edit",
        "key": KEY,
        "version": 2,
        "id": 41,
        "title": "이번 주 논문",
        "tags": ["papers"],
        "reason": "댓글 #3 제보 반영",
        "markdown": "New.",
    }


def test_the_same_text_later_is_another_change_and_a_lost_one_the_same(hook: Webhook, receiver: Receiver) -> None:
    first = hook.create(intent("Old."))
    new, old = posting.with_marker(KEY, "New."), first.raw
    receiver.replies += [Reply(hang_up=True)] * 4
    with pytest.raises(OutcomeUnknown):
        hook.edit(first, new, "")
    second = hook.edit(first, new, "")
    again = hook.edit(hook.edit(second, old, ""), new, "")
    keys = [call.key for call in receiver.calls[1:]]
    assert len(keys) == 7
    assert len(set(keys[:5])) == 1
    assert len({call.body for call in receiver.calls[1:6]}) == 1
    assert len(set(keys)) == 3
    assert again.post_id == 4


def test_a_withdrawal_has_a_name_of_its_own(hook: Webhook, receiver: Receiver) -> None:
    taken_down = hook.withdraw(hook.create(intent()), posting.with_marker(KEY, "게시 중단"))
    assert (receiver.calls[1].json["event"], receiver.calls[1].json["markdown"]) == ("withdraw", "게시 중단")
    assert receiver.calls[1].headers["x-paperboy-event"] == "withdraw"
    assert posting.without_marker(taken_down.raw).strip() == "게시 중단"


# ── what is answered ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_trouble_that_passes_is_met_by_the_same_bytes_again(hook: Webhook, receiver: Receiver, status: int) -> None:
    receiver.replies += [Reply(status=status)] * 3
    assert hook.create(intent()).url == "https://place.example/1"
    assert len(receiver.calls) == 4
    assert len({(call.key, call.body) for call in receiver.calls}) == 1


def test_a_wait_that_is_asked_for_is_kept(hook: Webhook, receiver: Receiver, clock: WoundClock) -> None:
    receiver.replies.append(Reply(status=429, headers={"retry-after": "42"}))
    hook.create(intent())
    assert clock.now() - NOON == timedelta(seconds=42)
    stamps = [int(call.headers["x-paperboy-timestamp"]) for call in receiver.calls]
    assert stamps[1] - stamps[0] == 42


def test_trouble_that_lasts_is_never_taken_for_unsent(hook: Webhook, receiver: Receiver) -> None:
    receiver.replies += [Reply(hang_up=True), Reply(status=503), Reply(status=500), Reply(status=500)]
    with pytest.raises(OutcomeUnknown, match=r"HTTP 500; sent again later"):
        hook.create(intent())
    receiver.replies += [Reply(status=429, headers={"retry-after": "3600"})]
    with pytest.raises(OutcomeUnknown) as caught:
        hook.create(intent())
    assert caught.value.retry_after == 3600
    assert len(receiver.keeps) == 1


def test_nobody_there_is_trouble_that_passes(connect: Connect) -> None:
    with pytest.raises(OutcomeUnknown, match=r"127\.0\.0\.1:1 did not answer"):
        connect(url="http://127.0.0.1:1/hook").create(intent())


def test_a_slow_body_ends_at_the_deadline_and_is_asked_for_again(connect: Connect, receiver: Receiver) -> None:
    receiver.replies.append(Reply(body=b"x" * 100, every_s=0.3))
    assert connect(timeout="1s").create(intent()).topic_id == 41
    first, second = receiver.calls
    assert (first.key, first.body) == (second.key, second.body)


@pytest.mark.parametrize("status", [400, 404, 409, 410, 413, 422])
def test_a_refusal_is_told_in_the_receivers_words(hook: Webhook, receiver: Receiver, status: int) -> None:
    receiver.replies.append(Reply(status=status, body="제목이\n없습니다 \x1b[31m".encode()))
    with pytest.raises(Rejected, match=rf"{KEY}: 127.* answered HTTP {status}: 제목이 없습니다 \?\[31m; mend that"):
        hook.create(intent())
    assert len(receiver.calls) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_signature_is_the_operators_to_mend(hook: Webhook, receiver: Receiver, status: int) -> None:
    receiver.replies.append(Reply(status=status))
    with pytest.raises(Misconfigured, match=r"editions\.forum\.webhook: .* the same secret 'webhook-secret'"):
        hook.create(intent())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(hook: Webhook, receiver: Receiver, status: int) -> None:
    receiver.replies.append(Reply(status=status, headers={"location": f"{receiver.url}/elsewhere"}))
    with pytest.raises(Misconfigured, match=r"editions\.forum\.webhook\.url: .*put the final one there"):
        hook.create(intent())
    assert [call.path for call in receiver.calls] == ["/hooks/of-ours"]


def test_neither_the_secret_nor_the_address_is_ever_shown(hook: Webhook, receiver: Receiver) -> None:
    receiver.replies.append(Reply(status=400, body=f"no {SECRET} at /hooks/of-ours".encode()))
    with pytest.raises(Rejected) as refused:
        hook.create(intent())
    receiver.replies += [Reply(hang_up=True)] * 4
    with pytest.raises(OutcomeUnknown) as lost:
        hook.create(intent())
    shown = f"{refused.value} {lost.value} {hook.check()} {receiver.calls[0].headers} {receiver.calls[0].body!r}"
    assert "no *** at ***" in shown
    assert SECRET not in shown
    assert "of-ours" not in shown


@pytest.mark.parametrize(
    "said", ["{of}: no such hook", '{{"path": "\\/hooks\\/{of}?token=t0ken%2Bx"}}', "{of} {of} t0ken%2Bx"]
)
def test_no_piece_of_the_address_is_shown_either(connect: Connect, receiver: Receiver, said: str) -> None:
    hook = connect(url=receiver.url + "?token=t0ken%2Bx")
    receiver.replies.append(Reply(status=400, body=said.format(of="of-ours").encode()))
    with pytest.raises(Rejected) as refused:
        hook.create(intent())
    assert "***" in str(refused.value)
    assert not [piece for piece in ("of-ours", "t0ken") if piece in str(refused.value)]


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        "https://place.example",
        "https://place.example:8443/a?b=c",
        "http://localhost:80/a",
        "http://[::1]:9/",
        "http://127.0.0.9/",
    ],
)
def test_an_address_is_https_or_on_this_machine(url: str) -> None:
    assert Settings(url=url).url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://place.example/a",
        "http://127.0.0.1.example/a",
        "http://localhost.example/",
        "https://user:pass@place.example/",
        "https://place.example/#part",
        "https://place.example/a b",
        "https://place.example/a\n",
        "https:///a",
        "ftp://place.example/",
        "place.example",
        "https://plåce.example/",
    ],
)
def test_no_other_address_is_taken(url: str) -> None:
    with pytest.raises(ValidationError, match="begins with https://"):
        Settings(url=url)


@pytest.mark.parametrize(
    ("secret", "remedy"), [(None, "'webhook-secret'"), ("too-short", "fewer than 16 characters"), (SECRET, "")]
)
def test_the_doctor_looks_whether_there_is_a_secret_and_sends_nothing(
    connect: Connect, receiver: Receiver, secret: str | None, remedy: str
) -> None:
    (check,) = connect(secret).check()
    assert (check.well, remedy in check.remedy) == (not remedy, True)
    assert "of-ours" not in check.what
    assert receiver.calls == []


# ── a digest's whole way ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def world(tmp_path: Path, hook: Webhook) -> Iterator[World]:
    """A bot whose one edition goes to the receiver."""
    locale = load_locale(PROMPTS, "ko")
    with ExitStack() as stack:
        made = fakes.world(tmp_path, stack.enter_context)
        made.bot = replace(made.bot, publishers={"forum": hook}, renderer=Layout(), locales={"ko": locale})
        made.offer(week(2))
        yield made


def test_a_digest_goes_out_once_with_all_that_stands_in_it(world: World, receiver: Receiver) -> None:
    pipeline.tick(world.bot)
    pipeline.tick(world.bot)
    (call,) = receiver.calls
    assert (call.key, call.json["title"]) == (KEY, TITLE)
    told = call.json["digest"]
    first = told["entries"][0]
    assert (told["issue"]["key"], told["edition"], told["locale"]) == ("dair/2026-11-15", "forum", "ko")
    assert [entry["position"] for entry in told["entries"]] == [1, 2]
    assert first["title"]["translation"] in call.json["markdown"]
    assert first["verdict"] == "clean"
    assert told["intro"]["paragraphs"] == ["첫째입니다.", "둘째입니다."]
    assert "<!-- paperboy" not in call.json["markdown"]
    (post,) = world.bot.store.posts.of(DIGEST)
    assert (post.url, post.topic_id, post.post_id) == ("https://place.example/1", 41, 1)


def test_after_a_lost_answer_the_same_bytes_come_again_under_the_same_key(world: World, receiver: Receiver) -> None:
    receiver.replies += [Reply(hang_up=True)] * 4
    pipeline.tick(world.bot)
    assert world.bot.store.posts.of(DIGEST) == []
    world.offer(fakes.reworded(week(2), 1))  # the text changes meanwhile, but not what was sent of it
    world.clock.wind(timedelta(hours=1))
    pipeline.tick(world.bot)
    assert len(receiver.calls) == 5
    assert len({(call.key, call.body) for call in receiver.calls}) == 1
    assert len(world.bot.store.posts.of(DIGEST)) == 1
    assert list(receiver.keeps) == [KEY]


@pytest.mark.parametrize("status", [401, 422])
def test_a_refusal_after_a_lost_answer_never_changes_what_may_have_arrived(
    world: World, receiver: Receiver, status: int
) -> None:
    receiver.replies += [Reply(hang_up=True)] * 4 + [Reply(status=status)]
    pipeline.tick(world.bot)
    world.offer(fakes.reworded(week(2), 1))
    for _ in range(2):
        world.clock.wind(timedelta(hours=1))
        pipeline.tick(world.bot)
        world.release(DIGEST)
    pipeline.tick(world.bot)
    assert len({(call.key, call.body) for call in receiver.calls}) == 1
    assert len(world.bot.store.posts.of(DIGEST)) == 1


def test_a_refusal_in_the_same_breath_as_a_lost_answer_is_an_unknown_outcome(hook: Webhook, receiver: Receiver) -> None:
    receiver.replies += [Reply(hang_up=True), Reply(status=401)]
    with pytest.raises(OutcomeUnknown, match="an earlier try may have arrived"):
        hook.create(intent())


def test_what_was_refused_at_once_is_drawn_anew(world: World, receiver: Receiver) -> None:
    receiver.replies.append(Reply(status=401))
    pipeline.tick(world.bot)
    assert world.bot.store.posts.parts(DIGEST) == []


def test_what_may_have_arrived_is_withdrawn_as_well(world: World, receiver: Receiver) -> None:
    receiver.replies += [Reply(hang_up=True)] * 4
    pipeline.tick(world.bot)
    world.stop(DIGEST, kind=Stop.WITHDRAWN)
    for _ in range(2):
        world.clock.wind(timedelta(hours=1))
        pipeline.tick(world.bot)
    *_, publish, withdraw = receiver.calls
    assert [publish.json["event"], withdraw.json["event"]] == ["publish", "withdraw"]
    assert len(receiver.calls) == 5
    assert (withdraw.json["key"], withdraw.json["version"], withdraw.json["id"]) == (KEY, 2, None)


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it."""


class Dying(Webhook):
    """Dies when everything is sent and nothing is stored."""

    def create(self, intent: Intent) -> Post:
        super().create(intent)
        raise Killed


def test_a_kill_between_sending_and_storing_sends_the_same_bytes_again(
    world: World, clock: WoundClock, receiver: Receiver
) -> None:
    budget = Budgets(clock).of("127.0.0.1")
    dying = Dying(Settings(url=receiver.url), fakes.EDITION, lambda: SECRET, clock, budget)
    with pytest.raises(Killed):
        pipeline.tick(replace(world.bot, publishers={"forum": dying}))
    pipeline.tick(world.bot)
    assert len(receiver.calls) == 2
    assert len({(call.key, call.body) for call in receiver.calls}) == 1
    assert list(receiver.keeps) == [KEY]


def test_what_is_refused_is_held_with_the_reason(world: World, receiver: Receiver) -> None:
    receiver.replies.append(Reply(status=422, body=b"no such section"))
    pipeline.tick(world.bot)
    assert "answered HTTP 422: no such section" in world.heard.why(DIGEST)
    pipeline.tick(world.bot)
    assert len(receiver.calls) == 1
    world.release(DIGEST)
    pipeline.tick(world.bot)
    assert len(world.bot.store.posts.of(DIGEST)) == 1


def test_a_withdrawn_digest_is_told_once(world: World, receiver: Receiver) -> None:
    pipeline.tick(world.bot)
    world.stop(DIGEST, kind=Stop.WITHDRAWN)
    pipeline.tick(world.bot)
    pipeline.tick(world.bot)
    publish, withdraw = receiver.calls
    assert (publish.json["event"], withdraw.json["event"]) == ("publish", "withdraw")
    assert "게시를 중단했습니다" in withdraw.json["markdown"]


def test_an_abstract_that_comes_late_is_an_edit(world: World, receiver: Receiver) -> None:
    late = world.library.records.pop("2611.90001")
    world.clock.wind(timedelta(hours=12))
    pipeline.tick(world.bot)
    assert receiver.calls[0].json["digest"]["entries"][0]["missing"] == "not yet"
    world.library.records[late.arxiv_id] = late
    pipeline.tick(world.bot)
    edit = receiver.calls[-1].json
    assert (edit["event"], edit["version"], edit["reason"]) == ("edit", 2, "arXiv 초록 추가")
    (post,) = world.bot.store.posts.of(DIGEST)
    assert (post.post_id, posting.without_marker(post.raw).strip()) == (2, edit["markdown"].strip())


def test_what_is_written_down_before_it_is_sent_is_what_is_sent(world: World, receiver: Receiver) -> None:
    seen = []
    receiver.on_call = lambda call: seen.append(world.bot.store.posts.parts(DIGEST)[0])
    pipeline.tick(world.bot)
    assert json.loads(seen[0].data) == receiver.calls[0].json["digest"]
    assert posting.without_marker(seen[0].raw).rstrip() == receiver.calls[0].json["markdown"]
