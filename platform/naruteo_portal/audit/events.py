"""Who acts, and recording what they did in the transaction of the act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import now


class Recorded(Protocol):
    """Anything that has a table and an id."""

    __tablename__: str
    id: Any


@dataclass(frozen=True)
class Actor:
    """Who is answerable for an act: a person by account, or the system by the name of its part."""

    kind: Literal["person", "system", "visitor"]
    account_id: int | None = None
    request_id: str | None = None


SYSTEM = Actor("system")


def record(session: Session, actor: Actor, verb: str, subject: Recorded, **details: Any) -> None:
    """Write the audit row of an act; `details` are plain data and never secrets."""
    record_each(session, actor, [(subject, details)], verb=verb)


def record_each(
    session: Session, actor: Actor, acts: Sequence[tuple[Recorded, Mapping[str, Any]]], *, verb: str
) -> None:
    """Write the audit rows of one act on many subjects, each with its details, at once."""
    session.flush()
    at = now()
    session.add_all(
        Event(
            at=at,
            actor_kind=actor.kind,
            actor_id=actor.account_id,
            verb=verb,
            object_kind=subject.__tablename__,
            object_id=subject.id,
            request_id=actor.request_id,
            details=dict(details),
        )
        for subject, details in acts
    )
