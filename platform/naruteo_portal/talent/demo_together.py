"""A couple in the demo, who apply together in some of its rounds."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.links.links import accept, certify_wishes, invite, save_wishes
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import Round


def apply_together(
    session: Session, round_: Round, openings: Sequence[Opening], one: Candidate, other: Candidate
) -> None:
    """They want to be in one place, or else both placed, or else one of them."""
    first, second = openings[0].id, openings[1].id
    act, answer = Actor("person", one.account_id), Actor("person", other.account_id)
    application = invite(session, one, round_, other.reference, actor=act)
    accept(session, other, round_, application, actor=answer)
    rows: list[list[int | None]] = [[first, first], [second, second], [first, second], [first, None]]
    save_wishes(session, one, round_, application, rows, version=application.version, actor=act)
    for candidate, actor in ((one, act), (other, answer)):
        certify_wishes(session, candidate, round_, application, version=application.version, actor=actor)
