"""Everybody who tries: one person of each role who has no part in the request, everybody who has one, and people of
the request whose account holds a role of staff as well, which must not help them (SoD-01)."""

from dataclasses import dataclass, replace

from services.contracts.access import Party
from services.contracts.message import ANONYMOUS, STAFF, Actor, Role
from tests.line import Bus
from tests.line.world import World, newcomer

STRANGER = "outsider"  # works for a party of no request, holds no role


@dataclass(frozen=True)
class Persona:
    """Somebody who tries. `parties`: what they are to the request. `roles`: what counts of their account here.
    `asked`: roles under which they were given something to do on this request."""

    key: str
    actor: Actor
    parties: frozenset[Party] = frozenset()
    roles: frozenset[Role] = frozenset()
    asked: frozenset[Role] = frozenset()

    @property
    def nobody(self) -> bool:
        return self.actor is ANONYMOUS


def everybody(line: Bus, world: World) -> dict[str, Persona]:
    """All personas of a request whose lead is "lead", with "analyst" on its team and "signatory" for its controller."""
    custodian = world.organisations["eastmere"]
    found = [Persona("nobody", ANONYMOUS, roles=frozenset({Role.PUBLIC}))]
    found.append(Persona("stranger", world[STRANGER], roles=frozenset({Role.PERSON})))
    own = {"lead": {Party.APPLICANT}, "analyst": {Party.TEAM, Party.SUBMITTER}, "signatory": {Party.SIGNATORY}}
    for key, parties in own.items():
        found.append(Persona(key, world[key], frozenset(parties), frozenset({Role.PERSON})))
    for role in sorted(STAFF):
        roles = frozenset({Role.PERSON, role})
        alone = replace(newcomer(line, f"only.{role}", f"Only {role}", custodian), roles=roles)
        found.append(Persona(f"{role} elsewhere", alone, roles=roles))
        for key, parties in own.items():
            inside = replace(world[key], roles=roles)
            found.append(Persona(f"{role} who is {key}", inside, frozenset(parties), roles))
    return {one.key: one for one in found}
