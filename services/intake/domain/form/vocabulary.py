"""The closed vocabulary of conditions and written rules: a question or a fact, a comparison, values; joined by all, any
or none.

A condition is data: it is stored, shown in words and previewed, and nothing in it is ever run as code. What a subject
stands for is `facts.FACTS` (names beginning with @) or the key of a question, `question.part` for a part of its rows.
Every answer is compared as text ("yes", "no", "9(2)(j)", "2027-01-31"); bounds compare numbers or days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.contracts.intake.question_bank import Comparison, Match, Term

from ..draft import as_date, is_empty
from .facts import FACTS

if TYPE_CHECKING:
    from ..draft import Draft


@dataclass(frozen=True)
class Joined:
    """All, any or none of some terms; nothing joined by all always holds."""

    match: Match = Match.ALL
    of: tuple[Node, ...] = ()


Node = Term | Joined


@dataclass(frozen=True)
class Condition:
    """When a question is asked, a document is needed or a rule speaks: in words for people, as data for the checks."""

    text: str
    test: Node = Joined()

    def holds(self, draft: Draft) -> bool:
        """Whether it is so, of a draft whose hidden answers are left out."""
        return holds(self.test, draft)

    @property
    def reads(self) -> frozenset[str]:
        """The keys of the questions whose answers decide it."""
        return frozenset(reads(self.test))


ALWAYS = Condition("always")
NEVER = Condition("", Joined(Match.ANY))


def holds(node: Node, draft: Draft) -> bool:
    """Whether a condition is true of a draft."""
    if isinstance(node, Joined):
        inner = (holds(one, draft) for one in node.of)
        return {Match.ALL: all, Match.ANY: any, Match.NONE: lambda found: not any(found)}[node.match](inner)
    return COMPARE[node.comparison](list(said(draft, node.subject)), node.values)


def reads(node: Node) -> Iterator[str]:
    """Each question that a condition reads, facts included."""
    if isinstance(node, Joined):
        for one in node.of:
            yield from reads(one)
    elif node.subject in FACTS:
        yield from FACTS[node.subject].reads
    else:
        yield node.subject.partition(".")[0]


def terms(node: Node) -> Iterator[Term]:
    """Every term of a condition, however deep."""
    if isinstance(node, Joined):
        for one in node.of:
            yield from terms(one)
    else:
        yield node


def said(draft: Draft, subject: str) -> Iterator[str]:
    """What a draft says of a subject, as texts: none when it is not answered, one for each row or choice."""
    if subject in FACTS:
        yield text(FACTS[subject].find(draft))
        return
    key, _, part = subject.partition(".")
    found = [row.get(part) for row in draft.rows(key)] if part else [draft.get(key)]
    for value in found:
        for one in value if isinstance(value, list) else [value]:
            if not is_empty(one):
                yield text(one)


def text(value: Any) -> str:
    """An answer as it is compared and written in a condition."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if isinstance(value, (dict, list)) else str(value).strip()


def _reach(found: list[str], values: tuple[str, ...], fits: Callable[[Any, Any], bool]) -> bool:
    return any(fits(*pair) for one in found for bound in values if (pair := _measured(one, bound)) is not None)


def _measured(one: str, bound: str) -> tuple[Any, Any] | None:
    """Two numbers or two days; None when they cannot be compared."""
    days = as_date(one), as_date(bound)
    if None not in days:
        return days
    try:
        return float(one), float(bound)
    except ValueError:
        return None


def _length(found: list[str]) -> int:
    return sum(len(one) for one in found)


COMPARE: Mapping[Comparison, Callable[[list[str], tuple[str, ...]], bool]] = {
    Comparison.ONE_OF: lambda found, values: bool(set(found) & set(values)),
    Comparison.NONE_OF: lambda found, values: not set(found) & set(values),
    Comparison.ANSWERED: lambda found, _: bool(found),
    Comparison.UNANSWERED: lambda found, _: not found,
    Comparison.AT_LEAST: lambda found, values: _reach(found, values, lambda one, bound: one >= bound),
    Comparison.AT_MOST: lambda found, values: _reach(found, values, lambda one, bound: one <= bound),
    Comparison.ROWS: lambda found, values: any(len(found) >= int(bound) for bound in values),
    Comparison.SHORTER: lambda found, values: bool(found) and any(_length(found) < int(bound) for bound in values),
    Comparison.LONGER: lambda found, values: any(_length(found) > int(bound) for bound in values),
}


def one_of(subject: str, *values: str) -> Term:
    """A term: the answer is one of these."""
    return Term(subject=subject, comparison=Comparison.ONE_OF, values=values)


def every(*conditions: Condition) -> Node:
    """All of some named conditions."""
    return Joined(Match.ALL, tuple(one.test for one in conditions))


def some(*conditions: Condition) -> Node:
    """Any of some named conditions."""
    return Joined(Match.ANY, tuple(one.test for one in conditions))


def neither(*conditions: Condition) -> Node:
    """None of some named conditions."""
    return Joined(Match.NONE, tuple(one.test for one in conditions))
