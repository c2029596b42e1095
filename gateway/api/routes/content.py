"""The public content pages, their files, and what administrators make of them."""

from collections.abc import Mapping
from typing import Any

from services.contracts import intake

from ..route import PUBLIC, STAFF_ONLY, FileRef, Route, act, ask, file


def download(view: Any, path: Mapping[str, Any]) -> FileRef | None:
    """The file of a page with this id."""
    found = next((one for one in view.files if one.file_id == path["file_id"]), None)
    return found and FileRef(sha256=found.sha256, filename=found.filename, media_type=found.media_type)


ONE = "/content/<page>"
FILE = f"{ONE}/files/<uuid:file_id>"
ROUTES = (
    ask("/content", intake.ListContentPages, PUBLIC),
    ask(ONE, intake.ReadContentPage, PUBLIC),
    Route(method="PUT", path=ONE, message=intake.SaveContentPage, who=STAFF_ONLY, conditional=True),
    act(f"{ONE}/files", intake.AttachContentFile, STAFF_ONLY, status=201),
    file(FILE, intake.ReadContentPage, download, PUBLIC, summary="A file to download from a page."),
    Route(method="DELETE", path=FILE, message=intake.RemoveContentFile, who=STAFF_ONLY),
)
