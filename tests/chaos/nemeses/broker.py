"""The broker: stopped in order, killed, and out of memory, so that it takes nothing from publishers."""

import subprocess
from random import Random

from deploy.broker import PROGRAMS
from tests.chaos.nemeses import register
from tests.chaos.world import World

NONE, USUAL = "0", "0.4"  # shares of the machine's memory; at 0 the alarm is on


class Down:
    """A node that is away for a while."""

    seconds: tuple[float, ...] = (3.0, 35.0)
    faults: tuple[str, ...] = ()

    def __init__(self, name: str, *, kill: bool) -> None:
        self.name, self._kill, self._part = name, kill, ""

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        self._part = random.choice(nodes_of(world))
        if self._kill:
            world.kill(self._part, stays_down=True)
        else:
            world.stop(self._part)
        return f"{self._part} {'killed' if self._kill else 'stopped'}"

    def heal(self, world: World) -> None:
        world.start(self._part)


class Alarm:
    """The memory alarm: publishers are blocked, the relay waits, and nothing that waits is lost."""

    name = "broker-memory-alarm"
    seconds: tuple[float, ...] = (2.0, 12.0)
    faults: tuple[str, ...] = ()

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        _watermark(world, NONE)
        return "memory alarm: the broker takes nothing"

    def heal(self, world: World) -> None:
        _watermark(world, USUAL)


def nodes_of(world: World) -> list[str]:
    """The broker's nodes."""
    return [part for part in world.parts if part.partition(".")[0] == "broker"]


def _watermark(world: World, share: str) -> None:
    """A node that is down cannot be told, and forgets it when it starts."""
    command = [str(PROGRAMS / "rabbitmqctl"), "set_vm_memory_high_watermark", share]
    subprocess.run(command, env=world.settings.node.environment(), capture_output=True, timeout=60, check=False)


register(Down("broker-stopped", kill=False))
register(Down("broker-killed", kill=True))
register(Alarm())
