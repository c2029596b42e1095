"""Proposing a change of the form: what is asked for each kind of change, and how it becomes the command."""

from collections.abc import Callable, Mapping
from typing import Any

from services.contracts import intake
from services.contracts.intake import ChangeKind

from . import draft
from .fields import Question, parts_of
from .row import Field, Form
from .visit import Visit
from .words import humanised

CHANGE = "change."
PAPERS = "N"  # the section with the documents and the declarations
WORDS = ("label", "guidance", "example", "meaning_changed")
CONDITION = ("match", "terms")
ASKED: Mapping[ChangeKind, tuple[str, ...]] = {
    ChangeKind.QUESTION: ("section", "label", "type", "guidance", "example", "options", "required", "after",
                          *CONDITION, "meaning_changed"),
    ChangeKind.WORDING: WORDS,
    ChangeKind.RULE: ("where", "message", "severity", *CONDITION),
    ChangeKind.DOCUMENT: ("label", "required", "planned", "years", *CONDITION),
    ChangeKind.DECLARATION: ("message",),
    ChangeKind.RETIREMENT: (),
}  # fmt: skip
COMPARED = (
    ("one-of", "is one of"), ("none-of", "is none of"), ("answered", "is answered"), ("unanswered", "is not answered"),
    ("at-least", "is at least"), ("at-most", "is at most"), ("rows", "has at least so many entries"),
    ("shorter-than", "has fewer characters than"), ("longer-than", "has more characters than"),
)  # fmt: skip
TYPES = (
    ("text", "A line"), ("long", "A longer text"), ("bool", "Yes or no"), ("int", "A whole number"), ("date", "A date"),
    ("choice", "One choice"), ("many", "Several choices"), ("texts", "Several lines"), ("person", "A person"),
    ("organisation", "An organisation"),
)  # fmt: skip


def answered_as(type_: str) -> str:
    """How a question of this type is answered, in words."""
    return {**dict(TYPES), "list": "Several entries", "map": "A value for each"}.get(type_, humanised(type_))


def subjects(visit: Visit) -> list[tuple[str, str]]:
    """What a condition may name."""
    return list(visit["bank"].subjects.items()) if visit["bank"] else []


def questions(visit: Visit) -> list[tuple[str, str]]:
    """The questions and parts of rows at which a rule may speak."""
    return [one for one in subjects(visit) if not one[0].startswith("@")]


def whole(visit: Visit) -> list[tuple[str, str]]:
    """The questions after which another may stand."""
    return [one for one in questions(visit) if "." not in one[0]]


def sections(visit: Visit) -> list[tuple[str, str]]:
    """The sections of the form."""
    return [(letter, f"{letter} {title}") for letter, title in visit["bank"].sections.items()] if visit["bank"] else []


FIELDS = (
    Field("change.section", "Section", choices=sections, optional=False),
    Field("change.label", "The question", "As it stands above its answer.", optional=False),
    Field("change.type", "How is it answered?", choices=TYPES),
    Field("change.guidance", "Guidance", "What helps to answer it; it stands beside the question.", optional=False),
    Field("change.example", "An example of an answer", "Needed where words are typed."),
    Field("change.options", "Options", "For a choice: one on each line.", kind="lines"),
    Field("change.required", "A request that it is asked of must answer it", kind="tick", optional=True),
    Field("change.after", "After which question?", "Of the same section; last, if none is chosen.", choices=whole),
    Field("change.meaning_changed", "Answers given before must be looked at again",
          "Tick it when the same words would answer another question now.", kind="tick", optional=True),
    Field("change.where", "At which question does it speak?", choices=questions, optional=False),
    Field("change.message", "What it says", "What to do, in one sentence.", optional=False),
    Field("change.severity", "What it does", choices=(
        ("warn", "It is only shown"), ("block", "It stops a submission"),
        ("block(full)", "It stops a full request, and is only shown in a provisional one"))),
    Field("change.match", "The condition holds when", choices=(
        ("all", "all of these are so"), ("any", "any of these is so"), ("none", "none of these is so"))),
    Field("change.terms", "Condition", "One row for each comparison. A question without any is always asked.",
          rows=2),
    Field("change.terms.subject", "Question or fact", choices=subjects),
    Field("change.terms.comparison", "Comparison", choices=COMPARED),
    Field("change.terms.values", "Values", "One on each line: yes or no, the code of an option, a number, or a day as "
          "year-month-day.", kind="lines"),
    Field("reason", "Why?", "At least ten characters. Whoever approves it reads this, and it stays with the change."),
)  # fmt: skip


# What of these is called otherwise for a document or a declaration.
INSTEAD: Mapping[ChangeKind, tuple[Field, ...]] = {
    ChangeKind.DOCUMENT: (
        Field("change.label", "What is the document called?", "As it stands in the list of documents.", optional=False),
        Field("change.required", "A request that it is wanted of must attach it", kind="tick", optional=True),
        Field("change.planned", "A provisional request may give the date when it will be there", kind="tick",
              optional=True),
        Field("change.years", "For how many years does it count after it was dated?", "0, when it has no end."),
        Field("change.terms", "Condition", "One row for each comparison. A document without any is always wanted.",
              rows=2),
    ),
    ChangeKind.DECLARATION: (
        Field("change.message", "What is declared?", "One sentence, ticked with every submission.", optional=False),
    ),
}  # fmt: skip
WORDS_OF: Mapping[ChangeKind, tuple[str, ...]] = {ChangeKind.DOCUMENT: ("label",), ChangeKind.DECLARATION: ("message",)}


def fields(kind: ChangeKind, names: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """What of the command is asked for a change of one kind, in words; of what is there, only `names`."""
    wanted = {CHANGE + name for name in names or ASKED[kind]} | {"reason"}
    instead = {one.name: one for one in INSTEAD.get(kind, ()) if one.name in wanted}
    found = {one.name: one for one in FIELDS if one.name in wanted or one.name.rpartition(".")[0] in wanted}
    return tuple((found | instead).values())


def asks(kind: ChangeKind, names: tuple[str, ...] = ()) -> Callable[[Form, Visit], list[Question]]:
    """The questions about a change of one kind; of what is there, only those of `names`."""

    def asked(form: Form, visit: Visit) -> list[Question]:
        drawn = {one.name: one for one in parts_of(intake.FormChange, form, visit, CHANGE)}
        reason = [one for one in parts_of(intake.ProposeFormChange, form, visit, "") if one.name == "reason"]
        return [drawn[CHANGE + name] for name in names or ASKED[kind]] + reason

    return asked


def reads(kind: ChangeKind, target: str = "") -> Callable[[Visit, list[Question], dict[str, Any]], Mapping[str, Any]]:
    """The command's fields. `target`: the name of the address's variable that says what is changed."""

    def read(visit: Visit, _asked: list[Question], values: dict[str, Any]) -> Mapping[str, Any]:
        said = {name: value for name, value in values.items() if name in ASKED[kind]}
        about = {"target": visit.path[target]} if target else {}
        return {"change": {"kind": kind.value, **about, **said}, "reason": values.get("reason", "")}

    return read


def words_now(visit: Visit) -> Mapping[str, Any]:
    """The words that a question has now, to begin with."""
    now = visit["question"].question if visit["question"] else None
    return {CHANGE + name: getattr(now, name) for name in ("label", "guidance", "example")} if now else {}


def paper_now(visit: Visit) -> Mapping[str, Any]:
    """The words that a document or declaration has now, to begin with."""
    known = (*visit["bank"].documents, *visit["bank"].declarations) if visit["bank"] else ()
    now = next((one.label for one in known if one.target == visit.path["target"]), "")
    return {f"{CHANGE}label": now, f"{CHANGE}message": now}


def previewed(visit: Visit) -> Mapping[str, Any]:
    """The questions of one section as they would be asked, and the choices that they were asked for."""
    form, letter = visit["form"], visit.arg("letter", "A")
    found = next((one for one in form.sections if one.letter == letter), None) if form else None
    shown = [field for field in found.fields if field.shown and field.key != "planned"] if found else []
    papers = form if form and letter == PAPERS else None
    return {
        "letter": letter, "section": found, "questions": [draft.preview(field, visit) for field in shown],
        "wanted": [one for one in papers.evidence if one.shown] if papers else (),
        "declared": papers.declarations if papers else {},
    }  # fmt: skip
