"""A page of rows: filters kept in the address, links that sort, the next page by key, and all of it as CSV."""

import csv
import dataclasses
import io
import typing
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, render_template, request

from services.contracts import wire
from services.contracts.message import Malformed

from .fields import chosen, inner_type, of_enum
from .row import Filter, Listing, Shown
from .visit import Visit
from .words import shown

EXPORT, PAGES = 200, 50  # rows of one question, and questions, of an export: ten thousand rows
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


def show(row: Listing, visit: Visit) -> Any:
    """The page, or with `?as=csv` everything that the filters let through."""
    if request.args.get("as") == "csv":
        return _export(row, visit)
    asked = _query(row, visit)
    visit.gather(dataclasses.replace(row, needs="list", asks=lambda v: {"list": asked, **row.asks(v)}))
    answer = visit["list"]
    return render_template(
        row.template or "portal/list.html", visit=visit, row=row, answer=answer, found=list(row.rows(answer)),
        filters=_filters(row, visit), sorted_by=str(getattr(asked, "sort", "")), chosen=_chosen(row),
        href=href, begin={"after": None}, told=row.told(visit), **{name: visit[name] for name in visit.said},
    )  # fmt: skip


def _query(row: Listing, visit: Visit, **more: Any) -> Any:
    """The question that the address asks. Malformed when it is none."""
    known = wire.schema(row.query).fields
    many = {name for name in known if isinstance(known[name], wire.TupleOf | wire.SetOf)}
    given: dict[str, Any] = {
        name: request.args.getlist(name) if name in many else request.args[name]
        for name in _chosen(row)
        if name in known
    }
    given |= {name: str(value) for name, value in visit.path.items() if name in known}
    return wire.load(row.query, {**given, **row.fixed, **more})


def _chosen(row: Listing) -> dict[str, str]:
    """What of the address counts, and is kept in every link of the page."""
    names = [*(one.name for one in row.filters), "sort", "after"]
    return {name: request.args[name] for name in names if request.args.get(name)}


def _filters(row: Listing, visit: Visit) -> list[dict[str, Any]]:
    hints = typing.get_type_hints(row.query)
    return [
        {"name": one.name, "label": one.label, "value": request.args.get(one.name, ""),
         "choices": () if one.hidden else _choices(one, hints, visit), "all": one.all, "hidden": one.hidden}
        for one in row.filters
    ]  # fmt: skip


def _choices(one: Filter, hints: Mapping[str, Any], visit: Visit) -> tuple[Any, ...]:
    kind = inner_type(hints[one.name])[0]
    return chosen(one.choices, visit) or of_enum(kind) or ((("true", "Yes", ""), ("false", "No", "")) * (kind is bool))


def href(**changed: Any) -> str:
    """This address with something changed: None takes it away."""
    kept = {name: value for name, value in request.args.items() if name not in changed}
    kept |= {name: value for name, value in changed.items() if value}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _export(row: Listing, visit: Visit) -> Response:
    found: list[list[Any]] = []
    after = ""
    for _ in range(PAGES):
        answer = visit.ask(_query(row, visit, after=after, limit=EXPORT))
        found.extend([column.value(one) for column in row.columns] for one in row.rows(answer))
        if not (after := getattr(answer, "next", "")):
            break
    else:
        raise Malformed("There are more rows than one file holds; choose fewer with the filters.")
    return as_file(row, [column.heading for column in row.columns], found)


def as_file(row: Shown, head: list[str], rows: Iterable[list[Any]]) -> Response:
    """Rows of values as a file that a spreadsheet opens and does not run."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(head)
    out.writerows([_cell(value) for value in cells] for cells in rows)
    made = make_response(text.getvalue())
    made.mimetype = "text/csv"
    name = row.path.strip("/").replace("/", "-").replace("<", "").replace(">", "").replace(":", "-") or "list"
    made.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return made


def _cell(value: Any) -> str:
    text = shown(value)
    return f"'{text}" if text.startswith(FORMULA) else text
