"""The places beside the line: an appeal, a deferral, shorter routes, a refusal, and silence."""

from datetime import timedelta
from typing import Any

from services.contracts import agreements as a
from services.contracts import intake
from services.contracts import review as r
from services.contracts.intake import application as say
from services.contracts.intake import enquiry as e
from services.contracts.message import Role
from services.contracts.request import Assurance, Profile
from tests.line import Road

from .walk import ADVISERS, Walk
from .walk_people import People


class Beside(Walk):
    """What is not on the main road."""

    def elsewhere(self) -> None:
        """A rejection and its appeal, a deferral, a delegated route, a refusal at validation."""
        poor = self.road("hospital").answered().schedule().hold().advise(r.Advice.UNABLE_TO_SUPPORT)
        poor.decide(r.Outcome.REJECTED, reasons=("No benefit to patients was shown.",))
        self.bus.do(r.LodgeAppeal(application_id=poor.id, grounds="fact", statement="See B."), self.world["lead"])
        heard = r.DecideAppeal(application_id=poor.id, upheld=True, reasons="They were overlooked.")
        for involved in ("kit.voss", "hari.bose", "iris.dean"):
            self.sod.keeps("SoD-16", heard, involved, codes=("SoD-16", "separation-of-duties"))
        self.tries(r.DecideAppeal(application_id=poor.id, upheld=True, reasons="They were overlooked."))
        put_off = self.road("hospital").answered().schedule().hold().advise(r.Advice.DEFER)
        put_off.decide(r.Outcome.DEFERRED, actions=("Name the data controller of the second site.",))
        answer = (r.ActionAnswer(number=1, response="It is the integrated care board."),)
        put_off.give(r.AnswerDeferral, "lead", responses=answer)
        put_off.give(r.ReturnToReview, "gwen.pike", reason="The actions are answered")
        again = {"kind": "extension", "unchanged": True, "previous_reference": "DSA-2023-00044-v1.0",
                 "yielded_benefits": "Two hospitals changed their pathways."}  # fmt: skip
        simple = self.road(**again).drafted().submit().take_on().accept().assign({"ned.vole": "ig"})
        self.tries(r.DeclareInterest(application_id=simple.id, kind=r.Interest.NONE), "ned.vole")
        simple.review(comment="")
        simple.give(r.PassForDecision, "gwen.pike", summary="As before.")
        for office in simple.case().offices:
            self.tries(r.SignDecision(application_id=simple.id, office=office, outcome=r.Outcome.APPROVED))
        approved = self.road("hospital").approved()
        self.tries(say.CopyApplication(application_id=approved.id, title="The same once more"))
        self.tries(say.RenewApplication(application_id=approved.id))
        self.tries(say.ReadExample())
        self.precedents()
        letter = approved.verify_users().sign_all()
        for office in a.LetterOffice:
            self.tries(a.SignReleaseLetter(application_id=letter.id, office=office))
        letter.letter().supply_cohort()
        wrong = self.road("hospital", aim="To refine insurance pricing.").drafted().submit().take_on()
        lower = {"level": Assurance.L1, "reason": "It is a small study"}
        wrong.give(say.OverrideRoute, "gwen.pike", **lower)
        self.sod.keeps("SoD-11", say.ConfirmRoute(application_id=wrong.id, reason="As I said"), "gwen.pike")
        wrong.give(say.ProposeIneligible, "gwen.pike", reasons=("Insurance purpose",))
        self.sod.keeps("SoD-11", say.ConfirmIneligible(application_id=wrong.id), "gwen.pike", Role.IG_LEAD)
        self.tries(say.ConfirmIneligible(application_id=wrong.id))

    def precedents(self) -> None:
        """What the committee says of one."""
        one: dict[str, Any] = {"profile": Profile.HOSPITAL, "precedent": "P8"}
        today = self.line.at.date()
        held = {"decided_on": today, "review_on": today + timedelta(days=30), "minutes": "Item 4 of today"}
        self.tries(intake.AdoptPrecedent(**one, **held))
        self.tries(intake.SuspendPrecedent(**one, reason="It is looked at again first"))
        self.tries(intake.ReadPrecedents())
        self.bus.do(intake.AdoptPrecedent(**one, **held, sampling_percent=100), self.world["iris.dean"])
        drawn = self.road("hospital", **self.by_the_care_team()).accepted()
        drawn.assign({"ned.ash": "ig", "vera.nunn": "technical"}).review(comment="")
        drawn.give(r.PassForDecision, "gwen.pike", summary="The precedent fits.")
        drawn.decide(r.Outcome.APPROVED)
        self.tries(intake.ListLookBacks(application_id=drawn.id))
        told = {"found": intake.Found.UPHELD, "minutes": "Item 2 of today"}
        look_back = intake.RecordLookBack(application_id=drawn.id, precedent="P8", **told)
        for involved in ("gwen.pike", "ned.ash", "kit.voss"):
            self.sod.keeps("SoD-01", look_back, involved, Role.CHAIR)
        self.tries(look_back)

    def by_the_care_team(self) -> dict[str, Any]:
        """Answers that fit P8: an evaluation by the team that gives the care, inside the environment."""
        trust = str(self.world.organisations["eastmere"])
        inside = {"organisation": trust, "country": "GB", "contract": "substantive", "access": "analyst"}
        return {
            "request_type": "service_evaluation", "confidentiality": "direct_care_team", "schedule1": ["part1_para2"],
            "confidentiality_detail": "The team that gives the care takes the data out, and keeps a list of itself.",
            "controllers": [{"organisation": trust, "article6": ["6(1)(e)"], "article9": ["9(2)(h)"],
                             "signatory": str(self.world["ivo.kent"].id), "role": "sole"}],
            "team": [{"person": str(self.world[key].id), **inside} for key in ("analyst", "signatory")],
            "lead_no_access": True,
            "directorate": "Medicine", "registration_number": "AUD-2026-117",
        }  # fmt: skip

    def silence(self) -> None:
        """What lapses when nobody answers."""
        about = {"enquiry_id": self.silent.enquiry_id}
        advice = {"support": e.Support.SUPPORTED, "summary": "Go on."}
        self.line.do(e.RecordEarlyAdvice(**about, **advice), self.world["bea.stone"])
        draft = self.road("hospital").drafted()
        for _ in range(3):
            self.line.forward(timedelta(days=70))
        self.tries(e.ReopenEnquiry(**about), asked=ADVISERS)
        self.trials.draft = True
        self.tries(say.ReopenApplication(application_id=draft.id))

    def all(self, people: People) -> Road:
        """Everything."""
        one = self.main_road()
        self.elsewhere()
        people.all(one, self.sod)
        self.silence()
        return one
