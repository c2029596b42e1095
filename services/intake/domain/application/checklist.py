"""The checklist before an application, nine lines as the national service has them (S1-10, standards 4.9): presented
with the form to everybody, confirmed line by line with a draft, and kept with the request. It is no guard of a
submission: what each line is about is asked, with its document, by a guard of its own."""

from dataclasses import dataclass, replace

from services.contracts.intake import application as say
from services.contracts.message import Event, Malformed, Problem, happened

from .door import Facts, decide
from .evolve import evolve, touched
from .held import Ticked
from .state import Application


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is to be in order, and the kinds of documents that show it."""

    code: str
    text: str
    documents: tuple[str, ...] = ()


LINES = (
    Line(code="contract", text="Where data about single people are asked for: every controller holds a framework "
         "contract that is signed and valid."),
    Line(code="tables", text="Where tables with small numbers suppressed would do: we ask for those, which need no "
         "contract."),
    Line(code="places", text="Every controller, every processor and every place where data are kept is known by name "
         "and country.", documents=("JOINT_ARRANGEMENT",)),
    Line(code="security", text="For every place where data are kept or processed there is evidence of security: the "
         "Data Security and Protection Toolkit, or ISO 27001 with 27002 and 27018."),
    Line(code="specification", text="The data specification is filled in: datasets, fields, years.",
         documents=("DATA_SPEC",)),
    Line(code="minimum", text="Only what the purpose needs is asked for: fewer fields, years and people wherever that "
         "would do."),
    Line(code="flow", text="A diagram shows how the data flow from beginning to end, with everybody who takes part.",
         documents=("DATAFLOW",)),
    Line(code="identifiable", text="There is a reason for each identifiable or sensitive item, and why nothing "
         "pseudonymised or derived would do."),
    Line(code="basis", text="The legal basis can be shown; for identifiable items that includes what people were told "
         "and consented to.", documents=("CONSENT_FORM", "CAG_LETTER", "DPIA")),
)  # fmt: skip
CODES = frozenset(line.code for line in LINES)


@decide.register
def _confirm(command: say.ConfirmChecklist, application: Application, facts: Facts) -> list[Event]:
    if not CODES.issuperset(command.confirmed):
        told = Problem(code="V-CODE", message="Choose from the lines of the checklist", field="confirmed")
        raise Malformed("The checklist has no such line", problems=(told,))
    held = tuple(line.code for line in LINES if line.code in command.confirmed)
    about = {"reference": application.reference, "confirmed": held, "complete": len(held) == len(LINES)}
    return [happened(say.ChecklistConfirmed, facts.call, application.id, **about)]


@evolve.register
def _confirmed(event: say.ChecklistConfirmed, application: Application) -> Application:
    """Who confirmed a line first, and when, stays with it for as long as it holds."""
    before = {one.code: one for one in application.checklist}
    held = tuple(before.get(code) or Ticked(code=code, at=event.at, by=event.by) for code in event.confirmed)
    return replace(touched(event, application), checklist=held)
