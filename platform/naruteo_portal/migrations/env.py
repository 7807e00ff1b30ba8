"""How Alembic reaches the database and the tables' description."""

from alembic import context

from naruteo_portal.models import Base


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """The queue's tables belong to procrastinate."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, include_name=_is_ours
)
with context.begin_transaction():
    context.run_migrations()
