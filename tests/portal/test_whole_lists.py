"""MyDARs and My tasks: rows that come in one piece, filtered, sorted and paged by what stands in the address; and which
other pages have a table that is no list, with the reason."""

import csv
import dataclasses
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from gateway.bus import Resting
from gateway.portal import demo
from gateway.portal.pages import NOT_A_LIST, TABLE
from gateway.portal.row import Form, Listing, Whole
from services.contracts import intake, review
from services.contracts.message import Listing as Query

from .addresses import address
from .conftest import Browser, Willing, filled
from .test_pages import visitor

Browse = Callable[..., Browser]
WHOLE = [row for row in TABLE if isinstance(row, Whole)]
DRAWN = [
    row for row in TABLE
    if not isinstance(row, (Form, Listing, Whole)) and row.method == "GET" and not row.path.endswith((".svg", ".docx"))
]  # fmt: skip
MINE, TASKS = "/my/requests", "/my/tasks"


def request(number: int, **more: Any) -> intake.RequestRow:
    told = {"title": f"Request {number:02}", "reference": f"DAR-{number}", "application_id": UUID(int=number + 1)}
    moment = datetime(2026, 7, 1, tzinfo=UTC) + timedelta(hours=number)
    return dataclasses.replace(filled(intake.RequestRow), **told | {"updated_at": moment} | more)


def mine(bus: Willing, *rows: intake.RequestRow, **more: Any) -> None:
    groups = {"drafts": (), "submitted": rows, "approved": (), **more}
    bus.answers[intake.MyRequests] = dataclasses.replace(filled(intake.MyRequestsView), **groups)


def tasks(bus: Willing, *rows: intake.Task) -> None:
    """What waits is this and nothing else."""
    bus.says = lambda cls: dataclasses.replace(
        filled(cls), **{one.name: () for one in dataclasses.fields(cls) if one.name in ("rows", "tasks")}
    )
    bus.answers[intake.MyTasks] = intake.TaskList(rows=rows)


def task(number: int, **more: Any) -> intake.Task:
    told = {"kind": "validate", "title": "Validate the application", "reference": f"DAR-{number:03}", "about": "Asthma"}
    return intake.Task(**{"subject": UUID(int=number + 1), "command": "RecordCheck", **told, **more})


def shown(page: str) -> list[str]:
    """References, in the order of the page."""
    return re.findall(r"<td[^>]*>(DAR-\d+)</td>", page)


def told(answer: Any) -> list[dict[str, str]]:
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_mydars_is_filtered_and_sorted_by_its_address_in_all_three_lists(browse: Browse, bus: Willing) -> None:
    mine(bus, request(1, title="Hearts"), request(2, title="asthma in winter"), drafts=(request(3, title="Asthma"),))
    browser = browse("person")
    assert shown(browser.get(MINE).text) == ["DAR-3", "DAR-2", "DAR-1"], "the newest change first in each list"
    assert shown(browser.get(f"{MINE}?q=ASTHMA").text) == ["DAR-3", "DAR-2"]
    page = browser.get(f"{MINE}?sort=title&q=asthma").text
    assert 'aria-sort="ascending"' in page
    assert re.search(r'href="/my/requests\?[^"]*q=asthma[^"]*sort=-title', page), "again turns the order round"
    assert 'value="asthma"' in page
    assert shown(browser.get(f"{MINE}?sort=title").text) == ["DAR-3", "DAR-2", "DAR-1"]
    assert shown(browser.get(f"{MINE}?sort=-title").text) == ["DAR-3", "DAR-1", "DAR-2"]
    assert "None fits these filters." in browser.get(f"{MINE}?q=nothing").text


def test_each_list_of_mydars_goes_on_by_itself_and_loses_no_row(browse: Browse, bus: Willing) -> None:
    """The next page begins after a row, not at a number: what has gone meanwhile shifts nothing."""
    rows = [request(number) for number in range(30)]
    mine(bus, *rows, drafts=(request(99),))
    browser = browse("person")
    first = browser.get(MINE).text
    assert shown(first) == ["DAR-99", *(f"DAR-{number}" for number in range(29, 4, -1))]
    (following,) = re.findall(r'href="(/my/requests\?submitted=[^"]+)"', first)
    mine(bus, *(row for row in rows if row.reference not in ("DAR-5", "DAR-20")), drafts=(request(99),))
    assert shown(browser.get(following).text) == ["DAR-99", *(f"DAR-{number}" for number in range(4, -1, -1))]


def test_the_file_of_mydars_says_of_each_request_in_which_list_it_is(browse: Browse, bus: Willing) -> None:
    mine(bus, *(request(number) for number in range(30)), drafts=(request(99, title="=1+1"),))
    rows = told(browse("person").get(f"{MINE}?as=csv"))
    assert (rows[0]["List"], rows[0]["Title"]) == ("Draft Applications", "'=1+1")
    assert len(rows) == 31, "all of them, not a page"
    assert {row["List"] for row in rows[1:]} == {"Submitted DARs"}
    assert len(told(browse("person").get(f"{MINE}?as=csv&q=DAR-99"))) == 1


def test_tasks_are_found_by_what_is_to_be_done_by_request_and_by_day(browse: Browse, bus: Willing) -> None:
    today = demo.datetime.now(demo.LONDON).date()
    late, soon, later = (task(n, due_on=today + timedelta(days=days)) for n, days in ((1, -2), (2, 3), (3, 30)))
    other = task(4, title="Name the case officer", about="Hearts", due_on=None)
    tasks(bus, other, later, soon, late)
    browser = browse("case-officer")

    def found(asked: str = "") -> list[str]:
        return shown(browser.get(f"{TASKS}{asked}").text)

    assert found() == ["DAR-001", "DAR-002", "DAR-003", "DAR-004"], "by due date, and what has none comes last"
    assert found("?sort=-due")[-1] == "DAR-004", "last either way"
    assert found("?sort=-reference") == ["DAR-004", "DAR-003", "DAR-002", "DAR-001"]
    assert [found(f"?due={when}") for when in ("late", "week", "later", "none")] == [
        ["DAR-001"], ["DAR-002"], ["DAR-003"], ["DAR-004"],
    ]  # fmt: skip
    assert found("?what=Name+the+case+officer") == ["DAR-004"]
    assert found("?q=hearts+dar") == ["DAR-004"]
    assert found("?part=intake&due=late") == ["DAR-001"]
    assert found("?part=review") == []
    assert '<option value="review" selected>' in browser.get(f"{TASKS}?part=review").text, "what is chosen is seen"
    assert "fits these filters" in browser.get(f"{TASKS}?part=review").text


def test_two_tasks_that_nothing_tells_apart_are_both_shown_across_a_page(browse: Browse, bus: Willing) -> None:
    tasks(bus, *(task(1) for _ in range(60)))
    browser = browse("case-officer")
    first = browser.get(TASKS).text
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    assert (len(shown(first)), len(shown(browser.get(following).text))) == (50, 10)


def test_the_file_of_tasks_is_refused_while_a_part_rests(browse: Browse, bus: Willing) -> None:
    """A page says that a part of it is missing; a file cannot."""
    tasks(bus, task(1, due_on=date(2026, 7, 1)))
    assert [row["Reference"] for row in told(browse("case-officer").get(f"{TASKS}?as=csv"))] == ["DAR-001"]
    bus.answers[review.MyReviewTasks] = Resting("review")
    assert "A part of this page is missing." in browse("case-officer").get(TASKS).text
    assert browse("case-officer").get(f"{TASKS}?as=csv").status_code == 503


@pytest.mark.parametrize("row", WHOLE, ids=lambda row: row.path)
@pytest.mark.parametrize("asked", ["sort=password", "sort=", "{table}=nonsense", "{table}=WzFd"])
def test_an_address_that_asks_for_what_cannot_be_is_said_so(row: Whole, asked: str, browse: Browse) -> None:
    told = browse(visitor(row)).get(f"{row.path}?{asked.format(table=row.tables[0].name)}")
    assert told.status_code == (200 if asked == "sort=" else 422)


@pytest.mark.parametrize("row", WHOLE, ids=lambda row: row.path)
def test_every_order_and_filter_that_is_offered_is_known(row: Whole, browse: Browse) -> None:
    assert {column.sort for column in row.columns if column.sort} == set(row.orders)
    page = browse(visitor(row)).get(row.path).text
    for one in row.filters:
        assert f'name="{one.name}"' in page
    for name in row.orders:
        assert re.search(rf'href="[^"]*sort=-?{name}"', page), name
    assert re.search(r'href="[^"]*as=csv[^"]*" download', page)


def test_every_page_with_a_table_is_a_list_or_says_why_it_is_none(browse: Browse, bus: Willing) -> None:
    """A page of records that cannot be filtered, sorted and taken along is decided on, not forgotten."""
    found = set()
    for row in DRAWN:
        bus.asked.clear()
        page = browse(visitor(row)).get(address(row))
        lists = [message for message, _ in bus.asked if isinstance(message, Query)]
        if "<table" in page.text or lists:
            found.add(row.path)
    assert found == set(NOT_A_LIST), "a page that shows rows and is not decided on, or one that shows none any more"
    assert all(len(reason) > 10 for reason in NOT_A_LIST.values())


def test_whoever_has_nothing_yet_is_offered_no_filter_and_no_file(browse: Browse, bus: Willing) -> None:
    mine(bus)
    page = browse("person").get(MINE).text
    assert "You have no drafts." in page
    assert "Find a request of yours" not in page
    assert "as=csv" not in page
    tasks(bus)
    page = browse("person").get(TASKS).text
    assert "Nothing waits for you." in page
    assert 'role="search" aria-label="Filter the list"' not in page
