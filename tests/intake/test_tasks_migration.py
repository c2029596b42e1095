"""What revision 0010 makes of applications that the release before kept."""

import json
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text

from services.chassis import migrations

FACTS = {"version": 1, "lead": uuid4().hex, "answers": "{}"}
ROW = (
    "INSERT INTO application (id, version, reference, state, lead_id, answers, body) "
    "VALUES (:id, :version, :ref, :state, :lead, :answers, :body)"
)


def test_who_proposed_and_the_last_appointment_become_columns_of_open_requests(tmp_path: Path) -> None:
    url, officer, ig = f"sqlite:///{tmp_path / 'intake.sqlite'}", uuid4(), uuid4()
    migrations.upgrade("intake", url, to="0009")
    meetings = [
        {"starts_at": "2026-07-03T09:00:00+00:00", "cancelled": False},
        {"starts_at": "2026-07-02T09:00:00+00:00"},
        {"starts_at": "2026-07-09T09:00:00+00:00", "cancelled": True},
    ]
    bodies = {
        "DAR-1": ("SUBMITTED", {"override": {"by": str(officer)}, "ineligible_by": str(ig), "appointments": meetings}),
        "DAR-2": ("SUBMITTED", {"override": None, "ineligible_by": None, "appointments": []}),
        "DAR-3": ("WITHDRAWN", {"override": {"by": str(officer)}}),
    }
    engine = create_engine(url)
    with engine.begin() as connection:
        for reference, (state, body) in bodies.items():
            told = {**FACTS, "id": uuid4().hex, "ref": reference, "state": state, "body": json.dumps(body)}
            connection.execute(text(ROW), told)
    migrations.upgrade("intake", url)
    query = text("SELECT reference, route_proposed_by, ineligible_by, last_meeting_at FROM application")
    with engine.connect() as connection:
        kept = {row[0]: tuple(row[1:]) for row in connection.execute(query)}
    assert kept["DAR-1"][:2] == (officer.hex, ig.hex)
    assert str(kept["DAR-1"][2]).startswith("2026-07-03")
    assert kept["DAR-2"] == kept["DAR-3"] == (None, None, None)
