"""Candidates, openings and rounds of matching."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "opening",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("position", "study", "research", "teaching", name="openingkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("draft", "open", "closed", name="openingstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("description", postgresql.JSONB(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("place", postgresql.JSONB(), nullable=False),
        sa.Column("seats", sa.BigInteger(), nullable=False),
        sa.Column("occupation", sa.String(), nullable=True),
        sa.Column(
            "contract",
            sa.Enum("permanent", "fixed_term", "study", name="contract", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("yearly_wage", sa.BigInteger(), nullable=True),
        sa.Column("weekly_hours", sa.BigInteger(), nullable=True),
        sa.Column("visa_support", sa.Boolean(), nullable=False),
        sa.Column("statuses", postgresql.JSONB(), nullable=False),
        sa.Column("least_topik", sa.BigInteger(), nullable=True),
        sa.Column("least_english", sa.String(), nullable=True),
        sa.Column(
            "least_degree",
            sa.Enum("none", "associate", "bachelor", "master", "doctor", name="degree", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("least_experience_months", sa.BigInteger(), nullable=True),
        sa.Column("licences", postgresql.JSONB(), nullable=False),
        sa.Column("gate_facts", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("seats > 0", name=op.f("ck_opening_seats_positive")),
        sa.CheckConstraint("starts_on < ends_before", name=op.f("ck_opening_dates_in_order")),
        sa.CheckConstraint("yearly_wage > 0", name=op.f("ck_opening_wage_positive")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_opening_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
        sa.UniqueConstraint("reference", name=op.f("uq_opening_reference")),
    )
    op.create_index(op.f("ix_opening_organisation_id"), "opening", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_opening_state_region"), "opening", ["state", "region"], unique=False)
    op.create_table(
        "candidate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind", sa.Enum("graduate", "recruit", name="candidatekind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("regions_wanted", postgresql.JSONB(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column(
            "degree",
            sa.Enum("none", "associate", "bachelor", "master", "doctor", name="degree", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("degree_field", sa.String(), nullable=False),
        sa.Column("korean_degree", sa.Boolean(), nullable=True),
        sa.Column("experience_months", sa.BigInteger(), nullable=True),
        sa.Column("topik", sa.BigInteger(), nullable=True),
        sa.Column("native_korean", sa.Boolean(), nullable=True),
        sa.Column("english", sa.String(), nullable=True),
        sa.Column("licences", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_candidate_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint("account_id", name=op.f("uq_candidate_account_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_candidate_reference")),
    )
    op.create_table(
        "opening_skill",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("opening_id", sa.BigInteger(), nullable=False),
        sa.Column("concept", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"], name=op.f("fk_opening_skill_opening_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_skill")),
        sa.UniqueConstraint("opening_id", "concept", name=op.f("uq_opening_skill_opening_id_concept")),
    )
    op.create_table(
        "round",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "eliciting",
                "frozen",
                "run",
                "confirmed",
                "published",
                "closed",
                "cancelled",
                name="roundstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("follows_id", sa.BigInteger(), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("certify_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supervisor_id", sa.BigInteger(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("seed_commitment", sa.String(length=64), nullable=False),
        sa.Column("sealed_seed", sa.String(), nullable=False),
        sa.Column("revealed_seed", sa.String(length=64), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("input_sha256", sa.String(length=64), nullable=True),
        sa.Column("run_by_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(frozen_at IS NULL) = (input_sha256 IS NULL)", name=op.f("ck_round_frozen_with_hash")),
        sa.CheckConstraint("confirmed_by_id <> run_by_id", name=op.f("ck_round_two_people")),
        sa.CheckConstraint(
            "opens_at < certify_by AND certify_by < publish_at AND publish_at < answer_by",
            name=op.f("ck_round_in_order"),
        ),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["account.id"], name=op.f("fk_round_confirmed_by_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["round.id"], name=op.f("fk_round_follows_id")),
        sa.ForeignKeyConstraint(["run_by_id"], ["account.id"], name=op.f("fk_round_run_by_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["account.id"], name=op.f("fk_round_supervisor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("reference", name=op.f("uq_round_reference")),
    )
    op.create_index(op.f("ix_round_state"), "round", ["state"], unique=False)
    op.create_table(
        "candidate_legal",
        sa.Column("candidate_id", sa.BigInteger(), nullable=False),
        sa.Column("nationality", sa.String(), nullable=True),
        sa.Column("residence_status", sa.String(), nullable=True),
        sa.Column("status_until", sa.Date(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_legal_candidate_id")),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_candidate_legal")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("candidate_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "matching",
                "show_profile",
                "show_name",
                "learning_record",
                "cross_border",
                "suitability_model",
                name="purpose",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("given_at <= withdrawn_at", name=op.f("ck_consent_instants_in_order")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_consent_candidate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(
        op.f("ix_consent_candidate_id_purpose"),
        "consent",
        ["candidate_id", "purpose"],
        unique=True,
        postgresql_where="withdrawn_at IS NULL",
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("candidate_id", sa.BigInteger(), nullable=False),
        sa.Column("opening_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "offer",
            sa.Enum("offered", "accepted", "declined", "lapsed", name="offerstate", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("override_reason", sa.String(), nullable=True),
        sa.Column("override_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(opening_id IS NULL) = (offer IS NULL)", name=op.f("ck_outcome_offer_with_opening")),
        sa.CheckConstraint(
            "(override_reason IS NULL) = (override_by_id IS NULL)", name=op.f("ck_outcome_override_by_somebody")
        ),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_outcome_candidate_id")),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"], name=op.f("fk_outcome_opening_id")),
        sa.ForeignKeyConstraint(["override_by_id"], ["account.id"], name=op.f("fk_outcome_override_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_outcome_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("round_id", "candidate_id", name=op.f("uq_outcome_round_id_candidate_id")),
    )
    op.create_index(
        op.f("ix_outcome_candidate_id"),
        "outcome",
        ["candidate_id"],
        unique=False,
        postgresql_where=sa.text("offer = 'offered'"),
    )
    op.create_index(op.f("ix_outcome_opening_id"), "outcome", ["opening_id"], unique=False)
    op.create_table(
        "preference_list",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("candidate_id", sa.BigInteger(), nullable=False),
        sa.Column("saved", postgresql.JSONB(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("certified", postgresql.JSONB(), nullable=True),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(certified IS NULL) = (certified_at IS NULL)", name=op.f("ck_preference_list_certified_with_instant")
        ),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_preference_list_candidate_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_preference_list_round_id")),
        sa.PrimaryKeyConstraint("round_id", "candidate_id", name=op.f("pk_preference_list")),
    )
    op.create_index(op.f("ix_preference_list_candidate_id"), "preference_list", ["candidate_id"], unique=False)
    op.create_table(
        "ranking",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("opening_id", sa.BigInteger(), nullable=False),
        sa.Column("saved", postgresql.JSONB(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("certified", postgresql.JSONB(), nullable=True),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certified_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(certified IS NULL) = (certified_at IS NULL)", name=op.f("ck_ranking_certified_with_instant")
        ),
        sa.ForeignKeyConstraint(["certified_by_id"], ["account.id"], name=op.f("fk_ranking_certified_by_id")),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"], name=op.f("fk_ranking_opening_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_ranking_round_id")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["account.id"], name=op.f("fk_ranking_saved_by_id")),
        sa.PrimaryKeyConstraint("round_id", "opening_id", name=op.f("pk_ranking")),
    )
    op.create_index(op.f("ix_ranking_opening_id"), "ranking", ["opening_id"], unique=False)
    op.create_table(
        "round_opening",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("opening_id", sa.BigInteger(), nullable=False),
        sa.Column("seats", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("place_in_order", sa.BigInteger(), nullable=True),
        sa.Column("reserves", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_round_opening_seats_not_negative")),
        sa.CheckConstraint("target >= 0", name=op.f("ck_round_opening_target_not_negative")),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"], name=op.f("fk_round_opening_opening_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_opening_round_id")),
        sa.PrimaryKeyConstraint("round_id", "opening_id", name=op.f("pk_round_opening")),
    )
    op.create_index(op.f("ix_round_opening_opening_id"), "round_opening", ["opening_id"], unique=False)
    op.create_table(
        "round_region",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=True),
        sa.Column("floor", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("0 <= floor AND floor <= cap", name=op.f("ck_round_region_floor_within_cap")),
        sa.CheckConstraint("cap >= 0", name=op.f("ck_round_region_cap_not_negative")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_region_round_id")),
        sa.PrimaryKeyConstraint("round_id", "region", name=op.f("pk_round_region")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind", sa.Enum("dry", "what_if", "final", name="runkind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("change", postgresql.JSONB(), nullable=False),
        sa.Column("input_sha256", sa.String(length=64), nullable=False),
        sa.Column("answer_sha256", sa.String(length=64), nullable=False),
        sa.Column("certificate", postgresql.JSONB(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_run_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_run_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index(op.f("ix_run_round_id"), "run", ["round_id"], unique=False)
    op.create_table(
        "candidate_skill",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("candidate_id", sa.BigInteger(), nullable=False),
        sa.Column("concept", sa.String(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("certificate", "task", "declared", name="skillsource", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("certificate_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(source = 'certificate') = (certificate_id IS NOT NULL)",
            name=op.f("ck_candidate_skill_certificate_proves"),
        ),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_skill_candidate_id")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_candidate_skill_certificate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_skill")),
        sa.UniqueConstraint(
            "candidate_id",
            "concept",
            "source",
            "certificate_id",
            name=op.f("uq_candidate_skill_candidate_id_concept_source_certificate_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
