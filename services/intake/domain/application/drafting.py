"""What follows from each command of the applicant's side (T05, T06, T08, T35, T36)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid5

from services.contracts import free_text
from services.contracts.intake import application as say
from services.contracts.message import Event, Malformed, NotFound, Problem, Refused, happened
from services.contracts.request import Approval, Profile, Request

from .. import guards, requesting, routing
from ..draft import DatasetKnown, Draft
from ..form import Form, shape_problems, text_problems
from ..rules import data as rules
from . import evidence
from .door import Facts, decide
from .state import Application, State
from .versions import changes, content_hash

REOPEN_WITHIN = timedelta(days=30)
AFTER = {State.DRAFT: "", State.VALIDATION_QUERY: "query"}


@decide.register
def _start(command: say.StartApplication, application: Application, facts: Facts) -> list[Event]:
    earlier = facts.provisional
    _entry_allowed(command, facts)
    if command.provisional_id is not None:
        if earlier is None or earlier.lead_id != facts.call.actor.id:
            raise NotFound("There is no such provisional request of yours")
        if earlier.state is not State.APPROVED_PROVISIONAL or command.approval is not Approval.FULL:
            raise Refused("Only a provisionally approved request leads to a full one", code="not-provisional")
    return [
        happened(
            say.ApplicationStarted,
            facts.call,
            application.id,
            reference=facts.reference,
            profile=command.profile,
            title=command.title.strip(),
            request_type=command.request_type,
            approval=command.approval,
            lead_id=facts.call.actor.id,
            lead_name=facts.call.actor.name,
            enquiry_id=command.enquiry_id,
            provisional_id=command.provisional_id,
            concerns=(*earlier.concerns, *earlier.outcome_concerns) if earlier else (),
            form_version=facts.newest.number,
            look_again=facts.look_again,
        )
    ]


def _entry_allowed(command: say.StartApplication, facts: Facts) -> None:
    """Hospital: open entry. Dars: the invitation that a completed assessment ends in (S4-28), made to this person."""
    invitation, earlier = facts.invitation, facts.provisional
    if command.enquiry_id is not None and (invitation is None or invitation.contact_id != facts.call.actor.id):
        raise NotFound("There is no such enquiry of yours")
    if command.profile is Profile.HOSPITAL or (earlier is not None and earlier.profile is Profile.DARS):
        return
    if invitation is None or not invitation.open or invitation.profile is not Profile.DARS:
        raise Refused("Send an enquiry first: the form opens with the invitation to apply", code="no-invitation")


@decide.register
def _save(command: say.SaveDraft, application: Application, facts: Facts) -> list[Event]:
    form = facts.known.form
    _check_answers(form, command.answers, facts.known.known.datasets)
    if application.version and command.answers.get("approval", application.approval) != application.approval:
        raise Refused("Full or provisional is fixed at the first submission: start another request", code="fixed")
    draft = facts.known
    people = {key: draft.person(ref) for key, ref in _people(draft)}
    team = (person.id for key, person in people.items() if person and key.startswith("team."))
    return [
        happened(
            say.DraftSaved,
            facts.call,
            application.id,
            sections=tuple(sorted({form.fields[key].letter for key in command.answers})),
            title=str(draft.get("title", application.title))[:200],
            approval=Approval(draft.get("approval", application.approval)),
            request_type=draft.request_type,
            team_ids=tuple(dict.fromkeys(id for id in team if id != application.lead_id)),
            involved_ids=tuple(dict.fromkeys(person.id for person in people.values() if person)),
            looked_at=tuple(key for key in application.look_again if key in command.answers),
        )
    ]


@decide.register
def _open(command: say.OpenSection, application: Application, facts: Facts) -> list[Event]:
    """Nothing happens that anybody would have to know later."""
    if command.letter not in {section.letter for section in facts.form.sections}:
        raise NotFound("There is no such section")
    return []


def _check_answers(form: Form, answers: Mapping[str, Any], datasets: Mapping[str, DatasetKnown]) -> None:
    """A draft is saved at any incompleteness, but only with questions of the form and datasets and fields of the
    catalogue, and no patient identifier (9.5)."""
    strange = sorted(key[:60] for key in answers if key not in form.fields)
    unknown = [Problem(code="V-FIELD", message="There is no such question", field=key) for key in strange]
    known = {key: value for key, value in answers.items() if key in form.fields}
    wrong = [problem for key, value in known.items() for problem in shape_problems(form.fields[key], value)]
    if not wrong:
        absent = rules.not_in_catalogue(answers.get("datasets") or [], datasets)
        wrong = [Problem(code="X-DATA2", message=words, field=where) for where, words in absent]
    if unknown or wrong:
        raise Malformed("Some answers cannot be kept", problems=(*unknown, *wrong))
    identifiers = tuple(text_problems(answers))
    if identifiers:
        raise Refused("Patient identifiers must not be typed here", problems=identifiers, code=free_text.CODE)


def _people(draft: Draft) -> list[tuple[str, Any]]:
    """Every person the answers name, and where."""
    fields = draft.form.fields
    named = [(key, draft.get(key)) for key, field in fields.items() if field.type == "person"]
    for key, field in fields.items():
        inner = [item.key for item in field.items if item.type == "person"]
        named += [(f"{key}.{n}.{part}", row.get(part)) for n, row in enumerate(draft.rows(key)) for part in inner]
    return [(key, ref) for key, ref in named if ref]


@decide.register
def _attach(command: say.AttachDocument, application: Application, facts: Facts) -> list[Event]:
    if command.kind not in facts.form.documents:
        problem = Problem(code="V-KIND", message="Choose a kind of document from the form's list", field="kind")
        raise Malformed("There is no such kind of document", problems=(problem,))
    document = say.Document(
        document_id=uuid5(command.id, "document"),
        kind=command.kind,
        sha256=command.sha256,
        filename=command.filename,
        media_type=command.media_type,
        reference=command.reference.strip(),
        version=command.version.strip(),
        dated=command.dated,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
    )
    return [happened(say.DocumentAttached, facts.call, application.id, document=document)]


@decide.register
def _remove(command: say.RemoveDocument, application: Application, facts: Facts) -> list[Event]:
    if all(document.document_id != command.document_id for document in application.documents):
        raise NotFound("There is no such document on this application")
    return [happened(say.DocumentRemoved, facts.call, application.id, document_id=command.document_id)]


@decide.register
def _submit(command: say.SubmitApplication, application: Application, facts: Facts) -> list[Event]:
    """T06, T08, and revision during review: guards, then a frozen version with what changed and the route it gets."""
    draft, before = facts.known, facts.previous
    found = guards.outstanding(draft, application.queries)
    problems = tuple(problem for problems in found.values() for problem in problems)
    if problems:
        raise Refused("This cannot be submitted yet", problems=problems, code="not-ready")
    changed = changes(draft.form, before, draft.answers) if before is not None else ()
    if application.state is State.REVISION and not changed and not _documents_changed(application, facts):
        raise Refused("Nothing has changed since the last version", code="unchanged")
    return [
        happened(
            say.ApplicationSubmitted,
            facts.call,
            application.id,
            reference=application.reference,
            request=frozen(application, draft),
            resubmission=application.version > 0,
            after=AFTER.get(application.state, application.revising),
            changes=changed,
            material=any(change.material for change in changed),
            documents=evidence.dated(application.documents, draft),
            declarations=tuple(sorted(draft.declarations)),
            route=routing.route(draft),
        )
    ]


def frozen(application: Application, draft: Draft) -> Request:
    """The next version of the application, as it stands."""
    number = application.version + 1
    sha256 = content_hash(application.reference, number, draft.answers, draft.documents, draft.form.number)
    concerns = application.concerns
    request = requesting.build(draft, reference=application.reference, version=number, sha256=sha256, concerns=concerns)
    return replace(request, helpers=application.helpers)


def _documents_changed(application: Application, facts: Facts) -> bool:
    """Whether the last version would have another hash with the documents attached now."""
    last, before = application.submissions[-1], facts.previous or {}
    now = content_hash(application.reference, last.version, before, application.documents, application.form_version)
    return now != last.sha256


@decide.register
def _answer(command: say.AnswerQuery, application: Application, facts: Facts) -> list[Event]:
    if all(query.query_id != command.query_id for query in application.queries):
        raise NotFound("There is no such query on this application")
    open_ids = {query.query_id for query in application.queries if not query.answered} - {command.query_id}
    said = {"query_id": command.query_id, "response": command.response.strip(), "complete": not open_ids}
    if not said["response"]:
        raise Refused("Write a response", code="empty")
    return [happened(say.QueryAnswered, facts.call, application.id, **said)]


@decide.register
def _withdraw(command: say.WithdrawApplication, application: Application, facts: Facts) -> list[Event]:
    told = {"reference": application.reference, "reason": command.reason, "state_left": application.state.value}
    return [happened(say.ApplicationWithdrawn, facts.call, application.id, **told)]


@decide.register
def _reopen(command: say.ReopenApplication, application: Application, facts: Facts) -> list[Event]:
    late = application.lapsed_at is None or facts.call.at - application.lapsed_at > REOPEN_WITHIN
    if application.reopened or late or application.state_left is None:
        raise Refused("A lapsed application can be reopened once, within 30 days: start a new one", code="too-late")
    told = {"reference": application.reference, "state": application.state_left.value}
    return [happened(say.ApplicationReopened, facts.call, application.id, **told)]
