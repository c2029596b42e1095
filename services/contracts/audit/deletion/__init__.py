"""What is said about the end: orders to delete, certificates of destruction, closure (domain 1.4.22, 7.3; S2-62).

The subject of every event is the application's id. Each organisation that an agreement binds returns a certificate of
its own; for a Secure Data Environment the custodian's is made from the destruction of the workspace. An organisation
that never held a copy says so (`nothing_held`), which is accepted only where the data stayed in the environment.
"""

from .commands import *  # noqa: F403
from .events import *  # noqa: F403
from .parts import *  # noqa: F403
from .views import *  # noqa: F403
