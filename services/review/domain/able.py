"""What this person may ask for now: the table, without what would be refused to them in particular. For buttons; the
door decides again, on the whole command."""

from collections.abc import Callable, Mapping

from services.contracts import review as r
from services.contracts.message import Call, Command, Refused

from .case import Case
from .decision import holds
from .door import Known, parts
from .feedback import collated
from .may import allowed
from .separation import refuse_appeal, refuse_decision

Test = Callable[[Case, Call, Known], bool]
AWAITED = (r.ConditionState.OPEN, r.ConditionState.RETURNED)


def able(case: Case, call: Call, known: Known) -> frozenset[type[Command]]:
    """The commands worth offering to the caller."""
    table = allowed(case.state, parts(case, call, known))
    return frozenset(command for command in table if WORTH.get(command, _always)(case, call, known))


def _always(case: Case, call: Call, known: Known) -> bool:
    return True


def _review(case: Case, call: Call, known: Known) -> bool:
    who = call.actor.id
    return case.stance(who) is not None and not case.conflicted(who) and not case.has_reviewed(who)


def _sign(case: Case, call: Call, known: Known) -> bool:
    if not any(holds(office, call, known) for office in case.offices):
        return False
    own = any(s.person_id == call.actor.id for s in case.decision.signatures)
    return own or _not_refused(lambda: refuse_decision(case, call.actor.id))


def _lodge(case: Case, call: Call, known: Known) -> bool:
    return case.appeal is None


def _hear_appeal(case: Case, call: Call, known: Known) -> bool:
    waiting = case.appeal is not None and not case.appeal.outcome
    return waiting and _not_refused(lambda: refuse_appeal(case, call.actor.id))


def _evidence(case: Case, call: Call, known: Known) -> bool:
    return any(one.state in AWAITED for one in case.conditions)


def _verify(case: Case, call: Call, known: Known) -> bool:
    submitted = [one for one in case.conditions if one.state == r.ConditionState.EVIDENCE_SUBMITTED]
    return any(one.evidence_by != call.actor.id for one in submitted)


def _not_refused(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Refused:
        return False
    return True


WORTH: Mapping[type[Command], Test] = {
    r.RecordReview: _review,
    r.RequestFeedback: lambda case, call, known: bool(collated(case)),
    r.ScheduleCase: lambda case, call, known: case.committee,
    r.PassForDecision: lambda case, call, known: not case.committee,
    r.AcceptInterest: lambda case, call, known: any(case.conflicted(s.person_id) for s in case.stances),
    r.SignDecision: _sign,
    r.LodgeAppeal: _lodge,
    r.DecideAppeal: _hear_appeal,
    r.SubmitConditionEvidence: _evidence,
    r.VerifyCondition: _verify,
}
