"""Bringing a running Haven to the release that is installed now, without a moment in which nobody answers.

The tables first, while the release before works on them: migrations only add (decision 0013). Then the services: a
helper beside each, and when all are ready, their own processes one after the other. Then the gateways: no new process
takes their place, gunicorn keeps its socket, starts workers with the new code and lets the old ones finish. Last the
supervisor, which nobody asks anything. The broker goes on as it is.
"""

import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from deploy import data, parts, supervisor, system
from deploy.errors import CannotRun
from deploy.parts import Part
from deploy.ports import free_ports
from deploy.processes import Process
from deploy.settings import Settings

RELOAD_SECONDS = 90.0  # for gunicorn's old workers to finish what they have in hand


def upgrade(settings: Settings, say: Callable[[str], None] = print) -> None:
    """All of it; CannotRun when a part of the new release does not become ready: the rest is then left as it was."""
    data.migrate(settings)
    say("tables migrated")
    if system.supervisor_of(settings) is None:
        say("Haven is not running; start it with `haven up`")
        return
    helpers = [_helper(settings, service) for service in settings.health_ports]
    try:
        for helper in helpers:
            helper.launch()
        system.wait_until_ready(helpers)
        say("a helper stands beside each service")
        for service in settings.health_ports:
            _service(settings, service)
            say(f"{service} renewed")
    finally:
        supervisor.end(helpers)
    for part in parts.of(settings):
        if part.name.partition(".")[0] == "gateway":
            _gateway(part)
            say(f"{part.name} renewed")
    system.renew_supervisor(settings)
    system.wait_until_ready(parts.of(settings))


def _helper(settings: Settings, service: str) -> Part:
    """One replica more than there are, which the supervisor knows nothing of."""
    number = settings.replicas.get(service, 1) + 1
    port = {f"HAVEN_HEALTH_PORT_{service.upper()}_{number}": str(free_ports(1)[0])}
    more = replace(settings, replicas={**settings.replicas, service: number}, chosen={**settings.chosen, **port})
    return parts.named(more, f"{service}.{number}")


def _service(settings: Settings, service: str) -> None:
    for one in parts.of(settings):
        if one.name.partition(".")[0] == service and not one.held.exists():
            _again(one)


def _again(part: Part) -> None:
    """End a part, and wait until the supervisor has started it again and it is ready."""
    before = part.process
    part.end()
    deadline = time.monotonic() + system.READY_SECONDS
    while part.process in (None, before):
        if time.monotonic() > deadline:
            raise CannotRun(f"{part.name} was not started again; look at the supervisor's log.")
        time.sleep(0.05)
    system.wait_until_ready([part])


def _gateway(part: Part) -> None:
    master = part.process
    if master is None:
        return
    before = _children(master.pid)
    master.signal(signal.SIGHUP)
    deadline = time.monotonic() + RELOAD_SECONDS
    while any(worker.is_alive() for worker in before):
        if time.monotonic() > deadline:
            raise CannotRun(f"{part.name} still answers with the release before; read why in {part.log}.")
        time.sleep(0.1)
    system.wait_until_ready([part])


def _children(pid: int) -> list[Process]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [Process.of(int(one)) for one in found]
