"""Down the line once, and to the places beside it: what somebody really orders, everybody tries first."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from services.contracts import agreements as a
from services.contracts import audit
from services.contracts import provisioning as p
from services.contracts import review as r
from services.contracts.access import Party
from services.contracts.intake import application as say
from services.contracts.intake import enquiry as e
from services.contracts.message import Actor, Command, Role
from services.contracts.request import Assurance, Profile, RequestType
from tests.line import Bus, Road, World
from tests.line.road.agreeing import STATEMENT

from .separation import Separation
from .trials import Trials

ADVISERS = (Role.SECRETARIAT, Role.CALDICOTT_GUARDIAN)
PLAN = {"kind": audit.AuditKind.FOCUSED, "scope": (audit.ScopeArea.ACCESS,), "reason": "Chosen by risk"}


LATER = (say.StartApplication, say.SaveDraft)  # tried where the team is known, and where no invitation is needed


class Watched:
    """The bus of a road: whatever is ordered for the first time, everybody tries before it is done."""

    def __init__(self, line: Bus, trials: Trials) -> None:
        self._line, self._trials = line, trials

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def do(self, command: Command, by: Actor, **more: Any) -> Any:
        if type(command) not in self._trials.seen and type(command) not in LATER:
            self._trials.everybody(command, giver=by)
        return self._line.do(command, by, **more)


class Walk:
    """Roads on one world, and who tries what where."""

    def __init__(self, line: Bus, world: World, trials: Trials, separation: Separation) -> None:
        self.line, self.world, self.trials, self.sod = line, world, trials, separation
        self.bus: Any = Watched(line, trials)

    def road(self, profile: str = "dars", **changed: Any) -> Road:
        return Road(self.bus, self.world, profile, **changed)

    def tries(self, message: Any, by: str = "", **more: Any) -> None:
        """Everybody tries this here; `by` is somebody who is known to be allowed."""
        self.trials.everybody(message, giver=self.world[by] if by else None, **more)

    def enquiries(self) -> Road:
        """The main road's enquiry, then one more for the other ways out of it."""
        one = self.road().enquire()
        self.tries(e.ReadEnquiry(enquiry_id=one.enquiry_id), "lead")
        side = self.road()
        send = e.SendEnquiry(
            data_wanted="Counts by ward", purpose_summary="A thesis on pressure sores", organisations=("Northbridge",),
            readiness=e.Readiness.EXPLORING, organisation_id=self.world.organisations["northbridge"],
        )  # fmt: skip
        about: dict[str, Any] = {"enquiry_id": self.line.do(send, self.world["lead"]).subject}
        published = "https://digital.example/published"
        told = {name: value for name, value in vars(send).items() if name != "id"}
        came = {"channel": e.Channel.EMAIL, "received_on": self.line.at.date()}
        self.tries(e.RegisterEnquiry(**told, **came, contact_email="mo@northbridge.example", contact_name="Mo Hale"))
        self.tries(e.NoteConversation(**about, text="Spoke by telephone."))
        self.tries(e.RedirectEnquiry(**about, publication_url=published, reason="These counts are published."))
        self.tries(e.CloseEnquiry(**about, reasons=("No such data",)))
        self.tries(e.WithdrawEnquiry(**about))
        self.bus.do(e.AskEnquirer(**about, questions=("Which wards?",)), self.world["gwen.pike"])
        self.tries(e.RegisterAnswers(**about, **came, answers=("All of them.",)))
        self.bus.do(e.AnswerEnquirer(**about, answers=("All of them.",)), self.world["lead"])
        feasible = {"data_available": True, "technically_feasible": True, "likelihood": e.Likelihood.POSSIBLE}
        self.bus.do(e.ProceedToAssessment(**about, **feasible, advice="Ask us early."), self.world["gwen.pike"])
        self.tries(e.CloseAssessment(**about, reasons=("No money",)))
        novel = e.SeekEarlyAdvice(**about, question="Is it novel?", reason="A new linkage")
        self.bus.do(novel, self.world["gwen.pike"])
        self.tries(e.RecordEarlyAdvice(**about, support=e.Support.SUPPORTED, summary="Go on."), asked=ADVISERS)
        self.tries(e.ReadEnquiry(**about), asked=ADVISERS)
        side.enquiry_id = about["enquiry_id"]
        self.silent = side
        return one

    def drafting(self, one: Road) -> None:
        """A draft, its documents, and the validation of what was submitted."""
        self.trials.draft = True
        one.start().fill()
        new = {"profile": Profile.HOSPITAL, "title": "Admissions after falls", "request_type": RequestType.RESEARCH}
        self.tries(say.StartApplication(**new))
        self.tries(say.SaveDraft(application_id=one.id, answers={"title": "Admissions after falls at home"}))
        self.tries(say.OpenSection(application_id=one.id, letter="B"))
        self.tries(say.TakeUpForm(application_id=one.id))
        self.tries(say.ConfirmAnswers(application_id=one.id, keys=("aim",)))
        self.tries(say.ConfirmChecklist(application_id=one.id, confirmed=("minimum",)))
        self.tries(say.ReadApplication(application_id=one.id))
        document = one.application().documents[0].document_id
        self.tries(say.RemoveDocument(application_id=one.id, document_id=document, expected_version=self.version(one)))
        self.tries(say.WithdrawApplication(application_id=one.id))
        self.inviting(one)
        one.submit()
        self.trials.draft = False
        one.take_on()
        when = self.line.at + timedelta(days=2)
        meeting = {"starts_at": when, "place": "Room 2", "purpose": "What is left to do"}
        one.give(say.ArrangeAppointment, "gwen.pike", **meeting)
        appointment = one.application().appointments[-1].appointment_id
        cancel = say.CancelAppointment(application_id=one.id, appointment_id=appointment, reason="Ill")
        self.tries(cancel, "gwen.pike")
        first = one.application().documents[0].document_id
        self.tries(say.CheckDocument(application_id=one.id, document_id=first, verified=True), "gwen.pike")
        self.tries(say.ReadDuplicates(application_id=one.id), "gwen.pike")
        route = say.OverrideRoute(application_id=one.id, level=Assurance.L4, reason="A very large linkage")
        self.tries(route, "gwen.pike")
        self.tries(say.ReadVersion(application_id=one.id, version=1), "lead")
        self.tries(say.ReadComparison(application_id=one.id, after=1), "lead")
        self.tries(say.ExportVersion(application_id=one.id, version=1), "lead")
        self.tries(say.MatchUse(application_id=one.id, version=1), "lead")
        self.commenting(one)
        self.tries(say.ReadOrigin(application_id=one.id), "lead")
        one.return_with_query().answer_queries().submit()
        one.accept()
        current = {"sha256": one.application().documents[0].sha256, "filename": "Current.pdf"}
        document = one.application().documents[0].document_id
        self.tries(say.RenewDocument(application_id=one.id, document_id=document, **current), "lead")

    def inviting(self, one: Road) -> None:
        """The controller's signatory is asked to declare the sponsor's support, and asked no more."""
        about: dict[str, Any] = {"application_id": one.id}
        who, sign = self.world["signatory"].id, say.CollaboratorRole.SIGN
        self.bus.do(say.InviteCollaborator(**about, email="signatory@haven.example", role=sign), self.world["lead"])
        invitation = one.application().invitations[0].invitation_id
        self.tries(say.WithdrawInvitation(**about, invitation_id=invitation))
        self.tries(say.MyInvitations(), "signatory")
        accept = say.AcceptInvitation(invitation_id=invitation)
        self.tries(accept, "signatory", own=(who,))
        self.tries(say.DeclineInvitation(invitation_id=invitation), "signatory", own=(who,))
        self.line.do(accept, self.world["signatory"])
        self.tries(say.DeclareSupport(**about, expected_version=self.version(one)))
        self.tries(say.ChangeCollaborator(**about, person_id=who, role=say.CollaboratorRole.READ))
        self.tries(say.LeaveApplication(**about), "signatory")
        self.tries(say.RemoveCollaborator(**about, person_id=who))

    def commenting(self, one: Road) -> None:
        """With the case officer, on one question."""
        talk = say.AddComment(application_id=one.id, question="aim", text="Which?", audience=say.Audience.OFFICER)
        self.tries(talk, "gwen.pike")
        self.line.do(talk, self.world["gwen.pike"])
        self.tries(say.ReadComments(application_id=one.id))
        thread = self.line.ask(say.ReadComments(application_id=one.id), self.world["lead"]).threads[0].thread_id
        self.tries(say.ResolveThread(application_id=one.id, thread_id=thread), "gwen.pike")

    def version(self, one: Road) -> int:
        return int(one.application().version)

    def reviewing(self, one: Road) -> None:
        """Reviewers, one with a conflict, a body outside, the comments and the answers."""
        one.assign()
        spare = one.reviewer("ned.ash", "technical", mandatory=False)
        conflicted = one.reviewer("tess.wynn", "clinical", mandatory=False)
        one.give(r.AssignReviewers, "bea.stone", reviewers=(spare, conflicted))
        accept = {"person_id": self.world["tess.wynn"].id, "reason": "Another faculty"}
        self.tries(r.AcceptInterest(application_id=one.id, **accept))
        self.tries(r.WaiveReview(application_id=one.id, person_id=self.world["ned.ash"].id, reason="Away"))
        ratings = dict.fromkeys((c.value for c in r.Criterion), r.Rating.MEETS.value)
        review = r.RecordReview(application_id=one.id, ratings=ratings, recommendation=r.Advice.SUPPORT)
        self.sod.keeps("SoD-02", review, "tess.wynn", codes=("conflicted", "SoD-02", "not-permitted"))
        self.sod.keeps("SoD-01", review, "analyst", Role.REVIEWER)
        self.sod.keeps("SoD-01", r.PassForDecision(application_id=one.id, summary="x"), "signatory", Role.CASE_OFFICER)
        one.give(r.WaitForExternalBody, "gwen.pike", body="CAG", reference="24/CAG/0001")
        one.give(r.EndExternalWait, "gwen.pike", body="CAG", outcome="Supported")
        one.give(r.DeclareInterest, "vera.nunn", kind=r.Interest.NONE)
        for look in (say.ReadApplication, r.ReadCase):
            self.tries(look(application_id=one.id), "vera.nunn")
        self.tries(say.ReadVersion(application_id=one.id, version=1), "vera.nunn")
        self.tries(say.ReadOrigin(application_id=one.id), "vera.nunn")
        self.tries(say.ReadComparison(application_id=one.id, before=1, after=2), "vera.nunn")
        self.tries(say.ExportVersion(application_id=one.id, version=1), "vera.nunn")
        self.tries(say.MatchUse(application_id=one.id), "vera.nunn")
        one.review()
        one.ask_feedback()
        self.tries(r.ReturnToReview(application_id=one.id, reason="A material change"))
        one.answer_feedback()

    def deciding(self, one: Road) -> None:
        """The meeting and the decision."""
        one.schedule()
        self.tries(r.ReadMeeting(meeting_id=one.meeting_id))
        day = one.today
        naming = {"delegate_id": self.world["pru.ford"].id, "delegate_name": "Pru Ford", "reason": "Leave"}
        delegation = {"office": r.Office.SIRO, "valid_from": day, "valid_to": day + timedelta(days=90), **naming}
        self.tries(r.DelegateOffice(**delegation), only=(Role.SIRO,))
        guardian = {**delegation, "office": r.Office.CALDICOTT_GUARDIAN}
        self.tries(r.DelegateOffice(**guardian), only=(Role.CALDICOTT_GUARDIAN,))
        one.hold().advise()
        minutes = r.WriteMinutes(meeting_id=one.meeting_id, text="We met at ten.")
        self.tries(minutes)
        self.line.do(minutes, self.world["bea.stone"])
        publish = r.PublishMinutes(meeting_id=one.meeting_id)
        self.tries(publish)
        self.line.do(publish, self.world["pru.ford"])
        self.tries(r.PublicMinutes(meeting_id=one.meeting_id))
        approved = r.Outcome.APPROVED_WITH_CONDITIONS
        sign = r.SignDecision(application_id=one.id, office=r.Office.SIRO, outcome=approved)
        self.line.do(r.DelegateOffice(**delegation), self.world["lena.marsh"])
        self.trials.also[naming["delegate_id"]] = frozenset({Party.DELEGATE})
        for office in (r.Office.CALDICOTT_GUARDIAN, r.Office.SIRO):
            self.tries(replace(sign, office=office))
        self.tries(r.ReadCase(application_id=one.id), "pru.ford")
        for_her = self.trials.alone(replace(sign, delegate_of=self.world["lena.marsh"].id), self.world["pru.ford"])
        assert for_her == "200", for_her
        self.sod.keeps("SoD-03", sign, "gwen.pike", Role.SIRO, codes=("SoD-03",))
        self.sod.keeps("SoD-04", sign, "eve.lowe", Role.SIRO, codes=("SoD-04",))
        self.sod.keeps("SoD-04", sign, "vera.nunn", Role.SIRO, codes=("SoD-04",))
        one.decide()
        evidence = next(c for c in one.case("lead").conditions)
        one.give(r.SubmitConditionEvidence, condition_id=evidence.id, statement="The notice now says so.")
        accept = r.VerifyCondition(application_id=one.id, condition_id=evidence.id, accepted=True)
        self.sod.keeps("SoD-18", accept, "lead", Role.CASE_OFFICER)
        one.meet_conditions()
        condition = next(c for c in one.case("lead").conditions)
        verify = {"condition_id": condition.id, "accepted": True}
        self.tries(r.VerifyCondition(application_id=one.id, **verify))

    def agreeing(self, one: Road) -> None:
        """Users, signatures, contracts."""
        clerk = {"person_id": self.world["clinician"].id, "name": "Dr Lorne Bask", "authority": "By delegation"}
        one.give(p.AcceptUserTerms, "lead")
        self.tries(p.RefuseUser(application_id=one.id, person_id=self.world["lead"].id, reason="Not employed there"))
        told: dict[str, Any] = {"identity_method": p.IdentityMethod.PHOTO_ID, "document_type": "passport"}
        told |= {"last4": "4X7Q", "affiliation": self.world.organisations["northbridge"]}
        verify = p.VerifyUser(application_id=one.id, person_id=self.world["lead"].id, **told)
        self.sod.keeps("SoD-17", verify, "analyst", Role.SDE_ADMIN)
        self.sod.keeps("SoD-17", verify, "lead", Role.SDE_ADMIN)
        one.verify("lead")
        one.verify_users("analyst")
        one.issue()
        north = self.world.organisations["northbridge"]
        self.tries(a.NameSignatory(application_id=one.id, organisation_id=north, **clerk))
        self.tries(a.ReadAgreement(application_id=one.id))
        own = {"person_id": self.world["lead"].id, "name": "Rhona Adair", "authority": "My own"}
        naming = a.NameSignatory(application_id=one.id, organisation_id=north, **own)
        self.sod.keeps("SoD-05", naming, "gwen.pike", codes=("sod-05",))
        text = one.give(a.ReadAgreementText, "ivo.kent").text_sha256
        signing = {"party": "custodian", "document_sha256": text, "statement": STATEMENT}
        custodian = a.SignAgreement(application_id=one.id, **signing)
        self.sod.keeps("SoD-05", custodian, "gwen.pike", Role.CUSTODIAN_SIGNATORY, codes=("sod-05",))
        one.sign("custodian").order().accept_service()
        one.give(a.ReadAgreementText, "signatory")
        controller = next(key for key, who in one.controllers.items() if who == "signatory")
        self.tries(replace(custodian, party=str(self.world.organisations[controller])))
        for party in one.controllers:
            one.sign(party)
        one.letter().supply_cohort()
        self.tries(a.ReadAgreement(application_id=one.id))
        self.tries(p.ReadProject(application_id=one.id))
        contract = {"name": "Ashcombe", "version": "1.0", "signed_on": date(2026, 1, 5), "expires_on": date(2029, 1, 5)}
        self.tries(a.RecordFrameworkContract(organisation_id=self.world.organisations["ashcombe"], **contract))
        ended = {"organisation_id": self.world.organisations["kestrel"], "reason": "Wound up by its owners"}
        self.tries(a.TerminateFrameworkContract(**ended))

    def producing(self, one: Road) -> None:
        """The data, the workspace, a suspension and its end."""
        one.produce()
        manifest = one.release.manifest_sha256
        items = tuple(p.QualityCheck(item=item, passed=True) for item in p.QUALITY_ITEMS)
        checked = p.CheckQuality(application_id=one.id, manifest_sha256=manifest, passed=True, checklist=items)
        self.sod.keeps("SoD-06", checked, "max.orr", Role.PRODUCTION_QA, codes=("sod-06",))
        one.check_quality()
        approve = p.ApproveRelease(application_id=one.id, manifest_sha256=manifest)
        self.sod.keeps("SoD-06", approve, "max.orr", codes=("sod-06",))
        one.give(p.ApproveRelease, "owen.tait", manifest_sha256=manifest)
        self.sod.keeps("SoD-06", approve, "owen.tait")
        one.give(p.ApproveRelease, "pia.lund", manifest_sha256=manifest)
        for admin in ("zoe.hill", "first.admin"):
            for look in (say.ReadApplication, r.ReadCase, a.ReadAgreement, p.ReadProject):
                self.sod.keeps("SoD-12", look(application_id=one.id), admin)
        for reader in ("quin.abel", "rosa.finn", "nia.poole", "lead"):
            self.sod.hides("SoD-13", p.ReadProject(application_id=one.id), reader, "cohort.report", "cohort.filename")
        one.open_workspace()
        self.tries(p.AddWorkspaceMember(application_id=one.id, person_id=self.world["analyst"].id))
        one.activate()
        analyst = self.world["analyst"].id
        self.tries(p.RemoveWorkspaceMember(application_id=one.id, person_id=analyst, reason="Left the university"))
        files = p.ListWorkspaceFiles(application_id=one.id)
        self.tries(files, "analyst")
        name = self.line.ask(files, self.world["analyst"]).files[0].name
        self.tries(p.OpenWorkspaceFile(application_id=one.id, name=name), "analyst")
        self.tries(p.ReadProject(application_id=one.id))
        self.tries(a.TerminateAgreement(application_id=one.id, reason="A breach of the terms"))
        for person, by in ((self.world["lead"].id, "lead"), (analyst, "analyst")):
            self.tries(a.PermissionNow(application_id=one.id, person_id=person), by, own=(person,))
        invoices = one.agreement().invoices
        if invoices:
            paid = a.MarkInvoicePaid(application_id=one.id, number=invoices[0].number, paid_on=one.today)
            self.tries(paid)
            self.sod.keeps("SoD-14", paid, "gwen.pike", Role.FINANCE, codes=("sod-14",))
        one.give(a.SuspendAgreement, "hari.bose", reason="An unapproved sign-in from abroad.")
        one.give(a.ProposeReinstatement, "lena.marsh", root_cause="A lost laptop", actions="It was wiped")
        lift = a.ApproveReinstatement(application_id=one.id)
        self.sod.keeps("SoD-08", lift, "lena.marsh", codes=("sod-08",))
        self.sod.keeps("SoD-08", lift, "joan.tully", codes=("sod-08",))
        one.give(a.ApproveReinstatement, "kit.voss")
        one.give(a.SuspendAgreement, "hari.bose", reason="Once more.")
        one.give(a.ProposeReinstatement, "kit.voss", root_cause="A lost laptop", actions="It was wiped")
        self.tries(lift)
        one.give(a.ApproveReinstatement, "lena.marsh")

    def auditing(self, one: Road) -> None:
        """An audit with a finding."""
        plan = audit.PlanAudit(application_id=one.id, starts_on=one.today + timedelta(days=35), **PLAN)
        for involved in ("gwen.pike", "hari.bose", "kit.voss"):
            self.sod.keeps("SoD-15", plan, involved, Role.AUDITOR, codes=("not-independent", "SoD-15"))
        one.give(audit.PlanAudit, "rosa.finn", starts_on=one.today + timedelta(days=35), **PLAN)
        about: dict[str, Any] = {"audit_id": self.line.last(one.id, "AuditPlanned").audit_id}
        self.tries(audit.ReadAudit(**about))
        self.line.forward(timedelta(days=36))
        found = {"classified": audit.FindingClass.OBSERVATION, "area": audit.ScopeArea.ACCESS, "clause": "5.2"}
        one.give(audit.RecordFinding, "rosa.finn", **about, **found, description="An account is shared by two.")
        finding = {**about, "finding_id": self.line.last(one.id, "FindingRecorded").finding_id}
        one.give(audit.AnswerFinding, "lead", **finding, action="Separate accounts", owner="Cato Nyman")
        one.give(audit.CloseFinding, "rosa.finn", **finding, outcome=audit.FindingOutcome.CLOSED, note="In order")
        one.give(audit.CloseAudit, "rosa.finn", **about, overall="Good on the whole", risk=audit.Risk.LOW)
        self.tries(audit.ReadAudit(**about))

    def ending(self, one: Road) -> None:
        """Expiry and certificates."""
        one.expire()
        holder = one.deletion().holders[0]
        one.give(audit.SubmitCertificate, certificate=one.certificate(holder))
        ask = {"organisation_id": holder.organisation_id, "question": "Which tool was used?"}
        self.tries(audit.QueryCertificate(application_id=one.id, **ask))
        accept = audit.AcceptCertificate(application_id=one.id, organisation_id=holder.organisation_id)
        self.sod.keeps("SoD-03", accept, "gwen.pike", Role.AUDITOR, codes=("not-independent", "SoD-03"))
        self.sod.keeps("SoD-03", accept, "rosa.finn", codes=("not-independent", "SoD-03"))
        self.tries(audit.ReadDeletion(application_id=one.id))
        self.tries(audit.ReadClocks(application_id=one.id))
        one.give(audit.AcceptCertificate, "ned.vole", organisation_id=holder.organisation_id)

    def main_road(self) -> Road:
        """From an enquiry to a certificate."""
        one = self.enquiries()
        for part in (self.drafting, self.reviewing, self.deciding, self.agreeing, self.producing, self.auditing,
                     self.ending):  # fmt: skip
            part(one)
        return one
