"""What is told about questions on outcomes; the words themselves stay on the pages that check who reads them."""

from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.queries import officers_by_name
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify, notify_each
from naruteo_portal.talent.answers.clock import answer_clock
from naruteo_portal.talent.answers.models import OutcomeQuestion
from naruteo_portal.talent.answers.words import KINDS, STATES

RECEIVED = N_("Receipt: your question %(reference)s")
RECEIVED_BODY = N_(
    "We have your question %(reference)s about %(round)s (%(kind)s). A named human who did not confirm the round "
    "answers by %(due)s."
)
ASKED = N_("A question about a result: %(reference)s")
ASKED_BODY = N_(
    "A candidate asks about %(round)s: %(kind)s. An officer who did not confirm the round has to answer by %(due)s."
)
LONGER = N_("Your question %(reference)s takes longer")
LONGER_BODY = N_(
    "The answer to your question %(reference)s comes by %(due)s at the latest. The reason is on its page. It may be "
    "prolonged twice at most, by 30 days each time."
)
ANSWERED = N_("Your question %(reference)s is answered")
ANSWERED_BODY = N_("Your question %(reference)s about %(round)s: %(state)s. The answer and its letter are on its page.")


def tell_asked(session: Session, question: OutcomeQuestion) -> None:
    """Send the candidate a receipt, and tell the officers; `outcome` with round and candidate must be loaded."""
    _tell_candidate(session, question, RECEIVED, RECEIVED_BODY)
    values = _values(question)
    notify_each(
        session, [(each, f"/outcome-questions/{question.reference}") for each in officers_by_name(session)],
        kind=NoticeKind.ROUND, subject=Message(ASKED.text, values), body=Message(ASKED_BODY.text, values),
    )  # fmt: skip


def tell_longer(session: Session, question: OutcomeQuestion) -> None:
    """Tell the candidate that the answer takes longer, and until when."""
    _tell_candidate(session, question, LONGER, LONGER_BODY)


def tell_answered(session: Session, question: OutcomeQuestion) -> None:
    """Tell the candidate that the answer is there."""
    _tell_candidate(session, question, ANSWERED, ANSWERED_BODY)


def _tell_candidate(session: Session, question: OutcomeQuestion, subject: Message, body: Message) -> None:
    values = _values(question)
    notify(
        session, session.get_one(Account, question.outcome.candidate.account_id), kind=NoticeKind.ROUND,
        subject=Message(subject.text, values), body=Message(body.text, values),
        address=f"/results/questions/{question.reference}",
    )  # fmt: skip


def _values(question: OutcomeQuestion) -> dict[str, object]:
    clock = answer_clock(question.asked_on, len(question.extensions), question.asked_on)
    return {
        "reference": question.reference, "round": question.outcome.round.title, "kind": KINDS[question.kind],
        "state": STATES[question.state][0], "due": clock.due_on,
    }  # fmt: skip
