"""The use that the answers of a request declare, as terms of the ontology."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..draft import PUBLIC_BODIES, Draft, as_date

MONTH = 30.44  # days
PROFIT = frozenset({"commercial"})
NOT_FOR_PROFIT = PUBLIC_BODIES | {"charity"}


@dataclass(frozen=True)
class Term:
    """One declared term."""

    code: str
    parameter: str = ""


def declared(draft: Draft) -> tuple[Term, ...]:
    """What a request says of its use, machine-readable: for the match, the export and other systems."""
    return tuple(_terms(draft))


def _terms(draft: Draft) -> Iterator[Term]:
    kinds = kinds_of(draft)
    if "ancestry" in kinds:
        yield Term("DUO:0000011")
    elif found := diseases(draft):
        yield from (Term("DUO:0000007", disease) for disease in found)
    else:
        yield Term("DUO:0000006")
    if "genetics" in kinds:
        yield Term("DUO:0000016")
    yield from (Term(code, said) for code, say in PARAMETERS.items() if (said := str(say(draft) or "")))
    if draft.get("dissemination"):
        yield Term("DUO:0000019")
    if draft.get("commercial_funder") is False and draft.get("commercial_gain") is False:
        yield Term("DUO:0000046")


def kinds_of(draft: Draft) -> frozenset[str]:
    """What is particular about the use: ancestry, methods or genetics."""
    return frozenset(draft.get("use_kinds", ()))


def diseases(draft: Draft) -> tuple[str, ...]:
    """The diseases studied, as Mondo identifiers."""
    return tuple(draft.get("diseases", ()))


def months(draft: Draft) -> int | None:
    """How long the data are wanted, in months begun."""
    start, end = draft.day("start"), draft.day("end")
    return max(1, math.ceil((end - start).days / MONTH)) if start and end and end > start else None


def first_output(draft: Draft) -> date | None:
    """When the first output is expected; None when no output has a date."""
    return min((day for row in draft.rows("outputs") if (day := as_date(row.get("date")))), default=None)


def for_profit(draft: Draft) -> bool | None:
    """Whether a party works for profit; None while a party is not known."""
    refs = [draft.get("lead_organisation")]
    refs += [row.get("organisation") for key in ("controllers", "processors") for row in draft.rows(key)]
    kinds = [party.kind for ref in refs if ref and (party := draft.organisation(ref))]
    if any(kind in PROFIT for kind in kinds):
        return True
    return False if kinds and all(kind in NOT_FOR_PROFIT for kind in kinds) else None


PARAMETERS: Mapping[str, Callable[[Draft], object]] = {
    "DUO:0000021": lambda draft: draft.get("rec_reference"),
    "DUO:0000022": lambda draft: draft.get("territory"),
    "DUO:0000025": months,
}
