"""Messages of instructors to people of their cohort: in the inbox and by mail, in the receiver's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.assessment.followups import Standing
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.enrolment import lock
from naruteo_portal.catalogue.models import Cohort, CohortMessage, Enrolment
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, Invalid
from naruteo_portal.core.i18n import LOCALES, N_, Locale, Message, as_locale
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity import limits
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.names import display_name
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify_each

SAME_WITHIN = timedelta(minutes=10)
ONLY_WRITTEN: dict[Locale, Message] = {
    "ko": N_("(This message was written in Korean only.)"),
    "en": N_("(This message was written in English only.)"),
}
SIGNED = N_("%(words)s\n\n%(sender)s\n%(course)s, %(cohort)s")


class NothingWritten(Invalid):
    """A message has a subject and words in at least one language, and both in each that it is written in."""

    def __init__(self) -> None:
        super().__init__(N_("Write a subject and words, in Korean, in English or in both; each needs the other."))


class AlreadySent(Conflict):
    """The same message has just been sent; a second click must not send it twice."""

    code = "already-sent"

    def __init__(self) -> None:
        super().__init__(N_("This message has just been sent to people of this cohort. It was not sent again."))


@dataclass(frozen=True)
class Letter:
    """What an instructor writes: subject and words by language, in one language or in both."""

    subject: dict[Locale, str]
    body: dict[Locale, str]

    def __post_init__(self) -> None:
        if not self.written or any(bool(self.subject[each]) != bool(self.body[each]) for each in LOCALES):
            raise NothingWritten

    @property
    def written(self) -> list[Locale]:
        """The languages that it is written in."""
        return [each for each in LOCALES if self.subject[each] and self.body[each]]

    def read_in(self, locale: Locale) -> Locale:
        """The language in which somebody gets it who reads a language."""
        return locale if locale in self.written else self.written[0]

    @property
    def subject_message(self) -> Message:
        """The subject, to be said in the receiver's language."""
        return Message("%(words)s", {"words": {each: self.subject[self.read_in(each)] for each in LOCALES}})

    @property
    def body_message(self) -> Message:
        """The words, to be said in the receiver's language; if they are in the other one, that is said first."""
        return Message("%(words)s", {"words": {each: self._body(each) for each in LOCALES}})

    def _body(self, locale: Locale) -> str:
        language = self.read_in(locale)
        words = self.body[language]
        return words if language == locale else f"{ONLY_WRITTEN[language].said_in(locale)}\n\n{words}"


def signed(letter: Letter, sender: Account, cohort: Cohort) -> Message:
    """The words with who wrote them to which cohort; person and edition must be loaded."""
    names = {each: display_name(sender.person, each) for each in LOCALES}
    return N_(
        SIGNED.text, words=letter.body_message, sender=names, course=cohort.edition.title, cohort=cohort.name
    )  # fmt: skip


def send_message(
    session: Session,
    engine: Engine,
    cohort: Cohort,
    letter: Letter,
    receivers: Sequence[Enrolment],
    *,
    standing: Standing,
    task: str,
    picked: bool,
    sender: Account,
    actor: Actor,
) -> CohortMessage:
    """Write to people of a cohort (accounts loaded); `standing`, `task` and `picked` say how they were found."""
    limits.count_try(engine, limits.MESSAGE_OF_ACCOUNT, str(sender.id))
    limits.count_try(engine, limits.MESSAGE_TO_COHORT, str(cohort.id))
    lock(session, cohort)
    _refuse_repeated(session, cohort, letter, sender)
    message = CohortMessage(
        cohort_id=cohort.id, sent_by_id=sender.id, sent_at=now(), subject=letter.subject, body=letter.body,
        receivers=len(receivers), chosen_by={"standing": standing.value, "task": task or None, "picked": picked},
    )  # fmt: skip
    session.add(message)
    session.flush()
    record(
        session, actor, "wrote to people of", cohort,
        message=message.id, receivers=[each.account_id for each in receivers], **message.chosen_by,
    )  # fmt: skip
    notify_each(
        session, [(each.account, f"/enrolments/{each.id}") for each in receivers], kind=NoticeKind.COURSE_MESSAGE,
        subject=letter.subject_message, body=signed(letter, sender, cohort),
    )  # fmt: skip
    return message


def languages_of(receivers: Sequence[Enrolment]) -> dict[Locale, int]:
    """How many of the people read which language; accounts must be loaded."""
    return {each: sum(as_locale(place.account.locale) == each for place in receivers) for each in LOCALES}


def messages_to(session: Session, cohort: Cohort, page: int) -> Page[CohortMessage]:
    """What was written to people of a cohort that the reader was given by `get_taught_cohort`, latest first."""
    query = (
        select(CohortMessage)
        .where(CohortMessage.cohort_id == cohort.id)
        .order_by(CohortMessage.id.desc())
        # Each entry names who wrote.
        .options(joinedload(CohortMessage.sent_by).joinedload(Account.person))
    )
    return page_of(session, query, page)


def _refuse_repeated(session: Session, cohort: Cohort, letter: Letter, sender: Account) -> None:
    recent = session.scalars(
        select(CohortMessage).where(
            CohortMessage.cohort_id == cohort.id,
            CohortMessage.sent_by_id == sender.id,
            CohortMessage.sent_at > now() - SAME_WITHIN,
        )
    )
    if any((each.subject, each.body) == (letter.subject, letter.body) for each in recent):
        raise AlreadySent
