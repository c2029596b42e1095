"""Where a request comes from, and what is different now."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from services.contracts.access import Reach
from services.contracts.intake import application as say
from services.contracts.message import Call, NotPermitted

from ..domain import application as domain
from ..domain.application import Application, carrying
from ..domain.form import Form
from ..models import application as models
from ..models import enquiry as enquiries
from ..models import forms, knowledge, sections
from .application import EDITABLE, found

Answers = Mapping[str, Any]


def read(session: Session, query: say.ReadOrigin, call: Call) -> say.OriginView:
    """The earlier request of the same lead, or the enquiry, that a request began with. Its own people see their draft
    against it, others the last version."""
    row, application, reach = found(session, query.application_id, call.actor)
    if reach is Reach.METADATA:
        raise NotPermitted("You may see that there is such an application, and not what it says")
    now = sections.answers(session, row) if reach is Reach.OWN else models.last_answers(session, application)
    told: dict[str, Any] = {}
    checking = reach is Reach.OWN and application.state in EDITABLE
    if (earlier := models.read(session, application.provisional_id or application.copied_from)) is not None:
        told = _earlier(session, application, earlier, now, checking)
        if told["kind"] == "copy" and reach is not Reach.OWN:  # nobody was asked to read the one that was copied
            told = {"kind": "copy", "origin_reference": earlier.reference}
    elif application.enquiry_id is not None:
        told = _enquiry(session, application, now, checking)
    return say.OriginView(
        application_id=application.id,
        reference=application.reference,
        title=application.title,
        concerns=application.concerns,
        **told,
    )


def _earlier(
    session: Session, application: Application, earlier: Application, now: Answers, checking: bool
) -> dict[str, Any]:
    before, form = models.last_answers(session, earlier), forms.read(session, application.form_version)
    provisional = application.provisional_id is not None
    reasons = carrying.reasons(application.kind)
    left = [(key, reasons[key]) for key in application.look_again if key in application.carried and key in reasons]
    copied = "copy" if application.kind == "new" else application.kind
    return {
        "kind": "provisional" if provisional else copied,
        "origin_id": earlier.id,
        "origin_reference": earlier.reference,
        "origin_version": earlier.version,
        "changes": domain.compare(form, before, now) if before else (),
        "unchanged": domain.unchanged(before, now),
        "check": _check(form, left) if checking else (),
        "named": knowledge.names(session, form, before) | knowledge.names(session, form, now),
    }


def _enquiry(session: Session, application: Application, now: Answers, checking: bool) -> dict[str, Any]:
    row = session.get(enquiries.EnquiryRow, application.enquiry_id)
    if row is None:
        return {}
    left = carrying.untouched(carrying.enquired(enquiries.enquiry_of(row)), now)
    check = _check(forms.read(session, application.form_version), left) if checking else ()
    return {"kind": "enquiry", "origin_id": row.id, "origin_reference": row.reference, "check": check}


def _check(form: Form, left: Iterable[tuple[str, str]]) -> tuple[say.CarriedOver, ...]:
    """What of it is left to look at, with the question that it answers."""
    return tuple(
        say.CarriedOver(field=key, label=form.fields[key].label, letter=form.fields[key].letter, reason=reason)
        for key, reason in left
    )
