"""Asking the gateway as one of the people of a stage."""

import re
from typing import Any
from uuid import uuid4

from gateway.api.route import Row

from .conftest import Stage

PREFIX = "/api/v1"
JSON = {"Content-Type": "application/json"}


def get(stage: Stage, path: str, who: str) -> Any:
    headers = {} if who == "nobody" else {"Authorization": f"Bearer {who}"}
    return stage.tried.client.get(f"{PREFIX}{path}", headers=headers)


def url(row: Row) -> str:
    """An address that the row answers."""
    path = re.sub(r"<any\((\w+)[^>]*>", r"\1", row.path)
    path = re.sub(r"<uuid:\w+>", str(uuid4()), path)
    return PREFIX + re.sub(r"<\w+>", "one", re.sub(r"<int:\w+>", "1", path))
