"""The databases: PostgreSQL restarted, killed, its backends terminated; SQLite's disk full."""

import resource
from random import Random

import psycopg2

from deploy.errors import CannotRun
from deploy.postgres import Cluster
from services.contracts.wire import SERVICES
from tests.chaos.nemeses import register
from tests.chaos.world import World, kind_of, until

OTHERS = "pid <> pg_backend_pid() AND backend_type = 'client backend'"


class ServerDown:
    """PostgreSQL away for a while: ended in order, or killed as by a power cut."""

    seconds: tuple[float, ...] = (1.0, 10.0)
    faults: tuple[str, ...] = ()

    def __init__(self, name: str, *, kill: bool) -> None:
        self.name, self._kill = name, kill

    def able(self, world: World) -> bool:
        return "postgres" in world.things

    def strike(self, world: World, random: Random) -> str:
        cluster: Cluster = world.things["postgres"]
        if self._kill:
            cluster.kill()
        else:
            cluster.stop()
        return f"PostgreSQL {'killed' if self._kill else 'stopped'}"

    def heal(self, world: World) -> None:
        until(lambda: _started(world.things["postgres"]), "PostgreSQL is back")


class BackendsTerminated:
    """Half of all backends ended from inside, whatever they do."""

    name = "postgres-backends-terminated"
    seconds: tuple[float, ...] = (0.5,)
    faults: tuple[str, ...] = ()

    def able(self, world: World) -> bool:
        return "postgres" in world.things

    def strike(self, world: World, random: Random) -> str:
        try:
            connection = psycopg2.connect(world.things["postgres"].url().replace("+psycopg2", ""))
        except psycopg2.OperationalError:
            return "no backend to terminate: the server is away"
        with connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT pid FROM pg_stat_activity WHERE {OTHERS} ORDER BY pid")  # noqa: S608
            pids = [row[0] for row in cursor.fetchall()]
            chosen = random.sample(pids, (len(pids) + 1) // 2)
            cursor.execute("SELECT count(pg_terminate_backend(pid)) FROM unnest(%s) AS pid", (chosen,))
        connection.close()
        return f"{len(chosen)} of {len(pids)} backends terminated"

    def heal(self, world: World) -> None:
        """They are gone, and replaced."""


class DiskFull:
    """No service can make a file longer, as on a full disk: by a limit that the kernel keeps for each process, which
    needs no rights. Where even what is there cannot be overwritten, it is worse than a full disk."""

    name = "disk-full"
    seconds: tuple[float, ...] = (2.0, 8.0)
    faults: tuple[str, ...] = ()

    def able(self, world: World) -> bool:
        return any(world.database(service).lite for service in SERVICES)

    def strike(self, world: World, random: Random) -> str:
        length = random.choice((0, 1 << 20))
        self._limit(world, length)
        return f"no service's file may grow beyond {length} bytes"

    def heal(self, world: World) -> None:
        self._limit(world, None)

    def _limit(self, world: World, length: int | None) -> None:
        for part in world.parts:
            pid = world.pid(part) if kind_of(part) in SERVICES else 0
            if pid:
                try:
                    hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard if length is None else length, hard))
                except ProcessLookupError:
                    continue  # killed meanwhile: the next one has no limit


def _started(cluster: Cluster) -> bool:
    try:
        cluster.start()
    except CannotRun:
        return False  # what is left of the killed one still holds its memory
    return True


register(ServerDown("postgres-restarted", kill=False))
register(ServerDown("postgres-killed", kill=True))
register(BackendsTerminated())
register(DiskFull())
