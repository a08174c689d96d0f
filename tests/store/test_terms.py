from bot.domain import Learned
from bot.store import Database

from .samples import NOON


def a_term(source: str = "rollout", **changes: object) -> Learned:
    return Learned(source=source, **({"locale": "ko", "accepted": ("롤아웃",), "who": "Mina", "at": NOON} | changes))


def test_terms_come_back_whole_by_source_and_sense(db: Database) -> None:
    terms = [
        a_term("agent"),
        a_term("rollout", forbidden=("출시", "배포"), seconded="Jun"),
        a_term("rollout", sense="release", accepted=("출시", "공개")),
    ]
    for one in reversed(terms):
        db.terms.learn(one)
    assert db.terms.all("ko") == terms
    assert db.terms.all("ja") == []


def test_a_term_learnt_again_takes_the_place_of_the_first(db: Database) -> None:
    db.terms.learn(a_term())
    db.terms.learn(a_term(locale="ja", accepted=("ロールアウト",)))
    later = a_term(accepted=("전개",), forbidden=("롤아웃",), who="Jun", seconded="Mina")
    db.terms.learn(later)
    assert db.terms.all("ko") == [later]
    assert [one.accepted for one in db.terms.all("ja")] == [("ロールアウト",)]


def test_a_term_is_taken_back_once_and_no_other_with_it(db: Database) -> None:
    release = a_term(sense="release")
    for one in (a_term(), release):
        db.terms.learn(one)
    assert db.terms.forget("ko", "rollout")
    assert not db.terms.forget("ko", "rollout")
    assert not db.terms.forget("ja", "rollout", "release")
    assert db.terms.all("ko") == [release]
