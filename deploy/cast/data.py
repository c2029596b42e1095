"""What the demonstration is made of, as data files."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> Any:
    """deploy/demo_data/<name>.json; shared by all callers, so not to be changed."""
    return json.loads(files("deploy").joinpath(f"demo_data/{name}.json").read_text("utf-8"))
