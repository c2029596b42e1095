"""The question bank: what the form asks, how it is changed by two people, and its versions."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from services.contracts import intake
from services.contracts.intake import ChangeKind
from services.contracts.message import Role
from services.contracts.request import Access, Approval, Level, Profile, RequestType

from .. import changing
from ..row import Field, Form, Page
from ..visit import Visit

KEEPERS = frozenset({Role.ADMINISTRATOR, Role.IG_LEAD})
ALL = ("/staff/form", "The form")
CHANGE = "/staff/form/changes/<uuid:change_id>"
QUESTION = "/staff/form/questions/<key>"
PROPOSED = (
    "It is proposed. A second person approves or declines it; it is part of the form once a version is published."
)
CHOICES: Mapping[str, type[StrEnum]] = {
    "profile": Profile, "request_type": RequestType, "approval": Approval, "level": Level, "access": Access,
}  # fmt: skip


def bank(_visit: Visit) -> dict[str, Any]:
    return {"bank": intake.ReadQuestionBank()}


def _filtered(visit: Visit) -> dict[str, Any]:
    letter = visit.arg("section")
    known = letter if len(letter) == 1 and "A" <= letter <= "N" else ""
    return {"bank": intake.ReadQuestionBank(section=known, q=visit.arg("q")[:100])}


def _question(visit: Visit) -> dict[str, Any]:
    return {"question": intake.ReadQuestion(key=visit.path["key"][:100]), **bank(visit)}


def _change(visit: Visit) -> dict[str, Any]:
    return {"proposal": intake.ReadFormChange(change_id=visit.path["change_id"])}


def _preview(visit: Visit) -> dict[str, Any]:
    """The form for the choices of the address; what is no choice counts as not chosen."""
    chosen: dict[str, Any] = {}
    for name, known in CHOICES.items():
        if (given := visit.arg(name)) in {one.value for one in known}:
            chosen[name] = known(given)
    return {"form": intake.PreviewForm(change_id=visit.path["change_id"], **chosen)}


def _chosen(visit: Visit) -> Mapping[str, Any]:
    chosen = {name: visit.arg(name) for name in CHOICES}
    options = {name: [one.value for one in known] for name, known in CHOICES.items()}
    return {**changing.previewed(visit), "chosen": chosen, "options": options}


PAGES = (
    Page(
        path="/staff/form",
        who=KEEPERS,
        title="The form",
        nav="Form",
        template="question_bank/list.html",
        asks=_filtered,
        needs="bank",
    ),
    Page(
        path=QUESTION,
        who=KEEPERS,
        title="A question",
        template="question_bank/question.html",
        asks=_question,
        needs="question",
        crumbs=(ALL,),
    ),
    Form(
        path="/staff/form/questions/add",
        who=KEEPERS,
        command=intake.ProposeFormChange,
        title="Add a question",
        asks=bank,
        needs="bank",
        crumbs=(ALL,),
        intro=("It gets a name of its own, which it keeps for good. Nobody sees it before a second person has approved "
               "it and a version is published.",),
        fields=changing.fields(ChangeKind.QUESTION),
        asked=changing.asks(ChangeKind.QUESTION),
        read=changing.reads(ChangeKind.QUESTION),
        submit="Propose the question",
        then="/staff/form/changes/{subject}",
        done=PROPOSED,
    ),
    Form(
        path="/staff/form/rules/add",
        who=KEEPERS,
        command=intake.ProposeFormChange,
        title="Add a rule",
        asks=bank,
        needs="bank",
        crumbs=(ALL,),
        intro=("A rule speaks at one question while its condition holds. It is data, and is never run as a program.",),
        fields=changing.fields(ChangeKind.RULE),
        asked=changing.asks(ChangeKind.RULE),
        read=changing.reads(ChangeKind.RULE),
        submit="Propose the rule",
        then="/staff/form/changes/{subject}",
        done=PROPOSED,
    ),
    Form(
        path=f"{QUESTION}/words",
        who=KEEPERS,
        command=intake.ProposeFormChange,
        title="Change the words of a question",
        asks=_question,
        needs="question",
        crumbs=(ALL,),
        intro=("When it is asked, and how it is answered, stay as they are.",),
        fields=changing.fields(ChangeKind.WORDING),
        asked=changing.asks(ChangeKind.WORDING),
        start=changing.words_now,
        read=changing.reads(ChangeKind.WORDING, "key"),
        submit="Propose these words",
        then="/staff/form/changes/{subject}",
        done=PROPOSED,
    ),
    Form(
        path="/staff/form/end/<target>",
        who=KEEPERS,
        command=intake.ProposeFormChange,
        title="Take something out of the form",
        action="Propose a change of the form",
        asks=bank,
        needs="bank",
        crumbs=(ALL,),
        intro=("It is asked no more from the next version on. Versions that were frozen with it are drawn with it.",),
        fields=changing.fields(ChangeKind.RETIREMENT),
        asked=changing.asks(ChangeKind.RETIREMENT),
        read=changing.reads(ChangeKind.RETIREMENT, "target"),
        submit="Propose to take it out",
        then="/staff/form/changes/{subject}",
        done=PROPOSED,
    ),
    Page(
        path=CHANGE,
        who=KEEPERS,
        title="A change of the form",
        template="question_bank/change.html",
        asks=_change,
        needs="proposal",
        crumbs=(ALL,),
    ),
    Page(
        path=f"{CHANGE}/preview",
        who=KEEPERS,
        title="The form as it would be",
        template="question_bank/preview.html",
        asks=_preview,
        needs="form",
        crumbs=(ALL,),
        more=_chosen,
    ),
    Form(
        path=f"{CHANGE}/approve",
        who=KEEPERS,
        command=intake.ApproveFormChange,
        title="Approve a change of the form",
        action="Approve",
        asks=_change,
        needs="proposal",
        crumbs=(ALL,),
        fields=(Field("note", "Note"),),
        submit="Approve the change",
        then="/staff/form/changes/{change_id}",
        done="It is approved, and part of the form once the next version is published.",
    ),
    Form(
        path=f"{CHANGE}/decline",
        who=KEEPERS,
        command=intake.DeclineFormChange,
        title="Decline a change of the form",
        action="Decline, or take back",
        asks=_change,
        needs="proposal",
        crumbs=(ALL,),
        fields=(Field("reason", "Why?", "Whoever proposed it reads this."),),
        submit="Decline the change",
        danger=True,
        then="/staff/form",
        done="It will not be made.",
    ),
    Form(
        path="/staff/form/publish",
        who=KEEPERS,
        command=intake.PublishForm,
        title="Publish the next version of the form",
        action="Publish the next version",
        template="question_bank/publish.html",
        asks=bank,
        needs="bank",
        crumbs=(ALL,),
        submit="Publish the version",
        then="/staff/form",
        done="The form has a new version. New requests are written with it; drafts go on with it when their people "
        "choose to, at the latest before they submit.",
    ),
)  # fmt: skip
