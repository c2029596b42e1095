"""The base of intake's tables."""

from typing import Any

from services.chassis.database import new_base

Base: Any = new_base()
