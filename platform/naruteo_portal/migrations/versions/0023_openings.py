"""What the law has against openings, what the operator declared to be, pipelines, interviews, and refused candidates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "employer_sanction",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "list",
            sa.Enum("wage_arrears", "immigration", "tax_arrears", name="sanctionlist", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("since < ends_before", name=op.f("ck_employer_sanction_days_in_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_employer_sanction_organisation_id")
        ),
        sa.ForeignKeyConstraint(["stated_by_id"], ["account.id"], name=op.f("fk_employer_sanction_stated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_sanction")),
    )
    op.create_index(
        op.f("ix_employer_sanction_organisation_id"), "employer_sanction", ["organisation_id"], unique=False
    )
    op.create_table(
        "opening_flag",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("opening_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("weight", sa.Enum("stops", "warns", name="weight", native_enum=False, length=32), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_words", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("lifted", sa.Boolean(), nullable=True),
        sa.Column("answer_words", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name=op.f("ck_opening_flag_answered_by_somebody")
        ),
        sa.CheckConstraint("(answered_at IS NULL) = (lifted IS NULL)", name=op.f("ck_opening_flag_answer_says_what")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_opening_flag_answered_by_id")),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"], name=op.f("fk_opening_flag_opening_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_flag")),
        sa.UniqueConstraint("opening_id", "key", name=op.f("uq_opening_flag_opening_id_key")),
    )
    op.create_index(
        "ix_opening_flag_asked",
        "opening_flag",
        ["asked_at"],
        unique=False,
        postgresql_where="asked_at IS NOT NULL AND answered_at IS NULL",
    )
    op.create_table(
        "operator_declaration",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "paid_placement", "free_placement", "information", name="servicekind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("exempt_ground", sa.String(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "number IS NOT NULL OR exempt_ground IS NOT NULL", name=op.f("ck_operator_declaration_number_or_ground")
        ),
        sa.ForeignKeyConstraint(["stated_by_id"], ["account.id"], name=op.f("fk_operator_declaration_stated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_declaration")),
        sa.UniqueConstraint("since", name=op.f("uq_operator_declaration_since")),
    )
    op.create_table(
        "name_disclosure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("opening_id", sa.BigInteger(), nullable=False),
        sa.Column("candidate_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_name_disclosure_by_id")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_name_disclosure_candidate_id")),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"], name=op.f("fk_name_disclosure_opening_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_disclosure")),
        sa.UniqueConstraint(
            "opening_id", "candidate_id", "by_id", name=op.f("uq_name_disclosure_opening_id_candidate_id_by_id")
        ),
    )
    op.create_index(op.f("ix_name_disclosure_candidate_id"), "name_disclosure", ["candidate_id"], unique=False)
    op.create_table(
        "pipeline_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("opening_id", sa.BigInteger(), nullable=False),
        sa.Column("candidate_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "interested",
                "interview_asked",
                "interviewed",
                "ranked",
                "offered",
                "hired",
                "ended",
                name="stage",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_pipeline_entry_candidate_id")),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"], name=op.f("fk_pipeline_entry_opening_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pipeline_entry")),
        sa.UniqueConstraint("opening_id", "candidate_id", name=op.f("uq_pipeline_entry_opening_id_candidate_id")),
    )
    op.create_index(op.f("ix_pipeline_entry_candidate_id"), "pipeline_entry", ["candidate_id"], unique=False)
    op.create_table(
        "interview",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "accepted",
                "declined",
                "other_time",
                "cancelled",
                name="interviewstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by_id", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_words", sa.String(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480", name=op.f("ck_interview_minutes_in_reason")),
        sa.ForeignKeyConstraint(["entry_id"], ["pipeline_entry.id"], name=op.f("fk_interview_entry_id")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["account.id"], name=op.f("fk_interview_invited_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
    )
    op.create_index(op.f("ix_interview_entry_id"), "interview", ["entry_id"], unique=False)
    op.create_index(
        "ix_interview_open", "interview", ["entry_id"], unique=True, postgresql_where="state IN ('invited', 'accepted')"
    )
    op.create_table(
        "pipeline_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "interested",
                "interview_asked",
                "interviewed",
                "ranked",
                "offered",
                "hired",
                "ended",
                name="stage",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_pipeline_step_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["pipeline_entry.id"], name=op.f("fk_pipeline_step_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pipeline_step")),
    )
    op.create_index(op.f("ix_pipeline_step_entry_id"), "pipeline_step", ["entry_id"], unique=False)
    # No ranking is older than this, but a table with rows takes the column too.
    op.add_column("ranking", sa.Column("refused", JSONB(), nullable=False, server_default="{}"))
    op.alter_column("ranking", "refused", server_default=None)
    op.add_column("ranking", sa.Column("undo", JSONB(), nullable=True))
