"""A request's life as audit hears it: events of every service, in envelopes, taken in one by one."""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.audit import handlers
from services.chassis import tables
from services.contracts import agreements, intake, provisioning, review, wire
from services.contracts.audit import (
    AcceptCertificate,
    Backups,
    BackupStatement,
    Certificate,
    DestroyedItem,
    Medium,
    Method,
    QueryCertificate,
    Signed,
    SubmitCertificate,
    Technique,
)
from services.contracts.message import SYSTEM, Actor, Call, Envelope, Event, Role, new_id
from services.contracts.request import (
    Access,
    Approval,
    Assurance,
    Legal,
    Level,
    Member,
    Party,
    Profile,
    Request,
    RequestType,
)
from tests.support import Ground, actor, envelope_of

ID = UUID(int=77)
NORTH, SOUTH = UUID(int=501), UUID(int=502)
START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)  # a Monday, in a month without bank holidays
ENDED = date(2026, 6, 30)
AFTER = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
SHA = "0" * 64
LEAD, MEMBER = actor(id=UUID(int=21)), actor(id=UUID(int=22))
NORTH_SIGNS, SOUTH_SIGNS = actor(id=UUID(int=3)), actor(id=UUID(int=4))
OFFICER = actor(Role.CASE_OFFICER, id=UUID(int=10))
GUARDIAN = actor(Role.CALDICOTT_GUARDIAN, Role.IG_LEAD, id=UUID(int=11))
CHECKER = actor(Role.IG_LEAD, id=UUID(int=12))
AUDITOR = actor(Role.AUDITOR, id=UUID(int=13))
STRANGER = actor(id=UUID(int=99))
PLACES = {NORTH: ("1 North Road, storage",), SOUTH: ("Cloud west, backup", "2 South Street, processing")}


def request(**changes: Any) -> Request:
    told: dict[str, Any] = {
        "reference": "DAR-2026-00042",
        "profile": Profile.HOSPITAL,
        "title": "Falls in older people",
        "request_type": RequestType.RESEARCH,
        "approval": Approval.FULL,
        "level": Level.PSEUDONYMISED,
        "access": Access.SDE,
        "version": 1,
        "sha256": SHA,
        "lead": Member(person_id=LEAD.id, name="Ann Lead"),
        "team": (Member(person_id=MEMBER.id, name="Ben Member"),),
        "controllers": (Party(organisation_id=NORTH, name="North", signatory_id=NORTH_SIGNS.id),),
        "processors": (
            Party(organisation_id=SOUTH, name="South", role="processor", signatory_id=SOUTH_SIGNS.id),
        ),
        "legal": Legal(confidentiality="not_confidential", opt_out="applied", article6=("6(1)(e)",)),
        "start": date(2026, 1, 1),
        "end": ENDED,
        "answers": {
            "locations": [
                {"organisation": str(NORTH), "address": "1 North Road", "purpose": "storage"},
                {"organisation": str(SOUTH), "address": "Cloud west", "purpose": "backup"},
                {"organisation": str(SOUTH), "address": "2 South Street", "purpose": "processing"},
            ]
        },
    }
    return Request(**(told | changes))


BOUND = (
    agreements.Bound(organisation_id=NORTH, name="North", role="controller"),
    agreements.Bound(organisation_id=SOUTH, name="South", role="processor"),
)


@dataclass
class Line:
    """Says events as the other services would, and lets audit hear them, and itself."""

    ground: Ground
    id: UUID = ID
    asked: Request = field(default_factory=request)
    at: datetime = START
    _versions: dict[tuple[str, UUID], Any] = field(default_factory=lambda: defaultdict(lambda: itertools.count(1)))
    _told: int = 0

    def say(self, cls: type[Event], at: datetime | None = None, by: Actor = SYSTEM, **facts: Any) -> Envelope:
        """Let audit hear that this happened; an hour goes by."""
        self.at = at or self.at + timedelta(hours=1)
        facts.setdefault("subject", self.id)
        return self.hear(cls(at=self.at, by=by.id, **facts), wire.owner(cls))

    def hear(self, event: Event, source: str, id: UUID | None = None) -> Envelope:
        version = next(self._versions[source, event.subject])
        envelope = envelope_of(event, source, version, id)
        self.enter(event, envelope)
        return envelope

    def enter(self, event: Event, envelope: Envelope) -> None:
        self.ground.do(lambda session, event, call: handlers.enter(session, event, call, envelope), event, at=event.at)

    def hear_own(self) -> None:
        """Let audit hear what it said itself since the last time."""
        with self.ground.db.read() as session:
            rows = session.query(tables.Outbox).order_by(tables.Outbox.position).offset(self._told).all()
            letters = [(wire.load_event(row.body), wire.load_envelope(row.body)) for row in rows]
        for event, envelope in letters:
            self.enter(event, envelope)
        self._told += len(letters)

    def submitted(self, **facts: Any) -> "Line":
        self.say(intake.ApplicationSubmitted, by=LEAD, reference=self.asked.reference, request=self.asked, **facts)
        return self

    def accepted(self, level: Assurance = Assurance.L1) -> "Line":
        told = {"reference": self.asked.reference, "request": self.asked, "level": level, "committee": False}
        self.say(intake.ApplicationAccepted, by=OFFICER, case_officer_id=OFFICER.id, **told)
        return self

    def approved(self) -> "Line":
        letter = review.Letter(heading="Approved", paragraphs=())
        who = {"decided_by": (GUARDIAN.id,), "advised_by": (), "reviewed_by": (), "case_officer_id": OFFICER.id}
        told = {"request": self.asked, "level": Assurance.L1, "conditions": (), "letter": letter}
        self.say(review.ApplicationApproved, by=GUARDIAN, **told, **who)
        return self

    def in_force(self) -> "Line":
        end = datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC)
        span = {"starts_on": date(2026, 1, 1), "ends_on": ENDED, "starts_at": START, "ends_at": end}
        named = {"reference": self.asked.reference, "agreement_ref": "DSA-2026-00042-v1.0", "request": self.asked}
        shas = {"text_sha256": SHA, "sha256": SHA, "optout": self.asked.legal.opt_out}
        self.say(agreements.AgreementInForce, organisations=BOUND, conditions=(), **span, **named, **shas)
        return self

    def released(self, ref: str = "R1", delivery: provisioning.Delivery = provisioning.Delivery.SDE) -> "Line":
        record = provisioning.OptOutRecord(
            basis="not-cpi", legally_required=False, applied=True, method="check-service", n_in=500, n_out=488,
            removed=12, list_sha256=SHA, operator="analyst",
        )
        told = {"reference": self.asked.reference, "release_ref": ref}
        self.say(provisioning.OptOutChecked, record=record, **told)
        for final in (False, True):
            said = {"manifest_sha256": SHA, "approver_id": new_id(), "final": final, "delivery": delivery}
            self.say(provisioning.ReleaseApproved, **said, **told)
        return self

    def active(self) -> "Line":
        told = {"reference": self.asked.reference, "release_ref": "R1", "workspace": "w"}
        self.say(provisioning.WorkspaceReady, files=(), **told)
        self.say(provisioning.ProjectActive, smoke_test="ok", members=(LEAD.id,), **told)
        return self

    def expired(self, certify_days: int = 0) -> "Line":
        told = {"reference": self.asked.reference, "agreement_ref": "DSA-2026-00042-v1.0", "organisations": BOUND}
        when = {"ended_on": ENDED, "ended_at": AFTER, "at": datetime(2026, 6, 30, 23, 0, tzinfo=UTC)}
        how = {"reason": "end-date", "access": self.asked.access, "profile": self.asked.profile}
        how |= {"certify_days": certify_days}
        self.say(agreements.AgreementExpired, **told, **when, **how)
        return self

    def destroyed(self) -> "Line":
        told = {"reference": self.asked.reference, "files": (), "releases": ("R1",), "key_id": "k1"}
        how = {"destroyed_at": AFTER, "method": "overwrite", "performer": "Sam Sde"}
        self.say(provisioning.WorkspaceDestroyed, at=AFTER, **told, **how)
        return self

    def to_the_end(self) -> "Line":
        return self.submitted().accepted().approved().in_force().released().active().expired()

    def submit(self, organisation: UUID, by: Actor = LEAD, at: datetime = AFTER, **changes: Any) -> Any:
        made = certificate(organisation, **changes)
        return self.ground.do(
            handlers.handle_deletion, SubmitCertificate(application_id=self.id, certificate=made), by=by, at=at
        )

    def accept(self, organisation: UUID, by: Actor = CHECKER, at: datetime = AFTER) -> Any:
        command = AcceptCertificate(application_id=self.id, organisation_id=organisation)
        return self.ground.do(handlers.handle_deletion, command, by=by, at=at)

    def ask_back(self, organisation: UUID, by: Actor = CHECKER) -> Any:
        command = QueryCertificate(application_id=self.id, organisation_id=organisation, question="Which drive?")
        return self.ground.do(handlers.handle_deletion, command, by=by, at=AFTER)


def item(**changes: Any) -> DestroyedItem:
    told: dict[str, Any] = {
        "asset": "disk 1",
        "medium": Medium.SSD,
        "method": Method.PURGE,
        "technique": Technique.BLOCK_ERASE,
        "tool": "nvme-cli 2",
        "verification": "read back, all zero",
    }
    return DestroyedItem(**(told | changes))


def certificate(organisation: UUID = NORTH, **changes: Any) -> Certificate:
    told: dict[str, Any] = {
        "organisation_id": organisation,
        "completed_at": AFTER - timedelta(hours=2),
        "performed_by": Signed(name="Pat Performer", role="engineer"),
        "witnessed_by": Signed(name="Will Witness", role="engineer"),
        "authorised_by": Signed(name="Di Director", role="SIRO"),
        "backups": Backups(statement=BackupStatement.NONE),
        "items": (item(),),
        "locations": PLACES.get(organisation, ()),
        "releases": ("R1",),
        "standard": "NIST SP 800-88 Rev. 2",
    }
    return Certificate(**(told | changes))


def a_call(by: Actor = LEAD, at: datetime = AFTER) -> Call:
    return Call(actor=by, at=at)


