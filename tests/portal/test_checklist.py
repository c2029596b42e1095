"""The checklist before an application as a page: shown to everybody, ticked with a draft, read by the case officer."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from services.contracts import intake
from services.contracts.message import Done

from .conftest import Browser, Willing
from .test_drafting import DRAFT, HERE, KEY

Browse = Callable[..., Browser]
FIRST = intake.ChecklistLine(code="contract", text="A framework contract is signed")
FLOW = intake.ChecklistLine(
    code="flow", text="A diagram shows the flow", documents=("Data-flow diagram",),
    confirmed_at=datetime(2026, 7, 1, 12, tzinfo=UTC), confirmed_name="Ann Example",
)  # fmt: skip


def test_the_checklist_begins_with_what_was_confirmed_and_leads_from_the_draft(browse: Browse, bus: Willing) -> None:
    mine = replace(DRAFT, checklist=(FIRST, FLOW), may=("SaveDraft", "ConfirmChecklist"))
    bus.answers[intake.ReadApplication] = mine
    given: list[Any] = []
    bus.answers[intake.ConfirmChecklist] = lambda m, _: given.append(m) or Done(subject=KEY)
    browser = browse("person")
    draft = browser.get(f"{HERE}/draft").text
    assert f'href="{HERE}/checklist"' in draft
    assert "1 of 2 confirmed" in draft
    page = browser.get(f"{HERE}/checklist").text
    assert "Documents: Data-flow diagram" in page
    ticked = [one.split(">")[0] for one in page.split("<input") if 'name="confirmed"' in one]
    assert ["checked" in one for one in ticked] == [False, True]
    answer = browser.post(f"{HERE}/checklist", confirmed=["contract", "flow"])
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HERE}/draft")
    assert given[0].confirmed == ("contract", "flow")


def test_the_case_officer_reads_which_line_was_confirmed_when_and_which_was_not(browse: Browse, bus: Willing) -> None:
    seen = replace(DRAFT, checklist=(FIRST, FLOW), state="SUBMITTED", may=(),
                   checks=tuple(intake.CheckView(item=item) for item in intake.CheckItem))  # fmt: skip
    bus.answers[intake.ReadApplication] = seen
    page = browse("case-officer").get(HERE).text
    table = page.split('id="before"')[1].split("</section>")[0]
    assert len(re.findall(r"\sConfirmed\s", table)) == 1
    assert table.count("Not confirmed") == 1
    assert "Ann Example" in table
