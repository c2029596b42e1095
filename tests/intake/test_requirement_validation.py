"""The acceptance review: every element is looked at, and one that fails keeps the request out of assurance."""

import pytest

from services.contracts.intake import application as say
from services.contracts.message import Refused
from services.intake.domain.application import State
from tests.intake.test_application_domain import ID, OFFICER, Story


def checked_but(failing: say.CheckItem) -> Story:
    """A request whose officer found everything in order except one element."""
    story = Story().submitted().checked().give(say.ConfirmRoute(application_id=ID), by=OFFICER)
    failed = say.RecordCheck(application_id=ID, item=failing, passed=False, note="Not shown")
    return story.give(failed, by=OFFICER)


def test_legal_basis_security_feasibility_and_purpose_are_among_the_elements() -> None:
    assert {"legal-basis", "security", "feasibility", "purpose"} <= {item.value for item in say.CheckItem}


@pytest.mark.parametrize("item", list(say.CheckItem))
def test_an_element_that_fails_keeps_the_request_out_until_it_is_mended(item: say.CheckItem) -> None:
    story = checked_but(item)
    with pytest.raises(Refused) as refused:
        story.give(say.AcceptApplication(application_id=ID), by=OFFICER)
    assert [problem.field for problem in refused.value.problems] == [item.value]
    story.give(say.RecordCheck(application_id=ID, item=item, passed=True), by=OFFICER)
    assert story.give(say.AcceptApplication(application_id=ID), by=OFFICER).state is State.ACCEPTED


@pytest.mark.parametrize("item", list(say.CheckItem))
def test_whatever_element_fails_the_request_may_be_referred_back(item: say.CheckItem) -> None:
    asked = (say.QueryAsked(field="aim", question="Say more, please"),)
    story = checked_but(item).give(say.ReturnApplication(application_id=ID, queries=asked), by=OFFICER)
    assert story.state is State.VALIDATION_QUERY
