"""The requests of the demonstration and of the journey pass every question and rule of the form that is shipped."""

from dataclasses import replace

import pytest

from deploy.cast.data import load
from deploy.journey.answers import answers
from services.contracts.request import Profile
from services.intake.domain import guards
from services.intake.domain.draft import Draft
from services.intake.domain.form import SHIPPED
from tests import examples

REQUESTS = [(one["key"], one["profile"]) for one in load("applications")] + [
    ("hospital", "hospital"), ("dars", "dars"), ("small", "hospital"),
]  # fmt: skip


class Names(dict[str, str]):
    """Somebody or something for whatever name a request uses."""

    def __missing__(self, name: str) -> str:
        return str(examples.id_of(name))


def described(name: str, profile: str) -> Draft:
    """A draft of one demonstration request; whom and what it names is known and in order."""
    said = answers(name, people=Names(), organisations=Names(), today=examples.TODAY)
    employers = {str(row.get("signatory")): row.get("organisation") for row in said["controllers"]}
    employers |= {str(row["person"]): row["organisation"] for row in said["team"]}
    organisation, person = examples.ORGANISATIONS["university"], examples.LEAD
    text = str(said)
    named = {name: examples.id_of(name) for name in NAMES if str(examples.id_of(name)) in text}
    world = examples.known(
        people={str(id): replace(person, id=id, organisation_id=employers.get(str(id))) for id in named.values()},
        organisations={str(id): replace(organisation, id=id, host=name == "eastmere") for name, id in named.items()},
        lead=replace(person, id=examples.id_of("lead")),
    )
    whole = Draft(form=SHIPPED, profile=Profile(profile), answers=said, known=world)
    kinds = [one.kind for one in SHIPPED.evidence if one.required and one.when.holds(SHIPPED.settled(whole))]
    return SHIPPED.settled(replace(whole, documents=tuple(map(examples.document, kinds))))


NAMES = (
    "lead", "analyst", "signatory", "second_signatory", "host_signatory", "collaborator", "outsider", "northbridge",
    "eastmere", "kestrel", "surgery", "larkfield",
)  # fmt: skip


@pytest.mark.parametrize(("name", "profile"), REQUESTS)
def test_a_demonstration_request_can_be_submitted(name: str, profile: str) -> None:
    draft = described(name, profile)
    found = [one for name, guard in guards.GUARDS.items() if name != "G-DECLARE" for one in guard(draft)]
    assert [(one.code, one.field, one.message) for one in found] == []


def test_the_small_request_is_submitted_without_a_document() -> None:
    """Many are made of it where the line is killed, loaded and backed up."""
    draft = replace(described("small", "hospital"), documents=())
    assert [one.kind for one in SHIPPED.evidence if one.required and one.when.holds(draft)] == []
