"""What follows from copying or renewing a request: another one begins. The earlier one is as it was."""

from services.contracts.intake import application as say
from services.contracts.message import Event, Malformed, NotFound, Problem, Refused, happened
from services.contracts.request import Approval, Profile

from .door import Facts, decide
from .state import Application


@decide.register
def _copy(command: say.CopyApplication, earlier: Application, facts: Facts) -> list[Event]:
    invitation = facts.invitation
    if command.enquiry_id is not None and (invitation is None or invitation.contact_id != facts.call.actor.id):
        raise NotFound("There is no such enquiry of yours")
    national = earlier.profile is Profile.DARS
    if national and (invitation is None or not invitation.open or invitation.profile is not Profile.DARS):
        raise Refused("Send an enquiry first: the form opens with the invitation to apply", code="no-invitation")
    title = command.title.strip()
    if not title:
        told = Problem(code="V-MIN", message="Give the new request a title", field="title")
        raise Malformed("Give the new request a title", problems=(told,))
    more = {"title": title, "approval": earlier.approval, "enquiry_id": command.enquiry_id}
    return [_started(earlier, facts, copied_from=earlier.id, **more)]


@decide.register
def _renew(command: say.RenewApplication, earlier: Application, facts: Facts) -> list[Event]:
    more = {"title": earlier.title, "approval": Approval.FULL, "kind": command.kind.value}
    return [_started(earlier, facts, copied_from=earlier.id, **more)]


def _started(earlier: Application, facts: Facts, **more: object) -> Event:
    if facts.new_id is None:
        raise ValueError("a new request has an id of its own")
    actor = facts.call.actor
    return happened(
        say.ApplicationStarted,
        facts.call,
        facts.new_id,
        reference=facts.reference,
        profile=earlier.profile,
        request_type=earlier.request_type,
        lead_id=actor.id,
        lead_name=actor.name,
        form_version=facts.newest.number,
        look_again=facts.look_again,
        carried=facts.carried,
        **more,
    )
