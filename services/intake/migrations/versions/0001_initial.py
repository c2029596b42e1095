"""initial."""

import sqlalchemy as sa
from alembic import op

from services.chassis import database

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "about",
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("enquiry_id", sa.Uuid(), nullable=True),
        sa.Column("silence_due", database.Instant(timezone=True), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index("application_of_officer", ["officer_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_enquiry_id"), ["enquiry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_silence_due"), ["silence_due"], unique=False)

    op.create_table(
        "application_version",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("submitted_at", database.Instant(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("material", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", "number"),
    )
    with op.batch_alter_table("application_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_version_sha256"), ["sha256"], unique=False)

    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "enquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("received_at", database.Instant(timezone=True), nullable=False),
        sa.Column("waiting_since", database.Instant(timezone=True), nullable=False),
        sa.Column("next_word_at", database.Instant(timezone=True), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    with op.batch_alter_table("enquiry", schema=None) as batch_op:
        batch_op.create_index("enquiry_by_age", ["received_at", "id"], unique=False)
        batch_op.create_index("enquiry_by_state", ["state", "received_at", "id"], unique=False)
        batch_op.create_index("enquiry_of_contact", ["contact_id", "received_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enquiry_next_word_at"), ["next_word_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_enquiry_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", database.Instant(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", database.Instant(timezone=True), nullable=False),
        sa.Column("sent_at", database.Instant(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_person_id"), ["person_id"], unique=False)
        batch_op.create_index("mail_waiting", ["state", "due_at", "id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("action_needed", sa.Boolean(), nullable=False),
        sa.Column("read_at", database.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event_id", "person_id"),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("notice_of_person", ["person_id", "at", "id"], unique=False)
        batch_op.create_index("notice_unread", ["person_id", "read_at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ods_code", sa.String(), nullable=True),
        sa.Column("next_reminder", sa.Date(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ods_code"),
        sa.UniqueConstraint("sort_name"),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_next_reminder"), ["next_reminder"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("job_title", sa.String(), nullable=False),
        sa.Column("orcid", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("totp_secret", sa.String(), nullable=False),
        sa.Column("totp_pending", sa.String(), nullable=False),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("registered_at", database.Instant(timezone=True), nullable=False),
        sa.Column("next_reminder", sa.Date(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_next_reminder"), ["next_reminder"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_sort_name"), ["sort_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_state"), ["state"], unique=False)

    op.create_table(
        "related",
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "relation", "person_id"),
    )
    op.create_table(
        "request_person",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "application_id"),
    )
    with op.batch_alter_table("request_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_person_application_id"), ["application_id"], unique=False)

    op.create_table(
        "request_stage",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sort_title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("request_type", sa.String(), nullable=False),
        sa.Column("approval", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("macro_stage", sa.String(), nullable=False),
        sa.Column("group_of", sa.String(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("lead_name", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=False),
        sa.Column("awaited", sa.String(), nullable=False),
        sa.Column("awaited_from", sa.String(), nullable=False),
        sa.Column("started_at", database.Instant(timezone=True), nullable=False),
        sa.Column("updated_at", database.Instant(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("application_id"),
    )
    with op.batch_alter_table("request_stage", schema=None) as batch_op:
        batch_op.create_index("request_by_age", ["updated_at", "application_id"], unique=False)
        batch_op.create_index("request_by_group", ["group_of", "updated_at"], unique=False)
        batch_op.create_index("request_by_macro_stage", ["macro_stage", "updated_at"], unique=False)
        batch_op.create_index("request_by_profile", ["profile", "updated_at"], unique=False)
        batch_op.create_index("request_by_reference", ["reference", "application_id"], unique=False)
        batch_op.create_index("request_by_stage", ["stage", "application_id"], unique=False)
        batch_op.create_index("request_by_title", ["sort_title", "application_id"], unique=False)
        batch_op.create_index("request_of_officer", ["officer_id", "updated_at"], unique=False)

    op.create_table(
        "throttle",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", database.Instant(timezone=True), nullable=False),
        sa.Column("until", database.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_throttle_last_at"), ["last_at"], unique=False)

    op.create_table(
        "mailed_token",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("sent_at", database.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    with op.batch_alter_table("mailed_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailed_token_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailed_token_person_id"), ["person_id"], unique=False)

    op.create_table(
        "profile_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("added_at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("profile_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_document_person_id"), ["person_id"], unique=False)
        batch_op.create_index("profile_document_waiting", ["status", "added_at", "id"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("code_hash"),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "role_held",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("person_id", "role"),
    )
    with op.batch_alter_table("role_held", schema=None) as batch_op:
        batch_op.create_index("role_held_by_role", ["role", "person_id"], unique=False)

    op.create_table(
        "role_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("role_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_proposal_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_proposal_proposed_at"), ["proposed_at"], unique=False)

    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", database.Instant(timezone=True), nullable=False),
        sa.Column("last_used_at", database.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", database.Instant(timezone=True), nullable=False),
        sa.Column("totp", sa.Boolean(), nullable=False),
        sa.Column("by_token", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("ended_at", database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index("session_of_person", ["person_id", "by_token", "started_at", "id"], unique=False)

    op.create_table(
        "command_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("caller", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("reply", sa.JSON(), nullable=False),
        sa.Column("answered_at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("command_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_command_log_answered_at"), ["answered_at"], unique=False)

    op.create_table(
        "dead_letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("routing_key", sa.String(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("arrived_at", database.Instant(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("dead_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dead_letter_state"), ["state"], unique=False)

    op.create_table(
        "heard",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("early", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("source", "subject"),
    )
    op.create_table(
        "inbox",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", database.Instant(timezone=True), nullable=False),
        sa.Column("accepted_at", database.Instant(timezone=True), nullable=False),
        sa.Column("done_at", database.Instant(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("id", "handler"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index("inbox_order", ["source", "subject", "handler", "version"], unique=False)
        batch_op.create_index("inbox_state", ["state", "due_at", "position"], unique=False)

    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", database.Instant(timezone=True), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "outbox",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("posted_at", database.Instant(timezone=True), nullable=False),
        sa.Column("published_at", database.Instant(timezone=True), nullable=True),
        sa.Column("held_until", database.Instant(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("subject", "version"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "outbox_waiting",
            ["position"],
            unique=False,
            sqlite_where=sa.text("published_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL"),
        )

    op.create_table(
        "subject",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("subject")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "outbox_waiting",
            sqlite_where=sa.text("published_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL"),
        )

    op.drop_table("outbox")
    op.drop_table("lease")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index("inbox_state")
        batch_op.drop_index("inbox_order")

    op.drop_table("inbox")
    op.drop_table("heard")
    with op.batch_alter_table("dead_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dead_letter_state"))

    op.drop_table("dead_letter")
    with op.batch_alter_table("command_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_command_log_answered_at"))

    op.drop_table("command_log")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index("session_of_person")
        batch_op.drop_index(batch_op.f("ix_session_expires_at"))

    op.drop_table("session")
    with op.batch_alter_table("role_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_proposal_proposed_at"))
        batch_op.drop_index(batch_op.f("ix_role_proposal_person_id"))

    op.drop_table("role_proposal")
    with op.batch_alter_table("role_held", schema=None) as batch_op:
        batch_op.drop_index("role_held_by_role")

    op.drop_table("role_held")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_person_id"))

    op.drop_table("recovery_code")
    with op.batch_alter_table("profile_document", schema=None) as batch_op:
        batch_op.drop_index("profile_document_waiting")
        batch_op.drop_index(batch_op.f("ix_profile_document_person_id"))

    op.drop_table("profile_document")
    with op.batch_alter_table("mailed_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailed_token_person_id"))
        batch_op.drop_index(batch_op.f("ix_mailed_token_expires_at"))

    op.drop_table("mailed_token")
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_throttle_last_at"))

    op.drop_table("throttle")
    with op.batch_alter_table("request_stage", schema=None) as batch_op:
        batch_op.drop_index("request_of_officer")
        batch_op.drop_index("request_by_title")
        batch_op.drop_index("request_by_stage")
        batch_op.drop_index("request_by_reference")
        batch_op.drop_index("request_by_profile")
        batch_op.drop_index("request_by_macro_stage")
        batch_op.drop_index("request_by_group")
        batch_op.drop_index("request_by_age")

    op.drop_table("request_stage")
    with op.batch_alter_table("request_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_person_application_id"))

    op.drop_table("request_person")
    op.drop_table("related")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_state"))
        batch_op.drop_index(batch_op.f("ix_person_sort_name"))
        batch_op.drop_index(batch_op.f("ix_person_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_person_next_reminder"))

    op.drop_table("person")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_next_reminder"))
        batch_op.drop_index(batch_op.f("ix_organisation_kind"))

    op.drop_table("organisation")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("notice_unread")
        batch_op.drop_index("notice_of_person")

    op.drop_table("notice")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index("mail_waiting")
        batch_op.drop_index(batch_op.f("ix_mail_person_id"))

    op.drop_table("mail")
    with op.batch_alter_table("enquiry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enquiry_officer_id"))
        batch_op.drop_index(batch_op.f("ix_enquiry_next_word_at"))
        batch_op.drop_index("enquiry_of_contact")
        batch_op.drop_index("enquiry_by_state")
        batch_op.drop_index("enquiry_by_age")

    op.drop_table("enquiry")
    op.drop_table("counter")
    with op.batch_alter_table("application_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_version_sha256"))

    op.drop_table("application_version")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_silence_due"))
        batch_op.drop_index(batch_op.f("ix_application_lead_id"))
        batch_op.drop_index(batch_op.f("ix_application_enquiry_id"))
        batch_op.drop_index("application_of_officer")

    op.drop_table("application")
    op.drop_table("about")
