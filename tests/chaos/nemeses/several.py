"""Faults that only several of each can bear: one node of the broker lost while the others go on, one of each part."""

from random import Random

from tests.chaos.cluster_world import kind_of
from tests.chaos.nemeses import register
from tests.chaos.world import World


class NodeLost:
    """One node of the broker killed; it stays away while the clients go on."""

    name = "broker-node-lost"
    seconds: tuple[float, ...] = (5.0, 20.0)
    faults: tuple[str, ...] = ()

    def able(self, world: World) -> bool:
        return len(_of(world, "broker")) > 2

    def strike(self, world: World, random: Random) -> str:
        node = random.choice(_of(world, "broker"))
        return f"{_down(world, node)} until healed"

    def heal(self, world: World) -> None:
        world.heal()


class EachPartLost:
    """One replica of each service and one gateway killed, one after the other; the second of each goes on."""

    name = "replicas-lost"
    seconds: tuple[float, ...] = (5.0, 20.0)
    faults: tuple[str, ...] = ()

    def able(self, world: World) -> bool:
        return len(_of(world, "gateway")) > 1

    def strike(self, world: World, random: Random) -> str:
        kinds = sorted({kind_of(part) for part in world.parts} - {"broker"})
        several = [_of(world, kind) for kind in random.sample(kinds, len(kinds))]
        lost = [_down(world, random.choice(ones)) for ones in several if len(ones) > 1]
        return f"{', '.join(lost)} until healed"

    def heal(self, world: World) -> None:
        world.heal()


class BrokerLost:
    """Every node of the broker killed at once, as by a power cut; they start together."""

    name = "broker-nodes-all-lost"
    seconds: tuple[float, ...] = (1.0, 10.0)
    faults: tuple[str, ...] = ()

    def able(self, world: World) -> bool:
        return len(_of(world, "broker")) > 2

    def strike(self, world: World, random: Random) -> str:
        nodes = _of(world, "broker")
        for node in random.sample(nodes, len(nodes)):
            world.kill(node)
        return f"{', '.join(nodes)}: SIGKILL"

    def heal(self, world: World) -> None:
        world.heal()


def _of(world: World, kind: str) -> list[str]:
    return [part for part in world.parts if kind_of(part) == kind]


def _down(world: World, part: str) -> str:
    """Kill it, and keep it down."""
    world.kill(part, stays_down=True)
    return part


for made in (NodeLost(), EachPartLost(), BrokerLost()):
    register(made)
