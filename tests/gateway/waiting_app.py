"""An app for tests of the line in front of it: a request to /wait is answered when the file RELEASE exists; /body says
how many bytes came; anything else is answered at once."""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """WSGI."""
    while environ["PATH_INFO"] == "/wait" and not Path(os.environ["RELEASE"]).exists():
        time.sleep(0.02)
    came = len(environ["wsgi.input"].read()) if environ["PATH_INFO"] == "/body" else 0
    said = str(came).encode()
    start("200 OK", [("Content-Length", str(len(said)))])
    return [said]
