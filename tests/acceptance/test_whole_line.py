"""Both profiles through the whole line, from the enquiry (or the draft) to the closed project, without a broker.

S0-1 to S0-42, S1-1 to S1-39 and domain 1.2, 1.3, 1.7: the public label after each step, everything that is said and in
which order, and that each command is offered and obeyed from its step on and not before.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.contracts import agreements as a
from services.contracts import audit, wire
from services.contracts import provisioning as p
from services.contracts import review as r
from services.contracts.intake import application as say
from services.contracts.message import Command, NotFound, NotPermitted, new_id
from services.contracts.wire import SERVICES
from tests.line import Bus, Road, World

SHA = "ab" * 32
USERS_FIRST = ("verify_users", "issue", "sign_custodian", "order", "accept_service", "sign_controllers", "letter")
USERS_LAST = ("issue", "sign_custodian", "order", "accept_service", "sign_controllers", "supply_cohort", "verify_users")
LABELS: dict[str, list[tuple[str, str]]] = {
    "hospital": [
        ("drafted", "Draft Applications"),
        ("submit", "DAR Submitted"),
        ("take_on", "DAR Submitted"),
        ("return_with_query", "DAR Submitted (action needed)"),
        ("answer_queries", "DAR Submitted (action needed)"),
        ("submit", "DAR Submitted"),
        ("accept", "DAR Under Review"),
        ("assign", "DAR Under Review"),
        ("review", "DAR Review Completed"),
        ("ask_feedback", "Feedback to Applicants"),
        ("answer_feedback", "Feedback to Applicants"),
        ("schedule", "DAR Scheduled"),
        ("hold", "DAR Scheduled"),
        ("advise", "DAR Scheduled"),
        ("decide", "DAC Approved"),
        ("meet_conditions", "Verifying Users"),
        *((step, "Release Data Release Confirmation Letter") for step in USERS_FIRST[:-1]),
        ("letter", "Provisioning Project"),
        ("produce", "Provisioning Project"),
        ("check_quality", "Provisioning Project"),
        ("approve_release", "Provisioning Project"),
        ("open_workspace", "Provisioning Project"),
        ("activate", "Active Project"),
        ("expire", "Expired"),
        ("submit_certificates", "Closing"),
        ("accept_certificates", "Closed"),
    ],
    "dars": [
        ("drafted", "Draft"),
        ("submit", "Submitted"),
        ("take_on", "Submitted"),
        ("return_with_query", "Returned for information"),
        ("answer_queries", "Returned for information"),
        ("submit", "Submitted"),
        ("accept", "In assurance"),
        ("assign", "In assurance"),
        ("review", "Assurance comments complete"),
        ("ask_feedback", "Response to comments needed"),
        ("answer_feedback", "Response to comments needed"),
        ("schedule", "Scheduled for committee"),
        ("hold", "Scheduled for committee"),
        ("advise", "Decision being confirmed"),
        ("decide", "Approved"),
        ("meet_conditions", "Agreement for signature"),
        *((step, "Agreement for signature") for step in USERS_LAST[:-3]),
        ("sign_controllers", "Awaiting cohort file"),
        ("supply_cohort", "Verifying users"),
        ("verify_users", "Data being prepared"),
        ("produce", "Data being prepared"),
        ("check_quality", "Data being prepared"),
        ("approve_release", "Access being set up"),
        ("open_workspace", "Access being set up"),
        ("activate", "Active agreement"),
        ("expire", "Expired: delete data"),
        ("submit_certificates", "Certificate being checked"),
        ("accept_certificates", "Closed"),
    ],
}

# Which events a service says of one request, in this order. `*` stands for one or more of the name before it.
SAID: dict[str, str] = {
    "intake": "ApplicationStarted DraftSaved DocumentAttached * ApplicationSubmitted CaseOfficerAssigned "
    "ApplicationReturned QueryAnswered DraftSaved ApplicationSubmitted CheckRecorded * RouteConfirmed "
    "ApplicationAccepted",
    "review": "CaseOpened ReviewersAssigned ConflictDeclared ReviewRecorded ConflictDeclared ReviewRecorded "
    "ConflictDeclared ReviewRecorded ConflictDeclared ReviewRecorded ConflictDeclared ReviewRecorded ReviewCompleted "
    "FeedbackRequested FeedbackAnswered CaseScheduled ConflictDeclared * AdviceRecorded DecisionSigned * "
    "ApplicationApproved ConditionEvidenceSubmitted ConditionMet",
    "agreements hospital": "AgreementGenerated AgreementIssued AgreementRead SignedByCustodian PurchaseOrderGiven "
    "ServiceAgreementSigned AgreementRead SignedByController AgreementInForce InvoiceIssued ReleaseLetterSigned * "
    "ReleaseLetterIssued InvoiceIssued AgreementExpired",
    "agreements dars": "AgreementGenerated AgreementIssued AgreementRead SignedByCustodian PurchaseOrderGiven "
    "ServiceAgreementSigned AgreementRead SignedByController AgreementRead SignedByController AgreementInForce "
    "InvoiceIssued * AgreementExpired",
    "provisioning hospital": "ProjectOpened UserTermsAccepted DataUserVerified UserTermsAccepted DataUserVerified "
    "ProductionStarted ReleaseBuilding OptOutChecked DataProduced QualityChecked ReleaseApproved * WorkspaceReady "
    "MemberAdded * ProjectActive AccessRevoked DestructionStarted WorkspaceDestroyed",
    "provisioning dars": "ProjectOpened CohortAwaited CohortReceived CohortAccepted UserTermsAccepted DataUserVerified "
    "UserTermsAccepted DataUserVerified ProductionStarted ReleaseBuilding OptOutChecked DataProduced QualityChecked "
    "ReleaseApproved * WorkspaceReady MemberAdded * ProjectActive AccessRevoked DestructionStarted WorkspaceDestroyed",
    "audit": "ReceiptIssued DeletionOrdered CertificateReceived * CertificateAccepted * ProjectClosed",
}
ENQUIRY = (
    "EnquiryReceived EnquiryInformationRequested EnquiryInformationGiven EnquiryAnswered AssessmentCompleted "
    "FundingConfirmed ApplicantInvited"
)

Facts = Callable[[Road], dict[str, Any]]
Enabled = tuple[type[Command], str, Facts]


def _none(road: Road) -> dict[str, Any]:
    return {}


def _signature(road: Road) -> dict[str, Any]:
    return {"party": "custodian", "document_sha256": SHA, "statement": "I sign it for the custodian."}


def _checklist(road: Road) -> dict[str, Any]:
    items = tuple(p.QualityCheck(item=item, passed=True) for item in p.QUALITY_ITEMS)
    return {"manifest_sha256": SHA, "passed": True, "checklist": items}


def _acceptance(road: Road) -> dict[str, Any]:
    return {"organisation_id": road.world.organisations["northbridge"]}


def _certificate(road: Road) -> dict[str, Any]:
    university = road.world.organisations["northbridge"]
    state = audit.HolderState("due")
    return {
        "certificate": road.certificate(
            audit.HolderView(organisation_id=university, name="", role="", state=state), releases=()
        )
    }


# Step -> what becomes possible with it. Before the step it is not offered, and refused when it is tried.
OPENS: dict[str, tuple[Enabled, ...]] = {
    "submit": ((say.AssignCaseOfficer, "gwen.pike", lambda road: {"officer_id": road.who("gwen.pike").id}),),
    "return_with_query": ((say.AnswerQuery, "lead", lambda road: {"query_id": new_id(), "response": "Here."}),),
    "accept": ((r.AssignReviewers, "bea.stone", lambda road: {"reviewers": ()}),),
    "assign": ((r.DeclareInterest, "vera.nunn", lambda road: {"kind": r.Interest.NONE}),),
    "review": ((r.RequestFeedback, "bea.stone", _none),),
    "ask_feedback": ((r.AnswerFeedback, "lead", lambda road: {"responses": ()}),),
    "schedule": ((r.RecordAdvice, "bea.stone", lambda road: {"outcome": r.Advice.SUPPORT, "summary": "Useful."}),),
    "advise": (
        (r.SignDecision, "{holder}", lambda road: {"outcome": r.Outcome.APPROVED, "office": HOLDER[road.profile][1]}),
    ),
    "decide": (
        (a.IssueAgreement, "gwen.pike", _none),
        (p.AcceptUserTerms, "lead", _none),
        (r.SubmitConditionEvidence, "lead", lambda road: {"condition_id": new_id(), "statement": "Done."}),
    ),
    "issue": ((a.SignAgreement, "ivo.kent", _signature),),
    "produce": ((p.CheckQuality, "nia.poole", _checklist),),
    "check_quality": ((p.ApproveRelease, "owen.tait", lambda road: {"manifest_sha256": SHA}),),
    "approve_release": ((p.CreateWorkspace, "quin.abel", _none),),
    "open_workspace": ((p.ActivateProject, "quin.abel", lambda road: {"smoke_test": "Somebody signed in."}),),
    "expire": ((audit.SubmitCertificate, "lead", _certificate),),
    "submit_certificates": ((audit.AcceptCertificate, "rosa.finn", _acceptance),),
}
HOLDER = {"hospital": ("kit.voss", r.Office.CALDICOTT_GUARDIAN), "dars": ("lena.marsh", r.Office.SIRO)}


class Watched(Road):
    """A road on which nobody is asked for more than they were offered."""

    @property
    def looks(self) -> dict[str, Callable[[Any], Any]]:
        return {
            "intake": self.application, "review": self.case, "agreements": self.agreement,
            "provisioning": self.project, "audit": self.deletion,
        }  # fmt: skip

    def offered(self, cls: type[Command], by: Any) -> bool:
        """Whether the service that owns this command says that this person may give it now."""
        try:
            view = self.looks[wire.owner(cls)](by)
        except (NotFound, NotPermitted):
            return False
        names = {*view.may, *(name for holder in getattr(view, "holders", ()) for name in holder.may)}
        return cls.__name__ in names

    def give(self, cls: type[Command], by: Any = "lead", **facts: Any) -> Any:
        assert self.offered(cls, by), f"{cls.__name__} was not offered to {by} while {self.label}"
        return super().give(cls, by, **facts)

    def sign_custodian(self) -> None:
        self.sign("custodian")

    def sign_controllers(self) -> None:
        for party in self.controllers:
            self.sign(party)

    def submit_certificates(self) -> None:
        for holder in self.deletion().holders:
            self.give(audit.SubmitCertificate, certificate=self.certificate(holder))

    def accept_certificates(self) -> None:
        for holder in self.deletion().holders:
            self.give(audit.AcceptCertificate, "rosa.finn", organisation_id=holder.organisation_id)

    def opened_by(self, step: str) -> Iterator[tuple[type[Command], str, dict[str, Any]]]:
        for cls, by, facts in OPENS.get(step, ()):
            yield cls, by.replace("{holder}", HOLDER[self.profile][0]), facts(self)


@pytest.mark.parametrize("profile", ["hospital", "dars"])
def test_a_request_goes_from_the_first_word_to_the_closed_project(line: Bus, here: World, profile: str) -> None:
    """S0-25 to S0-42, S1-39 (domain 1.2, 1.3, 1.7): the label after each step, and everything that was said."""
    road = Watched(line, here, profile)
    shown = []
    for step, _ in LABELS[profile]:
        getattr(road, step)()
        shown.append((step, road.label))
    assert shown == LABELS[profile]
    for service in SERVICES:
        told = [one.name for one in line.said if one.source == service and one.event.subject == road.id]
        assert squeezed(told) == wanted(SAID.get(service) or SAID[f"{service} {profile}"]), service
    assert line.names(road.enquiry_id) == (ENQUIRY.split() if profile == "dars" else [])
    verified = line.ask(audit.VerifyLedger(), here["rosa.finn"])
    assert verified.sound
    assert verified.until == verified.size >= len(line.said)


@pytest.mark.parametrize("profile", ["hospital", "dars"])
def test_nothing_is_offered_or_obeyed_before_its_step(line: Bus, here: World, profile: str) -> None:
    """S0-33, S2-12 (domain 1.7): each command that a step opens is refused before it, and offered after it."""
    road, tried = Watched(line, here, profile), 0
    for step, _ in LABELS[profile]:
        before = list(road.opened_by(step)) if road.id.int else []
        if step == "submit" and "ApplicationSubmitted" in road.names():
            before = []  # the second time it is open already
        for cls, by, facts in before:
            assert not road.offered(cls, by), f"{cls.__name__} was offered to {by} before {step}"
            road.refused(cls, by, **facts)
            tried += 1
        getattr(road, step)()
        for cls, by, _ in before:
            assert road.offered(cls, by), f"{cls.__name__} was not offered to {by} after {step}"
    assert tried == sum(len(opened) for opened in OPENS.values())
    refusals = line.events(road.id, "CommandRefused")
    assert len(refusals) == tried  # each attempt is kept


def squeezed(names: list[str]) -> list[str]:
    """Names in order; what is said several times in a row once."""
    return [name for place, name in enumerate(names) if place == 0 or names[place - 1] != name]


def wanted(text: str) -> list[str]:
    return [name for name in text.split() if name != "*"]
