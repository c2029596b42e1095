"""For each setting, something that its service does otherwise when it is set otherwise. A row of the table without a
probe, or whose probe sees no difference, is a setting that does nothing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.agreements.domain import generation
from services.agreements.domain.agreement import Agreement
from services.audit.domain.clock import Clock
from services.audit.domain.clocks import Happening, advance, replay
from services.audit.domain.targets import MEASURES, TARGETS, settled
from services.contracts import review as r
from services.contracts.agreements import AgreementGenerated
from services.contracts.message import Refused
from services.contracts.request import Profile
from services.contracts.settings import Settings
from services.contracts.settings.table import LEVELS
from services.provisioning.domain import feasibility
from tests.agreements import given as agreements
from tests.review.given import COMMENT, LEAD, MEETING_DAY, MEMBERS, NOON, Line, later

Probe = Callable[[Settings, Profile | None], Any]


def line(settings: Settings) -> Line:
    """A line on which these settings hold."""
    made = Line()
    made.settings = settings
    return made


def case(settings: Settings, profile: Profile | None) -> Line:
    """A case in review."""
    return line(settings).opened(profile or Profile.DARS)


def said(made: Line, field: str) -> Any:
    """A field of the last event that has it."""
    return next(getattr(event, field) for event in reversed(made.events) if hasattr(event, field))


def quorate(settings: Settings, profile: Profile | None, members: tuple[r.CommitteeMember, ...] = MEMBERS) -> str:
    """Whether the case gets onto the agenda of a meeting with these members."""
    made = case(settings, profile).reviewed().planned(members)
    try:
        made.scheduled()
    except Refused as refused:
        return refused.code
    return "quorate"


def papers(settings: Settings, profile: Profile | None) -> str:
    """Whether it does two days before the meeting."""
    made = case(settings, profile).reviewed().planned()
    made.at = later((MEETING_DAY - made.at.date()).days - 2)
    try:
        made.scheduled()
    except Refused as refused:
        return refused.code
    return "in time"


def appealed(settings: Settings, profile: Profile | None) -> Line:
    """A refusal, and an appeal against it."""
    made = line(settings).rejected(profile=profile)
    made.ask(LEAD, r.LodgeAppeal, grounds="fact", statement="The benefit is stated on page 4")
    return made


DEPENDENT = tuple(replace(member, independent=False) for member in MEMBERS)
REVIEW: Mapping[str, Probe] = {
    "review.quorum.members": quorate,
    "review.quorum.lay": quorate,
    "review.quorum.clinical": quorate,
    "review.quorum.ig": quorate,
    "review.quorum.independent": lambda settings, profile: quorate(settings, profile, DEPENDENT),
    "review.days.review": lambda settings, profile: said(case(settings, profile).assigned(), "due_on"),
    "review.days.papers": papers,
    "review.days.feedback": lambda settings, profile: said(
        case(settings, profile).reviewed(COMMENT).feedback(), "due_on"
    ),
    "review.days.feedback-lapse": lambda settings, profile: said(
        case(settings, profile).reviewed(COMMENT).feedback(), "lapses_on"
    ),
    "review.days.deferral": lambda settings, profile: said(
        line(settings).deferred(profile=profile), "respond_by"
    ),
    "review.days.appeal": lambda settings, profile: said(
        line(settings).rejected(profile=profile), "appeal_by"
    ),
    "review.days.appeal-decision": lambda settings, profile: said(appealed(settings, profile), "decide_by"),
}


def promised(id: str, settings: Settings) -> tuple[int, str]:
    """What a clock of this service level counts when it begins."""
    measure = next(one for one in MEASURES if one.id == id)
    begun: tuple[Clock, ...] = ()
    if id == "SL2":  # the second round of triage
        begun = replay([Happening("ApplicationSubmitted", "a", NOON), Happening("ApplicationReturned", "a", later(1))])
    facts = {"version": 2, "level": max(measure.levels, default="L3")}
    start = Happening(measure.starts_on, "a", later(2), facts)
    clocks = advance(begun, start, settled(TARGETS, settings))
    clock = next(one for one in clocks if one.target == id)
    return clock.target_days, clock.unit.value


def level(id: str) -> Probe:
    """The probe of both settings of a service level."""
    return lambda settings, profile: promised(id, settings)


AUDIT: Mapping[str, Probe] = {
    **{setting.id: level(id) for id, pair in LEVELS.items() for setting in pair},
}


def prepared(settings: Settings, profile: Profile | None) -> AgreementGenerated:
    """The agreement that an approval leads to."""
    asked = agreements.request(profile=profile or Profile.DARS)
    agreement = Agreement(id=agreements.APPLICATION)
    (event,) = generation.generate(agreements.approved(asked), agreement, agreements.call(), settings)
    assert isinstance(event, AgreementGenerated)
    return event


def offered_until(settings: Settings, profile: Profile | None) -> datetime | None:
    """When an agreement that is issued lapses."""
    made = agreements.generated(agreements.request(profile=profile or Profile.DARS))
    known = replace(agreements.CONTRACTS, settings=settings)
    return agreements.obey(made, agreements.OFFICER, agreements.issue(), known=known).lapses_at


AGREEMENTS: Mapping[str, Probe] = {
    "agreements.deletion.days": lambda settings, profile: prepared(settings, profile).certify_days,
    "agreements.signing.order": lambda settings, profile: prepared(settings, profile).signing_order,
    "agreements.custodian.name": lambda settings, profile: prepared(settings, profile).signatories[0].name,
    "agreements.offer.days": offered_until,
}
PROVISIONING: Mapping[str, Probe] = {
    "provisioning.counts.threshold": lambda settings, profile: feasibility.threshold(
        settings, profile or Profile.DARS, NOON.date()
    ),
}
PROBES: Mapping[str, Probe] = {**REVIEW, **AUDIT, **AGREEMENTS, **PROVISIONING}
