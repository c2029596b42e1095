"""Review's language: one case per request, from acceptance to decision, conditions and appeal (design section 2).

Hears from intake: ApplicationSubmitted, ApplicationAccepted, ApplicationWithdrawn, ApplicationLapsed,
ApplicationReopened and ApplicationIneligible.
"""

from .commands import *  # noqa: F403 - a package is one language: every name of its files belongs to it
from .events import *  # noqa: F403
from .parts import *  # noqa: F403
from .views import *  # noqa: F403
