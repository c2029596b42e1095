"""One case, as its reader may see it (domain sections 9.2 and 9.4).

The applicant sees the collated comments, never who reviewed, nothing confidential, and advice and decision only once
decided. A reviewer or member sees the papers after declaring, and not at all with a conflict. Everybody who may not
know of a case hears that there is none.
"""

from dataclasses import replace

from sqlalchemy.orm import Session

from services.contracts import review as r
from services.contracts.message import Call, NotFound

from .. import domain, models
from ..domain.case import DECIDED, Case
from ..domain.door import Known, parts
from ..domain.may import Part
from ..domain.policy import today
from . import pieces
from .pieces import STAFF

OWNERS = frozenset({Part.APPLICANT, Part.TEAM})
DECLARING = frozenset({Part.REVIEWER, Part.MEMBER})
READ_PAPERS = STAFF | {Part.DELEGATE}


def case(session: Session, query: r.ReadCase, call: Call) -> r.CaseView:
    """The case; NotFound for whoever has no part in it."""
    found = models.load(session, query.application_id, lock=False)
    known = Known(delegations=models.delegations(session, call.actor.id, today(call.at)))
    who = parts(found, call, known)
    if who == {Part.NONE} or (found.ineligible and not who & (OWNERS | READ_PAPERS)):
        raise NotFound("there is no such case")
    meeting = models.load_meeting(session, found.meeting_id) if found.stances and who & STAFF else None
    return shown(found, who, call, replace(known, meeting=meeting))


def papers(found: Case, who: set[Part], call: Call) -> str:
    """Whether this reader may open the papers: open, declare, conflicted or none."""
    if who & OWNERS:
        return "open"
    if found.conflicted(call.actor.id):
        return "conflicted"
    if who & DECLARING and found.stance(call.actor.id) is None:
        return "declare"
    return "open" if who & (READ_PAPERS | DECLARING) else "none"


def shown(found: Case, who: set[Part], call: Call, known: Known) -> r.CaseView:
    """The view for somebody with these parts."""
    access = papers(found, who, call)
    is_open, owner = access == "open", bool(who & OWNERS)
    decided = found.state in DECIDED or found.state == r.CaseState.DEFERRED
    told = is_open and (not owner or (decided and Part.APPLICANT in who))  # 9.2: decisions are not the team's to read
    return r.CaseView(
        application_id=found.id,
        reference=found.reference,
        profile=found.profile,
        title=found.papers.title,
        state=found.state,
        level=found.level,
        committee=found.committee,
        disciplines=found.disciplines,
        offices=found.offices,
        rules=found.rules,
        case_officer_id=found.case_officer_id,
        opened_at=found.opened_at,
        request_version=found.papers.version,
        request_sha256=found.papers.sha256,
        papers=access,
        request=found.papers if is_open else None,
        assignments=pieces.assignments(found, who, call),
        interests=pieces.interests(found, who, call, known.meeting.members if known.meeting else ()),
        reviews=pieces.reviews(found, who, call) if is_open else (),
        feedback=found.feedback if is_open else (),
        feedback_due_on=found.respond_by,
        waits=pieces.waits(found),
        meeting_id=found.meeting_id,
        held_on=found.held_on,
        quorum=None if owner else found.quorum,
        advice=pieces.advice(found) if told else None,
        decision=pieces.decision(found) if told else None,
        actions=found.actions if is_open else (),
        conditions=found.conditions if is_open else (),
        appeal=pieces.appeal(found) if is_open else None,
        appeal_by=found.appeal_by,
        version=found.version,
        may=tuple(sorted(command.__name__ for command in domain.able(found, call, known))),
        parties=pieces.parties(found),
        signs_for=pieces.signs_for(known, call),
    )
