"""Every nemesis there is, by name. A module here registers its own with `register`; it is found by being here."""

import importlib
import pkgutil
from typing import TypeVar

from tests.chaos.nemesis import Nemesis

NEMESES: dict[str, Nemesis] = {}
N = TypeVar("N", bound=Nemesis)


def register(nemesis: N) -> N:
    """Add one; its name must be new."""
    if nemesis.name in NEMESES:
        raise ValueError(f"there are two nemeses called {nemesis.name}")
    NEMESES[nemesis.name] = nemesis
    return nemesis


def gather() -> dict[str, Nemesis]:
    """All of them, in the order of their names."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(NEMESES.items()))
