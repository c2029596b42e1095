"""The line that a request goes along, as steps with words: done, now, or to come."""

from dataclasses import dataclass

from services.contracts.intake import ApplicationView
from services.contracts.request import Profile
from services.contracts.stages import BESIDE, LABELS, LINE, MACRO


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
