"""Reasons in auditors' words are kept beside a question, where they are read, and not for everybody."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("question_rerun", sa.Column("reasons", postgresql.JSONB(), nullable=True))
    op.execute(
        "UPDATE question_rerun SET reasons = outcome_explanation.audit FROM outcome_question "
        "JOIN outcome_explanation USING (outcome_id) WHERE outcome_question.id = question_rerun.question_id"
    )
    # Whoever asked before the reasons were made has none.
    op.execute("""UPDATE question_rerun SET reasons = '{"ko": [], "en": []}' WHERE reasons IS NULL""")
    op.alter_column("question_rerun", "reasons", nullable=False)
    op.drop_column("outcome_explanation", "audit")
