"""One request on its way down the line: a step is one or a few commands by the people of the right roles.

Steps take what they need from what the services answer, never from their insides, so a step in the wrong place fails.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.chassis import documents
from services.contracts import agreements as a
from services.contracts import audit
from services.contracts import provisioning as p
from services.contracts import review as r
from services.contracts.intake import application as say
from services.contracts.intake import enquiry as e
from services.contracts.message import Actor, Command, NotFound, NotPermitted, Refused
from services.contracts.request import Access, Approval, Profile, RequestType
from services.intake.domain.form import DECLARATIONS
from services.provisioning.domain.held import holds
from tests import examples

from .bus import Bus, attempted
from .cohort import cohort_csv
from .world import CERTIFICATE, World

LONDON = ZoneInfo("Europe/London")
REVIEWERS = {"hari.bose": "ig", "vera.nunn": "technical", "wes.ola": "clinical", "ines.cole": "lay", "jon.reed": "lay"}
OTHERS = {"ned.vole": "ig", "finn.hart": "technical", "eve.lowe": "clinical", "cal.price": "lay", "dot.webb": "lay"}
MEMBERS = {
    "iris.dean": r.Category.CHAIR,
    "cal.price": r.Category.LAY,
    "dot.webb": r.Category.LAY,
    "eve.lowe": r.Category.CLINICAL,
    "finn.hart": r.Category.IG,
    "uma.flint": r.Category.RESEARCH,
}
OF_THE_CUSTODIAN = ("finn.hart", "uma.flint")
HOLDERS = {r.Office.CALDICOTT_GUARDIAN: "kit.voss", r.Office.SIRO: "lena.marsh", r.Office.SECOND_OFFICER: "ada.moss"}
STATEMENT = "I have read this agreement and sign it for the party that I represent."
TERM = timedelta(days=60)


class Road:
    """A request of one profile. `give` acts, `refused` must be turned down, the rest are steps in their usual order."""

    def __init__(self, bus: Bus, world: World, profile: str, approval: str = "full", **changed: Any) -> None:
        self.bus, self.world, self.profile = bus, world, Profile(profile)
        self.approval, self.changed = Approval(approval), changed
        self.id = self.enquiry_id = self.meeting_id = UUID(int=0)
        self.controllers = {"northbridge": "signatory"}
        if profile == "dars":
            self.controllers["icb"] = "partner_signatory"

    # acting and looking

    def who(self, by: str | Actor) -> Actor:
        return self.world[by] if isinstance(by, str) else by

    def give(self, cls: type[Command], by: str | Actor = "lead", **facts: Any) -> Any:
        """A command about this request."""
        return self.bus.do(cls(application_id=self.id, **facts), self.who(by))  # type: ignore[call-arg]

    def refused(self, cls: type[Command], by: str | Actor = "lead", **facts: Any) -> Refused:
        """The refusal that a command meets; an assertion fails when it is obeyed."""
        met = attempted(lambda: Road.give(self, cls, by, **facts))
        assert met is not None, f"{cls.__name__} by {by} was obeyed"
        return met

    def application(self, by: str | Actor = "lead") -> say.ApplicationView:
        return self.bus.ask(say.ReadApplication(application_id=self.id), self.who(by))

    def case(self, by: str | Actor = "bea.stone") -> r.CaseView:
        return self.bus.ask(r.ReadCase(application_id=self.id), self.who(by))

    def agreement(self, by: str | Actor = "lead") -> a.AgreementView:
        return self.bus.ask(a.ReadAgreement(application_id=self.id), self.who(by))

    def project(self, by: str | Actor = "max.orr") -> p.ProjectView:
        return self.bus.ask(p.ReadProject(application_id=self.id), self.who(by))

    def deletion(self, by: str | Actor = "rosa.finn") -> audit.DeletionView:
        return self.bus.ask(audit.ReadDeletion(application_id=self.id), self.who(by))

    def clocks(self, by: str | Actor = "gwen.pike") -> tuple[Any, ...]:
        return tuple(self.bus.ask(audit.ReadClocks(application_id=self.id), self.who(by)).clocks)

    def row(self) -> say.RequestRow:
        """This request among the lead's own, whichever group it is in."""
        mine = self.bus.ask(say.MyRequests(), self.who("lead"))
        rows = [(name, row) for name in ("drafts", "submitted", "approved") for row in getattr(mine, name)]
        found = [row for _, row in rows if row.application_id == self.id]
        assert len(found) == 1, f"{self.id} is {len(found)} times in the lists of its lead"
        return found[0]

    @property
    def label(self) -> str:
        """The public label."""
        return str(self.row().label)

    def may(self, by: str | Actor) -> frozenset[str]:
        """Everything that the five services say this person may do to the request now."""
        found: set[str] = set()
        for look in (self.application, self.case, self.agreement, self.project, self.deletion):
            try:
                view: Any = look(by)
            except (NotFound, NotPermitted):
                continue
            found |= set(view.may)
            found |= {name for holder in getattr(view, "holders", ()) for name in holder.may}
        return frozenset(found)

    @property
    def today(self) -> date:
        return self.bus.at.astimezone(LONDON).date()

    @property
    def reference(self) -> str:
        return str(self.application().reference)

    def names(self) -> list[str]:
        """The events of this request so far."""
        return self.bus.names(self.id)

    # enquiry and draft

    def enquire(self) -> "Road":
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

    def start(self, **facts: Any) -> "Road":
        """A draft, by invitation when there was an enquiry."""
        made = examples.example(self.profile, self.approval.value)
        told = {"title": made["title"], "request_type": RequestType(made["request_type"]), **facts}
        if self.enquiry_id.int:
            told["enquiry_id"] = self.enquiry_id
        command = say.StartApplication(profile=self.profile, approval=self.approval, **told)
        self.id = self.bus.do(command, self.who("lead")).subject
        return self

    def fill(self, *, without: Iterable[str] = ()) -> "Road":
        """Every answer, and every document that the checklist asks for, but for the kinds in `without`."""
        self.give(say.SaveDraft, answers=self.answers())
        return self.fill_documents(without)

    def fill_documents(self, without: Iterable[str] = ()) -> "Road":
        """Every document that the checklist still asks for."""
        missing = [one for one in self.application().missing if one.message.startswith("Attach: ")]
        for kind in {one.field for one in missing} - set(without):
            self.attach(kind)
        return self

    def attach(self, kind: str) -> None:
        sha256 = documents.put(CERTIFICATE, "application/pdf")
        self.give(say.AttachDocument, kind=kind, sha256=sha256, filename=f"{kind.lower()}.pdf")

    def submit(self) -> "Road":
        self.give(say.SubmitApplication, declarations=tuple(DECLARATIONS))
        return self

    def drafted(self) -> "Road":
        """A complete draft, whichever way the profile lets it begin."""
        if self.profile is Profile.DARS:
            self.enquire()
        return self.start().fill()

    # validation

    def take_on(self) -> "Road":
        self.give(say.AssignCaseOfficer, "gwen.pike", officer_id=self.who("gwen.pike").id)
        return self

    def return_with_query(self) -> "Road":
        asked = say.QueryAsked(field="necessity", question="Why would fewer years not do?")
        self.give(say.ReturnApplication, "gwen.pike", queries=(asked,))
        return self

    def answer_queries(self) -> "Road":
        """Each query answered, the draft changed accordingly."""
        for query in self.application().queries:
            if not query.answered:
                self.give(say.AnswerQuery, query_id=query.query_id, response="Fewer years leave too few deaths.")
        words = self.application().answers["necessity"]
        self.give(say.SaveDraft, answers={"necessity": f"{words} Fewer years would leave too few deaths to compare."})
        return self

    def accept(self) -> "Road":
        """The six checks, the route, acceptance (T09)."""
        for item in say.CheckItem:
            self.give(say.RecordCheck, "gwen.pike", item=item, passed=True)
        self.give(say.ConfirmRoute, "gwen.pike", reason="As the rules say")
        self.give(say.AcceptApplication, "gwen.pike")
        return self

    def accepted(self) -> "Road":
        return self.drafted().submit().take_on().accept()

    # review

    def assign(self, reviewers: dict[str, str] | None = None, *more: r.Reviewer) -> "Road":
        """Reviewers of every discipline of the route, two of them lay."""
        people = dict(reviewers or REVIEWERS)
        asked = [self.reviewer(key, discipline) for key, discipline in people.items()]
        spare = iter(key for key in OTHERS if key not in people)
        wanted = [one for one in self.case().disciplines if one not in people.values()]
        asked += [self.reviewer(next(spare), discipline) for discipline in wanted]
        self.give(r.AssignReviewers, "bea.stone", reviewers=(*asked, *more))
        return self

    def reviewer(self, key: str, discipline: str, mandatory: bool | None = None) -> r.Reviewer:
        who = self.who(key)
        return r.Reviewer(person_id=who.id, name=who.name, discipline=discipline, organisation_id=who.organisation_id,
                          mandatory=mandatory)  # fmt: skip

    def review(self, comment: str = "Say in plain words what happens to an objection.") -> "Road":
        """Everybody who was asked declares, reads and reviews (T12)."""
        by_id = {actor.id: actor for actor in self.world.people.values()}
        for one in self.case().assignments:
            if not one.recorded and not one.conflicted:
                self.review_by(by_id[one.person_id], comment)
                comment = ""
        return self

    def review_by(self, who: str | Actor, comment: str = "") -> None:
        self.give(r.DeclareInterest, who, kind=r.Interest.NONE)
        ratings = dict.fromkeys((one.value for one in r.Criterion), r.Rating.MEETS.value)
        comments = (r.Comment(text=comment, section="B"),) if comment else ()
        self.give(r.RecordReview, who, ratings=ratings, recommendation=r.Advice.SUPPORT, comments=comments)

    def ask_feedback(self) -> "Road":
        self.give(r.RequestFeedback, "bea.stone")
        return self

    def answer_feedback(self) -> "Road":
        items = tuple(
            r.FeedbackAnswer(item_id=item.id, response="This is now said in the protocol.")
            for item in self.case("lead").feedback
        )
        self.give(r.AnswerFeedback, responses=items)
        return self

    # meeting and decision

    def schedule(self, *changes: r.CommitteeMember) -> "Road":
        """A meeting in three days, and the request on its agenda."""
        members = tuple(self.member(key, category) for key, category in MEMBERS.items())
        command = r.ScheduleMeeting(
            held_on=self.today + timedelta(days=3), place="Board room", members=(*members, *changes)
        )
        self.meeting_id = self.bus.do(command, self.who("bea.stone")).subject
        self.give(r.ScheduleCase, "bea.stone", meeting_id=self.meeting_id)
        return self

    def member(self, key: str, category: r.Category) -> r.CommitteeMember:
        who = self.who(key)
        return r.CommitteeMember(
            person_id=who.id, name=who.name, category=category, organisation_id=who.organisation_id,
            independent=key not in OF_THE_CUSTODIAN,
        )  # fmt: skip

    def hold(self, present: Iterable[str] = tuple(MEMBERS)) -> "Road":
        """The day of the meeting: who came, and what each declared."""
        self.bus.forward(timedelta(days=3))
        there = tuple(self.who(key).id for key in present)
        self.bus.do(r.RecordAttendance(meeting_id=self.meeting_id, present=there), self.who("bea.stone"))
        declared = tuple(
            r.Declaration(person_id=one, kind=r.Interest.NONE, outcome=r.InterestOutcome.NONE) for one in there
        )
        self.give(r.RecordInterests, "bea.stone", declarations=declared)
        return self

    def advise(self, outcome: r.Advice = r.Advice.SUPPORT_WITH_CONDITIONS, *conditions: r.ConditionWanted) -> "Road":
        told = conditions or CONDITIONS if outcome is r.Advice.SUPPORT_WITH_CONDITIONS else conditions
        self.give(r.RecordAdvice, "bea.stone", outcome=outcome, summary="A useful study.", conditions=told)
        return self

    def decide(self, outcome: r.Outcome = r.Outcome.APPROVED_WITH_CONDITIONS, **facts: Any) -> "Road":
        """Every office that the route names signs the same decision."""
        for office in self.case().offices:
            self.give(r.SignDecision, HOLDERS[office], outcome=outcome, office=office, **facts)
        return self

    def meet_conditions(self) -> "Road":
        for one in self.case("lead").conditions:
            if one.kind is r.ConditionKind.PRECEDENT:
                self.give(r.SubmitConditionEvidence, condition_id=one.id, statement="The notice now says so.")
                self.give(r.VerifyCondition, "gwen.pike", condition_id=one.id, accepted=True, note="Read")
        return self

    def reviewed(self) -> "Road":
        return self.accepted().assign().review()

    def answered(self) -> "Road":
        return self.reviewed().ask_feedback().answer_feedback()

    def advised(self) -> "Road":
        return self.answered().schedule().hold().advise()

    def approved(self) -> "Road":
        return self.advised().decide().meet_conditions()

    # set-up

    def verify_users(self, *keys: str) -> "Road":
        for key in keys or ("lead", "analyst"):
            self.give(p.AcceptUserTerms, key)
            self.verify(key)
        return self

    def verify(self, key: str, by: str = "quin.abel", **facts: Any) -> None:
        told = {"identity_method": p.IdentityMethod.PHOTO_ID, "document_type": "passport", "last4": "4X7Q", **facts}
        affiliation = self.world.organisations["northbridge"]
        self.give(p.VerifyUser, by, person_id=self.who(key).id, affiliation=affiliation, **told)

    def issue(self, start: date | None = None, end: date | None = None) -> "Road":
        start = start or self.today
        self.give(a.IssueAgreement, "gwen.pike", start=start, end=end or start + TERM)
        return self

    def sign(self, party: str, by: str | None = None) -> "Road":
        """Read the text, then sign it, for the custodian or for a controller's key."""
        who = by or ("ivo.kent" if party == "custodian" else self.controllers[party])
        named = party if party == "custodian" else str(self.world.organisations[party])
        text = self.give(a.ReadAgreementText, who).text_sha256
        self.give(a.SignAgreement, who, party=named, document_sha256=text, statement=STATEMENT)
        return self

    def order(self) -> "Road":
        self.give(a.GivePurchaseOrder, number="PUR/2026/118")
        return self

    def accept_service(self) -> "Road":
        if self.agreement().needs_service_agreement:
            self.give(a.SignServiceAgreement, next(iter(self.controllers.values())), statement="We accept the terms.")
        return self

    def sign_all(self) -> "Road":
        self.issue().sign("custodian").order().accept_service()
        for party in self.controllers:
            self.sign(party)
        return self

    def letter(self) -> "Road":
        if self.agreement().needs_letter:
            self.give(a.SignReleaseLetter, "hari.bose", office=a.LetterOffice.IG_LEAD)
            self.give(a.SignReleaseLetter, "kit.voss", office=a.LetterOffice.CALDICOTT_GUARDIAN)
        return self

    def upload(self, content: bytes, name: str = "", by: str = "analyst") -> p.CohortView:
        """Hand in a cohort file and let it be examined; what became of it."""
        sha256 = documents.put(content, "text/csv")
        self.give(p.UploadCohort, by, sha256=sha256, filename=name or f"{self.reference}_July.csv")
        self.bus.tick("work")
        found = self.project(by).cohort
        assert found is not None
        return found

    def supply_cohort(self) -> "Road":
        if self.project().cohort is not None:
            found = self.upload(cohort_csv(self.core))
            assert found.state is p.CohortState.ACCEPTED, found
        return self

    def set_up(self) -> "Road":
        return self.verify_users().sign_all().letter().supply_cohort()

    # production and access

    @property
    def core(self) -> Any:
        return self.world.core

    def produce(self) -> "Road":
        """From the frozen specification to files that wait for quality control."""
        self.give(p.StartProduction, "max.orr")
        self.give(p.BuildRelease, "max.orr")
        self.bus.tick("work")
        release = self.release
        assert release.state is p.ReleaseState.QA, f"{release.failure} {release.failure_detail}"
        return self

    @property
    def release(self) -> p.ReleaseView:
        """The newest release, as production sees it."""
        return self.project("max.orr").releases[-1]

    def check_quality(self, by: str = "nia.poole") -> "Road":
        items = tuple(p.QualityCheck(item=item, passed=True) for item in p.QUALITY_ITEMS)
        manifest = self.release.manifest_sha256
        self.give(p.CheckQuality, by, manifest_sha256=manifest, passed=True, checklist=items)
        return self

    def approve_release(self, *by: str) -> "Road":
        for key in by or ("owen.tait", "pia.lund"):
            self.give(p.ApproveRelease, key, manifest_sha256=self.release.manifest_sha256)
        return self

    def open_workspace(self) -> "Road":
        self.give(p.CreateWorkspace, "quin.abel")
        return self

    def activate(self) -> "Road":
        self.give(p.ActivateProject, "quin.abel", smoke_test="An analyst signed in and saw the files.")
        return self

    def ready(self) -> "Road":
        """Everything signed and set up: production may start."""
        return self.approved().set_up()

    def active(self) -> "Road":
        self.ready().produce().check_quality().approve_release()
        return self.open_workspace().activate()

    # the end

    def expire(self) -> "Road":
        """The clock at the first moment after the last day, London time; what is ordered is also done."""
        last = self.agreement().ends_on
        assert last is not None
        self.bus.forward(datetime.combine(last + timedelta(days=1), time(), LONDON).astimezone(UTC))
        return self

    def certificate(self, holder: audit.HolderView, **changes: Any) -> audit.Certificate:
        """A certificate that covers everything that this organisation holds."""
        analyst = audit.Signed(name="Cato Nyman", role="Research computing", person_id=self.who("analyst").id)
        facts: dict[str, Any] = {
            "organisation_id": holder.organisation_id, "completed_at": self.bus.at, "performed_by": analyst,
            "witnessed_by": audit.Signed(name="Orla Quist", role="Information security officer"),
            "authorised_by": audit.Signed(name="Petra Quill", role="Signatory", person_id=self.who("signatory").id),
            "backups": audit.Backups(statement=audit.BackupStatement("no-backups")), "items": (ITEM,),
            "locations": holder.locations, "releases": self.deletion().releases, "standard": "NIST SP 800-88",
        }  # fmt: skip
        return audit.Certificate(**(facts | changes))

    def certify(self) -> "Road":
        """Each organisation certifies, and an auditor accepts."""
        for holder in self.deletion().holders:
            self.give(audit.SubmitCertificate, certificate=self.certificate(holder))
            self.give(audit.AcceptCertificate, "rosa.finn", organisation_id=holder.organisation_id)
        return self


CONDITIONS = (
    r.ConditionWanted(kind=r.ConditionKind.PRECEDENT, text="The privacy notice names the data of this request."),
    r.ConditionWanted(kind=r.ConditionKind.SPECIAL, text="Counts below ten are suppressed in every output."),
)
ITEM = audit.DestroyedItem(
    asset="Results of the project", medium=audit.Medium("ssd"), method=audit.Method("purge"),
    technique=audit.Technique("crypto-erase"), tool="cryptsetup 2.6", verification="It can no longer be opened",
    key_id="volume-key-17",
)  # fmt: skip
