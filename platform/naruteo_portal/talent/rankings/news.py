"""What candidates and those who offer openings are told about interviews, by the clock that they read, and offers."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import DEFAULT_LOCALE, N_, Message, as_locale
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify, notify_each
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.choices.zones import own_zone, said_there
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.openings.news import offerers
from naruteo_portal.talent.rankings.models import Interview, PipelineEntry
from naruteo_portal.talent.rankings.stages import INTERVIEW_STATES
from naruteo_portal.talent.rounds.models import OfferState, Outcome, Round

INVITED = N_("Invitation to an interview: %(title)s")
INVITED_BODY = N_(
    "%(organisation)s asks you to an interview for “%(title)s” on %(at)s%(there)s, for %(minutes)s minutes. "
    "Please answer on the page. They see your number (%(candidate)s), not your name, unless you agree to that."
)
CANCELLED = N_("The interview is cancelled: %(title)s")
CANCELLED_BODY = N_("%(organisation)s has cancelled the interview for “%(title)s” on %(at)s%(there)s.")
ANSWERED = N_("Interview with %(candidate)s: %(answer)s")
ANSWERED_BODY = N_("%(candidate)s has answered your invitation for “%(title)s” on %(at)s: %(answer)s.")
OFFER_ANSWERED = N_("Opening %(reference)s: an offer is answered")
OFFER_ACCEPTED_BODY = N_(
    "%(candidate)s has accepted a place of “%(title)s” in the round “%(round)s”. You see the name and the mail address "
    "on the page of your order there. Please write to them."
)
OFFER_DECLINED_BODY = N_("%(candidate)s has declined a place of “%(title)s” in the round “%(round)s”.")


def tell_invited(session: Session, entry: PipelineEntry, interview: Interview) -> None:
    """Tell the candidate of an invitation."""
    _tell_candidate(session, entry, interview, INVITED, INVITED_BODY)


def tell_cancelled(session: Session, entry: PipelineEntry, interview: Interview) -> None:
    """Tell the candidate that an interview is cancelled."""
    _tell_candidate(session, entry, interview, CANCELLED, CANCELLED_BODY)


def tell_answered(session: Session, entry: PipelineEntry, interview: Interview) -> None:
    """Tell those who offer the opening what the candidate answered."""
    values = {
        "candidate": entry.candidate.reference, "title": entry.opening.title, "at": interview.starts_at,
        "answer": INTERVIEW_STATES[interview.state][0],
    }  # fmt: skip
    page = f"/openings/{entry.opening.reference}/pipeline/{entry.id}"
    notify_each(
        session, [(each, page) for each in offerers(session, [entry.opening.organisation_id])], kind=NoticeKind.OPENING,
        subject=Message(ANSWERED.text, values), body=Message(ANSWERED_BODY.text, values),
    )  # fmt: skip


def tell_offer_answered(session: Session, outcome: Outcome, round_: Round) -> None:
    """Tell those who offer the place whether the candidate takes it; who it is stands on the page of the order."""
    opening = session.get_one(Opening, outcome.opening_id)
    candidate = session.get_one(Candidate, outcome.candidate_id)
    values = {
        "reference": opening.reference, "title": opening.title, "round": round_.title,
        "candidate": candidate.reference,
    }  # fmt: skip
    body = OFFER_ACCEPTED_BODY if outcome.offer is OfferState.ACCEPTED else OFFER_DECLINED_BODY
    page = f"/openings/{opening.reference}/rounds/{round_.reference}"
    notify_each(
        session, [(each, page) for each in offerers(session, [opening.organisation_id])], kind=NoticeKind.OPENING,
        subject=Message(OFFER_ANSWERED.text, values), body=Message(body.text, values),
    )  # fmt: skip


def _tell_candidate(
    session: Session, entry: PipelineEntry, interview: Interview, subject: Message, body: Message
) -> None:
    account = session.scalars(select(Account).where(Account.id == entry.candidate.account_id)).one()
    zone = own_zone(session, account.id)
    there = said_there(interview.starts_at, zone, as_locale(account.locale) or DEFAULT_LOCALE)
    values = {
        "organisation": entry.opening.organisation.name, "title": entry.opening.title, "at": interview.starts_at,
        "there": f" ({there})" if there else "", "minutes": interview.minutes, "candidate": entry.candidate.reference,
    }  # fmt: skip
    notify(
        session, account, kind=NoticeKind.OPENING, address=f"/interviews/{interview.id}",
        subject=Message(subject.text, values), body=Message(body.text, values),
    )  # fmt: skip
