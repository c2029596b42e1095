"""Documents as evidence: checked, rejected, renewed, watched to the end; what is kept elsewhere is not asked again."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import audit, review
from services.contracts.intake import application as say
from services.contracts.intake.application import EvidenceStatus
from services.contracts.message import NotFound, NotPermitted, Refused, new_id
from services.intake.domain import expiry, guards
from services.intake.domain.application import evidence
from services.intake.handlers import application as handlers
from tests import examples
from tests.intake.test_application_handlers import ALL, LEAD, OFFICER, SECOND, World
from tests.support import NOON

TODAY = NOON.date()


@pytest.fixture
def world(lite) -> World:
    return World(lite("intake"))


@pytest.fixture
def submitted(world: World) -> World:
    return world.submitted().give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)


def one(world: World, by=LEAD, kind: str = "PROTOCOL"):
    return next(found for found in world.read(by).evidence if found.document.kind == kind)


def check(world: World, verified: bool, reason: str = "", kind: str = "PROTOCOL"):
    document = one(world, OFFICER, kind).document.document_id
    return world.give(say.CheckDocument, by=OFFICER, document_id=document, verified=verified, reason=reason)


def test_each_document_is_attached_until_the_case_officer_has_verified_or_rejected_it(submitted: World) -> None:
    assert one(submitted).status is EvidenceStatus.ATTACHED
    with pytest.raises(Refused) as refused:
        check(submitted, False, " ")
    assert refused.value.code == "reason-needed"
    check(submitted, False, "Another study's")
    assert (one(submitted).status, one(submitted).reason) == ("rejected", "Another study's")
    check(submitted, True)
    theirs, staffs = one(submitted), one(submitted, OFFICER)
    assert (theirs.status, theirs.checked_at, theirs.checked_by) == ("verified", submitted.at, "")
    assert staffs.checked_by == "Gwen Pike"


def test_what_was_rejected_counts_no_longer_and_the_evidence_is_not_in_order(submitted: World) -> None:
    check(submitted, False, "Another study's")
    with pytest.raises(Refused) as refused:
        submitted.give(say.RecordCheck, by=OFFICER, item=say.CheckItem.EVIDENCE, passed=True)
    assert [problem.field for problem in refused.value.problems] == ["PROTOCOL"]
    submitted.give(say.ReturnApplication, by=OFFICER, queries=(say.QueryAsked(field="PROTOCOL", question="Yours?"),))
    query = submitted.read().queries[0].query_id
    submitted.give(say.AnswerQuery, query_id=query, response="Sorry")
    with pytest.raises(Refused) as refused:
        submitted.give(say.SubmitApplication, declarations=ALL)
    assert ("G-EVIDENCE", "PROTOCOL") in [(problem.code, problem.field) for problem in refused.value.problems]
    submitted.give(say.AttachDocument, kind="PROTOCOL", sha256="c" * 64, filename="Ours.pdf")
    submitted.give(say.SubmitApplication, declarations=ALL)
    submitted.give(say.RecordCheck, by=OFFICER, item=say.CheckItem.EVIDENCE, passed=True)
    states = {found.document.filename: found.status for found in submitted.read(OFFICER).evidence}
    assert states["Ours.pdf"] == "verified", "with the evidence as a whole"
    assert states["PROTOCOL.pdf"] == "rejected", "and what was rejected stays so"


def test_only_the_case_officer_checks_and_only_what_is_there(submitted: World) -> None:
    document = one(submitted).document.document_id
    for who in (LEAD, SECOND):
        with pytest.raises(NotPermitted):
            submitted.give(say.CheckDocument, by=who, document_id=document, verified=True)
    with pytest.raises(NotFound):
        submitted.give(say.CheckDocument, by=OFFICER, document_id=new_id(), verified=True)


def test_a_document_lasts_as_long_as_the_reference_says() -> None:
    draft = examples.draft("hospital", "full")
    kinds = draft.form.documents
    draft = replace(draft, answers={**draft.answers, "dpia_date": "2026-03-01", "funding_end": "2028-01-31",
                                    "cag_end": "2029-05-05", "cag_next_review": "2027-05-05"})  # fmt: skip
    plain = say.Document(document_id=new_id(), kind="X", sha256="a" * 64, filename="x.pdf")
    until = {name: kinds[name].valid_until(plain, draft) for name in kinds}
    assert until["DPIA"] == date(2027, 3, 1), "reviewed within twelve months"
    assert until["FUNDING_LETTER"] == date(2028, 1, 31), "the end of the grant"
    assert until["CAG_LETTER"] == date(2027, 5, 5), "the next yearly review comes before the end of the support"
    assert until["PROTOCOL"] is None, "until there is another version"
    dated = replace(plain, dated=date(2025, 12, 1), valid_to=date(2030, 1, 1))
    assert kinds["DPIA"].valid_until(dated, draft) == date(2026, 12, 1), "its own date, and never longer"
    assert kinds["HONORARY_CONTRACT"].valid_until(dated, draft) == date(2030, 1, 1)


def test_what_has_run_out_is_asked_for_again_on_the_next_day() -> None:
    draft = examples.draft("hospital", "full", attached=examples.documents("hospital", "full"))
    assert guards.evidence(draft) == ()
    late = replace(draft, answers={**draft.answers, "dpia_date": str(TODAY.replace(year=TODAY.year - 1))})
    assert guards.evidence(late) == (), "the last day counts"
    later = replace(late, known=replace(late.known, today=TODAY + timedelta(days=1)))
    assert "DPIA" in [problem.field for problem in guards.evidence(later)]


def remind(world: World, at) -> list[say.DocumentExpiring]:
    before = len(world.ground.said())
    world.at = at
    world.ground.do(lambda session, _, call: handlers.remind_of_documents(session, call), None, at=at)
    return [event for event in world.ground.said()[before:] if isinstance(event, say.DocumentExpiring)]


def approved_with_a_letter_until(world: World, last_day: date) -> World:
    letter = {"kind": "OTHER", "sha256": "d" * 64, "filename": "Letter.pdf", "valid_to": last_day}
    world.start().fill().give(say.AttachDocument, **letter)
    world.give(say.SubmitApplication, declarations=ALL).give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)
    world.accept()
    world.hear("review", review.ApplicationApproved, conditions=(), request=world.read().request)
    assert world.read().state == "APPROVED"
    return world


def days(world: World, *befores: int, last_day: date) -> list[list[int]]:
    """The reminders of the letter, so many days before its last."""
    noon = NOON + (last_day - TODAY)
    found = [remind(world, noon - timedelta(days=before)) for before in befores]
    return [[event.days for event in events if event.kind == "OTHER"] for events in found]


def test_a_document_is_watched_after_approval_at_sixty_thirty_and_seven_days_and_when_it_has_run_out(
    world: World,
) -> None:
    last_day = TODAY + timedelta(days=100)
    approved_with_a_letter_until(world, last_day)
    assert days(world, 61, 60, 59, 30, 8, 7, 0, -1, -2, last_day=last_day) == [
        [], [60], [], [30], [], [7], [], [0], [],
    ]  # fmt: skip
    (event,) = [one for one in world.ground.said() if isinstance(one, say.DocumentExpiring) and one.days == 0]
    assert (event.label, event.expires_on) == ("Other", last_day)
    assert one(world, kind="OTHER").status == "expired"


def test_a_current_document_takes_its_place_and_is_watched_and_checked_in_turn(world: World) -> None:
    last_day = TODAY + timedelta(days=100)
    approved_with_a_letter_until(world, last_day)
    assert days(world, 60, last_day=last_day) == [[60]]
    before = one(world, kind="OTHER").document
    given = {"sha256": "e" * 64, "filename": "Renewed.pdf", "document_id": before.document_id}
    with pytest.raises(Refused):
        world.give(say.RenewDocument, **given, valid_to=TODAY - timedelta(days=1))
    world.give(say.RenewDocument, **given, valid_to=last_day + timedelta(days=365))
    theirs, staffs = one(world, kind="OTHER"), one(world, OFFICER, kind="OTHER")
    assert (theirs.document.filename, theirs.status) == ("Renewed.pdf", "attached")
    assert staffs.document == theirs.document
    assert before in world.version(1).documents, "what was submitted keeps the old one"
    assert days(world, 30, 0, last_day=last_day) == [[], []]
    check(world, True, kind="OTHER")
    assert one(world, kind="OTHER").status == "verified"
    with pytest.raises(Refused):
        world.give(say.RenewDocument, **given)


def test_nothing_is_watched_any_more_once_the_project_is_closed(world: World) -> None:
    last_day = TODAY + timedelta(days=100)
    approved_with_a_letter_until(world, last_day)
    document = one(world, kind="OTHER").document.document_id
    world.hear("audit", audit.ProjectClosed, reference="DAR-2026-00001")
    assert days(world, 7, -1, last_day=last_day) == [[], []]
    with pytest.raises(Refused):
        world.give(say.RenewDocument, document_id=document, sha256="e" * 64, filename="Late.pdf")


def test_what_people_and_organisations_have_on_file_is_shown_and_not_asked_for_again(submitted: World) -> None:
    told = {(held.of, held.what): held for held in submitted.read(OFFICER).held}
    lead = next(of for of, what in told if what == "CV")  # the first person is the lead
    assert told[lead, "CV"].in_date
    assert told[lead, "Information governance training"].until > TODAY
    assert {what for _, what in told} >= {"Data-protection registration", "Security: toolkit or ISO 27001"}
    assert not {"CV", "IG_TRAINING", "DSPT"} & {found.document.kind for found in submitted.read(OFFICER).evidence}


@given(start=st.integers(-5, 90), step=st.integers(1, 40))
def test_no_reminder_is_sent_twice_or_left_out_however_seldom_the_clock_looks(start: int, step: int) -> None:
    """Whoever looks late gets the latest reminder only; after the end there is always one that says so."""
    last_day, warned, sent = date(2026, 6, 30), {}, []
    day = last_day - timedelta(days=start)
    while day < last_day + timedelta(days=50):
        for name, _, left in expiry.due(warned, {"x": last_day}, day):
            sent.append(left)
            warned[name] = left
        day += timedelta(days=step)
    assert sent == sorted(set(sent), reverse=True)
    assert sent[-1] == 0
    assert expiry.next_day(warned, {"x": last_day}) is None


def test_a_second_renewal_follows_the_first() -> None:
    first, second, third = (
        say.Document(document_id=UUID(int=n), kind="OTHER", sha256="a" * 64, filename=f"{n}.pdf") for n in (1, 2, 3)
    )
    made = (
        evidence.Renewal(replaces=first.document_id, document=second),
        evidence.Renewal(replaces=second.document_id, document=third),
    )
    assert evidence.current((first,), made) == (third,)
    assert evidence.current((second,), made) == (third,)
