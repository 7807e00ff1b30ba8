"""What people are told about claims; names, amounts and words of others stay on the page of the claim."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Account, Membership, Role
from naruteo_portal.identity.queries import active_holders, active_officers
from naruteo_portal.incentives.claims.models import Claim, ClaimAppeal, ClaimPreparation, ClaimStep
from naruteo_portal.incentives.claims.states import OPEN, ClaimState
from naruteo_portal.incentives.claims.words import APPEAL_STATES, CLAIM_STATES
from naruteo_portal.incentives.programmes import shipped_programme
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify_each

SUBJECT = N_("Claim %(reference)s: %(state)s")
FOR_EMPLOYER = N_("The claim %(reference)s (%(programme)s) has gone on: %(state)s. Everything else is on its page.")
TO_SUPPLEMENT = N_(
    "An officer asks you to add something to the claim %(reference)s (%(programme)s) by %(due)s. What is missing is on "
    "its page."
)
FOR_OFFICERS = N_("The claim %(reference)s (%(programme)s) has gone on: %(state)s. It may need you.")
PREPARED = N_("Claim %(reference)s is ready for you")
PREPARED_BODY = N_(
    "Your agent has prepared the claim %(reference)s (%(programme)s). Look at the calculation, then hand it in."
)
APPEALED = N_("Appeal: claim %(reference)s")
APPEALED_BODY = N_(
    "The employer appeals against the decision on the claim %(reference)s (%(programme)s). An officer who did not "
    "decide on it has to answer."
)
ANSWERED = N_("Your appeal was answered: claim %(reference)s")
ANSWERED_BODY = N_("Claim %(reference)s (%(programme)s): %(state)s. The answer is on the page of the claim.")

QUEUE = "/claim-queue/{reference}"


def tell_step(session: Session, claim: Claim, step: ClaimStep) -> None:
    """Tell the employer's people each step of a claim, and the officers those after which they have to act."""
    if step.after is ClaimState.DRAFT:
        return
    values = _values(claim) | {"state": CLAIM_STATES[step.after][0], "due": step.due_on}
    asked = step.after is ClaimState.SUPPLEMENT and step.due_on is not None
    _tell(session, claim, _employers_people(session, claim), step.by_id, SUBJECT,
          TO_SUPPLEMENT if asked else FOR_EMPLOYER, values)  # fmt: skip
    of_employer = {
        ClaimState.SUBMITTED: True,
        ClaimState.IN_REVIEW: step.before is ClaimState.SUPPLEMENT,
        ClaimState.WITHDRAWN: step.before in OPEN,
    }
    if of_employer.get(step.after, False):
        _tell(session, claim, _officers(session, claim), step.by_id, SUBJECT, FOR_OFFICERS, values, QUEUE)


def tell_prepared(session: Session, claim: Claim, prepared: ClaimPreparation) -> None:
    """Tell the employer's HR that an agent has prepared a claim."""
    receivers = _holders(session, claim.employer_id, Role.EMPLOYER_HR)
    _tell(session, claim, receivers, prepared.by_id, PREPARED, PREPARED_BODY, _values(claim))


def tell_appeal(session: Session, claim: Claim, appeal: ClaimAppeal) -> None:
    """Tell all officers that an appeal waits: whoever looks after the claim may not be the one to answer."""
    receivers = session.scalars(active_officers()).all()
    _tell(
        session, claim, receivers, appeal.by_id, APPEALED, APPEALED_BODY, _values(claim), f"/claim-appeals/{appeal.id}"
    )


def tell_answer(session: Session, claim: Claim, appeal: ClaimAppeal) -> None:
    """Tell the employer's people the answer to an appeal."""
    values = _values(claim) | {"state": APPEAL_STATES[appeal.state][0]}
    receivers = _employers_people(session, claim)
    _tell(session, claim, receivers, appeal.answered_by_id, ANSWERED, ANSWERED_BODY, values)


def _tell(
    session: Session, claim: Claim, receivers: Sequence[Account], but: int | None, subject: Message, body: Message,
    values: dict[str, object], address: str = "/claims/{reference}",
) -> None:  # fmt: skip
    told = [(each, address.format(reference=claim.reference)) for each in receivers if each.id != but]
    if told:
        notify_each(
            session, told, kind=NoticeKind.CLAIM, subject=Message(subject.text, values),
            body=Message(body.text, values),
        )  # fmt: skip


def _values(claim: Claim) -> dict[str, object]:
    return {"reference": claim.reference, "programme": shipped_programme(claim.programme).file.title.model_dump()}


def _employers_people(session: Session, claim: Claim) -> Sequence[Account]:
    return _holders(session, claim.employer_id, Role.EMPLOYER_HR, Role.CLAIM_PROXY)


def _officers(session: Session, claim: Claim) -> Sequence[Account]:
    """Whoever looks after the claim; all officers while nobody does."""
    if claim.officer_id is not None:
        return session.scalars(select(Account).where(Account.id == claim.officer_id)).all()
    return session.scalars(active_officers()).all()


def _holders(session: Session, organisation_id: int, *roles: Role) -> Sequence[Account]:
    return session.scalars(active_holders(*roles).where(Membership.organisation_id == organisation_id)).all()
