"""The page on which the fields of one dataset of a request are ticked."""

from typing import Any

from services.contracts import intake

from ...api.route import SIGNED_IN
from .. import dataset_fields as fields
from ..row import Form
from ..visit import Visit
from .requests import CRUMBS


def both(visit: Visit) -> dict[str, Any]:
    """The request and the dataset's entry in the catalogue."""
    return {
        "application": intake.ReadApplication(application_id=visit.path["application_id"]),
        "dataset": intake.ReadDataset(dataset=visit.path["dataset"]),
    }


PAGES = (
    Form(
        path=fields.PAGE,
        who=SIGNED_IN,
        command=intake.SaveDraft,
        title="Choose the fields of a dataset",
        template="applications/fields.html",
        asks=both,
        needs="application",
        crumbs=CRUMBS,
        asked=fields.offered,
        start=fields.ticked,
        read=fields.taken,
        more=fields.beside,
        submit="Save these fields",
        then="/requests/{application_id}/draft/F",
        done="The fields are saved.",
    ),
)
