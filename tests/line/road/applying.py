"""The enquiry, the form, the validation (domain 1.4.1 to 1.4.4)."""

from collections.abc import Iterable
from typing import Any, Self

from services.chassis import documents
from services.contracts.intake import application as say
from services.contracts.intake import enquiry as e
from services.contracts.request import Access, Profile, RequestType
from services.intake.domain.form import DECLARATIONS
from services.provisioning.domain.held import holds
from tests import examples

from ..world import CERTIFICATE
from .traveller import Traveller


class Applying(Traveller):
    """From the first word to acceptance."""

    def enquire(self) -> Self:
        """An enquiry that becomes an invitation (T01, T02, T05)."""
        lead, officer = self.who("lead"), self.who("gwen.pike")
        send = e.SendEnquiry(
            profile=self.profile, data_wanted="Hospital stays of adults, 2021 to 2026",
            purpose_summary="To learn who is admitted again", organisations=("University of Northbridge",),
            readiness=e.Readiness("funded"), organisation_id=self.world.organisations["northbridge"],
        )  # fmt: skip
        self.enquiry_id = self.bus.do(send, lead).subject
        about: dict[str, Any] = {"enquiry_id": self.enquiry_id}
        self.bus.do(e.AskEnquirer(**about, questions=("Which hospitals?",)), officer)
        self.bus.do(e.AnswerEnquirer(**about, answers=("All of the trust.",)), lead)
        feasible = {"data_available": True, "technically_feasible": True, "likelihood": e.Likelihood("likely")}
        advice = {"advice": "Ask for fewer years.", "contact": officer.id}
        self.bus.do(e.ProceedToAssessment(**about, **feasible, **advice), officer)
        self.bus.do(self._assessment(), officer)
        self.bus.do(e.ConfirmFunding(**about, source="A research council"), lead)
        self.bus.do(e.InviteToApply(**about), officer)
        return self

    def _assessment(self) -> e.CompleteAssessment:
        agreement, university = "Data sharing agreement", "University of Northbridge"
        needs = e.OrganisationNeeds(
            organisation=university, legal="Public task", ethical="Favourable opinion", security="Standards met",
            evidence=("Protocol",),
        )  # fmt: skip
        signatory = e.NamedSignatory(
            agreement=agreement, organisation=university, name="Petra Quill", authority="Delegation, 2026"
        )
        return e.CompleteAssessment(
            enquiry_id=self.enquiry_id, access_service=Access.SDE, access_reason="Record level data stay here.",
            evidence_needed=(needs,), preparations=("A data-flow diagram",), agreements_needed=(agreement,),
            signatories=(signatory,), time_estimate="Four months", application_cost_pence=143_100,
            service_cost_pence=250_000,
        )  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """The example's answers with this world's people, organisations and days, about fields that the synthetic core
        holds: the catalogue has more, as a real hospital does."""
        made = examples.example(self.profile, self.approval.value)
        whole = {"kind": "new", **examples.filled(made["answers"], self.world.names(), self.today)}
        for one in whole["datasets"]:
            one["fields"] = [name for name in one["fields"] if holds(one["dataset"], name)]
        return {key: value for key, value in {**whole, **self.changed}.items() if value is not None}

    def start(self, **facts: Any) -> Self:
        """A draft, by invitation when there was an enquiry."""
        made = examples.example(self.profile, self.approval.value)
        told = {"title": made["title"], "request_type": RequestType(made["request_type"]), **facts}
        if self.enquiry_id.int:
            told["enquiry_id"] = self.enquiry_id
        command = say.StartApplication(profile=self.profile, approval=self.approval, **told)
        self.id = self.bus.do(command, self.who("lead")).subject
        return self

    def fill(self, *, without: Iterable[str] = ()) -> Self:
        """Every answer, and every document that the checklist asks for, but for the kinds in `without`."""
        self.give(say.SaveDraft, answers=self.answers())
        return self.fill_documents(without)

    def fill_documents(self, without: Iterable[str] = ()) -> Self:
        """Every document that the checklist still asks for."""
        missing = [one for one in self.application().missing if one.message.startswith("Attach: ")]
        for kind in {one.field for one in missing} - set(without):
            self.attach(kind)
        return self

    def attach(self, kind: str) -> None:
        sha256 = documents.put(CERTIFICATE, "application/pdf")
        self.give(say.AttachDocument, kind=kind, sha256=sha256, filename=f"{kind.lower()}.pdf")

    def submit(self) -> Self:
        self.give(say.SubmitApplication, declarations=tuple(DECLARATIONS))
        return self

    def drafted(self) -> Self:
        """A complete draft, whichever way the profile lets it begin."""
        if self.profile is Profile.DARS:
            self.enquire()
        return self.start().fill()

    def take_on(self) -> Self:
        self.give(say.AssignCaseOfficer, "gwen.pike", officer_id=self.who("gwen.pike").id)
        return self

    def return_with_query(self) -> Self:
        asked = say.QueryAsked(field="necessity", question="Why would fewer years not do?")
        self.give(say.ReturnApplication, "gwen.pike", queries=(asked,))
        return self

    def answer_queries(self) -> Self:
        """Each query answered, the draft changed accordingly."""
        for query in self.application().queries:
            if not query.answered:
                self.give(say.AnswerQuery, query_id=query.query_id, response="Fewer years leave too few deaths.")
        words = self.application().answers["necessity"]
        self.give(say.SaveDraft, answers={"necessity": f"{words} Fewer years would leave too few deaths to compare."})
        return self

    def accept(self) -> Self:
        """The six checks, the route, acceptance (T09)."""
        for item in say.CheckItem:
            self.give(say.RecordCheck, "gwen.pike", item=item, passed=True)
        self.give(say.ConfirmRoute, "gwen.pike", reason="As the rules say")
        self.give(say.AcceptApplication, "gwen.pike")
        return self

    def accepted(self) -> Self:
        return self.drafted().submit().take_on().accept()
