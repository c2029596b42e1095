"""Reviewers, their interests, their reviews; the applicant's answers to their comments: S2-18, S4-10."""

from deploy.journey.reviewing import COMMENTS, CONFLICTED, CRITERIA, REVIEWERS

from ..hands import Window
from . import Request


def assign(w: Window, r: Request) -> None:
    """The secretariat asks reviewers of each discipline, and one whom the record shows to be conflicted."""
    w.act_as("bea.stone").task(r.reference, "Assign reviewers")
    asked = [*REVIEWERS.items(), (CONFLICTED, "clinical")]
    rows = [{"person_id": r.names[key], "discipline": discipline} for key, discipline in asked]
    rows[-1]["mandatory"] = "no"
    w.give("Ask them to review", "have been asked", reviewers=rows)


def keep_out_the_conflicted(w: Window, r: Request) -> None:
    """Whoever is employed by a party sees no papers and is asked for no review (SoD-02, G-COI)."""
    w.act_as("bea.stone").search("Requests", r.reference)
    w.until(w.page.locator("tr").filter(has_text=r.names[CONFLICTED]).filter(has_text="Conflicted"))
    w.act_as(CONFLICTED).menu("My tasks")
    assert r.reference not in w.text(), "the conflicted reviewer was asked for something"


def review(w: Window, r: Request) -> None:
    """Each declares first, then reads the papers, then writes."""
    for key in REVIEWERS:
        declare(w, r, key)
        write(w, r, key)


def declare(w: Window, r: Request, key: str) -> None:
    """No interest; and with that the papers open."""
    w.act_as(key).task(r.reference)
    w.give("Declare it", "on the record", kind="none", outcome="none")
    w.until(w.page.get_by_text(r.answers["aim"]))


def write(w: Window, r: Request, key: str) -> None:
    """Ratings, comments for the applicant, a word for the chair, and what is recommended."""
    w.act_as(key).task(r.reference, "Review")
    comments = [{"section": "B", "text": COMMENTS[key]}] if key in COMMENTS else []
    w.give("Record your review", "is recorded", ratings=dict.fromkeys(CRITERIA, "meets"), comments=comments,
           confidential="Nothing that the applicant may not hear.", recommendation="SUPPORT")  # fmt: skip


def respond_to_comments(w: Window, r: Request) -> None:
    """The comment sheet, answered one by one."""
    w.act_as("bea.stone").task(r.reference, "Send the comment sheet")
    w.give("Send the comments", "with the applicant")
    w.act_as(r.lead).task(r.reference, "Answer the reviewers")
    for box in w.page.locator('main textarea[name^="response-"]').all():
        w.hands.write(box, "Thank you: this is now said in the protocol.")
    w.give("Send the answers", "Your answers have been sent")
    w.see("Comments of the review", "Answered")
