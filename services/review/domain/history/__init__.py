"""What each event makes true of the case. Never refuses: it has happened."""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from services.contracts.message import Event

from ..case import Case

# Importing these registers what each event changes.
from . import aftermath, deciding, reviewing  # noqa: F401
from .registry import after

__all__ = ["after", "evolve", "fold"]


def evolve(event: Event, case: Case) -> Case:
    """The case once `event` has happened; its version counts the events."""
    return replace(after(event, case), version=case.version + 1, changed_at=event.at)


def fold(events: Iterable[Event], case: Case) -> Case:
    """The case once all of `events` have happened, in order."""
    return reduce(lambda before, event: evolve(event, before), events, case)
