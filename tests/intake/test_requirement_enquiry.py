"""An enquiry before an application: what it must say, what is answered, and that it may end there."""

from typing import Any

import pytest

from services.contracts import wire
from services.contracts.intake import enquiry as say
from services.contracts.message import Malformed
from services.intake.handlers import enquiry as handlers
from services.intake.views import enquiry as views
from tests.intake.test_enquiry_domain import HISTORIES, SEND, State, after
from tests.intake.test_enquiry_handlers import both_sides


def test_an_enquiry_says_how_ready_the_enquirer_is() -> None:
    told = dict(wire.dump(SEND))
    assert wire.load(say.SendEnquiry, told).readiness is say.Readiness.SEEKING_FUNDING
    for readiness in ({}, {"readiness": "soon"}):
        with pytest.raises(Malformed):
            wire.load(say.SendEnquiry, {key: told[key] for key in told if key != "readiness"} | readiness)


def test_the_enquirer_reads_the_advice_and_how_likely_approval_is(lite_intake: Any) -> None:
    ground, ada, gwen = both_sides(lite_intake)
    about = {"enquiry_id": ground.do(handlers.send_enquiry, SEND, ada).subject}
    advised = {"advice": "Say more about public benefit", "likelihood": say.Likelihood.POSSIBLE}
    order = say.ProceedToAssessment(**about, data_available=True, technically_feasible=True, **advised)
    ground.do(handlers.proceed_to_assessment, order, gwen)
    seen = ground.ask(views.one, say.ReadEnquiry(**about), ada)
    assert {name: getattr(seen, name) for name in advised} == advised


def test_the_conversation_is_kept_with_the_enquiry_and_who_said_what(lite_intake: Any) -> None:
    ground, ada, gwen = both_sides(lite_intake)
    about = {"enquiry_id": ground.do(handlers.send_enquiry, SEND, ada).subject}
    for who, text in ((gwen, "Linked or not?"), (ada, "Linked to deaths"), (gwen, "That needs the statistics office")):
        ground.do(handlers.handle, say.NoteConversation(**about, text=text), who)
    said = ground.ask(views.one, say.ReadEnquiry(**about), ada).conversation
    assert [(note.by, note.text) for note in said] == [
        (gwen.id, "Linked or not?"), (ada.id, "Linked to deaths"), (gwen.id, "That needs the statistics office"),
    ]  # fmt: skip


@pytest.mark.parametrize("end", [State.REDIRECTED, State.NOT_FEASIBLE, State.CLOSED, State.WITHDRAWN])
def test_an_enquiry_may_end_without_an_application(end: State) -> None:
    enquiry = after(*HISTORIES[end])
    assert (enquiry.state, enquiry.application_id) == (end, None)
