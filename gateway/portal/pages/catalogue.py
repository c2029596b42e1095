"""The catalogue of datasets, each with its fields, and what asking for them costs."""

import csv
import io
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from flask import Response, current_app, g, get_template_attribute, make_response, request
from markupsafe import Markup

from services.contracts import agreements, audit, intake
from services.contracts.request import Profile

from ...api.route import PUBLIC
from .. import estimate
from ..form_words import word
from ..row import Column, Filter, Listing, Own, Page
from ..visit import Visit
from ..words import SENSITIVITIES, TREATMENTS, humanised
from .public import PROFILES, words

CATALOGUE = ("/data", "Data you can ask for")
COMPLEX = tuple((one, humanised(one)) for one in ("low", "medium", "high"))


def as_csv(dataset: intake.DatasetView) -> str:
    """The fields of a dataset, one on each line."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(["Field", "Description", "Sensitivity", "How it is given", "Codes"])
    for one in dataset.fields:
        out.writerow([one.name, one.description, SENSITIVITIES.get(one.sensitivity, one.sensitivity),
                      TREATMENTS.get(one.treatment, one.treatment), one.codes])  # fmt: skip
    return text.getvalue()


def field_list(visit: Visit) -> Response:
    """The fields as a file."""
    haven = current_app.extensions["haven"]
    asked = intake.ReadDataset(dataset=visit.path["dataset"])
    found = haven.bus.ask(asked, visit.caller.actor, correlation=g.correlation)
    answer = make_response(as_csv(found))
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.dataset}-fields.csv"'
    return answer


def rows(dataset: intake.DatasetView) -> Iterator[tuple[str, str, str, str]]:
    """Fields as they are shown: numbered fields that belong together are one line."""
    seen: set[str] = set()
    for one in dataset.fields:
        if one.group and one.group in seen:
            continue
        seen.add(one.group)
        together = [each.name for each in dataset.fields if one.group and each.group == one.group]
        name = f"{together[0]} to {together[-1]}" if together else one.name
        about = f"{one.description} ({one.codes})" if one.codes else one.description
        yield (name, about, SENSITIVITIES.get(one.sensitivity, one.sensitivity),
               TREATMENTS.get(one.treatment, one.treatment))  # fmt: skip


def fields(visit: Visit) -> Mapping[str, Any]:
    """What the page of a dataset shows besides it."""
    found = visit["dataset"]
    return {"fields": list(rows(found)), "csv_size": len(as_csv(found).encode()), "ways": ways(found)}


def ways(dataset: intake.DatasetRow | intake.DatasetView) -> list[str]:
    """The services by which it can be reached, in words."""
    return [word("access", one.value) for one in dataset.access]


def tariffs(visit: Visit) -> Mapping[str, Any]:
    """The tariff of each profile, and what was asked to be estimated."""
    asked: dict[str, Any] = {f"tariff_{one}": agreements.ReadTariff(profile=one) for one in Profile}
    asked |= {"content": words("charges"), "datasets": intake.ListDatasets(limit=200)}
    query = estimate.query()[0]
    return asked | ({"estimate": query, "levels": audit.ServiceLevels()} if query else {})


@lru_cache(maxsize=4)
def blank(offered: tuple[tuple[str, str], ...]) -> Markup:
    """The questions of an estimate as nobody has answered any: the same for everybody, and the most of the page."""
    question = get_template_attribute("components/questions.html", "question")
    return Markup("\n").join(question(one) for one in estimate.questions(offered))


def charges(visit: Visit) -> Mapping[str, Any]:
    """The tables of charges, and the questions of an estimate."""
    found = visit["datasets"]
    offered = [(one.dataset, one.name) for one in found.rows] if found else []
    return {
        "tariffs": [(PROFILES[one], visit[f"tariff_{one}"]) for one in PROFILES],
        "blank": blank(tuple(offered)) if not request.args else "",
        "questions": estimate.questions(offered) if request.args else (),
        "reasons": estimate.query()[1],
    }


PAGES = (
    Listing(
        path="/data",
        who=PUBLIC,
        title="Data you can ask for",
        nav="Data",
        template="catalogue/list.html",
        asks=lambda visit: {"content": words("data")},
        query=intake.ListDatasets,
        columns=(
            Column("Dataset", lambda row: row.name, lambda row: f"/data/{row.dataset}"),
            Column("What it is", lambda row: row.description),
            Column("One record is", lambda row: row.grain),
            Column("Years", lambda row: row.coverage),
            Column("New data", lambda row: row.refresh),
            Column("Sensitive", lambda row: row.sensitive),
            Column("Fields", lambda row: row.field_count, numeric=True),
            Column("Ways to it", ways),
        ),
        filters=(
            Filter("q", "Words, or a field's name"),
            Filter("sensitive", "Sensitive"),
            Filter("complexity", "Complexity", COMPLEX),
        ),
        empty="There is nothing in the catalogue.",
    ),
    Page(
        path="/data/<dataset>",
        who=PUBLIC,
        title="Dataset",
        template="catalogue/dataset.html",
        asks=lambda visit: {"dataset": intake.ReadDataset(dataset=visit.path["dataset"])},
        needs="dataset",
        crumbs=(CATALOGUE,),
        more=fields,
    ),
    Own(path="/data/<dataset>/fields.csv", who=PUBLIC, title="The fields of a dataset", view=field_list),
    Page(path="/charges", who=PUBLIC, title="Charges", template="catalogue/charges.html", asks=tariffs, more=charges),
)
