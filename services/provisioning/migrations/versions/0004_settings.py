"""What administrators have settled, as it was heard; and the threshold with which a count was asked."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "setting_value",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "holds_from"),
    )
    op.add_column("feasibility", sa.Column("threshold", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("feasibility", "threshold")
    op.drop_table("setting_value")
