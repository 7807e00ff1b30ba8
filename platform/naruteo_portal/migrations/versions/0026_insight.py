"""Programmes under review, their files and imports, releases with their views, and saved views."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "reviewed_programme",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("platform", "oulad", "oneroster", "simulated", name="source", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("least_count", sa.BigInteger(), nullable=False),
        sa.Column("least_of_rate", sa.BigInteger(), nullable=False),
        sa.Column("least_width", sa.BigInteger(), nullable=False),
        sa.Column("sealed_key", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("least_count BETWEEN 5 AND 30", name=op.f("ck_reviewed_programme_least_count_in_use")),
        sa.CheckConstraint("least_of_rate >= least_count", name=op.f("ck_reviewed_programme_rates_no_looser")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_reviewed_programme_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewed_programme")),
        sa.UniqueConstraint("reference", name=op.f("uq_reviewed_programme_reference")),
    )
    op.create_index(
        op.f("ix_reviewed_programme_organisation_id"), "reviewed_programme", ["organisation_id"], unique=False
    )
    op.create_index(
        "ix_reviewed_programme_own",
        "reviewed_programme",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("source = 'platform'"),
    )
    op.create_table(
        "programme_file",
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_of", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["reviewed_programme.id"], name=op.f("fk_programme_file_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "name", name=op.f("pk_programme_file")),
    )
    op.create_table(
        "programme_import",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "form",
            sa.Enum("platform", "oulad", "oneroster", "simulated", name="source", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "checking",
                "checked",
                "importing",
                "imported",
                "failed",
                "discarded",
                name="importstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("faults", postgresql.JSONB(), nullable=False),
        sa.Column("faults_in_all", sa.BigInteger(), nullable=False),
        sa.Column("handed_in_by_id", sa.BigInteger(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["handed_in_by_id"], ["account.id"], name=op.f("fk_programme_import_handed_in_by_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["reviewed_programme.id"], name=op.f("fk_programme_import_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_import")),
    )
    op.create_index(op.f("ix_programme_import_programme_id"), "programme_import", ["programme_id"], unique=False)
    op.create_table(
        "programme_release",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("making", "ready", "failed", name="releasestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("policy", postgresql.JSONB(), nullable=False),
        sa.Column("register_sha256", sa.String(length=64), nullable=True),
        sa.Column("checksum", sa.String(length=64), nullable=True),
        sa.Column("summary", postgresql.JSONB(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'ready') = (made_at IS NOT NULL)", name=op.f("ck_programme_release_ready_when_made")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_programme_release_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["reviewed_programme.id"], name=op.f("fk_programme_release_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_release")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_programme_release_programme_id_number")),
    )
    op.create_table(
        "programme_share",
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("shared_by_id", sa.BigInteger(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_programme_share_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["reviewed_programme.id"], name=op.f("fk_programme_share_programme_id")
        ),
        sa.ForeignKeyConstraint(["shared_by_id"], ["account.id"], name=op.f("fk_programme_share_shared_by_id")),
        sa.PrimaryKeyConstraint("programme_id", "organisation_id", name=op.f("pk_programme_share")),
    )
    op.create_table(
        "drawn_chart",
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("svg", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["programme_release.id"], name=op.f("fk_drawn_chart_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("release_id", "name", "language", name=op.f("pk_drawn_chart")),
    )
    op.create_table(
        "release_atom",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("cohort", sa.String(), nullable=False),
        sa.Column("attributes", postgresql.JSONB(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("cell_key", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["programme_release.id"], name=op.f("fk_release_atom_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_atom")),
    )
    op.create_index(op.f("ix_release_atom_release_id_cohort"), "release_atom", ["release_id", "cohort"], unique=False)
    op.create_table(
        "release_view",
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("cohort", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["programme_release.id"], name=op.f("fk_release_view_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("release_id", "cohort", "by", name=op.f("pk_release_view")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("filters", postgresql.JSONB(), nullable=False),
        sa.Column(
            "rhythm",
            sa.Enum("never", "each_release", "monthly", name="rhythm", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("told_release_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_view_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_saved_view_organisation_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["reviewed_programme.id"], name=op.f("fk_saved_view_programme_id")),
        sa.ForeignKeyConstraint(
            ["told_release_id"],
            ["programme_release.id"],
            name=op.f("fk_saved_view_told_release_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index(op.f("ix_saved_view_account_id"), "saved_view", ["account_id"], unique=False)
    op.create_index(op.f("ix_saved_view_organisation_id"), "saved_view", ["organisation_id"], unique=False)
