"""Processes that are killed, asked to end, and stopped for a while: at random, and at each step that has a name."""

import signal
import time
from collections.abc import Mapping, Sequence
from random import Random
from types import MappingProxyType

from services.contracts.wire import SERVICES
from tests.chaos.nemeses import register
from tests.chaos.tripped import SLOW
from tests.chaos.world import World
from tests.chassis.trip import STEPS

TRIPPED_WITHIN = 30.0  # seconds; the process must start, and somebody must ask
HEARING = ("after-acceptance", "after-effect")  # steps of a listener; intake hears everybody, itself too


def services_of(world: World) -> list[str]:
    """Every service process, replicas too."""
    return [part for part in world.parts if part.partition(".")[0] in SERVICES]


def gateways_of(world: World) -> list[str]:
    return [part for part in world.parts if part.partition(".")[0] == "gateway"]


class Kill:
    """SIGKILL to one of these parts, at any moment; it is started again by itself."""

    seconds: tuple[float, ...] = (0.5, 2.0)
    faults: tuple[str, ...] = ()

    def __init__(self, name: str, *, gateway: bool = False) -> None:
        self.name, self._gateway = name, gateway

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        part = random.choice(gateways_of(world) if self._gateway else services_of(world))
        time.sleep(random.uniform(0, 0.5))
        world.kill(part)
        return f"SIGKILL to {part}"

    def heal(self, world: World) -> None:
        """It heals by itself."""


class KillAll:
    """SIGKILL to every service at the same moment."""

    name = "kill-all-services"
    seconds: tuple[float, ...] = (0.5,)
    faults: tuple[str, ...] = ()

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        for part in services_of(world):
            world.kill(part)
        return "SIGKILL to every service"

    def heal(self, world: World) -> None:
        """They come back by themselves."""


class KillAtStep:
    """SIGKILL to a service at a named step of its work: it is started with a tripwire for one life."""

    name = "kill-at-step"
    seconds: tuple[float, ...] = (0.2,)
    faults: tuple[str, ...] = ()
    _lives: Mapping[str, int] = MappingProxyType({})

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        step = random.choice(STEPS)
        # Most commands go to intake, so that the wire is surely touched there; everybody hears intake.
        part = random.choice(_of(world, *(SERVICES if step in HEARING else ("intake",))))
        touched, self._lives = _run_with_wire(world, part, step, random)
        return f"SIGKILL to {part} {step}" + ("" if touched else " (nobody touched the wire)")

    def heal(self, world: World) -> None:
        _end_lives(world, self._lives)


class TermInHandler:
    """SIGTERM while a command is being carried out: it is finished, and not begun a second time."""

    name = "term-in-handler"
    seconds: tuple[float, ...] = (1.0,)
    faults: tuple[str, ...] = ()
    _lives: Mapping[str, int] = MappingProxyType({})

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        part = random.choice(_of(world, "intake"))
        touched, self._lives = _run_with_wire(world, part, SLOW, random)
        world.signal(part, signal.SIGTERM)
        return f"SIGTERM to {part} in the middle of a command" + ("" if touched else " (there was none)")

    def heal(self, world: World) -> None:
        give_up = time.monotonic() + 35  # it may take its time to finish
        while time.monotonic() < give_up and self._lives == {part: world.pid(part) for part in self._lives}:
            time.sleep(0.1)
        _end_lives(world, self._lives)


class Term:
    """SIGTERM to a service or a gateway, as every deploy does."""

    name = "term"
    seconds: tuple[float, ...] = (0.5, 2.0)
    faults: tuple[str, ...] = ()

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        part = random.choice(services_of(world) + gateways_of(world))
        world.stop(part)
        return f"SIGTERM to {part}, which ends in order and is started later"

    def heal(self, world: World) -> None:
        """The world starts what is down."""


class StopAndContinue:
    """SIGSTOP, long enough for leases and heartbeats to pass, then SIGCONT: who was away may not act on old leases."""

    name = "stop-and-continue"
    seconds: tuple[float, ...] = (4.0, 30.0)
    faults: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._part = ""

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        self._part = random.choice([*services_of(world), *gateways_of(world)])
        world.signal(self._part, signal.SIGSTOP)
        return f"SIGSTOP to {self._part}"

    def heal(self, world: World) -> None:
        world.signal(self._part, signal.SIGCONT)


def _run_with_wire(world: World, part: str, step: str, random: Random) -> tuple[bool, dict[str, int]]:
    """Start it with this wire and wait until somebody touches it: whether one did, and its process by its name."""
    mark = world.run / f"tripped-{part}-{random.getrandbits(32):08x}"
    world.run_instead(part, "tests.chaos.tripped", {"CHAOS_TRIP": step, "PART_TRIPPED": str(mark)})
    lives, give_up = {part: world.pid(part)}, time.monotonic() + TRIPPED_WITHIN
    while not mark.exists() and time.monotonic() < give_up:
        time.sleep(0.05)
    return mark.exists(), lives


def _of(world: World, *services: str) -> Sequence[str]:
    return [part for service in services for part in world.parts if part.partition(".")[0] == service]


def _end_lives(world: World, lives: Mapping[str, int]) -> None:
    """Whoever still runs with a wire is put down; the usual process follows."""
    for part, pid in lives.items():
        if world.pid(part) == pid and pid:
            world.kill(part)


register(Kill("kill-a-service"))
register(Kill("kill-a-gateway", gateway=True))
register(KillAll())
register(KillAtStep())
register(TermInHandler())
register(Term())
register(StopAndContinue())
