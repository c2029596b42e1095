"""Every rule of a certificate of destruction, alone (domain 7.3)."""

from datetime import timedelta
from typing import Any

import pytest

from services.audit.domain import certificate as rules
from services.contracts.audit import Backups, BackupStatement, Certificate, Fate, Medium, Method, Signed, Technique
from services.contracts.message import new_id
from services.contracts.request import Access
from tests.audit.given import AFTER, NORTH, PLACES, certificate, item

TODAY = AFTER.date()
DAY = timedelta(days=1)
ME = new_id()


def codes(told: Certificate, access: Access = Access.EXTRACT) -> list[str]:
    return [problem.code for problem in rules.problems(told, PLACES[NORTH], ("R1",), access, AFTER)]


def test_a_whole_certificate_has_no_problem() -> None:
    assert codes(certificate()) == []


def signed(name: str, person_id: Any = None) -> Signed:
    return Signed(name=name, role="engineer", person_id=person_id)


BROKEN: dict[str, list[dict[str, Any]]] = {
    "witness-is-performer": [
        {"performed_by": signed("Pat"), "witnessed_by": signed(" PAT ")},
        {"performed_by": signed("Pat", ME), "witnessed_by": signed("Patricia", ME)},
    ],
    "authoriser-is-performer": [{"performed_by": signed("Pat"), "authorised_by": signed("pat")}],
    "location-missing": [{"locations": ()}, {"locations": ("Somewhere else",)}],
    "release-missing": [{"releases": ()}, {"releases": ("R2",)}],
    "items-missing": [{"items": ()}],
    "nothing-held-but-items": [{"nothing_held": True}],
    "standard-missing": [{"standard": " "}],
    "technique-not-valid-for-medium": [
        {"items": (item(technique=Technique.DEGAUSS),)},
        {"items": (item(medium=Medium.PAPER, technique=Technique.OVERWRITE, method=Method.CLEAR),)},
        {"items": (item(medium=Medium.CLOUD_OBJECT, technique=Technique.SHRED, evidence_sha256="0" * 64),)},
    ],
    "method-not-of-technique": [{"items": (item(method=Method.DESTROY),)}],
    "method-too-weak": [
        {"items": (item(technique=Technique.OVERWRITE, method=Method.CLEAR, fate=Fate.LEAVES),)},
        {"items": (item(fate=Fate.FAILED),)},
    ],
    "verification-missing": [{"items": (item(tool=""),)}, {"items": (item(), item(verification=" "))}],
    "key-missing": [{"items": (item(technique=Technique.CRYPTO_ERASE),)}],
    "provider-evidence-missing": [
        {"items": (item(medium=Medium.CLOUD_OBJECT, technique=Technique.CRYPTO_ERASE, key_id="k"),)}
    ],
    "backups-not-purged": [
        {"backups": Backups(statement=BackupStatement.PURGED)},
        {"backups": Backups(statement=BackupStatement.PURGED, on=TODAY + DAY)},
    ],
    "backups-age-out-date": [
        {"backups": Backups(statement=BackupStatement.AGES_OUT, on=TODAY, beyond_use="locked")},
        {"backups": Backups(statement=BackupStatement.AGES_OUT, beyond_use="locked")},
    ],
    "beyond-use-missing": [{"backups": Backups(statement=BackupStatement.AGES_OUT, on=TODAY + DAY)}],
    "completed-in-future": [{"completed_at": AFTER + timedelta(seconds=1)}],
    "contractor-reference-missing": [{"contractor": "Shredders Ltd"}],
}


@pytest.mark.parametrize(("code", "changes"), [(code, one) for code, many in BROKEN.items() for one in many])
def test_each_rule_is_named_when_it_is_broken(code: str, changes: dict[str, Any]) -> None:
    assert code in codes(certificate(**changes), Access.SDE)


@pytest.mark.parametrize(
    "good",
    [
        item(medium=Medium.HDD, technique=Technique.DEGAUSS, fate=Fate.LEAVES),
        item(medium=Medium.HDD, technique=Technique.SHRED, method=Method.DESTROY, fate=Fate.FAILED, tool=""),
        item(medium=Medium.CLOUD_OBJECT, technique=Technique.CRYPTO_ERASE, key_id="k", evidence_sha256="0" * 64),
        item(medium=Medium.PAPER, technique=Technique.INCINERATE, method=Method.DESTROY, tool="", verification=""),
        item(medium=Medium.DATABASE_TABLE, technique=Technique.OVERWRITE, method=Method.CLEAR),
    ],
)
def test_what_destroys_a_medium_is_taken(good: Any) -> None:
    assert codes(certificate(items=(good,))) == []


def test_nothing_held_is_only_for_data_that_stayed_in_the_environment() -> None:
    nothing = {"nothing_held": True, "items": (), "releases": (), "standard": ""}
    assert codes(certificate(**nothing), Access.SDE) == []
    assert codes(certificate(**nothing), Access.EXTRACT) == ["nothing-held-not-possible"]


def test_every_medium_can_be_destroyed_and_every_technique_is_known() -> None:
    assert set(rules.TECHNIQUES) == set(Medium)
    assert all(rules.TECHNIQUES.values())
    assert set(rules.AMOUNTS_TO) == set(Technique) == set().union(*rules.TECHNIQUES.values())
