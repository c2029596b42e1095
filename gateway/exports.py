"""What is handed out in a form of its own: the JSON Schema of exports as a validator wants it, without an envelope."""

import json

from flask import Response, current_app, g

from services.contracts.intake import ReadExportSchema

from .identity import Caller

SCHEMA = "application/schema+json"


def schema(caller: Caller) -> Response:
    """GET /form/schema."""
    haven = current_app.extensions["haven"]
    told = haven.bus.ask(ReadExportSchema(), caller.actor, correlation=g.correlation)
    return Response(json.dumps(told.schema), mimetype=SCHEMA)
