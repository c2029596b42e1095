"""The question bank: what the form asks, what is proposed to be changed, its versions; and the
precedents that the committee has adopted."""

from services.contracts import intake

from ..route import STAFF_ONLY, Route, act, ask

BANK = "/question-bank"
CHANGE = f"{BANK}/changes/<uuid:change_id>"
ROUTES = (
    ask(BANK, intake.ReadQuestionBank, STAFF_ONLY),
    ask(f"{BANK}/questions/<key>", intake.ReadQuestion, STAFF_ONLY),
    ask(f"{BANK}/preview", intake.PreviewForm, STAFF_ONLY),
    ask(CHANGE, intake.ReadFormChange, STAFF_ONLY),
    act(f"{BANK}/changes", intake.ProposeFormChange, STAFF_ONLY, status=201),
    act(f"{CHANGE}/approve", intake.ApproveFormChange, STAFF_ONLY),
    act(f"{CHANGE}/decline", intake.DeclineFormChange, STAFF_ONLY),
    ask("/precedents", intake.ReadPrecedents, STAFF_ONLY),
    act("/precedents/<profile>/<precedent>/adopt", intake.AdoptPrecedent, STAFF_ONLY),
    act("/precedents/<profile>/<precedent>/suspend", intake.SuspendPrecedent, STAFF_ONLY),
    ask("/precedents/look-backs", intake.ListLookBacks, STAFF_ONLY),
    act("/precedents/<precedent>/look-backs/<uuid:application_id>", intake.RecordLookBack, STAFF_ONLY),
    Route(method="POST", path=f"{BANK}/versions", message=intake.PublishForm, who=STAFF_ONLY, status=201),
)
