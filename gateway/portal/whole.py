"""Rows that the services give in one piece: filters kept in the address, links that sort, next pages by key, and all of
it as CSV, as a list of a query has them."""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import render_template, request

from services.contracts.message import Malformed

from ..bus import Resting
from .fields import chosen
from .lists import as_file, href
from .row import Sieve, Table, Whole
from .visit import Visit

LAST = "\uffff"  # sorts after every text
Key = tuple[str, str, int]  # what a row is sorted by; which it is; its number among those that nothing tells apart


def show(row: Whole, visit: Visit) -> Any:
    """The page, or with `?as=csv` every row that the filters let through. Resting for a file of which a part is
    missing: nobody would see that it is."""
    sort = _sort(row)
    visit.gather(row)
    picked = {one.name: request.args[one.name] for one in row.filters if request.args.get(one.name)}
    found = {table.name: _ordered(row, _sifted(row, table.rows(visit), picked), sort) for table in row.tables}
    if request.args.get("as") == "csv":
        return _file(row, visit, found)
    begin = dict.fromkeys(table.name for table in row.tables)
    kept = {name: request.args[name] for name in (*begin, "sort") if request.args.get(name)}
    return render_template(
        row.template, visit=visit, row=row, screen=visit.screen, sorted_by=sort, href=href, chosen=picked | kept,
        filters=[_filter(one, visit) for one in row.filters], begin=begin,
        tables={table.name: _page(row, table, found[table.name], sort) for table in row.tables}, picked=picked,
        **{name: visit[name] for name in visit.said}, **row.more(visit),
    )  # fmt: skip


def says(text: str, words: str) -> bool:
    """Whether every one of these words is in a text: what a search box of such a page means."""
    return all(word in text.casefold() for word in words.casefold().split())


def _sort(row: Whole) -> str:
    sort = request.args.get("sort") or row.sort
    if sort.removeprefix("-") not in row.orders:
        raise Malformed("The list cannot be sorted by that.")
    return sort


def _sifted(row: Whole, rows: Iterable[Any], picked: Mapping[str, str]) -> list[Any]:
    asked = [(one.fits, picked[one.name]) for one in row.filters if one.name in picked]
    return [one for one in rows if all(fits(one, value) for fits, value in asked)]


def _ordered(row: Whole, rows: Iterable[Any], sort: str) -> list[tuple[Key, Any]]:
    """Each row with its key, in order; what has nothing to be sorted by is last either way."""
    by, descends = row.orders[sort.removeprefix("-")], sort.startswith("-")
    seen, keyed = Counter[str](), []
    for one in rows:
        ident = row.ident(one)
        seen[ident] += 1
        keyed.append(((_text(by(one)) or ("" if descends else LAST), ident, seen[ident]), one))
    return sorted(keyed, key=lambda pair: pair[0], reverse=descends)


def _text(value: Any) -> str:
    """A value as text that sorts as it does; of nothing, none."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value).casefold()


def _page(row: Whole, table: Table, found: list[tuple[Key, Any]], sort: str) -> dict[str, Any]:
    """The rows after the one that the address names, which need not be there any more; and where the next begin."""
    after = _key(request.args.get(table.name, ""))
    descends = sort.startswith("-")
    rest = [pair for pair in found if after is None or (pair[0] < after if descends else pair[0] > after)]
    shown = rest[: row.size]
    following = _cursor(shown[-1][0]) if len(rest) > len(shown) else ""
    return {"title": table.title, "rows": [one for _, one in shown], "next": following, "further": after is not None}


def _cursor(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _key(cursor: str) -> Key | None:
    if not cursor:
        return None
    try:
        text, ident, number = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return str(text), str(ident), int(number)
    except (ValueError, TypeError):
        raise Malformed("This is not the beginning of a page. Start again from the first.") from None


def _filter(one: Sieve, visit: Visit) -> dict[str, Any]:
    """A filter as it is drawn. What is chosen stays to be seen when no row has it any more."""
    value, offered = request.args.get(one.name, ""), chosen(one.choices, visit)
    if offered and value and value not in {known for known, *_ in offered}:
        offered = (*offered, (value, value, ""))
    return {"name": one.name, "label": one.label, "value": value, "choices": offered, "all": one.all}


def _file(row: Whole, visit: Visit, found: Mapping[str, list[tuple[Key, Any]]]) -> Any:
    if visit.resting:
        raise Resting(visit.resting[0])
    several = len(row.tables) > 1
    rows = (
        [*([table.title] if several else []), *(column.value(one) for column in row.columns)]
        for table in row.tables
        for _, one in found[table.name]
    )
    return as_file(row, [*(["List"] if several else []), *(column.heading for column in row.columns)], rows)
