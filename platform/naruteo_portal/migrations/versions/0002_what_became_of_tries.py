"""For each grading run, how many tries went wrong and how many were lost with their worker."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for name in ("faults", "losses"):
        op.add_column("grading_run", sa.Column(name, sa.BigInteger(), server_default="0", nullable=False))
        op.alter_column("grading_run", name, server_default=None)
