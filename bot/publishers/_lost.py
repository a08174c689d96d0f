"""What a call to a forum or another server may take, and what becomes of it where no whole answer comes."""

DEADLINE_S = 110.0
"""For one call, from its first byte to the answer's last."""


class Lost(Exception):
    """No whole answer came back. `sent` is False where the other side cannot have seen the request."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.sent = sent
