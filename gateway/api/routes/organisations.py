"""Organisations and the catalogue of datasets."""

from services.contracts import intake

from ..route import PUBLIC, act, ask, make

ROUTES = (
    ask("/organisations", intake.ListOrganisations),
    make("/organisations", intake.RegisterOrganisation, "/organisations/{subject}"),
    ask("/organisations/<uuid:organisation_id>", intake.ReadOrganisation),
    act("/organisations/<uuid:organisation_id>/evidence", intake.UpdateOrganisationEvidence),
    ask("/datasets", intake.ListDatasets, PUBLIC),
    ask("/datasets/<dataset>", intake.ReadDataset, PUBLIC),
)
