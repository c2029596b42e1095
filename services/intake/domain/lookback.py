"""The committee's look back at requests that a precedent decided (domain 3.2, 3.4): which of them are drawn, and what
it finds. The draw is made once, when a request is accepted, by a keyed hash of the request: whoever chooses the
number of a request cannot choose whether it is drawn, and drawn again it comes out the same."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.contracts.access import holders
from services.contracts.intake import precedents as say
from services.contracts.message import Actor, Call, Conflict, Event, NotPermitted, Problem, Refused, happened
from services.contracts.request import Profile

from . import adoption as adoptions
from .access import OTHERS
from .adoption import Adoption
from .application import Application
from .people.day import day_of

SHORTEST = 10  # characters of the reason for a concern


@dataclass(frozen=True, kw_only=True)
class Use:
    """One request accepted on the route of one precedent. `percent`: of how many in a hundred it was drawn; `took_part`
    are those who decided or reviewed it."""

    application_id: UUID
    reference: str
    profile: Profile
    precedent: str
    accepted_at: datetime
    percent: int
    sampled: bool
    decided_at: datetime | None = None
    took_part: tuple[UUID, ...] = ()
    found: say.Found | None = None
    reason: str = ""
    minutes: str = ""
    recorded_at: datetime | None = None

    @property
    def state(self) -> say.LookBack:
        """How the look back at it stands."""
        if self.found is not None:
            return say.LookBack(self.found.value)
        return say.LookBack.WAITING if self.decided_at else say.LookBack.UNDECIDED


def drawn(key: bytes, application_id: UUID, precedent: str, percent: int) -> bool:
    """Whether a request is drawn: `percent` in a hundred, by a hash with a key that nobody outside knows."""
    text = f"look-back:{precedent}:{application_id}".encode()
    return int.from_bytes(hmac.digest(key, text, "sha256")) % 100 < percent


def use(application: Application, adoption: Adoption, key: bytes, at: datetime) -> Use:
    """A request is accepted on the route of a precedent."""
    percent = adoption.sampling_percent
    return Use(
        application_id=application.id,
        reference=application.reference,
        profile=application.profile,
        precedent=adoption.precedent,
        accepted_at=at,
        percent=percent,
        sampled=drawn(key, application.id, adoption.precedent, percent),
    )


def decided(one: Use, at: datetime, took_part: tuple[UUID, ...]) -> Use:
    """The request was decided; after an appeal, once more."""
    return replace(one, decided_at=at, took_part=tuple(dict.fromkeys((*one.took_part, *took_part))))


def may(actor: Actor, one: Use, application: Application) -> bool:
    """Whether somebody may record the look back now: nobody looks back at what they had a part in (SoD-01)."""
    part = {*application.own_people, *application.conflicted, *application.validators, *one.took_part}
    free = actor.id not in part | {application.officer_id}
    return free and one.state is say.LookBack.WAITING and actor.has(*holders(OTHERS[say.RecordLookBack]))


def record(
    command: say.RecordLookBack, one: Use, application: Application, adoption: Adoption, call: Call
) -> tuple[Use, Adoption, list[Event]]:
    """What was found, the precedent after it, and what to tell: a concern suspends the precedent, if it is in force."""
    if one.found is not None:
        raise Conflict("The committee has looked back at it already")
    if one.decided_at is None and call.actor.has(*holders(OTHERS[say.RecordLookBack])):
        raise Refused("It is looked back at once it is decided", code="not-decided")
    if not may(call.actor, one, application):
        raise NotPermitted("The chair records it, who took no part in the request")
    reason = command.reason.strip()
    concern = command.found is say.Found.CONCERN
    if concern and len(reason) < SHORTEST:
        problem = Problem(code="reason-needed", message=f"Say what the concern is, in {SHORTEST} characters or more",
                          field="reason")  # fmt: skip
        raise Refused("A concern needs a reason", problems=(problem,), code="reason-needed")
    made = replace(one, found=command.found, reason=reason, minutes=command.minutes.strip(), recorded_at=call.at)
    about = {"profile": one.profile, "precedent": one.precedent, "application_id": one.application_id}
    told = {"reference": one.reference, "found": made.found, "minutes": made.minutes, "reason": reason}
    events: list[Event] = [happened(say.LookBackRecorded, call, adoption.subject, **about, **told)]
    if concern and adoption.active(day_of(call.at)):
        adoption, ended = adoptions.stopped(adoption, f"{one.reference}: {reason}", call)
        events.append(ended)
    return made, adoption, events
