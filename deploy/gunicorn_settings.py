"""How gunicorn serves the gateway: one process with threads, since most of a request is waiting for services.

One process by default, so that /metrics and the pool of the bus client are the whole truth; more by
HAVEN_GATEWAY_WORKERS. Its limits are the gateway's (gateway/config.py).
"""

import gc
import os
import ssl
from collections.abc import Callable

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.workers.base import Worker

from gateway.config import from_environment

try:
    limits = from_environment()
except ValueError as wrong:
    raise SystemExit(f"haven: {wrong}") from None
bind = f"{limits.bind}:{os.environ.get('HAVEN_GATEWAY_PORT', '8000')}"
certfile = os.environ.get("HAVEN_TLS_CERT") or None  # with both, it speaks HTTPS and nothing else; TLS 1.2 or later
keyfile = os.environ.get("HAVEN_TLS_KEY") or None
worker_class = "gateway.admission.Worker"
workers = int(os.environ.get("HAVEN_GATEWAY_WORKERS", "1"))
threads = limits.gateway_threads
worker_connections = limits.gateway_connections
backlog = limits.gateway_backlog

# Longer than the longest deadline of a call on the bus, shorter than the supervisor's patience.
timeout = 60
graceful_timeout = 25
keepalive = 5

# The heartbeat file must not be on a disk that can stall.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - gunicorn makes an unnamed file there
control_socket_disable = True


def post_fork(server: Arbiter, worker: Worker) -> None:
    """A worker loads the application next: none of that can be let go of, and looking is a fifth of the work."""
    gc.disable()


def post_worker_init(worker: Worker) -> None:
    """What is loaded now stays: the collector need not look through it again while requests wait."""
    gc.freeze()
    gc.enable()


def ssl_context(config: Config, usual: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """TLS 1.2 and 1.3, with forward secrecy and authenticated encryption only (ASVS 12.1.1, 12.1.2): said here, since
    what OpenSSL takes by default is another thing on another machine."""
    context = usual()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")  # of 1.2; all of 1.3 are such
    return context
