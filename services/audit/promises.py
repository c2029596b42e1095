"""The service levels that are promised: the published ones, and from its day on, what administrators have settled.

A row that has been in force stays, for the clocks that started under it (S2-60, S2-67). There is no other source: the
page of settings, letters and mail say the same figures, and none of them could know of a file that audit alone reads.
"""

import json
import os
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from services.audit.domain.targets import PUBLISHED, Target, targets_of
from services.audit.domain.targets import settled as settled_targets
from services.audit.models import SettingRow
from services.chassis import settled


def load(file: Path) -> tuple[Target, ...]:
    """The targets in a file. ValueError, with the file's name, for one that promises nothing sensible."""
    try:
        return targets_of(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError) as wrong:
        raise ValueError(f"{file.name}: {type(wrong).__name__}: {wrong}") from wrong


def held(session: Session) -> tuple[Target, ...]:
    """What is promised, for any day."""
    return settled_targets(current(), settled.read(session, SettingRow))


@cache
def current() -> tuple[Target, ...]:
    """What is promised where administrators have settled nothing. ValueError where an installation names a file of its
    own: nobody but audit would keep its promises, and nobody would say them."""
    if os.environ.get("HAVEN_SERVICE_LEVELS"):
        raise ValueError("HAVEN_SERVICE_LEVELS is not read any more: settle the days at /staff/settings, and unset it")
    return load(PUBLISHED)
