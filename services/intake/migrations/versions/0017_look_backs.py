"""Requests that were accepted on the route of a precedent, some of them drawn for the committee to look back at."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "precedent_use",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("precedent", sa.String(), nullable=False),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", "precedent"),
    )
    columns = ["accepted_at", "application_id", "precedent"]
    op.create_index("precedent_use_sampled", "precedent_use", ["sampled", *columns])
    op.create_index("precedent_use_by_state", "precedent_use", ["sampled", "state", *columns])


def downgrade() -> None:
    op.drop_table("precedent_use")
