"""Guidance on cohort files and the template, for everybody (S1-29)."""

import csv
import io

from flask.testing import FlaskClient

from services.contracts.provisioning import ReadCohortGuidance
from services.provisioning.domain.cohort_guidance import guidance
from services.provisioning.domain.cohort_rows import HEADERS
from tests.fakes import FakeBus


def test_anybody_reads_the_guidance_and_downloads_the_template_that_is_checked_against(
    client: FlaskClient, bus: FakeBus
) -> None:
    bus.answers[ReadCohortGuidance] = guidance()
    told = client.get("/api/v1/cohort/guidance")
    assert told.status_code == 200
    assert [column["name"] for column in told.json["columns"]] == list(HEADERS)
    file = client.get("/api/v1/cohort/template.csv")
    assert (file.status_code, file.mimetype) == (200, "text/csv")
    assert file.headers["Content-Disposition"] == 'attachment; filename="cohort-template.csv"'
    assert list(csv.reader(io.StringIO(file.text))) == [list(HEADERS)]
