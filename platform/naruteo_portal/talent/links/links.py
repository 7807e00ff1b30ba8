"""Applying together: inviting, accepting, leaving, and the wishes that everybody in an application certifies.

Whatever is written here holds the round first, then the candidate, then the application, as lists do.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.references import Numbered, new_reference, read_reference
from naruteo_portal.talent.candidates.candidates import hold_candidate
from naruteo_portal.talent.candidates.consents import consents_to, has_consented
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.links import news
from naruteo_portal.talent.links.conditions import why_not_together
from naruteo_portal.talent.links.errors import (
    InvitationIsOver,
    InvitedAlready,
    LinkedAlready,
    NobodyJoined,
    NobodyToInvite,
    NothingShared,
    NotTogetherHere,
    TooManyTogether,
    TooManyWishes,
    WishesHaveMoved,
    WishUnclear,
)
from naruteo_portal.talent.links.models import LinkedApplication, LinkMember
from naruteo_portal.talent.links.queries import own_application, with_names
from naruteo_portal.talent.rounds.errors import NotConsented
from naruteo_portal.talent.rounds.models import Round, RoundOpening
from naruteo_portal.talent.rounds.moves import hold_for_lists

MOST_TOGETHER = 4
MOST_WISHES = 50
NOT_YET = 1_000
"""The place of somebody who has not accepted: behind everybody."""

Row = Sequence[int | None]


def invite(session: Session, candidate: Candidate, round_: Round, reference: str, *, actor: Actor) -> LinkedApplication:
    """Invite somebody by their candidate number to apply together; they see who invites them.

    Everybody whom nothing is to be known of is refused with the same words.
    """
    _hold(session, candidate, round_)
    _require_possible(session, candidate, round_)
    guest = session.scalar(
        select(Candidate).where(
            Candidate.reference == read_reference(Numbered.CANDIDATE, reference), Candidate.id != candidate.id,
            consents_to(Purpose.MATCHING),
        )
    )  # fmt: skip
    if guest is None:
        raise NobodyToInvite
    application = own_application(session, candidate, round_) or _begun(session, candidate, round_)
    _hold_application(session, application)
    if application.ended_at is not None:
        raise InvitationIsOver
    if any(each.candidate_id == guest.id for each in application.members):
        raise InvitedAlready
    if len(application.joined) + len(application.invited) >= MOST_TOGETHER:
        raise TooManyTogether(MOST_TOGETHER)
    session.add(_member(application, guest, NOT_YET))
    session.flush()
    record(session, actor, "invited to apply together", application, candidate=guest.reference)
    news.tell_invited(session, candidate, guest, round_)
    return application


def accept(
    session: Session, candidate: Candidate, round_: Round, application: LinkedApplication, *, actor: Actor
) -> None:
    """Join an application; wishes that were shared before get an empty entry, and have to be certified anew."""
    _hold(session, candidate, round_)
    member = _invitation(session, candidate, application)
    _require_possible(session, candidate, round_)
    if own_application(session, candidate, round_) is not None:
        raise LinkedAlready
    member.accepted_at, member.place = now(), max(each.place for each in application.joined) + 1
    _put_down(application, [[*row, None] for row in application.saved])
    record(session, actor, "joined a linked application", application, candidate=candidate.reference)
    news.tell_others(session, candidate, application, round_, news.JOINED, news.JOINED_BODY)


def decline(
    session: Session, candidate: Candidate, round_: Round, application: LinkedApplication, *, actor: Actor
) -> None:
    """Refuse an invitation; nobody needs a reason for it."""
    _hold(session, candidate, round_)
    _invitation(session, candidate, application).left_at = now()
    record(session, actor, "declined a linked application", application, candidate=candidate.reference)
    news.tell_declined(session, candidate, application, round_)


def save_wishes(
    session: Session, candidate: Candidate, round_: Round, application: LinkedApplication, rows: Sequence[Row],
    *, version: int, actor: Actor,
) -> None:  # fmt: skip
    """Save the shared wishes, the most wanted first; what everybody certified before still counts until they do again.

    WishesHaveMoved if another version than the one seen stands there.
    """
    _hold_shared(session, candidate, round_, application, version)
    people = len(application.joined)
    if people < 2:
        raise NobodyJoined
    distinct = list(dict.fromkeys(map(tuple, rows)))
    if len(distinct) > MOST_WISHES:
        raise TooManyWishes(MOST_WISHES)
    known = _taking_part(session, round_) | {each for row in application.saved for each in row}
    if any(len(row) != people or not any(row) or set(row) - known - {None} for row in distinct):
        raise WishUnclear
    _put_down(application, [list(row) for row in distinct])
    record(session, actor, "saved shared wishes", application, wishes=len(distinct), version=application.version)


def certify_wishes(
    session: Session, candidate: Candidate, round_: Round, application: LinkedApplication, *, version: int, actor: Actor
) -> None:
    """Certify the shared wishes for oneself; they count from when everybody in the application has."""
    _hold_shared(session, candidate, round_, application, version)
    _require_possible(session, candidate, round_)
    joined = application.joined
    if len(joined) < 2:
        raise NobodyJoined
    if not application.saved:
        raise NothingShared
    if {each for row in application.saved for each in row} - _taking_part(session, round_) - {None}:
        raise WishUnclear
    next(each for each in joined if each.candidate_id == candidate.id).certified_version = version
    record(session, actor, "certified shared wishes", application, candidate=candidate.reference, version=version)
    if all(each.certified_version == version for each in joined):
        application.certified, application.certified_at = list(application.saved), now()
        news.tell_all(session, application, round_, news.COUNTS, news.COUNTS_BODY)
    else:
        news.tell_others(session, candidate, application, round_, news.WAITS, news.WAITS_BODY)


def leave(
    session: Session, candidate: Candidate, round_: Round, application: LinkedApplication, *, actor: Actor
) -> None:
    """Leave, which ends the application: each then applies alone by the list that they certified themselves, if any."""
    _hold(session, candidate, round_)
    _hold_application(session, application)
    if candidate.id not in {each.candidate_id for each in application.joined}:
        raise InvitationIsOver
    end(session, candidate, round_, application, actor=actor)


def end(session: Session, candidate: Candidate, round_: Round, application: LinkedApplication, *, actor: Actor) -> None:
    """End an application because one of its members goes, in a round that takes lists; what they wished is erased."""
    news.tell_others(session, candidate, application, round_, news.LEFT, news.LEFT_BODY)
    application.ended_at = at = now()
    application.saved, application.certified, application.certified_at = [], None, None
    for member in application.members:
        # Nobody is in it any more, so each may apply together with others.
        member.left_at = member.left_at or at
    record(session, actor, "left a linked application", application, candidate=candidate.reference)


def leave_all(session: Session, candidate: Candidate, *, actor: Actor) -> None:
    """Leave every application, and decline every invitation, of rounds that are not frozen: the profile goes."""
    rows = session.execute(
        select(LinkMember, LinkedApplication, Round)
        .join(LinkedApplication, LinkedApplication.id == LinkMember.application_id)
        .join(Round, Round.id == LinkMember.round_id)
        .where(LinkMember.candidate_id == candidate.id, LinkMember.left_at.is_(None), Round.frozen_at.is_(None))
        .order_by(LinkedApplication.id)
    ).all()
    for member, application, round_ in rows:
        if member.accepted_at is None:
            member.left_at = now()
        else:
            _hold_application(session, application)
            end(session, candidate, round_, application, actor=actor)


def _begun(session: Session, candidate: Candidate, round_: Round) -> LinkedApplication:
    at = now()
    application = LinkedApplication(
        reference=new_reference(Numbered.LINK, at, lambda wanted: _is_taken(session, wanted)),
        round_id=round_.id, made_at=at, saved_at=at, saved=[], version=1, ended_at=None, certified=None,
        certified_at=None,
    )  # fmt: skip
    session.add(application)
    session.flush()
    first = _member(application, candidate, 0)
    first.accepted_at = at
    session.add(first)
    session.flush()
    return application


def _member(application: LinkedApplication, candidate: Candidate, place: int) -> LinkMember:
    return LinkMember(
        application_id=application.id, candidate_id=candidate.id, round_id=application.round_id, place=place,
        invited_at=now(), accepted_at=None, certified_version=None, left_at=None,
    )  # fmt: skip


def _invitation(session: Session, candidate: Candidate, application: LinkedApplication) -> LinkMember:
    _hold_application(session, application)
    waiting = [each for each in application.invited if each.candidate_id == candidate.id]
    if application.ended_at is not None or not waiting:
        raise InvitationIsOver
    return waiting[0]


def _put_down(application: LinkedApplication, rows: list[list[int | None]]) -> None:
    application.saved, application.saved_at, application.version = rows, now(), application.version + 1
    if application.certified is not None and any(len(row) != len(application.joined) for row in application.certified):
        # Somebody has joined: what was certified without them says nothing of all.
        application.certified = application.certified_at = None


def _hold(session: Session, candidate: Candidate, round_: Round) -> None:
    hold_for_lists(session, round_.id)
    hold_candidate(session, candidate)


def _hold_application(session: Session, application: LinkedApplication) -> None:
    session.scalars(
        select(LinkedApplication)
        .where(LinkedApplication.id == application.id)
        .options(*with_names())
        .with_for_update()
        # What the session has read before, members too, may be older than the lock.
        .execution_options(populate_existing=True)
    ).one()


def _hold_shared(
    session: Session, candidate: Candidate, round_: Round, application: LinkedApplication, version: int
) -> None:
    _hold(session, candidate, round_)
    _hold_application(session, application)
    if application.ended_at is not None or application.version != version:
        raise WishesHaveMoved


def _require_possible(session: Session, candidate: Candidate, round_: Round) -> None:
    if not has_consented(session, candidate.id, Purpose.MATCHING):
        raise NotConsented
    if (why_not := why_not_together(session, round_)) is not None:
        raise NotTogetherHere(why_not)


def _taking_part(session: Session, round_: Round) -> set[int | None]:
    return set(session.scalars(select(RoundOpening.opening_id).where(RoundOpening.round_id == round_.id)))


def _is_taken(session: Session, reference: str) -> bool:
    return session.scalar(select(LinkedApplication.id).where(LinkedApplication.reference == reference)) is not None
