"""What waits in an enquiry: for its enquirer, for its contact, for every officer while it has none, for who advises."""

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.contracts.intake import application as say
from services.contracts.intake import enquiry as e
from services.contracts.message import Actor, Call, Command

from ..domain import enquiry as domain
from ..domain.enquiry import Enquiry, State
from ..models import enquiry as models
from ..models.enquiry import EnquiryRow

MOST = 500


def _always(_enquiry: Enquiry) -> bool:
    return True


def _unfunded(enquiry: Enquiry) -> bool:
    found = enquiry.assessment
    return found is not None and found.funding_needed and not enquiry.funding_source


def _not_begun(enquiry: Enquiry) -> bool:
    return enquiry.application_id is None


# In which state which command is the next step, what it is called, and when it is; the first that somebody may give
# counts.
NEXT: Mapping[State, tuple[tuple[type[Command], str, Callable[[Enquiry], bool]], ...]] = {
    State.SUBMITTED: ((e.ProceedToAssessment, "Triage the enquiry", _always),),
    State.INFO_REQUESTED: ((e.AnswerEnquirer, "Answer the questions about your enquiry", _always),),
    State.PRELIM: (
        (e.CompleteAssessment, "Bring the preliminary assessment to its end", _always),
        (e.ConfirmFunding, "Confirm where the money comes from", _unfunded),
    ),
    State.PRELIM_ADVICE: ((e.RecordEarlyAdvice, "Give early advice", _always),),
    State.INVITED: ((say.StartApplication, "Begin your application", _not_begun),),
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
    allowed = domain.may(enquiry, actor) | ({say.StartApplication} if actor.id == enquiry.contact_id else set())
    for command, title, due in NEXT[enquiry.state]:
        if command in allowed and due(enquiry):
            return say.Task(
                kind="enquiry",
                title=title,
                subject=row.id,
                reference=row.reference,
                command=command.__name__,
                about=enquiry.purpose_summary[:200],
            )
    return None
