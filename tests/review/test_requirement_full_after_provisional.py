"""A full request after an agreement in principle: a case of its own, with the earlier concerns before its reviewers."""

from collections.abc import Callable

import pytest

from services.contracts import review as r
from services.review import handlers, views
from tests.review.given import CASE, IG, LEAD, REVIEWERS, SECRETARY, accepted, line, names, request
from tests.support import Ground

CONCERN = "The consent of 2017 does not name GP records"


def test_a_full_request_is_reviewed_anew_and_may_be_rejected_whatever_was_agreed_in_principle() -> None:
    one = line().opened(previous_concerns=(CONCERN,))
    assert (one.case.state, one.case.current_reviews()) == (r.CaseState.UNDER_REVIEW, ())
    again = line().rejected(previous_concerns=(CONCERN,))
    assert names(again.events)[-1] == "ApplicationRejected"


@pytest.mark.parametrize("who", [IG, LEAD])
def test_reviewers_and_applicant_of_the_full_request_see_the_earlier_concerns(
    lite: Callable[[str], Ground], who
) -> None:
    ground = lite("review")
    ground.do(handlers.hear, accepted(request(previous_concerns=(CONCERN,))))
    ground.do(handlers.handle, r.AssignReviewers(application_id=CASE, reviewers=REVIEWERS), SECRETARY)
    ground.do(handlers.handle, r.DeclareInterest(application_id=CASE, kind=r.Interest.NONE), IG)
    seen = ground.ask(views.case, r.ReadCase(application_id=CASE), who)
    assert seen.request.previous_concerns == (CONCERN,)
