"""What messages about people, their accounts, roles and evidence are made of."""

from enum import StrEnum
from typing import Any

EMAIL: dict[str, Any] = {"max": 254, "pattern": r"^[^@\s]{1,64}@[^@\s]+\.[^@\s]+$"}


SECRET: dict[str, Any] = {"max": 512, "secret": True}


NAME: dict[str, Any] = {"min": 1, "max": 200}


LABEL: dict[str, Any] = {"min": 1, "max": 100}


SHA256: dict[str, Any] = {"pattern": r"^[0-9a-f]{64}$", "max": 64}


class Evidence(StrEnum):
    """What a person puts into their profile (S0-14, S0-15)."""

    CV = "cv"
    IG_TRAINING = "ig-training"


class Scope(StrEnum):
    """What an API token may be used for."""

    READ = "read"
    WRITE = "write"
