"""Programmes under review: opening one, and the rules that protect the people in it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, Actor, record
from naruteo_portal.catalogue.models import Cohort, CohortState, Course, Edition
from naruteo_portal.core import sealing
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.references import Numbered, new_reference
from naruteo_portal.identity.models import Organisation
from naruteo_portal.insight.models import Programme, Source
from naruteo_portal.settings import Settings

PURPOSE = b"naruteo record keys of reviewed programmes"
KEY_BYTES = 32
OWN_TITLE = {"ko": "이 플랫폼에서 운영한 과정", "en": "Courses on this platform"}


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
        reference=new_reference(Numbered.PROGRAMME, at, lambda wanted: _is_taken(session, wanted)),
        organisation_id=organisation_id, title=dict(title), source=source, created_at=at,
        sealed_key=sealing.seal(secrets.token_bytes(KEY_BYTES), PURPOSE, settings), **vars(rules),
    )  # fmt: skip
    session.add(programme)
    record(session, actor, "opened a programme", programme, source=source.value)
    return programme


def open_own_programmes(session: Session, settings: Settings) -> None:
    """Open the programme of each organisation whose courses have begun on this platform and that has none yet."""
    without = ~exists().where(Programme.organisation_id == Organisation.id, Programme.source == Source.PLATFORM)
    begun = exists().where(
        Course.organisation_id == Organisation.id, Edition.course_id == Course.id, Cohort.edition_id == Edition.id,
        Cohort.state != CohortState.DRAFT, Cohort.starts_on <= today_in_korea(),
    )  # fmt: skip
    for organisation in session.scalars(select(Organisation).where(without, begun).order_by(Organisation.id)).all():
        open_programme(session, organisation.id, OWN_TITLE, Source.PLATFORM, settings, actor=SYSTEM)


def key_of(programme: Programme, settings: Settings) -> bytes:
    """The secret of the record keys behind perturbed counts; who knows it could undo them."""
    return sealing.unseal(programme.sealed_key, PURPOSE, settings)


def rules_of(programme: Programme) -> Rules:
    """The rules that a programme's next release is made by."""
    return Rules(programme.least_count, programme.least_of_rate, programme.least_width)


def _is_taken(session: Session, reference: str) -> bool:
    return bool(session.scalar(select(exists().where(Programme.reference == reference))))
