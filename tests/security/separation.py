"""Separation of duties, tried on the way: somebody who did the one thing, and now holds the role for the other."""

from collections import defaultdict
from dataclasses import replace
from typing import Any, ClassVar

from services.contracts.message import Actor, Role
from tests.line import World

from .people import Persona
from .trials import Trials
from .tried import Tried


class Separation:
    """`tried[rule]`: what was tried, and whether the rule held."""

    OPEN: ClassVar[dict[str, str]] = {
        "SoD-07": "open: there are no output requests in this release, so nobody checks one",
        "SoD-09": "by construction: keys are files of the service, and no message releases or re-identifies",
    }

    def __init__(self, world: World, tried: Tried, trials: Trials) -> None:
        self.world, self._tried, self.trials = world, tried, trials
        self.tried: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)

    def keeps(self, rule: str, message: Any, by: str | Actor, *roles: Role, codes: tuple[str, ...] = ()) -> None:
        """`by`, although their account holds `roles` as well, must be refused; with one of `codes` where given."""
        person = self.world[by] if isinstance(by, str) else by
        actor = replace(person, roles=person.roles | set(roles))
        key = f"{rule} {actor.id} {sorted(actor.roles)}"
        who = Persona(key, actor, roles=actor.roles)
        self._tried.bus.personas[key] = who
        status, code, body = self._tried.give(message, who)
        said = {code, *(problem["code"] for problem in body.get("problems", ()))}
        held = status in (403, 404, 409) and (not codes or not said.isdisjoint(codes))
        self.tried[rule].append((f"{type(message).__name__} by {by}: {status} {sorted(said)}", held))

    def hides(self, rule: str, message: Any, by: str | Actor, *paths: str) -> None:
        """What `by` is shown does not hold anything at these places (`cohort.report`)."""
        person = self.world[by] if isinstance(by, str) else by
        key = f"{rule} {person.id} looks"
        self._tried.bus.personas[key] = Persona(key, person, roles=person.roles)
        status, _, body = self._tried.give(message, self._tried.bus.personas[key])
        for path in paths:
            found: Any = body
            for name in path.split("."):
                found = (found or {}).get(name)
            self.tried[rule].append((f"{path} for {by}", status < 400 and not found))
