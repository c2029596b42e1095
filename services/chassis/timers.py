"""The periodic methods of a service: each runs on one replica at a time, in a transaction of its own or beside one."""

import logging
import time
from typing import Any

import eventlet
from eventlet.event import Event as Signal
from sqlalchemy.orm import Session

from services.contracts.message import SYSTEM, Call

from . import clock, entrypoints, inbox, leases
from .loops import ME, Loop, acting_service, marked

log = logging.getLogger(__name__)
LEASE_SECONDS = 10.0


class LeaseLost(Exception):
    """Another replica has this work now; what this one was about to write is not written."""


class Timers(Loop):
    """Runs the periodic methods, each on one replica at a time."""

    every = 0.25

    def setup(self) -> None:
        super().setup()
        self._methods = list(marked(self.container.service_cls, "periodic"))
        self._next = {method.__name__: 0.0 for method in self._methods}
        self._busy: set[str] = set()

    def round(self) -> bool:
        for method in self._methods:
            if time.monotonic() >= self._next[method.__name__] and method.__name__ not in self._busy:
                self._next[method.__name__] = time.monotonic() + method.periodic.seconds
                if method.periodic.background:
                    self._busy.add(method.__name__)
                    self.container.spawn_managed_thread(lambda m=method: self._in_background(m), identifier="timer")
                else:
                    self._in_transaction(method)
        return False

    def _in_transaction(self, method: Any) -> None:
        service = acting_service(self.container, self.db)
        call = Call(actor=SYSTEM, at=clock.now())

        def run(session: Session) -> None:
            session.info["service"] = self.container.service_name
            if leases.take(session, method.__name__, ME, max(method.periodic.seconds, 5.0)):
                method(service, session, call)

        try:
            self.db.write(run, call)
            service.relay.bell.ring()
        except Exception as problem:
            log.warning("a timer failed", extra={"timer": method.__name__, "why": inbox.describe(problem)})

    def _in_background(self, method: entrypoints.Method) -> None:
        done, name = Signal(), method.__name__

        def still_mine(session: Session) -> None:
            # A process that was paused wakes up in the middle of its work, which another may have taken up, and done.
            if leases.take(session, name, ME, LEASE_SECONDS) != turn:
                raise LeaseLost(name)

        keeper = eventlet.spawn(self._keep_lease, name, done)
        try:
            if turn := self.db.write(lambda session: leases.take(session, name, ME, LEASE_SECONDS)):
                service = acting_service(self.container, self.db.beginning_with(still_mine))
                method(service, Call(actor=SYSTEM, at=clock.now()))
        except LeaseLost:
            log.warning("a lease passed to another replica while this one held it", extra={"timer": name})
        except Exception as problem:
            log.warning("a timer failed", extra={"timer": method.__name__, "why": inbox.describe(problem)})
        finally:
            done.send()
            keeper.wait()
            self._busy.discard(method.__name__)

    def _keep_lease(self, name: str, done: Signal) -> None:
        while not done.ready():
            with eventlet.Timeout(LEASE_SECONDS / 3, False):
                done.wait()
                return
            try:
                self.db.write(lambda session: leases.take(session, name, ME, LEASE_SECONDS))
            except Exception:
                log.info("a lease could not be kept up", extra={"timer": name})
