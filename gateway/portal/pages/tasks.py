"""What waits for me, from every part."""

from ... import compose
from ...api.route import SIGNED_IN
from ..row import Page

PAGES = (
    Page(
        path="/my/tasks",
        who=SIGNED_IN,
        title="My tasks",
        nav="My tasks",
        template="requests/tasks.html",
        screen=compose.tasks_screen,
    ),
)
