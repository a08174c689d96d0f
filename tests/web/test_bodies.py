"""Bodies that are too large, or do not come."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.web.bodies import TooLarge, TooSlow, whole


async def _pieces(*pieces: bytes, then_waits: bool = False) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
    if then_waits:
        await asyncio.Event().wait()


def test_a_body_is_its_pieces() -> None:
    assert asyncio.run(whole(_pieces(b"a", b"", b"bc"), 3)) == b"abc"


def test_a_body_that_is_too_large_is_not_read_to_its_end() -> None:
    with pytest.raises(TooLarge):
        asyncio.run(whole(_pieces(b"ab", b"cd", then_waits=True), 3))


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    with pytest.raises(TooSlow):
        asyncio.run(whole(_pieces(b"a", then_waits=True), 3, patience_s=0.01))
