"""The cross-field rules of domain section 2.5, each answering with what to do and where.

A rule is a function from a draft to problems; RULES says how severe each is. Rules that administrators wrote are data,
in the form itself.
"""

from collections.abc import Iterator

from services.contracts.message import Problem

from ..draft import Draft
from ..form import shape_problems, text_problems
from . import data, formats, legal, parties  # each registers its rules
from .table import RULES, Severity

__all__ = ["RULES", "Severity", "blocking", "data", "formats", "legal", "parties", "warnings"]


def blocking(draft: Draft) -> tuple[Problem, ...]:
    """What stops a submission (G-VALIDATE)."""
    severities = (Severity.BLOCK,) if draft.provisional else (Severity.BLOCK, Severity.BLOCK_FULL)
    return (*_shapes(draft), *_run(draft, *severities))


def warnings(draft: Draft) -> tuple[Problem, ...]:
    """What applicant and case officer should look at, without stopping anything."""
    severities = (Severity.WARN, Severity.BLOCK_FULL) if draft.provisional else (Severity.WARN,)
    return tuple(_run(draft, *severities))


def _run(draft: Draft, *severities: Severity) -> Iterator[Problem]:
    for severity, find in RULES.values():
        if severity in severities:
            yield from find(draft)
    for one in draft.form.rules:
        if one.severity in severities and one.when.holds(draft):
            yield Problem(code=one.id, message=one.message, field=one.field)


def _shapes(draft: Draft) -> Iterator[Problem]:
    for key, value in draft.answers.items():
        if key in draft.form.fields:
            yield from shape_problems(draft.form.fields[key], value)
    yield from text_problems(draft.answers)
