"""What other services said of requests and organisations that decides about the next request: what is owed, contracts,
audits."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "elsewhere",
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "kind", "key"),
    )
    op.create_index("elsewhere_by_key", "elsewhere", ["kind", "key"])


def downgrade() -> None:
    op.drop_table("elsewhere")
