"""What those who were decided on together learn of one another: the place each was offered, and the answer to it.

They agreed to it when they joined. Nobody learns why somebody answered so, or what they asked the officers.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.links.models import LinkedApplication, LinkMember
from naruteo_portal.talent.links.news import tell_others
from naruteo_portal.talent.links.queries import own_application
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import OfferState, Outcome, Round
from naruteo_portal.talent.rounds.states import PUBLIC

ANSWERS: dict[OfferState | None, tuple[Message, str]] = {
    OfferState.OFFERED: (N_("has not answered yet"), "warning"),
    OfferState.ACCEPTED: (N_("accepts the place"), "success"),
    OfferState.DECLINED: (N_("declines the place"), "neutral"),
    OfferState.LAPSED: (N_("did not answer in time"), "neutral"),
    None: (N_("no place in this round"), "neutral"),
}

ANSWERED = N_("Somebody who applies with you has answered in %(round)s")
ANSWERED_BODY = N_(
    "%(name)s has answered the offer of a place in %(round)s (%(reference)s). You see the answer on the page of the "
    "application that you made together. Your own offer, or the answer that you have given, stays as it is: each of "
    "you answers alone, until %(answer_by)s."
)


def answers_in(session: Session, application: LinkedApplication | None) -> Sequence[tuple[LinkMember, Outcome]]:
    """What a published round gave each member, with the opening; nothing unless it decided on all of them together."""
    if application is None or application.certified_at is None:
        return []
    rows = session.scalars(
        select(Outcome)
        .join(Outcome.round)
        .where(
            Outcome.round_id == application.round_id, Round.state.in_(PUBLIC),
            Outcome.candidate_id.in_([each.candidate_id for each in application.joined]),
        )
        .options(joinedload(Outcome.opening).joinedload(Opening.organisation))
    )  # fmt: skip
    found = {each.candidate_id: each for each in rows}
    # Whoever consents no more has no outcome, and then the others were decided on by their own lists.
    if len(found) < len(application.joined):
        return []
    return [(each, found[each.candidate_id]) for each in application.joined]


def tell_answered(session: Session, outcome: Outcome, round_: Round) -> None:
    """Tell those who apply with somebody that they answered; how, is said on the page that checks who reads it."""
    candidate = session.get_one(Candidate, outcome.candidate_id)
    application = own_application(session, candidate, round_)
    if application is not None and answers_in(session, application):
        tell_others(session, candidate, application, round_, ANSWERED, ANSWERED_BODY)
