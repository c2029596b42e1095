"""Anybody tries anything with a project, while agreements come and go: only what the table allows happens, data are
released by two people who did not build them, and reached only while the agreement is in force (a
hypothesis machine)."""

from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.contracts import provisioning as p
from services.contracts.message import Actor, Refused
from services.contracts.provisioning import ProjectState, ReleaseState
from services.provisioning.domain import live, may, rules
from tests.machines import REPEATABLE, attempt
from tests.provisioning import given
from tests.provisioning.given import (
    ADMIN,
    APPLICATION,
    AUDITOR,
    BUILDER,
    CHECKER,
    EVERY_ROLE,
    FILES,
    LEAD,
    MANIFEST,
    MEMBER,
    NOON,
    ONE,
    OTHER,
    SHA,
    STRANGER,
    TRAINED,
)

EVERYTHING = tuple(Actor(id=one.id, name="All", roles=EVERY_ROLE) for one in (LEAD, MEMBER, BUILDER, ONE, STRANGER))
PEOPLE = (LEAD, MEMBER, BUILDER, CHECKER, ONE, OTHER, ADMIN, AUDITOR, STRANGER, *EVERYTHING)
KNOWN = rules.Known(training=TRAINED, files=FILES, size=10)
ABOUT: dict[str, Any] = {"application_id": APPLICATION}
EXAMPLES: dict[type, tuple[Any, ...]] = {
    p.AcceptUserTerms: (given.terms(),),
    p.VerifyUser: (given.verify(LEAD), given.verify(MEMBER), given.verify(STRANGER), given.verify(last4="")),
    p.RefuseUser: (given.refuse(MEMBER), given.refuse(LEAD)),
    p.UploadCohort: (p.UploadCohort(**ABOUT, sha256=SHA, filename="cohort.csv"),),
    p.StartProduction: (p.StartProduction(**ABOUT),),
    p.BuildRelease: (given.build(),),
    p.CheckQuality: (given.quality(), given.quality(passed=False), given.quality(manifest="b" * 64)),
    p.ApproveRelease: (given.approve(), given.approve("b" * 64)),
    p.CreateWorkspace: (p.CreateWorkspace(**ABOUT),),
    p.AddWorkspaceMember: tuple(p.AddWorkspaceMember(**ABOUT, person_id=one.id) for one in (MEMBER, STRANGER)),
    p.RemoveWorkspaceMember: (given.remove(MEMBER), given.remove(LEAD), given.remove(LEAD, MEMBER)),
    p.ActivateProject: (given.activate(),),
    p.OpenWorkspaceFile: (given.open_file(), given.open_file("../../etc/passwd")),
}
ONWARD = (
    (LEAD, given.terms()), (ADMIN, given.verify(LEAD)), (ADMIN, given.refuse(MEMBER)),
    (BUILDER, p.StartProduction(**ABOUT)), (BUILDER, given.build()), (CHECKER, given.quality()), (ONE, given.approve()),
    (OTHER, given.approve()), (ADMIN, p.CreateWorkspace(**ABOUT)), (ADMIN, given.activate()), (LEAD, given.open_file()),
)  # fmt: skip
HEARD = (given.suspended, given.reinstated, given.expired, given.ordered)
SETBACKS = (p.RefuseUser, p.RemoveWorkspaceMember)


class ProjectMachine(RuleBasedStateMachine):
    """One project, its people, what other services say, and time."""

    table, gives = may.MAY, frozenset(EXAMPLES)

    @initialize(supplied=st.booleans())
    def begin(self, supplied: bool) -> None:
        asked = given.request(cohort=given.SUPPLIED) if supplied else given.request()
        self.project, self.at = given.signed(asked), NOON

    def give(self, who: Actor, command: Any) -> None:
        allowed = type(command) in may.allowed(self.project.state, may.parts(self.project, who))
        act = partial(rules.handle, command, self.project, given.call(who, self.at), KNOWN)
        events = attempt(act, allowed) or ()
        if any(isinstance(event, p.DataAccessed) for event in events):
            assert self.project.effective(self.at), "nobody reaches data but while the agreement is in force"
        self.project = rules.fold(list(events), self.project)

    @rule(cls=st.sampled_from(list(EXAMPLES)), which=st.integers(0, 9), who=st.sampled_from(PEOPLE),
          ends=st.integers(0, 9))  # fmt: skip
    def anybody_tries(self, cls: type, which: int, who: Actor, ends: int) -> None:
        if cls not in SETBACKS or not ends:
            self.give(who, EXAMPLES[cls][which % len(EXAMPLES[cls])])

    @rule(steps=st.integers(1, len(ONWARD)))
    def the_usual_way_on(self, steps: int) -> None:
        """So that histories get as far as people at work."""
        for who, command in ONWARD[:steps]:
            self.give(who, command)
            self.the_worker_has_done()

    @rule(who=st.sampled_from(EVERYTHING), steps=st.integers(6, len(ONWARD)))
    def one_person_does_it_all(self, who: Actor, steps: int) -> None:
        """As far as they come: their account may do everything."""
        for _, command in ONWARD[3:steps]:
            self.give(who, command)
            self.the_worker_has_done()

    @rule()
    def the_worker_has_done(self) -> None:
        """What a build leads to, if one is under way."""
        release = self.project.release
        if release is not None and release.state is ReleaseState.BUILDING:
            told: dict[str, Any] = {"subject": APPLICATION, "at": self.at, "by": BUILDER.id, "reference": "R"}
            told |= {"release_ref": release.release_ref}
            made = {"rows": 7, "counts": {}, "schema": given.schema_of(self.project), "files": FILES,
                    "manifest_sha256": MANIFEST, "builder_id": release.builder_id, "key_id": "k"}  # fmt: skip
            checked = p.OptOutChecked(**told, record=given.record(self.at))
            self.project = rules.fold([checked, p.DataProduced(**told, **made)], self.project)

    @rule(what=st.sampled_from(HEARD), ends=st.integers(0, 9))
    def another_service_says_something(self, what: Any, ends: int) -> None:
        if what in (given.expired, given.ordered) and ends:
            return
        self.project = given.heard(self.project, what(), at=self.at)

    @rule(days=st.sampled_from((1, 10, 500)), seldom=st.integers(0, 2))
    def time_passes(self, days: int, seldom: int) -> None:
        self.at += timedelta(days=1 if seldom else days)
        self.give(LEAD, given.open_file())

    @rule(seldom=st.integers(0, 2))
    def nobody_says_that_it_has_ended(self, seldom: int) -> None:
        """The end of an agreement holds from its instant on, whether or not its event has come."""
        if not seldom:
            self.the_usual_way_on(len(ONWARD))
            self.at += timedelta(days=500)
            self.give(LEAD, given.open_file())

    @invariant()
    def two_people_released_it_and_only_members_reach_it_in_time(self) -> None:
        if not hasattr(self, "project"):
            return
        for one in self.project.releases:
            assert one.builder_id not in one.approved_by
            assert len(set(one.approved_by)) == len(one.approved_by)
            if one.state in (ReleaseState.APPROVED, ReleaseState.DELIVERED):
                assert len(one.approved_by) == 2, "G-2P"
                assert one.checked_by not in (None, one.builder_id)
        for who in PEOPLE:
            try:
                until = live.granted(self.project, given.call(who, self.at))
            except Refused:
                continue
            assert self.project.state is ProjectState.ACTIVE
            assert self.project.member(who.id) is not None
            assert self.project.effective(self.at)
            assert self.at < until


TestProjectMachine = ProjectMachine.TestCase
TestProjectMachine.settings = settings(REPEATABLE, max_examples=50)
