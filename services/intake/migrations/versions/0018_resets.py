"""Since when a lost second factor waits for a second person to take it away, as a column that tasks look for. A
proposal holds for one day: those that are open when this is migrated are found on the person's page, as before."""

import sqlalchemy as sa
from alembic import op

from services.chassis import database

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("person", sa.Column("reset_proposed_at", database.Instant(timezone=True), nullable=True))
    op.create_index("ix_person_reset_proposed_at", "person", ["reset_proposed_at"])


def downgrade() -> None:
    op.drop_index("ix_person_reset_proposed_at", "person")
    op.drop_column("person", "reset_proposed_at")
