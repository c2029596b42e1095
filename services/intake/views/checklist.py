"""The checklist before an application: its lines, and what of them was confirmed for one request."""

from dataclasses import replace

from sqlalchemy.orm import Session

from services.contracts.intake.application import ChecklistLine

from ..domain.application import Application
from ..domain.application.checklist import LINES
from ..domain.form import Form
from ..models import people


def lines(form: Form) -> tuple[ChecklistLine, ...]:
    """Every line, with the names of its documents as this version of the form calls them."""
    return tuple(
        ChecklistLine(
            code=line.code,
            text=line.text,
            documents=tuple(form.documents[kind].label for kind in line.documents if kind in form.documents),
        )
        for line in LINES
    )


def of_application(session: Session, application: Application, form: Form) -> tuple[ChecklistLine, ...]:
    """Every line, and who confirmed it when."""
    ticked = {one.code: one for one in application.checklist}
    names = people.names_of(session, {one.by for one in ticked.values()}) if ticked else {}
    return tuple(
        replace(line, confirmed_at=one.at, confirmed_by=one.by, confirmed_name=names.get(one.by, ""))
        if (one := ticked.get(line.code))
        else line
        for line in lines(form)
    )
