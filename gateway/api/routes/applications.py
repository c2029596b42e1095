"""Drafting, submission, validation, acceptance."""

from collections.abc import Mapping
from typing import Any

from services.contracts import intake

from ... import calendar, exports, uploads
from ...filetypes import DOCX
from ...portal import draft_document, version_paper
from ..route import PUBLIC, SIGNED_IN, STAFF_ONLY, FileRef, Own, Route, act, ask, file, make


def document(view: Any, path: Mapping[str, Any]) -> FileRef | None:
    """The attached document with this id, of an application or of one of its versions."""
    found = next((one for one in view.documents if one.document_id == path["document_id"]), None)
    return found and FileRef(sha256=found.sha256, filename=found.filename, media_type=found.media_type)


def receipt(view: Any, _path: Mapping[str, Any]) -> FileRef | None:
    """The receipt of a version, once it is issued."""
    found = view.receipt
    name = f"receipt-{view.reference}-v{view.version}.pdf"
    return found and FileRef(sha256=found.sha256, filename=name, media_type="application/pdf")


ONE = "/applications/<uuid:application_id>"
ROUTES = (
    ask("/form", intake.ReadForm, PUBLIC),
    ask("/form/example", intake.ReadExample, PUBLIC),
    ask("/applications", intake.ListApplications, STAFF_ONLY),
    ask("/workload", intake.ReadWorkload, STAFF_ONLY),
    ask("/appointments", intake.ListAppointments, STAFF_ONLY),
    make("/applications", intake.StartApplication, "/applications/{subject}"),
    ask(ONE, intake.ReadApplication),
    Own(
        method="GET",
        path=f"{ONE}/appointments/<uuid:appointment_id>.ics",
        name="AppointmentCalendar",
        view=calendar.appointment,
        who=SIGNED_IN,
        media_type=calendar.MEDIA_TYPE,
        summary="An appointment for your calendar (RFC 5545).",
    ),
    ask(f"{ONE}/duplicates", intake.ReadDuplicates, STAFF_ONLY),
    ask(f"{ONE}/versions/<int:version>", intake.ReadVersion),
    ask(f"{ONE}/versions/comparison", intake.ReadComparison),
    ask(f"{ONE}/versions/<int:version>/export", intake.ExportVersion),
    Own(
        method="GET",
        path="/form/schema",
        name="FormSchema",
        view=exports.schema,
        who=PUBLIC,
        media_type=exports.SCHEMA,
        summary="The JSON Schema (2020-12) of an exported version, made from the form.",
    ),
    ask(f"{ONE}/use", intake.MatchUse),
    file(f"{ONE}/documents/<uuid:document_id>", intake.ReadApplication, document, summary="An attached document."),
    file(
        f"{ONE}/versions/<int:version>/documents/<uuid:document_id>",
        intake.ReadVersion,
        document,
        summary="A document as it was attached to a frozen version.",
    ),
    Own(
        method="GET",
        path=f"{ONE}/versions/<int:version>/paper",
        name="VersionPaper",
        view=version_paper.download,
        who=SIGNED_IN,
        media_type="application/pdf",
        summary="The whole version as PDF, with contents and the list of documents.",
    ),
    file(f"{ONE}/versions/<int:version>/receipt", intake.ReadVersion, receipt, summary="The signed receipt (PDF)."),
    Own(
        method="POST",
        path="/uploads",
        name="UploadFile",
        view=uploads.upload,
        who=SIGNED_IN,
        status=201,
        answers=uploads.UploadView,
        summary="Store a file: the body is the file, `filename` is in the query string; or a form with one `file`. "
        "The same file twice is stored once, so this needs no Idempotency-Key.",
    ),
    Route(method="PATCH", path=f"{ONE}/draft", message=intake.SaveDraft, who=SIGNED_IN, conditional=True),
    Own(
        method="GET",
        path=f"{ONE}/draft/document",
        name="DraftDocument",
        view=draft_document.download,
        who=SIGNED_IN,
        media_type=DOCX,
        summary="The draft as a Word document, to work on offline.",
    ),
    Own(
        method="GET",
        path=f"{ONE}/draft/documents/<sha256>",
        name="DraftChanges",
        view=draft_document.compare,
        who=SIGNED_IN,
        answers=draft_document.DraftChangesView,
        summary="What that document, edited and uploaded, would change in the draft. It saves nothing.",
    ),
    act(f"{ONE}/sections/<letter>/open", intake.OpenSection),
    act(f"{ONE}/invitations", intake.InviteCollaborator, status=201),
    act(f"{ONE}/invitations/<uuid:invitation_id>/withdraw", intake.WithdrawInvitation),
    act(f"{ONE}/collaborators/<uuid:person_id>", intake.ChangeCollaborator),
    act(f"{ONE}/collaborators/<uuid:person_id>/remove", intake.RemoveCollaborator),
    act(f"{ONE}/support", intake.DeclareSupport, conditional=True),
    ask(f"{ONE}/comments", intake.ReadComments),
    act(f"{ONE}/comments", intake.AddComment, status=201),
    act(f"{ONE}/comments/<uuid:thread_id>/resolve", intake.ResolveThread),
    make(f"{ONE}/copy", intake.CopyApplication, "/applications/{subject}"),
    make(f"{ONE}/renew", intake.RenewApplication, "/applications/{subject}"),
    ask(f"{ONE}/origin", intake.ReadOrigin),
    ask("/my/invitations", intake.MyInvitations),
    act("/my/invitations/<uuid:invitation_id>/accept", intake.AcceptInvitation),
    act("/my/invitations/<uuid:invitation_id>/decline", intake.DeclineInvitation),
    act(f"{ONE}/leave", intake.LeaveApplication),
    act(f"{ONE}/form", intake.TakeUpForm),
    act(f"{ONE}/answers/confirm", intake.ConfirmAnswers),
    act(f"{ONE}/checklist", intake.ConfirmChecklist),
    act(f"{ONE}/documents", intake.AttachDocument, conditional=True, status=201),
    Route(
        method="DELETE",
        path=f"{ONE}/documents/<uuid:document_id>",
        message=intake.RemoveDocument,
        who=SIGNED_IN,
        conditional=True,
    ),
    act(f"{ONE}/documents/<uuid:document_id>/check", intake.CheckDocument, STAFF_ONLY),
    act(f"{ONE}/documents/<uuid:document_id>/renew", intake.RenewDocument),
    act(f"{ONE}/submit", intake.SubmitApplication, conditional=True),
    act(f"{ONE}/case-officer", intake.AssignCaseOfficer, STAFF_ONLY),
    act(f"{ONE}/checks", intake.RecordCheck, STAFF_ONLY),
    act(f"{ONE}/return", intake.ReturnApplication, STAFF_ONLY),
    act(f"{ONE}/queries/<uuid:query_id>/answer", intake.AnswerQuery),
    act(f"{ONE}/appointments", intake.ArrangeAppointment, STAFF_ONLY, status=201),
    act(f"{ONE}/appointments/<uuid:appointment_id>/cancel", intake.CancelAppointment, STAFF_ONLY),
    act(f"{ONE}/route/confirm", intake.ConfirmRoute, STAFF_ONLY),
    act(f"{ONE}/route/override", intake.OverrideRoute, STAFF_ONLY),
    act(f"{ONE}/accept", intake.AcceptApplication, STAFF_ONLY),
    act(f"{ONE}/ineligible", intake.ProposeIneligible, STAFF_ONLY),
    act(f"{ONE}/ineligible/confirm", intake.ConfirmIneligible, STAFF_ONLY),
    act(f"{ONE}/withdraw", intake.WithdrawApplication),
    act(f"{ONE}/reopen", intake.ReopenApplication),
)
