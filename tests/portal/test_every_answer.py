"""Forward and backward without loss: each section of the form, begun with what is saved and saved as it stands, says
what it said before. With the answers of the examples, which answer every kind of question."""

import dataclasses
import json
from collections.abc import Callable
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from services.contracts import intake
from services.contracts.message import Done
from services.intake.domain.form import SHIPPED

from .conftest import Browser, Willing
from .test_drafting import DRAFT, HERE, KEY

TODAY = date(2026, 7, 1)
CHOSEN = ("radio", "checkbox")
DATA = Path(__file__).parents[2] / "deploy" / "demo_data"


class Sent(HTMLParser):
    """What a browser sends of the form of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._form, self._area, self._select = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = "novalidate" in told
        if not self._form:
            return
        if tag == "textarea":
            self._area = told["name"]
            self.fields[self._area] = [""]
        elif tag == "select":
            self._select = told["name"]
        elif tag == "option" and self._select and "selected" in told:
            self._add(self._select, told["value"])
        elif tag == "input" and "name" in told and ("checked" in told or told.get("type") not in CHOSEN):
            self._add(told["name"], told.get("value", ""))

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._area:
            # a browser leaves out one line break after <textarea>
            self.fields[self._area][0] += data if self.fields[self._area][0] else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        self._form = self._form and tag != "form"
        self._area = "" if tag == "textarea" else self._area
        self._select = "" if tag == "select" else self._select


def answers(name: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers of an example, with an id in place of each name in braces and a date in place of each day; and the
    names behind the ids."""
    named: dict[str, str] = {}

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(one) for one in value]
        if isinstance(value, dict):
            return {key: filled(one) for key, one in value.items()}
        if isinstance(value, str) and value.startswith("{day"):
            return (TODAY + timedelta(days=int(value.strip("{day}")))).isoformat()
        if isinstance(value, str) and value.startswith("{"):
            ref = str(uuid5(NAMESPACE_URL, value))
            named[ref] = value.strip("{}").title()
            return ref
        return value

    return filled(json.loads((DATA / f"answers_{name}.json").read_text())["answers"]), named


@pytest.mark.parametrize("name", ["hospital", "dars", "hospital_provisional", "dars_provisional"])
def test_a_section_saved_as_it_stands_says_what_it_said(
    browse: Callable[..., Browser], bus: Willing, name: str
) -> None:
    said, named = answers(name)
    known = {key: one for key, one in said.items() if key in SHIPPED.fields}
    plannable = tuple(key for key, one in SHIPPED.fields.items() if one.planned)
    every = tuple(SHIPPED.fields)
    bus.answers[intake.ReadApplication] = dataclasses.replace(
        DRAFT, answers=known, named=named, required=every, asked=every, planned=plannable
    )
    kept: list[intake.SaveDraft] = []
    bus.answers[intake.SaveDraft] = lambda m, _: kept.append(m) or Done(subject=KEY, version=8)
    offered = [one["dataset"] for one in known.get("datasets", ())]
    bus.answers[intake.ListDatasets] = intake.DatasetsView(rows=tuple(
        intake.DatasetRow(dataset=one, name=one.title(), grain="", coverage="", refresh="", sensitive=False,
                          complexity="") for one in offered))  # fmt: skip
    browser = browse("person")
    for section in SHIPPED.sections:
        sent = Sent(browser.get(f"{HERE}/draft/{section.letter}").text).fields
        browser.post(f"{HERE}/draft/{section.letter}", **{k: v for k, v in sent.items() if k != "csrf_token"})
        assert kept[-1].answers == {}, f"{section.letter}: nothing was touched"
        sent = {k: v for k, v in sent.items() if k not in ("csrf_token", "was")}
        answer = browser.post(f"{HERE}/draft/{section.letter}", **sent)
        assert answer.status_code == 303, (section.letter, answer.text)
        saved = {key: one for key, one in kept[-1].answers.items() if one not in (None, [], {})}
        wanted = {key: one for key, one in known.items() if SHIPPED.fields[key].letter == section.letter}
        wanted.pop("planned", None)
        for key in [key for key in wanted if SHIPPED.fields[key].type == "many"]:  # in the order of the page
            saved[key], wanted[key] = sorted(saved[key]), sorted(wanted[key])
        assert {key: one for key, one in saved.items() if key != "planned"} == squeezed(wanted), section.letter
        planned = {key: day for key, day in known.get("planned", {}).items()
                   if key in plannable and SHIPPED.fields[key].letter == section.letter}  # fmt: skip
        assert {key: day for key, day in saved.get("planned", {}).items() if day} == planned, "dates of what is planned"


def squeezed(answers: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty, inside rows too: an empty cell of a row is no answer."""
    return {
        key: [{k: v for k, v in row.items() if v not in (None, "", [], {})} for row in one]
        if isinstance(one, list) and one and isinstance(one[0], dict) else one
        for key, one in answers.items() if one not in (None, "", [], {})
    }  # fmt: skip
