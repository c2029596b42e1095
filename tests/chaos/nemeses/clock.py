"""The time: Haven's own clock moved forward, and the wall clock of one service set back or forward while it works."""

from pathlib import Path
from random import Random

from services.contracts.wire import SERVICES
from tests.chaos.nemeses import register
from tests.chaos.world import World, kind_of, until

FORWARD = (1.0, 30.0, 300.0)  # seconds: not so far that anybody's session ends
STEPS = (-3600.0, -60.0, -5.0, 5.0)


class Forward:
    """The clock that all services share jumps: what was due in between is due now."""

    name = "clock-forward"
    seconds: tuple[float, ...] = (0.5, 3.0)
    faults: tuple[str, ...] = ()

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        by = random.choice(FORWARD)
        forward(world, by)
        return f"the clock jumps {by:.0f} s"

    def heal(self, world: World) -> None:
        """It never goes back."""


def forward(world: World, seconds: float) -> None:
    """Move the clock that all services share."""
    file = Path(world.run) / "clock"
    ahead = float(file.read_text()) if file.exists() else 0.0
    new = file.with_name("clock.new")
    new.write_text(str(ahead + seconds))
    new.replace(file)


class Stepped:
    """The wall clock of one service is set, as by an administrator or a time server: what is measured in real time
    may come late by seconds, never twice, never not at all."""

    name = "wall-clock-stepped"
    seconds: tuple[float, ...] = (4.0, 10.0)
    faults: tuple[str, ...] = ()
    _part, _pid = "", 0

    def able(self, world: World) -> bool:
        return True

    def strike(self, world: World, random: Random) -> str:
        self._part = random.choice([part for part in world.parts if kind_of(part) in SERVICES])
        step = random.choice(STEPS)
        file = Path(world.run) / f"step-{random.getrandbits(32):08x}"
        world.run_instead(self._part, "tests.chaos.stepped", {"CHAOS_STEP": str(file)})
        self._pid = world.pid(self._part)
        until(world.ready, f"{self._part} runs with a clock that can be set")
        file.write_text(str(step))
        return f"the wall clock of {self._part} is set by {step:+.0f} s"

    def heal(self, world: World) -> None:
        if self._pid and world.pid(self._part) == self._pid:
            world.kill(self._part)  # the next one has the right time, and finds what this one wrote


register(Forward())
register(Stepped())
