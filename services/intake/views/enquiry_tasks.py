"""What waits in an enquiry: for its enquirer, for its contact, for every officer while it has none, for who advises."""

from collections.abc import Iterator, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.contracts.intake import application as say
from services.contracts.intake import enquiry as e
from services.contracts.message import Actor, Call, Command

from ..domain import enquiry as domain
from ..domain.enquiry import State
from ..models import enquiry as models
from ..models.enquiry import EnquiryRow

MOST = 500
# In which state which command is the next step, and what it is called; the first that somebody may give counts.
NEXT: Mapping[State, tuple[tuple[type[Command], str], ...]] = {
    State.SUBMITTED: ((e.ProceedToAssessment, "Triage the enquiry"),),
    State.INFO_REQUESTED: ((e.AnswerEnquirer, "Answer the questions about your enquiry"),),
    State.PRELIM: ((e.CompleteAssessment, "Bring the preliminary assessment to its end"),),
    State.PRELIM_ADVICE: ((e.RecordEarlyAdvice, "Give early advice"),),
}


def tasks(session: Session, call: Call) -> Iterator[say.Task]:
    """Everything that waits for the caller."""
    waiting = [state.value for state in NEXT]
    wanted = select(EnquiryRow).where(EnquiryRow.state.in_(waiting))
    if not call.actor.has(*domain.OFFICERS, *domain.ADVISERS):
        wanted = wanted.where(EnquiryRow.contact_id == call.actor.id)
    else:  # an enquiry that has a contact waits for that contact
        mine = or_(EnquiryRow.officer_id.is_(None), EnquiryRow.officer_id == call.actor.id,
                   EnquiryRow.contact_id == call.actor.id, EnquiryRow.state == State.PRELIM_ADVICE.value)  # fmt: skip
        wanted = wanted.where(mine)
    for row in session.scalars(wanted.order_by(EnquiryRow.received_at).limit(MOST)):
        task = _task(row, call.actor)
        if task is not None:
            yield task


def _task(row: EnquiryRow, actor: Actor) -> say.Task | None:
    enquiry = models.enquiry_of(row)
    allowed = domain.may(enquiry, actor)
    for command, title in NEXT[enquiry.state]:
        if command in allowed:
            return say.Task(
                kind="enquiry",
                title=title,
                subject=row.id,
                reference=row.reference,
                command=command.__name__,
                about=enquiry.purpose_summary[:200],
            )
    return None
