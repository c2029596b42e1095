"""What tasks, calendar and workload look for, as columns: who proposed a lower route, or not to accept a request, and
when the last appointment is."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from services.chassis import database

revision = "0010"
down_revision = "0009"

APPLICATION = sa.table(
    "application",
    sa.column("id", sa.Uuid()),
    sa.column("state", sa.String()),
    sa.column("body", sa.JSON()),
    sa.column("route_proposed_by", sa.Uuid()),
    sa.column("ineligible_by", sa.Uuid()),
    sa.column("last_meeting_at", database.Instant(timezone=True)),
)
PEOPLE = ("route_proposed_by", "ineligible_by")
MEETING = ("SUBMITTED", "VALIDATION_QUERY", "ACCEPTED", "REVISION")


def upgrade() -> None:
    for name in PEOPLE:
        op.add_column("application", sa.Column(name, sa.Uuid(), nullable=True))
    op.add_column("application", sa.Column("last_meeting_at", database.Instant(timezone=True), nullable=True))
    for name in (*PEOPLE, "last_meeting_at"):
        op.create_index(f"ix_application_{name}", "application", [name])
    op.create_index("request_load", "request_stage", ["officer_name", "officer_id", "profile", "stage"])
    bind = op.get_bind()
    open_ones = sa.select(APPLICATION.c.id, APPLICATION.c.body).where(APPLICATION.c.state.in_(MEETING))
    for id, kept in bind.execute(open_ones).all():
        if told := _told(json.loads(kept) if isinstance(kept, str) else kept):
            bind.execute(sa.update(APPLICATION).where(APPLICATION.c.id == id).values(told))


def _told(body: dict[str, Any]) -> dict[str, Any]:
    by = {"route_proposed_by": (body.get("override") or {}).get("by"), "ineligible_by": body.get("ineligible_by")}
    told: dict[str, Any] = {name: UUID(value) for name, value in by.items() if value}
    starts = [one["starts_at"] for one in body.get("appointments", ()) if not one.get("cancelled")]
    return told | ({"last_meeting_at": max(map(datetime.fromisoformat, starts))} if starts else {})


def downgrade() -> None:
    op.drop_index("request_load", "request_stage")
    for name in (*PEOPLE, "last_meeting_at"):
        op.drop_index(f"ix_application_{name}", "application")
        op.drop_column("application", name)
