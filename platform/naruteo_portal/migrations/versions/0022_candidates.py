"""Names of candidates as official papers write them, whether they live abroad, and their papers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    for name in ("passport_family", "passport_given", "name_hangul"):
        op.add_column("candidate", sa.Column(name, sa.String(), server_default="", nullable=False))
        op.alter_column("candidate", name, server_default=None)
    op.add_column("candidate", sa.Column("given_name_first", sa.Boolean(), server_default="false", nullable=False))
    op.alter_column("candidate", "given_name_first", server_default=None)
    op.add_column("candidate", sa.Column("lives_abroad", sa.Boolean(), nullable=True))
    legalisation: list[sa.Column[str]] = [
        sa.Column(
            name,
            sa.Enum("not_needed", "open", "done", name="legalisation", native_enum=False, length=32),
            nullable=False,
        )
        for name in ("apostille", "translation")
    ]
    op.create_table(
        "candidate_document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("candidate_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "paper",
            sa.Enum(
                "passport", "residence_card", "degree", "experience", "language", "licence", "criminal_record",
                "resume", "other", name="paper", native_enum=False, length=32,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        *legalisation,
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "pdf", "jpeg", "png", "xlsx", "csv", "hwp", "hwpx", name="filekind", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("kept_as", sa.String(), nullable=True),
        sa.Column("reminded", postgresql.JSONB(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_document_candidate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_document")),
    )  # fmt: skip
    op.create_index(op.f("ix_candidate_document_candidate_id"), "candidate_document", ["candidate_id"], unique=False)
