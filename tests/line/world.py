"""Who there is: organisations with evidence, staff with roles, and the people of a request, all made by commands.

Made once for a run of tests, since hashing forty passwords takes seconds; each test then works on copies.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deploy import keys
from services.chassis import documents
from services.chassis.database import Database
from services.contracts.agreements import RecordFrameworkContract
from services.contracts.intake import organisations as orgs
from services.contracts.intake import people as say
from services.contracts.message import ANONYMOUS, Actor, Role
from services.contracts.wire import SERVICES
from services.intake.models.correspondence import Mail
from tests.support import Ground, ground_for

from .bus import Bus

DATA = Path(__file__).parents[2] / "deploy" / "demo_data"
PASSWORD = "vexing plumber sixty"
CERTIFICATE = b"%PDF-1.7 a certificate"
GOOD_UNTIL, TRAINED = date(2029, 6, 30), date(2026, 6, 1)
PEOPLE = {
    "lead": ("Prof Rhona Adair", "northbridge"),
    "analyst": ("Cato Nyman", "northbridge"),
    "signatory": ("Petra Quill", "northbridge"),
    "partner_signatory": ("Amos Thrale", "icb"),
    "clinician": ("Dr Lorne Bask", "eastmere"),
    "outsider": ("Sigrid Vane", "ashcombe"),
    "company_signatory": ("Dov Rusk", "kestrel"),
}
SECOND_STAFF = {
    "ada.moss": ("Ada Moss", (Role.CASE_OFFICER,)),
    "ned.vole": ("Ned Vole", (Role.IG_LEAD,)),
    "pru.ford": ("Pru Ford", (Role.CHAIR,)),
    "joan.tully": ("Joan Tully", (Role.SIRO,)),
    "abe.crane": ("Dr Abe Crane", (Role.CALDICOTT_GUARDIAN,)),
}
NAMES = {"custodian": "eastmere", "university": "northbridge", "partner": "icb"}  # as the example answers call them


@dataclass
class World:
    """Ids and actors by key, the folder that holds it all, and the Analysis Data Core."""

    folder: Path
    core: Path
    organisations: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Actor:
        return self.people[key]

    def names(self) -> dict[str, str]:
        """What the braces of the example answers stand for."""
        found = {key: str(actor.id) for key, actor in self.people.items()}
        return (
            found
            | {name: str(self.organisations[key]) for name, key in NAMES.items()}
            | {key: str(one) for key, one in self.organisations.items()}
        )


def folders(folder: Path) -> Mapping[str, str]:
    """The environment in which everything of a test lies under `folder`."""
    names = ("documents", "keys", "mail", "workspaces", "production", "data")
    return {"HAVEN_RUN": str(folder), **{f"HAVEN_{name.upper()}": str(folder / name) for name in names}}


def bus_on(folder: Path, patch: Any, *, fresh: bool = False) -> Bus:
    """A bus on the databases in `folder`."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    urls = {name: f"sqlite:///{folder / 'data' / name}.sqlite" for name in SERVICES}
    if fresh:
        return Bus({name: ground_for(name, url) for name, url in urls.items()}, patch)
    return Bus({name: Ground(name, Database(url)) for name, url in urls.items()}, patch)


def make(folder: Path, core: Path, patch: Any) -> World:
    """Everybody, by commands, in fresh databases under `folder`."""
    for name, value in folders(folder).items():
        patch.setenv(name, value)
    keys.ensure(folder / "keys")
    bus, world = bus_on(folder, patch, fresh=True), World(folder, core)
    first, second = (_administrator(bus, key) for key in ("first.admin", "second.admin"))
    world.people |= {"first.admin": first, "second.admin": second}
    for one in json.loads((DATA / "organisations.json").read_text()):
        world.organisations[one["key"]] = _organisation(bus, first, one)
    for one in json.loads((DATA / "staff.json").read_text()):
        where = world.organisations.get(one.get("organisation", "eastmere"))
        roles = tuple(Role(role) for role in one["roles"])
        world.people[one["key"]] = _staff(bus, one["key"], one["name"], where, roles, first, second)
    for key, (name, roles) in SECOND_STAFF.items():
        world.people[key] = _staff(bus, key, name, world.organisations["eastmere"], roles, first, second)
    for key, (name, employer) in PEOPLE.items():
        world.people[key] = newcomer(bus, key, name, world.organisations[employer])
        show_profile(bus, world.people[key], world["hari.bose"])
    for key in ("northbridge", "icb", "surgery", "kestrel"):
        contract = RecordFrameworkContract(
            organisation_id=world.organisations[key], name=key, version="2.0", signed_on=date(2026, 1, 5),
            expires_on=GOOD_UNTIL,
        )  # fmt: skip
        bus.do(contract, world["gwen.pike"])
    bus.close()
    return world


def copied(world: World, folder: Path) -> World:
    """The same world in another folder."""
    shutil.copytree(world.folder, folder, dirs_exist_ok=True)
    return replace(world, folder=folder)


def show_profile(bus: Bus, who: Actor, checker: Actor, completed: date = TRAINED) -> None:
    """A CV, and a training certificate that staff accept."""
    sha256 = documents.put(CERTIFICATE, "application/pdf")
    bus.do(say.AddProfileEvidence(kind=say.Evidence.CV, sha256=sha256, filename="cv.pdf"), who)
    show_training(bus, who, checker, completed)


def show_training(bus: Bus, who: Actor, checker: Actor, completed: date, course: str = "SRT") -> None:
    """A training certificate, and that staff accepted it."""
    sha256 = documents.put(CERTIFICATE, "application/pdf")
    told = {"kind": say.Evidence.IG_TRAINING, "sha256": sha256, "filename": "ig.pdf", "course_code": course}
    bus.do(say.AddProfileEvidence(**told, completed_on=completed), who)
    for row in bus.ask(say.ListEvidenceToCheck(limit=200), checker).rows:
        if row.person_id == who.id:
            bus.do(say.CheckProfileEvidence(evidence_id=row.evidence_id, accepted=True), checker)


def _administrator(bus: Bus, key: str) -> Actor:
    command = say.BootstrapAdministrator(email=f"{key}@haven.example", name=key, password=PASSWORD)
    return Actor(id=bus.do(command, ANONYMOUS).subject, name=key, roles=frozenset({Role.PERSON, Role.ADMINISTRATOR}))


def newcomer(bus: Bus, key: str, name: str, organisation_id: UUID | None) -> Actor:
    """Somebody who signed up and confirmed their address, by commands."""
    email = f"{key}@haven.example"
    bus.do(say.SignUp(email=email, name=name, password=PASSWORD, organisation_id=organisation_id), ANONYMOUS)
    with bus.grounds["intake"].db.read() as session:
        mail = session.scalars(select(Mail).order_by(Mail.written_at.desc(), Mail.id.desc()).limit(1)).one()
        token = mail.text.partition("enter this code: ")[2].split()[0]
    person = bus.do(say.ConfirmAddress(token=token), ANONYMOUS).subject
    return Actor(id=person, name=name, roles=frozenset({Role.PERSON}), organisation_id=organisation_id)


def _staff(
    bus: Bus, key: str, name: str, where: UUID | None, roles: tuple[Role, ...], first: Actor, second: Actor
) -> Actor:
    person = newcomer(bus, key, name, where)
    for role in roles:
        proposed = bus.do(say.ProposeRole(person_id=person.id, role=role, reason="Named in the rota"), first)
        bus.do(say.ApproveRole(proposal_id=UUID(proposed.reference)), second)
    return replace(person, roles=person.roles | set(roles))


def _organisation(bus: Bus, by: Actor, one: dict[str, Any]) -> UUID:
    known = {name: one[name] for name in ("ods_code", "company_number", "charity_number") if name in one}
    register = orgs.RegisterOrganisation(name=one["name"], kind=orgs.OrganisationType(one["kind"]), **known)
    found: UUID = bus.do(register, by).subject
    evidence = orgs.UpdateOrganisationEvidence(
        organisation_id=found, ico_number=one["ico_number"], ico_expiry=GOOD_UNTIL,
        dspt_status=orgs.Dspt(one["dspt_status"]), dspt_year="2026-27", dspt_published_on=date(2026, 6, 20),
        iso27001_certificate=one.get("iso27001_certificate"), iso27001_scope=one.get("iso27001_scope"),
        iso27001_expiry=GOOD_UNTIL + timedelta(days=1) if "iso27001_certificate" in one else None,
    )  # fmt: skip
    bus.do(evidence, by)
    return found
