"""Names of candidates as official papers write them, and whether they live abroad."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    for name in ("passport_family", "passport_given", "name_hangul"):
        op.add_column("candidate", sa.Column(name, sa.String(), server_default="", nullable=False))
        op.alter_column("candidate", name, server_default=None)
    op.add_column("candidate", sa.Column("given_name_first", sa.Boolean(), server_default="false", nullable=False))
    op.alter_column("candidate", "given_name_first", server_default=None)
    op.add_column("candidate", sa.Column("lives_abroad", sa.Boolean(), nullable=True))
