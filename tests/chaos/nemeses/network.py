"""The network between the parts and what they lean on: connections cut, half-open, held, delayed; nobody answers."""

from collections.abc import Callable
from random import Random

from tests.chaos.nemeses import register
from tests.chaos.proxy import Proxy
from tests.chaos.world import World

Harm = Callable[[Proxy, Random], str]


class Network:
    """One harm to all connections of one kind: to the broker, or to the database."""

    faults: tuple[str, ...] = ()

    def __init__(self, to: str, name: str, harm: Harm, *seconds: float) -> None:
        self.name, self.seconds = f"{to}-{name}", seconds
        self._to, self._harm = to, harm

    def able(self, world: World) -> bool:
        return self._thing in world.things

    def strike(self, world: World, random: Random) -> str:
        return f"connections to the {self._to} {self._harm(world.things[self._thing], random)}"

    def heal(self, world: World) -> None:
        world.things[self._thing].forward()

    @property
    def _thing(self) -> str:
        return f"{self._to}-proxy"


def cut(proxy: Proxy, random: Random) -> str:
    """At once, in the middle of whatever they do."""
    return f"cut: {proxy.cut()}"


def half_open(proxy: Proxy, random: Random) -> str:
    """Neither end is told. Who waits longer than a heartbeat or two has to find out alone."""
    return f"half-open: {proxy.half_open()}"


def silent(proxy: Proxy, random: Random) -> str:
    """Half-open, and who connects anew gets no answer either."""
    return f"half-open: {proxy.black_hole()}, and new ones not answered"


def held(proxy: Proxy, random: Random) -> str:
    """As a switch that reboots: nothing is lost if nobody gives up."""
    proxy.hold()
    return "held"


def slow(proxy: Proxy, random: Random) -> str:
    """A long way, or a narrow one."""
    if random.random() < 0.5:
        seconds = random.uniform(0.05, 0.4)
        proxy.delay(seconds)
        return f"delayed by {seconds:.2f} s"
    rate = random.uniform(50_000, 200_000)
    proxy.throttle(rate)
    return f"throttled to {rate / 1000:.0f} kB/s"


for _to in ("broker", "database"):
    register(Network(_to, "cut", cut, 0.5, 3.0))
    register(Network(_to, "half-open", half_open, 2.0, 20.0))
    register(Network(_to, "silent", silent, 2.0, 20.0))
    register(Network(_to, "held", held, 2.0, 12.0))
    register(Network(_to, "slow", slow, 2.0, 10.0))
