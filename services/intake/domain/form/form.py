"""One published version of the form, as a value that never changes: what is asked, when, and in which order.

Everything that reads an application reads it by the form that the application was written with: `draft.form`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..draft import Draft
from .evidence import Evidence
from .field import Field, Section
from .written import WrittenRule


@dataclass(frozen=True)
class Form:
    """A version of the form. `rules` are those that administrators wrote; the rules of domain 2.4 and 2.5 hold for
    every version. ValueError when the conditions of its questions lead in a circle."""

    number: int
    sections: tuple[Section, ...]
    evidence: tuple[Evidence, ...]
    declarations: tuple[tuple[str, str], ...]
    rules: tuple[WrittenRule, ...] = ()

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every question by its key, in the order in which they are asked."""
        return {field.key: field for section in self.sections for field in section.fields}

    @cached_property
    def documents(self) -> Mapping[str, Evidence]:
        """Every kind of document by its name."""
        return {item.kind: item for item in self.evidence}

    @cached_property
    def givers(self) -> Mapping[str, str]:
        """Who can give the answer to each question, or the document of each kind."""
        named = {field.key: field.giver or one.giver for one in self.sections for field in one.fields}
        return named | {item.kind: item.giver for item in self.evidence}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The questions so that each comes after those that its condition reads."""
        placed: dict[str, None] = {}
        waiting = list(self.fields.values())
        while waiting:
            ready = [one for one in waiting if all(key in placed or key not in self.fields for key in one.when.reads)]
            if not ready:
                raise ValueError(f"these questions wait for each other: {', '.join(one.key for one in waiting)}")
            placed |= dict.fromkeys(one.key for one in ready)
            waiting = [one for one in waiting if one.key not in placed]
        return tuple(placed)

    def asked(self, draft: Draft) -> Iterator[Field]:
        """The questions that a draft has to do with, in their order."""
        return (field for field in self.fields.values() if field.when.holds(draft))

    def settled(self, draft: Draft) -> Draft:
        """The draft without the answers that its other answers hide. What is hidden is kept where drafts are kept, so
        that changing back loses nothing; no rule, route or frozen version ever sees it."""
        seen: dict[str, Any] = {}
        view = replace(draft, answers=seen)  # it sees what is put into `seen` further down
        for key in self.order:
            field = self.fields[key]
            if key in draft.answers and field.when.holds(view):
                seen[key] = _shown(field, draft.answers[key], view)
        in_order = {key: seen[key] for key in self.fields if key in seen}
        return replace(draft, answers=in_order)


def _shown(field: Field, value: Any, view: Draft) -> Any:
    """A value without the parts of its rows that are not asked."""
    hidden = {item.key for item in field.items if not item.when.holds(view)}
    if not hidden or not isinstance(value, list):
        return value
    return [{k: v for k, v in row.items() if k not in hidden} if isinstance(row, dict) else row for row in value]
