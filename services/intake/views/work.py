"""The work of the case officers: who has how much of it, and when they meet applicants."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.contracts.intake import application as say
from services.contracts.message import Call, Malformed
from services.contracts.request import Profile

from ..domain.application import State
from ..domain.stage import label
from ..models import application as models
from ..models.stage import StageRow

LONDON = ZoneInfo("Europe/London")
LONGEST = timedelta(days=92)  # of one question: a quarter
ENDED = ("DRAFT", "REJECTED", "CLOSED", "WITHDRAWN", "LAPSED", "APPROVED_PROVISIONAL")
MEETING = (State.SUBMITTED.value, State.VALIDATION_QUERY.value, State.ACCEPTED.value, State.REVISION.value)


def workload(session: Session, query: say.ReadWorkload, call: Call) -> say.WorkloadView:
    """How many requests each officer has, by stage; those without an officer first."""
    keys = (StageRow.officer_name, StageRow.officer_id, StageRow.profile, StageRow.stage)
    counted = select(*keys, func.count()).where(StageRow.stage.not_in(ENDED)).group_by(*keys).order_by(*keys)
    return say.WorkloadView(
        rows=tuple(
            say.WorkloadRow(
                officer_id=officer,
                officer_name=name,
                profile=Profile(profile),
                stage=stage,
                label=label(stage, Profile(profile)),
                count=count,
            )
            for name, officer, profile, stage, count in session.execute(counted)
        )
    )


def appointments(session: Session, query: say.ListAppointments, call: Call) -> say.AppointmentsView:
    """Appointments on these days. Only requests that are still with intake have any that can take place."""
    if not timedelta() <= query.to_day - query.from_day <= LONGEST:
        raise Malformed("Ask for at most 92 days, the first before the last")
    first = datetime.combine(query.from_day, time(), LONDON)
    end = datetime.combine(query.to_day + timedelta(days=1), time(), LONDON)
    wanted = select(models.ApplicationRow).where(
        models.ApplicationRow.state.in_(MEETING), models.ApplicationRow.last_meeting_at >= first
    )
    if query.officer_id is not None:
        wanted = wanted.where(models.ApplicationRow.officer_id == query.officer_id)
    found = [
        say.AppointmentRow(
            application_id=one.id,
            reference=one.reference,
            title=one.title,
            officer_id=one.officer_id,
            officer_name=one.officer_name,
            lead_name=one.lead_name,
            appointment=appointment,
        )
        for one in map(models.application_of, session.scalars(wanted))
        for appointment in one.appointments
        if first <= appointment.starts_at < end and not appointment.cancelled
    ]
    return say.AppointmentsView(rows=tuple(sorted(found, key=lambda row: (row.appointment.starts_at, row.reference))))
