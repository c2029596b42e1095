"""Where general practice data are asked for, the case is not complete without the professional advice of GPs."""

from dataclasses import replace

from services.contracts import review as r
from services.contracts.request import Assurance
from tests.review.given import GP, IG, LAY, LAY_TOO, REVIEWERS, SECRETARY, accepted, line, request

ADVISER = r.Reviewer(person_id=GP.id, name="Tess Wynn", discipline="pag")


def test_a_case_with_gp_data_waits_for_the_advice_of_the_profession() -> None:
    one = line()
    asked = replace(request(), gp_data=True)
    one.hear(accepted(asked, Assurance.L3, disciplines=("ig", "lay", "pag")))
    one.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS)
    one.declared(IG, LAY, LAY_TOO)
    for who in (IG, LAY, LAY_TOO):
        one.review(who)
    assert one.case.state == r.CaseState.UNDER_REVIEW, "though nobody of the profession was asked yet"
    one.ask(SECRETARY, r.AssignReviewers, reviewers=(ADVISER,))
    one.declared(GP).review(GP, r.Comment(text="Say how practices are told", section="L"))
    assert one.case.state == r.CaseState.REVIEW_COMPLETED
