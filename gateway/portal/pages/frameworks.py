"""Framework contracts of organisations, under which agreements are made."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.contracts import agreements, intake
from services.contracts.message import Role

from ...api.route import STAFF_ONLY
from .. import choices
from ..row import Column, Field, Filter, Form, Listing
from ..visit import Visit
from .agreements_staff import READERS

CRUMBS = (("/staff/framework-contracts", "Framework contracts"),)


def asks(visit: Visit) -> Mapping[str, Any]:
    """Organisations, as far as the address narrows them down."""
    return {"organisations": intake.ListOrganisations(q=visit.arg("q")[:100], limit=choices.MOST)}


def organisations(visit: Visit) -> list[tuple[str, str]]:
    """Them, by name."""
    found = visit["organisations"]
    return [(str(one.organisation_id), one.name) for one in (found.rows if found else ())]


def name_of(visit: Visit, _asked: list[Any], values: dict[str, Any]) -> Mapping[str, Any]:
    """The contract is in the organisation's name."""
    return values | {"name": dict(organisations(visit)).get(str(values.get("organisation_id", "")), "")}


STATES = (("effective", "In force"), ("expired", "Run out"), ("terminated", "Ended"))


def ended(organisation_id: UUID) -> str:
    """Where an organisation's contract is ended."""
    return f"/staff/framework-contracts/{organisation_id}/terminate"


PAGES = (
    Listing(
        path="/staff/framework-contracts",
        who=READERS,
        title="Framework contracts",
        nav="Framework contracts",
        under="/staff/agreements",
        query=agreements.ListFrameworkContracts,
        intro="An organisation needs one in force before it can sign an agreement. The next to run out comes first.",
        columns=(
            Column("Organisation", lambda row: row.name),
            Column("Reference", lambda row: row.reference, sort="reference"),
            Column("Version", lambda row: row.version),
            Column("State", lambda row: dict(STATES).get(row.state.value, "")),
            Column("Signed on", lambda row: row.signed_on),
            Column("Runs out on", lambda row: row.expires_on, sort="expires_on"),
            Column("Action", lambda row: "End it" if "TerminateFrameworkContract" in row.may else "",
                   lambda row: ended(row.organisation_id)),
        ),
        filters=(Filter("state", "State", STATES),),
        actions=(("RecordFrameworkContract", ""),),
        empty="No framework contract has been recorded.",
    ),
    Form(
        path="/staff/framework-contracts/new",
        who=frozenset({Role.CASE_OFFICER, Role.IG_LEAD}),
        command=agreements.RecordFrameworkContract,
        title="Record a framework contract",
        template="staff/choose_organisation.html",
        crumbs=CRUMBS,
        intro=("New, or renewed: what is recorded here takes the place of what was.",),
        asks=asks,
        fields=(
            Field("organisation_id", "Which organisation?", kind="one", choices=organisations,
                  none="No organisation has these words in its name. Find another below, or register it first:",
                  none_link=("/organisations", "Organisations")),
            Field("name", kind="hidden"),
            Field("version", "Version of the contract", "For example 2.0"),
            Field("signed_on", "On which day was it signed by both?"),
            Field("expires_on", "Until which day does it hold?"),
            Field("external_reference", "Its number elsewhere", "If it was made outside Haven: CON-123456-AB1CD."),
        ),
        read=name_of,
        submit="Record the contract",
        then="/staff/framework-contracts",
        done="The framework contract is recorded. The organisation can now sign agreements.",
    ),
    Form(
        path="/staff/framework-contracts/<uuid:organisation_id>/terminate",
        who=STAFF_ONLY,
        command=agreements.TerminateFrameworkContract,
        title="End a framework contract",
        template="agreements/end_framework.html",
        crumbs=CRUMBS,
        intro=("This cannot be taken back. Every agreement under it ends too, and the data are to be destroyed.",),
        asks=lambda visit: {"organisation": intake.ReadOrganisation(organisation_id=visit.path["organisation_id"])},
        fields=(Field("reason", "Why?", "At least 10 characters. The organisation reads this."),),
        submit="End the contract",
        danger=True,
        then="/staff/framework-contracts",
        done="The contract has ended, and with it every agreement under it.",
    ),
)  # fmt: skip
