"""Invitations to work on a request, whose addresses can be erased, and the mail that tells of them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("invitation_of_application", "invitation", ["application_id", "invited_at"])
    op.create_index("invitation_of_address", "invitation", ["email", "expires_at"])
    op.create_index("invitation_by_end", "invitation", ["expires_at"])
    op.add_column("mail", sa.Column("invitation_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("mail", "invitation_id")
    op.drop_table("invitation")
