"""A rule for each term: whether the declared use meets a condition, and why. The result is advice, never a refusal.

A disease below another in the Mondo graph would fit as well; the graph is not held here, so a person looks.
"""

from collections.abc import Callable, Mapping
from datetime import date

from services.contracts.intake.application import MatchResult

from ..draft import Draft
from .declared import diseases, first_output, for_profit, kinds_of, months

VERSION = "haven-duo-1"
Verdict = tuple[MatchResult, str, str]  # result, reason, and the question that decides it
Rule = Callable[[Draft, str], Verdict]
YES, NO, CHECK, OPEN = MatchResult.COMPATIBLE, MatchResult.NOT_COMPATIBLE, MatchResult.CHECK, MatchResult.NOT_DECLARED
WITHIN = {
    "England and Wales": ("england_wales",),
    "United Kingdom": ("england_wales", "uk"),
    "European Economic Area and United Kingdom": ("england_wales", "uk", "uk_eea"),
}


def match(draft: Draft, code: str, parameter: str = "") -> Verdict:
    """Whether `draft` meets the condition `code` with its parameter."""
    return RULES[code](draft, parameter)


def _any_use(draft: Draft, parameter: str) -> Verdict:
    return YES, "Any use is allowed", ""


def _research(draft: Draft, parameter: str) -> Verdict:
    if draft.get("request_type") is None:
        return OPEN, "The type of request is not chosen yet", "request_type"
    if draft.research:
        return YES, "The request is research", "request_type"
    return CHECK, "The request is not research: look whether its purpose is meant by the condition", "request_type"


def _health(draft: Draft, parameter: str) -> Verdict:
    if "ancestry" in kinds_of(draft):
        return NO, "Work on ancestry is declared", "use_kinds"
    return YES, "Every type of request here is for health and care", "request_type"


def _disease(draft: Draft, parameter: str) -> Verdict:
    studied = diseases(draft)
    if not studied:
        return OPEN, "No disease is named", "diseases"
    if all(one == parameter for one in studied):
        return YES, "The disease is the one named", "diseases"
    return CHECK, f"Look whether {', '.join(studied)} belongs to {parameter}", "diseases"


def _ancestry(draft: Draft, parameter: str) -> Verdict:
    if "ancestry" in kinds_of(draft):
        return YES, "Work on ancestry is declared", "use_kinds"
    return NO, "No work on ancestry is declared", "use_kinds"


def _no_ancestry(draft: Draft, parameter: str) -> Verdict:
    result, reason, field = _ancestry(draft, parameter)
    return (NO if result is YES else YES), reason, field


def _no_methods_alone(draft: Draft, parameter: str) -> Verdict:
    if "methods" in kinds_of(draft):
        return NO, "Developing methods is declared as the use", "use_kinds"
    if draft.get("ai", "none") != "none":
        return CHECK, "A model is trained: look whether it serves a question of health", "ai"
    return YES, "No development of methods alone is declared", "use_kinds"


def _genetics(draft: Draft, parameter: str) -> Verdict:
    if "genetics" in kinds_of(draft):
        return YES, "A genetic study is declared", "use_kinds"
    return NO, "No genetic study is declared", "use_kinds"


def _not_commercial(draft: Draft, parameter: str) -> Verdict:
    if draft.commercial:
        return NO, "Commercial funding or gain is declared", "commercial_gain"
    if draft.get("commercial_funder") is None or draft.get("commercial_gain") is None:
        return OPEN, "Whether there is commercial funding or gain is not answered yet", "commercial_funder"
    return YES, "No commercial funding or gain is declared", "commercial_gain"


def _not_for_profit(draft: Draft, parameter: str) -> Verdict:
    profit = for_profit(draft)
    if profit is None:
        return CHECK, "Look at what kind of organisations the parties are", "controllers"
    if profit:
        return NO, "A party is a commercial organisation", "controllers"
    return YES, "Every party is a public body or a charity", "controllers"


def _neither(draft: Draft, parameter: str) -> Verdict:
    verdicts = (_not_for_profit(draft, parameter), _not_commercial(draft, parameter))
    return next((one for wanted in (NO, OPEN, CHECK) for one in verdicts if one[0] is wanted), verdicts[1])


def _published(draft: Draft, parameter: str) -> Verdict:
    if draft.get("dissemination"):
        return YES, "It is said how results are published", "dissemination"
    return OPEN, "How results are published is not said yet", "dissemination"


def _ethics(draft: Draft, parameter: str) -> Verdict:
    if draft.get("rec_reference"):
        return YES, "An ethics approval is named", "rec_reference"
    if draft.get("rec_required") is False:
        return CHECK, "The request says that no ethics approval is required", "rec_required"
    return OPEN, "No ethics approval is named yet", "rec_reference"


def _region(draft: Draft, parameter: str) -> Verdict:
    territory = draft.get("territory")
    if territory is None:
        return OPEN, "Where the data are used is not said yet", "territory"
    if parameter not in WITHIN:
        return CHECK, f"Look whether the place of use lies in {parameter}", "territory"
    if territory in WITHIN[parameter]:
        return YES, "The data are used within the region", "territory"
    return NO, "The data are used beyond the region", "territory"


def _embargo(draft: Draft, parameter: str) -> Verdict:
    first = first_output(draft)
    if first is None:
        return OPEN, "No output has a date yet", "outputs"
    if first < date.fromisoformat(parameter):
        return NO, "An output is planned before the date", "outputs"
    return YES, "No output is planned before the date", "outputs"


def _time(draft: Draft, parameter: str) -> Verdict:
    wanted = months(draft)
    if wanted is None:
        return OPEN, "Start and end are not given yet", "end"
    if wanted > int(parameter):
        return NO, f"The data are asked for {wanted} months", "end"
    return YES, f"The data are asked for {wanted} months", "end"


def _a_person_looks(reason: str, field: str = "") -> Rule:
    return lambda draft, parameter: (CHECK, reason, field)


RULES: Mapping[str, Rule] = {
    "DUO:0000004": _any_use,
    "DUO:0000042": _research,
    "DUO:0000006": _health,
    "DUO:0000007": _disease,
    "DUO:0000011": _ancestry,
    "DUO:0000012": _a_person_looks("Look whether the study is of this kind", "aim"),
    "DUO:0000015": _no_methods_alone,
    "DUO:0000016": _genetics,
    "DUO:0000018": _neither,
    "DUO:0000019": _published,
    "DUO:0000020": _a_person_looks("Look whether this investigator takes part", "team"),
    "DUO:0000021": _ethics,
    "DUO:0000022": _region,
    "DUO:0000024": _embargo,
    "DUO:0000025": _time,
    "DUO:0000026": _a_person_looks("Look whether only these people use the data", "team"),
    "DUO:0000027": _a_person_looks("Look whether this is the project", "title"),
    "DUO:0000028": _a_person_looks("Look whether the data stay within this institution", "controllers"),
    "DUO:0000029": _a_person_looks("Agree how derived data are returned", "outputs"),
    "DUO:0000043": _any_use,
    "DUO:0000044": _no_ancestry,
    "DUO:0000045": _not_for_profit,
    "DUO:0000046": _not_commercial,
}
