"""Meetings of the committee: when, who, what is on the agenda, who came and with which interests, what was advised."""

from collections.abc import Mapping
from typing import Any

from services.contracts import review
from services.contracts.message import Role
from services.contracts.review import Advice, Category, Interest, InterestOutcome

from ...api.route import STAFF_ONLY
from .. import asking, choices
from ..row import Column, Field, Filter, Form, Listing, Page
from ..visit import Visit
from ..words import humanised
from ..words_of_review import ADVICE, INTERESTS, OUTCOMES, WANTED
from .content import MARKS
from .requests import HERE, ONE
from .validation import REQUESTS

MEETING = "/staff/meetings/<uuid:meeting_id>"
MEETINGS = (("/staff/meetings", "Meetings"),)
BOARD = frozenset({
    Role.CASE_OFFICER, Role.IG_LEAD, Role.SECRETARIAT, Role.CHAIR, Role.CALDICOTT_GUARDIAN, Role.SIRO, Role.AUDITOR,
    Role.REVIEWER,
})  # fmt: skip
CATEGORIES = {
    Category.CHAIR: ("Chair", ""),
    Category.DEPUTY: ("Deputy chair", ""),
    Category.LAY: ("Lay member", "A patient or a member of the public."),
    Category.IG: ("Information governance", ""),
    Category.GP: ("General practitioner", ""),
    Category.OBSERVER: ("Observer", "Is never counted."),
}
QUORUM = (
    "A meeting can advise when its chair or deputy is counted, and as many members, lay members, clinicians and "
    "members for information governance as the quorum asks for on its day. The agenda says what each request lacks."
)


def meeting(visit: Visit) -> Mapping[str, Any]:
    """The meeting."""
    return {"meeting": review.ReadMeeting(meeting_id=visit.path["meeting_id"])}


def with_people(_visit: Visit) -> Mapping[str, Any]:
    """Whoever may sit on the committee."""
    roles = {"people": Role.REVIEWER, "chairs": Role.CHAIR, "leads": Role.IG_LEAD, "siros": Role.SIRO}
    return {name: choices.holding(role) for name, role in roles.items()}


def candidates(visit: Visit) -> list[tuple[str, str]]:
    """Everybody who may sit on the committee, each once, by name."""
    every = [one for name in with_people(visit) for one in choices.people(visit, name)]
    return sorted(set(every), key=lambda one: one[1])


def planned(visit: Visit) -> Mapping[str, Any]:
    """The case, and the meetings it can be put on."""
    return {**asking.case(visit), "meetings": review.ListMeetings(state="PLANNED", limit=50)}


def choice_of_meetings(visit: Visit) -> list[tuple[str, str]]:
    """Those that are planned, with day, place and how full they are."""
    found = visit["meetings"]
    return [
        (str(one.meeting_id), f"{one.held_on:%-d %B %Y}, {one.place} ({one.items} on the agenda)")
        for one in (found.rows if found else ())
    ]


def members(visit: Visit) -> list[tuple[str, str]]:
    """The members of the meeting, and what they sit on it as."""
    found = visit["meeting"]
    return [(str(one.person_id), f"{one.name} ({humanised(one.category)})") for one in (found.members if found else ())]


def everybody(visit: Visit) -> Mapping[str, Any]:
    """Who was there as far as it is recorded; else all members, of whom those are taken out who did not come."""
    found = visit["meeting"]
    return {"present": found.present or [one.person_id for one in found.members]}


def so_far(visit: Visit) -> Mapping[str, Any]:
    """The draft as it stands; else what the record holds of the meeting, to write the minutes around it."""
    found = visit["meeting"]
    if found.minutes:
        return {"text": found.minutes}
    there = [one for one in found.members if one.person_id in found.present and one.category != Category.OBSERVER]
    lay = sum(one.category == Category.LAY for one in there)
    items = [
        f"## {one.reference}\n\nAdvice: {ADVICE[one.outcome][0] if one.outcome in ADVICE else 'none was given'}."
        for one in found.agenda
    ]
    return {"text": "\n\n".join((f"## Who was there\n\n{len(there)} members, {lay} of them lay members.", *items))}


def at_table(visit: Visit) -> Mapping[str, Any]:
    """The case and the people whose interests can be minuted."""
    return {**asking.case(visit), **with_people(visit)}


def nobody_conflicted(visit: Visit) -> Mapping[str, Any]:
    """A row for each member whom the quorum names, as what they declared before."""
    case = visit["case"]
    declared = {one.person_id: one for one in case.interests}
    rows = [
        {"person_id": person, "kind": getattr(declared.get(person), "kind", Interest.NONE),
         "outcome": getattr(declared.get(person), "outcome", InterestOutcome.NONE),
         "detail": getattr(declared.get(person), "detail", "")}
        for person in ((*case.quorum.counted, *case.quorum.excluded) if case.quorum else ())
    ]  # fmt: skip
    return {"declarations": rows}


PAGES = (
    Listing(
        path="/staff/meetings",
        who=BOARD,
        title="Meetings",
        nav="Meetings",
        query=review.ListMeetings,
        columns=(
            Column("Day", lambda row: row.held_on, lambda row: f"/staff/meetings/{row.meeting_id}", "held_on"),
            Column("Place", lambda row: row.place),
            Column("State", lambda row: "Held" if row.state == "HELD" else "Planned"),
            Column("On the agenda", lambda row: row.items, numeric=True),
        ),
        filters=(Filter("state", "State", (("PLANNED", "Planned"), ("HELD", "Held"))),),
        actions=(("ScheduleMeeting", ""),),
        empty="No meeting has been planned.",
    ),
    Form(
        path="/staff/meetings/new",
        who=frozenset({Role.SECRETARIAT, Role.CHAIR}),
        command=review.ScheduleMeeting,
        title="Plan a meeting",
        crumbs=MEETINGS,
        intro=(QUORUM,),
        asks=with_people,
        fields=(
            Field("held_on", "On which day?"),
            Field("place", "Where?", "A room, or the address of a meeting online."),
            Field("members", "Members", rows=7),
            Field("members.person_id", "Who?", kind="one", choices=candidates, none=choices.NOBODY_HOLDS),
            Field("members.name", kind="hidden"),
            Field("members.category", "As what?", choices=choices.worded(Category, CATEGORIES)),
            Field("members.organisation_id", kind="hidden"),
            Field("members.independent", "Is this person employed elsewhere than at the custodian?"),
        ),
        read=choices.naming("members", names=("people", "chairs", "leads", "siros")),
        submit="Plan the meeting",
        then="/staff/meetings/{subject}",
        done="The meeting is planned. Put requests on its agenda from their own pages.",
    ),
    Page(
        path=MEETING,
        who=BOARD,
        title="Meeting",
        template="meetings/meeting.html",
        crumbs=MEETINGS,
        asks=meeting,
        needs="meeting",
        more=lambda visit: {"words": {key.value: one[0] for key, one in ADVICE.items()}, "rule": QUORUM},
    ),
    Form(
        path=f"{MEETING}/attendance",
        who=STAFF_ONLY,
        command=review.RecordAttendance,
        title="Who was there?",
        action="Record who was there",
        crumbs=MEETINGS,
        asks=meeting,
        needs="meeting",
        fields=(Field("present", "Tick everybody who was there", kind="many", choices=members,
                      none="This meeting has no members, so nobody can have been there."),),
        start=everybody,
        submit="Record it",
        then="/staff/meetings/{meeting_id}",
        done="It is recorded who was there. Now record, for each request, the interests declared and the advice.",
    ),
    Form(
        path=f"{MEETING}/minutes",
        who=STAFF_ONLY,
        command=review.WriteMinutes,
        title="Write the minutes",
        crumbs=MEETINGS,
        intro=(
            "This is a draft until the chair has approved it; then everybody can read it. Name no applicant, and leave "
            "out what is confidential.",
        ),
        asks=meeting,
        needs="meeting",
        fields=(Field("text", "Minutes", MARKS, rows=20),),
        start=so_far,
        submit="Save the draft",
        then="/staff/meetings/{meeting_id}",
        done="The draft is saved. The chair has been told that it waits for approval.",
    ),
    Form(
        path=f"{MEETING}/minutes/publish",
        who=STAFF_ONLY,
        command=review.PublishMinutes,
        title="Publish the minutes",
        template="meetings/publish.html",
        crumbs=MEETINGS,
        intro=("You approve this draft. Everybody can read it at once, without signing in.",),
        asks=meeting,
        needs="meeting",
        submit="Approve and publish",
        then="/committee/{meeting_id}",
        done="The minutes are public. This is how everybody reads them.",
    ),
    Form(
        path=f"{ONE}/schedule",
        who=STAFF_ONLY,
        command=review.ScheduleCase,
        title="Put it on a meeting's agenda",
        template="meetings/schedule.html",
        crumbs=REQUESTS,
        asks=planned,
        needs="case",
        fields=(Field("meeting_id", "Which meeting?", kind="one", choices=choice_of_meetings,
                      none="No meeting is planned. Plan one first, then come back:",
                      none_link=("/staff/meetings", "Meetings")),),
        submit="Put it on the agenda",
        then=HERE,
        done="The request is on the agenda. Its members can read the papers once they have declared their interests.",
    ),
    Form(
        path=f"{ONE}/meeting-interests",
        who=STAFF_ONLY,
        command=review.RecordInterests,
        title="Interests declared at the meeting",
        action="Record interests declared at the meeting",
        crumbs=REQUESTS,
        intro=("One entry for each member, before the request is discussed. Who withdraws is not counted.",),
        asks=at_table,
        needs="case",
        fields=(
            Field("declarations", "Declarations"),
            Field("declarations.person_id", "Member", kind="one", choices=candidates, none=choices.NOBODY_HOLDS),
            Field("declarations.kind", "Interest", choices=choices.worded(Interest, INTERESTS)),
            Field("declarations.outcome", "What follows", choices=choices.worded(InterestOutcome, OUTCOMES)),
            Field("declarations.detail", "What is it?", kind="text"),
        ),
        start=nobody_conflicted,
        submit="Record the declarations",
        then=HERE,
        done="The declarations are in the minutes, and the quorum has been counted anew.",
    ),
    Form(
        path=f"{ONE}/advice",
        who=STAFF_ONLY,
        command=review.RecordAdvice,
        title="Record the committee's advice",
        template="meetings/advice.html",
        crumbs=REQUESTS,
        intro=("This is advice. The office-holder decides, and must give reasons to decide otherwise.",),
        asks=asking.case,
        needs="case",
        fields=(
            Field("outcome", "What does the committee advise?", choices=choices.worded(Advice, ADVICE)),
            Field("summary", "Why?", "What was discussed, and what weighed. This is the minute of the item."),
            *WANTED,
            Field("dissent", "Did anybody see it otherwise?", "Leave empty when nobody did."),
            Field("risks", "Which risks does the office-holder need to know?", "One on each line."),
        ),
        submit="Record the advice",
        then=HERE,
        done="The advice is recorded. The office-holder has been asked to decide.",
    ),
)  # fmt: skip
