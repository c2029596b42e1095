"""One proposed change of the form: who may propose, approve and decline it, and what is then true."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from services.contracts.access import holders
from services.contracts.intake import question_bank as say
from services.contracts.message import Actor, Call, Command, Conflict, Event, Malformed, NotPermitted, Refused, happened

from ..access import OTHERS
from ..form import Form
from .edition import applied, problems
from .proposal import labelled, named

TAKEN_BACK: frozenset[type[Command]] = frozenset({say.DeclineFormChange})
DECISIONS: frozenset[type[Command]] = TAKEN_BACK | {say.ApproveFormChange}
COMMANDS: frozenset[type[Command]] = DECISIONS | {say.ProposeFormChange, say.PublishForm}
SUBJECT = uuid5(NAMESPACE_URL, "haven:form")  # what the publication of a version is about
OPEN = frozenset({say.ChangeState.PROPOSED, say.ChangeState.APPROVED})


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of the form. `published_in`: the version that it is part of; 0 while it is none."""

    id: UUID
    said: say.FormChange
    label: str
    reason: str
    proposed_by: UUID
    proposed_at: datetime
    state: say.ChangeState = say.ChangeState.PROPOSED
    decided_by: UUID | None = None
    note: str = ""
    published_in: int = 0

    @property
    def target(self) -> str:
        """The question or rule that it is about."""
        return self.said.target


def may(actor: Actor, change: Change | None = None) -> frozenset[type]:
    """What somebody may do with the question bank, or with one change: nobody approves their own."""
    allowed = {cls for cls in COMMANDS if actor.has(*holders(OTHERS[cls]))}
    if change is None:
        return frozenset(allowed - DECISIONS)
    if change.state not in OPEN:
        return frozenset()
    approves = change.state is say.ChangeState.PROPOSED and change.proposed_by != actor.id
    return frozenset(allowed & (DECISIONS if approves else TAKEN_BACK))


def propose(
    command: say.ProposeFormChange, form: Form, used: Collection[str], call: Call
) -> tuple[Change, Event]:
    """A change that the form could be asked with. A new question or rule gets its name for good here; `used` are
    those given before."""
    _permit(command, call.actor)
    found = problems(form, command.change)
    if found:
        raise Malformed("The form could not be asked like this", problems=found)
    said = named(form, command.change, used)
    change = Change(
        id=command.id,
        said=said,
        label=labelled(form, said),
        reason=command.reason.strip(),
        proposed_by=call.actor.id,
        proposed_at=call.at,
    )
    told = happened(
        say.FormChangeProposed,
        call,
        change.id,
        kind=said.kind,
        target=said.target,
        label=change.label,
        reason=change.reason,
    )
    return change, told


def approve(command: say.ApproveFormChange, change: Change, form: Form, call: Call) -> tuple[Change, Event]:
    """The second person's half; the form must still be askable with it."""
    _permit(command, call.actor, change)
    found = problems(form, change.said)
    if found:
        raise Refused("The form has changed since: decline this, and propose it again", problems=found, code="stale")
    decided = replace(change, state=say.ChangeState.APPROVED, decided_by=call.actor.id, note=command.note.strip())
    return decided, happened(say.FormChangeApproved, call, change.id, note=decided.note, **_about(change))


def decline(command: say.DeclineFormChange, change: Change, call: Call) -> tuple[Change, Event]:
    """A no, or the proposer's own second thought."""
    _permit(command, call.actor, change)
    decided = replace(change, state=say.ChangeState.DECLINED, decided_by=call.actor.id, note=command.reason.strip())
    return decided, happened(say.FormChangeDeclined, call, change.id, reason=decided.note, **_about(change))


def publish(command: say.PublishForm, form: Form, changes: Iterable[Change], call: Call) -> tuple[Form, list[Change]]:
    """The next version of the form, with every approved change, and those changes as they then are. Refused when there
    is none, or when two of them cannot both be."""
    _permit(command, call.actor)
    if command.expected_version not in (None, form.number):
        raise Conflict("Somebody has published a version meanwhile: look again")
    made, taken, number = form, [], form.number + 1
    for change in sorted(changes, key=lambda one: (one.proposed_at, str(one.id))):
        if change.state is not say.ChangeState.APPROVED:
            continue
        found = problems(made, change.said)
        if found:
            told = f"'{change.label}' does not go with the others: decline it, and propose it again"
            raise Refused(told, problems=found, code="do-not-go-together")
        made = applied(made, change.said, number)
        taken.append(replace(change, state=say.ChangeState.PUBLISHED, published_in=number))
    if not taken:
        raise Refused("There is no approved change to publish", code="nothing-approved")
    return replace(made, number=number), taken


def _about(change: Change) -> dict[str, object]:
    return {
        "kind": change.said.kind,
        "target": change.target,
        "label": change.label,
        "proposed_by": change.proposed_by,
    }


def _permit(command: object, actor: Actor, change: Change | None = None) -> None:
    if type(command) not in may(actor, change):
        if change is not None and change.proposed_by == actor.id:
            raise NotPermitted("A second person approves what you proposed")
        raise NotPermitted(f"{type(command).__name__} is not yours to give now")
