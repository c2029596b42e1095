"""Making the synthetic core, as a process of its own: `{"folder": …}` as JSON on standard input. The folder appears
whole or not at all; one that is there stays as it is."""

import json
import os
import shutil
import sys
from pathlib import Path

from services.provisioning.data_core.generate import generate


def synthesise(folder: Path) -> None:
    """The core in `folder`, made of synthetic people if it is not there."""
    if folder.exists():
        return
    staging = folder.with_name(f".{folder.name}.{os.getpid()}")
    generate(staging)
    try:
        os.replace(staging, folder)
    except OSError:
        shutil.rmtree(staging)
        if not folder.exists():
            raise


if __name__ == "__main__":
    synthesise(Path(json.load(sys.stdin)["folder"]))
