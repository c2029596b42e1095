"""Reviewers, their interests, their reviews; the applicant's response (domain 1.4.5 to 1.4.7, T12, T13)."""

from collections.abc import Mapping
from typing import Any

from deploy.cast import Person

from .story import Story

REVIEWERS = {
    "hari.bose": "ig",
    "vera.nunn": "technical",
    "wes.ola": "clinical",
    "ines.cole": "lay",
    "jon.reed": "lay",
}
CONFLICTED = "tess.wynn"  # employed by the university that asks
CRITERIA = (
    "purpose", "benefit", "lawful", "controllers", "ethics", "minimisation", "opt-out", "security", "people",
    "transparency", "commercial", "outputs", "feasibility", "term", "involvement",
)  # fmt: skip
COMMENTS = {
    "ines.cole": "Say in plain words what happens to the records of somebody who objects.",
    "wes.ola": "Name the operation codes that you will count.",
}


def assign(story: Story, reviewers: Mapping[str, str] = REVIEWERS, conflicted: str = CONFLICTED) -> None:
    """The secretariat asks reviewers of each discipline, and one whom the record shows to be conflicted."""
    secretary = story["bea.stone"]
    story.read(story.case, secretary)
    asked = [_reviewer(story[key], discipline) for key, discipline in reviewers.items()]
    if conflicted:
        asked.append(_reviewer(story[conflicted], "clinical", mandatory=False))
    secretary.post(f"{story.case}/reviewers", reviewers=asked)
    story.facts["reviewers"] = reviewers
    story.tell(f"{len(asked)} reviewers asked", secretary, "ReviewersAssigned", "UNDER_REVIEW")


def keep_out_the_conflicted(story: Story) -> None:
    """Whoever is employed by a party sees no papers and records no review (SoD-02, G-COI)."""
    person = story[CONFLICTED]
    seen = story.until("the papers closed to the conflicted", story.case, person, "papers", "conflicted")
    if seen["request"] is not None:
        raise RuntimeError("a conflicted reviewer was shown the papers")
    story.tell("Conflict found: no papers for this reviewer", person, "ConflictDeclared", "UNDER_REVIEW")
    refusal = person.attempt(f"{story.case}/reviews", **_review(""))
    story.refused("a review by the conflicted reviewer", person, refusal, "conflicted", "not-permitted")


def review(story: Story) -> None:
    """Each declares first, then reads, then reviews; with the last one the review completes by itself."""
    for key, discipline in story.facts["reviewers"].items():
        person = story[key]
        person.post(f"{story.case}/interests", kind="none")
        if person.get(story.case)["request"] is None:
            raise RuntimeError(f"{key} declared no interest and was not shown the papers")
        person.post(f"{story.case}/reviews", **_review(COMMENTS.get(key, "")))
        story.tell(f"Interest declared, papers read, {discipline} review recorded", person,
                   "ReviewRecorded")  # fmt: skip
    story.tell("Review completed: all mandatory reviews are in", None, "ReviewCompleted", "REVIEW_COMPLETED")


def respond_to_comments(story: Story) -> None:
    """The comment sheet, answered item by item."""
    secretary = story["bea.stone"]
    secretary.post(f"{story.case}/feedback")
    story.tell("Comments sent to the applicant", secretary, "FeedbackRequested", "APPLICANT_FEEDBACK")
    items = story.lead.get(story.case)["feedback"]
    for item in items:
        answer = {"item_id": item["id"], "response": "Thank you: this is now said in the protocol."}
        story.lead.post(f"{story.case}/feedback/responses", responses=[answer])
        story.tell(f"Comment {item['number']} of {len(items)} answered", story.lead, "FeedbackAnswered")


def _reviewer(person: Person, discipline: str, mandatory: bool | None = None) -> dict[str, Any]:
    told: dict[str, Any] = {"person_id": person.id, "name": person.name, "discipline": discipline}
    if person.account.organisation:
        told["organisation_id"] = person.account.organisation
    return told if mandatory is None else {**told, "mandatory": mandatory}


def _review(comment: str) -> dict[str, Any]:
    return {
        "ratings": dict.fromkeys(CRITERIA, "meets"),
        "recommendation": "SUPPORT",
        "comments": [{"text": comment, "section": "B"}] if comment else [],
        "confidential": "Nothing that the applicant may not hear.",
    }
