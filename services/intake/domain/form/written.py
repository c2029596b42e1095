"""A rule that an administrator wrote: when its condition holds, it speaks; nothing of it is run as code."""

from dataclasses import dataclass

from services.contracts.intake.question_bank import Severity

from .vocabulary import Condition


@dataclass(frozen=True)
class WrittenRule:
    """While `when` holds, `message` is said at question `field`. `id` is `W-` and a name."""

    id: str
    field: str
    message: str
    severity: Severity
    when: Condition
    version: int = 1
