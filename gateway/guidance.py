"""The cohort template as a file: the header that provisioning checks against, and nothing else (S1-29)."""

from flask import Response, current_app, g

from services.contracts.provisioning import ReadCohortGuidance

from .identity import Caller

NAME = "cohort-template.csv"


def template(caller: Caller) -> Response:
    """GET /cohort/template.csv: the columns in their order, as a CSV file to fill."""
    haven = current_app.extensions["haven"]
    told = haven.bus.ask(ReadCohortGuidance(), caller.actor, correlation=g.correlation)
    answer = Response(f"{told.header}\r\n", mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{NAME}"'
    return answer
