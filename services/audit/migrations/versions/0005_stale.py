"""Requests whose clocks are to be counted anew."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table("stale", sa.Column("subject", sa.Uuid(), nullable=False), sa.PrimaryKeyConstraint("subject"))


def downgrade() -> None:
    op.drop_table("stale")
