"""Organisations and the catalogue of datasets."""

from services.contracts import intake

from ..route import PUBLIC, STAFF_ONLY, act, ask, make

ROUTES = (
    ask("/organisations", intake.ListOrganisations),
    make("/organisations", intake.RegisterOrganisation, "/organisations/{subject}"),
    ask("/organisations/<uuid:organisation_id>", intake.ReadOrganisation),
    act("/organisations/<uuid:organisation_id>/evidence", intake.UpdateOrganisationEvidence, STAFF_ONLY),
    ask("/datasets", intake.ListDatasets, PUBLIC),
    ask("/datasets/<dataset>", intake.ReadDataset, PUBLIC),
)
