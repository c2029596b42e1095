"""One screen's worth of data in one request."""

from services.contracts import intake

from ... import compose
from ..route import SIGNED_IN, Screen, ask

ROUTES = (
    ask("/my/requests", intake.MyRequests),
    Screen(
        method="GET",
        path="/my/tasks",
        who=SIGNED_IN,
        name="MyTasks",
        compose=compose.tasks_screen,
        answers=compose.TasksScreen,
        summary="What waits for me, from every part, the most urgent first.",
    ),
    Screen(
        method="GET",
        path="/requests/<uuid:application_id>",
        who=SIGNED_IN,
        name="Request",
        compose=compose.request_screen,
        answers=compose.RequestScreen,
        summary="One request as all five parts see it, and what I may do next.",
    ),
)
