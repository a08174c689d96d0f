"""Opens what the service needs, runs it, and ends the process."""

import logging
import os
import signal
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NoReturn

from bot import web, wiring
from bot.config import Manager, load
from bot.engines.threads import Threads
from bot.pulse import Pulse
from bot.service.alarm import Alarm
from bot.service.ear import Ear
from bot.service.log import Libraries, Log
from bot.service.systemd import Systemd
from bot.service.worker import Service
from bot.store.lock import exclusively


def serve(config_file: Path, *, as_json: bool) -> NoReturn:
    """Runs the service until SIGTERM or SIGINT (a second one ends it at once); the process ends here.

    `as_json`: the log is lines of JSON.

    Raises: Misconfigured; Unavailable (another process works here).
    """
    config = load(config_file)
    clock = wiring.clock_of(config)
    log = Log(clock, as_json=as_json)
    pulse, ear = Pulse(), Ear(log, config.values.service.stale_polls)
    with ExitStack() as opened:
        opened.enter_context(exclusively(wiring.state_folder(config) / "paperboy.lock"))
        store = opened.enter_context(closing(wiring.open_store(config, clock)))
        engine = Threads(config.values.llm.concurrency, pulse)
        bot = opened.enter_context(wiring.connected(config, store, clock, engine, ear, pulse))
        opened.enter_context(web.serve(config, store))
        service = Service(bot, pulse, ear, Alarm(config), Systemd(Manager.of()))
        logging.getLogger().addHandler(Libraries(log))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: os._exit(0) if service.stopping else service.stop())
        service.run()
        store.close()
        # Nothing else is tidied up: that would wait for calls that were given up. What they save now, or do not, is
        # what a power cut would leave.
        os._exit(0)
