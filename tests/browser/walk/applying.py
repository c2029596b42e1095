"""The form: begun, left unfinished, gone through forward and backward, checked, submitted: S0-11 to S0-18, S1-11."""

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

from ..hands import Window
from . import Request

BEGUN_WITH = ("profile", "title", "request_type", "approval")


def begin(w: Window, r: Request) -> None:
    """A draft: by the invitation in `dars`, by the button of MyDARs in `hospital`."""
    w.act_as(r.lead)
    if r.dars:
        w.task(r.reference)
    else:
        w.menu("MyDARs")
        w.follow("Submit a Data Access Request")
    w.give("Begin the draft", "The draft has been made",
           profile=r.profile, **{name: r.answers[name] for name in BEGUN_WITH[1:]})  # fmt: skip
    r.reference = w.page.locator("h1 .nhsuk-caption-l").inner_text()


def try_too_early(w: Window, r: Request) -> None:
    """A draft is kept at any incompleteness; it is submitted only when nothing is missing."""
    edit(w, r)
    w.follow("Check your answers and submit")
    w.declare()
    w.press("Submit the request")
    expect(w.page.get_by_role("alert")).to_contain_text("There is a problem")
    w.see("It cannot be submitted yet", r.answers["title"])


def fill_in(w: Window, r: Request) -> None:
    """Every section in its order; once back and forward again, and nothing is lost. Then what later answers have made
    necessary, as the overview says."""
    edit(w, r)
    w.follow(re.compile("^Overview"), w.page.locator(".nhsuk-task-list"))
    sections = int(re.findall(r"Section 1 of (\d+)", w.text())[0])
    for number in range(1, sections + 1):
        w.see(f"Section {number} of {sections}")
        answer_what_is_asked(w, r)
        if number == 2:
            typed = w.page.locator("main textarea").first.input_value()
            w.press("Save and go back")
            w.press("Save and continue")
            assert w.page.locator("main textarea").first.input_value() == typed, "something was lost on the way"
        w.press("Save and continue")
        while (fields := "/draft/datasets/" in w.page.url) or "Your answers bring up more" in w.text():
            (choose_fields if fields else answer_what_is_asked)(w, r)
            w.press("Save and continue")
    expect(w.page.get_by_role("heading", level=1)).to_contain_text("Documents")
    w.follow("All sections, and what is missing")
    wanted = w.page.locator("#missing ~ h3 a[href*='/draft/']")
    for _ in range(sections):
        if wanted.count() == 0:
            return
        w.follow(wanted.first.inner_text())
        answer_what_is_asked(w, r)
        w.press("Save and see what is missing")
    raise AssertionError(f"still missing: {w.page.locator('#missing ~ *').all_inner_texts()}")


def answer_what_is_asked(w: Window, r: Request) -> None:
    """Whatever this section shows and the request has an answer to; not what only some have to answer."""
    shown = w.page.locator("main form [name]").evaluate_all(
        "all => all.filter(e => !e.closest('details')).map(e => e.name.split('.')[0])"
    )
    said = {**r.answers, "datasets": [without_fields(row) for row in r.answers["datasets"]]}
    w.fill({name: said[name] for name in dict.fromkeys(shown) if name in said})


def without_fields(row: dict[str, Any]) -> dict[str, Any]:
    """Of a dataset, what its own page does not ask."""
    return {key: value for key, value in row.items() if key not in ("fields", "field_reasons")}


def choose_fields(w: Window, r: Request) -> None:
    """The page on which the fields of a dataset are ticked, to which the section leads once it is saved."""
    dataset = urlsplit(w.page.url).path.rpartition("/")[2]
    row = next(one for one in r.answers["datasets"] if one["dataset"] == dataset)
    ticks = w.page.locator("main [type=checkbox]").evaluate_all("all => [...new Set(all.map(e => e.name))]")
    w.fill(dict.fromkeys(ticks, row["fields"]))
    for name, why in (row.get("field_reasons") or {}).items():
        question = w.page.get_by_label(f"Why is {name} needed?").get_attribute("name") or ""
        w.fill({question: why})
    w.give("Save these fields", "The fields are saved.")


def attach_documents(w: Window, r: Request) -> None:
    """What the checklist says is missing."""
    w.follow("Documents", w.page.locator(".nhsuk-task-list"))
    missing = w.page.locator(".haven-kind").filter(has_text="Missing")
    while missing.count():
        w.follow(re.compile("^Attach"), missing.first)
        kind = w.page.locator('main select[name="kind"]').input_value()
        w.give("Attach the document", "is attached", sha256=r.document(kind))


def submit(w: Window, r: Request) -> None:
    """The last page: everything once more, the declarations, and the button."""
    w.follow("Go on to check your answers")
    w.see(r.answers["aim"], r.emails[r.people["analyst"]])
    w.declare()
    w.give("Submit the request", "has been submitted")
    w.menu("MyDARs")
    expect(w.page.get_by_role("region", name="Submitted DARs")).to_contain_text(r.reference)


def edit(w: Window, r: Request) -> None:
    """From MyDARs into the form: each draft can be viewed and edited (S0-23)."""
    w.act_as(r.lead).menu("MyDARs")
    expect(w.found(re.compile("^View"), w.page.locator("tr").filter(has_text=r.reference))).to_be_visible()
    w.row("Edit", r.reference)
