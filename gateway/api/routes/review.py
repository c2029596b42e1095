"""Review, meetings, advice, decision, conditions, appeal."""

from collections.abc import Mapping
from typing import Any

from services.contracts import review

from ..route import PUBLIC, STAFF_ONLY, FileRef, act, ask, file, make


def letter(view: Any, _path: Mapping[str, Any]) -> FileRef | None:
    """The decision letter, once there is a decision."""
    decision = view.decision
    return decision and FileRef(sha256=decision.letter_sha256, filename=f"{view.reference}-decision.pdf")


def evidence(view: Any, path: Mapping[str, Any]) -> FileRef | None:
    """What was submitted to meet a condition."""
    found = next((one for one in view.conditions if one.id == path["condition_id"]), None)
    return found and FileRef(sha256=found.evidence_sha256, filename=f"{view.reference}-condition")


ONE = "/cases/<uuid:application_id>"
MEETING = "/meetings/<uuid:meeting_id>"
ROUTES = (
    ask("/cases", review.ListCases, STAFF_ONLY),
    ask(ONE, review.ReadCase),
    act(f"{ONE}/reviewers", review.AssignReviewers, STAFF_ONLY),
    act(f"{ONE}/interests", review.DeclareInterest, STAFF_ONLY),
    act(f"{ONE}/interests/<uuid:person_id>/accept", review.AcceptInterest, STAFF_ONLY),
    act(f"{ONE}/meeting-interests", review.RecordInterests, STAFF_ONLY),
    act(f"{ONE}/reviews", review.RecordReview, STAFF_ONLY),
    act(f"{ONE}/reviews/<uuid:person_id>/waive", review.WaiveReview, STAFF_ONLY),
    act(f"{ONE}/external-waits", review.WaitForExternalBody, STAFF_ONLY),
    act(f"{ONE}/external-waits/end", review.EndExternalWait, STAFF_ONLY),
    act(f"{ONE}/feedback", review.RequestFeedback, STAFF_ONLY),
    act(f"{ONE}/feedback/responses", review.AnswerFeedback),
    act(f"{ONE}/return-to-review", review.ReturnToReview, STAFF_ONLY),
    act(f"{ONE}/schedule", review.ScheduleCase, STAFF_ONLY),
    act(f"{ONE}/advice", review.RecordAdvice, STAFF_ONLY),
    act(f"{ONE}/pass-for-decision", review.PassForDecision, STAFF_ONLY),
    act(f"{ONE}/decision", review.SignDecision),
    file(f"{ONE}/decision/letter", review.ReadCase, letter, summary="The decision letter."),
    act(f"{ONE}/deferral/responses", review.AnswerDeferral),
    act(f"{ONE}/appeal", review.LodgeAppeal),
    act(f"{ONE}/appeal/decision", review.DecideAppeal, STAFF_ONLY),
    act(f"{ONE}/conditions/<uuid:condition_id>/evidence", review.SubmitConditionEvidence),
    file(
        f"{ONE}/conditions/<uuid:condition_id>/evidence",
        review.ReadCase,
        evidence,
        summary="The file that was submitted to meet a condition.",
    ),
    act(f"{ONE}/conditions/<uuid:condition_id>/verify", review.VerifyCondition, STAFF_ONLY),
    ask("/meetings", review.ListMeetings, STAFF_ONLY),
    make("/meetings", review.ScheduleMeeting, "/meetings/{subject}", STAFF_ONLY),
    ask(MEETING, review.ReadMeeting, STAFF_ONLY),
    act(f"{MEETING}/attendance", review.RecordAttendance, STAFF_ONLY),
    act(f"{MEETING}/minutes", review.WriteMinutes, STAFF_ONLY),
    act(f"{MEETING}/minutes/publish", review.PublishMinutes, STAFF_ONLY),
    ask("/public/meetings", review.PublicMeetings, PUBLIC),
    ask("/public/meetings/<uuid:meeting_id>/minutes", review.PublicMinutes, PUBLIC),
    act("/office-delegations", review.DelegateOffice, STAFF_ONLY),
)
