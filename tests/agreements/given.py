"""A request approved for three organisations' people, and histories of its agreement, for the tests of this folder."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Any
from uuid import UUID

from services.agreements.domain import commands, generation, hearing
from services.agreements.domain.agreement import Agreement
from services.agreements.domain.evolution import after
from services.agreements.domain.framework import Framework
from services.agreements.domain.guards import Standing
from services.contracts.agreements import (
    FrameworkState,
    GivePurchaseOrder,
    IssueAgreement,
    LetterOffice,
    LetterUser,
    ReadAgreementText,
    SignAgreement,
    SignReleaseLetter,
    SignServiceAgreement,
)
from services.contracts.message import SYSTEM, Actor, Call, Command, Event, Role
from services.contracts.request import (
    Access,
    Approval,
    Assurance,
    CohortWanted,
    DatasetWanted,
    Legal,
    Level,
    Member,
    Party,
    Profile,
    Request,
    RequestType,
)
from services.contracts.review import ApplicationApproved, Condition, ConditionKind, Letter
from services.contracts.settings import DEFAULTS, Settings

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
APPLICATION, NORTHBRIDGE, SOCIETY, CLOUD = (UUID(int=n) for n in (42, 101, 102, 103))
STATEMENT = "I am authorised to sign, and I have read this agreement."


def person(number: int, name: str, *roles: Role) -> Actor:
    return Actor(id=UUID(int=number), name=name, roles=frozenset({Role.PERSON, *roles}))


LEAD, MEMBER = person(1001, "Ada Okafor"), person(1002, "Dee Shah")
UNIVERSITY, CHARITY = person(1003, "Vice Chancellor"), person(1004, "Honorary Secretary")
OFFICER = person(2001, "Gwen Pike", Role.CASE_OFFICER)
SIGNER = person(2002, "Una Bell", Role.CUSTODIAN_SIGNATORY)
GUARDIAN = person(2003, "Kit Voss", Role.CALDICOTT_GUARDIAN)
SIRO = person(2004, "Lena Marsh", Role.SIRO)
IG_LEAD = person(2005, "Hari Bose", Role.IG_LEAD)
MONEY = person(2006, "Sol Vale", Role.FINANCE)
STRANGER = person(3001, "Nobody")


def party(number: UUID, name: str, signatory: Actor | None = None, **more: Any) -> Party:
    return Party(
        organisation_id=number, name=name, ods_code=f"ZZU{number.int % 100:02d}", ico_number="ZZ900002",
        ico_expiry=date(2027, 3, 31), dspt_status="STANDARDS_MET", signatory_id=signatory and signatory.id,
        signatory_name=signatory.name if signatory else "", **more,
    )  # fmt: skip


def request(**changes: Any) -> Request:
    """A hospital request for two datasets in the secure environment, by a university and a charity."""
    whole = Request(
        reference="DAR-2026-00042", profile=Profile.HOSPITAL, title="Long-term outcomes after lung health checks",
        lay_summary="Follows people invited for a lung health check.", public_benefit="Better screening.",
        purpose="Compare stage at diagnosis and survival.", request_type=RequestType.RESEARCH, approval=Approval.FULL,
        level=Level.PSEUDONYMISED, access=Access.SDE, version=3, sha256="a" * 64,
        lead=Member(person_id=LEAD.id, name=LEAD.name), team=(Member(person_id=MEMBER.id, name=MEMBER.name),),
        controllers=(party(NORTHBRIDGE, "University of Northbridge", UNIVERSITY),
                     party(SOCIETY, "Society for Emergency Surgery", CHARITY)),
        processors=(party(CLOUD, "Northbridge Cloud Services"),),
        datasets=(DatasetWanted(dataset="HES_APC", fields=("ADMIDATE", "DIAG_01"), year_from=2015, year_to=2025,
                                reason="Admissions after the check"),
                  DatasetWanted(dataset="CIV_DEATH", fields=("DOD",), reason="Survival")),
        cohort=CohortWanted(source="criteria", age_from=55, age_to=74, estimated_size=48250),
        legal=Legal(article6=("6(1)(e)",), article9=("9(2)(j)",), confidentiality="s251_reg5", opt_out="applied",
                    cag_reference="25/CAG/0152", cag_end=date(2030, 11, 14), rec_reference="25/LO/0417"),
        start=date(2026, 8, 1), end=date(2028, 7, 31),
    )  # fmt: skip
    return replace(whole, **changes)


def condition(number: int, kind: ConditionKind, text: str) -> Condition:
    return Condition(id=UUID(int=9000 + number), number=number, kind=kind, text=text)


SPECIAL = condition(1, ConditionKind.SPECIAL, "Counts below 10 are suppressed in every output.")
PRECEDENT = condition(2, ConditionKind.PRECEDENT, "The privacy notice names cancer registration data.")


def approved(asked: Request | None = None, *conditions: Condition) -> ApplicationApproved:
    return ApplicationApproved(
        subject=APPLICATION, at=NOON, by=GUARDIAN.id, request=asked or request(), level=Assurance.L3,
        conditions=conditions or (SPECIAL,), decided_by=(GUARDIAN.id,), advised_by=(), reviewed_by=(),
        case_officer_id=OFFICER.id, letter=Letter(heading="Decision", paragraphs=("Approved.",)),
    )  # fmt: skip


def contract(organisation: UUID, name: str, expires_on: date = date(2029, 12, 31)) -> Framework:
    return Framework(
        id=organisation, state=FrameworkState.EFFECTIVE, reference=f"DSFC-2026-{organisation.int:04d}", name=name,
        signed_on=date(2026, 1, 1), expires_on=expires_on,
    )  # fmt: skip


CONTRACTS = Standing(
    frameworks={NORTHBRIDGE: contract(NORTHBRIDGE, "Northbridge"), SOCIETY: contract(SOCIETY, "Society")}
)


def call(by: Actor = SYSTEM, at: datetime = NOON) -> Call:
    return Call(actor=by, at=at)


def generated(asked: Request | None = None, *conditions: Condition, settings: Settings = DEFAULTS) -> Agreement:
    """The agreement right after the approval."""
    empty = Agreement(id=APPLICATION)
    return fold(generation.generate(approved(asked, *conditions), empty, call(), settings), empty)


def fold(events: Iterable[Event], agreement: Agreement) -> Agreement:
    return reduce(lambda so_far, event: after(event, so_far), events, agreement)


Step = tuple[Actor, Command]


def obey(
    agreement: Agreement, by: Actor, command: Command, at: datetime = NOON, known: Standing = CONTRACTS
) -> Agreement:
    return fold(ask(agreement, by, command, at, known), agreement)


def ask(
    agreement: Agreement, by: Actor, command: Command, at: datetime = NOON, known: Standing = CONTRACTS
) -> list[Event]:
    """The events that follow from a command."""
    return commands.handle(command, agreement, call(by, at), known)


def issue(start: date | None = None, end: date | None = None) -> IssueAgreement:
    return IssueAgreement(application_id=APPLICATION, start=start, end=end)


def sign(agreement: Agreement, who: str | UUID) -> SignAgreement:
    return SignAgreement(
        application_id=APPLICATION, party=str(who), document_sha256=agreement.text_sha256, statement=STATEMENT
    )


READ = ReadAgreementText(application_id=APPLICATION)
ORDER = GivePurchaseOrder(application_id=APPLICATION, number="PUR/2026/118")
SERVICE = SignServiceAgreement(application_id=APPLICATION, statement=STATEMENT)


def issued(asked: Request | None = None, *conditions: Condition) -> Agreement:
    return obey(generated(asked, *conditions), OFFICER, issue())


def read_and_sign(agreement: Agreement, by: Actor, who: str | UUID, at: datetime = NOON) -> Agreement:
    agreement = obey(agreement, by, READ, at)
    return obey(agreement, by, sign(agreement, who), at)


def custodian_signed(asked: Request | None = None, *conditions: Condition) -> Agreement:
    return read_and_sign(issued(asked, *conditions), SIGNER, "custodian")


def in_force(asked: Request | None = None, *conditions: Condition) -> Agreement:
    """Signed by everyone, and so in force."""
    agreement = obey(custodian_signed(asked, *conditions), LEAD, ORDER)
    agreement = read_and_sign(agreement, UNIVERSITY, NORTHBRIDGE)
    agreement = obey(agreement, UNIVERSITY, SERVICE)
    return read_and_sign(agreement, CHARITY, SOCIETY)


def with_user(agreement: Agreement, until: date | None = date(2027, 7, 1)) -> Agreement:
    return hearing.user_verified(agreement, LetterUser(person_id=MEMBER.id, name=MEMBER.name, valid_to=until))


def letter(office: LetterOffice) -> SignReleaseLetter:
    return SignReleaseLetter(application_id=APPLICATION, office=office)


def released(asked: Request | None = None) -> Agreement:
    """In force, with a verified user and an issued letter."""
    agreement = obey(with_user(in_force(asked)), IG_LEAD, letter(LetterOffice.IG_LEAD))
    return obey(agreement, GUARDIAN, letter(LetterOffice.CALDICOTT_GUARDIAN))


def names(events: Iterable[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def days(number: int) -> timedelta:
    return timedelta(days=number)
