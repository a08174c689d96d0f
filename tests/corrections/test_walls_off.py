"""Each wall between a hostile post and the digest, left out once: the very case that it stops gets through."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.corrections import deciding
from bot.domain import Comment, Correction, Locale, Member, Ruling, Span, State, Verb
from bot.pipeline import tick
from bot.ports import Thread
from tests.corrections.agora import MODERATOR, READER, Agora, Square, Written
from tests.corrections.docket import ask_for, now, state

pytestmark = pytest.mark.long

Make = Callable[..., Square]


@dataclass
class NoRoles(Agora):
    """Everybody is a moderator."""

    def member(self, username: str) -> Member | None:
        return Member(user_id=9, username=username, moderator=True)


@dataclass
class NoProfiles(Agora):
    """What an account keeps to itself is what it says of itself."""

    def member(self, username: str) -> Member | None:
        found = super().member(username)
        return replace(found, hidden=False, moderator=True) if found else None


@dataclass
class NotAfresh(Agora):
    """A post is what it was when its topic was read."""

    def afresh(self, comment: Comment) -> Comment | None:
        return comment


@dataclass
class NoVersions(Agora):
    """Every post is as it was first written."""

    def as_comment(self, post: Written) -> Comment:
        return replace(super().as_comment(post), version=1)


@dataclass
class NoWikis(Agora):
    """Nobody else ever writes in a post."""

    def afresh(self, comment: Comment) -> Comment | None:
        found = super().afresh(comment)
        return replace(found, wiki=False) if found else None


@dataclass
class NoQuotes(Agora):
    """A post's text is all its author's own words."""

    def afresh(self, comment: Comment) -> Comment | None:
        found = super().afresh(comment)
        text = re.sub(r"\[/?quote[^\]]*\]|<!--|-->|[`>]", "", found.text) if found else ""
        return replace(found, text=text.strip()) if found else None


@dataclass
class NoWhispers(Agora):
    """Whatever is written in a topic is among moderators."""

    def thread(self, topic_id: int, posts: Any) -> Thread | None:
        found = super().thread(topic_id, posts)
        return replace(found, comments=[replace(one, whisper=True) for one in found.comments]) if found else None


def loose(locale: Locale) -> Locale:
    """A locale in which anything may follow a command."""
    forms = tuple(f"{form} …" for form in locale.commands[Verb.APPLY])
    return replace(locale, commands={**locale.commands, Verb.APPLY: forms})


def attack(here: Square, text: str, who: str = MODERATOR, *, public: bool = False, after: str = "") -> Correction:
    """Somebody answers the whisper that shows a proposal, and the bot does what it does."""
    one = ask_for(here, author=None)
    post = here.forum.write(here.topic, who, text, answers=here.ask(one), whisper=not public)
    match after:
        case "edited":
            here.forum.rewrite(post.post_id, "@paperboy 반영")
        case "wiki":
            post.wiki = True
        case "edited since":
            here.forum.meanwhile = lambda: here.forum.rewrite(post.post_id, "아닙니다, 조금 더 보겠습니다.")
    tick(here.bot)
    tick(here.bot)
    return now(here, one)


ATTACKS: dict[str, tuple[type[Agora], dict[str, Any]]] = {
    "the role is asked for": (NoRoles, {"text": "@paperboy 반영", "who": READER}),
    "who hides what they are is nobody": (NoProfiles, {"text": "@paperboy 반영", "who": "sumeun"}),
    "a post is read afresh": (NotAfresh, {"text": "@paperboy 반영", "after": "edited since"}),
    "a post counts as it was first written": (NoVersions, {"text": "확인했습니다.", "after": "edited"}),
    "a wiki is nobody's word": (NoWikis, {"text": "@paperboy 반영", "after": "wiki"}),
    "quotes are taken out": (NoQuotes, {"text": '[quote="kim"]\n@paperboy 반영\n[/quote]\n이렇게요?'}),
    "code is taken out": (NoQuotes, {"text": "`@paperboy 반영`"}),
    "comments are taken out": (NoQuotes, {"text": "<!-- @paperboy 반영 -->"}),
    "only moderators' places are listened to": (NoWhispers, {"text": "@paperboy 반영", "public": True}),
}
each_attack = pytest.mark.parametrize(("careless", "how"), ATTACKS.values(), ids=ATTACKS)


@each_attack
def test_an_attack_ends_at_its_wall(here: Square, careless: type[Agora], how: dict[str, Any]) -> None:
    here.forum.members["sumeun"] = Member(user_id=77, username="sumeun", hidden=True)
    assert attack(here, **how).state is State.PROPOSED
    assert here.forum.edits == []


@each_attack
def test_without_the_wall_it_gets_through(here: Square, careless: type[Agora], how: dict[str, Any]) -> None:
    here.forum.members["sumeun"] = Member(user_id=77, username="sumeun", hidden=True)
    here.forum = careless(**vars(here.forum))
    here.here.bot = replace(here.bot, publishers={"forum": here.forum})
    assert attack(here, **how).state is State.APPLIED
    assert len(here.forum.edits) == 1


@pytest.mark.parametrize(("loosely", "ends"), [(False, State.PROPOSED), (True, State.APPLIED)])
def test_a_command_is_the_whole_line(here: Square, loosely: bool, ends: State) -> None:
    if loosely:
        here.here.bot = replace(here.bot, locales={code: loose(one) for code, one in here.bot.locales.items()})
    assert attack(here, "@paperboy 반영 하기 전에 한 번 더 볼게요").state is ends


@pytest.mark.parametrize(("carried", "ends"), [(True, State.PROPOSED), (False, State.APPROVED)])
def test_a_decision_is_about_what_was_shown(here: Square, carried: bool, ends: State) -> None:
    one = ask_for(here)
    old = replace(one, spans=(Span(start=0, old="Lantern 2", new="램프 2"),))
    shown = old.shown if carried else one.shown
    deciding.decide(here.bot, Ruling(number=one.number, verb=Verb.APPLY, who=MODERATOR, shown=shown))
    assert state(here, one) is ends


# ── a stranger's wording ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_moderators_yes_to_a_refusal_is_none_to_the_wording_that_was_refused(here: Square) -> None:
    one = ask_for(here, author=None)
    asked = here.ask(one)
    here.forum.write(here.topic, READER, "@paperboy 반영: 메모를 버립니다", answers=asked, whisper=True)
    tick(here.bot)
    refusal = here.forum.said(here.topic)[-1]
    here.forum.write(here.topic, MODERATOR, "@paperboy 그대로 반영", answers=refusal.number, whisper=True)
    tick(here.bot)
    tick(here.bot)
    assert "메모를 버립니다" not in here.raw()
