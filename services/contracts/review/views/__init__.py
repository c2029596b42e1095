"""What review answers: the case as this reader may see it, lists, meetings, tasks."""

from .case import *  # noqa: F403
from .lists import *  # noqa: F403
