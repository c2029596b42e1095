"""Acceptance scenarios 4, 5, 6, 7 and 20 of domain 11.1: conflicts, feedback that changes the route, advice apart from
decision, agreement in principle, refusal and appeal."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from services.contracts import agreements as a
from services.contracts import provisioning as p
from services.contracts import review as r
from services.contracts.intake import application as say
from services.contracts.message import NotFound, Role
from services.contracts.request import Assurance
from tests.line import Road, attempted, codes

At = Callable[..., Road]
New = Callable[..., Road]
ANYTHING = dict.fromkeys((one.value for one in r.Criterion), r.Rating.MEETS.value)


def test_a_conflicted_reviewer_sees_no_papers_and_records_no_review(at: At) -> None:
    """Scenario 4 (SoD-02, G-COI, S2-42): employed by the university that asks."""
    one = at("accepted").assign()
    one.give(r.AssignReviewers, "bea.stone", reviewers=(one.reviewer("tess.wynn", "clinical", mandatory=False),))
    seen = one.case("tess.wynn")
    assert (seen.papers, seen.request, seen.reviews) == ("conflicted", None, ())
    told = {"ratings": ANYTHING, "recommendation": r.Advice.SUPPORT}
    assert codes(one.refused(r.RecordReview, "tess.wynn", **told)) & {"conflicted", "not-permitted"}
    assert one.case("vera.nunn").papers == "declare"  # nobody reads before declaring
    one.give(r.DeclareInterest, "vera.nunn", kind=r.Interest.NONE)
    assert one.case("vera.nunn").request is not None


def test_an_interest_that_is_found_late_closes_the_papers_and_opens_the_gap(at: At) -> None:
    """Scenario 4 (9.4): the declaration hides what was open, and the discipline must be found anew."""
    one = at("accepted").assign()
    one.review_by("vera.nunn")
    withdrawn = {"kind": r.Interest.FINANCIAL, "outcome": r.InterestOutcome.WITHDRAW, "detail": "Shares in a supplier"}
    one.give(r.DeclareInterest, "wes.ola", **withdrawn)
    assert one.case("wes.ola").request is None
    for key in ("hari.bose", "ines.cole", "jon.reed"):
        one.review_by(key)
    assert one.label == "DAR Under Review"  # a clinical review is missing
    one.give(r.AssignReviewers, "bea.stone", reviewers=(one.reviewer("eve.lowe", "clinical"),))
    one.review_by("eve.lowe")
    assert one.label == "DAR Review Completed"


def quorum_of(one: Road) -> r.Quorum:
    """The quorum that holds for this request now, on the agenda of its meeting."""
    (item,) = one.bus.ask(r.ReadMeeting(meeting_id=one.meeting_id), one.who("bea.stone")).agenda
    return item.quorum


def test_the_quorum_is_counted_without_the_conflicted(at: At) -> None:
    """Scenario 4 (G-QUORUM): one lay member withdraws, two are needed, so there is no advice."""
    one = at("answered").schedule().hold()
    assert quorum_of(one).met
    out = r.Declaration(
        person_id=one.who("cal.price").id, kind=r.Interest.PERSONAL, outcome=r.InterestOutcome.WITHDRAW,
        detail="A relative is in the study",
    )  # fmt: skip
    one.give(r.RecordInterests, "bea.stone", declarations=(out,))
    quorum = quorum_of(one)
    assert not quorum.met
    assert one.who("cal.price").id in quorum.excluded
    met = one.refused(r.RecordAdvice, "bea.stone", outcome=r.Advice.SUPPORT, summary="Useful.")
    assert "no-quorum" in codes(met)
    assert one.label == "DAR Scheduled"


def test_a_material_change_in_the_response_routes_the_request_upward(at: At) -> None:
    """Scenario 5 (1.4.7, T15): a commercial funder is named in the response: L4, reviewed again, nobody's advice."""
    one = at("reviewed").ask_feedback()
    assert one.case().level is Assurance.L3
    sharing = {"benefit_sharing": "Licences at cost for the NHS.", "proportionality": "Its gain is small beside that."}
    shorter = {"end": (one.today + timedelta(days=300)).isoformat()}  # commercial use is for a year at most
    one.give(say.SaveDraft, answers={"commercial_gain": True, **sharing, **shorter})
    one.fill_documents()
    one.submit()
    after = one.case()
    assert (after.level, after.state) == (Assurance.L4, r.CaseState.UNDER_REVIEW)
    assert set(after.offices) == {r.Office.SIRO, r.Office.CALDICOTT_GUARDIAN}
    assert {"commercial", "ethics"} <= set(after.disciplines)
    assert one.label == "DAR Under Review"


def test_a_response_that_changes_no_substance_goes_on(at: At) -> None:
    """Scenario 5 (T14): a new version without a material change keeps its route and its reviews."""
    one = at("reviewed").ask_feedback()
    before = one.case()
    words = one.application().answers["dissemination"]
    one.give(say.SaveDraft, answers={"dissemination": f"{words} And a film."})
    one.submit().answer_feedback()
    after = one.case()
    assert (after.level, after.state) == (before.level, r.CaseState.APPLICANT_FEEDBACK)
    assert after.request_version == before.request_version + 1
    one.schedule()
    assert one.label == "DAR Scheduled"


def test_a_decision_against_the_advice_gives_its_reasons(at: At) -> None:
    """Scenario 6 (S2-24): support was advised; a refusal, or dropped conditions, without reasons is refused."""
    one = at("answered").schedule().hold().advise()
    guardian = {"office": r.Office.CALDICOTT_GUARDIAN}
    for outcome in (r.Outcome.REJECTED, r.Outcome.APPROVED):
        met = one.refused(r.SignDecision, "kit.voss", outcome=outcome, **guardian)
        assert "reasons" in met.code, met.code
    reasons = ("The panel of patients objected after the meeting.",)
    one.give(r.SignDecision, "kit.voss", outcome=r.Outcome.REJECTED, reasons=reasons, **guardian)
    told = one.bus.last(one.id, "ApplicationRejected")
    assert (told.reasons, told.departs_from_advice) == (reasons, True)
    assert one.label == "DAR Rejected"


def test_whoever_advised_does_not_decide_and_whoever_decided_was_not_asked_before(at: At) -> None:
    """Scenario 6 (SoD-03, SoD-04): a deputy Guardian who sat in the meeting; the case officer with a second office."""
    one = at("answered").schedule().hold().advise()
    decision = {"outcome": r.Outcome.APPROVED_WITH_CONDITIONS, "office": r.Office.CALDICOTT_GUARDIAN}
    assert codes(one.refused(r.SignDecision, "uma.flint", **decision)) >= {"separation-of-duties", "SoD-04"}
    from dataclasses import replace

    officer = replace(one.who("gwen.pike"), roles=one.who("gwen.pike").roles | {Role.CALDICOTT_GUARDIAN})
    assert codes(one.refused(r.SignDecision, officer, **decision)) >= {"separation-of-duties", "SoD-03"}
    assert one.label == "DAR Scheduled"


@pytest.mark.parametrize("profile", ["hospital", "dars"])
def test_an_agreement_in_principle_opens_nothing(road: New, profile: str) -> None:
    """Scenario 7 (S0-5 to S0-9, T19): no agreement, no letter, no project, whatever is asked for."""
    one = road(profile, "provisional").advised()
    one.decide(outstanding=("Funding letter",), concerns=("Consent of the first wave",))
    assert one.label == {"hospital": "Provisionally approved", "dars": "Agreed in principle"}[profile]
    told = one.bus.last(one.id, "ApplicationApprovedProvisionally")
    assert told.valid_until == date(2027, told.at.month, told.at.day)
    assert {said.source for said in one.bus.said if said.event.subject == one.id} == {"intake", "review"} | (
        {"audit"} & {said.source for said in one.bus.said}
    )
    for look in (one.agreement, one.project):
        assert isinstance(attempted(lambda look=look: look("gwen.pike")), NotFound)
    assert isinstance(one.refused(a.IssueAgreement, "gwen.pike"), NotFound)
    assert isinstance(one.refused(p.CreateWorkspace, "quin.abel"), NotFound)


def test_the_full_request_carries_the_concerns_over_and_shows_what_differs(road: New) -> None:
    """Scenario 7 (S0-9, S0-10, 1.5): created from the provisional one; the guards run afresh."""
    first = road("hospital", "provisional").advised()
    first.decide(concerns=("Consent of the first wave",))
    full = road("hospital", "full").start(provisional_id=first.id)
    view = full.application()
    assert view.concerns == ("Consent of the first wave",)
    assert view.answers["aim"] == first.application().answers["aim"]
    assert view.missing  # what was planned is asked for again
    full.fill().submit()
    assert full.application().versions[0].sha256 != first.application().versions[0].sha256
    assert full.bus.last(full.id, "ApplicationSubmitted").request.previous_concerns == view.concerns


def rejected(at: At) -> Road:
    one = at("answered").schedule().hold().advise(r.Advice.UNABLE_TO_SUPPORT)
    return one.decide(r.Outcome.REJECTED, reasons=("No benefit to patients was shown.",))


def test_a_rejection_names_its_reasons_and_an_appeal_is_heard_by_others(at: At) -> None:
    """Scenario 20 (SoD-16, T22, T23): the reasons; nobody who took part hears it; upheld, it is reviewed by others."""
    one = rejected(at)
    seen = one.case("lead")
    assert seen.decision.reasons == ("No benefit to patients was shown.",)
    assert seen.appeal_by == one.today + timedelta(days=28)
    one.give(r.LodgeAppeal, grounds="fact", statement="The benefits are in section B.")
    heard = {"upheld": True, "reasons": "The benefits were overlooked."}
    for key in ("kit.voss", "hari.bose", "iris.dean"):
        assert codes(one.refused(r.DecideAppeal, key, **heard)) >= {"separation-of-duties", "SoD-16"}, key
    one.give(r.DecideAppeal, "pru.ford", **heard)
    assert one.label == "DAR Under Review"
    same = (one.reviewer("vera.nunn", "technical"),)
    assert codes(one.refused(r.AssignReviewers, "bea.stone", reviewers=same)) >= {"separation-of-duties", "SoD-16"}
    one.give(r.AssignReviewers, "bea.stone", reviewers=(one.reviewer("ned.vole", "ig"),))


def test_an_appeal_too_late_or_without_a_rejection_is_refused(at: At) -> None:
    """Scenario 20 (1.11): twenty working days."""
    one = rejected(at)
    one.bus.forward(timedelta(days=29))
    met = one.refused(r.LodgeAppeal, grounds="fact", statement="We were away.")
    assert met.code == "appeal-late"
    assert one.label == "DAR Rejected"


def test_a_request_refused_at_validation_needs_two_people(road: New) -> None:
    """Scenario 20, and DAR-2026-00019 of domain 10.4 (T10): the case officer proposes, the IG lead confirms."""
    one = road(aim="To refine insurance pricing by past diagnosis.").drafted().submit().take_on()
    reasons = ("Solely commercial", "Insurance purpose")
    one.give(say.ProposeIneligible, "gwen.pike", reasons=reasons)
    assert one.label == "DAR Submitted"
    assert one.refused(say.ConfirmIneligible, "gwen.pike").code in ("not-permitted", "separation-of-duties", "sod-11")
    one.give(say.ConfirmIneligible, "hari.bose")
    assert (one.label, one.application().ineligible_reasons) == ("DAR Rejected", reasons)
    one.give(r.LodgeAppeal, grounds="reasonableness", statement="There is a benefit.")
    assert one.case("lead").appeal is not None
