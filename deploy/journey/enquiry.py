"""From the first word to the invitation (domain 1.4.1, 1.4.2)."""

from .story import Story

ASKED = ["Which hospitals are meant?", "Is the funding confirmed?"]
ANSWERS = ["All of the trust; nobody else's patients.", "Yes, until two years from now."]


def enquire(story: Story) -> None:
    """Four things suffice for an enquiry; the officer may ask for more."""
    done = story.lead.post(
        "/enquiries",
        profile=story.profile,
        data_wanted="Hospital stays, diagnoses and deaths of adults, 2020 to 2025",
        purpose_summary="To learn who is admitted again and who recovers, so that follow-up reaches them",
        organisations=["University of Northbridge"],
        readiness="funded",
        organisation_id=story.lead.account.organisation,
    )
    story.enquiry_id, story.reference = done["subject"], done["reference"]
    story.tell("Enquiry sent", story.lead, "EnquiryReceived")
    officer = story["gwen.pike"]
    officer.post(_at(story, "questions"), questions=ASKED)
    story.tell("More information asked for", officer, "EnquiryInformationRequested")
    story.lead.post(_at(story, "answers"), answers=ANSWERS)
    story.tell("Information given", story.lead, "EnquiryInformationGiven")


def assess(story: Story) -> None:
    """The preliminary assessment with all it must say, funding, and the invitation to the form."""
    officer = story["gwen.pike"]
    officer.post(
        _at(story, "proceed"),
        data_available=True,
        technically_feasible=True,
        likelihood="likely",
        advice="Ask for fewer years, and involve patients early.",
        contact=officer.id,
    )
    story.tell("Taken to preliminary assessment, with a named contact", officer, "EnquiryAnswered")
    officer.post(_at(story, "assessment"), **_outputs(story))
    story.tell("Preliminary assessment completed", officer, "AssessmentCompleted")
    story.lead.post(_at(story, "funding"), source="National Institute for Health and Care Research")
    story.tell("Funding confirmed", story.lead, "FundingConfirmed")
    officer.post(_at(story, "invitation"), advice="The form is open to you.")
    story.tell("Invited to apply", officer, "ApplicantInvited")


def _at(story: Story, what: str) -> str:
    return f"/enquiries/{story.enquiry_id}/{what}"


def _outputs(story: Story) -> dict:
    agreement = "Data sharing agreement"
    needs = {
        "organisation": "University of Northbridge",
        "legal": "Public task, research with safeguards",
        "ethical": "A favourable ethics opinion",
        "security": "Toolkit standards met",
        "evidence": ["Protocol", "Ethics letter", "Data protection impact assessment"],
    }
    signatory = {"agreement": agreement, "organisation": needs["organisation"], "name": story["signatory"].name}
    return {
        "access_service": "sde",
        "access_reason": "Record level data are used where they are.",
        "evidence_needed": [needs],
        "preparations": ["A data-flow diagram"],
        "agreements_needed": [agreement],
        "signatories": [{**signatory, "authority": "Scheme of delegation, 2026"}],
        "time_estimate": "About four months to the data",
        "application_cost_pence": 143_100,
        "service_cost_pence": 250_000,
    }
