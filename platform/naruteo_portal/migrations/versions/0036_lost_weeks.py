"""What handed-in tables lack of the activity that releases have shown."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.add_column(
        "programme_import", sa.Column("lost_weeks", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False)
    )
    op.alter_column("programme_import", "lost_weeks", server_default=None)
