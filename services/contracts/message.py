"""The shape every message shares. Standard library only, so that domains may import it."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random bits, so ids sort by time."""
    stamp = (time.time_ns() // 1_000_000) & ((1 << 48) - 1)
    random = int.from_bytes(os.urandom(10))
    low = (random & ((1 << 62) - 1)) | (0b10 << 62)
    high = (stamp << 16) | (7 << 12) | ((random >> 62) & 0xFFF)
    return UUID(int=(high << 64) | low)


class Role(StrEnum):
    """What an account may be. Being the applicant, a team member or a signatory of one request is not a role of the
    account: each service reads that from the request itself (domain sections 9.1, 9.2)."""

    PUBLIC = "public"
    PERSON = "person"
    CASE_OFFICER = "case-officer"
    IG_LEAD = "ig-lead"
    REVIEWER = "reviewer"
    CHAIR = "chair"
    SECRETARIAT = "secretariat"
    CALDICOTT_GUARDIAN = "caldicott-guardian"
    SIRO = "siro"
    CUSTODIAN_SIGNATORY = "custodian-signatory"
    PRODUCTION_ANALYST = "production-analyst"
    PRODUCTION_QA = "production-qa"
    RELEASE_APPROVER = "release-approver"
    SDE_ADMIN = "sde-admin"
    OUTPUT_CHECKER = "output-checker"
    AUDITOR = "auditor"
    FINANCE = "finance"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


STAFF = frozenset(Role) - {Role.PUBLIC, Role.PERSON, Role.SYSTEM}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One reason why something was refused: a stable code for programs, a sentence saying what to do for people."""

    code: str
    message: str
    field: str = ""


class Refused(Exception):
    """The domain said no. `code` is for programs, `detail` is for people and never holds personal data."""

    code = "refused"
    record: Callable[[Any], None] | None = None  # what is to be kept of a refused attempt, such as a wrong guess

    def __init__(self, detail: str = "", *, problems: tuple[Problem, ...] = (), code: str = "") -> None:
        super().__init__(detail)
        self.detail, self.problems = detail, tuple(problems)
        self.code = code or type(self).code


class Malformed(Refused):
    """The message itself is wrong: a field missing, unknown or out of its limits."""

    code = "malformed"


class NotPermitted(Refused):
    """This person may not do this, or not in this state."""

    code = "not-permitted"


class NotFound(Refused):
    """There is no such thing, or none that this person may know of."""

    code = "not-found"


class Conflict(Refused):
    """Somebody else changed it first, or this id was already used for something else."""

    code = "conflict"


REFUSALS: Mapping[str, type[Refused]] = {c.code: c for c in (Refused, Malformed, NotPermitted, NotFound, Conflict)}


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks: read from a verified actor token, never from a message's body."""

    id: UUID
    name: str = ""
    roles: frozenset[Role] = frozenset()
    organisation_id: UUID | None = None
    by_token: bool = False  # a program with an API token, not the person with a session

    def has(self, *roles: Role) -> bool:
        """True when the account holds any of `roles`."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(id=UUID(int=0), name="Haven", roles=frozenset({Role.SYSTEM}))
ANONYMOUS = Actor(id=UUID(int=1), name="", roles=frozenset({Role.PUBLIC}))


@dataclass(frozen=True, kw_only=True)
class Call:
    """What surrounds a message: who, when (aware UTC, from the service's clock), and what led to it."""

    actor: Actor
    at: datetime
    cause: UUID = field(default_factory=new_id)
    correlation: UUID = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class Message:
    """Anything that crosses the bus."""


@dataclass(frozen=True, kw_only=True)
class View(Message):
    """An answer: only fields that may be shown to the one who asked."""


@dataclass(frozen=True, kw_only=True)
class Lasting(View):
    """An answer that is the same for everybody who may have it, and never changes: it is written once and read once
    for as long as it is remembered. Nobody may change what is in it."""


@dataclass(frozen=True, kw_only=True)
class Done(View):
    """The answer to a command: what it was done to, and the version to send back with the next edit."""

    subject: UUID
    reference: str = ""
    version: int = 0
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class Command(Message):
    """Something a person asks for. Sending it again with the same id is safe and gives the first answer."""

    answers: ClassVar[type[View]] = Done
    remembered: ClassVar[bool] = True  # False where the answer is a secret that must not be kept
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class Query(Message):
    """A question; it changes nothing and may be asked again."""

    answers: ClassVar[type[View]]


@dataclass(frozen=True, kw_only=True)
class Listing(Query):
    """A question whose answer is a page: `after` is the cursor of the page before, `limit` the rows wanted."""

    after: str = ""
    limit: int = field(default=25, metadata={"min": 1, "max": 200})


@dataclass(frozen=True, kw_only=True)
class Event(Message):
    """Something that has happened to `subject`. It may not be refused. In the line, subject is the application's id."""

    subject: UUID
    at: datetime
    by: UUID


E = TypeVar("E", bound=Event)


@dataclass(frozen=True, kw_only=True)
class CommandRefused(Event):
    """A command was refused; recorded so that every attempt at an illegal move can be found (S0-33)."""

    command: str
    code: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CallerRefused(Event):
    """Messages came here whose sender could not be believed. `reason`: missing, forged, expired, foreign-audience or
    replayed (an actor token), foreign-user (a call from a user of the broker who may not call) or foreign-source (an
    event that is not its source's). `asked`: what the last of them was, such as `intake.sign_in`; `times`: how many
    there were since this was said last. It is said at most once a minute."""

    reason: str = field(metadata={"max": 40})
    asked: str = field(metadata={"max": 200})
    times: int = field(metadata={"min": 1})


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What travels around an event: a CloudEvents 1.0 context. `version` counts the events of one subject in one
    source, from 1 without gaps, so that a listener can keep their order."""

    id: UUID
    source: str
    type: str
    time: datetime
    subject: UUID
    version: int = field(metadata={"min": 1, "max": 2**31 - 1})  # anything less would be taken for a repeat, and lost
    cause: UUID
    correlation: UUID
    traceparent: str = ""


def happened(cls: type[E], call: Call, subject: UUID, **facts: Any) -> E:
    """An event of class `cls`, about `subject`, by the caller and at the time of the call."""
    return cls(subject=subject, at=call.at, by=call.actor.id, **facts)
