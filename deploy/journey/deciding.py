"""The meeting and its advice, then the decision by somebody else, then the conditions (domain 1.4.8, 1.4.9)."""

from datetime import date, timedelta
from typing import Any

from deploy.cast.papers import paper

from .story import Story

OFFICE = {"hospital": ("kit.voss", "caldicott-guardian"), "dars": ("lena.marsh", "siro")}
MEMBERS = {
    "iris.dean": "chair",
    "cal.price": "lay",
    "dot.webb": "lay",
    "eve.lowe": "clinical",
    "finn.hart": "ig",
    "uma.flint": "research",
}
ADVISER = "uma.flint"  # a deputy of both offices who sat in the meeting
STAFF_OF_THE_CUSTODIAN = {"finn.hart", "uma.flint"}
AHEAD = timedelta(days=3)  # papers close two days before
CONDITIONS = [
    {"kind": "PRECEDENT", "text": "The privacy notice names the data of this request."},
    {"kind": "SPECIAL", "text": "Counts below ten are suppressed in every output."},
]

MINUTES = """## Who was there

Six members, two of them lay members. The chair led the meeting throughout. Nobody declared an interest.

## {0}

Advice: support with conditions.

The committee found the study useful and well prepared. The lay members asked how people learn that their records are
used: the privacy notice has to say so before any data are released. The committee also asked for this term:

- {1}

The office-holder decides, and not this committee.
"""


def schedule(story: Story, ahead: timedelta = AHEAD) -> date:
    """A meeting with a quorum for this request, and the request on its agenda; the day of the meeting."""
    secretary, held_on = story["bea.stone"], story.cast.today() + ahead
    members = [_member(story, key, category) for key, category in MEMBERS.items()]
    meeting = secretary.post("/meetings", held_on=held_on.isoformat(), place="Board room", members=members)
    story.meeting_id = meeting["subject"]
    story.tell(f"Meeting called for {held_on}", secretary, "MeetingScheduled", subject=story.meeting_id)
    secretary.post(f"{story.case}/schedule", meeting_id=story.meeting_id)
    story.tell("On the agenda", secretary, "CaseScheduled", "SCHEDULED")
    return held_on


def pass_on(story: Story) -> None:
    """On a delegated route there is no committee: the case officer hands it to the office-holder (T16)."""
    officer = story["gwen.pike"]
    officer.post(f"{story.case}/pass-for-decision", summary="Nothing has changed; the reviewer supports it.")
    story.tell("Passed for decision, without a committee", officer, "DecisionPrepared", "DECISION_SIGNOFF")


def advise(story: Story) -> None:
    """Who came, what each declared, what the committee advises; on or after the day."""
    secretary = story["bea.stone"]
    present = [story[key].id for key in MEMBERS]
    secretary.post(f"/meetings/{story.meeting_id}/attendance", present=present)
    story.tell("Attendance recorded", secretary, "AttendanceRecorded", subject=story.meeting_id)
    declared = [{"person_id": person, "kind": "none", "outcome": "none"} for person in present]
    secretary.post(f"{story.case}/meeting-interests", declarations=declared)
    story.tell("Interests of the members minuted", secretary, "ConflictDeclared", "SCHEDULED")
    secretary.post(
        f"{story.case}/advice",
        outcome="SUPPORT_WITH_CONDITIONS",
        summary="A useful study, well prepared.",
        conditions=CONDITIONS,
    )
    story.tell("Advice with quorum: support with conditions", secretary, "AdviceRecorded", "DECISION_SIGNOFF")


def minute(story: Story, *, published: bool = True) -> None:
    """The minutes, as everybody may read them: no applicant is named. Else a draft that waits for the chair."""
    secretary, chair = story["bea.stone"], story["iris.dean"]
    secretary.post(f"/meetings/{story.meeting_id}/minutes", text=MINUTES.format(story.reference, CONDITIONS[1]["text"]))
    story.tell("Minutes drafted", secretary, "MinutesWritten", subject=story.meeting_id)
    if published:
        chair.post(f"/meetings/{story.meeting_id}/minutes/publish")
        story.tell("Minutes approved and public", chair, "MinutesPublished", subject=story.meeting_id)


def keep_advice_and_decision_apart(story: Story) -> None:
    """Whoever advised does not decide, whatever office they hold (SoD-04)."""
    person = story[ADVISER]
    refusal = person.attempt(
        f"{story.case}/decision", outcome="APPROVED_WITH_CONDITIONS", office=OFFICE[story.profile][1]
    )
    story.refused("a decision by somebody who advised", person, refusal, "separation-of-duties")


def decide(story: Story, **decision: Any) -> None:
    """The office-holder of the profile decides; where the route asks for two offices, both sign."""
    holders = {"caldicott-guardian": "kit.voss", "siro": "lena.marsh"}
    offices = story.read(story.case, story["bea.stone"])["offices"]
    told = decision or {"outcome": "APPROVED_WITH_CONDITIONS"}
    for office in offices:
        person = story[holders[office]]
        person.post(f"{story.case}/decision", office=office, **told)
        what = f"{told['outcome'].replace('_', ' ').lower().capitalize()} by the {office.replace('-', ' ')}"
        story.tell(what, person, "DecisionSigned")


def meet_conditions(story: Story) -> None:
    """What must be met first is shown by the applicant and verified by somebody else (SoD-18)."""
    officer = story["gwen.pike"]
    conditions = story.read(story.case)["conditions"]
    for condition in (one for one in conditions if one["kind"] == "PRECEDENT"):
        where = f"{story.case}/conditions/{condition['id']}"
        sha256 = story.lead.client.upload("notice.pdf", paper("Privacy notice", f"Of {story.reference}."))
        story.lead.post(f"{where}/evidence", statement="The notice now says so.", sha256=sha256)
        officer.post(f"{where}/verify", accepted=True, note="Read on the web")
        story.tell(f"Condition {condition['number']} met and verified", officer, "ConditionMet")


def _member(story: Story, key: str, category: str) -> dict[str, Any]:
    person = story[key]
    told = {"person_id": person.id, "name": person.name, "category": category}
    return {**told, "independent": key not in STAFF_OF_THE_CUSTODIAN}
