"""The answers of a form from a data file, with its people, organisations and days filled in."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from deploy.cast.data import load


def answers(name: str, *, people: Mapping[str, str], organisations: Mapping[str, str], today: date) -> dict[str, Any]:
    """What deploy/demo_data/requests/<name>.json says, on top of what all requests have in common.

    `@person:…` and `@organisation:…` stand for ids, `@day:60` for the day in sixty days; null takes an answer away.
    """
    words = {**load("requests/common"), **load(f"requests/{name}")}

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(one) for one in value]
        if isinstance(value, dict):
            return {key: filled(one) for key, one in value.items()}
        if not isinstance(value, str) or not value.startswith("@"):
            return value
        kind, _, which = value[1:].partition(":")
        if kind == "day":
            return (today + timedelta(days=int(which))).isoformat()
        return {"person": people, "organisation": organisations}[kind][which]

    return {key: filled(value) for key, value in words.items() if value is not None}
