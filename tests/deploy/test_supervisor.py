"""The supervisor keeps parts alive, leaves alone what was stopped on purpose, and ends all of them with itself."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from deploy import supervisor
from deploy.parts import Part
from deploy.supervisor import Watch

from .conftest import DEAF, SHORT_LIVED


@contextmanager
def supervised(*watched: Part) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=supervisor.run, args=(watched, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def eventually(condition: Callable[[], object], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_killed_part_is_started_again(make_part: Callable[..., Part]) -> None:
    part = make_part()
    with supervised(part):
        assert eventually(lambda: part.process)
        first = part.process
        assert first
        first.signal(signal.SIGKILL)
        assert eventually(lambda: part.process not in (None, first))


def test_a_part_stopped_on_purpose_stays_stopped_until_it_is_let_go(make_part: Callable[..., Part]) -> None:
    part = make_part()
    with supervised(part):
        assert eventually(lambda: part.process)
        part.held.touch()
        part.end()
        assert not eventually(lambda: part.process, seconds=0.6)
        part.held.unlink()
        assert eventually(lambda: part.process)


def test_nothing_is_left_when_the_supervisor_ends(make_part: Callable[..., Part]) -> None:
    obedient, deaf = make_part("gateway"), make_part("intake", program=DEAF, patience=0.3)
    with supervised(obedient, deaf):
        assert eventually(lambda: obedient.process and deaf.process and deaf.log.read_text())
        before = [obedient.process, deaf.process]
    assert not any(process.is_alive() for process in before if process)


def test_running_parts_are_taken_over_not_started_twice(make_part: Callable[..., Part]) -> None:
    part = make_part()
    running = part.launch()
    with supervised(part):
        time.sleep(0.4)
        assert part.process == running


def test_a_part_that_keeps_ending_is_tried_less_and_less_often(make_part: Callable[..., Part]) -> None:
    watch = Watch(make_part(program=SHORT_LIVED))
    now, pauses = 1000.0, []
    for _ in range(8):
        watch.look(now)
        assert eventually(lambda: not watch.part.process)
        watch.look(now)
        pauses.append(watch.pause)
        now = watch.next_start
    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
