"""When to remind of a document that runs out, and what duplicates are found by. Requests that are there
already are looked at once, by the first run."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("application", sa.Column("evidence_due", sa.Date(), nullable=True, server_default="1970-01-01"))
    op.create_index("ix_application_evidence_due", "application", ["evidence_due"])
    op.create_table(
        "request_trait",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", "kind", "value"),
    )
    op.create_index("request_trait_of", "request_trait", ["kind", "value", "application_id"])


def downgrade() -> None:
    op.drop_table("request_trait")
    op.drop_index("ix_application_evidence_due", "application")
    op.drop_column("application", "evidence_due")
