"""Who gets in when more is asked than can be done: gunicorn's threads, with a line in front of them that has an end.

gunicorn's own gthread worker takes in all connections and lets their requests wait for a thread without end. With three
times too much to do everybody then waits until they have given up, and the threads work for people who have left: a
quarter unanswered after 20 s, and 17 s until all was well again (tests/load/README.md). Here a request that finds the
line full is turned away at once, by the loop that accepts it, before anything is read or checked: 503 with Retry-After.
So is one that has stood in the line too long. GET /health… has threads of its own when the others are taken, so that an
operator can see what is going on.

A thread is given only to a connection on which something has arrived, and a request must have arrived whole in time:
whoever connects and says nothing, or a byte now and then, keeps nobody waiting.
"""

import json
import logging
import re
import selectors
import socket
import struct
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from . import health
from .bus import budget
from .config import from_environment
from .errors import KNOWN

log = logging.getLogger(__name__)
FIRST = (b"GET /health", b"GET /metrics")
RESERVED_THREADS, RESERVED_PLACES = 2, 8  # for those
LINGER = 1.0  # seconds in which one who was turned away may read the answer
LINGERING = 256  # at once; beyond, connections are closed at once
STALLED = struct.pack("ll", 20, 0)  # seconds, microseconds that one read or write of a thread may take
SILENT_SECONDS = 5  # that the kernel keeps a connection to itself on which nothing has arrived
# One whole request that has no body, and nothing after it.
BODILESS = re.compile(rb"GET [^\r\n]+ HTTP/1\.1\r\n(?:(?!content-length|transfer-encoding)[^\r\n]+\r\n)*\r\n", re.I)
AT_A_TIME = 64  # connections accepted in one go


def _answer(connection: str) -> bytes:
    known = KNOWN["overloaded"]
    told = {"type": "/problems/overloaded", "title": known.title, "status": known.status, "detail": known.what_to_do}
    body = json.dumps({**told, "code": "overloaded", "problems": [], "correlation": ""}).encode()
    head = (
        f"HTTP/1.1 {known.status} Service Unavailable\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\nRetry-After: {known.retry_after}\r\nCache-Control: no-store\r\n"
        f"Connection: {connection}\r\n\r\n"
    )
    return head.encode() + body


LEAVING, STAYING = _answer("close"), _answer("keep-alive")


class Worker(ThreadWorker):
    """gthread with an end to its line. All but `handle` runs in one thread, so nothing here needs a lock."""

    def init_process(self) -> None:
        limits = from_environment()
        self._threads, self._places = limits.gateway_threads, limits.gateway_threads + limits.gateway_line
        self._first = ThreadPoolExecutor(RESERVED_THREADS)
        self._patience, self._receive = limits.line_seconds, limits.receive_seconds
        self._inside: dict[TConn, float] = {}  # handed to the threads and not finished: since when
        self._leaving: deque[tuple[float, socket.socket]] = deque()
        self._turned_away = 0
        super().init_process()

    def set_accept_enabled(self, enabled: bool) -> None:
        if enabled:
            for listener in self.sockets:
                # Connections are shown to us when something has arrived on them, if the system can do that.
                with suppress(OSError):
                    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SILENT_SECONDS)
        super().set_accept_enabled(enabled)

    def accept(self, listener: socket.socket) -> None:
        """Take in what has connected; who says nothing yet waits in the poller."""
        for _ in range(AT_A_TIME):
            if self.nr_conns >= self.worker_connections:
                return
            try:
                client, address = listener.accept()
            except OSError:
                return  # nobody else, or gone again
            self.nr_conns += 1
            conn = TConn(self.cfg, client, address, listener.getsockname())
            conn.data_ready = bool(_begun(client))
            if conn.data_ready:
                self.enqueue_req(conn)
            else:
                self._await(conn)

    def enqueue_req(self, conn: TConn) -> None:
        """Into the line, or away."""
        here = len(self._inside)
        first = here >= self._threads and _goes_first(conn.sock)
        if here >= self._places + (RESERVED_PLACES if first else 0):
            self._turn_away(conn)
            return
        for way in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, way, STALLED)
        self._inside[conn] = time.monotonic()
        done = (self._first if first else self.tpool).submit(self.handle, conn)
        done.add_done_callback(lambda future: self.method_queue.defer(self.finish_request, conn, future))

    def handle(self, conn: TConn) -> Any:
        """In a thread: the request, unless it has waited too long."""
        since = self._inside.get(conn, 0.0)
        if time.monotonic() - since > self._patience:
            self._turned_away += 1
            conn.sock.setblocking(False)
            _answered(conn.sock, _heard(conn.sock), LEAVING)
            return False
        budget.arrived.set(since)
        return super().handle(conn)

    def _turn_away(self, conn: TConn) -> None:
        """Say no. Where the whole request was heard the connection may stay for the next: to connect anew costs both
        sides more than the answer does."""
        self._turned_away += 1
        asked = _heard(conn.sock)
        whole = bool(BODILESS.fullmatch(asked))
        stays = whole and b"connection:" not in asked.lower() and 2 * self.nr_conns < self.worker_connections
        if not _answered(conn.sock, asked, STAYING if stays else LEAVING) or not self.alive:
            stays, whole = False, True
        if stays:
            self._await(conn)
            return
        self.nr_conns -= 1
        if whole:
            conn.sock.close()
        else:
            self._leave(conn.sock)

    def _await(self, conn: TConn) -> None:
        """Until something arrives on it, but not for long."""
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def finish_request(self, conn: TConn, done: Future[Any]) -> None:
        self._inside.pop(conn, None)
        if done.cancelled() or done.exception() or done.result() is not False or self.cfg.is_ssl:
            super().finish_request(conn, done)
            return
        self.nr_conns -= 1  # as gunicorn does, but without standing still until the other side has closed
        self._leave(conn.sock)

    def murder_pending(self) -> None:
        """Once in each round of the loop, at least every second."""
        super().murder_pending()
        now = time.monotonic()
        while self._leaving and self._leaving[0][0] < now:
            self._close(self._leaving.popleft()[1])
        for conn, since in self._inside.items():
            if now - since > self._receive:
                _stop_listening(conn.sock)  # no effect on a request that is here, nor on its answer
        if self._turned_away:
            health.TURNED_AWAY.inc(self._turned_away)
            log.warning("turned away", extra={"requests": self._turned_away})
            self._turned_away = 0

    def _leave(self, client: socket.socket) -> None:
        """Close when the other side has read what it was told: a close with unread bytes would destroy the answer."""
        try:
            client.setblocking(False)
            client.shutdown(socket.SHUT_WR)
            if len(self._leaving) >= LINGERING or not client.recv(65536):
                raise ConnectionResetError
        except BlockingIOError:
            pass  # nothing to drain yet
        except OSError:
            client.close()
            return
        self._leaving.append((time.monotonic() + LINGER, client))
        self.poller.register(client, selectors.EVENT_READ, self._drain)

    def _drain(self, client: socket.socket) -> None:
        try:
            if client.recv(65536):
                return
        except BlockingIOError:
            return
        except OSError:
            pass  # it is gone
        self._close(client)

    def _close(self, client: socket.socket) -> None:
        if client.fileno() >= 0:
            self.poller.unregister(client)
            client.close()


def _heard(client: socket.socket) -> bytes:
    """What has arrived so far, or as much of it as matters."""
    try:
        return client.recv(16384)
    except OSError:
        return b""


def _answered(client: socket.socket, asked: bytes, answer: bytes) -> bool:
    """Whether there was somebody to answer."""
    try:
        return bool(asked) and client.send(answer) == len(answer)
    except OSError:
        return False


def _goes_first(client: socket.socket) -> bool:
    return _begun(client).startswith(FIRST)


def _begun(client: socket.socket) -> bytes:
    """The first bytes of what has arrived; they stay there."""
    try:
        return client.recv(16, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        return b""


def _stop_listening(client: socket.socket) -> None:
    try:
        client.shutdown(socket.SHUT_RD)
    except OSError:
        return
