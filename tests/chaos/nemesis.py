"""What every nemesis can do: harm a world, and take the harm back."""

from random import Random
from typing import Protocol

from tests.chaos.world import World


class Nemesis(Protocol):
    """One kind of harm, by name. Seeded: the same random numbers do the same harm."""

    name: str
    seconds: tuple[float, ...]  # how long clients go on between strike and heal: the first; in long runs the last, once
    # Words by which what it leaves in the dead letters or the parking is known, in queue, key, error or body.
    faults: tuple[str, ...]

    def able(self, world: World) -> bool:
        """Whether this world has what is to be harmed."""
        ...

    def strike(self, world: World, random: Random) -> str:
        """Do harm, and say what in one line; returns while harmed."""
        ...

    def heal(self, world: World) -> None:
        """Take the harm back. The world itself starts what is down; waiting is its business too."""
        ...
