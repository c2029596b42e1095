"""Which files are taken, and whether a file is what it says: content, name and declared type must agree (ASVS 5.2)."""

import unicodedata
from dataclasses import dataclass

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST_NAME = 255  # bytes
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True)
class Kind:
    """One kind of file: its media type, name endings, what other media types browsers call it, and how it is read
    through (see inspection; pictures are not)."""

    media_type: str
    endings: tuple[str, ...]
    also: tuple[str, ...] = ()
    inspected: str = ""


PDF = Kind("application/pdf", (".pdf",), inspected="pdf")
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
WORD = Kind(DOCX, (".docx",), inspected="docx")
CSV = Kind("text/csv", (".csv",), ("application/csv", "application/vnd.ms-excel", "text/plain"), inspected="text")
TEXT = Kind("text/plain", (".txt",), inspected="text")
KINDS = (PDF, PNG, JPEG, WORD, CSV, TEXT)
MAGIC = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG, b"PK\x03\x04": WORD}


def agreed(head: bytes, filename: str, declared: str) -> Kind | None:
    """The kind on which the beginning of the content, name and declared type agree; None when they do not, or it is not
    one we take. Whether the rest fits is for `inspection` to say."""
    if not good_name(filename):
        return None
    named = next((kind for kind in KINDS if filename.lower().endswith(kind.endings)), None)
    if named is None or declared not in ("", "application/octet-stream", named.media_type, *named.also):
        return None
    found = next((kind for magic, kind in MAGIC.items() if head.startswith(magic)), None)
    return named if found is named or (found is None and named in (CSV, TEXT)) else None


def good_name(filename: str) -> bool:
    """A plain name of a file: no path, and nothing that shows it as another (controls, right-to-left overrides, a dot
    or space at an end)."""
    shown = not any(unicodedata.category(one) in UNSEEN for one in filename)
    plain = shown and not set(filename) & set("/\\:") and filename == filename.strip(" .")
    return plain and 0 < len(filename.encode()) <= LONGEST_NAME


def shown_name(filename: str) -> str:
    """The name as a download may carry it, whatever was written into a record."""
    return "".join(one for one in filename if unicodedata.category(one) not in UNSEEN) or "file"
