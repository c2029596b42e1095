"""What stands in front of several gateways, as nginx or HAProxy would (docs/operations.md): each new connection goes to
the next one that takes it."""

import asyncio
from collections.abc import Sequence

from tests.chaos.proxy import Proxy


class Balancer(Proxy):
    """Forwards 127.0.0.1:`port` to each of `ports` in turn, past those where nobody listens. It can also do all the
    harm that a Proxy can."""

    def __init__(self, ports: Sequence[int], port: int = 0) -> None:
        super().__init__(ports[0], port)
        self._ports, self._turn = list(ports), 0

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        problem = OSError("there is nobody to forward to")
        for _ in self._ports:
            port = self._ports[self._turn % len(self._ports)]
            self._turn += 1
            try:
                return await asyncio.open_connection("127.0.0.1", port)
            except OSError as refused:
                problem = refused
        raise problem
