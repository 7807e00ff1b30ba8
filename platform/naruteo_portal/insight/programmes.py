"""Programmes under review: opening one, and the rules that protect the people in it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core import sealing
from naruteo_portal.core.clock import now
from naruteo_portal.core.references import Numbered, new_reference
from naruteo_portal.insight.models import Programme, Source
from naruteo_portal.settings import Settings

PURPOSE = b"naruteo record keys of reviewed programmes"
KEY_BYTES = 32


@dataclass(frozen=True)
class Rules:
    """What protects the people of a programme (`disclosure.Policy`)."""

    least_count: int = 10
    least_of_rate: int = 25
    least_width: int = 5


def open_programme(
    session: Session, organisation_id: int, title: Mapping[str, str], source: Source, settings: Settings, *,
    actor: Actor, rules: Rules = Rules(),
) -> Programme:  # fmt: skip
    """Open a programme whose data is still to come."""
    at = now()
    programme = Programme(
        reference=new_reference(Numbered.PROGRAMME, at.year, lambda wanted: _is_taken(session, wanted)),
        organisation_id=organisation_id, title=dict(title), source=source, created_at=at,
        sealed_key=sealing.seal(secrets.token_bytes(KEY_BYTES), PURPOSE, settings), **vars(rules),
    )  # fmt: skip
    session.add(programme)
    record(session, actor, "opened a programme", programme, source=source.value)
    return programme


def key_of(programme: Programme, settings: Settings) -> bytes:
    """The secret of the record keys behind perturbed counts; who knows it could undo them."""
    return sealing.unseal(programme.sealed_key, PURPOSE, settings)


def rules_of(programme: Programme) -> Rules:
    """The rules that a programme's next release is made by."""
    return Rules(programme.least_count, programme.least_of_rate, programme.least_width)


def _is_taken(session: Session, reference: str) -> bool:
    return bool(session.scalar(select(exists().where(Programme.reference == reference))))
