"""Which precedents are in force: what the committee adopts and suspends, and until when (domain 3.4)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from services.contracts.access import holders
from services.contracts.intake import precedents as say
from services.contracts.message import Actor, Call, Conflict, Event, NotPermitted, Problem, Refused, happened
from services.contracts.request import Profile

from .access import OTHERS
from .draft import years_after
from .people.day import day_of
from .policy import POLICIES
from .precedents import PRECEDENTS

SAMPLED = 10  # in a hundred of the requests of one that came with Haven
BY_ID = {one.id: one for one in PRECEDENTS}


class Word(StrEnum):
    """What was last said of it."""

    NONE = "none"
    SHIPPED = "shipped"
    ADOPTED = "adopted"
    SUSPENDED = "suspended"


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """One precedent for one profile."""

    profile: Profile
    precedent: str
    word: Word = Word.NONE
    decided_on: date | None = None
    review_on: date | None = None
    minutes: str = ""
    sampling_percent: int = 0
    reason: str = ""
    uses: int = 0

    @property
    def subject(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"haven:precedent:{self.profile.value}:{self.precedent}")

    def active(self, day: date) -> bool:
        """Whether it decides routes on this day."""
        if self.word is Word.ADOPTED:
            return self.review_on is not None and self.review_on >= day
        return self.word is Word.SHIPPED


def unsaid(profile: Profile, precedent: str) -> Adoption:
    """As it is before anybody has said anything."""
    shipped = precedent in POLICIES[profile].precedents
    word, percent = (Word.SHIPPED, SAMPLED) if shipped else (Word.NONE, 0)
    return Adoption(profile=profile, precedent=precedent, word=word, sampling_percent=percent)


def may(actor: Actor, adoption: Adoption, day: date) -> frozenset[type]:
    """What somebody may say of it today."""
    held = {cls for cls in (say.AdoptPrecedent, say.SuspendPrecedent) if actor.has(*holders(OTHERS[cls]))}
    return frozenset(held if adoption.active(day) else held - {say.SuspendPrecedent})


def adopt(command: say.AdoptPrecedent, adoption: Adoption, call: Call) -> tuple[Adoption, Event]:
    """In force, at once. Refused for days that the committee cannot have meant."""
    day = day_of(call.at)
    _permit(command, adoption, call, day)
    problems = []
    if command.decided_on > day:
        problems.append(Problem(code="in-future", message="The committee has decided already", field="decided_on"))
    if not day <= command.review_on <= years_after(command.decided_on, 1):
        told = "Look at it again within twelve months of the decision, and not before today"
        problems.append(Problem(code="too-long", message=told, field="review_on"))
    if problems:
        raise Refused("It cannot be adopted for these days", problems=tuple(problems), code="days")
    names = ("decided_on", "review_on", "minutes", "sampling_percent")
    told_of = {name: getattr(command, name) for name in names}
    made = replace(adoption, word=Word.ADOPTED, reason="", **told_of)
    version = BY_ID[adoption.precedent].version
    about = {"profile": adoption.profile, "precedent": adoption.precedent}
    return made, happened(say.PrecedentAdopted, call, adoption.subject, version=version, **about, **told_of)


def suspend(command: say.SuspendPrecedent, adoption: Adoption, call: Call) -> tuple[Adoption, Event]:
    """In force no more, at once."""
    day = day_of(call.at)
    if not adoption.active(day):
        raise Conflict("It is not in force")
    _permit(command, adoption, call, day)
    return stopped(adoption, command.reason.strip(), call)


def stopped(adoption: Adoption, reason: str, call: Call) -> tuple[Adoption, Event]:
    """It decides no route from now on, for this reason."""
    about = {"profile": adoption.profile, "precedent": adoption.precedent, "reason": reason}
    made = replace(adoption, word=Word.SUSPENDED, reason=reason)
    return made, happened(say.PrecedentSuspended, call, adoption.subject, **about)


def _permit(command: object, adoption: Adoption, call: Call, day: date) -> None:
    if type(command) not in may(call.actor, adoption, day):
        raise NotPermitted("The chair says which precedents the committee has adopted")
