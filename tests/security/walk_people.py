"""What is not about one request: accounts, roles, organisations, lists, mail, the ledger, what operators do."""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pyotp
from sqlalchemy import insert, select

from gateway.bus.tokens import Signer
from services.chassis import documents
from services.chassis.tables import Inbox
from services.contracts import agreements as a
from services.contracts import audit, operations
from services.contracts import provisioning as p
from services.contracts import review as r
from services.contracts.intake import application as app
from services.contracts.intake import catalogue, content, correspondence, organisations, settings
from services.contracts.intake import enquiry as e
from services.contracts.intake import people as say
from services.contracts.intake import question_bank as form
from services.contracts.intake import question_views as forms
from services.contracts.message import ANONYMOUS, Actor, Role, new_id
from services.contracts.request import Access, Approval, Level, Profile, RequestType
from services.intake.models.correspondence import Mail
from tests.line import Bus, Road, World
from tests.line.world import CERTIFICATE, PASSWORD, TRAINED

from .separation import Separation
from .trials import Trials

NHS = organisations.OrganisationType.NHS_TRUST
ISSUER = "https://sso.example"
NEWCOMER = "new.comer@haven.example"
BETTER = "quiet harbour walrus nine"


class People:
    """Everything that needs no road."""

    def __init__(self, line: Bus, world: World, trials: Trials) -> None:
        self.line, self.world, self.trials = line, world, trials
        self.gateway = Signer(world.folder / "keys" / "gateway.private.pem")

    def tries(self, message: Any, by: str | Actor = "", **more: Any) -> None:
        giver = self.world[by] if isinstance(by, str) and by else by
        self.trials.everybody(message, giver=giver or None, **more)

    def do(self, command: Any, by: str | Actor) -> Any:
        return self.line.do(command, self.world[by] if isinstance(by, str) else by)

    def mailed(self) -> str:
        """The token of the newest mail."""
        with self.line.grounds["intake"].db.read() as session:
            mail = session.scalars(select(Mail).order_by(Mail.written_at.desc(), Mail.id.desc()).limit(1)).one()
            return str(mail.text.partition("enter this code: ")[2].split()[0])

    def doors(self) -> None:
        """What everybody may ask."""
        sign_up = say.SignUp(email=NEWCOMER, name="New Comer", password=PASSWORD)
        self.tries(sign_up)
        self.do(sign_up, ANONYMOUS)
        self.tries(say.ConfirmAddress(token=self.mailed()))
        ask = say.AskPasswordReset(email="outsider@haven.example")
        self.tries(ask)
        self.do(ask, ANONYMOUS)
        self.tries(say.ResetPassword(token=self.mailed(), password=BETTER))
        self.tries(say.BootstrapAdministrator(email="third@haven.example", name="Third", password=PASSWORD))
        said: dict[str, Any] = {"issuer": ISSUER, "subject": "lead", "nonce": "n1", "name": "Rhona Adair"}
        said |= {"email": "lead@haven.example", "email_verified": True}
        vouched = self.gateway.assertion("intake", {"provider": said})
        arrive = say.SignInWithProvider(assertion=vouched)
        self.tries(arrive)
        self.do(arrive, ANONYMOUS)
        join = say.ConfirmProvider(token=self.mailed())
        self.tries(join)
        self.do(join, ANONYMOUS)
        sign_in = say.SignIn(email="lead@haven.example", password=PASSWORD, address="127.0.0.1")
        self.tries(sign_in)
        session = self.do(sign_in, ANONYMOUS)
        self.tries(say.ReadSession(token=session.token))
        self.tries(say.TouchSession(token=session.token), "lead")
        self.tries(say.SignOut(token=session.token), "lead")
        for one in (
            app.ReadExportSchema(),
            app.ReadForm(profile=Profile.DARS, request_type=RequestType.RESEARCH, approval=Approval.FULL,
                         level=Level.PSEUDONYMISED, access=Access.SDE),
            catalogue.ListDatasets(), catalogue.ReadDataset(dataset=self.dataset()), a.ReadTariff(profile=Profile.DARS),
            a.EstimateCharges(profile=Profile.DARS, access=Access.SDE, level=Level.PSEUDONYMISED),
            content.ReadContentPage(page="faq"), content.ListContentPages(), r.PublicMeetings(),
            p.ReadCohortGuidance(), audit.Dashboard(), audit.ServiceLevels(), audit.Register(),
            audit.ReadCheckpoint(), audit.ReadConsistency(old=1), operations.MoveClock(forward_seconds=0),
        ):  # fmt: skip
            self.tries(one)

    def dataset(self) -> str:
        return str(self.line.ask(catalogue.ListDatasets(), ANONYMOUS).rows[0].dataset)

    def own(self) -> None:
        """What everybody may ask about themselves, and an administrator sometimes about anybody."""
        lead = self.world["lead"]
        sha256 = documents.put(CERTIFICATE, "application/pdf")
        for one in (say.MySessions(), say.MyApiTokens(), say.MyProviders(), app.MyRequests(), app.MyTasks(),
                    r.MyReviewTasks(), a.MyAgreementTasks(), p.MyProvisioningTasks(), audit.MyAuditTasks(),
                    correspondence.MyNotices(), p.MyFeasibilityCounts(), say.StartTotp(),
                    organisations.ListOrganisations(),
                    organisations.ReadOrganisation(organisation_id=self.world.organisations["icb"]),
                    organisations.RegisterOrganisation(name="A new trust", kind=NHS),
                    say.ChangePassword(old=PASSWORD, new=BETTER), say.IssueApiToken(label="mine"),
                    say.SaveProfile(name="Rhona Adair"),
                    say.AddProfileEvidence(kind=say.Evidence.CV, sha256=sha256, filename="cv.pdf")):  # fmt: skip
            self.tries(one, "lead")
        self.tries(say.RemoveProvider(issuer=ISSUER), "lead", own=(lead.id,))
        secret = self.line.do(say.StartTotp(), lead).secret
        code = pyotp.TOTP(secret).now()
        self.tries(say.ConfirmTotp(code=code), "lead")
        token = self.line.do(say.IssueApiToken(label="a program"), lead).token_id
        self.tries(say.RevokeApiToken(token_id=token), "first.admin", own=(lead.id,))
        opened = self.do(say.SignIn(email="lead@haven.example", password=PASSWORD), ANONYMOUS)
        assert opened.token
        session = self.line.ask(say.MySessions(), lead).rows[0].session_id
        self.tries(say.EndSession(session_id=session), "lead", own=(lead.id,))
        self.tries(say.EndSessions(person_id=lead.id), "first.admin", own=(lead.id,))
        notice = self.line.ask(correspondence.MyNotices(), lead).rows[0].notice_id
        self.tries(correspondence.MarkNoticeRead(notice_id=notice), "lead", own=(lead.id,))
        self.tries(correspondence.ChooseNotices(mailed=correspondence.Mailed.TO_DO), "lead")
        counted = self.line.do(p.CountFeasibility(age_from=40), lead).subject
        self.tries(p.CountFeasibility(age_from=41), "lead")
        self.tries(p.ReadFeasibility(count_id=counted), "lead", own=(lead.id,))
        self.tries(say.ReadProfile(), "lead")
        self.tries(say.ReadProfile(person_id=lead.id), "gwen.pike", own=(lead.id,))

    def others(self, separation: Separation) -> None:
        """What some may ask about other people."""
        someone = self.world["company_signatory"].id
        told = {"person_id": someone, "reason": "Left the company"}
        self.tries(say.ListPeople())
        self.tries(say.DisableAccount(**told))
        self.do(say.DisableAccount(**told), "first.admin")
        self.tries(say.EnableAccount(person_id=someone))
        self.do(say.EnableAccount(person_id=someone), "first.admin")
        self.tries(say.ProposeRole(person_id=someone, role=Role.FINANCE))
        proposed = self.do(say.ProposeRole(person_id=someone, role=Role.FINANCE), "first.admin")
        self.tries(say.ListRoleProposals())
        self.tries(say.ApproveRole(proposal_id=UUID(proposed.reference)))
        self.tries(say.DeclineRole(proposal_id=UUID(proposed.reference), reason="Not needed"))
        approve = say.ApproveRole(proposal_id=UUID(proposed.reference))
        separation.keeps("SoD-10", approve, "first.admin")
        separation.keeps("SoD-10", approve, "company_signatory", Role.ADMINISTRATOR)
        itself = say.ProposeRole(person_id=self.world["first.admin"].id, role=Role.SIRO)
        separation.keeps("SoD-10", itself, "first.admin")
        self.do(approve, "second.admin")
        self.tries(say.RevokeRole(person_id=someone, role=Role.FINANCE))
        person = self.world["company_signatory"]
        secret = self.line.do(say.StartTotp(), person).secret
        self.line.do(say.ConfirmTotp(code=pyotp.TOTP(secret).now()), person)
        following = pyotp.TOTP(secret).at(time.time() + 30)  # a code opens once
        self.tries(say.MakeRecoveryCodes(code=following), "company_signatory")
        self.tries(say.ProposeTotpReset(**told))
        self.do(say.ProposeTotpReset(**told), "first.admin")
        self.tries(say.ResetTotp(person_id=someone))
        sha256 = documents.put(CERTIFICATE, "application/pdf")
        certificate = {"kind": say.Evidence.IG_TRAINING, "sha256": sha256, "filename": "ig.pdf", "course_code": "SRT"}
        self.line.do(say.AddProfileEvidence(**certificate, completed_on=TRAINED), person)
        self.tries(say.ListEvidenceToCheck())
        waiting = self.line.ask(say.ListEvidenceToCheck(limit=200), self.world["hari.bose"]).rows
        evidence = next(row.evidence_id for row in waiting if row.person_id == someone)
        self.tries(say.CheckProfileEvidence(evidence_id=evidence, accepted=True))
        icb = self.world.organisations["icb"]
        row = self.line.ask(organisations.ReadOrganisation(organisation_id=icb), self.world["gwen.pike"])
        update = {"organisation_id": icb, "dpo_contact": "dpo@icb.example", "expected_version": row.version}
        self.tries(organisations.UpdateOrganisationEvidence(**update))

    def operating(self) -> None:
        """What operators do."""
        self.tries(correspondence.ListMail())
        mail, message = new_id(), new_id()
        at = {"due_at": self.line.at, "written_at": self.line.at}
        parked = {"type": "NotToBeRead", "body": {}, "state": "parked", "version": 1, "subject": new_id()}
        with self.line.grounds["intake"].db.engine.begin() as connection:
            connection.execute(insert(Mail).values(id=mail, subject="Hello", text="", state="parked", **at))
            times = {"due_at": self.line.at, "accepted_at": self.line.at}
            connection.execute(insert(Inbox).values(id=message, handler="tell", source="review", **parked, **times))
        self.tries(correspondence.RetryMail(mail_id=mail))
        self.content()
        self.form()
        self.settings()
        self.tries(operations.ListParked())
        self.tries(operations.ReplayParked(message_id=message, handler="tell"))
        self.tries(operations.DiscardParked(message_id=message, handler="tell", reason="It was a test message"))

    def form(self) -> None:
        """Changes of the form, by two people."""
        words = form.FormChange(kind=form.ChangeKind.WORDING, target="aim", label="The aim", guidance="Three sentences")
        propose = form.ProposeFormChange(change=words, reason="Nobody understood it")
        for one in (forms.ReadQuestionBank(), forms.ReadQuestion(key="aim"), forms.PreviewForm(), propose):
            self.tries(one)
        change_id = self.do(propose, "first.admin").subject
        self.tries(forms.ReadFormChange(change_id=change_id))
        approve = form.ApproveFormChange(change_id=change_id)
        self.tries(form.DeclineFormChange(change_id=change_id, reason="As it was"))
        self.tries(approve)
        self.do(approve, "hari.bose")
        self.tries(form.PublishForm())

    def settings(self) -> None:
        """A setting that two administrators change, to hold from a day on which nothing here happens."""
        key = "review.days.appeal-decision.dars"
        propose = settings.ProposeSetting(
            setting=key, value="43", holds_from=self.line.at.date() + timedelta(days=700), reason="One day more"
        )
        for one in (settings.ListSettings(), settings.ReadSetting(setting=key), propose):
            self.tries(one)
        self.do(propose, "first.admin")
        about = {"setting": key, "proposal_id": propose.id}
        self.tries(settings.WithdrawSetting(**about, reason="Not needed"))
        approve = settings.ApproveSetting(**about)
        self.tries(approve)
        self.do(approve, "second.admin")

    def content(self) -> None:
        """Words and files for the public."""
        self.tries(content.SaveContentPage(page="faq", title="Asked often", text="Four days.", expected_version=0))
        guide = content.AttachContentFile(
            page="faq", title="A guide", sha256=documents.put(CERTIFICATE, "application/pdf"), filename="guide.pdf"
        )
        self.tries(guide)
        self.do(guide, "first.admin")
        page = self.line.ask(content.ReadContentPage(page="faq"), ANONYMOUS)
        self.tries(content.RemoveContentFile(page="faq", file_id=page.files[0].file_id))

    def lists(self, one: Road) -> None:
        """The lists that staff see, and the ledger."""
        for query in (e.ListEnquiries(limit=200), app.ListApplications(limit=200), app.ReadWorkload(),
                      app.ListAppointments(from_day=one.today, to_day=one.today), r.ListCases(limit=200),
                      r.ListMeetings(limit=200), a.ListAgreements(limit=200), a.ListFrameworkContracts(),
                      a.ListInvoices(), p.ListProjects(limit=200), audit.ListDeletions(), audit.ListClocks(show="all"),
                      audit.VerifyLedger(limit=100)):  # fmt: skip
            self.tries(query)
        self.tries(audit.ListAudits(application_id=one.id))
        self.tries(audit.ListLedger(subject=one.id), asked=(Role.CASE_OFFICER,))
        mine = self.line.ask(audit.ListLedger(subject=one.id, actor=self.world["lead"].id), self.world["lead"]).rows[0]
        team = (mine.actor_id, self.world["analyst"].id)
        self.tries(audit.ReadLedgerEntry(index=mine.index), "lead", own=team, asked=(Role.CASE_OFFICER,))

    def all(self, one: Road, separation: Separation) -> None:
        """Everything."""
        self.lists(one)
        self.doors()
        self.operating()
        self.others(separation)
        self.own()
