"""Acceptance scenarios 9 to 12 of domain 11.1: cohort files, opt-outs, release by two, users whose training runs out.

Scenario 13 (an output with a small cell, differencing) needs outputs of a project and the airlock, which the product
does not have yet; small counts inside a release are tested in tests/provisioning/test_disclosure."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.chassis import offload, settings
from services.contracts import provisioning as p
from services.contracts.message import NotFound, NotPermitted, Role
from services.provisioning.data_core import check_service, produce
from tests.line import Road, codes, cohort_csv, show_training

At = Callable[..., Road]


def awaiting_cohort(at: At) -> Road:
    return at("approved", "dars").verify_users().sign_all()


def test_two_percent_of_failed_rows_are_accepted_and_more_are_not(at: At) -> None:
    """Scenario 9 (S1-28, S1-29, 6.3): 2 of 100 pass with a report, 3 of 100 come back."""
    one = awaiting_cohort(at)
    assert one.label == "Awaiting cohort file"
    back = one.upload(cohort_csv(one.core, wrong=3))
    assert (back.state, back.failed, back.reason) == (p.CohortState.REJECTED, 3, "more-than-two-percent-failed")
    assert one.label == "Awaiting cohort file"
    taken = one.upload(cohort_csv(one.core, wrong=2))
    assert (taken.state, taken.rows, taken.failed) == (p.CohortState.ACCEPTED, 100, 2)
    assert one.label == "Data being prepared"


def test_a_column_that_nobody_permitted_is_refused_and_is_an_incident(at: At) -> None:
    """Scenario 9 (G-COHORT, 6.3): an address that the agreement does not name."""
    one = awaiting_cohort(at)
    back = one.upload(cohort_csv(one.core, ADDRESS_LINE1="1 Mill Lane"))
    assert (back.state, back.reason) == (p.CohortState.REJECTED, "identifiers-over-supplied")
    incident = one.bus.last(one.id, "IncidentRaised")
    assert incident.fields == ("ADDRESS_LINE1",)


def test_only_the_named_submitter_hands_in_a_cohort_and_sees_the_report(at: At) -> None:
    """Scenario 9 (SoD-13)."""
    one = awaiting_cohort(at)
    for key in ("signatory", "quin.abel", "hari.bose"):
        met = one.refused(p.UploadCohort, key, sha256="ab" * 32, filename=f"{one.reference}_July.csv")
        assert isinstance(met, NotPermitted | NotFound), key
    one.supply_cohort()
    assert one.project("analyst").cohort.report
    assert one.project("quin.abel").cohort is None


def test_section_251_takes_out_whoever_objected(at: At) -> None:
    """Scenario 10 (S1-30, 5.1): counted, required in law, and the evidence names no number."""
    one = at("ready", "dars").produce()
    record = one.release.optout
    assert (record.legally_required, record.applied, record.method) == (True, True, "check-service")
    assert (record.n_in - record.removed, record.removed > 0) == (record.n_out, True)
    assert len(record.list_sha256) == 64


def test_consent_takes_nobody_out_and_says_so(road: Callable[..., Road]) -> None:
    """Scenario 10 (X-OPT2, 5.1): the position is the consent, and the record says that nothing was required."""
    consents = [{"version": "2.0", "date": "2021-03-01", "covers": "Linkage to hospital records."}]
    changed = {"confidentiality": "consent", "consents": consents, "consent_reviewed": True,
               "opt_out": "not_applied_consent", "opt_out_evidence": "Everybody agreed to it.",
               "cohort_withdrawal": "They write to the study team, and are left out of the next delivery."}  # fmt: skip
    one = road("hospital", **changed).ready().produce()
    record = one.release.optout
    assert (record.legally_required, record.applied, record.removed) == (False, False, 0)


def test_an_opt_out_check_that_is_too_old_blocks_the_release(at: At) -> None:
    """Scenario 10 (G-OPTOUT-FRESH): approvals need a fresh check; a new build brings one."""
    one = at("ready").produce().check_quality()
    one.bus.forward(timedelta(days=60) - timedelta(days=30))
    met = one.refused(p.ApproveRelease, "owen.tait", manifest_sha256=one.release.manifest_sha256)
    assert "G-OPTOUT-FRESH" in codes(met)
    one.give(p.BuildRelease, "max.orr")
    one.bus.tick("work")
    one.check_quality().approve_release()
    assert one.application().stage == "PROVISIONING"


@pytest.mark.parametrize(("reply", "code"), [(check_service.INVALID, "reply-error-line"), (None, "no-reply")])
def test_an_error_from_the_check_service_blocks_the_build(
    at: At, monkeypatch: pytest.MonkeyPatch, reply: str | None, code: str
) -> None:
    """Scenario 10 (5.2): nothing is produced, and the reason is named."""
    one = at("ready")
    one.give(p.StartProduction, "max.orr")
    one.give(p.BuildRelease, "max.orr")
    monkeypatch.setattr(offload, "run_process", _engine_in_this_process)
    monkeypatch.setattr(check_service.LocalCheckService, "exchange", lambda *asked: reply)
    one.bus.tick("work")
    assert (one.release.state, one.release.failure) == (p.ReleaseState.FAILED, code)
    assert "DataProduced" not in one.names()
    assert one.application().stage == "PRODUCTION"


def _engine_in_this_process(module: str, asked: object, *, seconds: float, args: tuple[str, ...]) -> None:
    """As a process of its own ends: without a release, with the exit status of a refusal."""
    request, result = args[-2:]
    if status := produce.main(Path(request), Path(result)):
        raise offload.ProcessFailed(status)


def test_the_same_patient_has_another_pseudonym_in_another_project(line, here) -> None:  # type: ignore[no-untyped-def]
    """Scenario 10 (5.3, S2-31): two projects, the same fields, no value in common."""
    seen = []
    for _ in range(2):
        one = Road(line, here, "hospital").active()
        seen.append(pseudonyms(one))
    assert len(seen[0]) == len(seen[1]) > 100
    assert not seen[0] & seen[1]


def pseudonyms(one: Road) -> set[str]:
    """The pseudonyms in the table that has them."""
    file = next(name for name in one.release.files if name.name.startswith("HES_APC"))
    path = settings.get().folder("workspaces") / one.give(p.OpenWorkspaceFile, "analyst", name=file.name).path
    with path.open(newline="") as table:
        return {row["ENCRYPTED_HESID"] for row in csv.DictReader(table)}


def test_the_builder_neither_checks_nor_approves_and_one_person_is_not_two(at: At) -> None:
    """Scenario 11 (SoD-06, G-2P, S2-20): builder, checker and two approvers; the lead's own account does not help."""
    one = at("ready").produce()
    manifest = one.release.manifest_sha256
    items = tuple(p.QualityCheck(item=item, passed=True) for item in p.QUALITY_ITEMS)
    builder = replace(one.who("max.orr"), roles=one.who("max.orr").roles | {Role.PRODUCTION_QA})
    checked = {"manifest_sha256": manifest, "passed": True, "checklist": items}
    assert codes(one.refused(p.CheckQuality, builder, **checked)) & {"sod-06", "not-permitted"}
    one.check_quality()
    assert codes(one.refused(p.ApproveRelease, "max.orr", manifest_sha256=manifest)) >= {"sod-06"}
    member = replace(one.who("analyst"), roles=one.who("analyst").roles | {Role.RELEASE_APPROVER})
    assert isinstance(one.refused(p.ApproveRelease, member, manifest_sha256=manifest), NotPermitted)
    one.approve_release("owen.tait")
    assert codes(one.refused(p.ApproveRelease, "owen.tait", manifest_sha256=manifest)) & {"sod-06", "not-permitted"}
    assert one.application().stage == "PRODUCTION"
    assert one.refused(p.CreateWorkspace, "quin.abel")
    one.approve_release("pia.lund")
    assert one.application().stage == "PROVISIONING"


def test_what_is_built_is_what_was_agreed_and_nothing_more(at: At) -> None:
    """S2-31, S1-32 (G-SPEC-MATCH): every column of the release is one of the approved fields."""
    one = at("ready").produce()
    told = one.bus.last(one.id, "DataProduced")
    asked = {(each["dataset"], name) for each in one.application().answers["datasets"] for name in each["fields"]}
    built = {
        (table.split(".")[0], column.get("source", column["name"]))
        for table, shape in told.schema.items()
        for column in shape["columns"]
    }
    assert {dataset for dataset, _ in built} == {dataset for dataset, _ in asked}
    assert len(built) <= len(asked)
    assert "NHS_NO" not in json.dumps(told.schema).upper()


def test_a_membership_stops_with_the_training_and_comes_back_with_it(at: At) -> None:
    """Scenario 12 (G-USER, S1-37, 1.10): at the end of the last day, for this person alone; renewed, at once."""
    one = awaiting_training(at)
    file = one.release.files[0].name
    member = next(x for x in one.project("quin.abel").members if x.person_id == one.who("analyst").id)
    one.bus.forward(timedelta(days=(member.valid_to - one.today).days + 1))
    assert one.bus.last(one.id, "MembershipSuspended").person_id == one.who("analyst").id
    assert codes(one.refused(p.OpenWorkspaceFile, "analyst", name=file)) & {"membership-ended", "not-a-member"}
    assert one.give(p.OpenWorkspaceFile, "lead", name=file)
    show_training(one.bus, one.who("analyst"), one.who("hari.bose"), one.today)
    assert one.bus.last(one.id, "MembershipRestored").person_id == one.who("analyst").id
    assert one.give(p.OpenWorkspaceFile, "analyst", name=file)


def awaiting_training(at: At) -> Road:
    """An active project in which the analyst was verified for twenty days only."""
    one = at("approved")
    one.verify_users("lead")
    one.give(p.AcceptUserTerms, "analyst")
    one.verify("analyst", training_expires=one.today + timedelta(days=20))
    one.sign_all().letter().produce().check_quality().approve_release()
    return one.open_workspace().activate()
