"""The application form as pages: what is saved of a section, where that leads, and what is shown of what is missing."""

import dataclasses
import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.contracts import audit, intake, review
from services.contracts.audit.deletion.parts import HolderState
from services.contracts.message import Conflict, Done, Malformed, Problem
from services.contracts.request import Approval, Profile, RequestType

from .conftest import Browser, Willing

Browse = Callable[..., Browser]
KEY, ANN, FIRM, OTHER = uuid4(), uuid4(), uuid4(), uuid4()
HERE = f"/requests/{KEY}"
DRAFT = intake.ApplicationView(
    application_id=KEY, reference="DAR-2026-00001", title="Asthma in winter", profile=Profile.HOSPITAL, state="DRAFT",
    stage="DRAFT", label="Draft", macro_stage="Application", version=7, request_type=RequestType.RESEARCH,
    approval=Approval.FULL, lead_id=ANN, lead_name="Ann Example", updated_at=datetime(2026, 7, 1, tzinfo=UTC),
    answers={"team": [{"person": str(ANN), "access": "lead"}], "lay_summary": "Before", "aim": "To know"},
    named={str(ANN): "Ann Example", str(FIRM): "Northbridge"}, required=("lay_summary", "aim", "team", "PROTOCOL"),
    asked=("lay_summary", "aim", "questions", "ai", "team", "funding", "comments", "PROTOCOL"),
    missing=(Problem(code="G-COMPLETE", message="Answer: Aim of the work", field="aim"),
             Problem(code="G-COMPLETE", message="Employer: give it", field="team.0.organisation"),
             Problem(code="G-EVIDENCE", message="Attach: Protocol", field="PROTOCOL"),
             Problem(code="G-PROFILE", message="Add your CV to your profile", field="profile.cv")),
    progress={"B": {"required": 10, "answered": 4}}, may=("SaveDraft", "SubmitApplication", "AttachDocument"),
)  # fmt: skip


@pytest.fixture
def saved(bus: Willing) -> list[intake.SaveDraft]:
    """The drafts that were saved in this test."""
    kept: list[intake.SaveDraft] = []
    bus.answers[intake.ReadApplication] = DRAFT
    bus.answers[intake.SaveDraft] = lambda m, _: kept.append(m) or Done(subject=KEY, version=8)
    return kept


@pytest.mark.parametrize(
    ("go", "leads"), [("next", "/draft/C"), ("previous", "/draft/A"), ("stay", "/draft/B?saved=8"), ("leave", "/draft")]
)
def test_a_section_is_saved_whichever_way_one_goes_on(browse: Browse, saved: list[Any], go: str, leads: str) -> None:
    sent = {"lay_summary": "After", "ai": "none", "questions": "One?\nTwo?", "expected_version": "7"}
    answer = browse("person").post(f"{HERE}/draft/B", go=go, **sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, HERE + leads)
    (command,) = saved
    assert command.expected_version == 7
    assert command.answers["lay_summary"] == "After"
    assert command.answers["questions"] == ["One?", "Two?"]
    assert command.answers["aim"] is None, "what was emptied is cleared"
    assert "title" not in command.answers, "other sections are left alone"


def test_after_the_last_section_come_the_documents(browse: Browse, saved: list[Any]) -> None:
    answer = browse("person").post(f"{HERE}/draft/N", go="next")
    assert answer.headers["Location"] == f"{HERE}/documents"
    assert saved


def test_rows_hold_people_by_name_and_are_saved_by_id(browse: Browse, saved: list[Any]) -> None:
    page = browse("person").get(f"{HERE}/draft/J").text
    assert 'value="Ann Example"' in page
    assert f'value="{ANN}"' not in page
    rows = {"team.0.person": "ann example", "team.0.access": "lead", "team.1.person": "bo@hospital.nhs.uk"}
    browse("person").post(f"{HERE}/draft/J", **rows)
    people = [row["person"] for row in saved[0].answers["team"]]
    assert people == [str(ANN), "bo@hospital.nhs.uk"]


def test_a_provisional_request_may_give_a_date_instead(browse: Browse, bus: Willing, saved: list[Any]) -> None:
    bus.answers[intake.ReadApplication] = dataclasses.replace(
        DRAFT, answers={"planned": {"cag_reference": "2027-01-02"}}, planned=("funding",), required=("funding",)
    )
    assert "Funding: planned for" in browse("person").get(f"{HERE}/draft/K").text
    dates = {"planned-funding.day": "3", "planned-funding.month": "4", "planned-funding.year": "2027"}
    browse("person").post(f"{HERE}/draft/K", **dates)
    assert saved[0].answers["planned"] == {"funding": "2027-04-03"}, "other sections' dates are theirs to save"
    assert saved[0].answers["funding"] is None


def test_somebody_saved_first_and_both_texts_are_shown(browse: Browse, bus: Willing) -> None:
    bus.answers[intake.ReadApplication] = DRAFT
    bus.answers[intake.SaveDraft] = Conflict("Somebody was first")
    answer = browse("person").post(f"{HERE}/draft/B", lay_summary="Mine", aim="To know", expected_version="6")
    assert answer.status_code == 409
    changed = answer.text.split("<caption", 1)[1].split("</table>")[0]
    assert "Before" in changed
    assert "Mine" in changed
    assert "To know" not in changed, "what is the same is not a difference"
    assert 'name="expected_version" value="7"' in answer.text, "sent again, it is a decision"


def sealed(browse: Browse) -> str:
    """What the page of section B says that its questions held."""
    found = re.search(r'name="was" value="([^"]*)"', browse("person").get(f"{HERE}/draft/B").text)
    assert found
    return html.unescape(found.group(1))


def test_only_what_was_touched_is_saved(browse: Browse, saved: list[Any]) -> None:
    browse("person").post(f"{HERE}/draft/B", lay_summary="After", aim="To know", was=sealed(browse))
    assert saved[0].answers == {"lay_summary": "After"}


def test_after_a_conflict_an_answer_that_was_not_touched_is_what_is_saved_now(browse: Browse, bus: Willing) -> None:
    bus.answers[intake.ReadApplication] = DRAFT
    was = sealed(browse)
    theirs = {**DRAFT.answers, "aim": "To understand", "lay_summary": "Theirs"}
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, version=8, answers=theirs)
    bus.answers[intake.SaveDraft] = Conflict("Somebody was first")
    sent = {"lay_summary": "Mine", "aim": "To know", "was": was, "expected_version": "7"}
    page = browse("person").post(f"{HERE}/draft/B", **sent).text
    changed = page.split("<caption", 1)[1].split("</table>")[0]
    assert all(text in changed for text in ("Theirs", "Mine", "To understand", "You did not change this"))
    assert "To understand</textarea>" in page
    assert "Mine</textarea>" in page
    kept: list[intake.SaveDraft] = []
    bus.answers[intake.SaveDraft] = lambda m, _: kept.append(m) or Done(subject=KEY, version=9)
    again = html.unescape(re.search(r'name="was" value="([^"]*)"', page).group(1))  # type: ignore[union-attr]
    sent = {"lay_summary": "Mine", "aim": "To understand", "was": again, "expected_version": "8"}
    browse("person").post(f"{HERE}/draft/B", **sent)
    assert kept[0].answers == {"lay_summary": "Mine"}, "theirs is not written again, and mine is my decision"


def test_what_cannot_be_kept_does_not_hide_what_somebody_else_saved(browse: Browse, bus: Willing) -> None:
    """The page comes back with the version that was read: another's later save still meets the conflict."""
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, version=9)
    bus.answers[intake.SaveDraft] = Malformed(problems=(Problem(code="V-TYPE", message="Give text", field="aim"),))
    page = browse("person").post(f"{HERE}/draft/B", aim="To know", expected_version="7").text
    assert 'name="expected_version" value="7"' in page


def test_whoever_opens_a_section_is_seen_there_and_sees_who_else_is(browse: Browse, bus: Willing) -> None:
    other = {"person_id": OTHER, "until": datetime(2026, 7, 1, tzinfo=UTC)}
    here = (("Bo", "B"), ("Cy", "C"))
    editing = tuple(intake.EditingView(name=name, letter=letter, **other) for name, letter in here)
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, editing=editing)
    page = browse("person").get(f"{HERE}/draft/B").text
    assert "Bo writes in this section now" in page
    assert "Cy" not in page
    (opened,) = [one for one, _ in bus.asked if isinstance(one, intake.OpenSection)]
    assert (opened.application_id, opened.letter) == (KEY, "B")


def test_a_refused_answer_is_said_at_its_row(browse: Browse, bus: Willing) -> None:
    told = Problem(code="V-TYPE", message="Choose an organisation from the list", field="team.0.organisation")
    bus.answers[intake.ReadApplication] = DRAFT
    bus.answers[intake.SaveDraft] = Malformed(problems=(told,))
    answer = browse("person").post(f"{HERE}/draft/J", **{"team.0.person": "Ann Example"})
    assert '<a href="#team-0-organisation">' in answer.text
    assert 'id="team-0-organisation"' in answer.text


def test_the_overview_groups_what_is_missing_and_leads_there(browse: Browse, saved: list[Any]) -> None:
    page = browse("person").get(f"{HERE}/draft").text
    assert f'<a href="{HERE}/draft/B#aim">Answer: Aim of the work</a>' in page
    assert f'<a href="{HERE}/draft/J#team-0-organisation">' in page
    assert f'<h3 class="nhsuk-heading-s"><a href="{HERE}/documents">Documents</a>' in page
    assert '<h3 class="nhsuk-heading-s"><a href="/account">Your profile</a>' in page
    assert "4 of 10 answered" in page


def test_what_is_missing_is_one_click_away_by_who_can_give_it_or_by_section(
    browse: Browse, bus: Willing, saved: list[Any]
) -> None:
    told = (*DRAFT.missing, Problem(code="X-SIGN", message="Name who will sign", field="controllers.1.signatory"),
            Problem(code="G-QUERIES", message="Answer: Why?", field="aim"),
            Problem(code="G-COMPLETE", message="Answer: Funder", field="funder"))  # fmt: skip
    answers = {**DRAFT.answers, "finance_contact": str(ANN)}
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, missing=told, answers=answers)
    browser = browse("person")
    for path in ("/draft", "/draft/B", "/documents", "/submit"):
        assert f'href="{HERE}/missing"' in browser.get(f"{HERE}{path}").text, path
    page = browser.get(f"{HERE}/missing").text
    groups = re.findall(r"<h2[^>]*>(.*?)</h2>", page, flags=re.S)
    titles = [re.sub(r"<[^>]*>|\s+", " ", one).split(" (")[0].strip() for one in groups]
    assert [one.rstrip(" :0123456789") for one in titles][:3] == [
        "The lead applicant", "The signatories", "Finance and contracts",
    ]  # fmt: skip
    assert "(Ann Example)" in page
    assert f'<a href="{HERE}/draft/E#controllers-1-signatory">Name who will sign</a>' in page
    assert f'<a href="{HERE}/draft/B#aim">Answer: Aim of the work</a>' in page
    by_section = browser.get(f"{HERE}/missing?by=section").text
    assert f'<a href="{HERE}/documents">Documents</a>' in by_section
    assert "Questions of the case officer" in by_section


def test_only_what_these_answers_have_to_do_with_is_shown_with_guidance_and_an_example(
    browse: Browse, saved: list[Any]
) -> None:
    page = browse("person").get(f"{HERE}/draft/B").text
    assert 'name="lay_summary"' in page
    assert "In plain English, for the public." in page
    assert "For example: When people with diabetes" in page
    assert "yielded_benefits" not in page


def test_what_is_hidden_is_neither_cleared_nor_shown(browse: Browse, bus: Willing, saved: list[Any]) -> None:
    kept = {**DRAFT.answers, "yielded_benefits": "Two papers"}
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, answers=kept)
    browser = browse("person")
    assert "Two papers" not in browser.get(f"{HERE}/draft/B").text + browser.get(f"{HERE}/submit").text
    browser.post(f"{HERE}/draft/B", go="next", lay_summary="After")
    assert "yielded_benefits" not in saved[0].answers


def test_one_stays_on_a_page_whose_answers_bring_up_more(browse: Browse, bus: Willing, saved: list[Any]) -> None:
    after = dataclasses.replace(DRAFT, asked=(*DRAFT.asked, "ai_detail", "sponsor"))

    def save(command: Any, _: Any) -> Done:
        bus.answers[intake.ReadApplication] = after
        return Done(subject=KEY)

    bus.answers[intake.SaveDraft] = save
    browser = browse("person")
    answer = browser.post(f"{HERE}/draft/B", go="next", ai="model_export")
    assert answer.headers["Location"].split("?")[0] == f"{HERE}/draft/B"
    page = browser.get(f"{HERE}/draft/B").text
    assert "Your answers bring up more on this page: The model, its data, and how it will be used." in page
    assert 'name="ai_detail"' in page


def test_an_unknown_section_is_not_found(browse: Browse, saved: list[Any]) -> None:
    assert browse("person").get(f"{HERE}/draft/Z").status_code == 404
    assert browse("person").post(f"{HERE}/draft/Z").status_code == 404


def test_declarations_are_ticked_and_what_stands_against_submitting_is_said(browse: Browse, bus: Willing) -> None:
    bus.answers[intake.ReadApplication] = DRAFT
    page = browse("person").get(f"{HERE}/submit").text
    assert "It cannot be submitted yet" in page
    assert 'href="/my/requests"' in page
    bus.answers[intake.SubmitApplication] = lambda m, _: Done(subject=KEY, version=8)
    browse("person").post(f"{HERE}/submit", declarations=["accuracy", "sponsor"], expected_version="7")
    (command,) = [one for one, _ in bus.asked if isinstance(one, intake.SubmitApplication)]
    assert (command.declarations, command.expected_version) == (("accuracy", "sponsor"), 7)


def test_each_comment_is_answered_in_its_own_box(browse: Browse, bus: Willing) -> None:
    first, second = uuid4(), uuid4()
    items = (review.FeedbackItem(id=first, number=1, text="Why so many?"),
             review.FeedbackItem(id=second, number=2, text="Who pays?", response="The Trust"))  # fmt: skip
    case = bus.ask(review.ReadCase(application_id=KEY), None)
    bus.answers[review.ReadCase] = dataclasses.replace(case, feedback=items)
    bus.answers[review.AnswerFeedback] = lambda m, _: Done(subject=KEY)
    page = browse("person").get(f"{HERE}/feedback/answers").text
    assert "1. Why so many?" in page
    assert "The Trust</textarea>" in page
    sent = {f"response-{first}": "We need them", f"disputed-{first}": "yes", f"response-{second}": ""}
    browse("person").post(f"{HERE}/feedback/answers", **sent)
    (command,) = [one for one, _ in bus.asked if isinstance(one, review.AnswerFeedback)]
    assert command.responses == (review.FeedbackAnswer(item_id=first, response="We need them", disputed=True),)


def test_a_certificate_is_made_of_its_questions(browse: Browse, bus: Willing) -> None:
    found = bus.ask(audit.ReadDeletion(application_id=KEY), None)
    holder = dataclasses.replace(found.holders[0], organisation_id=FIRM, locations=("Leeds", "Hull"), certificates=(),
                                 state=HolderState.DUE)  # fmt: skip
    bus.answers[audit.ReadDeletion] = dataclasses.replace(found, holders=(holder,), releases=("REL-1",))
    bus.answers[audit.SubmitCertificate] = lambda m, _: Done(subject=KEY)
    path = f"{HERE}/certificates/{FIRM}"
    assert "Leeds" in browse("person").get(path).text
    sent: dict[str, Any] = {
        "completed_at.day": "1", "completed_at.month": "7", "completed_at.year": "2026", "completed_at.time": "10:00",
        "locations": ["Leeds", "Hull"], "releases": ["REL-1"], "backups.statement": "purged", "backups.on.day": "2",
        "backups.on.month": "7", "backups.on.year": "2026",
        "items.0.asset": "SN-1", "items.0.medium": "hdd", "items.0.method": "purge",
        "items.0.technique": "overwrite", "items.0.quantity": "2",
    } | {f"{part}{more}": f"{part} {more}" for part in ("performed_by", "witnessed_by", "authorised_by")
         for more in ("", "-role")}  # fmt: skip
    answer = browse("person").post(path, **sent)
    assert answer.status_code == 303, answer.text
    (command,) = [one for one, _ in bus.asked if isinstance(one, audit.SubmitCertificate)]
    certificate = command.certificate
    assert (certificate.organisation_id, certificate.locations) == (UUID(str(FIRM)), ("Leeds", "Hull"))
    assert (certificate.witnessed_by.name, certificate.backups.statement.value) == ("witnessed_by", "purged")
    assert [(one.asset, one.quantity, one.medium.value) for one in certificate.items] == [("SN-1", 2, "hdd")]


def test_a_document_of_a_kind_that_the_form_no_longer_has_is_shown_and_can_be_taken_off(
    browse: Browse, bus: Willing
) -> None:
    one = intake.Document(document_id=OTHER, kind="ADDED_PLAN", sha256="a" * 64, filename="plan.pdf")
    mine = dataclasses.replace(DRAFT, documents=(one,), may=("RemoveDocument", "AttachDocument"))
    bus.answers[intake.ReadApplication] = mine
    page = browse("person").get(f"{HERE}/documents").text
    assert "plan.pdf" in page
    assert f"{HERE}/documents/{OTHER}/remove" in page
    assert 'value="ADDED_PLAN"' not in browse("person").get(f"{HERE}/documents/attach").text


def test_what_is_wrong_in_a_row_names_its_group_and_number_above_the_page_and_not_beside_the_question(
    browse: Browse, bus: Willing, saved: list[Any]
) -> None:
    day = {"day": "31", "month": "2", "year": "2027"}
    rows = {f"{name}.{part}": one for name in ("outputs.1.date", "benefits.0.by") for part, one in day.items()}
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, asked=("outputs", "benefits"))
    page = browse("person").post(f"{HERE}/draft/B", **rows, **{"outputs.0.type": "Paper"}).text
    summary = page.split("nhsuk-error-summary__list", 1)[1].split("</ul>")[0]
    told = "By when: enter a real date, such as 27 3 2027"
    assert f"Expected outputs, number 2: {told}" in summary
    assert f"Expected measurable benefits, number 1: {told}" in summary
    assert page.count("number 2: By when") == 1


def test_an_estimate_is_asked_for_and_shown_in_pounds(browse: Browse, bus: Willing, saved: list[Any]) -> None:
    mine = dataclasses.replace(DRAFT, asked=("estimate_pence",), answers={"estimate_pence": 143_100})
    bus.answers[intake.ReadApplication] = mine
    assert 'value="1431.00"' in browse("person").get(f"{HERE}/draft/K").text
    assert "£1,431.00" in browse("person").get(f"{HERE}/answers").text
    browse("person").post(f"{HERE}/draft/K", estimate_pence="2,500.50")
    assert saved[0].answers == {"estimate_pence": 250_050}


def test_a_provisional_request_gives_dates_for_documents_and_for_who_signs(
    browse: Browse, bus: Willing, saved: list[Any]
) -> None:
    have = intake.Document(document_id=OTHER, kind="DPIA", sha256="a" * 64, filename="dpia.pdf")
    bus.answers[intake.ReadApplication] = dataclasses.replace(
        DRAFT, planned=("signatory", "REC_LETTER", "DPIA"), asked=("controllers", "comments", "REC_LETTER", "DPIA"),
        required=("REC_LETTER", "DPIA"), documents=(have,), answers={"planned": {"REC_LETTER": "2027-01-02"}},
    )  # fmt: skip
    browser = browse("person")
    page = browser.get(f"{HERE}/draft/N").text
    assert "Research ethics committee&#39;s letter: planned for" in page
    assert "planned-DPIA" not in page, "it is there already"
    assert f'<a href="{HERE}/draft/N#planned-REC_LETTER">' in browser.get(f"{HERE}/documents").text
    assert "Who will sign the agreement: planned for" in browser.get(f"{HERE}/draft/E").text
    day = {"day": "3", "month": "4", "year": "2027"}
    browser.post(f"{HERE}/draft/N", **{f"planned-REC_LETTER.{part}": one for part, one in day.items()})
    browser.post(f"{HERE}/draft/E", **{f"planned-signatory.{part}": one for part, one in day.items()})
    assert saved[0].answers["planned"] == {"REC_LETTER": "2027-04-03"}
    assert saved[1].answers["planned"] == {"signatory": "2027-04-03"}
