"""How often one person, or one address, may ask: token buckets in this process."""

import math
import time
from collections import OrderedDict
from threading import Lock

from flask import Request

from .config import Config
from .errors import Problem
from .identity import Caller

REMEMBERED = 20_000


class Buckets:
    """One bucket for each name: `rate` tokens a second, at most `burst`; the least recently used are forgotten."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, name: str, now: float | None = None) -> float:
        """0 when there was a token, else the seconds until there is one."""
        now = time.monotonic() if now is None else now
        with self._lock:
            tokens, since = self._buckets.pop(name, (self._burst, now))
            tokens = min(self._burst, tokens + (now - since) * self._rate)
            wait = 0.0 if tokens >= 1 else (1 - tokens) / self._rate
            self._buckets[name] = (tokens if wait else tokens - 1, now)
            while len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        return wait


class Limits:
    """The gateway's limits: per person (per address, for nobody in particular), and for signing in per address."""

    def __init__(self, config: Config) -> None:
        self._requests = Buckets(config.requests_per_second, 2 * config.requests_per_second)
        self._sign_ins = Buckets(config.sign_ins_per_minute / 60, config.sign_ins_per_minute)

    def spend(self, request: Request, caller: Caller) -> None:
        """One request; Problem `too-many-requests` when there were too many."""
        name = str(caller.actor.id) if caller.signed_in else f"address {request.remote_addr}"
        self._refuse(self._requests.take(name))

    def spend_sign_in(self, request: Request) -> None:
        """One attempt to sign in."""
        self._refuse(self._sign_ins.take(str(request.remote_addr)))

    def _refuse(self, wait: float) -> None:
        if wait:
            raise Problem("too-many-requests", retry_after=math.ceil(wait))
