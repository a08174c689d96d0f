"""Tests of the sandbox: its servers over real sockets, met through the real clients."""
