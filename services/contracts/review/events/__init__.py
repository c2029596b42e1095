"""What review announces. Subject is the application's id, or the meeting's (MeetingScheduled, AttendanceRecorded,
MinutesWritten, MinutesPublished) or the delegation's (OfficeDelegated)."""

from .aftermath import *  # noqa: F403
from .deciding import *  # noqa: F403
from .reviewing import *  # noqa: F403
