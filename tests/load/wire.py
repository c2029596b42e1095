"""The least HTTP/1.1 that a load needs: kept connections, one request at a time on each.

The generator runs on the processors that it measures, and asks most when there is least left of them. A client for
everything (aiohttp) took 1.5 ms of processor for each request, more than the gateway needs to refuse one; this takes a
fifth of that. It reads answers with a Content-Length, as all of the gateway's have, and nothing else.
"""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit


class Gone(Exception):
    """No answer came: refused, cut off, or not what this reads."""


class _Line(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[tuple[int, Mapping[bytes, bytes], bytes]] | None = None
        self.transport: asyncio.Transport | None = None
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, end, rest = self._heard.partition(b"\r\n\r\n")
        if not end:
            return
        first, *lines = head.split(b"\r\n")
        told = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        length = int(told.get(b"content-length", 0))
        if len(rest) < length:
            return
        self._heard = b""
        if told.get(b"connection", b"").lower() == b"close":
            self.close()
        if self.answer and not self.answer.done():
            self.answer.set_result((int(first.split(b" ", 2)[1]), told, rest))

    def connection_lost(self, exc: Exception | None) -> None:
        self.close()
        if self.answer and not self.answer.done():
            self.answer.set_exception(Gone("connection lost"))

    def close(self) -> None:
        if self.transport:
            self.transport.close()
            self.transport = None


class Wire:
    """Connections to one server, as many as are asked on at once; idle ones are used again, the last one first."""

    def __init__(self, url: str, wait: float) -> None:
        where = urlsplit(url)
        assert where.hostname is not None
        self._host, self._port, self._wait = where.hostname, where.port or 80, wait
        self._idle: list[_Line] = []

    async def ask(self, request: bytes) -> tuple[int, Mapping[bytes, bytes], bytes]:
        """Status, headers by their names in small letters, and body; Gone, OSError or TimeoutError."""
        loop = asyncio.get_running_loop()
        line = self._kept()
        if line is None:
            _, line = await asyncio.wait_for(loop.create_connection(_Line, self._host, self._port), self._wait)
        line.answer = loop.create_future()
        late = loop.call_later(self._wait, _give_up, line.answer)
        assert line.transport is not None
        line.transport.write(request)
        try:
            answered = await line.answer
        except BaseException:
            line.close()
            raise
        finally:
            late.cancel()
        if line.transport:
            self._idle.append(line)
        return answered

    def close(self) -> None:
        """Every connection that nobody asks on."""
        while line := self._kept():
            line.close()

    def _kept(self) -> _Line | None:
        """One that is still there."""
        while self._idle:
            line = self._idle.pop()
            if line.transport and not line.transport.is_closing():
                return line
        return None


def _give_up(answer: "asyncio.Future[tuple[int, Mapping[bytes, bytes], bytes]]") -> None:
    if not answer.done():
        answer.set_exception(TimeoutError())
