"""One application, for one reader: what it says, what it still needs, and what this reader may do next."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.contracts.access import Reach
from services.contracts.intake import application as say
from services.contracts.message import Actor, Call, NotFound, Problem
from services.contracts.request import Profile, Request

from ..domain import application as domain
from ..domain import guards, rules, stage
from ..domain.application import Application, State
from ..domain.draft import Draft, Known, PersonKnown
from ..domain.form import DECLARATIONS, EVIDENCE, FIELDS, NEVER, SECTIONS, Field
from ..domain.formats import HINTS
from ..domain.routing import RULES
from ..models import application as models
from ..models import knowledge, sections
from ..models import stage as stages
from . import together
from .public import opt_out_address

EDITABLE = frozenset({State.DRAFT, State.VALIDATION_QUERY, State.REVISION})


def one(session: Session, query: say.ReadApplication, call: Call) -> say.ApplicationView:
    """The application; NotFound for those who may not know of it, an outline for those who may know only that."""
    row, application, reach = found(session, query.application_id, call.actor)
    shown = _content(session, row, application, reach, call)
    standing = stages.standing_read(session, application.id, application.profile)
    code, (awaited, awaited_from) = stage.stage(standing), stage.awaited(standing)
    return say.ApplicationView(
        application_id=application.id,
        reference=application.reference,
        title=application.title,
        profile=application.profile,
        state=application.state.value,
        stage=code,
        label=stage.label(code, application.profile),
        macro_stage=stage.macro_stage(standing),
        version=row.version,
        request_type=application.request_type,
        approval=application.approval,
        lead_id=_id(application.lead_id),
        lead_name=application.lead_name,
        case_officer_id=application.officer_id,
        case_officer_name=application.officer_name,
        enquiry_id=application.enquiry_id,
        provisional_id=application.provisional_id,
        awaited=awaited,
        awaited_from=awaited_from,
        updated_at=stages.updated_at(session, application.id) or call.at,
        may=tuple(sorted(command.__name__ for command in domain.may(application, call.actor))),
        **shown,
    )


def form(query: say.ReadForm) -> say.FormView:
    """The form for these choices, open to anybody (S0-3, S0-24, S1-11)."""
    draft = _empty(query)
    sections = (
        say.FormSection(
            letter=section.letter, title=section.title, fields=tuple(_field(f, draft) for f in section.fields)
        )
        for section in SECTIONS
    )
    evidence = (
        say.FormEvidence(kind=item.kind, label=item.label, required=item.when.holds(draft), when=item.when.text)
        for item in EVIDENCE.values()
    )
    return say.FormView(
        profile=query.profile, sections=tuple(sections), evidence=tuple(evidence), declarations=dict(DECLARATIONS)
    )


def found(session: Session, application_id: UUID, actor: Actor) -> tuple[models.ApplicationRow, Application, Reach]:
    """An application and how far this reader may read it. NotFound for those who may not know of it."""
    row = session.get(models.ApplicationRow, application_id)
    application = models.application_of(row) if row else None
    if row is None or application is None:
        raise NotFound("There is no such application")
    reach = domain.reads(application, actor, signs=_signs(session, row, application, actor))
    if reach is None:
        raise NotFound("There is no such application")
    return row, application, reach


def _signs(session: Session, row: models.ApplicationRow, application: Application, actor: Actor) -> bool:
    """Whether the answers name this person as a controller's signatory."""
    if actor.id not in application.involved:
        return False
    parties = sections.answers(session, row).get("controllers") or ()
    return any(str(one.get("signatory")) == str(actor.id) for one in parties)


def _id(value: UUID | None) -> UUID:
    if value is None:
        raise LookupError("an application has a lead from its first event")
    return value


def _content(
    session: Session, row: models.ApplicationRow, application: Application, reach: Reach, call: Call
) -> dict[str, Any]:
    """What the reader sees of the answers: the applicant's side its draft and checklist, staff the last version, who
    reviews it that version without what the case officer noted, and others nothing."""
    if reach is Reach.METADATA:
        return {}
    theirs = reach is Reach.OWN
    told = {
        "concerns": application.concerns,
        "queries": application.queries,
        "rounds": application.rounds,
        "appointments": application.appointments,
        "ineligible_reasons": application.ineligible if application.state is State.INELIGIBLE or not theirs else (),
        "versions": tuple(map(_version_row, models.versions(session, application.id))),
    }
    return {**told, **_answers(session, row, application, reach, call)}


def _answers(
    session: Session, row: models.ApplicationRow, application: Application, reach: Reach, call: Call
) -> dict[str, Any]:
    theirs = reach is Reach.OWN
    last = models.version(session, application.id, application.version)
    request: Request | None = models.request_of(last) if last else None
    if theirs:
        answers = sections.answers(session, row)
        draft = knowledge.draft(session, application, answers, call.at)
        shown = {"answers": answers, "documents": application.documents, "request": request}
        shown["named"] = knowledge.names(session, answers)
        return {**shown, **_checklist(application, draft), **together.shown(session, row, call)}
    if last is None:
        return {}
    documents = models.documents_of(last)
    named = knowledge.names(session, last.answers)
    frozen = {"answers": last.answers, "documents": documents, "request": request, "named": named}
    if reach is Reach.ASSIGNED:
        return frozen
    draft = knowledge.draft(session, application, last.answers, call.at, documents=documents)
    return {
        **frozen,
        "checks": _checks(application),
        "route": application.confirmed or application.route,
        "route_confirmed": application.confirmed is not None,
        "rules_fired": _fired(application.confirmed or application.route),
        "override": application.override and say.OverrideView(**vars(application.override)),
        "warnings": rules.warnings(draft),
    }


def _fired(route: say.Route | None) -> tuple[say.RuleView, ...]:
    """The rules of a route, in words."""
    named = route.rules if route else ()
    return tuple(say.RuleView(id=rule.id, text=rule.text, floor=rule.floor) for rule in RULES if rule.id in named)


def _checklist(application: Application, draft: Draft) -> dict[str, Any]:
    """Each guard of a submission. `missing` leaves out the declarations: they are ticked as it is submitted."""
    if application.state not in EDITABLE:
        return {}
    found = {name: guard(draft) for name, guard in guards.GUARDS.items()}
    queries = tuple(
        Problem(code="G-QUERIES", message=f"Answer: {query.question}", field=query.field)
        for query in application.queries
        if not query.answered
    )
    return {
        "guards": tuple(
            say.GuardView(guard=name, passed=not problems, problems=problems) for name, problems in found.items()
        ),
        "missing": tuple(p for name, ps in found.items() if name != "G-DECLARE" for p in ps) + queries,
        "warnings": rules.warnings(draft),
        "progress": _progress(draft),
        "required": tuple(one.key for one in FIELDS.values() if one.when.holds(draft))
        + tuple(one.kind for one in EVIDENCE.values() if one.when.holds(draft)),
        "planned": _plannable(draft),
    }


def _plannable(draft: Draft) -> tuple[str, ...]:
    """What a provisional request may leave for later (domain 1.5)."""
    if not draft.provisional:
        return ()
    questions = (one.key for one in FIELDS.values() if one.planned and one.when.holds(draft))
    return (*questions, *(one.kind for one in EVIDENCE.values() if one.planned and one.when.holds(draft)))


def _progress(draft: Draft) -> dict[str, Any]:
    """For each section, how many of its required questions are answered (S0-21)."""
    counted = {}
    for section in SECTIONS:
        required = [field for field in section.fields if field.when.holds(draft)]
        answered = [field for field in required if draft.get(field.key) is not None or draft.planned(field.key)]
        counted[section.letter] = {"required": len(required), "answered": len(answered)}
    return counted


def _checks(application: Application) -> tuple[say.CheckView, ...]:
    found = {check.item: check for check in application.checks}
    return tuple(
        say.CheckView(item=item, passed=found[item].passed, note=found[item].note, by=found[item].by)
        if item in found
        else say.CheckView(item=item)
        for item in say.CheckItem
    )


def _version_row(row: models.VersionRow) -> say.VersionRow:
    return say.VersionRow(
        version=row.number,
        sha256=row.sha256,
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        changes=models.changes_of(row),
        material=row.material,
    )


def _empty(query: say.ReadForm) -> Draft:
    answers: Mapping[str, Any] = {
        "request_type": query.request_type.value,
        "approval": query.approval.value,
        "level": query.level.value,
        "access": query.access.value,
    }
    nobody = PersonKnown(id=UUID(int=0))
    return Draft(profile=Profile(query.profile), answers=answers, known=Known(today=knowledge.EPOCH, lead=nobody))


def _field(field: Field, draft: Draft) -> say.FormField:
    return say.FormField(
        key=field.key,
        id=field.id,
        label=field.label,
        type=field.type,
        guidance=_guidance(field),
        required=field.when.holds(draft),
        may_be_planned=field.planned and draft.provisional,
        when=field.when.text,
        options=field.options,
        max_length=field.limit if field.type in ("text", "long") else 0,
        items={item.key: _item(item) for item in field.items},
    )


def _item(item: Field) -> dict[str, Any]:
    """One column of a question that is answered in rows."""
    return {
        "label": item.label,
        "type": item.type,
        "options": item.options,
        "required": item.when is not NEVER,
        "guidance": _guidance(item),
    }


def _guidance(field: Field) -> str:
    """What helps to answer; with an example of the form that a reference or an address has."""
    words = field.guidance.replace("{opt_out_address}", opt_out_address())
    shape = f"{HINTS[field.rule]}." if field.rule in HINTS else ""
    return f"{words} {shape}".strip()
