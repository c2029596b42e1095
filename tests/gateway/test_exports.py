"""The schema of exports, as a validator wants it."""

from flask.testing import FlaskClient

from services.contracts.intake import ExportSchemaView, ReadExportSchema
from services.intake.domain.application.schema import schema
from services.intake.domain.form import SHIPPED
from tests.fakes import FakeBus


def test_anybody_gets_the_schema_itself(client: FlaskClient, bus: FakeBus) -> None:
    bus.answers[ReadExportSchema] = ExportSchemaView(schema=schema(SHIPPED))
    told = client.get("/api/v1/form/schema")
    assert (told.status_code, told.mimetype) == (200, "application/schema+json")
    assert told.get_json()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
