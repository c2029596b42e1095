"""A PostgreSQL cluster of our own, for tests: PostgreSQL refuses to run as root, so root lends it another user."""

import grp
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg2

from deploy import database_roles, processes
from deploy.errors import CannotRun

START_SECONDS = 30

# What durability a test needs is durability against a killed process, not against a power cut.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "timezone": "UTC",
}


class Cluster:
    """The cluster that lives in `folder`, with one superuser `haven` and a password made for it."""

    def __init__(self, folder: Path, *, port: int, certificate: tuple[Path, Path] | None = None) -> None:
        """`certificate`: its file and its key's; with it, the cluster speaks TLS and nothing else."""
        self.folder = folder.absolute()
        self.port = port
        self.data = self.folder / "cluster"
        self.log = self.folder / "postgres.log"
        self._certificate = certificate
        self._password = secrets.token_urlsafe(16)
        self._process: processes.Process | None = None

    def url(self, database: str = "postgres") -> str:
        """The driver is written out: SQLAlchemy's own choice, psycopg 3, freezes the services' green threads."""
        return f"postgresql+psycopg2://haven:{self._password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty database, and a role of the same name that owns it and may enter no other; its URL there."""
        secret = secrets.token_urlsafe(16)
        self._do(database_roles.statements(name, name, secret))
        return f"postgresql+psycopg2://{name}:{secret}@127.0.0.1:{self.port}/{name}"

    def _do(self, statements: Sequence[str]) -> None:
        connection = self._connect()
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()

    def start(self) -> None:
        """Start the cluster, making it first if there is none, and wait until it answers."""
        fresh = not self.data.exists()
        if fresh:
            self._make()
        elif os.geteuid() == 0:
            _open_the_way(self.folder)  # pytest closes its folders again whenever another run begins
        chosen = SETTINGS | ({"ssl": "on"} if self._certificate else {})
        settings = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
        command: list[str | Path] = [program("postgres"), "-D", self.data, "-p", str(self.port), "-k", "", *settings]
        self._process = processes.start(_as_ordinary_user(command), log=self.log, env=_environment(), cwd=self.folder)
        self._wait_until_ready()
        if fresh:
            self._do(database_roles.shut())

    def stop(self) -> None:
        """End it at once but in order: SIGINT disconnects everybody and writes what is committed."""
        if self._process:
            self._process.signal(signal.SIGINT)
            self._process.wait(20) or self._process.end(1)

    def kill(self) -> None:
        """SIGKILL; the workers see at once that their server is gone, and end too."""
        if self._process:
            self._process.signal(signal.SIGKILL)
            self._process.wait(5)

    def _make(self) -> None:
        """Let initdb write the cluster, as the user who will run it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            _open_the_way(self.folder)
            shutil.chown(self.folder, *_ordinary_user())
        password = self.folder / "password"
        with open(os.open(password, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(self._password)
        if os.geteuid() == 0:
            shutil.chown(password, *_ordinary_user())
        command: list[str | Path] = [program("initdb"), "-D", self.data, "-U", "haven", "--auth=scram-sha-256"]
        command += [f"--pwfile={password}", "--encoding=UTF8", "--locale=C", "--no-sync"]
        done = subprocess.run(
            _as_ordinary_user(command), env=_environment(), cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CannotRun(f"initdb could not make a PostgreSQL cluster in {self.folder}: {done.stderr.strip()}")
        for name, source in zip(("server.crt", "server.key"), self._certificate or (), strict=False):
            kept = self.data / name  # where PostgreSQL looks, and its user's own
            kept.write_bytes(source.read_bytes())
            kept.chmod(0o600)
            if os.geteuid() == 0:
                shutil.chown(kept, *_ordinary_user())
        if self._certificate:
            (self.data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connect().close()
                return
            except psycopg2.OperationalError as error:
                if not (self._process and self._process.is_alive()) or time.monotonic() > deadline:
                    raise CannotRun(f"PostgreSQL did not start; read why in {self.log}.") from error
                time.sleep(0.05)

    def _connect(self) -> "psycopg2.extensions.connection":
        return psycopg2.connect(self.url().replace("+psycopg2", ""), connect_timeout=5)


def program(name: str) -> Path:
    """Debian keeps PostgreSQL's programs off the path, in a folder for each version; take the newest."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which(name)
    if not found and not on_path:
        raise CannotRun("PostgreSQL is not installed; run deploy/setup.sh postgres as root or with sudo.")
    return found[-1] if found else Path(str(on_path))


def _as_ordinary_user(command: Sequence[str | Path]) -> list[str]:
    """The command as root must give it; everybody else runs it as themselves."""
    words = [str(word) for word in command]
    if os.geteuid() != 0:
        return words
    user, group = _ordinary_user()
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *words]


def _ordinary_user() -> tuple[str, str]:
    """Debian's user for PostgreSQL, or else the user who owns nothing."""
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return name, grp.getgrgid(user.pw_gid).gr_name
    raise CannotRun("PostgreSQL refuses to run as root and this machine has neither a user postgres nor nobody.")


def _open_the_way(folder: Path) -> None:
    """Let that user pass through temporary folders that pytest and tempfile close to everybody but their maker."""
    for parent in folder.parents:
        mode = parent.stat().st_mode
        if not mode & 0o001 and parent.stat().st_uid == os.geteuid() and parent.is_relative_to(tempfile.gettempdir()):
            parent.chmod(mode | 0o011)


def _environment() -> dict[str, str]:
    """Nothing of the caller's PostgreSQL settings: PGDATA, PGHOST and the like would point elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
