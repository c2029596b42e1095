"""A connection to the broker that is not waited on for ever when the other end is gone without a word (a cable, a
firewall, a proxy that forgot it), and that is not replaced without a word either.

The broker sends a heartbeat every few seconds, but py-amqp looks at them only between two reads. Whoever opens a
channel, cancels a consumer or says goodbye in between waits without end: a service whose connection was half-open hung
in its goodbye, listened to nothing any more, and called itself healthy. So each connection has a thread beside it that
shuts the socket after two heartbeats without a byte; what waits on it is woken by an error, and connects again.

kombu, asked for what has come on a connection that is known to be gone, makes another and waits on that: one without
channels and consumers, on which nothing ever comes. Where a worker's ack was the first to meet the reset, a service
listened to nothing any more, and called itself healthy.
"""

import logging
import socket
import threading
import time
from contextlib import suppress
from typing import Any

from amqp import RecoverableConnectionError
from kombu import Connection

log = logging.getLogger(__name__)


class Watched(Connection):
    """As kombu's, and never silent for longer than two heartbeats and some seconds, nor another than it was."""

    def drain_events(self, **options: Any) -> Any:
        """Wait for what comes. RecoverableConnectionError when the connection is known to be gone."""
        self._there()
        return super().drain_events(**options)

    def heartbeat_check(self, rate: int = 2) -> Any:
        """Send a heartbeat if it is time. RecoverableConnectionError as for `drain_events`."""
        self._there()
        return super().heartbeat_check(rate)

    def _there(self) -> None:
        if not self.connected:
            raise RecoverableConnectionError("the connection to the broker is gone")

    def _establish_connection(self) -> Any:
        made = super()._establish_connection()
        if made.heartbeat:
            threading.Thread(target=_watch, args=(made, made.sock), name="watch", daemon=True).start()
        return made


def beat(connection: Connection) -> None:
    """Send a heartbeat if it is time, and take in what has come; for who seldom reads. Raises the connection's errors
    when nothing has come for too long."""
    connection.heartbeat_check()
    with suppress(TimeoutError):
        connection.drain_events(timeout=0.001)


def _watch(connection: Any, sock: socket.socket) -> None:
    """Counts looks, not seconds: a process that was stopped for a while first reads what has come meanwhile."""
    heard, silent = -1, 0
    while connection.connected:
        silent = silent + 1 if connection.bytes_recv == heard else 0
        heard = connection.bytes_recv
        if silent > 2 * connection.heartbeat:
            log.warning("the broker is silent: its connection is shut", extra={"seconds": silent})
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            return
        time.sleep(1.0)
