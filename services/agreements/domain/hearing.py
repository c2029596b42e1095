"""What other services say of a request, kept with its agreement, so that nobody has to be asked. Pure."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.contracts.agreements import LetterUser

from .agreement import Agreement


def user_verified(agreement: Agreement, user: LetterUser) -> Agreement:
    """A data user was verified, or verified again, to the end of a day."""
    others = tuple(u for u in agreement.users if u.person_id != user.person_id)
    return replace(agreement, users=(*others, user))


def user_renewed(agreement: Agreement, person_id: UUID, valid_to: date) -> Agreement:
    """A data user showed new training evidence: verified to the end of another day."""
    known = {m.person_id: m.name for m in (agreement.asked.lead, *agreement.asked.team)}
    known |= {u.person_id: u.name for u in agreement.users}
    user = LetterUser(person_id=person_id, name=known.get(person_id, ""), valid_to=valid_to)
    return user_verified(agreement, user)


def user_stopped(agreement: Agreement, person_id: UUID) -> Agreement:
    """A data user was refused, suspended or has left: no permission for them any more."""
    return replace(agreement, users=tuple(u for u in agreement.users if u.person_id != person_id))


def condition_met(agreement: Agreement, condition_id: str) -> Agreement:
    """A condition of the approval was verified as met."""
    met = tuple(replace(c, met=True) if c.condition_id == condition_id else c for c in agreement.conditions)
    return replace(agreement, conditions=met)


def cohort_accepted(agreement: Agreement) -> Agreement:
    return replace(agreement, cohort_accepted=True)


def project_closed(agreement: Agreement) -> Agreement:
    return replace(agreement, project_closed=True)
