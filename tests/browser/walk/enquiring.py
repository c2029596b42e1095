"""From the first word to the invitation: S1-1, S2-35 to S2-38."""

from deploy.journey.enquiry import ANSWERS, ASKED

from ..hands import Window
from . import EMPLOYER, Request


def ask_before_applying(w: Window, r: Request) -> None:
    """Four things suffice; the officer asks for more, and is answered."""
    w.act_as(r.lead)
    w.menu("MyDARs")
    w.follow("My enquiries")
    w.follow("Send an enquiry")
    w.give("Send the enquiry", "Your enquiry has been received",
           profile="dars", data_wanted="Hospital stays, diagnoses and deaths of adults, 2020 to 2025",
           purpose_summary="To learn who recovers, so that follow-up reaches them", organisations=[EMPLOYER],
           readiness="funded", organisation_id=EMPLOYER)  # fmt: skip
    r.reference = w.page.locator("h1 .nhsuk-caption-l").inner_text()
    w.act_as("gwen.pike").task(r.reference)
    w.follow("Ask the enquirer")
    w.give("Send the questions", questions=ASKED)
    w.act_as(r.lead).task(r.reference)
    w.follow("Answer the questions")
    w.give("Send the answers", **{f"answer-{number}": text for number, text in enumerate(ANSWERS)})


def be_assessed_and_invited(w: Window, r: Request) -> None:
    """The preliminary assessment with all it must say; where the money comes from; the invitation."""
    w.act_as("gwen.pike").task(r.reference)
    w.follow("Go on to the preliminary assessment")
    w.give("Go on", "has begun", data_available=True, technically_feasible=True, likelihood="likely",
           advice="Ask for fewer years, and involve patients early.", contact="Gwen Pike")  # fmt: skip
    w.follow("Record the preliminary assessment")
    agreement = "Data sharing agreement"
    needs = {"organisation": EMPLOYER, "legal": "Public task", "ethical": "A favourable ethics opinion",
             "security": "Toolkit standards met", "evidence": ["Protocol", "Ethics letter"]}  # fmt: skip
    signs = {"agreement": agreement, "organisation": EMPLOYER, "name": r.name("signatory"),
             "authority": "Scheme of delegation, 2026"}  # fmt: skip
    w.give("Record the assessment", access_service="sde", access_reason="Record level data are used where they are.",
           evidence_needed=[needs], preparations=["A data-flow diagram"], agreements_needed=[agreement],
           signatories=[signs], time_estimate="About four months to the data", application_cost_pence="1431.00",
           service_cost_pence="2500.00", funding_needed=True, novel=False)  # fmt: skip
    w.act_as(r.lead).task(r.reference)
    w.see("About four months to the data", "£2,500.00")
    w.follow("Confirm where the money comes from")
    w.give("Confirm the funding", source="National Institute for Health and Care Research")
    w.act_as("gwen.pike").task(r.reference)
    w.follow("Invite to apply")
    w.give("Send the invitation", "is invited", advice="The form is open to you.")
