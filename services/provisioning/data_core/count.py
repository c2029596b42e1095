"""Counting the people who meet criteria, as a process of its own: criteria as JSON on standard input, the disclosed
figure as JSON on standard output. The true number never leaves this process (domain 5.4)."""

import json
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from services.provisioning.data_core import selection
from services.provisioning.data_core.source import open_core
from services.provisioning.domain.disclosure import disclose
from services.provisioning.domain.failed_closed import FailedClosed
from services.provisioning.domain.minimise import Criteria


def counted(asked: Mapping[str, Any]) -> dict[str, str]:
    """The figure as it may be shown; or the code and text of a refusal."""
    try:
        with (
            tempfile.TemporaryDirectory(prefix="haven-count-") as work,
            open_core(Path(asked["core"]), Path(work)) as core,
        ):
            selection.select(core, _criteria(asked), asked["today"])
            return {"shown": disclose(selection.size(core), asked["threshold"])}
    except FailedClosed as refusal:
        return {"code": refusal.code, "reason": refusal.detail}


def _criteria(asked: Mapping[str, Any]) -> Criteria:
    window = (asked["first_day"], asked["last_day"])
    return Criteria(
        age=tuple(asked["age"]) if asked["age"] else None,
        sexes=tuple(asked["sexes"]),
        conditions=tuple(asked["conditions"]),
        window=(date.fromisoformat(window[0]), date.fromisoformat(window[1])) if window[0] else None,
    )


if __name__ == "__main__":
    json.dump(counted(json.load(sys.stdin)), sys.stdout)
