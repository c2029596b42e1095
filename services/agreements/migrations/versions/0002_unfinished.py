"""What of the inbox is unfinished, by subject: the postman asks it for every row that is due."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

UNFINISHED = sa.text("state IN ('waiting', 'parked')")


def upgrade() -> None:
    columns = ["source", "subject", "handler", "version"]
    op.create_index("inbox_unfinished", "inbox", columns, sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)


def downgrade() -> None:
    op.drop_index("inbox_unfinished", "inbox")
