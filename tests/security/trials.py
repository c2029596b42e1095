"""Everybody tries one thing at a moment when somebody may do it; what they get is compared with the table."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import is_dataclass, replace
from typing import Any
from uuid import UUID

from services.contracts.access import MINE, Party, Who
from services.contracts.intake import ReadApplication, ReadProfile
from services.contracts.message import Actor, Command, Role, new_id
from tests.line import Bus, World

from .expected import EVERY, GRANTED, about, expected, is_list, parties, reach
from .people import Persona
from .tried import Tried, route_for

REFUSED_BY_ROLE = frozenset({"not-permitted", "not-found", "role-needed", "sign-in-needed", "session-ended"})
FEW = ("nobody", "stranger", "lead", "operator elsewhere", "auditor elsewhere")  # enough for what is open to everybody


class Trials:
    """What was tried so far. `wrong`: cells that differ from the table. `done`: who was seen to succeed at what."""

    def __init__(self, line: Bus, world: World, people: dict[str, Persona], tried: Tried) -> None:
        self.line, self.world, self.people, self.tried = line, world, people, tried
        self.wrong: list[str] = []
        self.done: defaultdict[type[Any], set[Who]] = defaultdict(set)
        self.seen: set[type[Any]] = set()
        self.got: defaultdict[str, dict[str, str]] = defaultdict(dict)  # message, person: how the last try ended
        self.also = {world["partner_signatory"].id: frozenset({Party.SIGNATORY})}  # what people become on the way
        self.draft = False  # whether what is tried was never submitted
        self.answers: list[tuple[Any, Persona, Any]] = []  # message, who, what they were shown

    def everybody(
        self,
        message: Any,
        *,
        own: Collection[UUID] = (),
        asked: Iterable[Role] = (),
        only: Iterable[Role] = (),
        giver: Actor | None = None,
    ) -> None:
        """Every persona gives `message`. `own`: whose it is, where everybody has their own. `asked`: roles that were
        given this to do, whoever holds them. `only`: what it says is for these of the roles in its row. `giver`:
        somebody who may, and who has more to do with it than a role."""
        left_out = {one for one in EVERY[type(message)] if isinstance(one, Role) and only and one not in only}
        self.seen.add(type(message))
        message = self._versioned(message)
        for who in self._who(message, frozenset(asked), giver):
            if not who.roles & left_out:
                self._cell(message, who, own)

    def alone(self, message: Any, giver: Actor) -> str:
        """What the one person gets for what only they may say; noted as theirs when it is granted."""
        who = self._giver(giver)
        self._cell(message, who, ())
        return self.got[type(message).__name__][who.key]

    def _who(self, message: Any, asked: frozenset[Role], giver: Actor | None) -> Iterable[Persona]:
        row = EVERY[type(message)]
        few = Role.PUBLIC in row or row == MINE
        found = [self.people[key] for key in FEW] if few else list(self.people.values())
        named = {role for role in row if isinstance(role, Role)}
        # A role that the row does not name cannot help somebody on the request; those that it names must not.
        found = [one for one in found if not one.parties or one.roles == {Role.PERSON} or one.roles & named]
        if giver is not None:
            found.append(self._giver(giver))
        return [one if parties(one, about(message)) else replace(one, asked=one.asked | asked) for one in found]

    def _versioned(self, message: Any) -> Any:
        """With the version that If-Match would name, where the route asks for one."""
        route = route_for(message)
        if route is None or not route.conditional or message.expected_version is not None:
            return message
        if hasattr(message, "application_id"):
            look: Any = ReadApplication(application_id=message.application_id)
        else:
            look = ReadProfile()
        return replace(message, expected_version=self.line.ask(look, self.world["lead"]).version)

    def _giver(self, actor: Actor) -> Persona:
        key = f"giver {actor.id}"
        found = next((one.parties for one in self.people.values() if one.actor.id == actor.id), frozenset[Party]())
        made = Persona(key, actor, found | self.also.get(actor.id, frozenset()), actor.roles, actor.roles)
        self.tried.bus.personas[key] = made
        return made

    def _cell(self, message: Any, who: Persona, own: Collection[UUID]) -> None:
        again = replace(message, id=new_id()) if isinstance(message, Command) and is_dataclass(message) else message
        status, code, body = self.tried.give(again, who)
        self.got[type(message).__name__][who.key] = f"{status} {code}".strip()
        wanted = expected(message, who, own, self.draft)
        name = f"{type(message).__name__} by {who.key}"
        if status >= 500:
            self.wrong.append(f"{name}: {status} {code}")
        elif wanted == GRANTED:
            if status < 300:
                self._succeeded(message, who)
                self.answers.append((message, who, body))
            elif code in REFUSED_BY_ROLE:
                self.wrong.append(f"{name}: may, and got {status} {code}")
        elif about(message) is None and wanted in (403, 404):
            if status not in (403, 404):
                self.wrong.append(f"{name}: wanted 403 or 404, got {status} {code}")
        elif status != wanted:
            self.wrong.append(f"{name}: wanted {wanted}, got {status} {code}")

    def _succeeded(self, message: Any, who: Persona) -> None:
        row = EVERY[type(message)]
        thing = about(message)
        own = parties(who, thing)
        for one in (*own, *((Role.PUBLIC,) if thing and own else (*who.roles, Role.PUBLIC))):
            alone = replace(who, parties=own & {one}, roles=who.roles & {one})
            if one in row and (one is Role.PUBLIC or is_list(type(message)) or reach(row, alone, thing) is not None):
                self.done[type(message)].add(one)

    def never_done(self) -> dict[str, list[str]]:
        """For each message, those whom the table grants it and who were never seen to succeed."""
        found = {
            message.__name__: sorted(str(who.value) for who in row if who not in self.done[message])
            for message, row in EVERY.items()
        }
        return {name: missing for name, missing in sorted(found.items()) if missing}


