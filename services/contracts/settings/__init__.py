"""What administrators set in the portal, with a second administrator's approval (decision 0027): `kinds` says what a
setting is and which value of it holds on a day, `table` has a row for each.

To add one: a row in `table`, the place in the owning service's domain that reads it from the `Settings` it is given,
and a probe in tests/settings that shows that another value leads to something else.
"""

from .kinds import DEFAULTS, Kind, Setting, Settings, Settled
from .table import BY_KEY, TABLE

__all__ = ["BY_KEY", "DEFAULTS", "TABLE", "Kind", "Setting", "Settings", "Settled"]
