"""What may happen to a case, and what is then true. Pure: no database, no clock, no bus.

`case` the aggregate · `may` who may ask what, and when · `policy` deadlines, quorum and offices as data · `separation`
who may not, because of what they did or who they are · `assigning`, `reviewing`, `feedback`, `committee`, `decision`,
`aftermath` the decisions · `evolve` what each event makes true · `hear` what intake's events lead to · `meeting` the
meeting and its quorum · `letter` the words of a decision.
"""

from . import aftermath, assigning, committee, decision, feedback, reviewing
from .case import Case
from .decide import decide, handle
from .evolve import evolve, fold
from .hear import hear

DECIDERS = (assigning, reviewing, feedback, committee, decision, aftermath)  # importing them registers their commands

__all__ = ["DECIDERS", "Case", "decide", "evolve", "fold", "handle", "hear"]
