"""The table of rules, and how a rule is put into it."""

from collections.abc import Callable, Iterator

from services.contracts.intake.question_bank import Severity
from services.contracts.message import Problem

from ..draft import Draft

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
