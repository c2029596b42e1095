"""Enquiries and the preliminary assessment."""

from collections.abc import Mapping
from typing import Any

from services.contracts import intake

from ..route import STAFF_ONLY, FileRef, act, ask, file, make


def letter(view: Any, path: Mapping[str, Any]) -> FileRef | None:
    """The mail with this id, with which answers came that staff registered."""
    letters = (note.came.letter for note in view.conversation if note.came)
    found = next((one for one in letters if one and one.document_id == path["document_id"]), None)
    return found and FileRef(sha256=found.sha256, filename=found.filename, media_type=found.media_type)


ONE = "/enquiries/<uuid:enquiry_id>"
ROUTES = (
    ask("/enquiries", intake.ListEnquiries),
    make("/enquiries", intake.SendEnquiry, "/enquiries/{subject}"),
    make("/enquiries/registered", intake.RegisterEnquiry, "/enquiries/{subject}", STAFF_ONLY),
    ask(ONE, intake.ReadEnquiry),
    act(f"{ONE}/questions", intake.AskEnquirer, STAFF_ONLY),
    act(f"{ONE}/answers", intake.AnswerEnquirer),
    act(f"{ONE}/answers/registered", intake.RegisterAnswers, STAFF_ONLY),
    file(f"{ONE}/letters/<uuid:document_id>", intake.ReadEnquiry, letter, summary="The mail with which answers came."),
    act(f"{ONE}/notes", intake.NoteConversation),
    act(f"{ONE}/redirect", intake.RedirectEnquiry, STAFF_ONLY),
    act(f"{ONE}/close", intake.CloseEnquiry, STAFF_ONLY),
    act(f"{ONE}/proceed", intake.ProceedToAssessment, STAFF_ONLY),
    act(f"{ONE}/withdraw", intake.WithdrawEnquiry),
    act(f"{ONE}/reopen", intake.ReopenEnquiry),
    act(f"{ONE}/early-advice/requests", intake.SeekEarlyAdvice, STAFF_ONLY),
    act(f"{ONE}/early-advice", intake.RecordEarlyAdvice, STAFF_ONLY),
    act(f"{ONE}/assessment", intake.CompleteAssessment, STAFF_ONLY),
    act(f"{ONE}/assessment/close", intake.CloseAssessment, STAFF_ONLY),
    act(f"{ONE}/funding", intake.ConfirmFunding),
    act(f"{ONE}/invitation", intake.InviteToApply, STAFF_ONLY),
)
