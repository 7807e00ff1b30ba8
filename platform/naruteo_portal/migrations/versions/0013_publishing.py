"""Which result counts after a re-grade, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0006"

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
