"""The questions of an estimate of charges: a query, so its answers stand in the address and can be kept or sent on."""

from collections.abc import Sequence
from typing import Any

from flask import request

from services.contracts import wire
from services.contracts.agreements import EstimateCharges
from services.contracts.message import Malformed
from services.contracts.message import Problem as Reason
from services.contracts.request import Access, Level, Profile

from . import form_words
from .fields import Question

KINDS = (("new", "A new request", ""), ("amendment", "A change to an agreement", ""), ("renewal", "A renewal", ""),
         ("extension", "A longer term", ""))  # fmt: skip
WHOM = ((Profile.HOSPITAL.value, "The hospital", ""), (Profile.DARS.value, "The national service", ""))
ACCESS = {
    Access.SDE: "In the secure data environment", Access.EXTRACT: "As an extract",
    Access.QUERY_SERVICE: "Through a query service", Access.TABULATION: "As tables made for you",
}  # fmt: skip
COUNTS = (
    ("months", "For how many months?", "", "12"),
    ("periods_each", "How many years of each dataset?", "", "1"),
    ("refreshes_each", "How often will each be refreshed?", "0 when you need it once.", "0"),
    ("users", "How many people will use the data?", "", "1"),
    ("cohort_files", "How many cohort files will you give?", "0 when we find the patients by criteria.", "0"),
    ("disseminations", "How many times are data given?", "", "1"),
    ("tables", "How many tables shall we make?", "Only for tables made for you.", "0"),
)


def questions(datasets: Sequence[tuple[str, str]]) -> list[Question]:
    """What is asked, with what stands in the address."""
    given, wrong = request.args, {reason.field: reason.message for reason in query()[1]}
    asked = [
        Question(name="profile", kind="one", label="Whom do you ask?", choices=WHOM, value=given.get("profile", "")),
        Question(name="kind", kind="one", label="What is it?", choices=KINDS, value=given.get("kind", "new")),
        Question(name="access", kind="one", label="How do you want to use the data?",
                 choices=tuple((one.value, words, "") for one, words in ACCESS.items()),
                 value=given.get("access", Access.SDE.value)),
        Question(name="level", kind="one", label="How identifiable must they be?",
                 choices=tuple((one.value, form_words.word("level", one.value), "") for one in Level),
                 value=given.get("level", Level.PSEUDONYMISED.value)),
        Question(name="datasets", kind="many", label="Which datasets?", optional=True, value=given.getlist("datasets"),
                 choices=tuple((name, words, "") for name, words in datasets)),
        *(Question(name=name, kind="number", label=label, hint=hint, value=given.get(name, first))
          for name, label, hint, first in COUNTS),
    ]  # fmt: skip
    for one in asked:
        one.error = wrong.get(one.name, "")
    return asked


def query() -> tuple[EstimateCharges | None, list[Reason]]:
    """The question that the address asks, if it asks one; else what is wrong with it."""
    if "profile" not in request.args:
        return None, []
    values: dict[str, Any] = {name: request.args[name] for name in wire.schema(EstimateCharges).fields
                              if request.args.get(name)}  # fmt: skip
    reasons = []
    for name, label, _, _ in COUNTS:
        if name in values and not (values[name].isdigit() and len(values[name]) <= 6):
            reasons.append(Reason(code="malformed", message=f"{label} Enter a whole number, such as 12", field=name))
        elif name in values:
            values[name] = int(values[name])
    values["datasets"] = request.args.getlist("datasets")
    if not values.get("profile"):
        reasons.append(Reason(code="missing", message="Select whom you ask", field="profile"))
    try:
        return (None, reasons) if reasons else (wire.load(EstimateCharges, values), [])
    except Malformed as refused:
        return None, list(refused.problems)
