"""Starting and stopping one Haven as a whole, in an order that needs no sleeping: each step waits for what it needs."""

import fcntl
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy import data, keys, parts, processes, safety, supervisor, topology
from deploy.errors import CannotRun
from deploy.parts import Part
from deploy.processes import Process
from deploy.settings import MARK, ROOT, Settings, of_run

READY_SECONDS = 60
READY_SECONDS_EACH = 5  # more for each part: they all start at once
# The supervisor gives each of three groups up to half a minute to drain.
DOWN_SECONDS = 100


def up(settings: Settings) -> None:
    """Start what does not run, and wait until all of it is ready; nothing is started when something is in the way."""
    settings.make_folders()
    safety.check(settings)
    with _alone(settings):
        watched = parts.of(settings)
        _check(settings, watched)
        settings.save()
        keys.ensure(settings.run / "keys")
        for part in watched:
            part.held.unlink(missing_ok=True)
        behind = settings.own_broker and topology.prepare(settings)
        if settings.own_broker:
            settings.brokers.launch()
        data.migrate(settings)
        if settings.own_broker:
            settings.brokers.wait_until_ready()
        if behind:
            topology.take_in(settings)
        topology.declare(settings)
        _start_supervisor(settings)
        wait_until_ready(watched)
        if settings.own_broker:
            settings.brokers.settle()
        data.load_demo(settings)


def down(settings: Settings) -> None:
    """End the supervisor, which ends the parts; then whatever a killed supervisor may have left."""
    process = supervisor_of(settings)
    if process and not process.end(DOWN_SECONDS):
        print("haven: the supervisor did not end in time; ending its parts now", file=sys.stderr)
    _supervisor_pid(settings).unlink(missing_ok=True)
    supervisor.end(parts.of(settings))
    if settings.own_broker:
        settings.brokers.stop()


def clean(settings: Settings) -> None:
    """Remove the run folder with all that is in it, after `down`; a folder that Haven did not make is left alone."""
    if not settings.run.exists():
        return
    if not (settings.run / MARK).exists():
        raise CannotRun(f"{settings.run} is no run folder of Haven's, so it is left as it is; look at HAVEN_RUN.")
    down(settings)
    shutil.rmtree(settings.run)


def stop(settings: Settings, name: str) -> None:
    """Stop one part and leave it stopped, until `start` or the next `up`."""
    part = parts.named(settings, name)
    part.held.touch()
    part.end()


def start(settings: Settings, name: str) -> None:
    """Start one part again (a running one is stopped first), and wait until it is ready."""
    if supervisor_of(settings) is None:
        raise CannotRun("Haven is not running; start all of it with `haven up`.")
    part = parts.named(settings, name)
    part.end()
    part.held.unlink(missing_ok=True)
    wait_until_ready([part])


def wait_until_ready(watched: list[Part]) -> None:
    """Return when every part is ready; CannotRun, naming those that are not, when that takes too long."""
    deadline = time.monotonic() + READY_SECONDS + READY_SECONDS_EACH * len(watched)
    asked = watched
    while asked:
        missing = [(part, why) for part in asked if (why := part.ready() if part.process else "is down")]
        if missing and time.monotonic() > deadline:
            part, why = missing[0]
            raise CannotRun(f"{part.name} is not ready ({why}); read why in {part.log}.")
        # Who is ready is not asked again while others start, since answering costs them time; but all are in the end.
        asked = [part for part, _ in missing] or ([] if asked is watched else watched)
        time.sleep(0.1 if missing else 0)


def supervisor_log(settings: Settings) -> Path:
    return settings.run / "logs" / "supervisor.log"


def supervisor_of(settings: Settings) -> Process | None:
    """The supervisor, when it runs."""
    return processes.recall(_supervisor_pid(settings))


def renew_supervisor(settings: Settings) -> None:
    """Another supervisor in the place of the one that runs: the parts go on, and the new one finds them."""
    process = supervisor_of(settings)
    if process:
        process.signal(signal.SIGKILL)  # SIGTERM would be `haven down`
        process.wait(10)
    _start_supervisor(settings)


def _check(settings: Settings, watched: list[Part]) -> None:
    """Everything that can be known to fail is found before anything is started."""
    if supervisor_of(settings) and not of_run({"HAVEN_RUN": str(settings.run)}).same_as(settings):
        raise CannotRun("Haven runs already, with other settings; stop it with `haven down`, then start it again.")
    for part in watched:
        part.check_port()
    if settings.own_broker:
        settings.brokers.check()


def _start_supervisor(settings: Settings) -> None:
    if supervisor_of(settings):
        return
    command = [sys.executable, "-m", "deploy.supervisor"]
    process = processes.start(command, log=supervisor_log(settings), env=settings.environment(), cwd=ROOT)
    processes.remember(process, _supervisor_pid(settings))


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Two `haven up` on one run folder take turns; the second finds everything running."""
    descriptor = os.open(settings.run, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _supervisor_pid(settings: Settings) -> Path:
    return settings.run / "pids" / "supervisor.json"
