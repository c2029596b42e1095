"""A TCP proxy that does to connections what networks do: resets them, goes silent, delays, throttles, answers nobody.

It runs in a thread of its own and is told what to do from any other. What it does holds for both directions. A lost
connection stays lost: what was swallowed cannot be made good, so after `forward` only new connections and those that
were merely held, delayed or throttled go on.
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Self

CHUNK = 65_536
RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, zero seconds: closing sends RST


@dataclass(eq=False)
class _Link:
    """One connection through the proxy: the client's side and, unless it fell into the black hole, the server's."""

    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    lost: bool = False

    def reset(self) -> None:
        for writer in self.writers:
            raw = writer.get_extra_info("socket")
            if raw is not None and raw.fileno() >= 0:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            writer.transport.abort()


class Proxy:
    """Forwards 127.0.0.1:`port` to `server_port`, until told otherwise. Use it in a `with` block."""

    def __init__(self, server_port: int, port: int = 0) -> None:
        self.server_port, self.port = server_port, port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._links: set[_Link] = set()
        self._flowing = asyncio.Event()
        self._seconds, self._rate = 0.0, 0.0
        self._newcomers = "served"
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        self._flowing.set()
        self._do(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def connections(self) -> int:
        """How many connections go through, the lost ones not counted."""
        return self._tell(lambda: sum(not link.lost for link in self._links))

    def forward(self) -> None:
        """Heal: pass everything on, at once. Lost connections are reset, as by a server that knows them no more."""

        def heal() -> None:
            self._seconds, self._rate, self._newcomers = 0.0, 0.0, "served"
            self._flowing.set()
            for link in [link for link in self._links if link.lost]:
                link.reset()

        self._tell(heal)

    def cut(self) -> int:
        """Reset every connection that there is; how many. New ones are served."""

        def reset() -> int:
            for link in list(self._links):
                link.reset()
            return len(self._links)

        return self._tell(reset)

    def refuse(self) -> None:
        """Cut, and reset every new connection too, until `forward`."""
        self._tell(lambda: setattr(self, "_newcomers", "reset"))
        self.cut()

    def half_open(self) -> int:
        """Lose every connection that there is, without a word to either end: bytes are swallowed, and the end of one
        side is not told to the other. New connections are served. How many."""

        def lose() -> int:
            before = [link for link in self._links if not link.lost]
            for link in before:
                link.lost = True
            return len(before)

        return self._tell(lose)

    def black_hole(self) -> int:
        """Half-open, and new connections are taken and never answered, until `forward`."""
        self._tell(lambda: setattr(self, "_newcomers", "swallowed"))
        return self.half_open()

    def hold(self) -> None:
        """Pass nothing on and read nothing, so that the senders' buffers fill; all of it goes on after `forward`."""
        self._tell(self._flowing.clear)

    def delay(self, seconds: float) -> None:
        """Pass everything on `seconds` late, each way."""
        self._tell(lambda: setattr(self, "_seconds", seconds))

    def throttle(self, rate: float) -> None:
        """Pass on at most `rate` bytes a second in each connection, each way."""
        self._tell(lambda: setattr(self, "_rate", rate))

    def _tell(self, what: Callable[[], Any]) -> Any:
        async def told() -> Any:
            return what()

        return self._do(told())

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        for link in list(self._links):
            link.reset()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        link = _Link([writer], lost=self._newcomers == "swallowed")
        self._links.add(link)
        try:
            if link.lost:
                await self._swallow(reader)
            elif self._newcomers == "reset":
                link.reset()
            else:
                await self._connect(link, reader, writer)
        except (OSError, asyncio.CancelledError):
            link.reset()
        finally:
            for one in link.writers:
                one.close()
            self._links.discard(link)
            self._tasks.discard(task)

    async def _connect(self, link: _Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await self._reach()
        link.writers.append(server_writer)
        await asyncio.gather(self._pump(link, reader, server_writer), self._pump(link, server_reader, writer))

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.server_port)

    async def _pump(self, link: _Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One direction, until its sender ends it. An error of either side is told to the other, unless lost."""
        try:
            while data := await reader.read(CHUNK):
                await self._flowing.wait()
                await asyncio.sleep(self._seconds + (len(data) / self._rate if self._rate else 0))
                if not link.lost:
                    writer.write(data)
                    await writer.drain()
            if not link.lost:
                writer.write_eof()
        except OSError:
            if not link.lost:
                link.reset()

    async def _swallow(self, reader: asyncio.StreamReader) -> None:
        while await reader.read(CHUNK):
            pass
