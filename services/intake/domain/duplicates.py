"""Which requests are likely to be the same one again: by who asks, for what, and what they call it
(G-VALIDATION-CHECKLIST). It only points; a person decides."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from services.contracts.request import Request

Trait = tuple[str, str]  # kind and value
LEAD, PARTY, DATASET, WORD = "lead", "party", "dataset", "word"
CANDIDATE = (LEAD, PARTY, WORD)  # whoever shares none of these is no duplicate: a dataset is asked for by many
LIKELY_AT = 3
MOST_WORDS = 30
# Words of titles that say nothing of what is asked.
COMMON = frozenset({
    "about", "after", "among", "analysis", "audit", "based", "cohort", "data", "evaluation", "from", "health",
    "hospital", "hospitals", "into", "outcomes", "patient", "patients", "people", "project", "research", "review",
    "service", "services", "study", "that", "their", "this", "trial", "using", "what", "which", "with",
})  # fmt: skip


@dataclass(frozen=True)
class Likeness:
    """How alike two requests are, and why; `reasons` are sentences for the case officer."""

    score: int
    reasons: tuple[str, ...]

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY_AT


def traits(request: Request) -> frozenset[Trait]:
    """What a submitted request is compared by. The custodian is a party to every request, and says nothing."""
    parties = (one for one in (*request.controllers, *request.processors) if one.role != "custodian")
    found = {(LEAD, str(request.lead.person_id))}
    found |= {(PARTY, str(one.organisation_id)) for one in parties}
    found |= {(DATASET, wanted.dataset) for wanted in request.datasets}
    return frozenset(found | {(WORD, word) for word in words(request.title)})


def words(title: str) -> frozenset[str]:
    """The telling words of a title: four letters or more, without the plural's s."""
    told = [one.removesuffix("s") for one in re.findall(r"[^\W\d_]{4,}", title.casefold()) if one not in COMMON]
    return frozenset(told[:MOST_WORDS])


def likeness(mine: Collection[Trait], theirs: Collection[Trait]) -> Likeness:
    """Two requests compared."""
    shared = {kind: _of(mine, kind) & _of(theirs, kind) for kind in (LEAD, PARTY, DATASET, WORD)}
    found: list[tuple[int, str]] = []
    if shared[LEAD]:
        found.append((2, "The same lead applicant"))
    if shared[PARTY]:
        found.append((1, "An organisation that is in both"))
    same, all_ = len(shared[DATASET]), len(_of(mine, DATASET) | _of(theirs, DATASET))
    if same:
        found.append((2 if same * 2 >= all_ else 1, f"{same} of {all_} datasets: {', '.join(sorted(shared[DATASET]))}"))
    same, all_ = len(shared[WORD]), len(_of(mine, WORD) | _of(theirs, WORD))
    if same and same * 10 >= all_ * 3:
        told = f"{same} of {all_} telling words of the titles: {', '.join(sorted(shared[WORD]))}"
        found.append((3 if same * 2 >= all_ else 1, told))
    return Likeness(sum(points for points, _ in found), tuple(text for _, text in found))


def _of(traits: Collection[Trait], kind: str) -> set[str]:
    return {value for name, value in traits if name == kind}
