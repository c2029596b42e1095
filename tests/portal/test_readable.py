"""A request in other words: plain English, the five safes, and a whole version on paper."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader

from gateway.portal import plain, version_paper
from services.contracts import agreements, intake
from services.contracts.intake import Document, VersionView
from services.contracts.message import NotPermitted
from services.contracts.request import Approval
from tests import examples
from tests.contracts.examples import example

from .conftest import Browser, Willing

CASE = UUID(int=7)
Browse = Callable[..., Browser]
FORM = examples.form_of(intake.ReadForm())


@pytest.fixture
def request_view(bus: Willing) -> intake.ApplicationView:
    answers = json.loads(json.dumps(examples.answers("hospital", "full"), default=str))
    one = replace(example(intake.ApplicationView), answers=answers, approval=Approval.FULL, named={})
    bus.answers[intake.ReadApplication], bus.answers[intake.ReadForm] = one, FORM
    return one


def frozen(**changes) -> VersionView:
    protocol = Document(
        document_id=uuid4(), kind="PROTOCOL", sha256="b" * 64, filename="Plan <v2>.pdf", valid_to=date(2027, 3, 1)
    )
    answers = json.loads(json.dumps(examples.answers("hospital", "full"), default=str))
    told = VersionView(
        application_id=CASE, reference="DAR-2026-00001", version=2, sha256="a" * 64, submitted_by=uuid4(),
        submitted_at=datetime(2026, 7, 1, 9, tzinfo=UTC), answers=answers, documents=(protocol,),
    )  # fmt: skip
    return replace(told, **changes)


def test_a_request_is_told_in_plain_english(browse: Browse, request_view: intake.ApplicationView) -> None:
    page = browse("person").get(f"/requests/{CASE}/summary").text
    for heading, _ in plain.PARTS:
        assert f">{heading}</h2>" in page
    told = dict(plain.told(request_view, FORM, {}))
    assert told["In short"] == [request_view.answers["lay_summary"]]
    assert any("People who have opted out" in one for one in told["What they ask for"])
    assert "None" not in " ".join(text for texts in told.values() for text in texts)


def test_what_is_not_answered_yet_is_said_to_be_so(request_view: intake.ApplicationView) -> None:
    told = plain.told(replace(request_view, answers={"title": "Falls"}), FORM, {})
    assert dict(told)["In short"] == [plain.NOT_SAID]
    assert dict(told)["Money"] == [plain.NOT_SAID]


@pytest.mark.usefixtures("request_view")
def test_a_reviewer_reads_the_same_answers_by_the_five_safes(browse: Browse) -> None:
    page = browse("reviewer").get(f"/requests/{CASE}/five-safes").text
    order = [page.index(f'id="safe-{one}"') for one in ("projects", "people", "data", "settings", "outputs")]
    assert order == sorted(order)
    settings, outputs = page[order[3] : order[4]], page[order[4] :]
    assert "Where the data are used" in settings
    assert "Expected outputs" in outputs
    assert "Expected outputs" not in page[: order[4]]


def test_a_version_on_paper_has_contents_every_answer_and_the_documents_with_their_hashes(
    browse: Browse, bus: Willing
) -> None:
    one = frozen()
    bus.answers[intake.ReadVersion], bus.answers[intake.ReadForm] = one, FORM
    answer = browse("person").get(f"/api/v1/applications/{CASE}/versions/2/paper")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="DAR-2026-00001-v2.pdf"'
    reader = PdfReader(io.BytesIO(answer.data))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    paper = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    headings = [section["heading"] for section in version_paper.paper(one, FORM)["sections"]]
    assert [heading for heading in headings if paper.count(heading) < 2] == [], "in the contents, and above its answers"
    for word in ("Contents", one.answers["title"], "Plan <v2>.pdf", "1 March 2027", "a" * 64):
        assert word in paper, word
    assert paper.count("b" * 20) >= 1
    assert answer.data == browse("person").get(f"/api/v1/applications/{CASE}/versions/2/paper").data


def test_who_may_not_read_the_version_gets_no_paper(browse: Browse, bus: Willing) -> None:
    bus.answers[intake.ReadVersion] = NotPermitted("Not for you")
    assert browse("person").get(f"/api/v1/applications/{CASE}/versions/2/paper").status_code == 403


def test_an_organisation_shows_its_framework_contract_to_those_who_may_see_it(browse: Browse, bus: Willing) -> None:
    contract = replace(example(agreements.FrameworkContractView), reference="DSFC-2026-0007")
    bus.answers[agreements.ListFrameworkContracts] = agreements.FrameworkContractsPage(rows=(contract,))
    page = browse("case-officer").get(f"/organisations/{CASE}").text
    (asked,) = [message for message, _ in bus.asked if isinstance(message, agreements.ListFrameworkContracts)]
    assert asked.organisation_id == CASE
    assert "DSFC-2026-0007" in page
    bus.answers[agreements.ListFrameworkContracts] = NotPermitted("Not for you")
    answer = browse("person").get(f"/organisations/{CASE}")
    assert answer.status_code == 200
    assert "Framework contract" not in answer.text
    assert "resting" not in answer.text
