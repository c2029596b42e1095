"""What can be chosen: one possible answer is said and not asked, none is explained, and nobody is offered what is not
theirs to choose."""

import re
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask

from gateway.identity import NOBODY as NO_CALLER
from gateway.portal.fields import questions
from gateway.portal.pages import FORMS, TABLE
from gateway.portal.row import Form
from gateway.portal.visit import Visit
from services.contracts import agreements, intake, review
from services.contracts.agreements import CUSTODIAN, SignatureSlot
from services.contracts.review import Office

from .conftest import Browser, Willing, filled

Browse = Callable[..., Browser]
ONE = uuid4()
# Choices that are never empty: they come with the form.
ALWAYS = {"AttachDocument.kind", "SubmitApplication.declarations", "ReturnApplication.queries.field"}


def signing(bus: Willing, *mine: str) -> None:
    """An agreement of two parties, for some of which the asker may sign."""
    slots = tuple(SignatureSlot(party=party, name=name) for party, name in ((CUSTODIAN, "The custodian"), ("u", "Uni")))
    whole = filled(agreements.AgreementView)
    view = replace(whole, signatories=slots, signatures=(), signs_for=mine, text_sha256=64 * "a")
    bus.answers[agreements.ReadAgreement] = view


def test_who_signs_is_offered_only_the_parties_for_which_they_may_sign(browse: Browse, bus: Willing) -> None:
    signing(bus, CUSTODIAN, "u")
    page = browse("custodian-signatory").get(f"/requests/{ONE}/agreement/sign").text
    assert re.findall(r'type="radio" value="([^"]+)"', page) == [CUSTODIAN, "u"]
    signing(bus, CUSTODIAN)
    page = browse("custodian-signatory").get(f"/requests/{ONE}/agreement/sign").text
    assert f'<input type="hidden" name="party" value="{CUSTODIAN}">' in page
    assert "The custodian" in page
    assert "Uni" not in page.split("<form", 2)[-1]
    signer = browse("custodian-signatory")
    done = signer.post(f"/requests/{ONE}/agreement/sign", party=CUSTODIAN, statement="I sign it.")
    assert done.status_code == 303, done.text
    (sent,) = [message for message, _ in bus.asked if isinstance(message, agreements.SignAgreement)]
    assert sent.party == CUSTODIAN


def test_a_form_without_anything_to_choose_from_says_why_and_has_no_button(browse: Browse, bus: Willing) -> None:
    signing(bus)
    page = browse("custodian-signatory").get(f"/requests/{ONE}/agreement/sign").text
    assert "No party waits for your signature" in page
    assert "Sign" not in re.findall(r"<button[^>]*>\s*([^<]*?)\s*</button>", page)
    bus.answers[review.ListMeetings] = review.MeetingPage(rows=())
    page = browse("secretariat").get(f"/requests/{ONE}/schedule").text
    assert "No meeting is planned." in page
    assert '<a href="/staff/meetings">Meetings</a>' in page
    assert "Put it on the agenda</button>" not in re.sub(r"\s+", " ", page)


def test_what_is_no_choice_is_not_asked(browse: Browse, bus: Willing) -> None:
    """Nobody who has no request approved in principle is asked which of them this one follows."""
    bus.answers[intake.MyRequests] = intake.MyRequestsView(may=("StartApplication",))
    page = browse("person").get("/my/requests/start").text
    assert "No: this is a new request" in page
    assert '<input type="hidden" name="provisional_id" value="">' in page
    assert 'type="radio" value=""' not in page


def test_an_office_holder_decides_and_signs_for_their_own_office_or_for_whoever_let_them(
    browse: Browse, bus: Willing
) -> None:
    both = (Office.CALDICOTT_GUARDIAN, Office.SIRO)
    case = replace(filled(review.CaseView), offices=both, signs_for=(), decision=None)
    bus.answers[review.ReadCase] = case
    page = browse("siro").get(f"/requests/{ONE}/decision").text
    assert '<input type="hidden" name="office" value="siro">' in page
    deputy = replace(filled(review.CaseView).signs_for[0], office=Office.CALDICOTT_GUARDIAN)
    bus.answers[review.ReadCase] = replace(case, signs_for=(deputy,))
    page = browse("siro").get(f"/requests/{ONE}/decision").text
    assert set(re.findall(r'name="office" type="radio" value="([^"]+)"', page)) == {"siro", "caldicott-guardian"}
    letter = browse("ig-lead").get(f"/requests/{ONE}/release-letter/sign").text
    assert '<input type="hidden" name="office" value="ig-lead">' in letter


def test_every_question_whose_choices_can_run_out_says_what_then(app: Flask) -> None:
    """What has to be answered and offers nothing is a dead end, unless it says why and what to do."""
    silent = set()
    for row in FORMS.values():
        with app.test_request_context("/"):
            asked = questions(row, Visit(caller=NO_CALLER, path={name: name for name in row.in_path}, needs=row.needs))
        silent |= {
            f"{row.name}.{one.name}" for one in (*asked, *(part for one in asked for part in one.parts))
            if one.stuck and not one.none
        }  # fmt: skip
    assert silent == ALWAYS, "say it in the field's `none`, or that there is always something"


@pytest.mark.parametrize("row", [row for row in TABLE if isinstance(row, Form)], ids=lambda row: row.name)
def test_where_to_go_instead_is_a_page(row: Form) -> None:
    paths = {one.path for one in TABLE}
    for one in row.fields:
        assert one.none_link[0] in {"", *paths}
        assert bool(one.none_link[0]) is bool(one.none_link[1])
