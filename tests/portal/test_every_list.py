"""Every list of the portal: filters and order in the address, a file of all rows, and the same words in both."""

import csv
import dataclasses
import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from gateway.portal.lists import EXPORT
from gateway.portal.pages import TABLE
from gateway.portal.row import Listing

from .addresses import address
from .conftest import Browser, Willing
from .test_pages import visitor

Browse = Callable[..., Browser]
LISTS = [row for row in TABLE if isinstance(row, Listing)]
SORTED = [row for row in LISTS if any(column.sort for column in row.columns)]

# List -> the one order that it has. A queue is worked through from its beginning.
ONE_ORDER = {
    "/staff/role-proposals": "a queue, the oldest first",
    "/staff/evidence": "a queue, the oldest first",
    "/staff/precedents/look-backs": "what was drawn, the last accepted first",
    "/operations/mail": "a queue, by the next attempt",
    "/data": "the catalogue, by name",
    "/staff/content": "the pages in the order of the site",
    "/staff/settings": "the settings in the order of what they are about",
    "/my/feasibility": "one's own counts, the newest first",
    "/my/notices": "one's own notices, the newest first",
    "/committee": "days, the newest first",
    "/ledger": "the order in which things happened; its filter turns it round",
}


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row.path)
def test_a_list_is_offered_as_a_file_with_the_same_columns(row: Listing, browse: Browse, bus: Willing) -> None:
    browser, here = browse(visitor(row)), address(row)
    page = browser.get(here).text
    if row.template in ("", "portal/list.html", "catalogue/list.html"):
        assert re.search(r'href="[^"]*[?&;]as=csv[^"]*" download', page), "offered below the table"
    bus.asked.clear()
    bus.answers = {kind: _last(answer) for kind, answer in bus.answers.items()}
    answer = browser.get(f"{here}?as=csv")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    told = list(csv.reader(io.StringIO(answer.text)))
    assert told[0] == [column.heading for column in row.columns]
    assert len(told) > 1
    (asked, *_) = [message for message, _ in bus.asked if isinstance(message, row.query)]
    assert asked.limit == EXPORT


def _last(answer: Any) -> Any:
    """An answer after which there is no page more."""
    return dataclasses.replace(answer, next="") if hasattr(answer, "next") else answer


@pytest.mark.parametrize("row", SORTED, ids=lambda row: row.path)
def test_every_order_that_a_list_offers_is_one_that_its_service_knows(row: Listing, browse: Browse) -> None:
    for column in row.columns:
        for sort in (column.sort, f"-{column.sort}") if column.sort else ():
            assert browse(visitor(row)).get(f"{address(row)}?sort={sort}").status_code == 200, sort


@pytest.mark.parametrize("row", [row for row in LISTS if row.filters], ids=lambda row: row.path)
def test_every_filter_of_a_list_stands_in_the_page_by_its_name(row: Listing, browse: Browse) -> None:
    page = browse(visitor(row)).get(address(row)).text
    for one in (each for each in row.filters if not each.hidden):
        assert f'name="{one.name}"' in page, one.name


@pytest.mark.parametrize("row", [row for row in LISTS if row.filters], ids=lambda row: row.path)
def test_what_a_filter_says_when_nothing_is_chosen_is_what_is_shown_then(row: Listing, browse: Browse) -> None:
    """A query that shows the open ones, or the oldest first, unless it is told otherwise must not say "All"; and no
    choice finds nothing ever, as a state in which there is nothing yet."""
    page = browse(visitor(row)).get(address(row)).text
    fields = {one.name: one for one in dataclasses.fields(row.query)}
    for one in row.filters:
        found = re.search(rf'<select[^>]*name="{one.name}">(.*?)</select>', page, re.DOTALL)
        if found is None:
            continue
        (first, words), *others = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<', found[1])
        unsaid = fields[one.name].default
        assert first == ""
        shows_all = unsaid in (None, "", "all") or (unsaid is False and others == [("true", "Unread only")])
        assert (words == "All") is shows_all, f"{one.name}: {words}"
        assert len({text for _, text in (("", words), *others)}) == len(others) + 1, "the same words twice"
        assert unsaid not in {value for value, _ in others}, "the one that is shown by itself, offered again"
        assert not {"absent", "none"} & {value for value, _ in others}


@pytest.mark.parametrize("path", ["/dashboard", "/service-levels", "/staff/workload"])
def test_every_chart_has_its_figures_in_a_table(browse: Browse, path: str) -> None:
    page = browse("case-officer").get(path).text
    assert "<table" in page
    for chart in re.findall(r'<svg class="haven-chart".*?</svg>(.*?)</section>', page, re.DOTALL):
        assert "<table" in chart
    for cell in re.findall(r"<t[dh][^>]*>\s*(<meter.*?)</t[dh]>", page, re.DOTALL):
        assert re.sub(r"<[^>]+>", "", cell).strip(), "a bar says its figure"


def test_every_list_can_be_sorted_or_says_why_it_has_one_order() -> None:
    assert {row.path for row in LISTS if row not in SORTED} == set(ONE_ORDER)
