"""The line that a request goes along, as steps with words: done, now, or to come."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.contracts.intake import ApplicationView
from services.contracts.request import Profile
from services.contracts.stages import BESIDE, LABELS, LINE, MACRO

from .words import sentence


@dataclass(frozen=True)
class Step:
    """One step. `state` is done, now, to come, or ended: it went no further."""

    label: str
    macro: str
    state: str


def steps(application: ApplicationView) -> list[Step]:
    """The steps of one request in the words of its profile; what is said twice in a row is one step. A request that
    ended before the end of the line ends there."""
    words, code = LABELS[application.profile], application.stage
    ended = code in ("REJECTED", "WITHDRAWN", "LAPSED")
    at = BESIDE.get(code, code)
    reached = LINE.index(at) if at in LINE else _last_of(application.macro_stage)
    made: list[Step] = []
    for number, one in enumerate(LINE):
        state = "done" if number < reached or code == "CLOSED" else "now" if number == reached else "to come"
        here = state == "now"
        label = words[code] if here else words[one]
        if made and made[-1].label == label:
            if here:
                made[-1] = Step(label, MACRO[one], "now")
            continue
        made.append(Step(label, MACRO[one], "ended" if here and ended else state))
        if here and ended:
            break
    return made


def whole(profile: Profile) -> list[tuple[str, list[str]]]:
    """The whole line in the words of a profile: each macro-stage and its steps."""
    found: dict[str, list[str]] = {}
    for code in LINE:
        labels = found.setdefault(MACRO[code], [])
        if LABELS[profile][code] not in labels:
            labels.append(LABELS[profile][code])
    return list(found.items())


def _last_of(macro: str) -> int:
    """The last step of a macro-stage, where somebody who went no further was."""
    return max((number for number, code in enumerate(LINE) if MACRO[code] == macro), default=0)


# Where nothing is waited for: what comes all the same, and what somebody can do about it.
NEXT: Mapping[str, str] = {
    "ACTIVE": "Nothing is waited for: the data can be used until the agreement ends",
    "REJECTED": "Nothing: the decision letter gives the reasons",
    "APPROVED_PROVISIONAL": "A full request, when what is still missing is there. Data are given only after that",
    "CLOSED": "Nothing: the request is closed",
    "WITHDRAWN": "Nothing: the request was withdrawn",
    "LAPSED": "Nothing, unless the request is reopened",
}
# Whom intake names in one word, with what they do.
WHOM: Mapping[str, str] = {
    "applicant": "the applicant", "case officer": "the case officer", "secretariat": "the committee's secretariat",
    "reviewers": "the reviewers", "committee": "the committee", "office-holder": "the office-holder who decides",
    "production": "the team that makes the data", "environment administrator": "the administrators of the workspace",
    "information risk owner": "the senior information risk owner (SIRO)", "auditor": "the auditor",
    "controllers": "every organisation that held the data", "custodian": "the custodian's signatory",
    "signatories": "the signatories of the controllers", "IG lead and Caldicott Guardian":
    "the information governance lead and the Caldicott Guardian", "cohort submitter":
    "whoever the application names to give the cohort file",
}  # fmt: skip


def next_step(application: ApplicationView) -> str:
    """What happens next, as a sentence without its full stop."""
    said = application.awaited or NEXT.get(application.stage, "")
    return sentence(said)


def from_whom(awaited_from: str, *, mine: bool = False) -> str:
    """From whom it is awaited; `mine`: whoever reads is the applicant. A name that intake gives stands as it is."""
    return "you" if mine and awaited_from == "applicant" else WHOM.get(awaited_from, awaited_from)
