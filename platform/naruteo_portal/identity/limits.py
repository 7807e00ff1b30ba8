"""How often the same thing may be tried, counted in the database so that all processes share one count."""

import hashlib
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import TooManyTries
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.models import TryCount


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of one kind by one subject in a window of `minutes`."""

    name: str
    most: int
    minutes: int

    def key(self, *subject: str) -> str:
        """The row that counts; hashed, since mail addresses are no business of this table."""
        return f"{self.name}:{hashlib.sha256(chr(0).join(subject).encode()).hexdigest()[:32]}"

    def window(self, instant: datetime) -> datetime:
        """When the window that holds an instant began."""
        seconds = self.minutes * 60
        return datetime.fromtimestamp(instant.timestamp() // seconds * seconds, UTC)


# One person mistypes from one address; many addresses on one account are an attack; one factory is one address.
SIGN_IN_OF_ACCOUNT_FROM_ADDRESS = Limit("sign-in-pair", 10, 15)
SIGN_IN_OF_ACCOUNT = Limit("sign-in-account", 30, 15)
SIGN_IN_FROM_ADDRESS = Limit("sign-in-address", 200, 15)
MAIL_TO_ADDRESS = Limit("mail-to", 5, 60)
MAIL_FROM_ADDRESS = Limit("mail-from", 50, 60)
PASSWORD_OF_SESSION = Limit("own-password", 10, 15)
TOKEN_FROM_ADDRESS = Limit("token-address", 100, 15)
IMPORT_OF_ACCOUNT = Limit("import-account", 60, 60)
AGENT_OF_ACCOUNT = Limit("agent-of-account", 20, 60)
COURSE_OF_ACCOUNT = Limit("course-account", 30, 60)
PROGRAMME_OF_ACCOUNT = Limit("programme-account", 20, 60)
# With many hundreds of free questions the noise of counts could be averaged away.
QUESTION_OF_ACCOUNT = Limit("question-account", 200, 24 * 60)
DOCUMENT_OF_ACCOUNT = Limit("document-account", 200, 60)
# Calendar programs ask every few minutes at most; many people's programs may come from one address.
FEED_BY_TOKEN = Limit("feed-token", 60, 60)
FEED_GUESSES_FROM_ADDRESS = Limit("feed-address", 100, 15)
# Every view of a programme with a dozen cohorts is some hundred answers.
API_OF_ACCOUNT = Limit("api-account", 1200, 60)
API_GUESSES_FROM_ADDRESS = Limit("api-address", 100, 15)
# An hour's course needs few messages, and people stop reading those who write often.
MESSAGE_OF_ACCOUNT = Limit("message-of-account", 10, 60)
MESSAGE_TO_COHORT = Limit("message-to-cohort", 20, 24 * 60)
# A consultant tries many cases in an hour; one office is one address.
PRE_CHECK_FROM_ADDRESS = Limit("pre-check-address", 200, 15)
KEPT_FOR = timedelta(days=1)


def count_try(engine: Engine, limit: Limit, *subject: str) -> None:
    """Count one try; TooManyTries says when the next is taken.

    It is counted in a transaction of its own, since the refusal that follows rolls the request's back.
    """
    instant = now()
    window = limit.window(instant)
    with unit_of_work(engine) as session:
        statement = insert(TryCount).values(key=limit.key(*subject), window_start=window, tries=1)
        tries = session.scalar(
            statement.on_conflict_do_update(
                index_elements=[TryCount.key, TryCount.window_start], set_={"tries": TryCount.tries + 1}
            ).returning(TryCount.tries)
        )
    if tries is not None and tries > limit.most:
        seconds = (window + timedelta(minutes=limit.minutes) - instant).total_seconds()
        minutes = max(1, math.ceil(seconds / 60))
        refusal = TooManyTries(
            N_("This was tried too often. Please try again in %(minutes)d minutes.", minutes=minutes)
        )
        refusal.retry_after = minutes * 60
        raise refusal


def give_back(session: Session, limit: Limit, *subject: str) -> None:
    """Take one try back, because it was a good one."""
    session.execute(
        update(TryCount)
        .where(TryCount.key == limit.key(*subject), TryCount.window_start == limit.window(now()), TryCount.tries > 0)
        .values(tries=TryCount.tries - 1)
    )


def forget_tries(session: Session) -> None:
    """Drop the counts of windows long past."""
    session.execute(delete(TryCount).where(TryCount.window_start < now() - KEPT_FOR))
