"""Keyset pagination: a page starts after the last row of the page before, however many rows came in between."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import UnaryExpression

from services.contracts.message import Listing, Malformed, Problem


def page(session: Session, wanted: Select[Any], keys: Sequence[Any], query: Listing) -> tuple[list[Any], str]:
    """One page of `wanted` in the order of `keys` (columns, or `column.desc()`; the last must be unique), and the
    cursor of the next page or "". `wanted` selects one mapped class. Malformed for a cursor that is not ours."""
    columns = [(_column(key), _descends(key)) for key in keys]
    if query.after:
        wanted = wanted.where(_beyond(columns, _values(query.after, columns)))
    rows = list(session.scalars(wanted.order_by(*keys).limit(query.limit + 1)))
    if len(rows) <= query.limit:
        return rows, ""
    last = rows[query.limit - 1]
    return rows[: query.limit], _cursor([getattr(last, column.key) for column, _ in columns])


def order(sort: str, columns: Mapping[str, Any], unique: Any) -> list[Any]:
    """Keys for `page`: the column that `sort` names, descending when a minus leads it, and the unique one after it."""
    keys = [columns[sort.removeprefix("-")], unique]
    return [key.desc() for key in keys] if sort.startswith("-") else keys


def _beyond(columns: list[tuple[Any, bool]], values: list[Any]) -> Any:
    """(a, b) beyond (x, y): a > x, or a = x and b > y; with `<` where the order descends."""
    alternatives = []
    for index, (column, descends) in enumerate(columns):
        same = [columns[i][0] == values[i] for i in range(index)]
        alternatives.append(and_(*same, column < values[index] if descends else column > values[index]))
    return or_(*alternatives)


def _cursor(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def _values(cursor: str, columns: list[tuple[Any, bool]]) -> list[Any]:
    try:
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if len(raw) != len(columns):
            raise ValueError
        return [_typed(column.type.python_type, value) for (column, _), value in zip(columns, raw, strict=True)]
    except (ValueError, TypeError):
        problem = Problem(code="malformed", message="Start again from the first page.", field="after")
        raise Malformed("This cursor is not one of ours.", problems=(problem,)) from None


def _typed(kind: type, value: Any) -> Any:
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    return UUID(value) if kind is UUID else kind(value)


def _column(key: Any) -> Any:
    return key.element if isinstance(key, UnaryExpression) else key


def _descends(key: Any) -> bool:
    return isinstance(key, UnaryExpression)
