"""Enquiries and the preliminary assessment."""

from services.contracts import intake

from ..route import STAFF_ONLY, act, ask, make

ONE = "/enquiries/<uuid:enquiry_id>"
ROUTES = (
    ask("/enquiries", intake.ListEnquiries),
    make("/enquiries", intake.SendEnquiry, "/enquiries/{subject}"),
    make("/enquiries/registered", intake.RegisterEnquiry, "/enquiries/{subject}", STAFF_ONLY),
    ask(ONE, intake.ReadEnquiry),
    act(f"{ONE}/questions", intake.AskEnquirer, STAFF_ONLY),
    act(f"{ONE}/answers", intake.AnswerEnquirer),
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
