"""The guards of a submission (domain section 1.6) as named predicates. The checklist that an applicant sees and the
submission itself call the same functions, so they cannot disagree (domain 0.3, decision 6)."""

from collections.abc import Callable, Iterable, Iterator

from services.contracts.intake.application import QueryRaised
from services.contracts.message import Problem

from . import rules
from .draft import Draft, is_empty
from .form import Evidence, Field

QUERIES = "G-QUERIES"
Guard = Callable[[Draft], tuple[Problem, ...]]


def profile(draft: Draft) -> tuple[Problem, ...]:
    """G-PROFILE: confirmed address, CV, training certificate in date (S0-14 to S0-16)."""
    lead, found = draft.known.lead, []
    if not lead.confirmed:
        found.append(("email", "Confirm your e-mail address"))
    if not lead.cv:
        found.append(("cv", "Add your CV to your profile"))
    if lead.training_expires is None:
        found.append(("training", "Add your information governance training certificate to your profile"))
    elif lead.training_expires < draft.known.today:
        found.append(("training", "Your training certificate has expired: add a new one to your profile"))
    return tuple(Problem(code="G-PROFILE", message=message, field=f"profile.{key}") for key, message in found)


def complete(draft: Draft) -> tuple[Problem, ...]:
    """G-COMPLETE: every required question that is asked is answered; a provisional request may plan the [P] ones."""
    return tuple(problem for field in draft.form.asked(draft) for problem in _missing(draft, field))


def _missing(draft: Draft, field: Field) -> Iterator[Problem]:
    if field.required and draft.get(field.key) is None:
        if field.planned and draft.provisional:
            if not draft.planned(field.key):
                yield _ask(field.key, f"{field.label}: answer it, or give the date when you expect to have it")
        else:
            yield _ask(field.key, f"Answer: {field.label}")
    for number, row in enumerate(draft.rows(field.key) if field.type == "list" else ()):
        for item in field.items:
            if item.required and item.when.holds(draft) and is_empty(row.get(item.key)):
                what = item.label if item.label[:2].isupper() else item.label[:1].lower() + item.label[1:]
                yield _ask(f"{field.key}.{number}.{item.key}", f"{field.label}, number {number + 1}: give {what}")


def _ask(where: str, message: str) -> Problem:
    return Problem(code="G-COMPLETE", message=message, field=where)


def validate(draft: Draft) -> tuple[Problem, ...]:
    """G-VALIDATE: no blocking rule of 2.4 or 2.5 fails."""
    return rules.blocking(draft)


def evidence(draft: Draft) -> tuple[Problem, ...]:
    """G-EVIDENCE: each required document is attached and in date; each controller's registration is current."""
    return (*_documents(draft), *_registrations(draft))


def _documents(draft: Draft) -> Iterator[Problem]:
    for item in draft.form.evidence:
        if item.required and item.when.holds(draft) and (wrong := _lacking(draft, item)):
            yield Problem(code=item.rule, message=f"{wrong[0]}: {item.label}{wrong[1]}", field=item.kind)


def _lacking(draft: Draft, item: Evidence) -> tuple[str, str] | None:
    """What to do about one kind of document, before and after its name; None when there is one that counts."""
    attached = [document for document in draft.documents if document.kind == item.kind]
    if not attached:
        if item.planned and draft.planned(item.kind):
            return None
        return "Attach", ", or give the date when you expect it" if item.planned and draft.provisional else ""
    left = [document for document in attached if document.document_id not in draft.rejected]
    if not left:
        return "Attach another, since the case officer did not accept what is there", ""
    ends = [item.valid_until(document, draft) for document in left]
    if all(end is not None and end < draft.known.today for end in ends):
        return "Out of date, attach a current one", ""
    return None


def _registrations(draft: Draft) -> Iterator[Problem]:
    for number, row in enumerate(draft.rows("controllers") if draft.personal else ()):
        organisation = draft.organisation(row.get("organisation"))
        if organisation and not (organisation.ico_expiry and organisation.ico_expiry >= draft.known.today):
            message = "This controller's data-protection registration is missing or has expired"
            yield Problem(code="G-ICO", message=message, field=f"controllers.{number}.organisation")


def declare(draft: Draft) -> tuple[Problem, ...]:
    """G-DECLARE: every declaration is ticked at this submission."""
    missing = [(code, words) for code, words in draft.form.declarations if code not in draft.declarations]
    return tuple(Problem(code="G-DECLARE", message=f"Declare: {words}", field=code) for code, words in missing)


def current(draft: Draft) -> tuple[Problem, ...]:
    """G-FORM: a first submission is written with the form in force, and what has come to mean something else, or was
    said of an earlier request, has been looked at again."""
    if draft.newest > draft.form.number:
        message = "The form has a new version: go on with it, your answers are carried over"
        return (Problem(code="G-FORM", message=message, field="form"),)
    asked = {field.key: field.label for field in draft.form.asked(draft)}
    waiting = (key for key in draft.look_again if key in asked and draft.get(key) is not None)
    return tuple(_again(draft, key, asked[key]) for key in waiting)


def _again(draft: Draft, key: str, label: str) -> Problem:
    if key in draft.carried:
        return Problem(code="G-CARRIED", message=f"Look again, it was said of the earlier request: {label}", field=key)
    return Problem(code="G-FORM", message=f"Look again, the question has changed: {label}", field=key)


GUARDS: dict[str, Guard] = {
    "G-PROFILE": profile,
    "G-COMPLETE": complete,
    "G-VALIDATE": validate,
    "G-EVIDENCE": evidence,
    "G-DECLARE": declare,
    "G-FORM": current,
}


def failing(draft: Draft) -> tuple[Problem, ...]:
    """Everything that stands between this draft and its submission."""
    return tuple(problem for found in outstanding(draft).values() for problem in found)


def outstanding(draft: Draft, queries: Iterable[QueryRaised] = ()) -> dict[str, tuple[Problem, ...]]:
    """What stands between a draft and its submission, guard by guard: what the applicant is shown as missing, and what
    a submission is refused for. `queries` are those of the case officer, answered or not."""
    found = {name: guard(draft) for name, guard in GUARDS.items()}
    asked = (one for one in queries if not one.answered)
    return found | {
        QUERIES: tuple(Problem(code=QUERIES, message=f"Answer: {one.question}", field=one.field) for one in asked)
    }
