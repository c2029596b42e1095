"""People and their accounts: sign-up, sign-in, second factor, sessions, API tokens, profile, evidence, roles.

The subject of every event here is the person. E-mail addresses, passwords, tokens and secrets travel in commands and
one-time answers only, never in an event.
"""

from .commands import *  # noqa: F403
from .events import *  # noqa: F403
from .parts import *  # noqa: F403
from .views import *  # noqa: F403
