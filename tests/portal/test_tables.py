"""The tables of pages against the contracts, and everybody at every page."""

from collections.abc import Callable

import pytest

from gateway.api.routes import ROUTES
from gateway.identity import NOBODY as NO_CALLER
from gateway.portal.fields import KINDS, questions
from gateway.portal.pages import FORMS, NOT_A_PAGE, TABLE
from gateway.portal.row import Form, Listing, Shown
from gateway.portal.visit import Visit
from services.contracts import wire
from tests.contracts.examples import ID

from .addresses import NAMED, address
from .awaited import AWAITED
from .conftest import NOBODY, WHO, Browser
from .expected import EXPECTED

GIVEN = {route.name for route in ROUTES if route.is_command}
TURNED_AWAY = (401, 403)


def test_every_command_that_a_person_gives_has_a_page_or_a_reason() -> None:
    have = {*FORMS, *NOT_A_PAGE, "SignIn"}
    assert GIVEN - have == set(AWAITED), "a command without a page, or one that has it and is still awaited"
    assert set(NOT_A_PAGE) <= GIVEN
    assert not set(FORMS) & set(NOT_A_PAGE)


def test_every_page_is_expected_by_somebody() -> None:
    assert {row.path for row in TABLE} == set(EXPECTED)
    assert len({row.path for row in TABLE}) == len(TABLE), "two rows with one address"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.path)
def test_everybody_gets_the_page_or_is_turned_away(
    row: Shown, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By reading it, or by pressing its button. Nothing is drawn: test_pages does that, and it is most of the work."""
    monkeypatch.setattr("flask.templating._render", lambda _app, _template, _context: "")
    for who in WHO:
        browser, may = browse(who), who in EXPECTED[row.path]
        if row.method == "GET":
            answer = browser.get(address(row))
            away = answer.status_code in TURNED_AWAY or answer.headers.get("Location", "").startswith("/sign-in?")
            assert away is not may, f"{who} at {row.path}: {answer.status_code}"
            assert answer.status_code < 500
        if row.method == "POST" or isinstance(row, Form):
            status = browser.post(address(row)).status_code
            assert (status in TURNED_AWAY) is not may, f"{who} sends {row.path}: {status}"
            assert status < 500


@pytest.mark.parametrize("row", [row for row in TABLE if isinstance(row, Form)], ids=lambda row: row.name)
def test_a_form_without_the_pages_token_is_turned_away(row: Form, browse: Callable[..., Browser]) -> None:
    who = next(one for one in sorted(EXPECTED[row.path]) if one != NOBODY)
    answer = browse(who).post(address(row), csrf_token="")
    assert answer.status_code == 403
    assert "csrf" in answer.text


@pytest.mark.parametrize("row", [row for row in TABLE if isinstance(row, Form)], ids=lambda row: row.name)
def test_what_a_form_refines_is_asked_and_what_it_asks_can_be_drawn(row: Form, app: object) -> None:
    """A name that the command does not have, or a kind that there is not, would be passed over in silence."""
    with app.test_request_context("/"):  # type: ignore[attr-defined]
        asked = questions(row, _visit(row))
    every = {one.name: one for one in asked} | {part.name: part for one in asked for part in one.parts}
    assert {one.name for one in row.fields} <= set(every), "refined, but not asked"
    assert {one.kind for one in every.values()} <= KINDS
    for one in every.values():
        assert one.choices or callable(_refined(row, one.name)) or one.kind not in ("one", "many"), one.name


def _refined(row: Form, name: str) -> object:
    return next((one.choices for one in row.fields if one.name == name), ())


def _visit(row: Form) -> Visit:
    return Visit(caller=NO_CALLER, path={name: name for name in row.in_path}, needs=row.needs)


@pytest.mark.parametrize("row", [row for row in TABLE if isinstance(row, Listing)], ids=lambda row: row.path)
def test_a_list_filters_and_sorts_by_what_its_query_knows(row: Listing) -> None:
    known = wire.schema(row.query).fields
    assert {one.name for one in row.filters} <= set(known)
    for column in row.columns:
        if column.sort:
            path = {name: str(NAMED.get(name, ID)) for name in row.in_path}
            wire.load(row.query, {**path, "sort": f"-{column.sort}"})
