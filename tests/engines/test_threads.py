"""The pool: every unit runs, no more at once than it may, and a bug is heard of at the end."""

import signal
import subprocess
import sys
import threading

import pytest

from bot.engines.threads import Threads
from bot.pulse import Pulse

INTERRUPTED = """
import threading
from bot.engines.threads import Threads
from bot.pulse import Pulse

begun = []

def work(number):
    begun.append(number)
    print("begun", flush=True)
    threading.Event().wait(0.5)

try:
    Threads(1, Pulse()).run(work, range(100))
except KeyboardInterrupt:
    print(len(begun))
"""

TAKEN = """
import signal, threading
from bot.engines.threads import Threads
from bot.pulse import Pulse

begun = []

def work(number):
    begun.append(number)
    if number == 1:  # the main thread waits by then
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
    threading.Event().wait(0.1)

try:
    Threads(1, Pulse()).run(work, range(100))
except KeyboardInterrupt:
    print(len(begun))
"""


def test_every_unit_runs_once() -> None:
    done: list[int] = []
    Threads(3, Pulse()).run(done.append, range(50))
    assert sorted(done) == list(range(50))


def test_no_units_are_no_work() -> None:
    done: list[int] = []
    Threads(3, Pulse()).run(done.append, [])
    assert done == []


def test_what_a_unit_raises_is_raised_once_those_in_flight_are_done_and_no_further_one_begins() -> None:
    begun, broken = threading.Event(), threading.Event()
    done: list[int] = []

    def work(number: int) -> None:
        if number == 0:
            begun.wait(10)
            broken.set()
            raise ZeroDivisionError("a bug")
        begun.set()
        broken.wait(10)
        threading.Event().wait(0.2)
        done.append(number)

    with pytest.raises(ZeroDivisionError, match="a bug"):
        Threads(2, Pulse()).run(work, range(10))
    assert 1 in done
    assert len(done) < 5, "what had not begun waits in the store"


@pytest.mark.parametrize("concurrency", [1, 3])
def test_as_many_run_at_once_as_may_and_no_more(concurrency: int) -> None:
    together = threading.Barrier(concurrency)
    lock = threading.Lock()
    running, most = 0, 0

    def work(number: int) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        together.wait(10)  # breaks when fewer than that many are ever here together
        with lock:
            running -= 1

    Threads(concurrency, Pulse()).run(work, range(concurrency * 4))
    assert most == concurrency


def test_interrupted_it_begins_nothing_more() -> None:
    with subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        said = process.stdout.read().split()
    assert int(said[-1]) < 5


def test_a_signal_that_another_thread_takes_interrupts_it_as_well() -> None:
    done = subprocess.run([sys.executable, "-c", TAKEN], stdout=subprocess.PIPE, text=True, check=True, timeout=60)
    assert int(done.stdout) < 50


def test_halted_it_begins_no_further_unit_and_ends_those_in_flight() -> None:
    pulse, begun, ended = Pulse(), [], []
    together = threading.Barrier(2)

    def work(number: int) -> None:
        begun.append(number)
        together.wait(10)
        pulse.halt()
        ended.append(number)

    Threads(2, pulse).run(work, range(10))
    assert sorted(begun) == sorted(ended) == [0, 1]


def test_halted_before_it_begins_it_does_nothing_and_after_a_resume_everything() -> None:
    pulse, done = Pulse(), []
    pulse.halt()
    Threads(2, pulse).run(done.append, range(5))
    assert done == []
    pulse.resume()
    Threads(2, pulse).run(done.append, range(5))
    assert sorted(done) == [0, 1, 2, 3, 4]
