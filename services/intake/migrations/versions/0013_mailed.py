"""Which notices somebody wants by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("person", sa.Column("mailed", sa.String(), nullable=False, server_default="all"))


def downgrade() -> None:
    op.drop_column("person", "mailed")
