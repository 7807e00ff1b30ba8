"""Documents of claims: what is uploaded, and the papers that the platform has made and keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

ITEMS = (
    "contract", "payment", "attendance-elsewhere", "remote-records-elsewhere", "completion-elsewhere", "wages",
    "allowances", "lodging", "other",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "claim_document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.Enum(*ITEMS, name="item", native_enum=False, length=32), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("pdf", "jpeg", "png", "xlsx", "csv", name="filekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "accepted", "rejected", name="documentstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'rejected') = (reason IS NOT NULL)", name=op.f("ck_claim_document_rejected_for_a_reason")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_claim_document_decided_at_some_time")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_document_claim_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_claim_document_uploaded_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_claim_document_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_document")),
    )
    op.create_index(op.f("ix_claim_document_claim_id"), "claim_document", ["claim_id"], unique=False)
    op.create_index(
        "uq_claim_document_live",
        "claim_document",
        ["claim_id", "sha256"],
        unique=True,
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "claim_paper",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_paper_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_paper")),
    )
    op.create_index(
        "uq_claim_paper_live",
        "claim_paper",
        ["claim_id", "path"],
        unique=True,
        postgresql_where=sa.text("left_at IS NULL"),
    )
