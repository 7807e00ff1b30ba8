"""What people are told about rounds: that there is a result, never which; that stands on pages that check who reads."""

from collections.abc import Sequence

from sqlalchemy import CompoundSelect, Select, select
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Account, AccountState
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify_each
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.links.models import LinkMember
from naruteo_portal.talent.links.queries import joined
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.openings.news import offerers
from naruteo_portal.talent.rounds.models import Outcome, PreferenceList, Round, RoundOpening

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
OWN_RESULT, OWN_ROUNDS, OPENINGS = "/results/{reference}", "/choices", "/openings"


def tell_published(session: Session, round_: Round) -> None:
    """Tell all candidates of a round, and the people of all its openings, that it is published."""
    candidates = _accounts(session, select(Outcome.candidate_id).where(Outcome.round_id == round_.id))
    _tell(session, round_, candidates, SUBJECT, FOR_CANDIDATES, OWN_RESULT)
    _tell(session, round_, _people_of_openings(session, round_), SUBJECT, FOR_OPENINGS, OPENINGS)


def tell_cancelled(session: Session, round_: Round, reason: str) -> None:
    """Tell everybody who has begun a list, and the people of all openings, that a round is called off."""
    _tell_all(session, round_, CANCELLED, CANCELLED_BODY, reason)


def tell_postponed(session: Session, round_: Round, reason: str) -> None:
    """Tell the same people that publication and answers come later."""
    _tell_all(session, round_, POSTPONED, POSTPONED_BODY, reason)


def _tell_all(session: Session, round_: Round, subject: Message, body: Message, reason: str) -> None:
    lists = select(PreferenceList.candidate_id).where(PreferenceList.round_id == round_.id)
    together = select(LinkMember.candidate_id).where(LinkMember.round_id == round_.id, *joined())
    candidates = _accounts(session, lists.union(together))
    _tell(session, round_, candidates, subject, body, OWN_ROUNDS, reason)
    _tell(session, round_, _people_of_openings(session, round_), subject, body, OPENINGS, reason)


def _accounts(session: Session, candidates: Select[int] | CompoundSelect[int]) -> Sequence[Account]:
    return session.scalars(
        select(Account)
        .join(Candidate)
        .where(Candidate.id.in_(candidates), Account.state == AccountState.ACTIVE)
        .order_by(Account.id)
    ).all()


def _people_of_openings(session: Session, round_: Round) -> Sequence[Account]:
    organisations = (
        select(Opening.organisation_id)
        .join(RoundOpening, RoundOpening.opening_id == Opening.id)
        .where(RoundOpening.round_id == round_.id)
    )
    return offerers(session, organisations)


def _tell(
    session: Session, round_: Round, receivers: Sequence[Account], subject: Message, body: Message, page: str,
    reason: str = "",
) -> None:  # fmt: skip
    values = {
        "reference": round_.reference, "title": round_.title, "answer_by": round_.answer_by,
        "publish_at": round_.publish_at, "reason": reason,
    }  # fmt: skip
    address = page.format(reference=round_.reference)
    notify_each(
        session, [(each, address) for each in receivers], kind=NoticeKind.ROUND,
        subject=Message(subject.text, values), body=Message(body.text, values),
    )  # fmt: skip
