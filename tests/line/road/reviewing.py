"""Reviewers, reviews, the response to them (domain 1.4.5 to 1.4.7)."""

from typing import Self

from services.contracts import review as r
from services.contracts.message import Actor

from .applying import Applying

REVIEWERS = {"hari.bose": "ig", "vera.nunn": "technical", "wes.ola": "clinical", "ines.cole": "lay", "jon.reed": "lay"}
OTHERS = {"ned.vole": "ig", "finn.hart": "technical", "eve.lowe": "clinical", "cal.price": "lay", "dot.webb": "lay"}


class Reviewing(Applying):
    """From acceptance to the answered comments."""

    def assign(self, reviewers: dict[str, str] | None = None, *more: r.Reviewer) -> Self:
        """Reviewers of every discipline of the route, two of them lay."""
        people = dict(reviewers or REVIEWERS)
        asked = [self.reviewer(key, discipline) for key, discipline in people.items()]
        spare = iter(key for key in OTHERS if key not in people)
        wanted = [one for one in self.case().disciplines if one not in people.values()]
        asked += [self.reviewer(next(spare), discipline) for discipline in wanted]
        self.give(r.AssignReviewers, "bea.stone", reviewers=(*asked, *more))
        return self

    def reviewer(self, key: str, discipline: str, mandatory: bool | None = None) -> r.Reviewer:
        who = self.who(key)
        return r.Reviewer(person_id=who.id, name=who.name, discipline=discipline, organisation_id=who.organisation_id,
                          mandatory=mandatory)  # fmt: skip

    def review(self, comment: str = "Say in plain words what happens to an objection.") -> Self:
        """Everybody who was asked declares, reads and reviews (T12)."""
        by_id = {actor.id: actor for actor in self.world.people.values()}
        for one in self.case().assignments:
            if not one.recorded and not one.conflicted:
                self.review_by(by_id[one.person_id], comment)
                comment = ""
        return self

    def review_by(self, who: str | Actor, comment: str = "") -> None:
        self.give(r.DeclareInterest, who, kind=r.Interest.NONE)
        ratings = dict.fromkeys((one.value for one in r.Criterion), r.Rating.MEETS.value)
        comments = (r.Comment(text=comment, section="B"),) if comment else ()
        self.give(r.RecordReview, who, ratings=ratings, recommendation=r.Advice.SUPPORT, comments=comments)

    def ask_feedback(self) -> Self:
        self.give(r.RequestFeedback, "bea.stone")
        return self

    def answer_feedback(self) -> Self:
        items = tuple(
            r.FeedbackAnswer(item_id=item.id, response="This is now said in the protocol.")
            for item in self.case("lead").feedback
        )
        self.give(r.AnswerFeedback, responses=items)
        return self
