"""What the sources ask of the public pages, on those pages as they are shipped: words, links, pictures.

A table: id, page, and what must be in its HTML. An administrator may change the words afterwards.
"""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest

from gateway.portal.pages.public import ADDRESSES
from services.contracts.intake import ContentPageView, ExampleView, ReadContentPage, ReadExample, ReadForm
from services.contracts.request import Profile
from services.intake.domain.form import SHIPPED
from services.intake.domain.form.example import NAMES, example
from tests.examples import form_of

from .conftest import Browser, Willing

Browse = Callable[..., Browser]
ONE = "019f1c2e-0000-7000-8000-000000000001"
EDITED = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
SAID = [
    ("S0-1", "/", ("takes a request for health data", "review", "/how-it-works")),
    ("S0-11", "/how-it-works", ("Create an account", "CV and your certificate", "Open <a",
                                "Submit a Data Access Request", "On the last page", "under Approved DARs",
                                "an overview of the request", "the legal basis", "documents and declarations")),
    ("S0-24", "/how-it-works", ('href="/form"',)),
    ("S1-1", "/how-it-works", ("Enquiry", "Application", "Approval", "Access", "Audit", "Delet")),
    ("S1-46", "/faq", ("Skip to main content",)),
    ("S1-41", "/help", ("Security and data policies", "https://www.dsptoolkit.nhs.uk/", 'href="/policies"')),
    ("S2-1", "/", ("Every new request for data begins here",)),
    ("S2-3", "/how-it-works", ("<strong>Application.</strong>", "<strong>Approval.</strong>",
                               "<strong>Access.</strong>")),
    ("S2-13", "/how-it-works", ("one form for every kind of request",)),
    ("S2-18", "/charges", ("provide access", "Linking the datasets of a request", "cohort submission")),
    ("S2-39", "/policies", ("support care and to promote health", "not for purposes that are solely commercial")),
    ("S2-40", "/policies", ("with whom data are shared, law enforcement included", 'href="/register"')),
    ("S2-45", "/policies", ("Data are deleted at the end of the agreement",)),
    ("S2-46", "/policies", ("service levels", "public")),
    ("S2-51", "/before-you-apply", ("Incomplete information delays a request",)),
    ("S2-63", "/help", ("Telephone", "mailto:")),
    ("S2-64", "/", ('action="/search"', "Skip to main content")),
    ("S2-66", "/help", ("Under development",)),
    ("S3-4", "/", ("researchers", "clinicians")),
    ("S3-5", "/", ("Patients and the public gain",)),
    ("S3-9", "/", ("Your care team sees your record to treat you", "Everybody else must apply")),
    ("S3-12", "/", ('href="/privacy"',)),
    ("S3-18", "/faq", ("Anonymised: nobody can be identified",)),
    ("S3-19", "/faq", ("Pseudonymised: a code", "The hospital alone keeps the key")),
    ("S3-21", "/policies", ("Caldicott Guardian", "Justify the purpose", "when it is necessary", "minimum necessary",
                            "need-to-know", "knows their responsibilities", "Comply with the law",
                            "The duty to share", "Inform patients")),
    ("S3-22", "/faq", ("general practices", "with the permission")),
    ("S3-23", "/", ("companies, who meet the same requirements as any other",)),
    ("S3-25", "/faq", ("only what the study", "agreed explicitly")),
    ("S3-26", "/charges", ("recover what it costs us to provide access", "to link and to produce data")),
    ("S3-28", "/faq", ("supported by a charity",)),
    ("S3-29", "/help", ("newsletter", "https://www.hra.nhs.uk/")),
    ("S3-30", "/faq", ("https://www.nhs.uk/your-nhs-data-matters", "own care", "administration that belongs to it")),
    ("S3-31", "/faq", ("Data science studies", "Artificial\nintelligence is", "Machine learning is",
                       "The form asks whether a model is")),
    ("S4-1", "/", ("must be one that may hold such data",)),
    ("S4-3", "/", ("must improve health and care",)),
    ("S4-4", "/how-it-works", ("<svg", "<ol")),
    ("S4-9", "/before-you-apply", ("Ask early", "funding", "complex or new")),
    ("S4-10", "/asking-first", ("<strong>Which data.</strong>", "<strong>Why.</strong>", "<strong>Who.</strong>",
                                "<strong>How ready you are.</strong>", "preliminary assessment settles")),
    ("S4-42", "/how-it-works", ("Framework contract", "Data sharing agreement", "Service agreement",
                                "Terms for users", "Data release confirmation letter", 'href="/organisations"')),
    ("S4-46", "/how-it-works", ('href="/cohort"',)),
    ("S4-49", "/help", ("/how-it-works", "/asking-first", "/before-you-apply", "/data", "/cohort", "/charges")),
]  # fmt: skip
IN_ORDER = {"S0-11", "S1-1"}


def main(page: str) -> str:
    """What stands between the frame's head and foot."""
    return page.split("<main", 1)[1].split("</main>")[0]


def plain(page: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace(" ,", ",").replace(" .", ".")


@pytest.fixture
def shipped(bus: Willing) -> Willing:
    """The content pages as they are before anybody changed them."""
    folder = files("services.intake").joinpath("data/content")

    def read(message: Any, _actor: Any) -> ContentPageView:
        title, _, text = folder.joinpath(f"{message.page}.md").read_text("utf-8").partition("\n")
        return ContentPageView(
            page=message.page, title=title.lstrip("# "), text=text.strip(), edited_at=EDITED, files=(),
        )  # fmt: skip

    bus.answers[ReadContentPage] = read
    return bus


@pytest.mark.parametrize(("id", "path", "said"), SAID, ids=[one[0] for one in SAID])
def test_the_public_page_says_it(shipped: Willing, browse: Browse, id: str, path: str, said: tuple[str, ...]) -> None:
    answer = browse().get(path)
    assert answer.status_code == 200
    assert [one for one in said if one not in answer.text] == []
    if id in IN_ORDER:
        places = [answer.text.index(one) for one in said]
        assert places == sorted(places), "in this order"


@pytest.mark.parametrize("path", sorted(ADDRESSES.values()))
def test_a_content_page_says_when_it_was_edited(shipped: Willing, browse: Browse, path: str) -> None:
    """S1-45, S4-47: every one, date and time, in London; also one that nobody has edited since it came."""
    edited = browse().get(path).text.split("haven-edited", 1)[1].split("</p>")[0]
    assert "Last edited 1 July 2026, 10:30am, as it came with Haven" in plain(edited)


def test_the_whole_form_can_be_read_before_anybody_signs_in(browse: Browse) -> None:
    """S0-24, S1-11, S2-14: every question with its guidance, and when it is asked."""
    text = html.unescape(browse().get("/form").text)
    fields = [one for section in form_of(ReadForm()).sections for one in section.fields]
    assert len(fields) == len(SHIPPED.fields)
    assert [one.id for one in fields if f"<strong>{one.label}</strong>" not in text] == []
    assert [one.id for one in fields if not one.guidance or f"<dd>{one.guidance}" not in text] == []
    for words in ("asked when", "needed when", "Documents"):
        assert words in text


def test_the_certificate_links_the_guidance_on_destroying_media(browse: Browse) -> None:
    """S1-40, S1-41: of media and of sensitive data, and the policies, where the certificate is given."""
    page = main(browse("person").get(f"/requests/{ONE}/certificates/{ONE}").text)
    for href, about in (("https://www.ncsc.gov.uk/", "storage media"), ("https://digital.nhs.uk/", "electronic"),
                        ("https://ico.org.uk/", "sensitive data"), ("/help", "policies")):  # fmt: skip
        assert re.search(rf'<a href="{re.escape(href)}[^"]*">[^<]*{about}', page), about


def test_an_example_of_a_completed_application_is_read_before_anybody_signs_in(browse: Browse, bus: Willing) -> None:
    made = example(SHIPPED, Profile.DARS, EDITED.date())
    bus.answers[ReadExample] = ExampleView(
        profile=Profile.DARS, number=1, title="Readmission", answers=dict(made.answers), named=dict(NAMES),
        documents=("Protocol",),
    )  # fmt: skip
    page = browse().get("/form/example?profile=dars").text
    assert ReadExample(profile=Profile.DARS) in [message for message, _ in bus.asked]
    for told in (SHIPPED.fields["aim"].example, "University of Northbridge", "Dr Ada Okafor", "<li>Protocol</li>"):
        assert told in page, told
    assert 'href="/form/example"' in browse().get("/form").text


@pytest.mark.parametrize(
    ("path", "who", "guidance"),
    [
        ("/enquiries/new", "person", "/asking-first"),
        (f"/enquiries/{ONE}", "person", "/asking-first"),
        (f"/requests/{ONE}/draft", "person", "/before-you-apply"),
        (f"/requests/{ONE}/agreement", "person", "/how-it-works"),
        (f"/requests/{ONE}/cohort/upload", "person", "/cohort"),
    ],
)
def test_the_guidance_of_a_stage_is_linked_from_its_page(browse: Browse, path: str, who: str, guidance: str) -> None:
    """S4-10, S4-46, S4-49: enquiry, preliminary assessment, application, agreement, cohort file."""
    assert f'href="{guidance}"' in main(browse(who).get(path).text)
