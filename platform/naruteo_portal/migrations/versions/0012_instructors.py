"""The register of instructors, and who stands in for those of a cohort."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"

BASES = ("licensed_teacher", "degree", "experience", "other")


def upgrade() -> None:
    op.create_table(
        "instructor_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.Enum(*BASES, name="basis", native_enum=False, length=32), nullable=True),
        sa.Column("basis_words", sa.String(), nullable=False),
        sa.Column("document_name", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("refresher_done_on", sa.Date(), nullable=True),
        sa.Column("refresher_until", sa.Date(), nullable=True),
        sa.Column("ncs", JSONB(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("reminded", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_instructor_entry_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_instructor_entry_organisation_id")
        ),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_instructor_entry_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instructor_entry")),
        sa.UniqueConstraint(
            "account_id", "organisation_id", name=op.f("uq_instructor_entry_account_id_organisation_id")
        ),
    )
    op.create_table(
        "cohort_substitute",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cohort_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("arranged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arranged_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_before", name=op.f("ck_cohort_substitute_dates_in_order")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_substitute_cohort_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_cohort_substitute_account_id")),
        sa.ForeignKeyConstraint(["arranged_by_id"], ["account.id"], name=op.f("fk_cohort_substitute_arranged_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_substitute")),
    )
    op.create_index(op.f("ix_cohort_substitute_cohort_id"), "cohort_substitute", ["cohort_id"])
    op.create_index(op.f("ix_cohort_substitute_account_id"), "cohort_substitute", ["account_id"])
