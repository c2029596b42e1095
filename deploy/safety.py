"""What may not be: a demonstration that others can reach; a real Haven on a demonstration's data or open secrets."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from deploy.errors import CannotRun
from deploy.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
EVERYWHERE = "0.0.0.0"  # noqa: S104 - looked for, so that a demonstration is not bound to it
SHORTEST = 16  # characters of a password between machines
# What a demonstration leaves in its run folder: its data, its sign-ins, a clock that was moved.
DEMO = {
    "demo-loaded": "demo data",
    "demo.json": "demo sign-ins",
    "accounts.json": "demo sign-ins",
    "clock": "a demo clock",
}


def check(settings: Settings) -> None:
    """CannotRun with one sentence for the first thing that may not be; nothing has been started then."""
    for wrong in _production(settings) if settings.mode == "production" else _demonstration(settings):
        raise CannotRun(wrong)


def _demonstration(settings: Settings) -> Iterator[str]:
    """Its passwords are printed and its clock moves, so nobody but this machine may reach it."""
    for name, host in (("HAVEN_BIND", settings.bind), ("HAVEN_PUBLIC_URL", _host(settings.public_url))):
        if host not in LOOPBACK:
            yield (
                f"{name} would let other machines reach a Haven in mode {settings.mode}, made for showing and trying; "
                "leave it out, or set HAVEN_MODE=production."
            )


def _production(settings: Settings) -> Iterator[str]:
    if settings.bind not in LOOPBACK | {EVERYWHERE}:
        yield f"HAVEN_BIND is {settings.bind!r}; set it to 127.0.0.1, or to {EVERYWHERE} for every address."
    if urlsplit(settings.public_url).scheme != "https" and _host(settings.public_url) not in LOOPBACK:
        yield "HAVEN_PUBLIC_URL must begin with https://: sign-ins would travel where everybody can read them."
    for name, what in DEMO.items():
        if (settings.run / name).exists():
            yield f"The run folder holds {what} ({name}); name another folder in HAVEN_RUN for HAVEN_MODE=production."
    yield from _passwords(settings)
    yield from _files(Path(settings.environment()["HAVEN_KEYS"]))


def _passwords(settings: Settings) -> Iterator[str]:
    """Secrets between machines: what others gave us, since we make long ones ourselves."""
    for name, value in settings.chosen.items():
        if not name.startswith(("HAVEN_AMQP_URI", "HAVEN_DATABASE_URL")) or value.startswith("sqlite"):
            continue
        parts = urlsplit(value)
        by_socket = not parts.hostname and not parts.password  # PostgreSQL knows the user by the socket
        if not by_socket and (len(parts.password or "") < SHORTEST or parts.password == parts.username):
            yield f"{name} has no password of {SHORTEST} characters or more; give that part one of its own."


def _files(keys: Path) -> Iterator[str]:
    for path in sorted(keys.glob("*")) if keys.exists() else ():
        public = path.name.endswith(".public.pem")
        if not public and (path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) or path.stat().st_uid != os.getuid()):
            yield f"{path.name} in the keys folder can be read by others; make it this user's own, with mode 600."
        if path.name in ("bootstrap.token", "oidc.secret") and len(path.read_text().strip()) < SHORTEST:
            yield f"{path.name} in the keys folder is shorter than {SHORTEST} characters; write a random one into it."


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
