"""No patient identifier gets into free text, whichever command it is in (domain 2.4.1, 9.5)."""

import dataclasses
import typing
from collections.abc import Iterator
from typing import Any

import pytest

from services.contracts import free_text, operations, wire
from services.contracts.intake import SaveDraft
from services.contracts.message import Command, Refused, new_id
from tests.contracts.examples import example

NUMBER = "943 476 5919"
# Fields of text, of any command, that are looked at by another rule or may hold numbers of ten digits.
ELSEWHERE = {
    "AskPasswordReset.email", "ConfirmTotp.code", "MakeRecoveryCodes.code", "MarkInvoicePaid.number",
    "RecordFrameworkContract.external_reference", "RegisterOrganisation.dpo_contact",
    "RegisterOrganisation.iso27001_certificate", "SaveProfile.phone", "SignIn.code", "SignIn.email", "StartTotp.code",
    "UpdateOrganisationEvidence.dpo_contact", "UpdateOrganisationEvidence.iso27001_certificate",
    "WaitForExternalBody.reference",
}  # fmt: skip


@pytest.mark.parametrize(
    "number", ["9434765919", "9434765870", "4010232137", "9994902199", "9991309640", "9998322731", NUMBER]
)
def test_numbers_with_the_right_check_digit_are_recognised(number: str) -> None:
    assert free_text.is_nhs_number(number)


@pytest.mark.parametrize(
    "number", ["1234567890", "9990000000", "0000000000", "1111111111", "9999999999", "9000543664", "943476591"]
)
def test_numbers_that_only_look_like_nhs_numbers_are_not_taken_for_them(number: str) -> None:
    assert not free_text.is_nhs_number(number)


@pytest.mark.parametrize(
    "text",
    [
        "patient 943 476 5919 was seen",
        "(9434765919)",
        "NHS no: 943-476-5919.",
        "943\u00a0476\u00a05919, from a word processor",
        "943\u2013476\u20135919 with dashes",
        "\uff19\uff14\uff13\uff14\uff17\uff16\uff15\uff19\uff11\uff19 in wide digits",
    ],
)
def test_a_number_is_found_inside_free_text(text: str) -> None:
    assert free_text.holds_nhs_number(text)


@pytest.mark.parametrize("text", ["call 0117 496 0123", "19434765919", "0000-0002-1825-0097", "reference 1234567890"])
def test_other_numbers_in_free_text_are_left_alone(text: str) -> None:
    assert not free_text.holds_nhs_number(text)


def commands() -> Iterator[type[Command]]:
    for service in wire.SERVICES:
        yield from wire.messages_of(service, Command)
    yield from (operations.ReplayParked, operations.DiscardParked)


def texts(cls: type[Command]) -> Iterator[dataclasses.Field[Any]]:
    """Its fields of plain text that have no pattern and are no secret."""
    hints = typing.get_type_hints(cls)
    for field in dataclasses.fields(cls):
        if hints[field.name] in (str, str | None) and not {"pattern", "secret"} & set(field.metadata):
            yield field


def test_every_text_of_every_command_is_looked_at_or_listed_here_as_something_else() -> None:
    passed = set()
    for cls in commands():
        for field in texts(cls):
            command = dataclasses.replace(example(cls), **{field.name: f"for example {NUMBER}"})
            told = refusal_of(command)
            if told is None:
                passed.add(f"{cls.__name__}.{field.name}")
            else:
                assert (told.code, [one.field for one in told.problems]) == ("patient-identifier", [field.name])
                assert "943" not in f"{told.detail}{told.problems}"
    assert passed == ELSEWHERE


def refusal_of(command: Command) -> Refused | None:
    try:
        free_text.check(command)
    except Refused as told:
        return told
    return None


def test_tables_and_lists_are_looked_through_and_named_as_a_form_names_them() -> None:
    answers = {"aim": NUMBER, "team": [{"orcid": NUMBER}], "planned": {"x": NUMBER}, "questions": ["fine", NUMBER]}
    with pytest.raises(Refused) as told:
        free_text.check(SaveDraft(application_id=new_id(), answers=answers))
    assert {one.field for one in told.value.problems} == {"aim", "team.0.orcid", "planned.x", "questions.1"}


def test_every_file_that_a_command_names_is_a_document_or_listed_here_as_something_else() -> None:
    """A document is refused when it was found to hold an NHS number (services.chassis.documents.check)."""
    found = {name for cls in commands() for name in files_of(cls) if not name.endswith(" document")}
    assert found == {
        "ApproveRelease.manifest_sha256",  # made here
        "CheckQuality.manifest_sha256",  # made here
        "SignAgreement.document_sha256",  # made here
        "UploadCohort.sha256",  # needs the numbers
    }


def files_of(cls: type) -> Iterator[str]:
    """Every field that names a file, also inside other messages."""
    hints = typing.get_type_hints(cls)
    for field in dataclasses.fields(cls):
        if "sha256" in field.name or field.name == "attachments":
            yield f"{cls.__name__}.{field.name}" + (" document" if field.metadata.get("document") else "")
        for inner in (hints[field.name], *typing.get_args(hints[field.name])):
            if dataclasses.is_dataclass(inner):
                yield from files_of(typing.cast(type, inner))


def test_an_example_of_every_command_passes() -> None:
    for cls in commands():
        free_text.check(example(cls))
