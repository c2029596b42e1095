"""Pages about the versions of a request."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from services.contracts import intake
from services.contracts.intake import AnswerChange, Compared, ComparisonView, Differs, RowChange

from .conftest import Browser, Willing

CASE = UUID(int=7)
Browse = Callable[..., Browser]
AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
ITEMS = {"type": {"label": "Type", "type": "text"}}
FORM = intake.FormView(
    profile="hospital",
    sections=(
        intake.FormSection(
            letter="B",
            title="Purpose",
            fields=(
                intake.FormField(key="aim", id="B2", label="Aim", type="long"),
                intake.FormField(key="outputs", id="B9", label="Outputs", type="list", items=ITEMS),
            ),
        ),
    ),
)


def compared(draft: bool = True) -> ComparisonView:
    row = RowChange(how=Differs.ADDED, number_after=2, after={"type": "A <poster>"}, parts=("type",))
    return ComparisonView(
        application_id=CASE, reference="DAR-2026-00001", title="Falls", draft=draft, unchanged=31,
        before=Compared(version=1, sha256="a" * 64, submitted_at=AT), after=Compared(version=0 if draft else 2),
        versions=(Compared(version=1, sha256="a" * 64, submitted_at=AT),),
        changes=(
            AnswerChange(field="aim", question="B2", section="B", label="Aim", type="long", how=Differs.CHANGED,
                         before="We count falls", after="We count all falls"),
            AnswerChange(field="outputs", question="B9", section="B", label="Outputs", type="list", how=Differs.CHANGED,
                         before=[], after=[], rows=(row,)),
        ),
    )  # fmt: skip


def test_two_versions_are_chosen_by_a_form_and_shown_word_by_word_and_row_by_row(browse: Browse, bus: Willing) -> None:
    bus.answers[intake.ReadComparison], bus.answers[intake.ReadForm] = compared(), FORM
    page = browse("person").get(f"/requests/{CASE}/versions?before=1&after=0").text
    (asked,) = [message for message, _ in bus.asked if isinstance(message, intake.ReadComparison)]
    assert (asked.before, asked.after) == (1, 0)
    assert '<ins><span class="nhsuk-u-visually-hidden">[new: </span> all<' in page
    assert "A &lt;poster&gt;" in page
    assert "2 answers differ, 31 are the same" in page
    assert '<option value="0" selected>The draft as it is now</option>' in page


def test_of_a_list_only_what_was_taken_away_and_what_came_is_shown(browse: Browse, bus: Willing) -> None:
    row = RowChange(how=Differs.CHANGED, number_before=1, number_after=1, parts=("fields",),
                    before={"fields": ["SEX", "DOB", "SHIFT"]}, after={"fields": ["SEX", "SHIFT", "AGE"]})  # fmt: skip
    changes = (
        AnswerChange(field="datasets", question="F1", section="F", label="Datasets", type="list", how=Differs.CHANGED,
                     before=[], after=[], rows=(row,)),
        AnswerChange(field="sensitive", question="H4", section="H", label="Sensitive", type="many",
                     how=Differs.CHANGED, before=["genetics", "prison"], after=["prison", "genetics"]),
    )  # fmt: skip
    items = {"fields": {"label": "Fields", "type": "texts"}}
    field = intake.FormField(key="datasets", id="F1", label="Datasets", type="list", items=items)
    bus.answers[intake.ReadForm] = replace(FORM, sections=(replace(FORM.sections[0], letter="F", fields=(field,)),))
    bus.answers[intake.ReadComparison] = replace(compared(), changes=changes)
    page = browse("person").get(f"/requests/{CASE}/versions").text
    text = " ".join(re.sub("<[^>]*>", " ", page.split("<main", 1)[1]).split())
    assert "Fields taken away: DOB new: AGE The other 2 are the same." in text
    assert "Only the order differs." in text


def test_who_reads_only_versions_is_not_offered_the_draft(browse: Browse, bus: Willing) -> None:
    bus.answers[intake.ReadComparison], bus.answers[intake.ReadForm] = compared(draft=False), FORM
    page = browse("reviewer").get(f"/requests/{CASE}/versions?before=one").text
    assert "The draft as it is now" not in page
    (asked,) = [message for message, _ in bus.asked if isinstance(message, intake.ReadComparison)]
    assert (asked.before, asked.after) == (None, None)


def test_a_version_offers_its_receipt_and_the_statement_to_verify(browse: Browse, bus: Willing) -> None:
    page = browse("person").get(f"/requests/{CASE}/versions/1").text
    frozen = bus.answers[intake.ReadVersion]
    assert f"/api/v1/applications/{frozen.application_id}/versions/{frozen.version}/receipt" in page
    assert f'href="/ledger/{frozen.receipt.entry}"' in page
    bus.answers[intake.ReadVersion] = replace(frozen, receipt=None)
    assert "Its receipt is being made" in browse("person").get(f"/requests/{CASE}/versions/1").text
