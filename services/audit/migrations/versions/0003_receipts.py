"""Receipts of submissions; those that are in the ledger already get theirs too."""

import sqlalchemy as sa
from alembic import op

from services.chassis import database

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "receipt",
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["position"], ["ledger_entry.position"]),
        sa.PrimaryKeyConstraint("position"),
    )


def downgrade() -> None:
    op.drop_table("receipt")
