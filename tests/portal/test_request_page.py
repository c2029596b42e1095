"""A request's own page: what happens next and who has it, its parts as links, and tables that a phone can show."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from markupsafe import Markup

from gateway.portal import layout, line
from gateway.portal import plain as plain_english
from gateway.portal.contents import contents
from services.contracts import audit, intake, operations
from services.contracts.message import NotPermitted, Role
from services.contracts.stages import LABELS
from services.intake.domain.stage.standing import SETUP, WAITING

from .conftest import PEOPLE, Browser, Willing, filled

Browse = Callable[..., Browser]
PAGE = f"/requests/{UUID(int=7)}"


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def facts(html: str) -> Mapping[str, str]:
    """The first summary list of a page: each key with its value."""
    rows = html.split("nhsuk-summary-list", 1)[1].split("</dl>")[0]
    found = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", rows, re.DOTALL)
    return {plain(key): plain(value) for key, value in found}


def shows(bus: Willing, browse: Browse, **changed: Any) -> Mapping[str, str]:
    bus.answers[intake.ReadApplication] = replace(filled(intake.ApplicationView), **changed)
    return facts(browse("person").get(PAGE).text)


def test_what_happens_next_keeps_the_names_in_it_as_they_are_written(browse: Browse, bus: Willing) -> None:
    shown = shows(bus, browse, awaited="the meeting on 3 December 2026", awaited_from="committee")
    assert shown["What happens next"] == "The meeting on 3 December 2026"
    assert shown["From whom"] == "The committee"


def test_the_applicant_is_told_that_it_waits_for_them(browse: Browse, bus: Willing) -> None:
    waits = {"awaited": "a purchase order number", "awaited_from": "applicant"}
    assert shows(bus, browse, lead_id=PEOPLE["person"], **waits)["From whom"] == "You"
    assert shows(bus, browse, lead_id=UUID(int=9), **waits)["From whom"] == "The applicant"


def test_a_request_for_which_nothing_is_awaited_says_so(browse: Browse, bus: Willing) -> None:
    shown = shows(bus, browse, stage="ACTIVE", awaited="", awaited_from="")
    assert shown["What happens next"] == "Nothing is waited for: the data can be used until the agreement ends"
    assert "From whom" not in shown


def test_every_stage_says_what_happens_next_and_everybody_it_waits_for_has_words() -> None:
    """Intake says what is awaited in most stages; here stand the others."""
    assert set(LABELS["dars"]) == {*WAITING, *line.NEXT, *(code for code, _, _ in SETUP.values()), "EXTERNAL_WAIT",
                                   "SCHEDULED"}  # fmt: skip
    assert {who for _, who in WAITING.values()} | {who for _, _, who in SETUP.values()} <= set(line.WHOM)


def test_the_parts_of_the_page_stand_as_links_at_its_top(browse: Browse) -> None:
    page = browse("case-officer").get(PAGE).text
    listed = page.split("haven-contents", 1)[1].split("</nav>")[0]
    links = re.findall(r'href="#([^"]+)"', listed)
    assert {"agreement", "decision", "says", "documents"} <= set(links)
    assert all(page.index(f'id="{one}"') > page.index("haven-contents") for one in links)
    assert contents(Markup('<h2 id="a">A</h2><h2 id="b">B</h2>')) == []


@pytest.mark.parametrize("path", [PAGE, "/staff/requests", "/my/requests", "/my/tasks", "/staff/calendar"])
def test_each_cell_says_its_column_where_a_phone_shows_rows_as_cards(browse: Browse, path: str) -> None:
    page = browse("case-officer").get(path).text
    cells = re.findall(
        r"<td[^>]*>", "".join(re.findall(r'<table class="nhsuk-table haven-stack">.*?</table>', page, re.DOTALL))
    )
    assert cells
    assert all("data-label=" in one or "colspan=" in one for one in cells)


def test_an_administrator_is_not_told_that_parts_rest_which_only_operators_may_look_into(
    browse: Browse, bus: Willing
) -> None:
    def refused(message: object, actor: object) -> Any:
        raise NotPermitted("Operators only.")

    bus.answers[operations.ListParked] = refused
    page = browse("administrator").get("/operations").text
    assert "Operators see what is parked" in page
    assert "resting" not in page


def test_the_plain_summary_names_datasets_and_organisations_as_people_do() -> None:
    telling = plain_english.Telling(
        answers={"datasets": [{"dataset": "HES_APC"}, {"dataset": "NEW"}], "controllers": [{"organisation": "a"}]},
        fields={}, named={"a": "Northbridge"}, catalogue={"HES_APC": "Admitted Patient Care"},
    )  # fmt: skip
    said = dict(plain_english.PARTS)
    assert "They ask for Admitted Patient Care and NEW." in list(said["What they ask for"](telling))
    assert "Northbridge decides what happens with the data." in list(said["Who asks"](telling))
    assert [plain_english.listed(names) for names in ([], ["a"], ["a", "b", "c"])] == ["", "a", "a, b and c"]


def test_only_staff_other_than_oneself_are_offered_to_sign_for_an_office_holder(browse: Browse, bus: Willing) -> None:
    me, staff = PEOPLE["siro"], UUID(int=5)
    known = ((me, "Myself", {Role.SIRO}), (staff, "A colleague", {Role.IG_LEAD}), (UUID(int=6), "An applicant", ()))
    rows = [intake.PersonRow(person_id=one, name=name, roles=frozenset(roles)) for one, name, roles in known]
    bus.answers[intake.ListPeople] = intake.PeopleView(rows=tuple(rows))
    page = browse("siro").get("/staff/delegations/new").text
    assert "A colleague" in page
    assert "Myself" not in page
    assert "An applicant" not in page


def test_a_round_button_that_is_chosen_already_is_not_called_optional(browse: Browse) -> None:
    page = browse("person").get("/enquiries/new").text
    assert "Whom do you ask?" in page
    assert "Whom do you ask? (optional)" not in page
    assert "Do you know the datasets already? (optional)" in page


def test_the_ledger_shows_no_id_where_there_is_a_name(browse: Browse, bus: Willing) -> None:
    ines, row = UUID(int=5), filled(audit.LedgerRow)
    mine, hers = replace(row, reference="DAR-2026-00001", actor_id=PEOPLE["auditor"]), replace(row, actor_id=ines)
    other = replace(row, reference="", subject=UUID(int=9), actor_id=UUID(int=0))
    bus.answers[audit.ListLedger] = audit.LedgerPage(rows=(mine, replace(hers, reference="DAR-2026-00001"), other))
    bus.answers[intake.ListPeople] = intake.PeopleView(rows=(intake.PersonRow(person_id=ines, name="Ines Cole"),))
    page = browse("auditor").get(f"/ledger?subject={row.subject}").text
    cells = [plain(one) for one in re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)]
    assert cells[4:6] == ["DAR-2026-00001", "You"]
    assert cells[11] == "Ines Cole"
    assert cells[16:] == ["Other: 00000000", "Haven, or not shown"]
    assert f'name="subject" value="{row.subject}"' in page, "what a link has chosen is kept by the other filters"
    assert f'<option value="{ines}">Ines Cole</option>' in page
    assert "Ines Cole" not in browse("person").get("/ledger").text


def test_a_lost_second_factor_is_agreed_to_on_the_persons_own_form(app: Any) -> None:
    task = intake.Task(kind="second-factor", title="Agree", subject=UUID(int=5), about="Ada", command="ResetTotp")
    with app.test_request_context("/"):
        assert layout.task_page(task) == f"/staff/people/{UUID(int=5)}/second-factor/reset"


def test_ones_own_page_as_staff_leads_to_ones_account(browse: Browse, bus: Willing) -> None:
    bus.answers[intake.ReadProfile] = replace(filled(intake.ProfileView), person_id=PEOPLE["administrator"])
    mine = browse("administrator").get(f"/staff/people/{PEOPLE['administrator']}").text
    assert "This is you" in mine
    assert "What you can do</h2>" not in mine
    assert "What you can do</h2>" in browse("auditor").get(f"/staff/people/{PEOPLE['administrator']}").text
