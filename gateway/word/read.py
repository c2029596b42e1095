"""A Word document that somebody sent -> its paragraphs, in a process of its own: `python -m gateway.word.read <path>`.

The file was looked through when it came in (gateway.inspection). Here one part of it is unpacked, within limits, and
parsed without entities and document types; whatever else it holds is not looked at. Text that tracked changes have
deleted is left out, what they have inserted is read.
"""

import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..inspection import ENTRY_LIMIT, MEMORY, bounded, strange

SECONDS = 20
PART_LIMIT = 20_000_000  # bytes of word/document.xml
PARAGRAPH_LIMIT, TEXT_LIMIT = 20_000, 2_000_000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACES = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}
HINT = "Hint"


class Unfit(Exception):
    """It cannot be read as a document, or holds more than we read."""


def paragraphs(path: Path) -> list[tuple[str, str]]:
    """Style and text of each paragraph. Unfit when it cannot be read within the limits."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HAVEN_")}
    command = [sys.executable, "-m", "gateway.word.read", str(path)]
    try:
        done = subprocess.run(command, env=clean, capture_output=True, timeout=2 * SECONDS, check=True)
        return [(str(style), str(text)) for style, text in json.loads(done.stdout)]
    except (subprocess.SubprocessError, OSError, ValueError, TypeError):
        raise Unfit("the document cannot be read") from None


def main(path: Path) -> None:
    """In the process of its own; it ends with an error when anything is wrong."""
    for what, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0),
                        (resource.RLIMIT_CORE, 0)):  # fmt: skip
        bounded(what, limit)
    sys.stdout.write(json.dumps(list(_paragraphs(path))))


def _paragraphs(path: Path) -> Iterator[tuple[str, str]]:
    from defusedxml.ElementTree import fromstring  # here, so that the gateway itself need not load it

    number = size = 0
    for one in fromstring(_part(path), forbid_dtd=True).iter(f"{W}p"):
        text = "".join(_pieces(one)).strip("\n")
        number, size = number + 1, size + len(text)
        if number > PARAGRAPH_LIMIT or size > TEXT_LIMIT:
            raise Unfit("too long")
        style = one.find(f"{W}pPr/{W}pStyle")
        yield (style.get(f"{W}val", "") if style is not None else ""), text


def _part(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if len(names) > ENTRY_LIMIT or len(set(names)) < len(names) or any(map(strange, names)):
            raise Unfit("entries")
        with archive.open("word/document.xml") as part:
            content = part.read(PART_LIMIT + 1)
    if len(content) > PART_LIMIT:
        raise Unfit("too large when unpacked")
    return content


def _pieces(paragraph: Any) -> Iterator[str]:
    for one in paragraph.iter():
        if one.tag == f"{W}t":
            yield one.text or ""
        else:
            yield SPACES.get(one.tag, "")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
