"""What may happen to a case, and what is then true. Pure: no database, no clock, no bus.

`case` the aggregate · `may` who may ask what, and when · `policy` deadlines, quorum and offices as data · `separation`
who may not, because of what they did or who they are · `door` permission first, then the decisions: `assigning`,
`reviewing`, `feedback`, `committee`, `decision`, `aftermath` · `history` what each event makes true · `hearing` what
intake's events lead to · `meeting` the meeting and its quorum · `delegation` who may sign for whom · `letter` the
words of a decision · `able` what to offer · `tasks` what waits for whom · `silence` what it leads to.
"""

# Importing the modules of decisions registers their commands at the door.
from . import aftermath, assigning, committee, decision, feedback, reviewing  # noqa: F401
from .able import able
from .case import Case
from .door import Known, decide, handle
from .hearing import hear
from .history import evolve, fold

__all__ = ["Case", "Known", "able", "decide", "evolve", "fold", "handle", "hear"]
