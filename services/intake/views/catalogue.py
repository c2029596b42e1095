"""The dataset catalogue, open to everybody. It is a data file of this version of Haven, read once."""

import json
from dataclasses import replace
from importlib.resources import files

from services.contracts.intake.catalogue import DatasetsView, DatasetView, ListDatasets
from services.contracts.message import NotFound

from ..domain import catalogue
from .public import opt_out_address

_RECORDS = json.loads(files("services.intake").joinpath("data/catalogue.json").read_text("utf-8"))
DATASETS: dict[str, DatasetView] = {record["dataset"]: catalogue.dataset(record) for record in _RECORDS}


def datasets(query: ListDatasets) -> DatasetsView:
    """A page of the datasets that fit; the cursor is the last id seen."""
    found = [one for one in catalogue.found(DATASETS.values(), query) if one.dataset > query.after]
    page = found[: query.limit]
    more = len(found) > len(page)
    return DatasetsView(rows=tuple(map(catalogue.row, page)), next=page[-1].dataset if more else "")


def one(dataset: str) -> DatasetView:
    """One dataset with its fields; NotFound when there is none of this id."""
    if dataset not in DATASETS:
        raise NotFound("There is no such dataset in the catalogue")
    return replace(DATASETS[dataset], opt_out_address=opt_out_address())
