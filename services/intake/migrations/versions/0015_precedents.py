"""Which precedents the committee has adopted or suspended, and how often each has decided a route."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "precedent_adoption",
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("precedent", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("profile", "precedent"),
    )


def downgrade() -> None:
    op.drop_table("precedent_adoption")
