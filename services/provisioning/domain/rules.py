"""The rules of a project, whole: importing this registers every decision at the door.

`may` who may ask what, and when · `door` permission first · `membership`, `cohort_tasks`, `production`, `release`,
`access` the decisions · `hearing` what other services' events lead to · `history` what each event makes true ·
`guards` what must be true before · `waiting` what waits for whom.
"""

from . import cohort_tasks, live, membership, production, release  # noqa: F401
from .door import NOTHING, Known, decide, handle
from .hearing import hear, learn
from .history import after, evolve, fold

__all__ = ["NOTHING", "Known", "after", "decide", "evolve", "fold", "handle", "hear", "learn"]
