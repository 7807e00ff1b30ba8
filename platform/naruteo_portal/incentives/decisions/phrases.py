"""The phrases that an agency keeps ready for requests to add something."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.decisions.models import ClaimPhrase


def agency_of(reader: Reader) -> int:
    """The agency for which an officer keeps phrases; NotFound for who is no officer of one."""
    agencies = reader.organisations_as(Role.PROGRAMME_OFFICER)
    if not agencies:
        raise NotFound
    return min(agencies)


def phrases_of(session: Session, reader: Reader) -> Sequence[ClaimPhrase]:
    """The phrases of the reader's agency, the oldest first."""
    return session.scalars(
        select(ClaimPhrase).where(ClaimPhrase.agency_id == agency_of(reader)).order_by(ClaimPhrase.id)
    ).all()


def get_phrase(session: Session, reader: Reader, phrase_id: int) -> ClaimPhrase:
    """One of them; NotFound if it is another agency's."""
    phrase = session.get(ClaimPhrase, phrase_id)
    if phrase is None or phrase.agency_id != agency_of(reader):
        raise NotFound
    return phrase


def keep_phrase(
    session: Session, reader: Reader, phrase: ClaimPhrase | None, words: dict[str, str], *, actor: Actor
) -> None:
    """Change a phrase, or keep a new one."""
    if phrase is None:
        phrase = ClaimPhrase(agency_id=agency_of(reader), words=words, changed_at=now())
        session.add(phrase)
    phrase.words, phrase.changed_at = words, now()
    record(session, actor, "kept a phrase", phrase, **words)


def drop_phrase(session: Session, phrase: ClaimPhrase, *, actor: Actor) -> None:
    """Keep a phrase no longer; what was sent with it stays as it was sent."""
    record(session, actor, "dropped a phrase", phrase, **phrase.words)
    session.delete(phrase)
