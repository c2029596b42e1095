"""Pages for everybody."""

from ...api.route import PUBLIC
from ..row import Page

PAGES = (
    Page(path="/", who=PUBLIC, title="Ask for health data", template="public/start.html"),
)
