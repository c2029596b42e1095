"""Feasibility counts: how many people meet criteria, told before anybody applies."""

import sqlalchemy as sa
from alembic import op

from services.chassis import database

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "feasibility",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", database.Instant(timezone=True), nullable=False),
        sa.Column("answered_at", database.Instant(timezone=True), nullable=True),
        sa.Column("profile", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("shown", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("feasibility_of_person", "feasibility", ["by", "asked_at", "id"])


def downgrade() -> None:
    op.drop_table("feasibility")
