"""All five services in one process, on one broker: `python -m tests.wire.five`. It ends when one of them does."""

import sys

if __name__ == "__main__":  # only a process of its own is patched for green threads, and then before all else
    from services.chassis import runner

import logging
import os
import subprocess
from functools import partial
from pathlib import Path

from deploy import keys
from deploy.ports import free_ports
from services.chassis import migrations, queues
from services.contracts.wire import SERVICES
from tests.chassis.running import Parts, until


class Five(Parts):
    """The five real services, each with its own database, in one process named `five`."""

    @classmethod
    def on(cls, uri: str, folder: Path) -> "Five":
        """With keys and empty tables in `folder`, not started yet."""
        keys.ensure(folder / "keys")
        return cls(uri, folder, {name: f"sqlite:///{folder / name}.sqlite" for name in SERVICES})

    def declare(self) -> None:
        queues.declare(self.uri)

    def start(self, service: str = "five", replica: str = "") -> None:
        for name, db in self.databases.items():
            for metadata in migrations.metadata_of(name):
                metadata.create_all(db.engine)
        self.ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
        env = {**os.environ, "HAVEN_RUN": str(self.folder), "HAVEN_MODE": "test", "HAVEN_AMQP_URI": self.uri,
               "HAVEN_AMQP_USER": self.user, "PYTHONWARNINGS": "ignore"}
        for name in SERVICES:
            env[f"HAVEN_DATABASE_URL_{name.upper()}"] = self.urls[name]
            env[f"HAVEN_HEALTH_PORT_{name.upper()}"] = str(self.ports[name])
        with (self.folder / "five.log").open("ab") as log:
            self.processes["five"] = subprocess.Popen([sys.executable, "-m", "tests.wire.five"], env=env, stderr=log)
        for name in SERVICES:
            until(lambda name=name: self.alive() and self.health(name).get("ready"), f"{name} is ready", 120)

    def alive(self) -> bool:
        """AssertionError, with the last it said, when the process has ended."""
        ended = self.processes["five"].poll()
        assert ended is None, f"ended with {ended}: {self.log('five')[-3000:]}"
        return True


def main() -> int:
    """Run all five until one of them ends, as each would run alone; 1 then."""
    import eventlet
    from kombu import pools
    from nameko.containers import ServiceContainer

    from services.chassis import health, loops, settings

    runner.logs.set_up("five")
    here, ended, going = settings.get(), eventlet.event.Event(), runner.Event()
    made = {name: ServiceContainer(runner.service_class(name), runner.config(name)) for name in SERVICES}
    pools.set_limit(sum(one.max_workers + 4 for one in made.values()))
    for name, one in made.items():
        takes, db = partial(runner._takes, one, going), loops.shared_database(one)
        health.serve(name, here.health_port(name), db, here.amqp_uri, takes)
        one.start()
    going.set()

    def watch(name: str, one: ServiceContainer) -> None:
        try:
            one.wait()
        except Exception:
            logging.getLogger(__name__).exception("the service died", extra={"service": name})
        ended.send(name)

    for name, one in made.items():
        eventlet.spawn(watch, name, one)
    ended.wait()
    return 1


if __name__ == "__main__":
    sys.exit(main())
