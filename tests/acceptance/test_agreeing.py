"""Acceptance scenarios 8, 14, 15 of domain 11.1: the agreement and its signatures, the simple extension, suspension.

Of scenario 14 the clock and the route are here; that an extension only replaces the agreement it extends is not in the
product yet, so the decision is as far as it goes. Of scenario 15 the breach itself and the task to tell the advisory
group within ten working days are not there: what is tested is suspension by one and its lifting by two."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from services.contracts import agreements as a
from services.contracts import provisioning as p
from services.contracts import review as r
from services.contracts.intake import application as say
from services.contracts.message import NotPermitted
from services.contracts.request import Access, Assurance
from tests.acceptance.test_drafting_and_validation import clocks
from tests.line import Road, codes

At = Callable[..., Road]
New = Callable[..., Road]
STATEMENT = "I have read it and sign it for the party that I represent."


def sign(one: Road, party: str, by: str) -> dict[str, str]:
    """The facts of a signature by somebody who has read the text."""
    text = one.give(a.ReadAgreementText, by).text_sha256
    named = party if party == "custodian" else str(one.world.organisations[party])
    return {"party": named, "document_sha256": text, "statement": STATEMENT}


def test_an_agreement_is_in_force_only_after_custodian_order_and_every_controller(at: At) -> None:
    """Scenario 8 (S1-23 to S1-26, S2-19, T26, T27): in that order, and the last signature counts."""
    one = at("approved", "dars").issue()
    early = sign(one, "northbridge", "signatory")
    assert one.refused(a.SignAgreement, "signatory", **early).code == "not-your-turn"
    one.sign("custodian")
    assert one.refused(a.SignAgreement, "signatory", **early).code == "no-purchase-order"
    one.order().accept_service()
    one.sign("northbridge")
    assert one.agreement().state is a.AgreementState.PARTIALLY_SIGNED
    assert "SL6" not in clocks(one)
    one.sign("icb")
    assert one.agreement().state is a.AgreementState.EFFECTIVE
    assert one.bus.last(one.id, "AgreementInForce").starts_on == one.today
    assert clocks(one)["SL6"][0].days == 14  # the release clock, S2-58


def test_nobody_signs_for_a_party_that_is_not_theirs(at: At) -> None:
    """Scenario 8 (SoD-05): the lead, the case officer, another controller's signatory, somebody who has not read."""
    one = at("approved", "dars").issue()
    facts = {"party": "custodian", "document_sha256": one.agreement().text_sha256, "statement": STATEMENT}
    assert one.refused(a.SignAgreement, "ivo.kent", **facts).code == "not-read"
    one.sign("custodian").order().accept_service()
    theirs = facts | {"party": str(one.world.organisations["icb"])}
    for key in ("lead", "signatory", "gwen.pike"):
        assert isinstance(one.refused(a.SignAgreement, key, **theirs), NotPermitted), key


def test_the_start_is_never_before_everybody_could_sign(at: At) -> None:
    """Scenario 8 (1.4.13, X-DATE1): not in the past, not more than a year ahead, not beyond the supporting approval."""
    one = at("approved", "dars")
    yesterday, far = one.today - timedelta(days=1), one.today + timedelta(days=400)
    supported = date.fromisoformat(one.application().answers["cag_end"])
    assert one.refused(a.IssueAgreement, "gwen.pike", start=yesterday, end=far)
    assert one.refused(a.IssueAgreement, "gwen.pike", start=far, end=far + timedelta(days=30))
    assert one.refused(a.IssueAgreement, "gwen.pike", start=one.today, end=supported + timedelta(days=1))
    assert one.agreement().state is a.AgreementState.GENERATED


def test_a_signature_after_the_start_moves_the_start(at: At) -> None:
    """Scenario 8 (1.9): the agreement is in force from the last signature, not from the date that was hoped for."""
    one = at("approved").issue().sign("custodian").order().accept_service()
    issued = one.today
    one.bus.forward(timedelta(days=5))
    one.sign("northbridge")
    assert one.bus.last(one.id, "AgreementInForce").starts_on == issued + timedelta(days=5)


def test_without_framework_contract_nobody_signs(at: At) -> None:
    """Scenario 8 (G-DSFC, S1-22): of the second controller, too."""
    one = at("approved", "dars").issue()
    one.bus.do(a.TerminateFrameworkContract(
        organisation_id=one.world.organisations["icb"], reason="The organisation was dissolved."
    ), one.who("hari.bose"))  # fmt: skip
    met = one.refused(a.SignAgreement, "ivo.kent", **sign(one, "custodian", "ivo.kent"))
    assert codes(met) >= {"no-framework-contract"}


EXTENDING = {
    "kind": "extension", "unchanged": True, "previous_reference": "DSA-2023-00044-v1.0",
    "yielded_benefits": "Two hospitals changed their pathways.",
}  # fmt: skip


def extension(new: New, **changed: object) -> Road:
    """A draft of an extension, with whatever the checklist still asks for as evidence."""
    return new("dars", **{**EXTENDING, **changed})


def test_an_extension_with_nothing_changed_takes_the_five_day_route(road: New) -> None:
    """Scenario 14 (R01, S2-49, DAR-2026-00005): L1, no committee, SL3 of five working days, decided by the office."""
    one = extension(road).drafted().submit().take_on().accept()
    case = one.case()
    assert (case.level, case.committee, "R01" in case.rules) == (Assurance.L1, False, True)
    assert (clocks(one)["SL3"][0].days, "SL4" in clocks(one)) == (5, False)
    one.bus.forward(timedelta(days=2))
    one.assign({"ned.vole": "ig"}).review(comment="")
    one.give(r.PassForDecision, "gwen.pike", summary="As before; benefits reported.")
    one.decide(r.Outcome.APPROVED)
    (clock,) = clocks(one)["SL3"]
    assert (clock.elapsed, clock.breached) == (2, False)


def test_an_extension_that_adds_a_dataset_is_for_the_committee(road: New) -> None:
    """Scenario 14 (X-EXT): what says that something changed is treated as a renewal."""
    one = extension(road, unchanged=False).drafted().submit().take_on()
    route = one.application("gwen.pike").route
    assert (route.level, route.committee) == (Assurance.L3, True)
    assert "R01" not in route.rules


def test_one_person_suspends_and_two_lift_it(at: At) -> None:
    """Scenario 15 (T31, SoD-08, S2-12): access stops at once; SIRO and one other, two people."""
    one = at("active")
    data = next(file for file in one.project("analyst").releases[-1].files or files_of(one))
    one.give(a.SuspendAgreement, "hari.bose", reason="An unapproved sign-in from abroad.")
    assert one.label == "Suspended"
    assert isinstance(one.refused(p.OpenWorkspaceFile, "analyst", name=data.name), NotPermitted)
    why = {"root_cause": "A shared password.", "actions": "All passwords were changed."}
    one.give(a.ProposeReinstatement, "hari.bose", **why)
    assert isinstance(one.refused(a.ApproveReinstatement, "hari.bose"), NotPermitted)
    assert one.refused(a.ApproveReinstatement, "ned.vole")  # neither of the two would be the SIRO
    assert one.label == "Suspended"
    one.give(a.ApproveReinstatement, "lena.marsh")
    assert one.label == "Active Project"
    assert one.give(p.OpenWorkspaceFile, "analyst", name=data.name).sha256 == data.sha256


def files_of(one: Road) -> tuple[p.WorkspaceFileView, ...]:
    """What a member sees in the workspace."""
    return tuple(one.bus.ask(p.ListWorkspaceFiles(application_id=one.id), one.who("analyst")).files)


def test_a_suspension_voids_the_release_clock(at: At) -> None:
    """Scenario 15 (1.11): never recorded as a pause, excluded from attainment."""
    one = at("ready")
    one.give(a.SuspendAgreement, "kit.voss", reason="A breach was reported by the university.")
    (clock,) = clocks(one)["SL6"]
    assert (clock.condition, clock.stop_reason) == ("void", "SUSPENDED")
    assert one.refused(p.StartProduction, "max.orr")


@pytest.mark.parametrize("by", ["lead", "gwen.pike", "quin.abel"])
def test_others_do_not_suspend(at: At, by: str) -> None:
    """Scenario 15 (9.2): IG lead, Caldicott Guardian and SIRO only."""
    assert isinstance(at("ready").refused(a.SuspendAgreement, by, reason="Because I can do it."), NotPermitted)


def test_access_is_what_was_agreed(at: At) -> None:
    """S1-33: the agreement says how the data are reached, and the project follows it."""
    one = at("ready")
    assert one.project().access is Access.SDE
    assert one.application().stage == "PRODUCTION"
    assert one.refused(say.SaveDraft, answers={"title": "Something else"})
