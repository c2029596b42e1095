"""One plausible value of any message, made from its fields: the same every time, so that a sample is made once."""

import dataclasses
import inspect
import re
import types
import typing
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

WHEN = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
ID = UUID("019f1c2e-0000-7000-8000-000000000001")


def example(cls: type) -> Any:
    """A `cls` with every field filled, the optional ones too."""
    hints = typing.get_type_hints(cls)
    return cls(**{f.name: _value(hints[f.name], f.name, f.metadata) for f in dataclasses.fields(cls)})


def _value(hint: Any, name: str, limits: Any) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if types.NoneType in args:
        return _value(next(a for a in args if a is not types.NoneType), name, limits)
    if origin in (tuple, frozenset):
        return origin([_value(args[0], name, limits)])
    if hint is dict or origin is dict or hint is Any:
        return {"A1": "An answer"}
    if dataclasses.is_dataclass(hint):
        return example(typing.cast(type, hint))
    if inspect.isclass(hint) and issubclass(hint, Enum):
        return next(iter(hint))
    plain = {int: max(limits.get("min") or 0, 1), bool: True, float: 1.5, UUID: ID, datetime: WHEN, date: WHEN.date()}
    return plain[hint] if hint in plain else _text(name, limits)


def _text(name: str, limits: Any) -> str:
    if pattern := limits.get("pattern"):
        offered = ["a" * 64, "", "a@b.example", "https://a.example", "PO-1", "2026-07", "1", "A", "I21", "P8"]
        offered += ["review.quorum.lay.dars"]
        return next(one for one in [*offered, *re.findall(r"[A-Za-z][\w-]*", pattern)] if re.match(pattern, one))
    return f"the {name} of an example"[: limits.get("max", 100)].ljust(limits.get("min") or 0, ".")
