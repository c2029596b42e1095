"""One application, for one reader: what it says, what it still needs, and what this reader may do next."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.contracts.access import Reach
from services.contracts.intake import application as say
from services.contracts.message import Actor, Call, NotFound
from services.contracts.request import Request

from ..domain import application as domain
from ..domain import guards, novelty, precedents, rules, stage
from ..domain.application import Application, State
from ..domain.draft import Draft
from ..domain.form import Evidence
from ..domain.routing import RULES
from ..models import application as models
from ..models import forms, knowledge, sections
from ..models import stage as stages
from . import checklist, evidence, together

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
        "form_version": application.form_version,
        "newest_form": forms.newest(session),
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
        shown: dict[str, Any] = {"answers": answers, "documents": application.documents, "request": request}
        shown["named"] = knowledge.names(session, draft.form, answers)
        shown |= {"held": evidence.held(draft)}
        shown["evidence"] = evidence.documents(session, application, application.documents, draft, staff=False)
        shown["checklist"] = checklist.of_application(session, application, draft.form)
        return {**shown, **_checklist(application, draft), **together.shown(session, row, application, call)}
    if last is None:
        return {}
    documents = domain.evidence.current(models.documents_of(last), application.renewals)
    draft = knowledge.draft(session, application, last.answers, call.at, documents=documents)
    named = knowledge.names(session, draft.form, last.answers)
    frozen: dict[str, Any] = {"answers": last.answers, "documents": documents, "request": request, "named": named}
    frozen |= {"evidence": evidence.documents(session, application, documents, draft, staff=True)}
    frozen |= {"held": evidence.held(draft)}
    if reach is Reach.ASSIGNED:
        return frozen
    return {
        **frozen,
        "checks": _checks(application),
        "checklist": checklist.of_application(session, application, draft.form),
        "route": application.confirmed or application.route,
        "route_confirmed": application.confirmed is not None,
        "rules_fired": _fired(application.confirmed or application.route),
        "novel": tuple(say.SignView(name=sign.name, star=sign.star) for sign in novelty.signs(draft)),
        "fits": _fits(draft),
        "override": application.override and say.OverrideView(**vars(application.override)),
        "warnings": rules.warnings(draft),
    }


def _fired(route: say.Route | None) -> tuple[say.RuleView, ...]:
    """The rules of a route, in words."""
    named = route.rules if route else ()
    return tuple(say.RuleView(id=rule.id, text=rule.text, floor=rule.floor) for rule in RULES if rule.id in named)


def _fits(draft: Draft) -> tuple[say.PrecedentView, ...]:
    """The precedents that a version fits, and whether each is active."""
    adopted = draft.known.precedents
    return tuple(
        say.PrecedentView(
            id=one.id, title=one.title, version=one.version, active=one.id in adopted, conditions=one.conditions
        )
        for one in precedents.fitting(draft)
    )


def _checklist(application: Application, draft: Draft) -> dict[str, Any]:
    """Each guard of a submission. `missing` leaves out the declarations: they are ticked as it is submitted."""
    if application.state not in EDITABLE:
        return {}
    found = guards.outstanding(draft, application.queries)
    return {
        "guards": tuple(
            say.GuardView(guard=name, passed=not found[name], problems=found[name]) for name in guards.GUARDS
        ),
        "missing": tuple(problem for name, ps in found.items() if name != "G-DECLARE" for problem in ps),
        "warnings": rules.warnings(draft),
        "progress": _progress(draft),
        "asked": (*(one.key for one in draft.form.asked(draft)), *(one.kind for one in _wanted(draft))),
        "required": (
            *(one.key for one in draft.form.asked(draft) if one.required),
            *(one.kind for one in _wanted(draft) if one.required),
        ),
        "planned": _plannable(draft),
        "look_again": application.look_again,
    }


def _plannable(draft: Draft) -> tuple[str, ...]:
    """What a provisional request may leave for later (domain 1.5)."""
    if not draft.provisional:
        return ()
    asked = list(draft.form.asked(draft))
    questions = (one.key for one in asked if one.planned)
    parts = dict.fromkeys(item.key for one in asked for item in one.items if item.planned)
    return (*questions, *parts, *(one.kind for one in _wanted(draft) if one.planned))


def _wanted(draft: Draft) -> list[Evidence]:
    """The kinds of documents that a draft has to do with."""
    return [one for one in draft.form.evidence if one.when.holds(draft)]


def _progress(draft: Draft) -> dict[str, Any]:
    """For each section, how many of its required questions are answered (S0-21)."""
    counted = {}
    for section in draft.form.sections:
        required = [field for field in section.fields if field.required and field.when.holds(draft)]
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
