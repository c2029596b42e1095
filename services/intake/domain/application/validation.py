"""What follows from each command of the case officers and the IG lead (T07, T09, T10; S1-13 to S1-20; SoD-11)."""

from uuid import uuid5

from services.contracts.intake import application as say
from services.contracts.message import Event, Malformed, NotPermitted, Problem, Refused, Role, happened

from .. import guards, routing
from ..form import Form
from .door import Facts, decide
from .state import Application


@decide.register
def _assign(command: say.AssignCaseOfficer, application: Application, facts: Facts) -> list[Event]:
    officer = facts.officer
    if officer is None or Role.CASE_OFFICER not in officer.roles:
        raise Refused("Choose somebody who is a case officer", code="not-a-case-officer")
    if officer.id in application.own_people:
        raise NotPermitted("Nobody named in a request handles it")
    told = {"reference": application.reference, "officer_id": officer.id, "officer_name": officer.name}
    return [happened(say.CaseOfficerAssigned, facts.call, application.id, **told)]


@decide.register
def _check(command: say.RecordCheck, application: Application, facts: Facts) -> list[Event]:
    if not command.passed and not command.note.strip():
        raise Refused("Say what is wrong", code="note-needed")
    if command.passed and command.item is say.CheckItem.EVIDENCE and (wrong := guards.evidence(facts.known)):
        raise Refused("The evidence is not in order: return the request", problems=wrong, code="evidence")
    found = {"item": command.item, "passed": command.passed, "note": command.note.strip()}
    return [happened(say.CheckRecorded, facts.call, application.id, **found)]


@decide.register
def _return(command: say.ReturnApplication, application: Application, facts: Facts) -> list[Event]:
    if not command.queries or not all(query.question.strip() for query in command.queries):
        raise Refused("Ask at least one question", code="no-queries")
    lost = [query.field for query in command.queries if not _on_the_form(facts.form, query.field)]
    if lost:
        told = tuple(Problem(code="V-FIELD", message="There is no such question", field=name[:60]) for name in lost)
        raise Malformed("Tie each query to a question or document of the form", problems=told)
    raised = tuple(
        say.QueryRaised(query_id=uuid5(command.id, str(number)), **vars(query))
        for number, query in enumerate(command.queries)
    )
    told_round = {"reference": application.reference, "queries": raised, "round": application.rounds + 1}
    return [happened(say.ApplicationReturned, facts.call, application.id, **told_round)]


def _on_the_form(form: Form, field: str) -> bool:
    return field.partition(".")[0] in form.fields or field in form.documents


@decide.register
def _confirm_route(command: say.ConfirmRoute, application: Application, facts: Facts) -> list[Event]:
    if application.route is None:
        raise Refused("There is no route yet", code="no-route")
    proposed = application.override
    if proposed is None:
        told = {"route": application.route, "reason": command.reason}
        return [happened(say.RouteConfirmed, facts.call, application.id, **told)]
    if proposed.by == facts.call.actor.id:
        raise NotPermitted("A lower route needs a second officer")
    lower = {"overridden": True, "downgraded": True, "reason": proposed.reason, "proposed_by": proposed.by}
    route = routing.made(facts.known, proposed.level, application.route.rules)
    return [happened(say.RouteConfirmed, facts.call, application.id, route=route, **lower)]


@decide.register
def _override_route(command: say.OverrideRoute, application: Application, facts: Facts) -> list[Event]:
    computed = application.route
    if computed is None or command.level == computed.level:
        raise Refused("Choose another level than the computed one", code="same-level")
    if command.level < computed.level:
        lower = {"computed": computed.level, "level": command.level, "reason": command.reason}
        return [happened(say.RouteOverrideProposed, facts.call, application.id, **lower)]
    route = routing.made(facts.known, command.level, computed.rules)
    told = {"route": route, "overridden": True, "reason": command.reason}
    return [happened(say.RouteConfirmed, facts.call, application.id, **told)]


def before_acceptance(application: Application, facts: Facts) -> tuple[Problem, ...]:
    """What stands before acceptance: checklist, route, eligibility, estimate (G-VALIDATION-CHECKLIST, G-ROUTE …)."""
    passed = {check.item for check in application.checks if check.passed}
    found = [
        Problem(code="G-VALIDATION-CHECKLIST", message=f"Check and pass: {item.value}", field=item.value)
        for item in say.CheckItem
        if item not in passed
    ]
    if application.confirmed is None or application.override is not None:
        found.append(Problem(code="G-ROUTE", message="Confirm the route first", field="route"))
    if facts.known.get("not_for_marketing") is not True:
        found.append(Problem(code="G-ELIGIBLE", message="The purpose is not eligible", field="not_for_marketing"))
    if facts.known.get("estimate_accepted") is not True:
        message = "The applicant has not accepted the cost estimate: return it with a query"
        found.append(Problem(code="G-FEE-ESTIMATE", message=message, field="estimate_accepted"))
    return tuple(found)


@decide.register
def _accept(command: say.AcceptApplication, application: Application, facts: Facts) -> list[Event]:
    problems = before_acceptance(application, facts)
    route, request = application.confirmed, facts.request
    if problems or route is None or request is None:
        raise Refused("This cannot be accepted yet", problems=problems, code="not-ready")
    return [
        happened(
            say.ApplicationAccepted,
            facts.call,
            application.id,
            reference=application.reference,
            request=request,
            level=route.level,
            committee=route.committee,
            disciplines=route.disciplines,
            offices=route.offices,
            rules=route.rules,
            gates=route.gates,
            case_officer_id=facts.call.actor.id,
            case_officer_name=application.officer_name,
            downgraded=application.downgraded,
            downgrade_reason=application.downgrade_reason,
            documents=application.documents,
            validated_by=tuple(dict.fromkeys((*application.validators, facts.call.actor.id))),
        )
    ]


@decide.register
def _propose_ineligible(command: say.ProposeIneligible, application: Application, facts: Facts) -> list[Event]:
    reasons = tuple(reason.strip() for reason in command.reasons if reason.strip())
    if not reasons:
        raise Refused("Give the reasons", code="no-reasons")
    return [happened(say.IneligibilityProposed, facts.call, application.id, reasons=reasons)]


@decide.register
def _confirm_ineligible(command: say.ConfirmIneligible, application: Application, facts: Facts) -> list[Event]:
    """T10: the case officer and the IG lead, two people."""
    if application.ineligible_by is None:
        raise Refused("The case officer has not proposed this", code="not-proposed")
    if application.ineligible_by == facts.call.actor.id:
        raise NotPermitted("Two people refuse a request: the case officer and the IG lead")
    return [
        happened(
            say.ApplicationIneligible,
            facts.call,
            application.id,
            reference=application.reference,
            reasons=application.ineligible,
            proposed_by=application.ineligible_by,
            request=facts.request,
        )
    ]
