"""Acceptance scenarios 16 to 19 of domain 11.1: expiry, destruction and its certificates, audits, figures, register.

Of scenario 17 the draft report, its check for factual accuracy and its publication are not in the product yet: a
finding, its action, its evidence and its closure are. Of scenario 18 the export as CSV is not; the figures are."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from services.audit.domain import clocks as rules
from services.chassis import settings
from services.contracts import agreements as a
from services.contracts import audit
from services.contracts import provisioning as p
from services.contracts.message import ANONYMOUS, NotFound, NotPermitted, Role
from tests.line import Road, codes
from tests.line.road import ITEM, LONDON

At = Callable[..., Road]


def test_access_ends_with_the_last_day_in_london(at: At) -> None:
    """Scenario 16 (S1-38, T32, 1.4.21): a file opens two seconds before midnight of the last day, London time, and not
    at 23:59:59, whether or not a timer has said so."""
    one = at("active")
    file = one.release.files[0].name
    asked = a.PermissionNow(application_id=one.id, person_id=one.who("analyst").id)
    last = datetime.combine(one.agreement().ends_on, time(23, 59, 59), LONDON).astimezone(UTC)
    assert last.hour == 22  # summer time
    one.bus.at = last - timedelta(seconds=1)
    assert one.give(p.OpenWorkspaceFile, "analyst", name=file)
    one.bus.at = last
    assert one.refused(p.OpenWorkspaceFile, "analyst", name=file).code == "agreement-ended"
    assert not one.bus.ask(asked, one.who("rosa.finn")).permitted
    one.bus.tick()
    assert one.bus.last(one.id, "AccessRevoked").members
    assert one.label == "Expired"


def test_the_workspace_is_destroyed_with_its_key_and_says_what_there_was(at: At) -> None:
    """Scenario 16 (S2-62, 5.3): nothing is left on the disk, and the evidence names every file."""
    one = at("active")
    workspace, key = (settings.get().folder("workspaces") / str(one.id), settings.get().folder("keys") / "projects")
    held = {path.name for path in workspace.rglob("*") if path.is_file()}
    assert held
    assert (key / f"{one.id}.key").exists()
    one.expire()
    told = one.bus.last(one.id, "WorkspaceDestroyed")
    assert held <= {Path(file.name).name for file in told.files}
    assert told.key_id == one.bus.last(one.id, "DataProduced").key_id
    assert not workspace.exists()
    assert not (key / f"{one.id}.key").exists()


def test_a_certificate_that_is_not_whole_is_refused(at: At) -> None:
    """Scenario 16 (G-CERT, 7.3): a place left out, a witness who performed it, a stranger, a method too weak."""
    one = at("active").expire()
    holder = next(x for x in one.deletion().holders if x.locations)
    good = one.certificate(holder)
    for wrong, code in (
        (replace(good, locations=good.locations[1:]), "location-missing"),
        (replace(good, witnessed_by=good.performed_by), "witness-is-performer"),
        (replace(good, releases=()), "release-missing"),
        (replace(good, items=()), "items-missing"),
        (replace(good, completed_at=one.bus.at + timedelta(hours=1)), "completed-in-future"),
    ):
        met = one.refused(audit.SubmitCertificate, certificate=wrong)
        assert [problem.code for problem in met.problems] == [code]
    stranger = replace(good, organisation_id=one.world.organisations["ashcombe"])
    assert codes(one.refused(audit.SubmitCertificate, certificate=stranger)) >= {"nothing-to-certify"}
    weak = replace(good, items=(replace(ITEM, method=audit.Method("clear"), key_id=""),))
    assert one.refused(audit.SubmitCertificate, certificate=weak).problems
    assert one.label == "Expired"


def test_the_project_closes_only_when_every_organisation_has_certified(at: At) -> None:
    """Scenario 16 (T34, SoD-03): two of three are not all; the case officer does not check; then it closes."""
    one = at("active", "dars").expire()
    holders = one.deletion().holders
    assert len(holders) >= 2
    for holder in holders:
        assert one.label != "Closed"
        one.give(audit.SubmitCertificate, certificate=one.certificate(holder))
        officer = replace(one.who("gwen.pike"), roles=one.who("gwen.pike").roles | {Role.AUDITOR})
        met = one.refused(audit.AcceptCertificate, officer, organisation_id=holder.organisation_id)
        assert codes(met) >= {"not-independent", "SoD-03"}
        one.give(audit.AcceptCertificate, "rosa.finn", organisation_id=holder.organisation_id)
    assert one.label == "Closed"
    assert one.deletion().closed_on == one.today


def test_a_certificate_that_is_late_is_said_to_be_once(at: At) -> None:
    """Scenario 16 (1.11): 28 calendar days, then sanction level 2, and the deadline never paused."""
    one = at("active").expire()
    assert one.deletion().due_on == one.agreement().ends_on + timedelta(days=28)
    one.bus.forward(timedelta(days=27))
    assert "DeletionOverdue" not in one.names()
    one.bus.forward(timedelta(days=2))
    one.bus.tick()
    (late,) = one.bus.events(one.id, "DeletionOverdue")
    assert late.sanction_level == 2


PLAN = {"kind": audit.AuditKind.FOCUSED, "scope": (audit.ScopeArea.ACCESS,), "reason": "Chosen by risk"}


def test_an_audit_is_announced_in_time_and_made_by_somebody_from_outside_the_case(at: At) -> None:
    """Scenario 17 (1.4.23, SoD-15): twenty working days' notice; whoever handled the case does not audit it."""
    one = at("active")
    late, soon = one.today + timedelta(days=35), one.today + timedelta(days=14)
    assert codes(one.refused(audit.PlanAudit, "rosa.finn", starts_on=soon, **PLAN)) >= {"short-notice"}
    involved = replace(one.who("gwen.pike"), roles=one.who("gwen.pike").roles | {Role.AUDITOR})
    assert codes(one.refused(audit.PlanAudit, involved, starts_on=late, **PLAN)) >= {"not-independent", "SoD-15"}
    one.give(audit.PlanAudit, "rosa.finn", starts_on=late, **PLAN)
    assert one.bus.last(one.id, "AuditPlanned").auditor_id == one.who("rosa.finn").id


def test_a_finding_becomes_an_action_with_evidence_before_it_is_closed(at: At) -> None:
    """Scenario 17 (7.4): a nonconformity is closed on evidence, the audit when none is open."""
    one = at("active")
    one.give(audit.PlanAudit, "rosa.finn", starts_on=one.today + timedelta(days=35), **PLAN)
    about = {"audit_id": one.bus.last(one.id, "AuditPlanned").audit_id}
    one.bus.forward(timedelta(days=36))
    found = {"classified": audit.FindingClass.MAJOR, "area": audit.ScopeArea.ACCESS, "clause": "Agreement 5.2"}
    one.give(audit.RecordFinding, "rosa.finn", **about, **found, description="An account is shared by two people.")
    about_it = about | {"finding_id": one.bus.last(one.id, "FindingRecorded").finding_id}
    closing = {"outcome": audit.FindingOutcome.CLOSED, "note": "Seen and in order."}
    assert codes(one.refused(audit.CloseFinding, "rosa.finn", **about_it, **closing)) >= {"no-evidence"}
    over = {"overall": "Good, but for one thing.", "risk": audit.Risk.LOW}
    assert codes(one.refused(audit.CloseAudit, "rosa.finn", **about, **over)) >= {"findings-open"}
    shown = {"action": "Everybody has an account.", "owner": "Cato Nyman", "evidence_sha256": ("ab" * 32,)}
    one.give(audit.AnswerFinding, **about_it, **shown)
    assert one.refused(audit.CloseFinding, "lead", **about_it, **closing)
    one.give(audit.CloseFinding, "rosa.finn", **about_it, **closing)
    one.give(audit.CloseAudit, "rosa.finn", **about, **over)
    assert one.bus.last(one.id, "AuditClosed").risk is audit.Risk.LOW


def test_the_dashboard_is_what_the_events_say(at: At) -> None:
    """Scenario 18 (S2-35 to S2-37, S2-59): the published figures equal a count made anew from the ledger."""
    one = at("active", "dars")
    shown = one.bus.ask(audit.Dashboard(), ANONYMOUS)
    happenings = [
        rules.Happening(said.name, str(said.event.subject), said.event.at, _facts(said.event)) for said in one.bus.said
    ]
    again = [clock for clock in rules.replay(happenings) if clock.subject in (str(one.id), str(one.enquiry_id))]
    stopped = {row.target: row.stopped for row in shown.levels if row.stopped}
    assert stopped == dict.fromkeys(sorted({clock.target for clock in again if not clock.open}), 1)
    assert all(row.within == row.stopped for row in shown.levels)
    months = {row.month: row for row in shown.months}
    assert (months["2026-07"].submitted, months["2026-07"].accepted, months["2026-07"].decided) == (1, 1, 1)
    assert {row.stage: row.count for row in shown.stages if row.count} == {"Access": 1}


def _facts(event: object) -> dict[str, object]:
    names = ("version", "level", "kind", "external_body", "final")
    facts = {name: getattr(event, name) for name in names if hasattr(event, name)}
    request = getattr(event, "request", None)
    if request is not None:
        facts |= {"version": request.version, "kind": request.kind}
    return facts


def test_the_ledger_holds_everything_and_proves_each_entry(at: At) -> None:
    """S2-10, S2-11 (reliability.md 3.1): every event is an entry with a proof, and the whole verifies."""
    one = at("active")
    one.bus.tick("sign_checkpoint")
    rows = one.bus.ask(audit.ListLedger(subject=one.id, limit=200), one.who("rosa.finn")).rows
    assert [row.type for row in rows] == one.names()
    entry = one.bus.ask(audit.ReadLedgerEntry(index=rows[-1].index), one.who("rosa.finn"))
    assert entry.entry == rows[-1]
    assert one.bus.ask(audit.VerifyLedger(), one.who("rosa.finn")).sound


def test_the_register_says_truly_whether_opt_outs_were_required_and_applied(at: At) -> None:
    """Scenario 19 (S2-8, 7.5): under section 251 required and applied."""
    one = at("active", "dars")
    (entry,) = one.bus.ask(audit.Register(), ANONYMOUS).rows
    assert (entry.opt_out.legally_required, entry.opt_out.applied) == (True, True)
    record = one.release.optout
    assert entry.opt_out.removed == (record.removed if record.removed >= 10 else None)
    assert (entry.confidentiality, entry.state) == ("s251_reg5", audit.EntryState("live"))
    assert not any(actor.name in str(entry) for actor in one.world.people.values())  # people are not named


def test_the_register_shows_opt_outs_upheld_although_nobody_had_to(at: At) -> None:
    """Scenario 19 (7.5): applied and legally required differ, and both are said."""
    one = at("active")
    (entry,) = one.bus.ask(audit.Register(), ANONYMOUS).rows
    assert (entry.opt_out.legally_required, entry.opt_out.applied) == (False, True)
    one.expire().certify()
    (entry,) = one.bus.ask(audit.Register(), ANONYMOUS).rows
    assert (entry.state, entry.closed_on) == (audit.EntryState("closed"), one.today)


def test_a_stranger_learns_nothing_of_a_project(at: At) -> None:
    """SoD-12, S2-12: neither its files nor that it exists; operators see no content either."""
    one = at("active")
    for key in ("outsider", "zoe.hill", "first.admin"):
        assert isinstance(
            one.refused(p.OpenWorkspaceFile, key, name=one.release.files[0].name), NotFound | NotPermitted
        )
        for look in (one.application, one.case, one.agreement, one.project, one.deletion):
            try:
                look(key)
            except (NotFound, NotPermitted):
                continue
            raise AssertionError(f"{key} was shown {look.__name__}")
