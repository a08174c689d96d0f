"""A large value as the key of a cache, and what takes long to make of one."""

from collections.abc import Callable
from functools import lru_cache
from threading import RLock
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_KEPT = 8


class Same(Generic[T]):
    """A value by its identity: to hash a thousand rows takes longer than to check a text against them."""

    def __init__(self, thing: T) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.thing is self.thing


def made_once(make: Callable[[T], R]) -> Callable[[T], R]:
    """What is made of a large value, by its identity. Of threads that want it at once one makes it, the others wait."""
    kept, lock = lru_cache(maxsize=_KEPT)(lambda same: make(same.thing)), RLock()

    def of(thing: T) -> R:
        with lock:
            return kept(Same(thing))

    return of
