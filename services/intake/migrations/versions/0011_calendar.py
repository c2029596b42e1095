"""Mail that carries a file for a calendar program."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("mail", sa.Column("calendar", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("mail", "calendar")
