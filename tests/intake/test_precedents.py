"""Precedents (domain 3.4): each fits in all its tests or not at all, and only an active one decides the route."""

from datetime import date

import pytest

from services.contracts.intake import application as say
from services.contracts.request import Assurance
from services.intake.domain import precedents
from services.intake.domain.routing import route
from tests import examples
from tests.intake.test_application_handlers import ALL, OFFICER, World
from tests.intake.test_routing import EVALUATION

BEFORE = examples.answers("hospital", "full")
ROW = BEFORE["datasets"][0]
END = date.fromisoformat(str(BEFORE["end"]))
CUSTODIAN = {"organisation": str(examples.id_of("custodian")), "role": "processor"}
CONSENTED = {"confidentiality": "consent", "consent_reviewed": True}


def fits(previous=BEFORE, profile="hospital", attached=None, **changed):
    world = examples.known(previous=previous)
    documents = examples.documents(profile, "full") if attached is None else attached
    return [one.id for one in precedents.fitting(examples.draft(profile, world=world, attached=documents, **changed))]


def later(years: int) -> str:
    return str(END.replace(year=END.year + years))


FIT = [
    ("P1", {"kind": "extension", "end": later(1), "yielded_benefits": "Two papers"}),
    ("P2", {"kind": "renewal", "end": later(1)}),
    ("P3", {"kind": "amendment", "processors": [CUSTODIAN]}),
    ("P4", {"kind": "amendment", "datasets": [{**ROW, "year_to": (ROW.get("year_to") or 2025) + 1},
                                              *BEFORE["datasets"][1:]]}),
    ("P10", {"kind": "amendment", "datasets": [{**ROW, "fields": list(ROW["fields"])[:1]}]}),
]


@pytest.mark.parametrize(("name", "changed"), FIT)
def test_a_request_that_follows_another_fits_its_precedent(name, changed):
    assert name in fits(**changed)
    assert name not in fits(previous=None, **changed), "nothing is known of what it follows"
    assert name not in fits(**{**changed, "aim": "Something else altogether, which nobody has looked at yet"})
    assert name not in fits(**{**changed, "kind": "new"})


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("P1", {"kind": "extension", "end": later(2), "yielded_benefits": "Two papers"}),
        ("P1", {"kind": "extension", "end": later(1)}),
        ("P4", {"kind": "amendment", "datasets": [{**ROW, "dataset": "ECDS", "year_to": 2027}]}),
        ("P4", {"kind": "amendment", "datasets": [{**ROW, "reason": "Another"}, *BEFORE["datasets"][1:]]}),
        ("P10", {"kind": "amendment", "datasets": [{**ROW, "fields": [*ROW["fields"], "NEWNHSNO"]}]}),
        ("P10", {"kind": "amendment", "datasets": [{**ROW, "year_from": 1990}]}),
    ],
)
def test_it_does_not_when_one_of_the_tests_fails(name, changed):
    assert name not in fits(**changed)


def test_a_renewal_needs_all_its_evidence():
    assert "P2" not in fits(kind="renewal", end=later(1), attached=())


def test_consent_in_words_that_were_reviewed_before_is_a_precedent_and_in_others_is_not():
    wording = [{"version": "2", "date": "2025-01-01"}]
    before = {**BEFORE, **CONSENTED, "consents": wording}
    assert "P5" in fits(previous=before, **CONSENTED, consents=wording)
    assert "P5" not in fits(previous=before, **CONSENTED, consents=[{**wording[0], "version": "3"}])
    assert "P5" not in fits(previous=before, **{**CONSENTED, "consent_reviewed": False}, consents=wording)


def test_the_follow_up_of_a_trial_keeps_to_the_standard_datasets():
    trial = {**CONSENTED, "ctimp": True, "cohort_source": "applicant_supplied", "request_type": "research"}
    assert "P6" in fits(**trial, datasets=[{**ROW, "dataset": "HES_APC"}, {**ROW, "dataset": "CIV_DEATH"}])
    assert "P6" not in fits(**trial, datasets=[{**ROW, "dataset": "MHSDS"}])


@pytest.mark.parametrize(
    "changed",
    [
        {"commercial_gain": True}, {"sublicence": True}, {"territory": "uk_eea"}, {"under_16": True},
        {"ai": "train_or_test"}, {"level": "identifiable"},
        {"datasets": [{**ROW, "dataset": "GP_DATA"}]},
    ],
)  # fmt: skip
def test_what_is_never_a_precedent_fits_none(changed):
    world = examples.known(precedents=frozenset({"P8"}))
    assert precedents.fitting(examples.draft("hospital", world=world, **EVALUATION))
    assert precedents.fitting(examples.draft("hospital", world=world, **{**EVALUATION, **changed})) == ()


def test_only_an_active_precedent_decides_the_route_and_is_named_in_it():
    assert "P8" in [one.id for one in precedents.fitting(examples.draft("hospital", **EVALUATION))]
    assert route(examples.draft("hospital", **EVALUATION)).precedents == ()
    made = route(examples.draft("hospital", world=examples.known(precedents=frozenset({"P8"})), **EVALUATION))
    assert (made.level, made.precedents) == (Assurance.L2, ("P8",))


def test_staff_see_which_precedents_a_request_fits_and_which_signs_of_novelty_hold(lite):
    world = World(lite("intake")).start().fill(contentious=["first_use", "surprise"])
    world.give(say.SubmitApplication, declarations=ALL)
    staff, theirs = world.read(OFFICER), world.read()
    assert [(one.name, one.star) for one in staff.novel] == [
        ("first use of a dataset or linkage", False), ("likely to surprise patients", False),
    ]  # fmt: skip
    assert len(staff.novel) == staff.route.novelty
    assert (staff.fits, theirs.fits, theirs.novel) == ((), (), ())
