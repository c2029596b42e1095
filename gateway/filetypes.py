"""Which files are taken, and whether a file is what it says: content, name and declared type must agree (ASVS 5.2)."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

UNPACKED_LIMIT = 500_000_000
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAME = re.compile(r"^[^\x00-\x1f\x7f/\\:]{1,255}$")


@dataclass(frozen=True)
class Kind:
    """One kind of file: its media type, name endings, and what other media types browsers call it."""

    media_type: str
    endings: tuple[str, ...]
    also: tuple[str, ...] = ()


PDF = Kind("application/pdf", (".pdf",))
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
WORD = Kind(DOCX, (".docx",))
CSV = Kind("text/csv", (".csv",), ("application/csv", "application/vnd.ms-excel", "text/plain"))
TEXT = Kind("text/plain", (".txt",))
KINDS = (PDF, PNG, JPEG, WORD, CSV, TEXT)
MAGIC = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG, b"PK\x03\x04": WORD}


def agreed(path: Path, head: bytes, filename: str, declared: str) -> Kind | None:
    """The kind on which content, name and declared type agree; None when they do not, or it is not one we take."""
    if not NAME.match(filename):
        return None
    named = next((kind for kind in KINDS if filename.lower().endswith(kind.endings)), None)
    if named is None or declared not in ("", "application/octet-stream", named.media_type, *named.also):
        return None
    found = next((kind for magic, kind in MAGIC.items() if head.startswith(magic)), None)
    if found is None:
        return named if named in (CSV, TEXT) and _is_text(path) else None
    if found is WORD and not _is_word(path):
        return None
    return named if found is named else None


def _is_text(path: Path) -> bool:
    """UTF-8 without control characters, however large; read piece by piece."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            while piece := file.read(64 * 1024):
                if any(ord(c) < 32 and c not in "\t\r\n\f" for c in piece):
                    return False
    except UnicodeDecodeError:
        return False
    return path.stat().st_size > 0


def _is_word(path: Path) -> bool:
    """A zip archive that holds a document, no macros, and does not unpack to something enormous."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    names = {entry.filename for entry in entries}
    small = sum(entry.file_size for entry in entries) <= UNPACKED_LIMIT
    return small and "word/document.xml" in names and not any(name.endswith("vbaProject.bin") for name in names)
