"""The people of a run: made once, before any harm; each thread then has clients of its own for those it plays."""

import copy
from collections.abc import Collection
from pathlib import Path
from random import Random

from deploy.cast import Cast, Person
from tests.chaos.recording import Notebook, Recorder
from tests.chaos.world import World

APPLICANTS = (("adair", "Prof Rhona Adair", "northbridge"), ("bellis", "Dr Sofia Bellis", "ashcombe"),
              ("corran", "Ewan Corran", "kestrel"), ("dunmore", "Dr Ottilie Dunmore", "larkfield"))  # fmt: skip
BUSY, CALM = 0.02, 0.1  # seconds between the wishes of one client
HOST = ("bask", "Dr Lorne Bask", "eastmere")
DESK = ("gwen.pike", "bea.stone", "ines.cole")  # enough for what needs no meeting


class Company:
    """The cast of a run. `everybody` is needed where a request is to be taken to its end; else it is a small one."""

    def __init__(self, world: World, notebook: Notebook, seed: int, *, everybody: bool) -> None:
        self.world, self.notebook, self.seed = world, notebook, seed
        self.pace = BUSY if everybody else CALM
        self.cast = Cast(world.gateways[0], world.run, _mail(world))
        self.cast.assemble(() if everybody else DESK)
        self.host = self.cast.welcome(*HOST)
        self.applicants = [person.account.key for person in self.cast.welcome_all(APPLICANTS[: 4 if everybody else 2])]

    def random(self, name: str) -> Random:
        """Random numbers of this seed for this name."""
        return Random(f"{self.seed} {name}")

    def actor(self, key: str, name: str) -> Person:
        """Somebody, played by the client called `name`, with a connection of its own."""
        original = self.cast[key]
        return self._played(original, name)

    def troupe(self, name: str) -> Cast:
        """A whole cast played by one client, for a journey."""
        made = copy.copy(self.cast)
        made._people = {key: self._played(person, name) for key, person in self.cast._people.items()}
        return made

    def played(self, people: Collection[Person], name: str) -> list[Person]:
        """These people, played by the client called `name`."""
        return [self._played(person, name) for person in people]

    def _played(self, original: Person, name: str) -> Person:
        made = copy.copy(original)
        url = self.world.gateways[hash_of(name) % len(self.world.gateways)]
        random = self.random(f"{name} {original.account.key}")
        made.client = Recorder(url, original.client.token, name, self.notebook, random)
        return made


def hash_of(name: str) -> int:
    """The same number for the same name, in every run."""
    return sum(name.encode())


def _mail(world: World) -> Path:
    return Path(world.settings.environment()["HAVEN_MAIL"])
