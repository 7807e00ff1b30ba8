"""The seed from which a learner's data came stays with what they handed in."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("submission", sa.Column("seed", sa.BigInteger(), nullable=True))
