"""How often one person, or one address, may ask: token buckets in this process. With several gateways they multiply;
what must hold across all of them, attempts to sign in, is counted in intake's database as well."""

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

    def take(self, name: str, now: float | None = None, *, look: bool = False) -> float:
        """0 when there was a token, else the seconds until there is one. With `look` it is left there."""
        now = time.monotonic() if now is None else now
        with self._lock:
            tokens, since = self._buckets.pop(name, (self._burst, now))
            tokens = min(self._burst, tokens + (now - since) * self._rate)
            wait = 0.0 if tokens >= 1 else (1 - tokens) / self._rate
            self._buckets[name] = (tokens if wait or look else tokens - 1, now)
            while len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        return wait


class Limits:
    """The gateway's limits: per address, before anything is done for it; per person (per address, for nobody in
    particular); and per address for tokens that are not in force and for signing in."""

    def __init__(self, config: Config) -> None:
        everything = config.address_requests_per_second
        self._addresses = Buckets(everything, 2 * everything)
        self._bad_tokens = Buckets(config.bad_tokens_per_minute / 60, config.bad_tokens_per_minute)
        self._requests = Buckets(config.requests_per_second, 2 * config.requests_per_second)
        self._knocks = Buckets(config.knocks_per_minute / 60, config.knocks_per_minute)
        self._sign_ins = Buckets(config.sign_ins_per_minute / 60, config.sign_ins_per_minute)

    def admit(self, request: Request) -> None:
        """One request of an address, whoever it is; before it is found out who."""
        self._refuse(self._addresses.take(str(request.remote_addr)))
        if "Authorization" in request.headers or request.cookies:
            self._refuse(self._bad_tokens.take(str(request.remote_addr), look=True))

    def spend_bad_token(self, request: Request) -> None:
        """A token that is not in force was shown: guessing costs."""
        self._bad_tokens.take(str(request.remote_addr))

    def spend(self, request: Request, caller: Caller) -> None:
        """One request; Problem `too-many-requests` when there were too many."""
        name = str(caller.actor.id) if caller.signed_in else f"address {request.remote_addr}"
        self._refuse(self._requests.take(name))

    def spend_knock(self, request: Request) -> None:
        """One request of a stranger to be let in some day: to sign up, to choose a new password."""
        self._refuse(self._knocks.take(str(request.remote_addr)))

    def spend_sign_in(self, request: Request) -> None:
        """One attempt to sign in."""
        self._refuse(self._sign_ins.take(str(request.remote_addr)))

    def _refuse(self, wait: float) -> None:
        if wait:
            raise Problem("too-many-requests", retry_after=math.ceil(wait))
