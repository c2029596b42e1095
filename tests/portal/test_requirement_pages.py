"""What the sources ask of pages that show what services say: MyDARs, the form, the enquiry, the catalogue, figures."""

import csv
import dataclasses
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask

from gateway.documents import Documents
from services.contracts import agreements, audit, intake, provisioning
from services.contracts.intake import ContentFile, ContentPageView, MyRequestsView, ReadContentPage
from services.contracts.message import STAFF
from services.contracts.request import Profile
from services.intake.views.catalogue import DATASETS, datasets

from .conftest import Browser, Willing, filled
from .test_requirement_public import shipped

__all__ = ["shipped"]
Browse = Callable[..., Browser]
ONE = UUID(int=9)
NOW = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


def rows_of(page: str) -> list[list[str]]:
    """The words of the cells of every row of every table."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    cells = ([re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
             for row in rows)  # fmt: skip
    return [row for row in cells if row]


def test_whoever_is_signed_in_has_a_tab_called_mydars(browse: Browse) -> None:
    """S0-17."""
    tab = re.compile(r'href="/my/requests"[^>]*>\s*MyDARs')
    for who in ("person", *(role.value for role in STAFF)):
        assert tab.search(browse(who).get("/account").text), who
    assert not tab.search(browse().get("/").text)


def test_mydars_has_three_tables_in_order_and_the_button_stands_with_the_drafts(browse: Browse, bus: Willing) -> None:
    """S0-18, S0-19: the button opens a new application, whichever custodian is asked (S2-1)."""
    bus.answers[intake.MyRequests] = dataclasses.replace(filled(MyRequestsView), may=("StartApplication",))
    page = browse("person").get("/my/requests").text
    places = [page.index(f'id="{name}"') for name in ("drafts", "submitted", "approved")]
    assert places == sorted(places)
    headings = re.findall(r'id="(?:drafts|submitted|approved)">([^<]+)<', page)
    assert headings == ["Draft Applications", "Submitted DARs", "Approved DARs"]
    assert re.search(r'href="/my/requests/start"[^>]*>\s*Submit a Data Access Request', page[places[0] : places[1]])
    start = browse("person").get("/my/requests/start").text
    assert all(f'value="{one.value}"' in start for one in Profile)


def test_whoever_has_more_requests_than_fit_reads_so_and_finds_the_older_ones(browse: Browse, bus: Willing) -> None:
    row = filled(intake.RequestRow)
    found = MyRequestsView(drafts=(row,), next="older-ones")
    bus.answers[intake.MyRequests] = lambda asked, _: dataclasses.replace(found, next="") if asked.after else found
    page = browse("person").get("/my/requests").text
    assert "more requests than fit" in page
    assert 'href="/my/requests?older=older-ones">Older requests' in page
    older = browse("person").get("/my/requests?older=older-ones").text
    assert [message.after for message, _ in bus.asked if isinstance(message, intake.MyRequests)] == ["", "older-ones"]
    assert "These are older ones" in older
    assert 'href="/my/requests">Those that changed last' in older
    bus.answers[intake.MyRequests] = MyRequestsView(drafts=(row,))
    assert "more requests than fit" not in browse("person").get("/my/requests").text


def test_each_draft_can_be_viewed_and_edited_from_its_row(browse: Browse, bus: Willing) -> None:
    """S0-23."""
    row = filled(intake.RequestRow)
    draft = dataclasses.replace(row, application_id=ONE, title="Asthma in winter", may=("SaveDraft",))
    read_only = dataclasses.replace(draft, application_id=UUID(int=10), may=())
    mine = dataclasses.replace(filled(MyRequestsView), drafts=(draft, read_only), submitted=(), approved=())
    bus.answers[intake.MyRequests] = mine
    page = browse("person").get("/my/requests").text
    assert f'<a href="/requests/{ONE}">View' in page
    assert f'<a href="/requests/{ONE}/draft">Edit' in page
    assert f"/requests/{read_only.application_id}/draft" not in page, "what cannot be edited is not offered"
    assert browse("person").get(f"/requests/{ONE}/draft").status_code == 200


@pytest.mark.parametrize("page", ["draft", "draft/A", "documents", "submit"])
def test_each_page_of_the_form_says_how_far_the_whole_request_is(browse: Browse, page: str) -> None:
    """S0-21."""
    text = browse("person").get(f"/requests/{ONE}/{page}").text
    assert "questions answered" in text
    assert re.search(r'<progress [^>]*aria-label="Questions answered"', text)


def test_the_last_page_of_the_form_offers_two_ways_to_submit_or_to_keep_the_draft(browse: Browse) -> None:
    """S0-22: exactly these two."""
    page = browse("person").get(f"/requests/{ONE}/submit").text
    buttons = re.findall(r'class="nhsuk-button[ "][^>]*>\s*([^<]+?)\s*<', page.split("<main", 1)[1].split("</main>")[0])
    assert [words.split()[0] for words in buttons] == ["Submit", "Save"]


@pytest.mark.parametrize("path", ["/enquiries/new", f"/enquiries/{ONE}"])
def test_telephone_and_address_are_shown_with_the_enquiry(shipped: Willing, browse: Browse, path: str) -> None:
    """S1-4: those of the page of help, which an administrator keeps."""
    text = browse("person").get(path).text
    assert "01632 960001" in text
    assert 'href="mailto:datarequests@haven.example"' in text
    assert "Guidance for each step" not in text, "only what the page of help begins with"


def test_published_data_that_meet_an_enquiry_are_named_with_their_address(browse: Browse, bus: Willing) -> None:
    """S1-3: with a link, for whoever asked and for staff."""
    found = dataclasses.replace(filled(intake.EnquiryView), publication_url="https://digital.example/published")
    bus.answers[intake.ReadEnquiry] = found
    for who, path in (("person", f"/enquiries/{ONE}"), ("case-officer", f"/staff/enquiries/{ONE}")):
        assert re.search(r'<a [^>]*href="https://digital.example/published"', browse(who).get(path).text), who


def test_an_enquirer_reads_how_long_it_may_take_and_what_it_may_cost(browse: Browse, bus: Willing) -> None:
    """S4-22 to S4-24."""
    found = filled(intake.EnquiryView)
    told = dataclasses.replace(filled(intake.Assessment), time_estimate="four to six months",
                               application_cost_pence=104_200, service_cost_pence=1_250_000)  # fmt: skip
    bus.answers[intake.ReadEnquiry] = dataclasses.replace(found, assessment=told)
    page = browse("person").get(f"/enquiries/{ONE}").text
    for said in ("four to six months", "£1,042.00", "£12,500.00"):
        assert said in page


def test_the_catalogue_can_be_downloaded_whole(browse: Browse, bus: Willing) -> None:
    """S2-2."""
    bus.answers[intake.ListDatasets] = lambda message, _: datasets(message)
    bus.answers[intake.ReadDataset] = DATASETS["HES_APC"]
    browser = browse()
    assert re.search(r'href="/data\?as=csv" download', browser.get("/data").text)
    told = list(csv.DictReader(io.StringIO(browser.get("/data?as=csv").text)))
    assert {row["Dataset"] for row in told} == {one.name for one in DATASETS.values()}
    assert all(row["What it is"] and row["Fields"] for row in told)
    reached = {row["Dataset"]: row["Ways to it"] for row in told}
    assert all("secure data environment" in ways for ways in reached.values()), "the services too"
    hes = {one.name for one in DATASETS.values() if one.dataset.startswith("HES_")}
    assert {name for name, ways in reached.items() if "query service" in ways} == hes
    assert "Through a query service" in browser.get("/data/HES_APC").text


def test_the_dashboard_is_public_and_says_of_when_it_is(browse: Browse, bus: Willing) -> None:
    """S2-38."""
    bus.answers[audit.Dashboard] = dataclasses.replace(filled(audit.DashboardView), as_of=NOW, managed=41)
    page = browse().get("/dashboard").text
    assert "<strong>41</strong> requests are being managed now" in page
    assert "1 July 2026, 10:30" in page.split("As of", 1)[1][:120]


def test_the_dashboard_shows_the_shares_of_the_stages_and_how_volumes_change(browse: Browse, bus: Willing) -> None:
    """S2-36, S2-37: on the page, the chart as a table too; S2-59: how the service levels are kept."""
    stages = tuple(audit.StageFigure(stage=name, count=count, share=count / 40)
                   for name, count in (("Application", 20), ("Approval", 10), ("Access", 10)))  # fmt: skip
    months = (audit.MonthFigure(month="2026-05", submitted=7), audit.MonthFigure(month="2026-06", submitted=13))
    kept = dataclasses.replace(filled(audit.LevelFigure), title="First response", within=18, stopped=20, share=0.9)
    view = dataclasses.replace(filled(audit.DashboardView), as_of=NOW, stages=stages, months=months, levels=(kept,))
    bus.answers[audit.Dashboard] = view
    rows = rows_of(browse().get("/dashboard").text)
    assert [row for row in rows if row[:1] == ["Application"]] == [["Application", "20", "50%"]]
    assert [row[:2] for row in rows if row[0] in ("May 2026", "Jun 2026")] == [["May 2026", "7"], ["Jun 2026", "13"]]
    assert [row[:3] for row in rows if row[0] == "First response"] == [["First response", "90%", "18 of 20"]]


@pytest.mark.parametrize(("unit", "said"), [("working day", "4 working days"), ("calendar day", "4 calendar days")])
def test_what_is_promised_says_which_days_count(browse: Browse, bus: Willing, unit: str, said: str) -> None:
    """S2-46, S2-60: where service levels are published, beside an estimate, and where an enquiry is sent."""
    promised = dataclasses.replace(filled(audit.ServiceLevelRow), target="ENQ", days=4, unit=unit)
    bus.answers[audit.ServiceLevels] = audit.ServiceLevelsView(rows=(promised,))
    estimate = "/charges?profile=hospital&access=sde&datasets=HES_APC&years=1"
    for who, path in (("nobody", "/service-levels"), ("nobody", estimate), ("person", "/enquiries/new")):
        assert said in browse(who).get(path).text, path


def test_each_download_says_its_type_and_its_size(browse: Browse, bus: Willing) -> None:
    """S2-65: on content pages, of the fields of a dataset, and of the template of the cohort file."""
    kept = {"sha256": "a" * 64, "filename": "guide.pdf", "media_type": "application/pdf", "size": 123_456}
    file = ContentFile(file_id=ONE, title="A guide", **kept)  # type: ignore[arg-type]
    view = ContentPageView(page="faq", title="FAQ", text="Words", version=1, edited_at=NOW, files=(file,))
    bus.answers[ReadContentPage] = view
    browser = browse()
    for path in ("/faq", "/cohort", f"/data/{next(iter(DATASETS))}"):
        links = re.findall(r"<a [^>]*download[^>]*>([^<]+)<", browser.get(path).text)
        assert links, path
        assert all(re.search(r"\((PDF|CSV), [\d.]+ (bytes|KB|kB|MB)\)", one) for one in links), (path, links)


def test_a_document_says_its_type_and_its_size_wherever_it_is_offered(app: Flask, browse: Browse, bus: Willing) -> None:
    """S2-65: of what is in the store of files, to the applicant, to staff, and on a profile."""
    store = Documents(app.extensions["haven"].config.documents)
    sha256 = store.keep(store.receive(io.BytesIO(b"%PDF-" + b"x" * 12_340), 10**6), "application/pdf").sha256
    document = dataclasses.replace(filled(intake.Document), sha256=sha256, filename="protocol.pdf", kind="protocol")
    evidence = dataclasses.replace(filled(intake.DocumentEvidence), document=document)
    view = filled(intake.ApplicationView)
    bus.answers[intake.ReadApplication] = dataclasses.replace(view, documents=(document,), evidence=(evidence,))
    kept = dataclasses.replace(filled(intake.EvidenceView), sha256=sha256, filename="cv.pdf")
    bus.answers[intake.ReadProfile] = dataclasses.replace(filled(intake.ProfileView), evidence=(kept,))
    one = f"/requests/{ONE}"
    for path in (one, f"{one}/documents", f"{one}/answers", f"{one}/five-safes", "/account"):
        assert re.search(r">[^<]*\.pdf \(PDF, 12 kB\)</a>", browse("person").get(path).text), path


def test_what_is_left_to_do_is_listed_with_its_state_and_who_has_it(browse: Browse, bus: Willing) -> None:
    """S1-15, on the page of the request: the officer's questions, what an agreement waits for, and the set-up."""
    guard = agreements.GuardView(guard="G-ICO", label="ICO registration in date", met=False, waits_for="The controller")
    found = dataclasses.replace(filled(agreements.AgreementView), guards=(guard,))
    bus.answers[agreements.ReadAgreement] = found
    done = provisioning.TrackView(track="agreement", label="Agreement to be signed", met=True)
    left = provisioning.TrackView(track="users", label="Verifying users", met=False, waits_for="The SDE administrator")
    bus.answers[provisioning.ReadProject] = dataclasses.replace(filled(provisioning.ProjectView), tracks=(done, left))
    asked = dataclasses.replace(filled(intake.QueryRaised), question="Which sites?", answered=False)
    application = dataclasses.replace(filled(intake.ApplicationView), queries=(asked,), awaited_from="you")
    bus.answers[intake.ReadApplication] = application
    page = browse("person").get(f"/requests/{ONE}").text
    rows = rows_of(page)
    assert ["Verifying users", "Open", "The SDE administrator", ""] in rows
    assert ["Agreement to be signed", "Done", "", ""] in rows
    assert re.search(r"ICO registration in date <span[^>]*>\(waits for: The controller\)", page)
    assert re.search(r"Not answered\s*</strong>.*?Which sites\?", page, re.DOTALL)


def test_the_questions_and_answers_are_public_and_an_administrator_edits_them(browse: Browse, bus: Willing) -> None:
    """S3-1."""
    bus.answers[intake.SaveContentPage] = lambda message, _: filled(type(message).answers)
    assert browse().get("/faq").status_code == 200
    done = browse("administrator").post("/staff/content/faq", title="Questions", text="## New", expected_version="1")
    assert done.status_code == 303
    (command,) = [message for message, _ in bus.asked if isinstance(message, intake.SaveContentPage)]
    assert (command.page, command.text) == ("faq", "## New")
    assert browse("case-officer").get("/staff/content/faq").status_code == 403


def test_a_request_is_read_by_the_eight_caldicott_principles(browse: Browse) -> None:
    """S3-21."""
    page = browse("caldicott-guardian").get(f"/requests/{ONE}/caldicott").text
    assert [int(one) for one in re.findall(r'id="principle-(\d)"', page)] == list(range(1, 9))


def test_the_papers_of_an_agreement_are_explained_beside_it(browse: Browse, bus: Willing) -> None:
    """S4-42."""
    found = dataclasses.replace(filled(agreements.AgreementView), needs_letter=True, letter=None)
    bus.answers[agreements.ReadAgreement] = found
    page = browse("person").get(f"/requests/{ONE}/agreement").text
    for words in ("Framework contract", "Service agreement", "Terms for users", "Certificate of destruction"):
        assert words in page
    assert "Data release confirmation letter: to come" in page
    assert 'href="/organisations"' in page
    assert 'href="/how-it-works"' in page
