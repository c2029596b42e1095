"""Enquiry and preliminary assessment (domain 1.4.1, 1.4.2; S4-5 to S4-29). The subject of every event is the enquiry,
which stays one record with one reference, ENQ-2026-00017, from first word to invitation."""

from .commands import *  # noqa: F403
from .events import *  # noqa: F403
from .parts import *  # noqa: F403
from .views import *  # noqa: F403
