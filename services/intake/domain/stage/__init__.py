"""Where a request publicly stands: one label out of several state machines (domain 0.3 decision 1, 1.2, 1.3)."""

from .labels import GROUPS, LABELS, MACRO, group, label
from .standing import Standing, awaited, macro_stage, stage
from .steps import STEPS, fold, hear

__all__ = [
    "GROUPS", "LABELS", "MACRO", "STEPS", "Standing", "awaited", "fold", "group", "hear", "label", "macro_stage",
    "stage",
]  # fmt: skip
