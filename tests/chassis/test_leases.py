"""A lease and a process that is paused: whoever wakes up after its lease has passed to another may not go on."""

import random
import signal
import subprocess
import time

import pytest
from sqlalchemy import select, update

from services.chassis.database import DatabaseAway
from services.chassis.tables import Lease
from tests.chassis.running import Parts, until
from tests.chassis.tables import Turn


def _turns(parts: Parts) -> list[int]:
    with parts.databases["review"].read() as session:
        return list(session.scalars(select(Turn.pid).order_by(Turn.id)))


def _pause_outside_a_transaction(parts: Parts, process: subprocess.Popen[bytes]) -> None:
    """What is paused within one keeps its locks, and nobody takes anything over."""
    same = update(Lease).where(Lease.name == "take_turns").values(name="take_turns")
    while True:
        process.send_signal(signal.SIGSTOP)
        try:
            parts.databases["review"].write(lambda session: session.execute(same))
        except DatabaseAway:
            process.send_signal(signal.SIGCONT)
            time.sleep(random.uniform(0.0, 0.1))
        else:
            return


@pytest.mark.timeout(1200)
def test_a_holder_that_was_paused_while_its_lease_passed_to_another_writes_nothing_more(
    both: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PART_LEASE", "1.5")
    both.start("review")
    until(lambda: _turns(both), "the first one holds the lease")
    both.start("review", "2")
    paused, awake = both.processes["review"], both.processes["review2"]
    _pause_outside_a_transaction(both, paused)
    try:
        until(lambda: _turns(both)[-1] == awake.pid, "the other took the lease over")
    finally:
        paused.send_signal(signal.SIGCONT)
    time.sleep(1.0)  # twenty turns of the one that woke up, if it went on
    after = _turns(both)
    assert paused.pid not in after[after.index(awake.pid) :]
