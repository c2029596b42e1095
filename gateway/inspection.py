"""Reads an uploaded file through, in a process of its own: `python -m gateway.inspection <kind> <path>`.

Is it what it says all the way, does it unpack to something enormous, and does its text hold what could be an NHS number
(domain 9.5)? What strangers send is parsed nowhere else. The process has little memory, little time, no file to write
and no setting of ours; when it fails in any way, the file is not taken. Pictures are not read: nobody here opens them.
"""

import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from re import Pattern
from re import compile as pattern
from typing import IO

from services.contracts.free_text import holds_nhs_number

MEMORY = 768 * 1024 * 1024  # bytes of address space
SECONDS = 30  # of computing; as long again may pass while others compute
UNPACKED_LIMIT, ENTRY_LIMIT, DEPTH_LIMIT, PAGE_LIMIT = 100_000_000, 2_000, 2, 2_000
PIECE = 256 * 1024
ZIP, MACROS = b"PK\x03\x04", ("vbaproject.bin",)
READ = (".xml", ".rels", ".txt", ".csv", ".htm", ".html", ".rtf")
LINE_ENDS: Pattern[str] = pattern(r"</\w+:(?:p|tc)>|<\w+:(?:br|tab)\b[^>]*>|</(?:si|c|v|row|p)>")
TAGS: Pattern[str] = pattern(r"<[^>]*>")


class Unfit(Exception):
    """Not what it says, or more than we read."""


@dataclass(frozen=True)
class Found:
    """Whether a file could be read through, and whether its text may hold an NHS number."""

    fits: bool
    identifiers: bool = False


def inspect(kind: str, path: Path) -> Found:
    """What the file at `path` holds; it does not fit when it cannot be read through within the limits."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HAVEN_")}
    command = [sys.executable, "-m", "gateway.inspection", kind, str(path)]
    try:
        done = subprocess.run(command, env=clean, capture_output=True, timeout=2 * SECONDS, check=True)
        return Found(**json.loads(done.stdout))
    except (subprocess.SubprocessError, OSError, ValueError, TypeError):
        return Found(fits=False)


def main(kind: str, path: Path) -> None:
    """In the process of its own."""
    bounded(resource.RLIMIT_AS, MEMORY)
    bounded(resource.RLIMIT_CPU, SECONDS)
    bounded(resource.RLIMIT_FSIZE, 0)
    bounded(resource.RLIMIT_CORE, 0)
    read = {"text": text_of, "docx": text_of_word, "pdf": text_of_pdf}[kind]
    try:
        # Everything is read, even after a find: what stands behind it must fit too.
        found = Found(fits=True, identifiers=max([holds_nhs_number(text) for text in read(path)], default=False))
    except Exception:  # whatever a stranger's file does to a parser
        found = Found(fits=False)
    sys.stdout.write(json.dumps(vars(found)))


def text_of(path: Path) -> Iterator[str]:
    """UTF-8 without control characters, however large. Pieces overlap, so that no number is cut in two."""
    if not path.stat().st_size:
        raise Unfit("empty")
    end = ""
    with path.open(encoding="utf-8", newline="") as file:
        while piece := file.read(PIECE):
            if any(ord(one) < 32 and one not in "\t\r\n\f" for one in set(piece)):
                raise Unfit("control characters")
            yield end + piece
            end = piece[-40:]


def text_of_word(path: Path) -> Iterator[str]:
    """A document without macros."""
    with zipfile.ZipFile(path) as archive:
        if "word/document.xml" not in archive.namelist():
            raise Unfit("no document")
    with path.open("rb") as file:
        yield from _text_of_archive(file, [UNPACKED_LIMIT], 1)


def _text_of_archive(file: IO[bytes], left: list[int], depth: int) -> Iterator[str]:
    """The text of each part. `left`: bytes that all of it may still unpack to, whatever the archive says of itself."""
    if depth > DEPTH_LIMIT:
        raise Unfit("archives in archives in archives")
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if len(entries) > ENTRY_LIMIT or len(names) < len(entries) or any(map(strange, names)):
            raise Unfit("entries")
        for entry in entries:
            with archive.open(entry) as part:
                content = part.read(left[0] + 1)
            left[0] -= len(content)
            if left[0] < 0:
                raise Unfit("too large when unpacked")
            if content.startswith(ZIP):
                with archive.open(entry) as part:
                    yield from _text_of_archive(part, left, depth + 1)
            elif entry.filename.lower().endswith(READ):
                yield _bare(content.decode("utf-8", "replace"))


def _bare(markup: str) -> str:
    """The words of XML. A number may be spread over several runs: only the ends of paragraphs and cells part it."""
    return unescape(TAGS.sub("", LINE_ENDS.sub("\n", markup)))


def strange(name: str) -> bool:
    """Whether an archive's entry leads out of it, or is a macro."""
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or name.lower().endswith(MACROS)


def text_of_pdf(path: Path) -> Iterator[str]:
    """The text of each page, of notes on it, of fields, and of the document's own description."""
    from pypdf import PdfReader  # here, because the other kinds need not wait for it

    reader = PdfReader(path)
    if reader.is_encrypted or len(reader.pages) > PAGE_LIMIT or reader.attachments:
        raise Unfit("locked, too long, or with other files in it")
    yield "\n".join(str(value) for value in (reader.metadata or {}).values())
    for page in reader.pages:
        yield page.extract_text()
        for note in page.get("/Annots") or ():
            yield str(note.get_object().get("/Contents", ""))
    yield "\n".join(str(field.get("/V", "")) for field in (reader.get_fields() or {}).values())


def bounded(what: int, limit: int) -> None:
    """No more than this of a resource, for good."""
    resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
