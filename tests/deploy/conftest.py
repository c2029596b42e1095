"""Nodes that the tests of this folder share, and parts that are cheap to start and to kill."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from deploy import processes
from deploy.broker import Node
from deploy.parts import Part
from deploy.processes import Process
from deploy.testing import private_broker

OBEDIENT = "import time; time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
SHORT_LIVED = "pass"


@pytest.fixture(scope="package")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Node]]:
    """Two brokers that run at the same time; a boot takes seconds, so all tests here share them."""
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        made = [private_broker(tmp_path_factory.mktemp(f"broker{number}")) for number in range(2)]
        yield list(pool.map(stack.enter_context, made))


@pytest.fixture
def node(nodes: list[Node]) -> Node:
    """A broker that runs, whatever the test before did to it."""
    nodes[0].start()
    return nodes[0]


@pytest.fixture
def make_part(tmp_path: Path) -> Iterator[Callable[..., Part]]:
    """Makes a part whose process is a few words of Python; whatever is left of them is killed afterwards."""
    made: list[Part] = []

    def make(name: str = "dummy", program: str = OBEDIENT, patience: float = 5) -> Part:
        pid_file, log = tmp_path / f"{name}.json", tmp_path / f"{name}.log"

        def launch() -> Process:
            process = processes.start([sys.executable, "-c", program], log=log, env={})
            processes.remember(process, pid_file)
            return process

        def end() -> bool:
            process = processes.recall(pid_file)
            return process.end(patience) if process else True

        made.append(Part(name, pid_file, log, launch, end, lambda: "", 1, "HAVEN_DUMMY_PORT"))
        return made[-1]

    yield make
    for part in made:
        if part.process:
            part.process.end(0)
