"""What the bus may ask of audit, what it hears from everybody, and what it does by the clock."""

from sqlalchemy.orm import Session

from services.chassis.service import Service, background, command, periodic, query, reaction
from services.contracts import audit as a
from services.contracts.message import Call, Done, Envelope, Event

from . import handlers, ledger, promises, views
from .domain.access import ACCESS

promises.current()  # an installation that promises nothing sensible is told at the start, not when a clock begins


class AuditService(Service):
    """Is every promise kept?"""

    name = "audit"
    access = ACCESS

    @reaction(every=True)
    def enter(self, session: Session, event: Event, call: Call, envelope: Envelope) -> None:
        handlers.enter(session, event, call, envelope)

    @background(seconds=1)
    def sign_checkpoint(self, call: Call) -> None:
        keys = ledger.keys()
        self.db.write(lambda session: ledger.record_checkpoint(session, keys.name, call.at))
        self.db.write(lambda session: ledger.sign_checkpoints(session, keys, call.at))

    @periodic(seconds=5)
    def say_overdue(self, session: Session, call: Call) -> None:
        handlers.say_overdue(session, call)

    @periodic(seconds=2)
    def count_clocks_anew(self, session: Session, call: Call) -> None:
        handlers.catch_up(session, call)

    @periodic(seconds=5)
    def issue_receipts(self, session: Session, call: Call) -> None:
        handlers.issue_receipts(session, call)

    @command
    def submit_certificate(self, session: Session, command: a.SubmitCertificate, call: Call) -> Done:
        return handlers.handle_deletion(session, command, call)

    @command
    def query_certificate(self, session: Session, command: a.QueryCertificate, call: Call) -> Done:
        return handlers.handle_deletion(session, command, call)

    @command
    def accept_certificate(self, session: Session, command: a.AcceptCertificate, call: Call) -> Done:
        return handlers.handle_deletion(session, command, call)

    @command
    def plan_audit(self, session: Session, command: a.PlanAudit, call: Call) -> Done:
        return handlers.handle_audit(session, command, call)

    @command
    def record_finding(self, session: Session, command: a.RecordFinding, call: Call) -> Done:
        return handlers.handle_audit(session, command, call)

    @command
    def answer_finding(self, session: Session, command: a.AnswerFinding, call: Call) -> Done:
        return handlers.handle_audit(session, command, call)

    @command
    def close_finding(self, session: Session, command: a.CloseFinding, call: Call) -> Done:
        return handlers.handle_audit(session, command, call)

    @command
    def close_audit(self, session: Session, command: a.CloseAudit, call: Call) -> Done:
        return handlers.handle_audit(session, command, call)

    @query
    def read_checkpoint(self, session: Session, query: a.ReadCheckpoint, call: Call) -> a.CheckpointView:
        return views.read_checkpoint(session, query, call)

    @query
    def read_consistency(self, session: Session, query: a.ReadConsistency, call: Call) -> a.ConsistencyView:
        return views.read_consistency(session, query, call)

    @query
    def read_ledger_entry(self, session: Session, query: a.ReadLedgerEntry, call: Call) -> a.LedgerEntryView:
        return views.read_entry(session, query, call)

    @query
    def list_ledger(self, session: Session, query: a.ListLedger, call: Call) -> a.LedgerPage:
        return views.list_ledger(session, query, call)

    @query
    def verify_ledger(self, session: Session, query: a.VerifyLedger, call: Call) -> a.VerificationView:
        return views.verify_ledger(session, query, call)

    @query
    def read_clocks(self, session: Session, query: a.ReadClocks, call: Call) -> a.ClocksView:
        return views.read_clocks(session, query, call)

    @query
    def list_clocks(self, session: Session, query: a.ListClocks, call: Call) -> a.ClocksPage:
        return views.list_clocks(session, query, call)

    @query
    def service_levels(self, session: Session, query: a.ServiceLevels, call: Call) -> a.ServiceLevelsView:
        return views.service_levels(session, query, call)

    @query
    def dashboard(self, session: Session, query: a.Dashboard, call: Call) -> a.DashboardView:
        return views.dashboard(session, query, call)

    @query
    def register(self, session: Session, query: a.Register, call: Call) -> a.RegisterPage:
        return views.register(session, query, call)

    @query
    def read_deletion(self, session: Session, query: a.ReadDeletion, call: Call) -> a.DeletionView:
        return views.read_deletion(session, query, call)

    @query
    def list_deletions(self, session: Session, query: a.ListDeletions, call: Call) -> a.DeletionsPage:
        return views.list_deletions(session, query, call)

    @query
    def my_audit_tasks(self, session: Session, query: a.MyAuditTasks, call: Call) -> a.AuditTasks:
        return views.my_tasks(session, query, call)

    @query
    def read_audit(self, session: Session, query: a.ReadAudit, call: Call) -> a.AuditView:
        return views.read_audit(session, query, call)

    @query
    def list_audits(self, session: Session, query: a.ListAudits, call: Call) -> a.AuditsPage:
        return views.list_audits(session, query, call)
