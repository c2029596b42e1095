"""What waits for a second person is among their tasks, and nobody finds there what they proposed."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from services.contracts.intake import application as say
from services.contracts.intake import people as people_say
from services.contracts.message import Role
from services.intake.handlers import people
from services.intake.views import people as views
from services.intake.views import requests
from tests.intake import test_question_bank as bank
from tests.intake import test_settings as settings
from tests.intake.accounts import enrol
from tests.intake.test_lookback import CHAIR, Drawn
from tests.intake.test_people_handlers import ADA, administrators, sign_up
from tests.support import Ground, actor


def tasks(ground: Ground, by: object) -> list[tuple[str, str]]:
    return [(row.command, row.about) for row in ground.ask(requests.tasks, say.MyTasks(), by).rows]


def test_a_role_waits_for_a_second_administrator_who_is_not_the_person(lite_intake: Ground) -> None:
    first, second = administrators(lite_intake)
    ada = sign_up(lite_intake, ADA)
    done = lite_intake.do(people.propose_role, people_say.ProposeRole(person_id=ada, role=Role.ADMINISTRATOR), first)
    waits = [("ApproveRole", "Ada Okafor")]
    herself = replace(second, id=ada)
    assert [tasks(lite_intake, who) for who in (first, second, herself)] == [[], waits, []]
    lite_intake.do(people.approve_role, people_say.ApproveRole(proposal_id=UUID(done.reference)), second)
    assert tasks(lite_intake, second) == []


def test_a_lost_second_factor_waits_for_somebody_else_to_agree_and_no_longer_than_its_proposal(
    lite_intake: Ground,
) -> None:
    first, second = administrators(lite_intake)
    ada = sign_up(lite_intake, ADA)
    resets = {"ProposeTotpReset", "ResetTotp"}
    offered = lambda by: resets & {*lite_intake.ask(views.profile, people_say.ReadProfile(person_id=ada), by).may}  # noqa: E731
    assert offered(first) == set(), "there is no second factor yet"
    enrol(lite_intake, ADA)
    assert offered(first) == {"ProposeTotpReset"}
    lite_intake.do(people.handle, people_say.ProposeTotpReset(person_id=ada, reason="lost"), first)
    assert "ResetTotp" not in offered(first), "not by whoever proposed it"
    assert "ResetTotp" in offered(second)
    waits = [("ResetTotp", "Ada Okafor")]
    assert [tasks(lite_intake, who) for who in (first, second, replace(second, id=ada))] == [[], waits, []]
    lite_intake.at += timedelta(days=1, minutes=1)
    assert tasks(lite_intake, second) == [], "it must be proposed again"
    lite_intake.do(people.handle, people_say.ProposeTotpReset(person_id=ada, reason="lost"), second)
    assert tasks(lite_intake, first) == waits
    lite_intake.do(people.reset_totp, people_say.ResetTotp(person_id=ada), first)
    assert tasks(lite_intake, first) == []


def test_another_value_of_a_setting_waits_for_a_second_administrator(lite_intake: Ground) -> None:
    approval = settings.propose(lite_intake)
    assert tasks(lite_intake, settings.ADMIN) == tasks(lite_intake, settings.OPERATOR) == []
    assert tasks(lite_intake, settings.OTHER) == [("ApproveSetting", "To answer comments")]
    lite_intake.do(settings.handlers.decide, approval, settings.OTHER)
    assert tasks(lite_intake, settings.OTHER) == []


def test_a_change_of_the_form_waits_for_whoever_did_not_propose_it(lite_intake: Ground) -> None:
    done = bank.propose(lite_intake, bank.GRANT)
    assert tasks(lite_intake, bank.ADMIN) == []
    assert tasks(lite_intake, bank.IG) == [("ApproveFormChange", bank.GRANT.label)]
    lite_intake.do(bank.handlers.forms.decide, bank.bank_say.ApproveFormChange(change_id=done.subject), bank.IG)
    assert tasks(lite_intake, bank.IG) == []


def test_a_request_that_was_drawn_waits_for_a_chair_who_took_no_part_once_it_is_decided(intake: Ground) -> None:
    drawn = Drawn(intake)
    assert tasks(intake, CHAIR) == []
    drawn.decided()
    other = actor(Role.CHAIR, id=UUID(int=902))
    assert [command for command, _ in tasks(intake, other)] == ["RecordLookBack"]
    drawn.decided(other.id)
    assert tasks(intake, other) == []
    assert [command for command, _ in tasks(intake, CHAIR)] == ["RecordLookBack"]
    drawn.record()
    assert tasks(intake, CHAIR) == []
