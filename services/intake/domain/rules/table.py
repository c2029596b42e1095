"""The table of rules, and how a rule is put into it."""

from collections.abc import Callable, Iterator
from enum import StrEnum

from services.contracts.message import Problem

from ..draft import Draft


class Severity(StrEnum):
    """BLOCK stops a submission, BLOCK_FULL stops a full one and warns in a provisional one, WARN is only shown."""

    BLOCK = "block"
    BLOCK_FULL = "block(full)"
    WARN = "warn"


Rule = Callable[[Draft], Iterator[Problem]]
RULES: dict[str, tuple[Severity, Rule]] = {}


def rule(code: str, severity: Severity) -> Callable[[Callable[[Draft], Iterator[tuple[str, str]]]], Rule]:
    """Register a rule written as pairs of (field, what to do)."""

    def register(find: Callable[[Draft], Iterator[tuple[str, str]]]) -> Rule:
        def problems(draft: Draft) -> Iterator[Problem]:
            return (Problem(code=code, message=message, field=field) for field, message in find(draft))

        RULES[code] = (severity, problems)
        return problems

    return register
