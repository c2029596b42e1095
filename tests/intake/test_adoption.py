"""Which precedents are in force is the committee's to say, by command, for a year at most; each route names its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.contracts.intake import application as say
from services.contracts.intake import precedents as words
from services.contracts.message import Conflict, NotFound, NotPermitted, Refused, Role
from services.contracts.request import Assurance, Profile
from services.intake.domain import precedents as domain
from services.intake.domain.precedents import fitting
from services.intake.domain.routing import route
from services.intake.handlers import precedents as handlers
from services.intake.views import precedents as views
from tests import examples
from tests.intake.test_application_handlers import ALL, OFFICER, SECOND, World
from tests.intake.test_precedents import BEFORE, fits
from tests.intake.test_routing import EVALUATION
from tests.support import NOON, actor

TODAY = NOON.date()
TRUST = str(examples.id_of("custodian"))
CARE_TEAM = {
    **EVALUATION, "directorate": "Medicine", "registration_number": "AUD-2026-117", "schedule1": ["part1_para2"],
    "confidentiality_detail": "The team that gives the care takes the data out, and keeps a list of its members.",
    "controllers": [{**EVALUATION["controllers"][0], "signatory": str(examples.id_of("clinician"))}],
    "team": [{"person": str(examples.id_of("analyst")), "organisation": TRUST, "access": "analyst", "country": "GB",
              "contract": "substantive"}],
    "lead_no_access": True,
}  # fmt: skip
CHAIR = actor(Role.CHAIR)
ADOPT = words.AdoptPrecedent(
    profile=Profile.HOSPITAL, precedent="P10", decided_on=TODAY, review_on=TODAY + timedelta(days=300),
    minutes="Minutes of 1 July, item 4",
)  # fmt: skip
SUSPEND = words.SuspendPrecedent(profile=Profile.HOSPITAL, precedent="P8", reason="Two of them were of another kind")


def standing(ground, precedent, profile=Profile.HOSPITAL, by=CHAIR, at=NOON):
    rows = ground.ask(views.read, words.ReadPrecedents(), by, at).rows
    (found,) = [one for one in rows if (one.precedent, one.profile) == (precedent, profile)]
    return found


def test_the_chair_adopts_a_precedent_for_one_profile_until_a_day(intake):
    assert not standing(intake, "P10").active
    intake.do(handlers.adopt, ADOPT, CHAIR)
    seen = standing(intake, "P10")
    assert (seen.active, seen.review_on, seen.minutes, seen.shipped) == (True, ADOPT.review_on, ADOPT.minutes, False)
    assert not standing(intake, "P10", Profile.DARS).active
    (said,) = [event for event in intake.said() if isinstance(event, words.PrecedentAdopted)]
    assert (said.precedent, said.version, said.by, said.sampling_percent) == ("P10", 1, CHAIR.id, 10)
    assert standing(intake, "P10", at=NOON + timedelta(days=300)).active
    assert not standing(intake, "P10", at=NOON + timedelta(days=301)).active, "it is looked at again"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"decided_on": TODAY + timedelta(days=1)}, "decided_on"),
        ({"review_on": TODAY + timedelta(days=366)}, "review_on"),
        ({"review_on": TODAY - timedelta(days=1)}, "review_on"),
    ],
)
def test_it_is_looked_at_again_within_a_year(lite_intake, changed, field):
    with pytest.raises(Refused) as refused:
        lite_intake.do(handlers.adopt, replace(ADOPT, **changed), CHAIR)
    assert field in {one.field for one in refused.value.problems}


def test_only_the_chair_says_so_and_of_precedents_that_there_are(lite_intake):
    with pytest.raises(NotPermitted):
        lite_intake.do(handlers.adopt, ADOPT, OFFICER)
    with pytest.raises(NotPermitted):
        lite_intake.do(handlers.suspend, SUSPEND, OFFICER)
    with pytest.raises(NotFound):
        lite_intake.do(handlers.adopt, replace(ADOPT, precedent="P11"), CHAIR)
    assert standing(lite_intake, "P10", by=OFFICER).may == ()
    assert standing(lite_intake, "P8").may == ("AdoptPrecedent", "SuspendPrecedent")
    assert standing(lite_intake, "P10").may == ("AdoptPrecedent",)


def test_one_that_came_with_haven_is_in_force_until_it_is_suspended_and_again_when_adopted(lite_intake):
    assert (standing(lite_intake, "P8").active, standing(lite_intake, "P8").shipped) == (True, True)
    lite_intake.do(handlers.suspend, SUSPEND, CHAIR)
    seen = standing(lite_intake, "P8")
    assert (seen.active, seen.shipped, seen.reason) == (False, False, SUSPEND.reason)
    with pytest.raises(Conflict):
        lite_intake.do(handlers.suspend, replace(SUSPEND, id=ADOPT.id), CHAIR)
    lite_intake.do(handlers.adopt, replace(ADOPT, precedent="P8"), CHAIR)
    assert standing(lite_intake, "P8").active


def evaluated(world):
    """A submitted evaluation by the team that gives the care, which fits P8."""
    world.start().fill(**CARE_TEAM)
    world.give(say.AttachDocument, kind="TEAM_LIST", sha256="b" * 64, filename="team.pdf")
    world.give(say.SubmitApplication, declarations=ALL)


def test_a_request_takes_the_route_of_an_adopted_precedent_which_names_the_rule_and_counts_its_use(intake):
    world = World(intake)
    evaluated(world)
    seen = world.read(OFFICER)
    assert (seen.route.level, seen.route.precedents) == (Assurance.L2, ("P8",))
    assert "R06" in {one.id for one in seen.rules_fired}
    world.give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id).accept()
    assert standing(intake, "P8").uses == 1
    accepted = next(event for event in intake.said() if isinstance(event, say.ApplicationAccepted))
    assert "R06" in accepted.rules
    intake.do(handlers.suspend, SUSPEND, CHAIR)
    evaluated(world)
    assert (world.read(OFFICER).route.level, world.read(OFFICER).route.precedents) == (Assurance.L3, ())


AUDITED = {str(one.id): replace(one, audited=True) for one in examples.ORGANISATIONS.values()}
STATISTICS = {
    "datasets": [{**BEFORE["datasets"][0], "dataset": "HES_APC"}], "special_content": [], "linkage": None,
}  # fmt: skip


def p7(organisations=AUDITED, **changed):
    world = examples.known(organisations=organisations)
    return "P7" in [one.id for one in fitting(examples.draft(world=world, **{**STATISTICS, **changed}))]


def test_p7_is_hospital_statistics_for_a_university_that_was_audited():
    assert p7()
    assert not p7(organisations=examples.known().organisations), "audited before"
    for changed in (
        {"linkage": [{"source": "A trial"}]}, {"level": "anonymised_record"}, {"access": "extract"},
        {"datasets": [{**BEFORE["datasets"][0], "dataset": "MHSDS"}]}, {"commercial_funder": True}, {"funding": "none"},
    ):  # fmt: skip
        assert not p7(**changed), changed


def test_p9_is_another_controller_in_the_place_of_one_and_nothing_else():
    (row, *_) = BEFORE["controllers"]
    partner, signs = (str(examples.id_of(name)) for name in ("partner", "partner_signatory"))
    successor = {**row, "organisation": partner, "signatory": signs}
    novation = {"kind": "amendment", "controllers": [successor]}
    assert "P9" in fits(**novation)
    assert "P9" not in fits(**{**novation, "aim": "Another aim, which nobody has looked at so far"})
    assert "P9" not in fits(**{**novation, "controllers": [{**successor, "article6": ["6(1)(f)"]}]})
    assert "P9" not in fits(**{**novation, "controllers": [successor, row]})
    assert "P9" not in fits(kind="amendment")
    assert [one.id for one in domain.PRECEDENTS] == [f"P{number}" for number in range(1, 11)]


def test_an_adopted_precedent_of_less_data_decides_the_route_of_a_request_that_fits():
    less = {"kind": "amendment", "datasets": [{**BEFORE["datasets"][0], "fields": BEFORE["datasets"][0]["fields"][:1]}]}
    for adopted in (frozenset(), frozenset({"P10"})):
        made = route(examples.draft(world=examples.known(previous=BEFORE, precedents=adopted), **less))
        assert made.precedents == tuple(adopted)
