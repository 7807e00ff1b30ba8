"""Which result counts after a re-grade and why, who published an edition, and courses uploaded to be published."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"

WHY = ("as_decided", "not_fewer", "fewer", "undecided", "failed", "meanwhile")


def upgrade() -> None:
    op.add_column(
        "regrade",
        sa.Column(
            "keeping", sa.Enum("better", "new", name="keeping", native_enum=False, length=32), server_default="new",
            nullable=False,
        ),
    )  # fmt: skip
    op.alter_column("regrade", "keeping", server_default=None)
    op.add_column(
        "regraded_submission",
        sa.Column("kept", sa.Enum("before", "new", name="kept", native_enum=False, length=32), nullable=True),
    )
    op.add_column(
        "regraded_submission",
        sa.Column("kept_why", sa.Enum(*WHY, name="keptwhy", native_enum=False, length=32), nullable=True),
    )
    # Until now every new result counted, but those that could not be graded and those that had a newer one.
    op.execute(
        "UPDATE regraded_submission SET kept = CASE WHEN run.held THEN 'before' ELSE 'new' END, kept_why = CASE "
        "WHEN NOT run.held THEN 'as_decided' WHEN run.state = 'failed' THEN 'failed' ELSE 'meanwhile' END "
        "FROM grading_run AS run, regrade WHERE run.id = regraded_submission.run_id "
        "AND regrade.id = regraded_submission.regrade_id AND regrade.state = 'published'"
    )
    op.add_column("edition", sa.Column("published_by_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_edition_published_by_id"), "edition", "account", ["published_by_id"], ["id"])
    op.execute(
        "UPDATE edition SET published_by_id = audit_event.actor_id FROM audit_event "
        "WHERE audit_event.object_kind = 'edition' AND audit_event.object_id = edition.id "
        "AND audit_event.verb = 'published'"
    )
    op.create_table(
        "course_upload",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("tree", JSONB(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "checking",
                "ready",
                "faulty",
                "published",
                "discarded",
                name="uploadstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("slug", sa.String(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("faults", JSONB(), nullable=False),
        sa.Column("released", JSONB(), nullable=False),
        sa.Column("report", JSONB(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("edition_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_course_upload_edition_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["account.id"], name=op.f("fk_course_upload_ended_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_course_upload_organisation_id")
        ),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_course_upload_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_upload")),
    )
    op.create_index(op.f("ix_course_upload_organisation_id"), "course_upload", ["organisation_id"])
