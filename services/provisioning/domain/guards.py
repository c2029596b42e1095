"""What must be true before the next step: the guards of 1.6 that are this service's, and the tracks of the set-up."""

from collections.abc import Iterable
from datetime import datetime

from services.contracts.message import Problem, Refused
from services.contracts.provisioning import CohortState, ProjectState, ReleaseState, TrackView
from services.contracts.request import Profile

from . import optout_check, route, specification
from .failed_closed import FailedClosed
from .minimise import spec_match
from .project import UNDECIDED, VERIFIED, Project, Release

HOSPITAL = ("conditions", "users", "agreement", "service", "letter", "cohort", "production", "access")
DARS = ("conditions", "agreement", "service", "cohort", "production", "users", "access")
ORDER = {Profile.HOSPITAL: HOSPITAL, Profile.DARS: DARS}
"""In which order the unmet tracks are named to people (1.3)."""

WAITS_FOR = {
    "conditions": "The applicant, who gives the evidence",
    "users": "Each person, who accepts the terms; then the SDE administrator",
    "agreement": "The parties that sign",
    "service": "A signatory of the controller",
    "letter": "The IG lead and the Caldicott Guardian",
    "cohort": "The named submitter",
    "production": "Production and quality; then two release approvers",
    "access": "The SDE administrator",
}
"""Who has to do what is unmet (S1-15)."""

AFTER = {
    ProjectState.SUSPENDED: "Suspended",
    ProjectState.ENDED: "Ended: data to be destroyed",
    ProjectState.DESTROYED: "Destroyed",
}


def to_start(project: Project, at: datetime) -> list[Problem]:
    """Why production may not start (T28); nothing when it may."""
    return [problem for problem in _to_start(project, at) if problem is not None]


def _to_start(project: Project, at: datetime) -> Iterable[Problem | None]:
    yield route.unmet(project)
    yield effective(project, at)
    if not conditions_met(project):
        yield Problem(code="G-COND-PREC", message="A condition that comes before the data is not met yet.")
    if project.needs_cohort and project.cohort.state is not CohortState.ACCEPTED:
        yield Problem(code="G-COHORT", message="The agreement expects a cohort file, and none was accepted.")
    yield lettered(project)
    if project.needs_service_agreement and not project.service_signed:
        yield Problem(code="G-SVC", message="The terms of the access service have not been accepted.")
    yield producible(project)


def to_activate(project: Project) -> list[Problem]:
    """Why access may not go live, whoever is a member (T30, S0-41): somebody listed waits, or the letter is missing."""
    return [problem for problem in (decided(project), lettered(project)) if problem is not None]


def decided(project: Project) -> Problem | None:
    """G-USER, of everybody: each person listed in the agreement was verified, refused or removed."""
    waiting = sum(one.state in UNDECIDED for one in project.members)
    if not waiting:
        return None
    listed = f"{waiting} of {len(project.members)} people listed in the agreement"
    return Problem(code="G-USER", message=f"{listed} still wait: verify, refuse or remove each of them.")


def lettered(project: Project) -> Problem | None:
    """G-DRCL, where the profile has the letter."""
    if project.letter or not project.needs_letter:
        return None
    return Problem(code="G-DRCL", message="The data release confirmation letter has not been issued.")


def effective(project: Project, at: datetime) -> Problem | None:
    """G-DSA-EFFECTIVE."""
    if project.effective(at):
        return None
    return Problem(code="G-DSA-EFFECTIVE", message="The agreement is not in force now.")


def conditions_met(project: Project) -> bool:
    """G-COND-PREC."""
    return project.all_precedent_met or set(project.precedent) <= set(project.conditions_met)


def producible(project: Project) -> Problem | None:
    """The specification of the agreement can be produced; the engine's code is in the message."""
    try:
        specification.check(project.specification or specification.of(project.asked))
    except FailedClosed as refusal:
        return Problem(code="G-SPEC", message=f"{refusal.code}: {refusal.detail}")
    return None


def to_release(project: Project, release: Release, at: datetime) -> list[Problem]:
    """Why this release may not be approved now (T29)."""
    found = [route.unmet(project), effective(project, at), fresh(release, at), matches(project, release)]
    return [problem for problem in found if problem is not None]


def fresh(release: Release, at: datetime) -> Problem | None:
    """G-OPTOUT-FRESH. Where opt-outs are not applied there is no check that could grow old; without any evidence
    nothing is released."""
    record = release.optout
    if record is not None and not record.applied:
        return None
    if record is not None and optout_check.is_fresh(record.checked_at, at):
        return None
    days = optout_check.MAX_AGE.days
    return Problem(code="G-OPTOUT-FRESH", message=f"The opt-out check is older than {days} days: build again.")


def matches(project: Project, release: Release) -> Problem | None:
    """G-SPEC-MATCH: what was built is what the frozen specification says, no more and no less."""
    differences = spec_match(release.schema, specification.check(project.specification))
    return Problem(code="G-SPEC-MATCH", message="; ".join(differences)) if differences else None


def require(problems: list[Problem]) -> None:
    """Refused `guards-unmet`, with every problem, unless there is none."""
    if problems:
        raise Refused("; ".join(problem.message for problem in problems), problems=tuple(problems), code="guards-unmet")


def tracks(project: Project) -> tuple[TrackView, ...]:
    """Every track that this project has, in the order of its profile."""
    every = {track.track: track for track in _tracks(project)}
    return tuple(every[name] for name in ORDER[project.asked.profile] if name in every)


def label(project: Project) -> str:
    """The first unmet thing; the state where nothing is unmet."""
    if project.state in AFTER:
        return AFTER[project.state]
    unmet = next((track for track in tracks(project) if not track.met), None)
    return unmet.label if unmet else "Active"


def _tracks(project: Project) -> Iterable[TrackView]:
    if project.precedent:
        yield _track("conditions", "Conditions before the data", conditions_met(project), "G-COND-PREC")
    waiting = [one.name for one in project.members if one.state not in VERIFIED]
    yield _track("users", "Verifying users", any(one.state in VERIFIED for one in project.members), "G-USER",
                 f"not verified: {', '.join(waiting)}" if waiting else "")  # fmt: skip
    yield _track("agreement", "Agreement to be signed", project.in_force, "G-DSA-EFFECTIVE")
    if project.needs_service_agreement:
        yield _track("service", "Terms of the access service", project.service_signed, "G-SVC")
    if project.needs_letter:
        yield _track("letter", "Data release confirmation letter", bool(project.letter), "G-DRCL", project.letter)
    if project.needs_cohort:
        accepted = project.cohort.state is CohortState.ACCEPTED
        yield _track("cohort", "Awaiting cohort file", accepted, "G-COHORT", project.cohort.reason)
    release = project.release
    made = release is not None and release.state in (ReleaseState.APPROVED, ReleaseState.DELIVERED)
    yield _track("production", "Data being prepared", made, "G-2P", release.failure if release else "")
    place = route.place(project)
    yield _track("access", "Access being set up", project.activated_at is not None, "" if place else "G-ACCESS", place)


def _track(name: str, label: str, met: bool, guard: str, detail: str = "") -> TrackView:
    waits_for = "" if met else WAITS_FOR[name]
    return TrackView(track=name, label=label, met=met, guard=guard, detail=detail, waits_for=waits_for)
