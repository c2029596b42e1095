"""A RabbitMQ node of our own: own folder, own ports, own cookie, own users; nothing of the machine's is touched.

Debian's package brings the programs (setup.sh). The node is started from them with an environment that points every
path into one folder, so that it can run beside a broker on the usual ports, and beside others of ours.
Names are looked up by an epmd of the node's own, because the usual one belongs to whoever came first.
"""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from deploy import broker_files, processes
from deploy.broker_files import Member, Ports
from deploy.errors import CannotRun
from deploy.ports import is_free

PROGRAMS = Path("/usr/lib/rabbitmq/bin")
BOOT_SECONDS = 120
STOP_SECONDS = 30


class Node:
    """The node that lives in `folder`, or beside it as a further `member` of a cluster (deploy/broker_cluster.py). Any
    number of processes may hold one; what is true is on the disk."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int,
        epmd_port: int | None = None,
        distribution_port: int | None = None,
        member: tuple[int, int] = (1, 1),
    ) -> None:
        self.member = Member(folder.absolute(), *member)
        self.folder = self.member.folder
        self.port = port
        self.epmd_port = epmd_port or port - 1000
        self.distribution_port = distribution_port or port + 20_000
        self._ports = Ports(self.port, self.epmd_port, self.distribution_port)
        self.log = self.folder / "broker.log"
        self.pid_file = self.folder / "node.pid"
        self._epmd_pid_file = self.member.home / "epmd.pid"

    @property
    def uri(self) -> str:
        """The address for deploying: this user may do everything."""
        return f"pyamqp://haven:{broker_files.identity(self.member.home).password}@127.0.0.1:{self.port}//"

    def uri_as(self, user: str, port: int = 0) -> str:
        """The address for the part that signs in as `user`; through another port, where something stands before us."""
        return f"pyamqp://{user}:{broker_files.password(self.member.home, user)}@127.0.0.1:{port or self.port}//"

    def is_running(self) -> bool:
        return processes.recall(self.pid_file) is not None

    def is_ready(self) -> bool:
        """Whether the node takes connections; it listens only when its boot is complete."""
        if not self.is_running():
            return False
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2):
                return True
        except OSError:
            return False

    def start(self) -> None:
        """Start the node unless it runs, and wait until it is ready."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> processes.Process:
        """Start the node unless it runs, and do not wait for it; CannotRun when something is in the way."""
        running = processes.recall(self.pid_file)
        if running:
            return running
        self.check()
        broker_files.write(self.member, self._ports)
        self._start_epmd()
        return self._start_process(self.pid_file, [PROGRAMS / "rabbitmq-server"])

    def stop(self) -> bool:
        """End the node in order (queues closed, files synced), and the epmd that no other node needs; True when the
        node went by itself."""
        process = processes.recall(self.pid_file)
        drained = process.end(STOP_SECONDS) if process else True
        self.pid_file.unlink(missing_ok=True)
        if not any(processes.recall(one.folder / self.pid_file.name) for one in self.member.all):
            epmd = processes.recall(self._epmd_pid_file)
            if epmd:
                epmd.end(STOP_SECONDS)
            self._epmd_pid_file.unlink(missing_ok=True)
        return drained

    def kill(self) -> None:
        """What a power cut does to the node: SIGKILL, at once. Its folder is left as it is, for the next `start`."""
        process = processes.recall(self.pid_file)
        if process:
            process.signal(signal.SIGKILL)
            process.wait(5)

    def settle(self) -> None:
        """Have the node write down which quorum queues it holds; call it after declaring queues, before killing it.

        RabbitMQ notes a new quorum queue in a table that it writes to disk some seconds later. Killed before that
        (seen with 3.10.8, 0.2 s after the declaration), it comes back with an empty queue that never elects a leader.
        """
        sync = "[dets:sync(Table) || Table <- dets:all()]."
        self.control("eval", sync)

    def control(self, *words: str, program: str = "rabbitmqctl") -> str:
        """What `rabbitmqctl`, or another of RabbitMQ's tools, says of this node; CannotRun when it fails."""
        command = [str(PROGRAMS / program), *words]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotRun(f"The message broker did not answer {program}; read {self.log}: {done.stderr.strip()}")
        return done.stdout

    def environment(self) -> dict[str, str]:
        """The environment in which rabbitmqctl and the other tools find this node, and no other."""
        return broker_files.environment(self.member, self._ports)

    def check(self) -> None:
        """Say what would keep the node from starting: no programs, or a port that somebody else has."""
        if not (PROGRAMS / "rabbitmq-server").exists():
            raise CannotRun("RabbitMQ is not installed; run deploy/setup.sh broker as root or with sudo.")
        taken = [port for port in (self.port, self.distribution_port) if not is_free(port)]
        if not processes.recall(self._epmd_pid_file) and not is_free(self.epmd_port):
            taken.append(self.epmd_port)
        if taken:
            raise CannotRun(
                f"The message broker needs port {taken[0]} and another program has it; "
                "stop that program, or set HAVEN_BROKER_PORT to another port."
            )

    def _start_epmd(self) -> None:
        """In the foreground and remembered: left to itself, Erlang starts one that nobody stops."""
        if processes.recall(self._epmd_pid_file):
            return
        epmd = shutil.which("epmd") or "/usr/bin/epmd"
        self._start_process(self._epmd_pid_file, [epmd, "-port", str(self.epmd_port), "-address", "127.0.0.1"])

    def _start_process(self, pid_file: Path, command: Sequence[str | Path]) -> processes.Process:
        process = processes.start(command, log=self.log, env=self.environment(), cwd=self.folder)
        processes.remember(process, pid_file)
        return process

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + BOOT_SECONDS
        while not self.is_ready():
            if not self.is_running():
                raise CannotRun(f"The message broker ended while it started; read why in {self.log}.")
            if time.monotonic() > deadline:
                raise CannotRun(f"The message broker is not ready after {BOOT_SECONDS} s; read why in {self.log}.")
            time.sleep(0.05)
