"""What may be shown of cases and meetings, to whom, and what they may do next."""

from .case import case
from .lists import cases, tasks
from .meetings import meeting, meetings
from .meetings import minutes as public_minutes
from .meetings import public as public_meetings

__all__ = ["case", "cases", "meeting", "meetings", "public_meetings", "public_minutes", "tasks"]
