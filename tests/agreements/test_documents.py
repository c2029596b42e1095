"""What the documents say, read back from the PDF itself (domain 7.1, 7.2; S0-38)."""

import json
from dataclasses import replace

import pytest

from services.agreements.documents import evidence, pdf
from services.agreements.domain import text
from services.agreements.domain.agreement import Agreement
from services.agreements.domain.letter import letter_text
from services.contracts.request import Access, Level
from tests.agreements import given, pdf_text

SECTIONS = (
    "1 Parties", "2 Locations and assurance", "3a Datasets", "3b Cohort", "3c Opt-outs", "4 Transparency",
    "5a Objective", "5b Processing", "5c Outputs", "5d Benefits", "5e Commercial purpose", "6 Special conditions",
    "7 Approvals and legal basis", "8 Access, retention and destruction", "9 Charges", "10 Onward sharing",
    "11 People who use the data", "12 Duties, audit, suspension and end", "Annex A Fields", "Annex D Approved users",
    "Annex E Signatures",
)  # fmt: skip


def paper(agreement: Agreement) -> bytes:
    return pdf(text.agreement_text(agreement), evidence.of_agreement(agreement))


def test_an_agreement_is_a_tagged_pdf_with_every_section_in_order() -> None:
    made = paper(given.in_force())
    assert pdf_text.tagged(made)
    said = pdf_text.words(made)
    places = [said.find(section) for section in SECTIONS]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(
    "words",
    [
        "DSA-2026-00042-v1.0", "DAR-2026-00042, version 3", "DSFC-2026-0101, DSFC-2026-0102", "2028-07-31, 23:59:59",
        "Eastmere Hospitals NHS Trust", "Controller, joint University of Northbridge", "Processor Northbridge Cloud",
        "HES_APC 2015 to 2025", "ADMIDATE, DIAG_01", "National data opt-outs are applied", "25/CAG/0152", "9(2)(j)",
        "1 special Counts below 10 are suppressed in every output.", "hospital-1", "£31,885.20", "Dee Shah",
        "Term 24 months", "PUR/2026/118", "Signed by Una Bell", "1 July 2026, 13:00:00 BST",
    ],
)  # fmt: skip
def test_an_agreement_says(words: str) -> None:
    assert words in pdf_text.words(paper(given.in_force()))


def test_the_hash_that_people_sign_is_printed_and_is_the_hash_of_the_text() -> None:
    agreement = given.in_force()
    assert text.sha256(text.agreement_text(given.issued())) == given.issued().text_sha256
    said = pdf_text.words(paper(agreement))
    assert said.count(f"SHA-256 of the text {agreement.text_sha256} Page") >= 3
    assert {s.text_sha256 for s in agreement.signatures} == {agreement.text_sha256}


def test_signatures_and_the_purchase_order_are_shown_without_changing_the_text() -> None:
    before, after = given.issued(), given.custodian_signed()
    assert "Signed by" not in pdf_text.words(paper(before))
    assert "Signed by Una Bell" in pdf_text.words(paper(after))
    assert before.text_sha256 == after.text_sha256 == given.in_force().text_sha256


def test_the_text_has_one_spelling_and_any_change_of_it_another_hash() -> None:
    said = text.agreement_text(given.issued())
    assert text.sha256(json.loads(text.canonical(said))) == text.sha256(said)
    assert text.sha256(dict(reversed(said.items()))) == text.sha256(said)
    other = given.issued(given.request(title="Another title"))
    assert other.text_sha256 != given.issued().text_sha256


def test_the_agreement_says_that_the_custodian_alone_holds_the_key_to_persons() -> None:
    words = pdf_text.words(paper(given.issued()))
    assert "back to a person is held by the custodian only" in words


def test_what_applicants_wrote_is_shown_as_they_wrote_it_and_never_run() -> None:
    asked = given.request(title='#read("/etc/passwd") *bold* _x_ $1$', lay_summary="#import <tag> \\ `code` @ref")
    said = pdf_text.words(paper(given.issued(asked)))
    assert '#read("/etc/passwd") *bold* _x_ $1$' in said
    assert "#import <tag> \\ `code` @ref" in said


def test_a_commercial_purpose_brings_a_fair_share_for_those_it_serves() -> None:
    asked = given.request(commercial=True, end=given.date(2027, 7, 31))
    assert "receive a fair share" in pdf_text.words(paper(given.issued(asked)))
    assert "fair share" not in pdf_text.words(paper(given.issued()))


def test_a_company_is_bound_to_confidentiality_and_to_the_stated_purposes() -> None:
    """S3-24."""
    said = pdf_text.words(paper(given.issued(given.request(commercial=True, end=given.date(2027, 7, 31)))))
    assert "Keep the data confidential" in said
    assert "Use the data only for the purposes in section 5" in said


def test_an_opt_out_that_is_not_applied_says_so_with_its_evidence() -> None:
    asked = given.request()
    legal = replace(asked.legal, opt_out="not_applied_consent", opt_out_evidence="Consent form v3")
    said = pdf_text.words(paper(given.issued(replace(asked, legal=legal))))
    assert "because each person has consented. Evidence: Consent form v3" in said


def test_an_extract_of_suppressed_aggregates_without_conditions_can_be_written_too() -> None:
    asked = given.request(access=Access.TABULATION, level=Level.AGGREGATE_SUPPRESSED, processors=(), datasets=())
    agreement = replace(given.generated(asked), conditions=())
    said = pdf_text.words(paper(agreement))
    assert "6 Special conditions None." in said
    assert "Framework contracts none needed" in said


def test_the_letter_names_the_permission_its_users_and_its_two_signatures() -> None:
    agreement = given.released()
    made = pdf(letter_text(agreement, given.date(2026, 7, 1)), evidence.of_letter(agreement))
    said = pdf_text.words(made)
    assert pdf_text.tagged(made)
    for words in (
        "Data Release Confirmation Letter", "DRCL-2026-00042-01", "DAR-2026-00042, version 3", "To Ada Okafor",
        "Dee Shah 2027-07-01", "Signature for the IG lead Item Detail Signed by Hari Bose",
        "Signature for the Caldicott Guardian Item Detail Signed by Kit Voss", "PUR/2026/118",
        "Make no attempt to identify anyone.", agreement.letter.text_sha256,
    ):  # fmt: skip
        assert words in said


def test_an_invoice_names_the_purchase_order_its_lines_and_the_day_to_pay_by() -> None:
    agreement = given.in_force()
    custodian = agreement.custodian
    said = evidence.invoice_text(agreement, agreement.invoices[0], custodian)
    plain = {"status": "", "text_sha256": text.sha256(said), "heading": "", "pairs": [], "signatures": []}
    shown = pdf_text.words(pdf(said, plain))
    for words in ("INV-2026-00042-01", "PUR/2026/118", "Pay by 2026-07-31", "New application 1 £1,431.00", "£2,238.00"):
        assert words in shown
