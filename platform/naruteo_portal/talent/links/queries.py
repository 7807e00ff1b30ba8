"""Reading linked applications: one's own, invitations that wait, and those that count in a round."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload
from sqlalchemy.sql.base import ExecutableOption

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.links.models import LinkedApplication, LinkMember
from naruteo_portal.talent.rounds.models import Round


def own_application(session: Session, candidate: Candidate, round_: Round) -> LinkedApplication | None:
    """The application in which a candidate is, with its members and their names; None where they apply alone."""
    return session.scalar(
        select(LinkedApplication)
        .join(LinkMember)
        .where(LinkedApplication.round_id == round_.id, LinkMember.candidate_id == candidate.id, *joined())
        .options(*with_names())
        .execution_options(populate_existing=True)
    )


def invitations_to(session: Session, candidate: Candidate, round_: Round) -> Sequence[LinkedApplication]:
    """Applications into which a candidate is invited and has not answered, with the names of those in them."""
    return session.scalars(
        select(LinkedApplication)
        .join(LinkMember)
        .where(
            LinkedApplication.round_id == round_.id, LinkMember.candidate_id == candidate.id,
            LinkMember.accepted_at.is_(None), LinkMember.left_at.is_(None),
        )
        .order_by(LinkedApplication.id)
        .options(*with_names())
        .execution_options(populate_existing=True)
    ).all()  # fmt: skip


def get_application(session: Session, candidate: Candidate, round_: Round, reference: str) -> LinkedApplication:
    """An application of a round that a candidate is in or invited into, with names; NotFound otherwise."""
    found = session.scalar(
        select(LinkedApplication)
        .join(LinkMember)
        .where(
            LinkedApplication.reference == read_reference(Numbered.LINK, reference),
            LinkedApplication.round_id == round_.id,
            LinkMember.candidate_id == candidate.id, LinkMember.left_at.is_(None),
        )
        .options(*with_names())
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


def counted(session: Session, round_id: int) -> Sequence[LinkedApplication]:
    """The applications of a round whose every member certified what they share, in the order of their numbers."""
    return session.scalars(
        select(LinkedApplication)
        .where(LinkedApplication.round_id == round_id, *counts())
        .order_by(LinkedApplication.reference)
        .options(selectinload(LinkedApplication.members).joinedload(LinkMember.candidate))
    ).all()


def count_counted(session: Session, round_id: int) -> int:
    """How many linked applications count in a round."""
    query = select(func.count()).select_from(LinkedApplication).where(LinkedApplication.round_id == round_id, *counts())
    return session.scalar(query) or 0


def counts() -> tuple[ColumnElement[bool], ...]:
    """The conditions that an application counts."""
    return LinkedApplication.ended_at.is_(None), LinkedApplication.certified_at.is_not(None)


def joined() -> tuple[ColumnElement[bool], ...]:
    """The conditions that a member is in the application; when it ends, all of them have left."""
    return LinkMember.accepted_at.is_not(None), LinkMember.left_at.is_(None)


def is_placed_together(
    candidate_id: InstrumentedAttribute[int], round_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """For queries of candidates' lists: a shared one counts instead."""
    return exists().where(
        LinkMember.candidate_id == candidate_id, LinkMember.round_id == round_id,
        LinkedApplication.id == LinkMember.application_id, *joined(), LinkedApplication.certified_at.is_not(None),
    )  # fmt: skip


def with_names() -> tuple[ExecutableOption, ...]:
    """Loads the members of applications with their names."""
    return (
        selectinload(LinkedApplication.members)
        .joinedload(LinkMember.candidate)
        .joinedload(Candidate.account)
        .joinedload(Account.person),
    )
