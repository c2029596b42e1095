"""Who saw what, for the checker: no access without a live grant at that time, nothing of another's project."""

from collections.abc import Collection
from datetime import datetime

from tests.chaos.history import Operation
from tests.chaos.state import Said, State, by_subject
from tests.chaos.verdict import Verdict

OPENS, SHUTS = {"ProjectActive"}, {"AccessRevoked", "WorkspaceDestroyed"}
JOINS, LEAVES = {"DataUserVerified", "MembershipRestored"}, {"MemberRemoved", "MembershipSuspended"}


def access(state: State, operations: Collection[Operation]) -> Verdict:
    """No file was opened without a live grant at that time: the project active, the agreement running, a member."""
    verdict, opened = Verdict(), 0
    said = state.books["agreements"].said
    ends = {one.subject: datetime.fromisoformat(one.data["ends_at"]) for one in said if one.type == "AgreementInForce"}
    for subject, events in by_subject(state.books["provisioning"].said).items():
        live, members = False, set[str]()
        for one in events:
            live = one.type in OPENS or (live and one.type not in SHUTS)
            if one.type in JOINS | LEAVES:
                (members.add if one.type in JOINS else members.discard)(one.data["person_id"])
            if one.type != "DataAccessed":
                continue
            opened += 1
            if why := _why_not(live, ends.get(subject), one, members):
                verdict.unverified.append(f"{one.data['person_id']} opened a file of {subject} although {why}")
    told = sum(one.kind == "open-file" and one.outcome == "ok" for one in operations)
    if told > opened:
        verdict.lost.append(f"{told} files were opened and only {opened} openings are recorded")
    refused = sum(one.kind == "open-file" and one.outcome == "refused" for one in operations)
    verdict.notes.append(f"access: {opened} openings recorded, {refused} refused")
    return verdict


def _why_not(live: bool, end: datetime | None, one: Said, members: Collection[str]) -> str:
    if not live:
        return "the project is not active"
    if end is None or one.time > end:
        return f"the agreement ended at {end}" if end else "there is no agreement in force"
    return "" if one.data["person_id"] in members else "they are no member"


def shown(state: State, operations: Collection[Operation]) -> Verdict:
    """Nothing of one project was shown to people of another; two answers to one command are the same."""
    verdict, refused = Verdict(), 0
    for one in operations:
        refused += one.kind.endswith("-foreign") and one.outcome == "refused"
        if one.kind.endswith("-foreign") and one.outcome == "ok":
            verdict.unverified.append(f"{one.client} was shown {one.subject}, which is somebody else's")
        if one.kind == "two-answers":
            verdict.unverified.append(f"{one.command} of {one.client} had two answers: {one.answer}")
        if one.kind == "broken-promise":
            verdict.unverified.append(f"{one.client}: {one.answer.get('code')}")
    verdict.notes.append(f"foreign: {refused} attempts refused")
    return verdict
