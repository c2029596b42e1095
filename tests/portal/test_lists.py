"""Lists: what is in the address, how they sort and go on, and the file of everything."""

import csv
import dataclasses
import io
import re
from collections.abc import Callable

from services.contracts.intake import ApplicationList, ListApplications, RequestRow

from .conftest import Browser, Willing, filled

Browse = Callable[..., Browser]
ROWS = "/staff/requests"


def row(title: str) -> RequestRow:
    return dataclasses.replace(filled(RequestRow), title=title)  # type: ignore[arg-type]


def test_filters_and_order_are_in_the_address_and_kept_in_every_link(browse: Browse, bus: Willing) -> None:
    text = browse("case-officer").get(f"{ROWS}?q=asthma&profile=dars&sort=title").text
    (query,) = [message for message, _ in bus.asked if isinstance(message, ListApplications)]
    assert (query.q, query.profile.value, query.sort) == ("asthma", "dars", "title")
    assert 'value="asthma"' in text
    assert '<option value="dars" selected>' in text
    assert re.search(r'href="/staff/requests\?[^"]*q=asthma[^"]*sort=-title', text), "again turns the order round"
    assert re.search(r'rel="next" href="/staff/requests\?q=asthma[^"]*after=', text)


def test_an_address_that_asks_for_something_that_cannot_be_is_said_so(browse: Browse) -> None:
    answer = browse("case-officer").get(f"{ROWS}?sort=password")
    assert answer.status_code == 422
    assert "Go back and choose again" in answer.text


def test_the_file_holds_all_pages_and_no_formula(browse: Browse, bus: Willing) -> None:
    """A title that begins like a formula would be run by the spreadsheet of whoever opens the file."""
    pages = {"": ApplicationList(rows=(row("One"),), next="a"), "a": ApplicationList(rows=(row("=1+1"),))}
    bus.answers[ListApplications] = lambda message, _: pages[message.after]
    answer = browse("case-officer").get(f"{ROWS}?as=csv&q=x")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    told = list(csv.DictReader(io.StringIO(answer.text)))
    assert [one["Title"] for one in told] == ["One", "'=1+1"]
    assert {message.q for message, _ in bus.asked if isinstance(message, ListApplications)} == {"x"}


def test_an_empty_list_says_so(browse: Browse, bus: Willing) -> None:
    bus.answers[ListApplications] = ApplicationList()
    assert "Nothing has been asked for yet." in browse("case-officer").get(ROWS).text
    assert "Nothing fits these filters." in browse("case-officer").get(f"{ROWS}?q=x").text


def test_a_name_leads_to_the_persons_page_for_whoever_may_read_it_and_is_words_for_others(
    browse: Browse, bus: Willing
) -> None:
    """A link that leads to a refusal is not drawn, in lists as beside a request."""
    officer = f'href="/staff/people/{filled(RequestRow).officer_id}"'
    assert officer in browse("case-officer").get(ROWS).text
    secretary = browse("secretariat").get(ROWS).text
    assert filled(RequestRow).officer_name in secretary
    assert "/staff/people/" not in secretary
    one = filled(RequestRow).application_id
    assert "/staff/people/" in browse("auditor").get(f"/requests/{one}").text
    assert "/staff/people/" not in browse("person").get(f"/requests/{one}").text
