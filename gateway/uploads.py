"""Files in and out. In: streamed to the store, checked, scanned; out: only what a service's answer names, as an
attachment that a browser will neither guess at nor run."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

from flask import Response, current_app, jsonify, request

from services.contracts import free_text, wire
from services.contracts.message import Problem as Reason
from services.contracts.message import View

from . import filetypes, scanner
from .api.route import FileRef
from .bus.room import Room
from .config import MEGABYTE, Config
from .documents import Documents, Stored, TooLarge, chunks
from .errors import Problem
from .identity import Caller
from .inspection import Found, inspect

WARNING = (
    Reason(
        code=free_text.CODE,
        message="This file seems to hold NHS numbers: it can only be a cohort file. Take them out to attach it.",
        field="file",
    ),
)
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True, kw_only=True)
class UploadView(View):
    """A stored file: name its `sha256` in the command that uses it. `warnings`: what stands against that."""

    sha256: str
    media_type: str
    size: int
    filename: str
    warnings: tuple[Reason, ...] = ()


class Files:
    """The gateway's side of the store."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._store = Documents(config.documents)
        self._scanner = scanner.Scanner(config.clamav)
        self._room = Room(config.uploads_at_once)

    def known(self, sha256: str) -> Stored | None:
        """Type and size of a stored file; None when it is not here."""
        return self._store.known(sha256)

    def take(self, stream: IO[bytes], filename: str, declared: str) -> UploadView:
        """Store what `stream` holds, if it may be stored."""
        if not self._room.enter():
            raise Problem("busy", "Too many files are being taken in; send it again in a moment.")
        try:
            return self._take(stream, filename, declared)
        finally:
            self._room.leave()

    def _take(self, stream: IO[bytes], filename: str, declared: str) -> UploadView:
        try:
            draft = self._store.receive(stream, self._config.upload_limit)
        except TooLarge:
            most = self._config.upload_limit / MEGABYTE
            raise Problem("too-large", f"A file may have at most {most:g} MB.") from None
        try:
            kind = filetypes.agreed(draft.head, filename, declared)
            found = inspect(kind.inspected, draft.path) if kind and kind.inspected else Found(fits=True)
            if kind is None or not found.fits:
                taken = ", ".join(ending for one in filetypes.KINDS for ending in one.endings)
                raise Problem("file-type", f"We take {taken}. The file must be what its name says.")
            self._scan(draft.path)
            stored = self._store.keep(draft, kind.media_type, free_text.CODE if found.identifiers else "")
        finally:
            self._store.discard(draft)
        return UploadView(sha256=stored.sha256, media_type=stored.media_type, size=stored.size, filename=filename,
                          warnings=WARNING if found.identifiers else ())  # fmt: skip

    def stored(self, sha256: str) -> Path:
        """Where a file that came in lies. ValueError or FileNotFoundError when there is none."""
        path = self._store.path(sha256)
        path.stat()
        return path

    def send(self, file: FileRef) -> Response:
        """A file, as an attachment."""
        try:
            path = self._in_workspaces(file) if file.in_workspaces else self._store.path(file.sha256)
            body, size = chunks(path), path.stat().st_size
        except (OSError, ValueError):
            raise Problem("file-missing") from None
        answer = Response(body, mimetype=file.media_type or self._store.media_type(file.sha256))
        answer.content_length = size
        name = filetypes.shown_name(file.filename)
        plain, exact = re.sub(r"[^A-Za-z0-9._ -]", "_", name), quote(name, safe="")
        answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}"
        answer.headers["Content-Security-Policy"] = SANDBOX
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["X-Content-SHA256"] = file.sha256
        return answer

    def _in_workspaces(self, file: FileRef) -> Path:
        """Where a workspace's file is: inside the folder of workspaces whatever the path says, and with the content
        that was released, whatever has happened to it since."""
        root = self._config.workspaces.resolve()
        path = (root / file.in_workspaces).resolve()
        if root not in path.parents:
            raise ValueError("outside the workspaces")
        with path.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != file.sha256:
                raise ValueError("not what was released")
        return path

    def _scan(self, path: Path) -> None:
        if not self._config.clamav:
            return
        try:
            if not self._scanner.is_clean(path):
                raise Problem("infected")
        except scanner.TooLarge:
            raise Problem("too-large", "The scanner takes no file of this size, and none is taken unscanned.") from None
        except scanner.ScannerAway:
            raise Problem("scanner-away") from None


def upload(_caller: Caller) -> Response:
    """POST /uploads?filename=…: the file is the body; or one part `file` of a form."""
    files: Files = current_app.extensions["haven"].files
    if request.mimetype == "multipart/form-data":
        part = request.files.get("file")
        if part is None or len(request.files) != 1:
            raise Problem("bad-request", "The form must hold one file, named `file`.")
        view = files.take(part.stream, part.filename or "", part.mimetype)
    else:
        view = files.take(request.stream, request.args.get("filename", ""), request.mimetype)
    answer = jsonify(wire.dump(view))
    answer.status_code = 201
    return answer
