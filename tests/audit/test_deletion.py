"""From the end of an agreement to a closed project, on a database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.audit import handlers, views
from services.contracts.audit import (
    AcceptCertificate,
    Backups,
    BackupStatement,
    CertificateAccepted,
    ClosingState,
    DeletionOrdered,
    DeletionOverdue,
    HolderState,
    ListDeletions,
    MyAuditTasks,
    ProjectClosed,
    ReadDeletion,
    Signed,
    SubmitCertificate,
)
from services.contracts.message import ANONYMOUS, Conflict, NotFound, NotPermitted, Refused, Role, new_id
from services.contracts.request import Access
from tests.audit.given import (
    AFTER,
    AUDITOR,
    CHECKER,
    GUARDIAN,
    ID,
    LEAD,
    MEMBER,
    NORTH,
    NORTH_SIGNS,
    OFFICER,
    PLACES,
    SOUTH,
    SOUTH_SIGNS,
    STRANGER,
    Line,
    certificate,
    item,
    request,
)
from tests.support import Ground, actor


@pytest.fixture
def line(ground: Callable[[str], Ground]) -> Line:
    return Line(ground("audit")).to_the_end()


def last(line: Line, kind: type) -> Any:
    return [event for event in line.ground.said() if isinstance(event, kind)][-1]


def view(line: Line, by: Any = CHECKER, at: datetime = AFTER) -> Any:
    return line.ground.ask(views.read_deletion, ReadDeletion(application_id=ID), by=by, at=at)


def test_an_agreement_that_ends_orders_every_organisation_to_delete_within_28_days(line: Line) -> None:
    order = last(line, DeletionOrdered)
    assert order.due_on == date(2026, 7, 28)
    assert (order.reason, order.releases) == ("expired", ("R1",))
    assert {one.organisation_id: one.locations for one in order.organisations} == PLACES


def test_an_order_is_given_once_and_its_days_are_configuration(
    line: Line, lite: Callable[[str], Ground], monkeypatch: pytest.MonkeyPatch
) -> None:
    line.expired()
    assert line.ground.names().count("DeletionOrdered") == 1
    monkeypatch.setenv("HAVEN_DELETION_DAYS", "14")
    short = Line(line.ground, id=new_id()).to_the_end()
    assert last(short, DeletionOrdered).due_on == date(2026, 7, 14)


def test_a_project_closes_when_every_organisation_is_covered_and_the_workspace_is_gone(line: Line) -> None:
    line.submit(NORTH, by=NORTH_SIGNS)
    assert line.accept(NORTH).state == ClosingState.DUE
    line.submit(SOUTH)
    assert line.accept(SOUTH).state == ClosingState.DUE  # the workspace is still there
    assert "ProjectClosed" not in line.ground.names()
    line.destroyed()
    closed = last(line, ProjectClosed)
    assert closed.certificates == ("COD-2026-00042-01", "COD-2026-00042-02", "COD-2026-00042-00")
    assert closed.retain_until == date(2034, 7, 1)
    line.hear_own()
    told = view(line)
    assert (told.state, told.may) == (ClosingState.CLOSED, ())
    assert told.custodian.certificate.performed_by.name == "Sam Sde"


def test_or_the_last_acceptance_closes_it(line: Line) -> None:
    line.destroyed()
    for organisation in (NORTH, SOUTH):
        line.submit(organisation)
        assert "ProjectClosed" not in line.ground.names()
        line.accept(organisation)
    assert line.ground.names()[-2:] == ["CertificateAccepted", "ProjectClosed"]
    with pytest.raises(NotPermitted):
        line.submit(NORTH)


def test_one_organisation_missing_keeps_it_open(line: Line) -> None:
    line.destroyed()
    line.submit(NORTH)
    line.accept(NORTH)
    assert "ProjectClosed" not in line.ground.names()
    assert {one.name: one.state for one in view(line).holders} == {"North": "accepted", "South": "due"}


def test_a_certificate_with_broken_rules_is_refused_with_each_named(line: Line) -> None:
    same = Signed(name="Pat  performer", role="owner")
    with pytest.raises(Refused) as refused:
        line.submit(SOUTH, witnessed_by=same, authorised_by=same, locations=(PLACES[SOUTH][0],), releases=())
    codes = {problem.code for problem in refused.value.problems}
    assert codes == {"witness-is-performer", "authoriser-is-performer", "location-missing", "release-missing"}
    assert "CertificateReceived" not in line.ground.names()


def test_an_organisation_that_is_not_in_the_order_has_nothing_to_certify(line: Line) -> None:
    with pytest.raises(Refused) as refused:
        line.submit(new_id())
    assert refused.value.code == "nothing-to-certify"


def test_a_certificate_can_be_queried_and_returned_while_the_deadline_runs(line: Line) -> None:
    line.submit(NORTH)
    line.ask_back(NORTH)
    told = view(line)
    assert told.holders[0].state is HolderState.QUERIED
    assert told.holders[0].certificates[-1].question == "Which drive?"
    assert told.due_on == date(2026, 7, 28)
    line.submit(NORTH)
    assert line.accept(NORTH).subject == ID
    assert last(line, CertificateAccepted).number == "COD-2026-00042-02"


def test_backups_that_age_out_leave_it_partial_until_a_second_certificate(line: Line) -> None:
    line.destroyed()
    aging = Backups(statement=BackupStatement.AGES_OUT, on=date(2026, 9, 1), beyond_use="locked away")
    for organisation, backups in ((NORTH, aging), (SOUTH, Backups(statement=BackupStatement.NONE))):
        line.submit(organisation, backups=backups)
        line.accept(organisation)
    accepted = [event for event in line.ground.said() if isinstance(event, CertificateAccepted)]
    assert [(one.partial, one.backups_until) for one in accepted] == [(True, date(2026, 9, 1)), (False, None)]
    assert "ProjectClosed" not in line.ground.names()
    later = datetime(2026, 9, 2, 12, tzinfo=UTC)
    purged = Backups(statement=BackupStatement.PURGED, on=date(2026, 9, 1))
    line.submit(NORTH, at=later, backups=purged)
    line.accept(NORTH, at=later)
    assert line.ground.names()[-1] == "ProjectClosed"


def test_only_the_applicant_and_the_organisations_own_signatory_certify(line: Line) -> None:
    for nobody, refusal in ((SOUTH_SIGNS, NotFound), (MEMBER, NotFound), (STRANGER, NotFound), (OFFICER, NotPermitted)):
        with pytest.raises(refusal):
            line.submit(NORTH, by=nobody)
    line.submit(NORTH, by=NORTH_SIGNS)


@pytest.mark.parametrize("who", [OFFICER, GUARDIAN, NORTH_SIGNS, LEAD, actor(Role.AUDITOR, id=LEAD.id), STRANGER])
def test_whoever_handled_decided_or_belongs_to_the_case_does_not_check_it(line: Line, who: Any) -> None:
    line.submit(NORTH)
    with pytest.raises((NotPermitted, NotFound)):
        line.accept(NORTH, by=who)


def test_sod_03_the_case_officer_with_the_right_role_is_refused_by_name(line: Line) -> None:
    line.submit(NORTH)
    promoted = actor(Role.IG_LEAD, Role.CASE_OFFICER, id=OFFICER.id)
    for person in (promoted, GUARDIAN):
        with pytest.raises(NotPermitted) as refused:
            line.accept(NORTH, by=person)
        assert [problem.code for problem in refused.value.problems] == ["SoD-03"]
        assert view(line, by=person).may == ()


def test_nobody_checks_a_certificate_with_their_own_name_on_it(line: Line) -> None:
    line.submit(NORTH, authorised_by=Signed(name="Di", role="SIRO", person_id=CHECKER.id))
    with pytest.raises(NotPermitted):
        line.accept(NORTH)
    line.accept(NORTH, by=AUDITOR)


def test_a_version_that_somebody_else_has_changed_is_a_conflict(line: Line) -> None:
    version = view(line).version
    line.submit(SOUTH)
    command = SubmitCertificate(application_id=ID, certificate=certificate(NORTH), expected_version=version)
    with pytest.raises(Conflict):
        line.ground.do(handlers.handle_deletion, command, by=LEAD, at=AFTER)


def test_a_file_that_was_never_uploaded_cannot_be_attached(line: Line) -> None:
    with pytest.raises(Refused) as refused:
        line.submit(NORTH, attachments=("a" * 64,))
    assert refused.value.problems[0].code == "attachment-missing"


def test_an_order_that_nobody_answers_is_overdue_once_and_says_who(line: Line) -> None:
    line.submit(NORTH)
    line.accept(NORTH)
    tick = lambda at: line.ground.do(lambda s, _, call: handlers.say_overdue(s, call), None, at=at)  # noqa: E731
    tick(datetime(2026, 7, 28, 22, 0, tzinfo=UTC))  # 23:00 in London: still the last day
    assert "DeletionOverdue" not in line.ground.names()
    for hours in (1, 2):
        tick(datetime(2026, 7, 28, 22, 0, tzinfo=UTC) + timedelta(hours=hours))
    assert line.ground.names().count("DeletionOverdue") == 1
    late = last(line, DeletionOverdue)
    assert [one.name for one in late.organisations] == ["South"]
    assert late.sanction_level == 2
    line.submit(SOUTH)  # late, and still wanted
    overdue = line.ground.ask(views.list_deletions, ListDeletions(overdue=True), by=OFFICER)
    assert [row.reference for row in overdue.rows] == ["DAR-2026-00042"]


def test_where_data_were_sent_out_nothing_held_is_no_answer(ground: Callable[[str], Ground]) -> None:
    out = Line(ground("audit"), asked=request(access=Access.EXTRACT)).to_the_end()
    with pytest.raises(Refused):
        out.submit(NORTH, nothing_held=True, items=(), standard="")


def test_in_the_secure_environment_an_organisation_may_say_that_it_never_held_a_copy(line: Line) -> None:
    line.submit(NORTH, nothing_held=True, items=(), releases=(), standard="")


def test_who_sees_the_end_of_a_project_and_what_waits_for_whom(line: Line) -> None:
    for nobody in (STRANGER, MEMBER, ANONYMOUS):
        with pytest.raises(NotFound):
            view(line, by=nobody)
    assert view(line, by=LEAD).may == ("SubmitCertificate",)
    assert [one.may for one in view(line, by=NORTH_SIGNS).holders] == [("SubmitCertificate",), ()]
    tasks = lambda by: [t.task for t in line.ground.ask(views.my_tasks, MyAuditTasks(), by=by).rows]  # noqa: E731
    assert tasks(SOUTH_SIGNS) == ["Return the certificate of destruction of South"]
    assert (tasks(CHECKER), tasks(STRANGER)) == ([], [])
    line.submit(NORTH)
    assert tasks(CHECKER) == ["Check the certificate of destruction of North"]
    assert tasks(OFFICER) == []
    with pytest.raises(NotPermitted):
        line.ground.ask(views.list_deletions, ListDeletions(), by=LEAD)


def test_before_an_agreement_ends_there_is_nothing_to_certify(ground: Callable[[str], Ground]) -> None:
    early = Line(ground("audit")).submitted().accepted().approved().in_force()
    with pytest.raises(Refused) as refused:
        early.submit(NORTH)
    assert refused.value.code == "nothing-to-certify"
    command = AcceptCertificate(application_id=UUID(int=5), organisation_id=NORTH)
    with pytest.raises(NotFound):
        early.ground.do(handlers.handle_deletion, command, by=LEAD)


def test_a_destroyed_item_of_the_wrong_kind_never_reaches_the_custodian(line: Line) -> None:
    with pytest.raises(Refused):
        line.submit(NORTH, items=(item(technique="degauss"),))


def test_an_earlier_version_that_is_heard_late_changes_nothing(ground: Callable[[str], Ground]) -> None:
    line = Line(ground("audit"), asked=request(version=2, access=Access.EXTRACT)).in_force()
    latest, line.asked = line.asked, request(version=1)
    line.submitted().accepted()
    assert line.ground.ask(views.read_deletion, ReadDeletion(application_id=ID), by=CHECKER).access is Access.EXTRACT
    line.asked = latest
    line.expired().submit(NORTH, releases=())
    with pytest.raises(NotPermitted):
        line.accept(NORTH, by=actor(Role.IG_LEAD, id=OFFICER.id))  # the case officer was named late, and still counts
