"""The body of a request: whoever sends one may neither send too much nor take too long."""

import asyncio
from collections.abc import AsyncIterable

PATIENCE_S = 20.0
"""A place among those that are served is not kept longer for a body that does not come."""


class TooLarge(Exception):
    """More was sent than anybody needs to."""


class TooSlow(Exception):
    """It did not come in time."""


async def whole(pieces: AsyncIterable[bytes], most: int, patience_s: float = PATIENCE_S) -> bytes:
    """The bytes as they came. Raises: TooLarge, TooSlow, ClientDisconnect."""
    body = bytearray()
    try:
        async with asyncio.timeout(patience_s):
            async for piece in pieces:
                body += piece
                if len(body) > most:
                    raise TooLarge
    except TimeoutError as error:
        raise TooSlow from error
    return bytes(body)
