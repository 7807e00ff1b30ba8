"""What people are told about rounds: that there is a result, never which; that stands on pages that check who reads."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Account, AccountState
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify_each
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.links.models import LinkedApplication, LinkMember
from naruteo_portal.talent.links.queries import joined
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.openings.news import offerers
from naruteo_portal.talent.rounds.models import OfferState, Outcome, PreferenceList, Ranking, Round, RoundOpening

SUBJECT = N_("Round %(reference)s: the result is here")
FOR_CANDIDATES = N_(
    "The result of the round “%(title)s” is published. On its page you see your own result with its reasons. If you "
    "were offered a place, answer by %(answer_by)s; without an answer the offer lapses."
)
FOR_OPENINGS = N_(
    "The result of the round “%(title)s” is published. You see who was offered a place under “Candidates” of each of "
    "your openings; candidates answer by %(answer_by)s."
)
CANCELLED = N_("Round %(reference)s is cancelled")
CANCELLED_BODY = N_("The round “%(title)s” is cancelled; lists for it count no more. The reason: %(reason)s")
POSTPONED = N_("Round %(reference)s: later than announced")
POSTPONED_BODY = N_(
    "The outcome of the round “%(title)s” is published at %(publish_at)s, and offers are answered by %(answer_by)s. "
    "The reason: %(reason)s"
)
UNCERTIFIED = N_("Round %(reference)s: certify by %(certify_by)s")
LIST_UNCERTIFIED = N_(
    "Your list for the round “%(title)s” does not count as it stands: it was saved and not certified. Certify it by "
    "%(certify_by)s."
)
ORDER_UNCERTIFIED = N_(
    "The order of at least one of your openings in the round “%(title)s” is not certified as it stands. Certify it by "
    "%(certify_by)s; whoever stands in no certified order is not offered a place."
)
UNANSWERED = N_("Round %(reference)s: answer your offer by %(answer_by)s")
OFFER_UNANSWERED = N_(
    "You were offered a place in the round “%(title)s” and have not answered. Accept or decline it by %(answer_by)s; "
    "without an answer the offer lapses."
)
OWN_RESULT, OWN_ROUNDS, OPENINGS = "/results/{reference}", "/choices", "/openings"


def tell_published(session: Session, round_: Round) -> None:
    """Tell all candidates of a round, and the people of all its openings, that it is published."""
    candidates = _accounts(session, select(Outcome.candidate_id).where(Outcome.round_id == round_.id))
    _tell(session, round_, candidates, SUBJECT, FOR_CANDIDATES, OWN_RESULT)
    _tell(session, round_, _people_of_openings(session, round_), SUBJECT, FOR_OPENINGS, OPENINGS)


def tell_uncertified(session: Session, round_: Round) -> int:
    """Tell those whose list or order does not count as it stands to certify it in time; how many they are."""
    nothing = literal([], JSONB)
    alone = (
        select(PreferenceList.candidate_id)
        .where(
            PreferenceList.round_id == round_.id,
            func.coalesce(PreferenceList.certified, nothing) != PreferenceList.saved,
            # Of those who apply together what they share counts instead.
            PreferenceList.candidate_id.not_in(_together(round_)),
        )
    )  # fmt: skip
    shared = func.coalesce(LinkedApplication.certified, nothing) != LinkedApplication.saved
    candidates = _accounts(session, alone.union(_together(round_).join(LinkedApplication).where(shared)))
    certified = select(Ranking.opening_id).where(
        Ranking.round_id == round_.id, Ranking.certified.is_not_distinct_from(Ranking.saved)
    )
    offering = _people_of_openings(session, round_, RoundOpening.opening_id.not_in(certified))
    _tell(session, round_, candidates, UNCERTIFIED, LIST_UNCERTIFIED, OWN_ROUNDS)
    _tell(session, round_, offering, UNCERTIFIED, ORDER_UNCERTIFIED, OPENINGS)
    return len(candidates) + len(offering)


def tell_unanswered(session: Session, round_: Round) -> int:
    """Tell those who have not answered an offer to do so in time; how many they are."""
    offered = select(Outcome.candidate_id).where(Outcome.round_id == round_.id, Outcome.offer == OfferState.OFFERED)
    candidates = _accounts(session, offered)
    _tell(session, round_, candidates, UNANSWERED, OFFER_UNANSWERED, OWN_RESULT)
    return len(candidates)


def tell_cancelled(session: Session, round_: Round, reason: str) -> None:
    """Tell everybody who has begun a list, and the people of all openings, that a round is called off."""
    _tell_all(session, round_, CANCELLED, CANCELLED_BODY, reason)


def tell_postponed(session: Session, round_: Round, reason: str) -> None:
    """Tell the same people that publication and answers come later."""
    _tell_all(session, round_, POSTPONED, POSTPONED_BODY, reason)


def _tell_all(session: Session, round_: Round, subject: Message, body: Message, reason: str) -> None:
    lists = select(PreferenceList.candidate_id).where(PreferenceList.round_id == round_.id)
    candidates = _accounts(session, lists.union(_together(round_)))
    _tell(session, round_, candidates, subject, body, OWN_ROUNDS, reason)
    _tell(session, round_, _people_of_openings(session, round_), subject, body, OPENINGS, reason)


def _together(round_: Round) -> Select[int]:
    """The candidates who apply together with others."""
    return select(LinkMember.candidate_id).where(LinkMember.round_id == round_.id, *joined())


def _accounts(session: Session, candidates: Select[int] | CompoundSelect[int]) -> Sequence[Account]:
    return session.scalars(
        select(Account)
        .join(Candidate)
        .where(Candidate.id.in_(candidates), Account.state == AccountState.ACTIVE)
        .order_by(Account.id)
    ).all()


def _people_of_openings(session: Session, round_: Round, *which: ColumnElement[bool]) -> Sequence[Account]:
    organisations = (
        select(Opening.organisation_id)
        .join(RoundOpening, RoundOpening.opening_id == Opening.id)
        .where(RoundOpening.round_id == round_.id, *which)
    )
    return offerers(session, organisations)


def _tell(
    session: Session, round_: Round, receivers: Sequence[Account], subject: Message, body: Message, page: str,
    reason: str = "",
) -> None:  # fmt: skip
    values = {
        "reference": round_.reference, "title": round_.title, "answer_by": round_.answer_by,
        "certify_by": round_.certify_by, "publish_at": round_.publish_at, "reason": reason,
    }  # fmt: skip
    address = page.format(reference=round_.reference)
    notify_each(
        session, [(each, address) for each in receivers], kind=NoticeKind.ROUND,
        subject=Message(subject.text, values), body=Message(body.text, values),
    )  # fmt: skip
